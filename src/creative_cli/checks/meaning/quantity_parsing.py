"""Reads amounts with what they are amounts of: money, percent, units, and whether they are below zero. Not a check.

What a number is may be ambiguous: `$` is the sign of fifteen currencies. A quantity has every kind that it may be, and
two quantities differ only if they have no kind in common.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from creative_cli.checks.copy_text import strip_invisible
from creative_cli.checks.number_parsing import UNSPACED_LANGUAGES, ascii_digits, parse_number
from creative_cli.locale.locales import Locale
from creative_cli.locale.number_format import find_decimal_mark
from creative_cli.locale.quantity_names import AMOUNT_UNITS, list_currency_signs, list_unit_signs

PERCENT = "percent"
_NUMBER = re.compile(r"\d+(?:[.,'’٫٬]\d+|[ \u00a0\u2009\u202f]\d{3}(?!\d))*")
# The sign of typography is a minus anywhere; a hyphen only where no word or range stands before it.
_MINUS = re.compile(r"(?:^|[\s(（:：\u3000-\u9fff\uac00-\ud7a3])[-‐‑–]$|(?<!\d)(?<!\d\s)−\s?$")
_WORD_START = re.compile(r"[^\W\d_]")
# Letters that may follow the name of a unit: kilogramových.
_ENDING = re.compile(r"[^\W\d_]{0,4}(?![^\W\d_])")
_MIN_STEM = 4
# NFKC would make digits of them: m² is no m2.
_RAISED = re.compile("[^²³¹½¼¾]+")

# How much of the first unit of its kind a unit is; lengths, masses and volumes are rounded when they are converted.
_FACTORS: Mapping[str, Decimal] = {
    "milligram": Decimal("0.001"), "gram": Decimal(1), "kilogram": Decimal(1000), "tonne": Decimal(1_000_000),
    "ounce": Decimal("28.3495"), "pound": Decimal("453.592"),
    "milliliter": Decimal(1), "centiliter": Decimal(10), "deciliter": Decimal(100), "liter": Decimal(1000),
    "fluid-ounce": Decimal("29.5735"), "gallon": Decimal("3785.41"), "pint": Decimal("473.176"),
    "millimeter": Decimal("0.001"), "centimeter": Decimal("0.01"), "meter": Decimal(1), "kilometer": Decimal(1000),
    "inch": Decimal("0.0254"), "foot": Decimal("0.3048"), "yard": Decimal("0.9144"), "mile": Decimal("1609.344"),
    "square-meter": Decimal(1), "square-foot": Decimal("0.092903"),
    "megabyte": Decimal(1), "gigabyte": Decimal(1000), "terabyte": Decimal(1_000_000), "megabit": Decimal("0.125"),
    "gigabit": Decimal(125), "watt": Decimal(1), "kilowatt": Decimal(1000), "hertz": Decimal(1),
    "kilocalorie": Decimal("4.184"), "kilojoule": Decimal(1), "kilowatt-hour": Decimal(3600),
    "kilohertz": Decimal(1000), "megahertz": Decimal(10**6), "gigahertz": Decimal(10**9), "volt": Decimal(1),
    "kilometer-per-hour": Decimal(1), "mile-per-hour": Decimal("1.609344"), "pixel": Decimal(1),
    "megapixel": Decimal(10**6),
}  # fmt: skip
# Times are exact, in two families: a month is no number of days.
_TIMES: Mapping[str, tuple[str, int]] = {
    "second": ("clock", 1), "minute": ("clock", 60), "hour": ("clock", 3600), "day": ("clock", 86_400),
    "week": ("clock", 604_800), "month": ("calendar", 1), "year": ("calendar", 12),
}  # fmt: skip
CONVERSION_ROUNDING = Decimal("0.04")
"""How far a converted amount may be from the exact one: 5 lb and 2.25 kg."""
_KIND_OF = {unit: kind for kind, units in AMOUNT_UNITS.items() for unit in units}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of a text and the kinds it may have: PERCENT, units of CLDR and currencies (ISO 4217); none if unknown.

    `start` and `stop` are its place in the plain text, with its sign or unit; `shown` is that part of the text.
    """

    value: Decimal
    kinds: frozenset[str]
    negative: bool
    start: int
    stop: int
    shown: str

    @property
    def is_money(self) -> bool:
        """Whether it is an amount of money."""
        return any(kind.isupper() for kind in self.kinds)


def plain_copy(text: str) -> str:
    """Return the text that quantities are read in: NFKC, ASCII digits, no invisible signs."""
    plain = strip_invisible(text)
    if plain.isascii():
        return plain
    return ascii_digits(_RAISED.sub(lambda run: unicodedata.normalize("NFKC", run[0]), plain))


def read_quantities(text: str, locale: Locale) -> tuple[Quantity, ...]:
    """Return the numbers of a plain text that are one number each, in their order."""
    decimal = find_decimal_mark(locale)
    found = []
    for match in _NUMBER.finditer(text):
        values = parse_number(match[0], decimal)
        if len(values) != 1:
            continue
        before, after = text[: match.start()], text[match.end() :]
        start, kinds = match.start(), set[str]()
        sign_after, after_kinds = _find_sign(after, locale, ahead=True)
        sign_before, before_kinds = _find_sign(before, locale, ahead=False)
        # A sign that stands between two numbers belongs to the one it follows, unless money stands before numbers.
        kinds = set(after_kinds or before_kinds)
        if before_kinds and any(kind.isupper() for kind in before_kinds) and sign_before == sign_before.rstrip():
            kinds = set(before_kinds)
        if before_kinds and kinds == set(before_kinds):
            start -= len(sign_before)
        stop = match.end() + (len(sign_after) if kinds == set(after_kinds) else 0)
        negative = _MINUS.search(text[:start]) is not None or _MINUS.search(before) is not None
        found.append(Quantity(values[0], frozenset(kinds), negative, start, stop, text[start:stop].strip()))
    return tuple(found)


def _find_sign(text: str, locale: Locale, *, ahead: bool) -> tuple[str, frozenset[str]]:
    """Return the sign or unit at the edge of *text* and its kinds."""
    edge = re.match(r"\s{0,2}-?", text) if ahead else re.search(r"\s?$", text)
    space = edge[0] if edge else ""
    rest = text[len(space) :] if ahead else text[: len(text) - len(space)]
    if rest[:1] == "%" if ahead else rest[-1:] == "%":
        return space + "%", frozenset({PERCENT})
    signs, longest = _known_signs(locale)
    for length in range(min(longest, len(rest)), 0, -1):
        word = rest[:length] if ahead else rest[-length:]
        kinds = signs.get(word, frozenset()) | (
            signs.get(word.casefold(), frozenset()) if length >= _MIN_STEM else frozenset()
        )
        if kinds and _stands_alone(word, rest, locale, ahead=ahead):
            return (space + word if ahead else word + space), kinds
    return "", frozenset()


def _stands_alone(word: str, rest: str, locale: Locale, *, ahead: bool) -> bool:
    """Tell whether no letter of the same word touches the sign, but for the ending of a name."""
    if ahead:
        if not word[-1].isalpha() or locale.language in UNSPACED_LANGUAGES:
            return not (word.isascii() and word[-1].isalpha() and rest[len(word) : len(word) + 1].isascii()
                        and rest[len(word) : len(word) + 1].isalpha())  # fmt: skip
        tail = rest[len(word) :]
        if not tail or _WORD_START.match(tail) is None:
            return True
        return len(word) >= _MIN_STEM and _ENDING.match(tail) is not None
    if not word[0].isalpha():
        return True
    before = rest[: len(rest) - len(word)]
    return not before or not before[-1].isalpha() or locale.language in UNSPACED_LANGUAGES


@cache
def _known_signs(locale: Locale) -> tuple[Mapping[str, frozenset[str]], int]:
    """Return the kinds of each sign of money and units, and the length of the longest sign."""
    signs: dict[str, frozenset[str]] = {}
    for sign, codes in list_currency_signs(locale).items():
        signs[sign] = signs.get(sign, frozenset()) | codes
    for sign, unit in list_unit_signs(locale).items():
        for form in {sign, sign.casefold() if len(sign) >= _MIN_STEM else sign}:
            signs[form] = signs.get(form, frozenset()) | {unit}
    return signs, max(map(len, signs))


def measures_the_same(one: Quantity, other: Quantity) -> bool:
    """Tell whether two quantities are one amount in two units: 6 months and half a year, 5 miles and 8 km."""
    return any(_same_amount(one.value, first, other.value, second) for first in one.kinds for second in other.kinds)


def _same_amount(one: Decimal, first: str, other: Decimal, second: str) -> bool:
    if first == second:
        return one == other
    if first in _TIMES and second in _TIMES:
        (family, seconds), (other_family, other_seconds) = _TIMES[first], _TIMES[second]
        return family == other_family and one * seconds == other * other_seconds
    if _KIND_OF.get(first) != _KIND_OF.get(second) or first not in _KIND_OF:
        return False
    if _KIND_OF[first] == "temperature":
        celsius, fahrenheit = (one, other) if first == "celsius" else (other, one)
        return abs(celsius * 9 / 5 + 32 - fahrenheit) <= 1
    left, right = one * _FACTORS[first], other * _FACTORS[second]
    return abs(left - right) <= CONVERSION_ROUNDING * max(left, right)
