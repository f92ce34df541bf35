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

MIN_MONTH_LETTERS = 3
"""Letters that a month's name has at least where it is told from a number."""

_MONEY_OVERRIDES = Path(__file__).parent.parent / "data" / "locale-overrides.toml"
_SPACES = re.compile("[ \u2009]")


@dataclass(frozen=True, slots=True)
class NumberSymbols:
    """The signs a locale writes numbers with: between groups of digits, before decimals, for percents."""

    group: str
    decimal: str
    percent: str


@dataclass(frozen=True, slots=True)
class _MoneyOverrides:
    as_of: date
    currency: Mapping[str, str]
    no_minor_units: frozenset[str]


@cache
def _load_money_overrides() -> _MoneyOverrides:
    tables = tomllib.loads(_MONEY_OVERRIDES.read_text(encoding="utf-8"))
    return _MoneyOverrides(
        tables["as_of"], MappingProxyType(dict(tables["currency"])), frozenset(tables["money"]["no_minor_units"])
    )


@cache
def _cldr_locale(tag: str, language: str) -> Cldr:
    """Return Babel's locale of a tag; where it knows no such territory the language alone, or the root."""
    # Pseudo-copy is set in a locale of private use (ar-DE-x-rtl), of which CLDR knows all but that.
    for name in (tag.split("-x-", maxsplit=1)[0], language):
        try:
            return Cldr.parse(name, sep="-")
        except UnknownLocaleError:
            continue
    return Cldr("root")


@cache
def _legal_tender(territory: str) -> tuple[str, ...]:
    # A fixed day: the same brief prints the same money tomorrow.
    day = _load_money_overrides().as_of
    return tuple(get_territory_currencies(territory, start_date=day, end_date=day))


def find_currency(territory: str) -> str | None:
    """Return the ISO 4217 code prices are written in there: ours where we have one, else CLDR's; None without money."""
    own = _load_money_overrides().currency.get(territory)
    return own or next(iter(_legal_tender(territory)), None)


@cache
def list_currencies() -> frozenset[str]:
    """Return the ISO 4217 codes that are legal tender somewhere today."""
    return frozenset(code for territory in get_global("territory_currencies") for code in _legal_tender(territory))


def currency_digits(currency: str) -> int:
    """Return how many decimals the currency has: 2 for EUR, 0 for JPY, 3 for KWD."""
    digits: int = get_currency_precision(currency)
    return digits


def count_decimals(value: Decimal) -> int:
    """Return how many decimals a number is written with: 2 for 2.90."""
    exponent = value.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _apply_pattern(pattern: NumberPattern, value: Decimal, digits: int, cldr: Cldr, currency: str | None = None) -> str:
    own = copy(pattern)  # Babel's own is shared by everybody
    own.frac_prec = (digits, digits)
    return str(own.apply(value, cldr, currency=currency, currency_digits=False))


def _use_no_break_spaces(text: str) -> str:
    return _SPACES.sub(NBSP, text)


def localize_price(value: Decimal, currency: str, locale: Locale) -> str:
    """Return an amount of money as the locale writes it: `2,99 €`, `￥299`.

    All decimals of *value* are kept, and at least those the currency has; the currencies of the overrides drop
    theirs where they are zero, as their ads do.
    """
    cldr = _cldr_locale(locale.tag, locale.language)
    whole = value == value.to_integral_value()
    plain = whole and currency in _load_money_overrides().no_minor_units
    digits = 0 if plain else max(currency_digits(currency), 0 if whole else count_decimals(value))
    pattern = _space_currency(cldr.currency_formats["standard"], get_currency_symbol(currency, cldr))
    return _use_no_break_spaces(_apply_pattern(pattern, value, digits, cldr, currency))


def _space_currency(pattern: NumberPattern, symbol: str) -> NumberPattern:
    """Part a currency from its number where it would touch a digit with anything but a sign (CLDR, currencySpacing)."""
    own = copy(pattern)  # Babel's own is shared by everybody
    if own.prefix[0].endswith("¤") and not _is_symbol_or_space(symbol[-1]):
        own.prefix = (own.prefix[0] + NBSP, own.prefix[1] + NBSP)
    elif own.suffix[0].startswith("¤") and not _is_symbol_or_space(symbol[0]):
        own.suffix = (NBSP + own.suffix[0], NBSP + own.suffix[1])
    return own


def _is_symbol_or_space(character: str) -> bool:
    return unicodedata.category(character)[0] in "SZ"


def localize_percent(value: Decimal, locale: Locale) -> str:
    """Return a percentage (25 for a quarter) as the locale writes it: `25 %`, `%25`."""
    cldr = _cldr_locale(locale.tag, locale.language)
    pattern = cldr.percent_formats[None]
    exact = value.normalize()
    # Babel leaves the pattern's own %; in Arabic the locale's has marks that keep it on its side of the number.
    return _use_no_break_spaces(_apply_pattern(pattern, value / 100, count_decimals(exact), cldr)).replace(
        "%", find_number_symbols(locale).percent
    )


def localize_number(value: Decimal, locale: Locale) -> str:
    """Return a number with all the decimals it is written with, grouped as the locale does: `1.234,50`."""
    cldr = _cldr_locale(locale.tag, locale.language)
    return _use_no_break_spaces(_apply_pattern(cldr.decimal_formats[None], value, count_decimals(value), cldr))


def localize_day(value: date, locale: Locale, *, year: bool = False) -> str:
    """Return a day with its month by name, as a number could be read as another day: `31. August`."""
    cldr = _cldr_locale(locale.tag, locale.language)
    if year:
        return _use_no_break_spaces(format_date(value, "long", locale=cldr))
    midnight = datetime(value.year, value.month, value.day)  # noqa: DTZ001  # Babel asks for a time; none is shown
    return _use_no_break_spaces(format_skeleton("MMMMd", midnight, locale=cldr))


def find_number_symbols(locale: Locale) -> NumberSymbols:
    """Return the signs the locale writes numbers with, in Latin digits."""
    symbols = _cldr_locale(locale.tag, locale.language).number_symbols["latn"]
    return NumberSymbols(symbols["group"], symbols["decimal"], symbols["percentSign"])


@cache
def list_month_names(locale: Locale) -> Mapping[str, int]:
    """Return the number of each month by every name the locale has for it, in full or short, lower case."""
    months = _cldr_locale(locale.tag, locale.language).months
    return MappingProxyType(
        {
            name.casefold().removesuffix("."): number
            for context in ("format", "stand-alone")
            for width in ("abbreviated", "wide")
            for number, name in months[context][width].items()
            if len(name) >= MIN_MONTH_LETTERS and not any(sign.isdigit() for sign in name)
        }
    )


def sample_amount(currency: str) -> Decimal:
    """Return an amount that shows how a currency is written: grouped, with as many decimals as ads print."""
    digits = 0 if currency in _load_money_overrides().no_minor_units else currency_digits(currency)
    return Decimal("1234.500").quantize(Decimal(1).scaleb(-digits)) if digits else Decimal(1234)
