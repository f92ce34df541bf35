"""Figures as a market writes them: prices, percents, numbers, days. CLDR through Babel, with our overrides.

Nothing is rounded here and no money is converted: what the brief says is what is printed. Digits are Latin, as
Babel writes them and shops print them; spaces never break, so that a figure stays on one line. Babel is imported by
the functions that ask it.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType

from babel.core import Locale as Cldr
from babel.core import UnknownLocaleError, get_global
from babel.dates import format_date, format_skeleton
from babel.numbers import NumberPattern, get_currency_precision, get_currency_symbol, get_territory_currencies

from creative_cli.locale.locales import Locale

NBSP = "\u00a0"
"""What CLDR puts between a currency that ends in a letter and its number (currencySpacing)."""

MONTH_LETTERS = 3
"""Letters that a month's name has at least where it is told from a number."""

_OVERRIDES = Path(__file__).parent.parent / "data" / "locale-overrides.toml"
_SPACES = re.compile("[ \u2009]")


@dataclass(frozen=True, slots=True)
class Marks:
    """The signs a locale writes numbers with: between groups of digits, before decimals, for percents."""

    group: str
    decimal: str
    percent: str


@dataclass(frozen=True, slots=True)
class _Money:
    as_of: date
    currency: Mapping[str, str]
    no_minor_units: frozenset[str]


@cache
def _money() -> _Money:

    tables = tomllib.loads(_OVERRIDES.read_text(encoding="utf-8"))
    return _Money(
        tables["as_of"], MappingProxyType(dict(tables["currency"])), frozenset(tables["money"]["no_minor_units"])
    )


@cache
def _cldr(tag: str, language: str) -> Cldr:
    """Return Babel's locale of a tag; where it knows no such territory the language alone, or the root."""
    # Pseudo-copy is set in a locale of private use (ar-DE-x-rtl), of which CLDR knows all but that.
    for name in (tag.split("-x-", maxsplit=1)[0], language):
        try:
            return Cldr.parse(name, sep="-")
        except UnknownLocaleError:
            continue
    return Cldr("root")


@cache
def _tender(territory: str) -> tuple[str, ...]:

    # A fixed day: the same brief prints the same money tomorrow.
    day = _money().as_of
    return tuple(get_territory_currencies(territory, start_date=day, end_date=day))


def currency_of(territory: str) -> str | None:
    """Return the ISO 4217 code prices are written in there: ours where we have one, else CLDR's; None without money."""
    own = _money().currency.get(territory)
    return own or next(iter(_tender(territory)), None)


@cache
def currencies() -> frozenset[str]:
    """Return the ISO 4217 codes that are legal tender somewhere today."""
    return frozenset(code for territory in get_global("territory_currencies") for code in _tender(territory))


def minor_digits(currency: str) -> int:
    """Return how many decimals the currency has: 2 for EUR, 0 for JPY, 3 for KWD."""
    digits: int = get_currency_precision(currency)
    return digits


def decimals(value: Decimal) -> int:
    """Return how many decimals a number is written with: 2 for 2.90."""
    exponent = value.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _set(pattern: NumberPattern, value: Decimal, digits: int, cldr: Cldr, currency: str | None = None) -> str:
    own = copy(pattern)  # Babel's own is shared by everybody
    own.frac_prec = (digits, digits)
    return str(own.apply(value, cldr, currency=currency, currency_digits=False))


def _unbroken(text: str) -> str:
    return _SPACES.sub(NBSP, text)


def price(value: Decimal, currency: str, locale: Locale) -> str:
    """Return an amount of money as the locale writes it: `2,99 €`, `￥299`.

    All decimals of *value* are kept, and at least those the currency has; the currencies of the overrides drop
    theirs where they are zero, as their ads do.
    """
    cldr = _cldr(locale.tag, locale.language)
    whole = value == value.to_integral_value()
    plain = whole and currency in _money().no_minor_units
    digits = 0 if plain else max(minor_digits(currency), 0 if whole else decimals(value))
    pattern = _parted(cldr.currency_formats["standard"], get_currency_symbol(currency, cldr))
    return _unbroken(_set(pattern, value, digits, cldr, currency))


def _parted(pattern: NumberPattern, symbol: str) -> NumberPattern:
    """Part a currency from its number where it would touch a digit with anything but a sign (CLDR, currencySpacing)."""
    own = copy(pattern)  # Babel's own is shared by everybody
    if own.prefix[0].endswith("¤") and not _is_sign(symbol[-1]):
        own.prefix = (own.prefix[0] + NBSP, own.prefix[1] + NBSP)
    elif own.suffix[0].startswith("¤") and not _is_sign(symbol[0]):
        own.suffix = (NBSP + own.suffix[0], NBSP + own.suffix[1])
    return own


def _is_sign(character: str) -> bool:
    return unicodedata.category(character)[0] in "SZ"


def percent(value: Decimal, locale: Locale) -> str:
    """Return a percentage (25 for a quarter) as the locale writes it: `25 %`, `%25`."""
    cldr = _cldr(locale.tag, locale.language)
    pattern = cldr.percent_formats[None]
    exact = value.normalize()
    # Babel leaves the pattern's own %; in Arabic the locale's has marks that keep it on its side of the number.
    return _unbroken(_set(pattern, value / 100, decimals(exact), cldr)).replace("%", marks(locale).percent)


def number(value: Decimal, locale: Locale) -> str:
    """Return a number with all the decimals it is written with, grouped as the locale does: `1.234,50`."""
    cldr = _cldr(locale.tag, locale.language)
    return _unbroken(_set(cldr.decimal_formats[None], value, decimals(value), cldr))


def day(value: date, locale: Locale, *, year: bool = False) -> str:
    """Return a day with its month by name, as a number could be read as another day: `31. August`."""
    cldr = _cldr(locale.tag, locale.language)
    if year:
        return _unbroken(format_date(value, "long", locale=cldr))
    midnight = datetime(value.year, value.month, value.day)  # noqa: DTZ001  # Babel asks for a time; none is shown
    return _unbroken(format_skeleton("MMMMd", midnight, locale=cldr))


def marks(locale: Locale) -> Marks:
    """Return the signs the locale writes numbers with, in Latin digits."""
    symbols = _cldr(locale.tag, locale.language).number_symbols["latn"]
    return Marks(symbols["group"], symbols["decimal"], symbols["percentSign"])


@cache
def month_names(locale: Locale) -> Mapping[str, int]:
    """Return the number of each month by every name the locale has for it, in full or short, lower case."""
    months = _cldr(locale.tag, locale.language).months
    return MappingProxyType(
        {
            name.casefold().removesuffix("."): number
            for context in ("format", "stand-alone")
            for width in ("abbreviated", "wide")
            for number, name in months[context][width].items()
            if len(name) >= MONTH_LETTERS and not any(sign.isdigit() for sign in name)
        }
    )


def sample(currency: str) -> Decimal:
    """Return an amount that shows how a currency is written: grouped, with as many decimals as ads print."""
    digits = 0 if currency in _money().no_minor_units else minor_digits(currency)
    return Decimal("1234.500").quantize(Decimal(1).scaleb(-digits)) if digits else Decimal(1234)
