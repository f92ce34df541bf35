"""Laws of names, addresses, alt texts and sheets."""

import csv
import io
import re
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creative_cli.brief.delivery_facts import DEFAULT_NAME
from creative_cli.delivery.alt_text_length import shorten_alt_text
from creative_cli.delivery.names import name_ad, name_ads
from creative_cli.delivery.sheets import write_sheet
from creative_cli.delivery.tagging import list_utm_parameters, tag_address
from creative_cli.delivery.targets import get_delivery_target, load_delivery_targets
from creative_cli.errors import UsageError
from creative_cli.locale.sentences import close_sentence
from creative_cli.models import Asset
from tests.gallery.samples import asset
from tests.parameters import walk_rows

slugs = st.from_regex("[a-z0-9]{1,20}(-[a-z0-9]{1,20}){0,3}", fullmatch=True)
tags = st.sampled_from(("de-DE", "zh-Hant-TW", "sr-Latn-RS", "fr-CA", "ja-JP"))
formats = st.sampled_from(("1:1", "1.91:1", "300x250", "meta.feed.square", "tiktok.infeed.vertical"))


def ad(product: str, locale: str, ratio: str) -> Asset:
    """Return an ad of a product, a locale and a format."""
    return replace(asset(f"{locale}/{ratio.replace(':', 'x')}/{product}.jpg"), ratio=ratio)


ads = st.builds(ad, slugs, tags, formats)


@given(st.lists(ads, max_size=8, unique_by=lambda one: one.path), slugs, st.sampled_from((50, 200)))
def test_names_are_plain_short_unique_and_the_same_alone(assets: list[Asset], campaign: str, longest: int) -> None:
    """Every platform takes them, and an ad keeps its name when others leave the package."""
    names = name_ads(DEFAULT_NAME, tuple(assets), campaign, longest)
    assert len(set(names.values())) == len(assets)
    for one in assets:
        assert re.fullmatch(f"[a-z0-9][a-z0-9_-]{{0,{longest - 1}}}", names[one.path])
        assert names[one.path] == name_ad(DEFAULT_NAME, one, campaign, longest)


def test_a_pattern_that_gives_two_ads_one_name_is_refused() -> None:
    """The sentence names both ads and what the pattern lacks."""
    two = (ad("tea", "de-DE", "1:1"), ad("tea", "fr-FR", "1:1"))
    with pytest.raises(UsageError, match=r"de-DE/1x1/tea\.jpg and fr-FR/1x1/tea\.jpg") as caught:
        name_ads("{product}", two, "sale", 50)
    assert "{locale}" in caught.value.hint


MACROS = ("{{ad.name}}", "__CID_NAME__", "%ecid!", "${CLICK_URL}", "%20", "[x]")
addresses = st.builds(
    lambda path, query, macro, fragment: f"https://solara.example/{path}{query}{macro if query else ''}{fragment}",
    st.sampled_from(("", "de/tea", "a%20b")),
    st.sampled_from(("", "?a=1&b=", "?utm_medium=mine&c=")),
    st.sampled_from(("", *MACROS)),
    st.sampled_from(("", "#top", "#a?b=c")),
)


@given(addresses)
def test_tags_come_before_the_fragment_and_change_nothing_else(address: str) -> None:
    """What an address has is kept as it is written, macros included; what it has of UTM is not set again."""
    parameters = list_utm_parameters({"source": "meta", "medium": "paid_social"}, {"id": "7"}, "sale", "sale_de_tea")
    tagged = tag_address(address, parameters)
    page, _, fragment = address.partition("#")
    assert tagged.startswith(page)
    assert tagged.partition("#")[2] == fragment
    query = parse_qsl(urlsplit(tagged).query, keep_blank_values=True)
    names = [name for name, _ in query]
    assert len(names) == len(set(names))
    assert dict(query)["utm_content"] == "sale_de_tea"
    assert dict(query)["utm_medium"] == ("mine" if "utm_medium=mine" in address else "paid_social")
    assert tag_address(tagged, parameters) == tagged


@given(st.text(alphabet="ab é。.!、 漢", max_size=300), st.integers(10, 200))
def test_an_alt_text_is_cut_to_its_field(text: str, longest: int) -> None:
    """It is never longer, and what fits is not touched."""
    short = shorten_alt_text(text, longest)
    assert len(short) <= longest
    assert short == text or len(text) > longest
    assert short.removesuffix("…") in text


@walk_rows(
    ("text", "language", "script", "ended"),
    [
        ("Taste it", "en", "Latn", "Taste it."),
        ("Ready?", "en", "Latn", "Ready?"),
        ("„Los!“", "de", "Latn", "„Los!“"),
        ("今すぐ試す", "ja", "Jpan", "今すぐ試す。"),
        ("अभी चखें", "hi", "Deva", "अभी चखें।"),
        ("ابھی چکھیں", "ur", "Aran", "ابھی چکھیں۔"),
        ("ลองเลย", "th", "Thai", "ลองเลย"),
        ("Τι λες;", "el", "Grek", "Τι λες;"),
        ("Փորձիր", "hy", "Armn", "Փորձիր։"),
    ],
)
def test_a_sentence_ends_as_its_language_ends_one(text: str, language: str, script: str, ended: str) -> None:
    """A text with a mark of its own keeps it."""
    assert close_sentence(text, language, script) == ended


cells = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)


@given(st.lists(st.lists(cells, min_size=3, max_size=3), max_size=5), st.sampled_from(",\t"), st.booleans())
def test_a_sheet_reads_back_and_computes_nothing(rows: list[list[str]], delimiter: str, people: bool) -> None:  # noqa: FBT001  # a law over both
    """A platform gets the cells as they are; in a spreadsheet none begins a formula."""
    data = write_sheet(("a", "b", "c"), rows, delimiter=delimiter, people=people)
    read = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter))
    assert data.startswith(b"\xef\xbb\xbf") is people
    if people:
        assert not any(cell.startswith(("=", "+", "-", "@")) for row in read for cell in row)
        assert [[cell.removeprefix("'") for cell in row] for row in read[1:]] == [
            [cell.removeprefix("'") for cell in row] for row in rows
        ]
    else:
        assert read[1:] == rows


def test_every_target_has_its_sources_and_fills_its_columns() -> None:
    """Columns name only what an ad has, each once, and limits are those of the reference."""
    for target in load_delivery_targets().values():
        assert target.source
        assert target.conf in {"O", "H", "T", "L", "M", "NF"}
        headers = [header for header, _ in target.columns]
        assert len(set(headers)) == len(headers)
    with pytest.raises(UsageError, match="no target 'tictok'") as caught:
        get_delivery_target("tictok")
    assert caught.value.hint == "Did you mean tiktok?"
