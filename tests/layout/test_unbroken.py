"""Addresses, tags, codes and names get no hyphen, and the author's soft hyphens are law."""

import pytest

from creative_cli.layout.break_rules import LAST_RESORT_COST
from creative_cli.layout.linebreak import FORBIDDEN_BREAK_COST, prepare_text
from tests.layout.ads import LOCALES, headline_lines
from tests.parameters import walk_rows

UNBROKEN = (
    ("en-US", "noraviaceramicsandmore.example"),
    ("de-DE", "www.noravia-sommerkollektion.example/fruehstuecksangebote?code=gratisversand&x=1_2"),
    ("de-DE", "kundenzufriedenheit@noraviakeramik.example"),
    ("en-US", "#QuietMorningsWithNoraviaCollections"),
    ("de-DE", "@noravia_sommerkollektion"),
    ("de-DE", "SOMMERKOLLEKTION-25X"),
    ("de-DE", "Sommerkollektion2026"),
    ("en-US", "v2.0.1-releasecandidate"),
    ("en-US", "NoraviaCoffeeMachine"),
    ("de-DE", "HTTPS://NORAVIA.EXAMPLE/SOMMARERBJUDANDE"),
)


@pytest.mark.parametrize(("tag", "text"), UNBROKEN)
def test_no_hyphen_is_added(tag: str, text: str) -> None:
    """At any width, the lines hold what was written and nothing else."""
    for width in range(120, 1000, 80):
        assert "".join(headline_lines(f"Jetzt {text}", tag, width)).replace("Jetzt", "").strip() == text


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("noravia.example/de/sommer", ("noravia.", "example/", "de/")),
        ("mail@noravia-shop.example", ("mail@noravia-", "shop.")),
        ("noravia.example/p?id=1&x=y_z", ("noravia.", "example/", "p?", "id=", "1&", "x=")),
        ("詳しくはnoravia.example/jaへ", ("noravia.", "example/")),
        ("SUMMER-25X", ()),
    ],
)
def test_an_address_breaks_only_after_its_signs(text: str, ends: tuple[str, ...]) -> None:
    """Those breaks happen only if nothing else fits."""
    tokens = prepare_text(text, LOCALES["ja-JP" if "詳" in text else "en-US"]).tokens
    latin = [token for token in tokens[:-1] if token.text.isascii() and token.cost < FORBIDDEN_BREAK_COST]
    found = tuple(token.text for token in latin if token.text[-1] in "/.-?&=_")

    assert found == ends
    assert all(token.cost >= LAST_RESORT_COST and not token.mark for token in latin)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("24-Stunden-Lieferservice", "Lieferservice"),
        ("3,5-Zimmer-Ferienwohnungen", "Ferienwohnungen"),
        ("Kaffee-Vollautomaten", "Vollautomaten"),
    ],
)
def test_words_beside_numbers_and_hyphens_may_be_divided(text: str, word: str) -> None:
    """They are no codes."""
    tokens = prepare_text(text, LOCALES["de-DE"], hyphenate=True).tokens
    assert any(token.mark and token.text in word for token in tokens)


@walk_rows(
    ("tag", "word"),
    [
        ("de-DE", "Rindfleisch\u00adetikettierungs\u00adüberwachung"),
        ("en-US", "inter\u00adnationalization"),
        ("fi-FI", "asiakas\u00adtyytyväisyystakuu"),
        ("pl-PL", "najpopular\u00adniejszych"),
        ("ru-RU", "достопримеча\u00adтельность"),
        ("de-DE", "Donau-Dampfschifffahrts\u00adgesellschaft"),
    ],
)
def test_a_word_with_soft_hyphens_is_divided_there_and_nowhere_else(tag: str, word: str) -> None:
    """In every language."""
    parts = set(word.replace("-", "\u00ad").split("\u00ad"))
    tokens = prepare_text(word, LOCALES[tag], hyphenate=True).tokens
    assert {token.text.rstrip("-") for token in tokens} == parts


@walk_rows(
    ("tag", "text", "whole"),
    [
        ("de-DE", "Siehe S. 5 im Katalog", "S. 5"),
        ("de-DE", "Empfohlen von Dr. Meyer", "Dr. Meyer"),
        ("en-US", "Only 3 x 2 today", "3 x 2"),
        ("en-US", "From 90 km/h on", "km/h"),
        ("en-US", "Online Check-in now", "Check-in"),
        ("de-DE", "Sommer—Winter", "Sommer—"),
    ],
)
def test_pairs_stay_together(tag: str, text: str, whole: str) -> None:
    """Pages, titles, factors, units and short ends are one unit."""
    unit, units = "", []
    for token in prepare_text(text, LOCALES[tag]).tokens:
        unit += token.text
        if token.cost < LAST_RESORT_COST:
            units.append(unit)
            unit = ""
        else:
            unit += token.gap
    assert any(whole in one for one in [*units, unit])


def test_an_initial_is_no_end_of_a_sentence() -> None:
    """A line rather does not end after it."""
    costs = {token.text: token.cost for token in prepare_text("Von J. Meyer", LOCALES["de-DE"]).tokens}
    assert costs["J."] > 0


def test_vietnamese_words_are_not_parted_where_another_break_fits() -> None:
    """Cà phê and mùa hè are words of two syllables."""
    text = "Ưu đãi mùa hè cho cà phê sữa đá"
    for width in range(300, 900, 60):
        lines = headline_lines(text, "vi-VN", width)
        assert any("mùa hè" in line for line in lines)
        assert any("cà phê" in line for line in lines)


@pytest.mark.parametrize(
    ("tag", "text", "words"),
    [
        ("ja-JP", "プレミアムアイスコーヒーメーカー新登場", ("コーヒー", "メーカー", "新登場")),
        ("ja-JP", "サマーセールスタート", ("サマー", "セール", "スタート")),
        ("zh-Hans-CN", "春季新品限时优惠", ("新品", "限时", "优惠")),
    ],
)
def test_words_stay_whole_where_they_fit(tag: str, text: str, words: tuple[str, ...]) -> None:
    """A phrase that is too wide breaks between its words."""
    for width in range(300, 700, 40):
        lines = headline_lines(text, tag, width)
        assert all(any(word in line for line in lines) for word in words)
