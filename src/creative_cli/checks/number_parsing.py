"""How markets write numbers, read back: digits of any script, groups and decimals, percentages, dates and times.

Machinery like wording.py: it judges nothing. A text can often be read in more than one way, and all of them are told:
`2 250` may be one number or two, `31.8.` a date or a price, `9.30` half past nine. Longer than most files: each of
these ways is a few lines, and they are applied to the same text one after the other.
"""

import re
import tomllib
import unicodedata
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, partial
from importlib.resources import files

from creative_cli.checks.copy_text import fold_for_matching, strip_invisible
from creative_cli.locale import number_format as figures
from creative_cli.locale.locales import Locale

BUDDHIST_ERA_OFFSET = 543
"""Years that Thailand counts ahead: 2569 is 2026."""
ERA_STARTS = {"令和": 2018, "平成": 1988, "民國": 1911, "民国": 1911}
"""Years before the first of an era: 令和8年 is 2026."""
POWERS_OF_TEN = {
    "thousand": 10**3,
    "ten_thousand": 10**4,
    "lakh": 10**5,
    "million": 10**6,
    "crore": 10**7,
    "hundred_million": 10**8,
}
MAX_WHOLE_WORD = 2
"""Letters up to which a word for a power must stand alone: 5 k, not 5 km."""
NOON_HOUR = 12
UNSPACED_LANGUAGES = frozenset({"ja", "km", "ko", "lo", "my", "th", "zh"})
"""Languages in which a word may follow another without a space."""

_SPACES = " \u00a0\u2009\u202f"
_TIGHT_NUMBER = re.compile(rf"\d+(?:[.,'’٫٬{_SPACES[1:]}]\d+)*")
_LOOSE_NUMBER = re.compile(rf"\d+(?:[.,'’٫٬]\d+|[{_SPACES}]\d{{3}}(?!\d))*")
_ANY_DIGIT = re.compile(r"\d")
_DATE = re.compile(r"(?<![\d.])(\d{1,2})\.[ \u00a0]?(\d{1,2})\.(?:[ \u00a0]?(\d{4}|\d{2})(?!\d))?")
_MONTH = re.compile(r"\d{1,2}\s*(?:月|월)")
_PERCENT = re.compile(r"%\s*(?=\d)|(?<=\d)\s*%")
_NUMBER = r"\d+(?:[.,'’٫٬\u00a0\u2009\u202f ]\d+)*"
_BETWEEN = r"\s*(?:[-–—~〜～]|\w{1,5})\s*"
_RANGE = (
    re.compile(rf"({_NUMBER})\s*%({_BETWEEN}{_NUMBER}\s*%)"),
    re.compile(rf"(%\s*{_NUMBER}{_BETWEEN})%\s*(?=\d)"),
)
"""20 % to 30 %: some languages write the sign once."""
_ERA = re.compile(rf"({'|'.join(ERA_STARTS)})\s*(\d+|元)")
_AFTERNOON = re.compile(
    r"(?<![\d.:])(\d{1,2})((?:[:.]\d\d)?)(?=\s?(?:p\.?\s?m\b|μ\.?\s?μ\b|م(?!\w)|مساء))|(?<=午後|下午|晚上|오후)\s?(\d{1,2})()(?!\d)",
    re.IGNORECASE,
)
_FULL_HOUR = re.compile(r"(?<![\d:])(\d{1,2}):00(?![\d:])")
_DOTTED_TIME = re.compile(r"(?<![\d.,])([01]?\d|2[0-4])\.([0-5]\d)(?![\d%])(?!\s?%)")
_DOTTED_TIME_SAID = re.compile(r"(?<![\d.,])([01]?\d|2[0-4])\.([0-5]\d)(?=\s?(?:[ap]\.?\s?m\b|uhr|h\b))", re.IGNORECASE)
_NUMERAL_VALUES = {numeral: value for value, numeral in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "两": 2,
    "兩": 2,
    "半": 5,
}
_NUMERAL = "[0-9〇零一二三四五六七八九两兩]"
_ZHE_DISCOUNT = re.compile(rf"({_NUMERAL}(?:\.?{_NUMERAL})?)\s*折")
_WARI_DISCOUNT = re.compile(rf"({_NUMERAL})\s*割\s*(?:({_NUMERAL})\s*分)?")
_HALF_PRICE = re.compile("半額|半价|半價|반값|반액")


@dataclass(frozen=True, slots=True)
class NumberReading:
    """One way to read a text: its numbers, and how many of them are percentages."""

    numbers: Counter[Decimal]
    percents: int


def read_numbers(text: str, locale: Locale) -> tuple[NumberReading, ...]:
    """Return every way the numbers of a text may be read in a locale, the most usual first."""
    plain = "".join(_ascii_digit(sign) for sign in strip_invisible(text))
    if not _ANY_DIGIT.search(_with_percent_discounts(plain)):
        return (NumberReading(Counter(), 0),)  # most copy: CLDR need not be read for it
    decimal = figures.find_number_symbols(locale).decimal
    found: dict[str, NumberReading] = {}
    for words in _digit_versions(plain, locale, decimal):
        for pattern in (_TIGHT_NUMBER, _LOOSE_NUMBER):
            numbers = Counter(number for token in pattern.findall(words) for number in parse_number(token, decimal))
            percents = len(_PERCENT.findall(_RANGE[1].sub(r"\1", _RANGE[0].sub(r"\1\2", words))))
            reading = NumberReading(numbers, percents)
            found.setdefault(_reading_key(reading), reading)
            if locale.language == "th":
                common = NumberReading(Counter(_common_year(number) for number in numbers.elements()), percents)
                found.setdefault(_reading_key(common), common)
    return tuple(found.values())


def says_percent(text: str, locale: Locale) -> bool:
    """Tell whether a text says "percent" in a word of its language."""
    pattern = _word_pattern("percent", locale.language)
    return pattern is not None and pattern.search(fold_for_matching(text)) is not None


def _digit_versions(text: str, locale: Locale, decimal: str) -> tuple[str, ...]:
    """Return the ways a text may be written with its numbers in digits, each with and without each convention."""
    conventions = (
        partial(_MONTH.sub, " "),
        partial(_with_numbered_months, locale=locale),
        partial(_with_colon_times, decimal=decimal),
        _with_24_hours,
        partial(_with_powers_in_full, language=locale.language, decimal=decimal),
        _with_common_era,
    )
    versions = dict.fromkeys((_with_percent_discounts(text), text))
    for convention in conventions:
        versions |= dict.fromkeys([convention(one) for one in versions])
    if decimal != ".":
        versions = dict.fromkeys(_DATE.sub(r" \1 / \2 / \3 ", one) for one in versions)
    return tuple(versions)


def _with_numbered_months(text: str, locale: Locale) -> str:
    """Write months as numbers where they stand as words beside a day or a year."""
    names = figures.list_month_names(locale)
    pattern = _months_pattern(tuple(names))
    return pattern.sub(lambda match: f" {names.get(match[0].casefold(), match[0])} ", text)


@cache
def _months_pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    longest = sorted(map(re.escape, names), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest)})(?!\w)", re.IGNORECASE)


def _with_colon_times(text: str, decimal: str) -> str:
    """Write times with a colon: 9.30 Uhr; where the point parts decimals only beside a word that says so."""
    return (_DOTTED_TIME_SAID if decimal == "." else _DOTTED_TIME).sub(r"\1:\2", text)


def _with_24_hours(text: str) -> str:
    """Write times by 24 hours, the full hour bare: 10 pm and 22:00 as 22."""

    def later(match: re.Match[str]) -> str:
        hour = int(match[1] or match[3])
        return f"{hour + NOON_HOUR if hour < NOON_HOUR else hour}{match[2] or ''}"

    return _FULL_HOUR.sub(r"\1", _AFTERNOON.sub(later, text))


def _with_powers_in_full(text: str, language: str, decimal: str) -> str:
    """Write numbers before a word for a power of ten in full: 1.5 million, 150만, 3 tys."""
    for name, power in POWERS_OF_TEN.items():
        pattern = _word_pattern(name, language)
        if pattern is not None and pattern.search(text.casefold()):
            counted = re.compile(rf"({_NUMBER})\s*{pattern.pattern}", re.IGNORECASE)
            text = counted.sub(partial(_write_in_full, power=power, decimal=decimal), text)
    return text


def _write_in_full(match: re.Match[str], power: int, decimal: str) -> str:
    numbers = parse_number(match[1], decimal)
    value = numbers[0] * power if len(numbers) == 1 else None
    return match[0] if value is None or value != value.to_integral_value() else f" {int(value)} "


@cache
def _number_words() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((files("creative_cli") / "data" / "number-words.toml").read_text("utf-8"))


@cache
def _word_pattern(name: str, language: str) -> re.Pattern[str] | None:
    """Return what finds the words of a table in a language, at the beginning of a word; None where it has none."""
    told = [fold_for_matching(word) for word in _number_words()[name].get(language, ())]
    if not told:
        return None
    if language in UNSPACED_LANGUAGES:
        return re.compile(f"(?:{'|'.join(map(re.escape, told))})")
    words = (re.escape(word) + (r"(?!\w)" if len(word) <= MAX_WHOLE_WORD else "") for word in told)
    return re.compile(rf"(?<![^\W\d])(?:{'|'.join(words)})")


def _with_common_era(text: str) -> str:
    """Write the years of East Asia's eras as everybody counts them: 令和8年 as 2026年."""
    return _ERA.sub(lambda match: f" {ERA_STARTS[match[1]] + (1 if match[2] == '元' else int(match[2]))}", text)


def _reading_key(reading: NumberReading) -> str:
    return f"{sorted(reading.numbers.elements())} {reading.percents}"


def _common_year(number: Decimal) -> Decimal:
    return number - BUDDHIST_ERA_OFFSET if number in range(2500, 2700) else number


def _ascii_digit(sign: str) -> str:
    if unicodedata.category(sign) == "Nd":
        return str(unicodedata.decimal(sign))
    return "%" if sign in "٪％﹪" else sign


def _with_percent_discounts(text: str) -> str:
    """Write the discounts of East Asia as what is taken off: 八折 and 2割 as 20 %."""
    text = _ZHE_DISCOUNT.sub(lambda match: f" {100 - _remaining_percent(match[1])}% ", text)
    text = _WARI_DISCOUNT.sub(
        lambda match: f" {10 * _numeral_value(match[1]) + (_numeral_value(match[2]) if match[2] else 0)}% ", text
    )
    return _HALF_PRICE.sub(" 50% ", text)


def _remaining_percent(numeral: str) -> int:
    """Return 80 for 8 and 八, 85 for 85, 8.5 and 八五."""
    ones = [_numeral_value(sign) for sign in numeral if sign != "."]
    return 10 * ones[0] + (ones[1] if len(ones) > 1 else 0)


def _numeral_value(numeral: str) -> int:
    return int(numeral) if numeral.isdecimal() else _NUMERAL_VALUES[numeral]


def parse_number(token: str, decimal: str) -> tuple[Decimal, ...]:
    """Return the number that digits with signs between them are, where *decimal* parts the decimals.

    A sign that is not the locale's decimal groups three digits (two in India, before the last three), and parts
    decimals where it cannot group. What is no number is several: 2026/08/31, 1,2,3.
    """
    digits, signs = re.split(r"\D", token), re.findall(r"\D", token)
    marks = [_separator_kind(sign, decimal) for sign in signs]
    if not signs:
        return (Decimal(token),)
    if marks[-1] == "decimal" and _is_grouped(digits[:-1], marks[:-1]):
        return (Decimal("".join(digits[:-1]) + "." + digits[-1]),)
    if _is_grouped(digits, marks):
        return (Decimal("".join(digits)),)
    if len(signs) == 1 and signs[0] in ".,":
        return (Decimal(".".join(digits)),)
    return tuple(Decimal(part) for part in digits)


def _separator_kind(sign: str, decimal: str) -> str:
    if sign == "٫" or (sign == decimal and sign != "٬"):
        return "decimal"
    return "space" if sign in _SPACES else "’" if sign in "'’" else sign


def _is_grouped(digits: list[str], marks: list[str]) -> bool:
    if not marks:
        return True
    inner = all(len(part) in {2, 3} for part in digits[1:-1])
    return (
        "decimal" not in marks
        and len(set(marks)) == 1
        and len(digits[0]) <= 3  # noqa: PLR2004  # a group
        and inner
        and len(digits[-1]) == 3  # noqa: PLR2004  # same
    )
