"""Formats prices, percentages, numbers and days for a locale, by CLDR and our overrides.

ICU writes figures: it knows the decimal mark of money (12.50 CHF beside 12,5 in French Switzerland), from which length
digits are grouped (1234 € but 12.345 € in Spain), how letters and digits are parted, and the digits of a locale (١٢٣,
१२३). Babel has the tables of currencies and days. Values are never rounded and money is never converted. Spaces are
no-break spaces, which keeps a figure on one line.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from types import MappingProxyType

from babel import localedata
from babel.core import Locale as Cldr
from babel.core import UnknownLocaleError, get_global
from babel.dates import format_date, format_datetime, format_skeleton
from babel.numbers import get_currency_precision, get_territory_currencies
from icu4py.messageformat import MessageFormat

from creative_cli.locale.locales import Locale, list_locales, load_overrides

NBSP = "\u00a0"

# Shorter names of months could be mistaken for other words.
MIN_MONTH_LETTERS = 3

_SPACES = re.compile("[ \u2009]")
_DIRECTION_MARKS = re.compile("[\u061c\u200e\u200f]")
# CLDR's sign of the escudo, whose decimal mark is its name: 12$50.
_NO_SIGN = "\u200b"
# All digits of a figure with the marks between them.
_FIGURE = re.compile(r"\d(?:.*\d)?")


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


def are_written_whole(amounts: Iterable[Decimal]) -> bool:
    """Return whether all amounts are written without decimals: 699, but not 699.00."""
    return all(not count_decimals(amount) for amount in amounts)


@cache
def find_figure_tag(locale: Locale) -> str:
    """Return the tag of the locale whose figures a locale has: its own, or that of a language read beside it.

    For a language without data ICU would take that of the machine it runs on.
    """

    def has_figures(language: str) -> bool:
        return localedata.exists(language) and language not in load_overrides()["figures"]["without_data"]

    if has_figures(locale.language):
        # Pseudo-copy has a private use tag (ar-DE-x-rtl).
        return locale.tag.split("-x-", maxsplit=1)[0]
    beside = (one.tag for one in list_locales(locale.territory) if has_figures(one.language))
    return next(beside, f"en-{locale.territory}")


@cache
def _format_number(value: Decimal, skeleton: str, locale: Locale) -> str:
    """Return what ICU prints for a number skeleton, such as `currency/EUR .00`, with no-break spaces."""
    text = MessageFormat(f"{{figure, number, ::{skeleton}}}", find_figure_tag(locale)).format({"figure": value})
    # CLDR 48 groups Swiss digits by the apostrophe of keyboards; print has the one of type, as CLDR 47 had.
    return _use_no_break_spaces(text).replace("'", "’")


def _decimals(digits: int) -> str:
    return f".{'0' * digits}" if digits else "precision-integer"


def _use_no_break_spaces(text: str) -> str:
    return _SPACES.sub(NBSP, text)


def _has_no_minor_units(currency: str) -> bool:
    return currency in load_overrides()["money"]["no_minor_units"]


def localize_price(value: Decimal, currency: str, locale: Locale, *, plain: bool = False) -> str:
    """Return an amount of money in the locale's format: `2,99 €`, `￥299`, `12.50 CHF`.

    The result has all decimals of *value*, and at least those of the currency. Whole amounts have none if *plain*, or
    in currencies whose ads usually omit zero decimals (see the overrides). It always shows the currency: where the
    decimal mark is its only sign (`12$50`), the decimals stay.
    """
    return _write_price(value, currency, locale, plain=plain)[0]


def _write_price(value: Decimal, currency: str, locale: Locale, *, plain: bool) -> tuple[str, int]:
    """Return an amount and the number of its decimals."""
    digits = _price_digits(value, currency, plain=plain)
    text = _format_number(value, f"currency/{currency} {_decimals(digits)}", locale)
    if _NO_SIGN in text and not digits:
        digits = currency_digits(currency)
        text = _format_number(value, f"currency/{currency} {_decimals(digits)}", locale)
    return text.replace(f"{NBSP}{_NO_SIGN}", "").replace(_NO_SIGN, ""), digits


def _price_digits(value: Decimal, currency: str, *, plain: bool) -> int:
    if value != value.to_integral_value():
        return max(currency_digits(currency), count_decimals(value))
    return 0 if plain or _has_no_minor_units(currency) else currency_digits(currency)


@dataclass(frozen=True, slots=True)
class SplitPrice:
    """An amount of money in parts: `whole` digits with their groups, decimal `mark`, `minor` digits and `symbol`.

    `mark` and `minor` are empty without decimals. `before` tells whether the symbol stands before the digits as read,
    `gap` is what parts them there: a no-break space or nothing. No part has a direction mark. `symbol` is empty where
    the decimal mark is the currency's sign.
    """

    whole: str
    mark: str
    minor: str
    symbol: str
    before: bool
    gap: str


def split_price(value: Decimal, currency: str, locale: Locale, *, plain: bool = False) -> SplitPrice:
    """Return what `localize_price` prints for the same arguments, in parts.

    Raises ValueError, which is a bug, if CLDR writes a currency on both sides of the digits.
    """
    written, digits = _write_price(value, currency, locale, plain=plain)
    text = _DIRECTION_MARKS.sub("", written)
    figure = _FIGURE.search(text)
    if figure is None:
        raise ValueError(f"{text!r} has no digits.")
    number, prefix, suffix = figure[0], text[: figure.start()], text[figure.end() :]
    if prefix and suffix:
        raise ValueError(f"{text!r} has a currency on both sides.")
    whole, minor = (number[:-digits], number[-digits:]) if digits else (number, "")
    mark = whole[-1:] if digits else ""
    side = prefix or suffix
    symbol = side.strip(f"{NBSP}\u202f")
    return SplitPrice(whole.removesuffix(mark), mark, minor, symbol, bool(prefix), side.replace(symbol, "", 1))


def localize_percent(value: Decimal, locale: Locale) -> str:
    """Return a percentage (25 for a quarter) in the locale's format: `25 %`, `%25`, `٢٥٪`."""
    return _format_number(value, f"percent {_decimals(count_decimals(value.normalize()))}", locale)


def localize_number(value: Decimal, locale: Locale) -> str:
    """Return a number with all its decimals, grouped as in the locale: `1.234,50`."""
    return _format_number(value, _decimals(count_decimals(value)), locale)


@cache
def _digit_table(locale: Locale) -> Mapping[int, str]:
    """Return the digit of a locale for each Latin digit, by its code."""
    written = _format_number(Decimal(1234567890), "group-off precision-integer", locale)
    return MappingProxyType(dict(zip(b"1234567890", _DIRECTION_MARKS.sub("", written), strict=True)))


def write_own_digits(text: str, locale: Locale) -> str:
    """Return *text* with its Latin digits written as prices of the locale are: `14 يونيو` becomes `١٤ يونيو`."""
    return text.translate(_digit_table(locale))


def localize_day(value: date, locale: Locale, *, year: bool = False) -> str:
    """Return a day with the name of its month, which is unambiguous: `31. August`."""
    cldr = _cldr_locale(locale)
    if year:
        return write_own_digits(_use_no_break_spaces(format_date(value, "long", locale=cldr)), locale)
    # Babel requires a time, which the pattern does not show.
    text = format_skeleton("MMMMd", datetime.combine(value, time.min), locale=cldr)
    return write_own_digits(_use_no_break_spaces(text), locale)


def localize_month(value: date, locale: Locale, *, short: bool = False) -> str:
    """Return month and year: `June 2026`, `juin 2026`, `2026年6月`; *short* in few letters."""
    text = format_skeleton("yMMM" if short else "yMMMM", datetime.combine(value, time.min), locale=_cldr_locale(locale))
    return write_own_digits(_DIRECTION_MARKS.sub("", text), locale)


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
    halves = (format_datetime(when, half, locale=cldr) for half in (pattern[:cut], pattern[cut:]))
    day, month = (write_own_digits(_DIRECTION_MARKS.sub("", half), locale).strip(" ,/") for half in halves)
    return day, month


@cache
def find_decimal_mark(locale: Locale) -> str:
    """Return the decimal mark of a locale for Latin digits."""
    # What is written decides; a locale that writes other digits has Latin ones in Babel's table only.
    written = re.fullmatch(r"1([^0-9])5", _DIRECTION_MARKS.sub("", localize_number(Decimal("1.5"), locale)))
    mark: str = written[1] if written else _cldr_locale(locale).number_symbols["latn"]["decimal"]
    return mark


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
