"""Formats prices, percentages, numbers and days for a locale, by CLDR (through Babel) and our overrides.

Values are never rounded and money is never converted. Digits are Latin, as shops print them; spaces are no-break
spaces, which keeps a figure on one line.
"""

import re
import unicodedata
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from types import MappingProxyType

from babel.core import Locale as Cldr
from babel.core import UnknownLocaleError, get_global
from babel.dates import format_date, format_datetime, format_skeleton
from babel.numbers import NumberPattern, get_currency_precision, get_currency_symbol, get_territory_currencies

from creative_cli.locale.locales import Locale, load_overrides

NBSP = "\u00a0"

# Shorter names of months could be mistaken for other words.
MIN_MONTH_LETTERS = 3

_SPACES = re.compile("[ \u2009]")
_DIRECTION_MARKS = re.compile("[\u061c\u200e\u200f]")


@dataclass(frozen=True, slots=True)
class NumberSymbols:
    """Number symbols of a locale: group separator, decimal separator and percent sign."""

    group: str
    decimal: str
    percent: str


@cache
def _cldr_locale(locale: Locale) -> Cldr:
    """Return Babel's locale; that of the language alone if it does not know the territory, or else the root."""
    # Pseudo-copy has a private use tag (ar-DE-x-rtl), whose suffix CLDR does not know.
    for name in (locale.tag.split("-x-", maxsplit=1)[0], locale.language):
        try:
            return Cldr.parse(name, sep="-")
        except UnknownLocaleError:
            continue
    return Cldr("root")


@cache
def _legal_tender(territory: str) -> tuple[str, ...]:
    # A fixed day keeps the currency of a brief from changing over time.
    day = load_overrides()["as_of"]
    return tuple(get_territory_currencies(territory, start_date=day, end_date=day))


def find_currency(territory: str) -> str | None:
    """Return the currency of prices in a territory (ISO 4217): the override or else CLDR's; None if it has none."""
    own: str | None = load_overrides()["currency"].get(territory)
    return own or next(iter(_legal_tender(territory)), None)


@cache
def list_currencies() -> frozenset[str]:
    """Return the currencies (ISO 4217) that are legal tender today."""
    return frozenset(code for territory in get_global("territory_currencies") for code in _legal_tender(territory))


def currency_digits(currency: str) -> int:
    """Return the number of decimals of a currency: 2 for EUR, 0 for JPY, 3 for KWD."""
    digits: int = get_currency_precision(currency)
    return digits


def count_decimals(value: Decimal) -> int:
    """Return the number of decimals as written: 2 for 2.90."""
    exponent = value.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _apply_pattern(pattern: NumberPattern, value: Decimal, digits: int, cldr: Cldr, currency: str | None = None) -> str:
    own = copy(pattern)  # Babel shares its pattern
    own.frac_prec = (digits, digits)
    return _use_no_break_spaces(str(own.apply(value, cldr, currency=currency, currency_digits=False)))


def _use_no_break_spaces(text: str) -> str:
    return _SPACES.sub(NBSP, text)


def _has_no_minor_units(currency: str) -> bool:
    return currency in load_overrides()["money"]["no_minor_units"]


def localize_price(value: Decimal, currency: str, locale: Locale, *, plain: bool = False) -> str:
    """Return an amount of money in the locale's format: `2,99 €`, `￥299`.

    The result has all decimals of *value*, and at least those of the currency. Whole amounts have none if *plain*, or
    in currencies whose ads usually omit zero decimals (see the overrides).
    """
    cldr = _cldr_locale(locale)
    pattern = _space_currency(cldr.currency_formats["standard"], get_currency_symbol(currency, cldr))
    return _apply_pattern(pattern, value, _price_digits(value, currency, plain=plain), cldr, currency)


def _price_digits(value: Decimal, currency: str, *, plain: bool) -> int:
    if value != value.to_integral_value():
        return max(currency_digits(currency), count_decimals(value))
    return 0 if plain or _has_no_minor_units(currency) else currency_digits(currency)


@dataclass(frozen=True, slots=True)
class SplitPrice:
    """An amount of money in parts: `whole` digits with their groups, decimal `mark`, `minor` digits and `symbol`.

    `mark` and `minor` are empty without decimals. `before` tells whether the symbol stands before the digits as read,
    `gap` is what parts them there: a no-break space or nothing. No part has a direction mark.
    """

    whole: str
    mark: str
    minor: str
    symbol: str
    before: bool
    gap: str


def split_price(value: Decimal, currency: str, locale: Locale, *, plain: bool = False) -> SplitPrice:
    """Return what `localize_price` prints for the same arguments, in parts."""
    cldr = _cldr_locale(locale)
    symbol = get_currency_symbol(currency, cldr)
    pattern = copy(_space_currency(cldr.currency_formats["standard"], symbol))
    prefix, suffix = (_DIRECTION_MARKS.sub("", side[0]) for side in (pattern.prefix, pattern.suffix))
    pattern.prefix = pattern.suffix = ("", "")
    digits = _price_digits(value, currency, plain=plain)
    number = _DIRECTION_MARKS.sub("", _apply_pattern(pattern, value, digits, cldr, currency))
    whole, minor = (number[:-digits], number[-digits:]) if digits else (number, "")
    mark = whole[-1:] if digits else ""
    before = "¤" in prefix
    gap = _use_no_break_spaces((prefix if before else suffix).replace("¤", ""))
    return SplitPrice(whole.removesuffix(mark), mark, minor, _DIRECTION_MARKS.sub("", symbol), before, gap)


def _space_currency(pattern: NumberPattern, symbol: str) -> NumberPattern:
    """Add a space between a currency and its number if a letter would touch a digit (CLDR, currencySpacing)."""
    own = copy(pattern)  # Babel shares its pattern
    if own.prefix[0].endswith("¤") and not _is_symbol_or_space(symbol[-1]):
        own.prefix = (own.prefix[0] + NBSP, own.prefix[1] + NBSP)
    elif own.suffix[0].startswith("¤") and not _is_symbol_or_space(symbol[0]):
        own.suffix = (NBSP + own.suffix[0], NBSP + own.suffix[1])
    return own


def _is_symbol_or_space(character: str) -> bool:
    return unicodedata.category(character)[0] in "SZ"


def localize_percent(value: Decimal, locale: Locale) -> str:
    """Return a percentage (25 for a quarter) in the locale's format: `25 %`, `%25`."""
    cldr = _cldr_locale(locale)
    text = _apply_pattern(cldr.percent_formats[None], value / 100, count_decimals(value.normalize()), cldr)
    # Babel keeps the pattern's %; Arabic has one with marks that keep it on its side of the number.
    return text.replace("%", find_number_symbols(locale).percent)


def localize_number(value: Decimal, locale: Locale) -> str:
    """Return a number with all its decimals, grouped as in the locale: `1.234,50`."""
    cldr = _cldr_locale(locale)
    return _apply_pattern(cldr.decimal_formats[None], value, count_decimals(value), cldr)


def localize_day(value: date, locale: Locale, *, year: bool = False) -> str:
    """Return a day with the name of its month, which is unambiguous: `31. August`."""
    cldr = _cldr_locale(locale)
    if year:
        return _use_no_break_spaces(format_date(value, "long", locale=cldr))
    # Babel requires a time, which the pattern does not show.
    return _use_no_break_spaces(format_skeleton("MMMMd", datetime.combine(value, time.min), locale=cldr))


def localize_month(value: date, locale: Locale, *, short: bool = False) -> str:
    """Return month and year: `June 2026`, `juin 2026`, `2026年6月`; *short* in few letters. Digits are Latin."""
    text = format_skeleton("yMMM" if short else "yMMMM", datetime.combine(value, time.min), locale=_cldr_locale(locale))
    return _DIRECTION_MARKS.sub("", text)


def split_day(value: date, locale: Locale) -> tuple[str, str]:
    """Return day and month with their signs, in the order of the locale: `14.`, `Juni`; `Jun`, `14`; `6月`, `14日`."""
    cldr = _cldr_locale(locale)
    pattern = str(cldr.datetime_skeletons["MMMd"].pattern)
    # Letters in quotes are no fields.
    first, second = re.finditer("d+|[ML]+", re.sub("'[^']*'", lambda quoted: "_" * len(quoted[0]), pattern))
    # What stands before the second field belongs to it if a space parts it from the first: `14 ביוני`.
    space = pattern.rfind(" ", first.end(), second.start())
    cut = second.start() if space < 0 else space
    when = datetime.combine(value, time.min)
    day, month = (format_datetime(when, half, locale=cldr) for half in (pattern[:cut], pattern[cut:]))
    return _DIRECTION_MARKS.sub("", day).strip(" ,/"), _DIRECTION_MARKS.sub("", month).strip(" ,/")


def find_number_symbols(locale: Locale) -> NumberSymbols:
    """Return the number symbols of a locale for Latin digits."""
    symbols = _cldr_locale(locale).number_symbols["latn"]
    return NumberSymbols(symbols["group"], symbols["decimal"], symbols["percentSign"])


@cache
def list_month_names(locale: Locale) -> Mapping[str, int]:
    """Return the number of each month by its full and short names, in lower case."""
    months = _cldr_locale(locale).months
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
    """Return an example amount of a currency, with thousands and the decimals that ads print."""
    digits = 0 if _has_no_minor_units(currency) else currency_digits(currency)
    return Decimal("1234.500").quantize(Decimal(1).scaleb(-digits)) if digits else Decimal(1234)
