"""Breaks: what stays together, where lines may end, and what is put in for right-to-left text."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from icu4py.breakers import LineBreaker

from creative_cli.layout.break_rules import AVOIDED_BREAK_COST, LAST_RESORT_COST
from creative_cli.layout.hyphens import hyphenation_points
from creative_cli.layout.linebreak import prepare_text
from creative_cli.locale.direction_runs import strip_isolates
from tests.layout.ads import COPIES, KEEP, LOCALES, headline_lines
from tests.parameters import walk_rows

WIDTHS = range(60, 900, 40)


def units(text: str, tag: str) -> list[str]:
    """Return what is kept whole unless nothing else fits."""
    found, unit = [], ""
    for token in prepare_text(text, LOCALES[tag], KEEP).tokens:
        unit += token.text
        if token.forced or token.cost < LAST_RESORT_COST:
            found.append(strip_isolates(unit))
            unit = ""
        else:
            unit += token.gap
    return found + ([strip_isolates(unit)] if unit else [])


@walk_rows(
    ("tag", "text", "whole"),
    [
        ("de-DE", "Nur 9,99 € für 330 ml", "9,99 €"),
        ("de-DE", "Nur 9,99 € für 330 ml", "330 ml"),
        ("en-US", "From $9.99 today, or $ 8.99", "From $9.99"),
        ("fr-CA", "Économisez 25 % dès aujourd’hui !", "25 %"),
        ("fr-CA", "Économisez 25 % dès aujourd’hui !", "aujourd’hui !"),
        ("fr-CA", "Vraiment ? « Oui » : ici", "« Oui » :"),
        ("ru-RU", "Всего 1 299 ₽ за 500 мл", "1 299 ₽"),
        ("ru-RU", "Чай с персиком и льдом", "с персиком"),
        ("pl-PL", "Lato w szklance i lód", "w szklance"),
        ("ar-SA", "الآن بسعر 5 ريال فقط", "5 ريال"),
        ("ja-JP", "税込 1,980円から", "1,980円か"),
        ("ja-JP", "二十四時間、温かいまま。", "二十四時間、"),
        ("ja-JP", "よく冷やしてお召し上がりください。", "冷やして"),
        ("zh-Hant-TW", "本優惠有效期限至8月31日。", "8月31日。"),
        ("zh-Hans-CN", "低至￥9.90元起", "￥9.90元"),
        ("th-TH", "เร็ว ๆ นี้", "เร็ว ๆ"),
        ("th-TH", "ขนาด 500 มล. ใหม่", "500 มล."),
        ("en-US", "More at www.solara.com/tea now", "www.solara.com/tea"),
        ("en-US", "Meet Solara Iced Tea today", "Solara Iced Tea"),
        ("ja-JP", "今日もSolara Iced Teaで乾杯", "Solara Iced Tea"),
        ("en-US", "Tea — cold", "Tea —"),
        ("en-US", "A T-shirt free", "T-shirt"),
        ("ko-KR", "지금 맛보세요", "맛보세요"),
        ("fi-FI", "Tarjous voimassa 31. elokuuta asti", "31. elokuuta"),
        ("de-DE", "Nur bis zum 31. August: 2 € billiger", "31. August:"),
        ("pl-PL", "Zdobyłaś 1. miejsce w konkursie", "1. miejsce"),
        ("de-DE", "Nur bis 31. 8. mit Pfand", "31. 8. mit"),
    ],
)
def test_what_belongs_together_stays_together(tag: str, text: str, whole: str) -> None:
    """Prices, numbers with units, names and short prepositions break only as a last resort."""
    assert any(whole in unit for unit in units(text, tag))


@pytest.mark.parametrize(
    ("tag", "text", "price"),
    [
        ("de-DE", "Sommertee jetzt für nur 9,99 € im Laden", "9,99 €"),
        ("fr-CA", "Profitez de 25 % sur tout le rayon", "25 %"),
        ("th-TH", "ชาเย็นผสมลูกพีชแท้ 500 มล. ราคาพิเศษวันนี้", "500 มล."),
        ("ru-RU", "Холодный чай всего за 1 299 ₽ до лета", "1 299 ₽"),
        ("en-US", "Say hello to Solara Iced Tea this summer", "Solara Iced Tea"),
    ],
)
def test_no_line_end_parts_a_price_or_a_name(tag: str, text: str, price: str) -> None:
    """At every width that fits the price, it is on one line."""
    for width in range(480, 1400, 60):
        assert any(price in line for line in headline_lines(text, tag, width))


@walk_rows(
    ("tag", "text", "last"),
    [
        ("en-US", "Made for the summer", "the"),
        ("de-DE", "Kalt gebrüht mit Pfirsich", "mit"),
        ("fr-CA", "Thé infusé avec de vraies pêches", "de"),
        ("tr-TR", "Soğuk ve taze çay", "ve"),
        ("th-TH", "เย็นฉ่ำในทุกแก้ว", "ใน"),
        ("zh-Hans-CN", "把夏天倒在冰块上", "在"),
        ("en-US", "Ask Dr. Tea", "Dr."),
        ("en-US", "Only 24 hours", "24"),
    ],
)
def test_a_line_rather_does_not_end_after_a_leaning_word(tag: str, text: str, last: str) -> None:
    """Articles, prepositions, titles and numbers cost what a careful typesetter would pay to avoid it."""
    costs = {token.text: token.cost for token in prepare_text(text, LOCALES[tag]).tokens[:-1]}

    assert costs[last] >= AVOIDED_BREAK_COST


def test_a_number_that_ends_a_sentence_is_no_ordinal() -> None:
    """A line may end after the stop of a sentence, also where ordinals have a stop."""
    tokens = prepare_text("Vain 25. Nauti nyt. Hinta 30. Kesä on täällä", LOCALES["fi-FI"]).tokens
    costs = {token.text: token.cost for token in tokens[:-1]}

    assert costs["25."] < 0
    assert costs["30."] < 0


def test_postpositions_do_not_begin_a_line() -> None:
    """Hindi and Urdu particles lean on the word before them."""
    tokens = prepare_text("बर्फ़ में गर्मी", LOCALES["hi-IN"]).tokens

    assert tokens[0].cost >= AVOIDED_BREAK_COST
    assert tokens[1].cost == 0


def test_a_comma_invites_a_break() -> None:
    """After a clause a break is welcome in every script."""
    for tag, text in (
        ("en-US", "Summer, poured"),
        ("ja-JP", "夏を、氷に"),
        ("ar-SA", "الصيف، مسكوب"),
        ("hi-IN", "गर्मी, बर्फ़"),
    ):
        assert min(token.cost for token in prepare_text(text, LOCALES[tag]).tokens) < 0


NEVER_FIRST = frozenset("、。，．」』）】〕！？：；・ーゝ々ぁぃぅぇぉっゃゅょァィゥェォッャュョ％")
NEVER_LAST = frozenset("「『（【〔￥")
JAPANESE = (
    "この夏、もっと自由に。「新しい」サマーコレクション登場ーっ！",
    "本物のピーチを使った、水出しのアイスティー。",
    "（期間限定）ちょっとひと息、しゃきっとリフレッシュ！",
    "「おいしい」が、ぎゅっとつまった一本。￥1,980から",
)


@pytest.mark.parametrize("text", JAPANESE)
def test_kinsoku_holds_at_every_width(text: str) -> None:
    """No Japanese line begins with a closing mark, small kana or ー, nor ends with an opening bracket."""
    for width in WIDTHS:
        lines = headline_lines(text, "ja-JP", width)
        assert all(line[0] not in NEVER_FIRST for line in lines[1:])
        assert all(line[-1] not in NEVER_LAST for line in lines[:-1])


def test_japanese_lines_end_with_phrases_where_phrases_fit() -> None:
    """リフレッシュ is not cut while a line holds it."""
    for width in range(420, 900, 40):
        assert any("リフレッシュ。" in line for line in headline_lines("いつもの午後をリフレッシュ。", "ja-JP", width))


@pytest.mark.parametrize("width", range(840, 1000, 40))
def test_japanese_lines_do_not_begin_with_a_word_alone(width: int) -> None:
    """The line breaks after a phrase: よく冷やして / お召し上がりください。"""
    lines = headline_lines("よく冷やしてお召し上がりください。リサイクルにご協力ください。", "ja-JP", width)
    assert lines[0].startswith("よく冷やして")


def test_japanese_lines_do_not_end_with_a_word_that_leads_to_the_next() -> None:
    """あの街 stays together: a little smaller, or in one line more."""
    for width in range(420, 900, 40):
        lines = headline_lines("ここで眠り、あの街で目覚める。", "ja-JP", width)
        assert not any(line.endswith("あの") for line in lines)


@pytest.mark.parametrize("tag", ["th-TH", "lo-LA", "km-KH", "my-MM"])
def test_scripts_without_spaces_break_at_dictionary_words(tag: str) -> None:
    """Every line of Thai, Lao, Khmer and Burmese ends where ICU's dictionary ends a word."""
    for _, text in COPIES[tag].lines():
        ends = {text[:end].rstrip() for _, end in LineBreaker(text, "und").segments()}
        for width in WIDTHS:
            so_far = ""
            for line in headline_lines(text, tag, width):
                so_far = text[: text.index(line, len(so_far)) + len(line)]
                assert so_far in ends


def test_korean_breaks_at_spaces_only() -> None:
    """Korean words stay whole at every width that holds them."""
    text = COPIES["ko-KR"].headline
    for width in range(220, 900, 40):
        assert " ".join(headline_lines(text, "ko-KR", width)) == text


def test_german_is_hyphenated_only_at_its_points_and_only_where_nothing_else_fits() -> None:
    """A compound too wide for its column is divided where the dictionary allows; in a wide column it stays whole."""
    word = "Erfrischungsgetränkehersteller"
    points = hyphenation_points(word, "de")
    narrow = headline_lines(word, "de-DE", 500)

    assert points
    assert len(narrow) > 1
    assert "".join(line.removesuffix("-") for line in narrow) == word
    at = 0
    for line in narrow[:-1]:
        at += len(line) - 1
        assert line.endswith("-")
        assert at in points
    assert headline_lines(word, "de-DE", 1500) == (word,)


@pytest.mark.parametrize(
    ("language", "word", "points"),
    [
        ("fi", "kesämallisto", (4, 7)),
        ("tr", "alışverişte", (4, 6)),
        ("xx", "donaudampfschiff", ()),
        ("de", "NASAGROSSBUCH", ()),
        ("de", "LIEBLINGSERFRISCHUNGSGETRÄNK", (4, 9, 11, 14, 21, 23)),
        ("de", "kurz", ()),
    ],
)
def test_hyphenation_points(language: str, word: str, points: tuple[int, ...]) -> None:
    """Languages without a dictionary go by syllables or stay whole; short words and capitals are never divided."""
    assert hyphenation_points(word, language) == points


def test_names_in_right_to_left_text_are_isolated() -> None:
    """A brand name keeps its own order among Arabic words, and people read the line without the marks."""
    prepared = prepare_text("شاي Solara Iced Tea سعة 330 ml", LOCALES["ar-SA"], KEEP)
    drawn = " ".join(token.text for token in prepared.tokens)

    assert "\u2066Solara Iced Tea\u2069" in drawn
    assert "\u2066330 ml\u2069" in drawn
    assert strip_isolates(drawn) == "شاي Solara Iced Tea سعة 330 ml"


def test_left_to_right_text_needs_no_isolates_unless_a_name_is_right_to_left() -> None:
    """Latin among Latin stays as written; an Arabic brand in English is isolated."""
    assert "\u2066" not in "".join(token.text for token in prepare_text("Solara tea", LOCALES["en-US"], KEEP).tokens)
    assert "\u2067" in "".join(token.text for token in prepare_text("الشمس tea", LOCALES["en-US"], ("الشمس",)).tokens)


def test_a_name_inside_a_word_is_not_a_name() -> None:
    """Solaranlage does not hold the brand Solar: the word is isolated as a whole."""
    drawn = [token.text for token in prepare_text("שלום Solaranlage", LOCALES["he-IL"], ("Solar",)).tokens]

    assert drawn == ["שלום", "\u2066Solaranlage\u2069"]


def test_line_ends_of_the_author_are_kept() -> None:
    """A line end in the copy parts the line at every width; blank lines and blanks around it vanish."""
    assert headline_lines("Summer \r\n\n poured over ice", "en-US", 2000) == ("Summer", "poured over ice")


def test_soft_hyphens_of_the_author_are_used_when_needed() -> None:
    """A soft hyphen is invisible until the word breaks there."""
    word = "Getränke\u00adhersteller"

    assert headline_lines(word, "de-DE", 2000) == ("Getränkehersteller",)
    assert headline_lines(word, "de-DE", 400) == ("Getränke-", "hersteller")


@given(st.text(max_size=40), st.sampled_from(sorted(LOCALES)))
@example("|\xa0", "am-ET")
def test_preparing_loses_nothing(text: str, tag: str) -> None:
    """Whatever is written, the tokens hold all of it but blanks and soft hyphens."""

    def bare(string: str) -> str:
        return "".join(
            sign
            for sign in string
            if not sign.isspace()
            and sign not in "\u200b\u00ad\u200e\u2066\u2067\u2069"
            and unicodedata.category(sign) != "Zs"
        )

    prepared = prepare_text(text, LOCALES[tag], KEEP, hyphenate=True)

    assert bare("".join(token.text for token in prepared.tokens)) == bare(text)
