"""The copy of the contact sheet of the world: every language, in its own script, with CLDR's numbers.

The copy is a fixture; what holds for it holds for the letters that other tests set.
"""

import csv
import re
import tomllib
import unicodedata
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from babel.core import Locale as Cldr
from babel.dates import format_skeleton
from babel.numbers import format_currency, format_percent, parse_decimal
from fontTools.unicodedata import script

from creative_cli.brief.text_rules import clean_text
from creative_cli.locale import locales
from creative_cli.models import AdCopy, Role
from tests.parameters import walk_rows

DATA = Path(__file__).with_name("data")
SOURCE = (DATA / "world-copy.toml").read_text("utf-8")
COPIES = {tag: AdCopy(**words) for tag, words in tomllib.loads(SOURCE).items()}
MARKETS = list(csv.DictReader((DATA / "markets.csv").read_text("utf-8").splitlines()))
CURRENCIES = {row["territory"]: row["currency"] for row in MARKETS}

BRAND = "Solara"
LAST_DAY = date(2026, 8, 31)

INDIAN = {"bn", "gu", "kn", "ml", "mr", "or", "pa", "ta", "te"}
"""Languages of India set for India beside Hindi; the table of markets has none of them there."""

VARIETIES = {"en-GB", "en-US", "fr-CA", "fr-FR", "de-CH", "de-DE", "es-ES", "es-MX", "pt-BR", "pt-PT"}
"""Markets that write the same language differently."""

LENGTHS = {Role.HEADLINE: (6, 60), Role.BODY: (25, 90), Role.CTA: (4, 25), Role.DISCLAIMER: (16, 70)}
"""The least and most characters of each role."""

LONG_WORDS = {"de-DE": 28, "fi-FI": 26, "hu-HU": 22, "sv-SE": 24}
"""Letters of the longest word of a headline that no narrow column holds without a hyphen."""

ZEROS = {"arab": "٠", "beng": "০", "deva": "०", "latn": "0", "mymr": "၀"}
"""The zero of each of CLDR's numbering systems that a market of the sheet counts in."""

SEVERAL = {
    "Jpan": {"Hani", "Hira", "Kana"},
    "Kore": {"Hang", "Hani"},
    "Hans": {"Hani"},
    "Hant": {"Hani"},
}
"""Scripts of locales (ISO 15924) that Unicode counts as several."""

ENCODINGS = {"zh-Hans-CN": "gb2312", "zh-Hant-HK": "big5hkscs", "zh-Hant-TW": "big5"}
"""Charsets made for one way of writing Chinese: they lack the characters of the other."""

INVISIBLE = {"\u200c", "\u200d", "\u200e", "\u200f", "\u061c"}
"""Joiners, and the marks that CLDR writes in prices: never an embedding, an override or an isolate."""

NUMBER = re.compile(r"\d(?:[\d.,’٫٬\u00a0\u202f]*\d)?")


def locale_of(tag: str) -> locales.Locale:
    """Return what the product makes of a tag of the file."""
    language, _, territory = tag.rpartition("-")
    return locales.resolve_locale(territory, language, "en")


def lines(tag: str) -> tuple[tuple[Role, str], ...]:
    """Return the roles and words of a locale."""
    return COPIES[tag].lines()


def words(tag: str) -> str:
    """Return all that a locale says, without the brand's name."""
    return "\n".join(text for _, text in lines(tag)).replace(BRAND, "")


def words_without_numbers(tag: str) -> str:
    """Return what is left when every number that is written as CLDR does has been taken out."""
    text = words(tag)
    for number in sorted(NUMBER.findall(text), key=len, reverse=True):
        for form in forms(number, tag):
            text = text.replace(form, "")
    return text


def native(text: str, cldr: Cldr) -> str:
    """Write a number of Babel's, which leaves digits and the percent sign Latin, as CLDR does."""
    system = cldr.default_numbering_system
    digits = {ord("0") + value: chr(ord(ZEROS[system]) + value) for value in range(10)}
    symbols = cldr.number_symbols.get(system, {})
    return text.translate(digits | {ord("%"): symbols.get("percentSign", "%")})


def forms(number: str, tag: str) -> tuple[str, ...]:
    """Return what a number may stand in: a percentage, a price of the market, the last day of the offer."""
    cldr = Cldr.parse(tag, sep="-")
    plain = "".join(str(unicodedata.digit(sign, sign)) for sign in number)
    value = parse_decimal(re.sub(r"[\u00a0\u202f]", "", plain), locale=cldr)
    currency = CURRENCIES[locale_of(tag).territory]
    pattern = cldr.currency_formats["standard"].pattern
    whole = value == value.to_integral_value()
    price = format_currency(
        value,
        currency,
        format=pattern.replace(".00", "") if whole else None,
        locale=cldr,
        currency_digits=not whole,
        numbering_system="default",
    )
    day = format_skeleton("MMMMd", LAST_DAY, locale=cldr).rstrip(".")
    percent = format_percent(value / 100, locale=cldr)
    return tuple(
        native(form, cldr) for form in (percent, price, *([day] if value in {LAST_DAY.day, LAST_DAY.month} else []))
    )


def test_every_language_is_there() -> None:
    """Each language of the table of markets has copy, in each script it is written in, and so have nine of India."""
    table = {name.rpartition("_")[0].replace("_", "-") for row in MARKETS for name in row["locales"].split()}

    assert table <= {tag.rpartition("-")[0] for tag in COPIES}
    assert set(COPIES) >= VARIETIES | {f"{language}-IN" for language in INDIAN}
    assert len({tag.split("-")[0] for tag in COPIES}) == 72


def test_the_file_is_in_order() -> None:
    """Tags stand in alphabetical order, so that one is found and none is written twice."""
    assert all(before < after for before, after in pairwise(COPIES))


def test_what_nobody_sees_is_written_as_an_escape() -> None:
    """No-break spaces, marks and joiners are visible in the file."""
    assert not {sign for sign in SOURCE if unicodedata.category(sign) in {"Cf", "Zs"}} - {" "}


@walk_rows("tag", COPIES)
def test_tags_are_the_product_s_own(tag: str) -> None:
    """A tag is what the product calls that language in that country."""
    assert locale_of(tag).tag == tag


@walk_rows("tag", COPIES)
def test_no_role_is_missing_or_out_of_measure(tag: str) -> None:
    """There are four roles, each of a length that an ad can carry, and the call to action is shorter than the body."""
    lengths = {role: len(text) for role, text in lines(tag)}

    assert lengths.keys() == LENGTHS.keys()
    for role, (least, most) in LENGTHS.items():
        assert least <= lengths[role] <= most, role
    assert lengths[Role.CTA] < lengths[Role.BODY]


@walk_rows("tag", COPIES)
def test_a_brief_may_hold_the_copy_as_it_is(tag: str) -> None:
    """The words are NFC and pass the gate of briefs unchanged; they hold no mark but those that writing needs."""
    for _, text in lines(tag):
        assert clean_text(text) == text
        assert {sign for sign in text if unicodedata.category(sign) in {"Cc", "Cf"}} <= INVISIBLE


@walk_rows("tag", COPIES)
def test_the_brand_stands_inside_the_body(tag: str) -> None:
    """The name is once in the body, in Latin letters, between other words."""
    body = COPIES[tag].body or ""

    assert body.count(BRAND) == 1
    assert not body.startswith(BRAND)
    assert not body.endswith(BRAND)


@walk_rows("tag", COPIES)
def test_letters_are_of_the_locale_s_script(tag: str) -> None:
    """Apart from the brand and what stands in prices, every letter is of the script the product names."""
    expected = locale_of(tag).script
    found = {script(sign) for sign in words_without_numbers(tag) if sign.isalpha()}

    assert found
    assert found - {"Zyyy"} <= SEVERAL.get(expected, {expected})


@pytest.mark.parametrize(("tag", "encoding"), ENCODINGS.items())
def test_chinese_is_simplified_or_traditional(tag: str, encoding: str) -> None:
    """All characters are of the market's own charset, and some are not of the other's."""
    assert words(tag).encode(encoding)
    with pytest.raises(UnicodeEncodeError):
        words(tag).encode("big5" if encoding == "gb2312" else "gb2312")


@walk_rows("tag", COPIES)
def test_numbers_are_written_as_cldr_does(tag: str) -> None:
    """Every number stands in a percentage, a price in the market's currency or the date of the locale."""
    left = words_without_numbers(tag)

    assert not [sign for sign in left if sign.isdigit()], left


def test_most_disclaimers_hold_a_number() -> None:
    """At least half of the disclaimers have a price or a percentage to keep together."""
    numbered = [tag for tag, copy in COPIES.items() if NUMBER.search(copy.disclaimer or "")]

    assert len(numbered) >= len(COPIES) / 2


@pytest.mark.parametrize(("tag", "letters"), LONG_WORDS.items())
def test_long_words_are_long(tag: str, letters: int) -> None:
    """The headlines that hyphenation is seen in hold a word of that many letters."""
    assert max(len(word) for word in COPIES[tag].headline.split()) >= letters


@walk_rows(
    ("tag", "sign"),
    [
        ("am-ET", "።"),
        ("ar-SA", "،"),
        ("el-GR", ";"),
        ("es-ES", "¿"),
        ("es-MX", "¡"),
        ("fr-FR", "\u202f?"),
        ("fr-FR", "«\u00a0"),
        ("he-IL", "\u200f"),
        ("hi-IN", "।"),
        ("hy-AM", "։"),
        ("ja-JP", "。"),
        ("km-KH", "។"),
        ("mi-NZ", "ā"),
        ("my-MM", "။"),
        ("ro-RO", "ț"),
        ("si-LK", "\u200d"),
        ("te-IN", "\u200c"),
        ("th-TH", "ๆ"),
        ("ur-PK", "۔"),
        ("uz-Latn-UZ", "ʻ"),
        ("yo-NG", "ọ\u0301"),
    ],
)
def test_punctuation_and_letters_are_the_language_s_own(tag: str, sign: str) -> None:
    """Signs that only careful copy has are there for the tests of composition to meet."""
    assert sign in words(tag)


def test_swiss_german_has_no_sharp_s() -> None:
    """Switzerland writes ss, Germany ß."""
    assert "ß" not in words("de-CH") + words("gsw-CH")
    assert "ß" in words("de-DE")
