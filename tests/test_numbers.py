"""Prices, percents, numbers and days as CLDR writes them, held against a table of 89 advertising markets."""

import csv
import os
import re
import subprocess
import sys
import unicodedata
from datetime import date
from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from creative_cli.locale import locales, number_format
from creative_cli.locale.locales import Locale
from tests.parameters import walk_rows

TABLE = Path(__file__).with_name("data") / "markets.csv"
MARKETS = list(csv.DictReader(TABLE.read_text("utf-8").splitlines()))
SIGNS = {"_": "\u00a0", "~": "\u202f", "<RLM>": "\u200f"}
"""How the table writes invisible characters."""

PARTED = {"PK": "Rs", "LK": "රු.", "ID": "Rp", "MY": "RM", "ZA": "R", "ET": "ብር", "AR": "$", "CO": "$"}
"""Markets whose currency stands before the number and is parted from it: by CLDR's currencySpacing after a letter or a
full stop, or by CLDR 48. The table was made by Babel alone, with CLDR 47."""

UNGROUPED = {"ES", "PT", "IT", "PL", "HU", "BG", "SI", "EE", "LV", "GE", "AM"}
"""Markets that do not group four digits (CLDR's minimumGroupingDigits, which Babel does not read)."""

OWN_DIGITS = {
    "٠١٢٣٤٥٦٧٨٩": {"SA", "EG", "QA", "KW", "JO", "LB", "IQ"},
    "০১২৩৪৫৬৭৮৯": {"BD"},
    "०१२३४५६७८९": {"NP"},
    "၀၁၂၃၄၅၆၇၈၉": {"MM"},
}
"""Markets whose locale has its own digits in CLDR, which Babel never writes."""

ARABIC_MARKS = str.maketrans(",.", "٬٫")
LATIN_ARABIC_PERCENT = "25\u200e%\u200e"
"""Arabic keeps its sign on the number's right by marks (CLDR's percentSign, which Babel does not put in)."""


def in_own_digits(text: str, territory: str) -> str:
    """Return a figure of the table in the digits of its market, and in Arabic with their marks."""
    for digits, markets in OWN_DIGITS.items():
        if territory in markets:
            arabic = digits.startswith("٠")
            # Latin digits of Lebanon are grouped by a point.
            latin = text.replace("1.234", "1,234")
            number = re.sub(r"\d(?:.*\d)?", lambda one: one[0].translate(ARABIC_MARKS), latin) if arabic else text
            return number.translate(str.maketrans("0123456789", digits))
    return text


def percent_of(row: dict[str, str]) -> str:
    """Return the table's percent with the sign of Arabic, which is Saudi Arabia's own there."""
    if not row["locales"].startswith("ar_"):
        return in_own_digits(written(row["percent_25"]), row["territory"])
    own = in_own_digits("25", row["territory"])
    return LATIN_ARABIC_PERCENT if own == "25" else f"{own}٪\u061c"


def first_locale(row: dict[str, str]) -> Locale:
    """Return the first locale of a row of the table."""
    tag = row["locales"].split()[0].replace("_", "-")
    return locales.resolve_locale(row["territory"], tag.rpartition("-")[0], "en")


def written(text: str) -> str:
    """Return a text of the table with its unseen signs."""
    for sign, real in SIGNS.items():
        text = text.replace(sign, real)
    return text


@walk_rows("row", MARKETS)
def test_each_market_of_the_table(row: dict[str, str]) -> None:
    """Currency, its decimals, price and percent are the table's, but for what is explained above."""
    territory, locale = row["territory"], first_locale(row)
    currency = number_format.find_currency(territory)
    digits = int(row["minor"])
    amount = {0: "1234", 2: "1234.50", 3: "1234.500"}[digits]
    expected = written(row["price_1234.5"])
    if territory in PARTED:
        sign = PARTED[territory]
        expected = expected.replace(sign, sign + "\u00a0")
    if territory in UNGROUPED:
        expected = re.sub(r"(?<=1).(?=234)", "", expected)
    expected = in_own_digits(expected, territory)

    assert currency == row["currency"]
    assert number_format.currency_digits(currency) == digits
    assert number_format.localize_price(Decimal(amount), currency, locale) == expected
    assert number_format.localize_percent(Decimal(25), locale) == percent_of(row)


def test_every_territory_prints_figures() -> None:
    """All 249 territories and Kosovo, in all their languages; Antarctica alone has no money."""
    without = [code for code in locales.list_territories() if number_format.find_currency(code) is None]
    currencies = {code: number_format.find_currency(code) or "USD" for code in locales.list_territories()}
    texts = [
        number_format.localize_price(number_format.sample_amount(currency), currency, locale)
        + number_format.localize_percent(Decimal("12.5"), locale)
        for code, currency in currencies.items()
        for locale in locales.list_locales(code)
    ]

    assert without == ["AQ"]
    assert len(texts) >= 250
    read = ["".join(str(unicodedata.digit(sign, sign)) for sign in text) for text in texts]
    assert not [text for text in read if " " in text or not {"1", "2", "3", "4"} <= set(text)]


@walk_rows(
    ("amount", "currency", "tag", "text"),
    [
        ("2.90", "EUR", "de-DE", "2,90\u00a0€"),
        ("3", "EUR", "de-DE", "3,00\u00a0€"),
        ("2.5", "USD", "en-US", "$2.50"),
        ("2.999", "EUR", "de-DE", "2,999\u00a0€"),
        ("299", "JPY", "ja-JP", "￥299"),
        ("299", "JPY", "en-US", "¥299"),
        ("1290", "HUF", "hu-HU", "1290\u00a0Ft"),
        ("12900", "HUF", "hu-HU", "12\u00a0900\u00a0Ft"),
        ("49900.00", "IDR", "id-ID", "Rp\u00a049.900"),
        ("49900.50", "IDR", "id-ID", "Rp\u00a049.900,50"),
        ("1.250", "KWD", "en-KW", "KWD\u00a01.250"),
        ("2.99", "EUR", "bg-BG", "2,99\u00a0€"),
        ("2.99", "EUR", "en-US", "€2.99"),
        ("2.99", "USD", "es-MX", "USD\u00a02.99"),
        ("1.50", "EUR", "en-AQ", "€1.50"),
    ],
)
def test_a_price(amount: str, currency: str, tag: str, text: str) -> None:
    """Nothing is rounded, minor units are hidden only where ads do so and they are zero, spaces never break."""
    language, _, territory = tag.rpartition("-")

    assert (
        number_format.localize_price(Decimal(amount), currency, locales.resolve_locale(territory, language, "en"))
        == text
    )


def test_overrides_win_over_cldr() -> None:
    """Bulgaria has the euro; where two currencies are tender it is the country's own."""
    assert number_format.find_currency("BG") == "EUR"
    assert [number_format.find_currency(code) for code in ("BT", "LS", "NA")] == ["BTN", "LSL", "NAD"]


def test_currencies_are_those_of_today() -> None:
    """The euro is one, the mark is not."""
    assert {"EUR", "USD", "JPY", "XOF"} <= number_format.list_currencies()
    assert not {"DEM", "FRF", "XXX"} & number_format.list_currencies()


def test_percents_numbers_and_days() -> None:
    """Each as the language has it, months by name."""
    german, turkish, arabic = (locales.list_locales(code)[0] for code in ("DE", "TR", "SA"))

    assert [number_format.localize_percent(Decimal("12.50"), place) for place in (german, turkish)] == [
        "12,5\u00a0%",
        "%12,5",
    ]
    assert number_format.localize_number(Decimal("1234.50"), german) == "1.234,50"
    assert number_format.localize_day(date(2026, 8, 31), german) == "31.\u00a0August"
    assert number_format.localize_day(date(2026, 8, 31), german, year=True) == "31.\u00a0August\u00a02026"
    assert number_format.localize_day(date(2026, 8, 31), arabic) == "٣١\u00a0أغسطس"


@given(cents=st.integers(1, 10**9), row=st.sampled_from(MARKETS))
def test_a_price_keeps_every_digit(cents: int, row: dict[str, str]) -> None:
    """The digits of a price, without leading zeros, are those of the amount, in every market."""
    amount = Decimal(cents).scaleb(-2)
    text = number_format.localize_price(amount, "EUR", first_locale(row))
    digits = "".join(str(unicodedata.decimal(sign)) for sign in text if sign.isdecimal())

    assert digits.lstrip("0") == str(cents)
    assert " " not in text


PRINT_FIGURES = """
from decimal import Decimal
from creative_cli.locale import locales, number_format
for code in locales.list_territories():
    for one in locales.list_locales(code):
        print(one.tag, ascii(number_format.localize_price(Decimal("1234.50"), "EUR", one)))
"""


def test_figures_do_not_depend_on_the_machine() -> None:
    """ICU would format a language without data as the machine's: Guarani in German, on a German machine."""
    printed = [
        subprocess.run(
            [sys.executable, "-c", PRINT_FIGURES],
            env={**os.environ, "LC_ALL": machine},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for machine in ("C", "de_DE.UTF-8")
    ]

    assert "gn-PY" in printed[0]
    assert printed[0] == printed[1]
