"""Reads numbers the way markets write them: any script's digits, groups, decimals, percentages, dates, times.

Not a check itself. A text can often be read in several ways, and every reading is returned: `2 250` may be one number
or two, `31.8.` a date or a price, `9.30` half past nine.
"""

import re
import unicodedata
from collections import Counter
from decimal import Decimal
from functools import cache, partial
from typing import NamedTuple

from creative_cli.checks.copy_text import fold_for_matching, strip_invisible
from creative_cli.locale.locales import Locale
from creative_cli.locale.number_format import find_decimal_mark, list_month_names
from creative_cli.resources import read_data_table

# Thai years are ahead: 2569 is 2026.
BUDDHIST_ERA_OFFSET = 543
# The year before an era began: 令和8年 is 2026.
ERA_STARTS = {"令和": 2018, "平成": 1988, "民國": 1911, "民国": 1911}
POWERS_OF_TEN = {
    "thousand": 10**3,
    "ten_thousand": 10**4,
    "lakh": 10**5,
    "million": 10**6,
    "crore": 10**7,
    "hundred_million": 10**8,
}
# Words for a power of ten up to this length must stand alone: 5 k, not 5 km.
MAX_WHOLE_WORD = 2
GROUP_DIGITS = 3
NOON_HOUR = 12
# Languages that write words without a space between them.
UNSPACED_LANGUAGES = frozenset({"ja", "km", "ko", "lo", "my", "th", "zh"})

_SPACES = " \u00a0\u2009\u202f"
_TIGHT_NUMBER = re.compile(rf"\d+(?:[.,'’٫٬{_SPACES[1:]}]\d+)*")
_LOOSE_NUMBER = re.compile(rf"\d+(?:[.,'’٫٬]\d+|[{_SPACES}]\d{{3}}(?!\d))*")
_ANY_DIGIT = re.compile(r"\d")
_DATE = re.compile(r"(?<![\d.])(\d{1,2})\.[ \u00a0]?(\d{1,2})\.(?:[ \u00a0]?(\d{4}|\d{2})(?!\d))?")
_MONTH = re.compile(r"\d{1,2}\s*(?:月|월)")
_PERCENT = re.compile(r"%\s*(?=\d)|(?<=\d)\s*%")
_NUMBER = r"\d+(?:[.,'’٫٬\u00a0\u2009\u202f ]\d+)*"
_BETWEEN = r"\s*(?:[-–—~〜～]|\w{1,5})\s*"
# 20 % to 30 %: some languages write the sign once.
_RANGE = (
    re.compile(rf"({_NUMBER})\s*%({_BETWEEN}{_NUMBER}\s*%)"),
    re.compile(rf"(%\s*{_NUMBER}{_BETWEEN})%\s*(?=\d)"),
)
_ERA = re.compile(rf"({'|'.join(ERA_STARTS)})\s*(\d+|元)")
_AFTERNOON = re.compile(
    r"(?<![\d.:])(\d{1,2})((?:[:.]\d\d)?)(?=\s?(?:p\.?\s?m\b|μ\.?\s?μ\b|م(?!\w)|مساء))|(?<=午後|下午|晚上|오후)\s?(\d{1,2})()(?!\d)",
    re.IGNORECASE,
)
_FULL_HOUR = re.compile(r"(?<![\d:])(\d{1,2}):00(?![\d:])")
_DOTTED_TIME = re.compile(r"(?<![\d.,])([01]?\d|2[0-4])\.([0-5]\d)(?![\d%])(?!\s?%)")
_DOTTED_TIME_SAID = re.compile(r"(?<![\d.,])([01]?\d|2[0-4])\.([0-5]\d)(?=\s?(?:[ap]\.?\s?m\b|uhr|h\b))", re.IGNORECASE)
_NUMERAL_VALUES = dict(zip("〇一二三四五六七八九零两兩半", (*range(10), 0, 2, 2, 5), strict=True))
_NUMERAL = "[0-9〇零一二三四五六七八九两兩]"
_ZHE_DISCOUNT = re.compile(rf"({_NUMERAL}(?:\.?{_NUMERAL})?)\s*折")
_WARI_DISCOUNT = re.compile(rf"({_NUMERAL})\s*割\s*(?:({_NUMERAL})\s*分)?")
_HALF_PRICE = re.compile("半額|半价|半價|반값|반액")


class NumberReading(NamedTuple):
    """One way to read a text: its numbers, and how many of them are percentages."""

    numbers: Counter[Decimal]
    percents: int


def read_numbers(text: str, locale: Locale) -> tuple[NumberReading, ...]:
    """Return every way to read the numbers of a text in a locale, the most common first."""
    plain = ascii_digits(strip_invisible(text))
    if not _ANY_DIGIT.search(_with_percent_discounts(plain)):
        return (NumberReading(Counter(), 0),)  # most copy, which saves reading CLDR
    decimal = find_decimal_mark(locale)
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
    """Return the text with and without each convention applied, in every combination."""
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
    names = list_month_names(locale)
    pattern = _months_pattern(tuple(names))
    return pattern.sub(lambda match: f" {names.get(match[0].casefold(), match[0])} ", text)


@cache
def _months_pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    longest = sorted(map(re.escape, names), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest)})(?!\w)", re.IGNORECASE)


def _with_colon_times(text: str, decimal: str) -> str:
    # 9.30 Uhr. Where the point separates decimals, only a word beside it makes it a time.
    return (_DOTTED_TIME_SAID if decimal == "." else _DOTTED_TIME).sub(r"\1:\2", text)


def _with_24_hours(text: str) -> str:
    """Write times in 24 hours, without minutes if they are 00: 10 pm and 22:00 become 22."""

    def later(match: re.Match[str]) -> str:
        hour = int(match[1] or match[3])
        return f"{hour + NOON_HOUR if hour < NOON_HOUR else hour}{match[2] or ''}"

    return _FULL_HOUR.sub(r"\1", _AFTERNOON.sub(later, text))


def _with_powers_in_full(text: str, language: str, decimal: str) -> str:
    """Write out numbers before a word for a power of ten: 1.5 million, 150만, 3 tys."""
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
    return read_data_table("number-words.toml")


@cache
def _word_pattern(name: str, language: str) -> re.Pattern[str] | None:
    words = [fold_for_matching(word) for word in _number_words()[name].get(language, ())]
    if not words:
        return None
    if language in UNSPACED_LANGUAGES:
        return re.compile(f"(?:{'|'.join(map(re.escape, words))})")
    patterns = (re.escape(word) + (r"(?!\w)" if len(word) <= MAX_WHOLE_WORD else "") for word in words)
    return re.compile(rf"(?<![^\W\d])(?:{'|'.join(patterns)})")


def _with_common_era(text: str) -> str:
    """Convert the years of East Asian eras: 令和8年 becomes 2026年."""
    return _ERA.sub(lambda match: f" {ERA_STARTS[match[1]] + (1 if match[2] == '元' else int(match[2]))}", text)


def _reading_key(reading: NumberReading) -> str:
    return f"{sorted(reading.numbers.elements())} {reading.percents}"


def _common_year(number: Decimal) -> Decimal:
    return number - BUDDHIST_ERA_OFFSET if number in range(2500, 2700) else number


def ascii_digits(text: str) -> str:
    """Return a text with the digits and percent signs of any script as ASCII."""
    return text if text.isascii() else "".join(map(_ascii_digit, text))


def _ascii_digit(sign: str) -> str:
    if unicodedata.category(sign) == "Nd":
        return str(unicodedata.decimal(sign))
    return "%" if sign in "٪％﹪" else sign


def _with_percent_discounts(text: str) -> str:
    """Write East Asian discounts as percentages off: 八折 and 2割 become 20 %."""
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
    """Return the number that *token* is, or several if it is not one number: 2026/08/31, 1,2,3.

    *decimal* is the locale's decimal separator. Another sign groups three digits (in India two before the last three),
    or separates decimals if it cannot group.
    """
    digits, signs = re.split(r"\D", token), re.findall(r"\D", token)
    marks = [_separator_kind(sign, decimal) for sign in signs]
    if not signs:
        return (Decimal(token),)
    if marks[-1] == "decimal" and _is_grouped(digits[:-1], marks[:-1]):
        return (Decimal("".join(digits[:-1]) + "." + digits[-1]),)
    if _is_grouped(digits, marks):
        return (Decimal("".join(digits)),)
    # Money may have a decimal mark of its own: 1’234.50 CHF beside 12,5 in French Switzerland.
    last = marks[-1]
    if last in {".", ","} and last not in marks[:-1] and len(marks) > 1 and _is_grouped(digits[:-1], marks[:-1]):
        return (Decimal("".join(digits[:-1]) + "." + digits[-1]),)
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
    return (
        "decimal" not in marks
        and len(set(marks)) == 1
        and len(digits[0]) <= GROUP_DIGITS
        and all(len(part) in {2, GROUP_DIGITS} for part in digits[1:-1])
        and len(digits[-1]) == GROUP_DIGITS
    )
