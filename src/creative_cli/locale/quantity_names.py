"""Names and signs of units, currencies, weekdays, times of day and numbers in every locale, from CLDR.

Babel has the tables; ICU spells numbers and writes days in other calendars (Persian, Islamic, Hebrew, Ethiopic).
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from functools import cache
from types import MappingProxyType

from babel.core import Locale as Cldr
from babel.core import UnknownLocaleError
from icu4py.messageformat import MessageFormat

from creative_cli.locale.locales import Locale
from creative_cli.locale.number_format import find_figure_tag, list_currencies

AMOUNT_UNITS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "mass": ("milligram", "gram", "kilogram", "tonne", "ounce", "pound"),
    "volume": ("milliliter", "centiliter", "deciliter", "liter", "fluid-ounce", "gallon", "pint"),
    "length": ("millimeter", "centimeter", "meter", "kilometer", "inch", "foot", "yard", "mile"),
    "area": ("square-meter", "square-foot"),
    "temperature": ("celsius", "fahrenheit"),
    "digital": ("megabyte", "gigabyte", "terabyte", "gigabit", "megabit"),
    "power": ("watt", "kilowatt"),
    "energy": ("kilocalorie", "kilojoule", "kilowatt-hour"),
    "electric": ("volt",),
    "frequency": ("hertz", "kilohertz", "megahertz", "gigahertz"),
    "speed": ("kilometer-per-hour", "mile-per-hour"),
    "graphics": ("pixel", "megapixel"),
    "duration": ("second", "minute", "hour", "day", "week", "month", "year"),
})  # fmt: skip
"""The units that ads print, by their kind, both as CLDR names them."""

# Signs that every language writes alike, whatever CLDR has for it. Case counts: MB is no Mb.
_COMMON_SIGNS = {
    "mg": "milligram", "g": "gram", "kg": "kilogram", "t": "tonne", "oz": "ounce", "lb": "pound", "lbs": "pound",
    "ml": "milliliter", "mL": "milliliter", "cl": "centiliter", "dl": "deciliter", "l": "liter", "L": "liter",
    "fl oz": "fluid-ounce", "fl. oz.": "fluid-ounce", "gal": "gallon", "pt": "pint", "mm": "millimeter",
    "cm": "centimeter", "m": "meter", "km": "kilometer", "ft": "foot", "yd": "yard", "mi": "mile",
    "m²": "square-meter", "m2": "square-meter", "sq ft": "square-foot", "°C": "celsius", "℃": "celsius",
    "° C": "celsius", "°F": "fahrenheit", "° F": "fahrenheit", "℉": "fahrenheit", "MB": "megabyte", "GB": "gigabyte",
    "TB": "terabyte", "Gbit": "gigabit", "Mbit": "megabit", "W": "watt", "kW": "kilowatt", "kcal": "kilocalorie",
    "kJ": "kilojoule", "kWh": "kilowatt-hour", "V": "volt", "Hz": "hertz", "kHz": "kilohertz", "MHz": "megahertz",
    "GHz": "gigahertz", "km/h": "kilometer-per-hour", "mph": "mile-per-hour", "px": "pixel", "MP": "megapixel",
    "min": "minute", "h": "hour",
    "litre": "liter", "litres": "liter", "metre": "meter", "metres": "meter", "kilometre": "kilometer",
    "kilometres": "kilometer", "centimetres": "centimeter", "millilitres": "milliliter", "millimetres": "millimeter",
    "мг": "milligram", "г": "gram", "кг": "kilogram", "мл": "milliliter", "л": "liter", "мм": "millimeter",
    "см": "centimeter", "м": "meter", "км": "kilometer", "كجم": "kilogram", "جم": "gram", "غ": "gram",
    "مل": "milliliter", "لتر": "liter", "سم": "centimeter", "كم": "kilometer", "°م": "celsius", "گرمی": "gram",
    "کیلوگرمی": "kilogram", "میلیلیتری": "milliliter", "لیتری": "liter", "ק״ג": "kilogram", "מ״ל": "milliliter",
}  # fmt: skip
# Signs that CLDR has for some languages and that are words or other signs in ads.
_NO_UNIT_SIGNS = frozenset({"", "a", "an", "j", "d", "s", "o", "'", "″", "′", '"', "r", "y", "m.", "e", "z", "u", "in"})

_DOLLARS = ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "ARS", "CLP", "COP", "UYU", "JMD", "BBD", "TTD")
# Signs of currencies that CLDR writes another way in some locales.
_CURRENCY_SIGNS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "€": ("EUR",), "$": _DOLLARS, "US$": ("USD",), "$US": ("USD",), "$ US": ("USD",), "$ CA": ("CAD",),
    "C$": ("CAD",), "CA$": ("CAD",), "$CA": ("CAD",),
    "A$": ("AUD",), "AU$": ("AUD",), "NZ$": ("NZD",), "S$": ("SGD",), "HK$": ("HKD",), "NT$": ("TWD",),
    "MX$": ("MXN",), "R$": ("BRL",), "£": ("GBP", "EGP", "LBP"), "¥": ("JPY", "CNY"), "￥": ("JPY", "CNY"),
    "円": ("JPY",), "元": ("CNY", "TWD", "HKD"), "人民币": ("CNY",), "₩": ("KRW",), "원": ("KRW",), "zł": ("PLN",),
    "zl": ("PLN",), "Kč": ("CZK",), "kr": ("SEK", "NOK", "DKK", "ISK"), "kr.": ("SEK", "NOK", "DKK", "ISK"),
    "Ft": ("HUF",), "lei": ("RON", "MDL"), "leu": ("RON", "MDL"), "лв.": ("BGN",), "лв": ("BGN",), "₴": ("UAH",),
    "грн": ("UAH",), "₽": ("RUB", "BYN"), "руб": ("RUB", "BYN"), "₺": ("TRY",), "TL": ("TRY",), "₹": ("INR",),
    "Rs": ("INR", "PKR", "LKR", "NPR", "MUR"), "Rs.": ("INR", "PKR", "LKR", "NPR", "MUR"), "Rp": ("IDR",),
    "RM": ("MYR",), "₱": ("PHP",), "฿": ("THB",), "บาท": ("THB",), "₫": ("VND",), "đ": ("VND",), "₪": ("ILS",),
    "ש״ח": ("ILS",), "د.إ": ("AED",), "درهم": ("AED", "MAD"), "ر.س": ("SAR",), "ريال": ("SAR", "QAR", "OMR", "YER"),
    "ج.م": ("EGP",), "جنيه": ("EGP", "SDG", "GBP"), "دينار": ("KWD", "JOD", "BHD", "IQD", "DZD", "TND", "LYD"),
    "تومان": ("IRR",), "ریال": ("IRR",), "Fr.": ("CHF",), "KSh": ("KES",), "₦": ("NGN",), "GH₵": ("GHS",),
    "₸": ("KZT",), "₼": ("AZN",), "₾": ("GEL",), "֏": ("AMD",), "soʻm": ("UZS",), "ден": ("MKD",), "дин": ("RSD",),
    "din.": ("RSD",), "KM": ("BAM",), "КМ": ("BAM",), "৳": ("BDT",), "euro": ("EUR",), "euros": ("EUR",),
    "S/": ("PEN",), "₡": ("CRC",), "Q": ("GTQ",), "₲": ("PYG",),
})  # fmt: skip
MIN_NAME_LETTERS = 3
# Numbers whose words copy uses for digits.
_SPELLED = (*range(21), 24, 25, 30, 40, 48, 50, 60, 70, 80, 90, 100, 1000)
_RULES = (
    *("cardinal", "cardinal-masculine", "cardinal-feminine", "cardinal-neuter", "cardinal-native-attributive"),
    *("ordinal", "ordinal-masculine", "ordinal-feminine", "ordinal-neuter"),
)
_OTHER_CALENDARS = MappingProxyType({
    "fa": ("persian",), "ps": ("persian",), "ar": ("islamic-umalqura",), "he": ("hebrew",), "am": ("ethiopic",),
})  # fmt: skip
_MARKS = re.compile("[\u00ad\u061c\u200b-\u200f\u2066-\u2069]")


def _cldr(locale: Locale) -> Cldr:
    """Return Babel's locale; that of the language alone if it does not know the territory, or else the root."""
    for name in (locale.tag.split("-x-", maxsplit=1)[0], locale.language):
        try:
            return Cldr.parse(name, sep="-")
        except UnknownLocaleError:
            continue
    return Cldr("root")


def _plain(text: str) -> str:
    """Return a name as texts are searched: in NFKC, without invisible signs, with plain spaces."""
    return _MARKS.sub("", re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text))).strip()


@cache
def list_unit_signs(locale: Locale) -> Mapping[str, str]:
    """Return the unit of each sign and name in a locale: `kg`, `кг` and `килограмма` are kilogram."""
    found: dict[str, str] = {}
    table = _cldr(locale)._data.get("unit_patterns", {})  # noqa: SLF001  # Babel has no door to all plural forms
    for kind, units in AMOUNT_UNITS.items():
        for unit in units:
            # Narrow names of times are single letters: 5d, 3m.
            widths = ("long", "short") if kind == "duration" else ("long", "short", "narrow")
            for sign in _signs_of(table.get(f"{kind}-{unit}"), widths):
                found.setdefault(sign, unit)
    # Case counts for signs; what CLDR has in this locale comes first: t is no tonne everywhere.
    for sign, unit in _COMMON_SIGNS.items():
        found.setdefault(sign, unit)
    return MappingProxyType(found)


def _signs_of(table: Mapping[str, Mapping[str, str]] | None, widths: tuple[str, ...]) -> Iterator[str]:
    for width in widths:
        patterns = (table or {}).get(width)
        for form, pattern in (patterns or {}).items():
            if form == "per" or not isinstance(pattern, str):
                continue
            sign = _plain(pattern.replace("{0}", " "))
            if sign.casefold() not in _NO_UNIT_SIGNS and any(map(str.isalpha, sign)):
                yield sign


@cache
def list_currency_signs(locale: Locale) -> Mapping[str, frozenset[str]]:
    """Return the currencies (ISO 4217) that each sign, code and name of money may mean in a locale."""
    found: dict[str, set[str]] = {sign: set(codes) for sign, codes in _CURRENCY_SIGNS.items()}
    cldr = _cldr(locale)
    # Babel builds each of these tables again whenever it is asked for one.
    symbols, names = cldr.currency_symbols, cldr.currencies
    plurals = cldr._data.get("currency_names_plural", {})  # noqa: SLF001  # see list_unit_signs
    for code in list_currencies():
        found.setdefault(code, set()).add(code)
        symbol = _plain(str(symbols.get(code, code)))
        if symbol != "¤" and len(symbol.rstrip(".")) > 1:
            found.setdefault(symbol, set()).add(code)
        for name in (names.get(code, ""), *(plurals.get(code) or {}).values()):
            for form in _money_names(str(name)):
                found.setdefault(form, set()).add(code)
    return MappingProxyType({sign: frozenset(codes) for sign, codes in found.items()})


def _money_names(name: str) -> Iterator[str]:
    words = _plain(name).split(" ")
    yield " ".join(words).casefold()
    # Prices have the noun alone: złotych, not polskich złotych. It is the first or the last word.
    yield from (word.casefold() for word in {words[0], words[-1]} if len(word) >= MIN_NAME_LETTERS)


@cache
def list_spelled_numbers(locale: Locale) -> Mapping[int, frozenset[str]]:
    """Return the words for common numbers and their ordinals, in every gender: zwei, zweite; два, две."""
    tag = find_figure_tag(locale)
    rules = [MessageFormat(f"{{n,spellout,%spellout-{rule}}}", tag) for rule in _RULES]
    return MappingProxyType({
        number: frozenset(_plain(rule.format({"n": number})).casefold() for rule in rules) for number in _SPELLED
    })  # fmt: skip


@cache
def list_minus_words(locale: Locale) -> frozenset[str]:
    """Return the words that say a number is below zero: minus, moins."""
    tag = find_figure_tag(locale)
    negative, positive = (
        _plain(MessageFormat("{n, spellout}", tag).format({"n": number})).casefold() for number in (-1, 1)
    )
    word = negative.removesuffix(positive).strip()
    return frozenset({word} if word and word != negative else ())


@cache
def list_weekday_names(locale: Locale) -> Mapping[str, int]:
    """Return the number of each day of the week by its full names, in lower case; Monday is 0."""
    days = _cldr(locale).days
    return MappingProxyType({
        _plain(str(name)).casefold(): number
        for context in ("format", "stand-alone")
        for number, name in days[context]["wide"].items()
        if len(_plain(str(name))) >= MIN_NAME_LETTERS
    })  # fmt: skip


@cache
def list_day_parts(locale: Locale) -> Mapping[str, str]:
    """Return `am` or `pm` for each word that says it beside a time: morgens, 下午, вечера."""
    parts: dict[str, str] = {}
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for name, word in (_cldr(locale).day_periods.get(context, {}).get(width) or {}).items():
                kind = "am" if name.startswith(("am", "morning")) else "pm" if name[:2] in {"pm", "ev", "af"} else ""
                # What is called morning at ten in one language is after midnight in another: nights are left out.
                if kind and len(_plain(str(word))) > 1:
                    parts.setdefault(_plain(str(word)).casefold(), kind)
    return MappingProxyType(parts)


@cache
def list_clock_words(locale: Locale) -> Mapping[str, frozenset[int]]:
    """Return the hours that a word says: midnight is 0, 12 or 24, noon is 12."""
    hours = {"midnight": frozenset({0, 12, 24}), "noon": frozenset({12})}
    words = {**(_cldr(locale).day_periods["format"]["wide"]), **(_cldr(locale).day_periods["stand-alone"]["wide"])}
    return MappingProxyType({
        _plain(str(words[name])).casefold(): numbers for name, numbers in hours.items() if name in words
    })  # fmt: skip


@cache
def has_12_hours(locale: Locale) -> bool:
    """Tell whether times of a locale have 12 hours and a word for the half of the day."""
    pattern = str(_cldr(locale).time_formats["short"].pattern)
    return any(sign in re.sub("'[^']*'", "", pattern) for sign in "abBhK")


@cache
def is_month_first(locale: Locale) -> bool:
    """Tell whether a locale writes 8/31 for the 31 August."""
    pattern = str(_cldr(locale).date_formats["short"].pattern)
    return pattern.find("M") < pattern.find("d")


@cache
def spell_day_in_calendars(day: date, locale: Locale) -> tuple[str, ...]:
    """Return a day as other calendars of a language write it, without and with the year: 9 Shahrivar 1405."""
    when = datetime.combine(day, time(12))
    return tuple(
        _plain(MessageFormat(f"{{d, date, ::{skeleton}}}", f"{locale.tag}-u-ca-{calendar}").format({"d": when}))
        for calendar in _OTHER_CALENDARS.get(locale.language, ())
        for skeleton in ("yMMMMd", "MMMMd")
    )
