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

from creative_cli.checks.wording import fold, seen
from creative_cli.locale import numbers as figures
from creative_cli.locale.locales import Locale

BUDDHIST = 543
"""Years that Thailand counts ahead: 2569 is 2026."""
ERAS = {"令和": 2018, "平成": 1988, "民國": 1911, "民国": 1911}
"""Years before the first of an era: 令和8年 is 2026."""
POWERS = {
    "thousand": 10**3,
    "ten_thousand": 10**4,
    "lakh": 10**5,
    "million": 10**6,
    "crore": 10**7,
    "hundred_million": 10**8,
}
WHOLE = 2
"""Letters up to which a word for a power must stand alone: 5 k, not 5 km."""
NOON = 12
UNSPACED_LANGUAGES = frozenset({"ja", "km", "ko", "lo", "my", "th", "zh"})
"""Languages in which a word may follow another without a space."""

_SPACES = " \u00a0\u2009\u202f"
_TIGHT = re.compile(rf"\d+(?:[.,'’٫٬{_SPACES[1:]}]\d+)*")
_LOOSE = re.compile(rf"\d+(?:[.,'’٫٬]\d+|[{_SPACES}]\d{{3}}(?!\d))*")
_ANY = re.compile(r"\d")
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
_ERA = re.compile(rf"({'|'.join(ERAS)})\s*(\d+|元)")
_AFTERNOON = re.compile(
    r"(?<![\d.:])(\d{1,2})((?:[:.]\d\d)?)(?=\s?(?:p\.?\s?m\b|μ\.?\s?μ\b|م(?!\w)|مساء))|(?<=午後|下午|晚上|오후)\s?(\d{1,2})()(?!\d)",
    re.IGNORECASE,
)
_SHARP = re.compile(r"(?<![\d:])(\d{1,2}):00(?![\d:])")
_CLOCK = re.compile(r"(?<![\d.,])([01]?\d|2[0-4])\.([0-5]\d)(?![\d%])(?!\s?%)")
_CLOCK_SAID = re.compile(r"(?<![\d.,])([01]?\d|2[0-4])\.([0-5]\d)(?=\s?(?:[ap]\.?\s?m\b|uhr|h\b))", re.IGNORECASE)
_NUMERALS = {numeral: value for value, numeral in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "两": 2,
    "兩": 2,
    "半": 5,
}
_NUMERAL = "[0-9〇零一二三四五六七八九两兩]"
_LEFT = re.compile(rf"({_NUMERAL}(?:\.?{_NUMERAL})?)\s*折")
_OFF = re.compile(rf"({_NUMERAL})\s*割\s*(?:({_NUMERAL})\s*分)?")
_HALF = re.compile("半額|半价|半價|반값|반액")


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a text: its numbers, and how many of them are percentages."""

    numbers: Counter[Decimal]
    percents: int


def readings(text: str, locale: Locale) -> tuple[Reading, ...]:
    """Return every way the numbers of a text may be read in a locale, the most usual first."""
    plain = "".join(_digit(sign) for sign in seen(text))
    if not _ANY.search(_discounted(plain)):
        return (Reading(Counter(), 0),)  # most copy: CLDR need not be read for it
    decimal = figures.marks(locale).decimal
    found: dict[str, Reading] = {}
    for words in _versions(plain, locale, decimal):
        for pattern in (_TIGHT, _LOOSE):
            numbers = Counter(number for token in pattern.findall(words) for number in read(token, decimal))
            percents = len(_PERCENT.findall(_RANGE[1].sub(r"\1", _RANGE[0].sub(r"\1\2", words))))
            reading = Reading(numbers, percents)
            found.setdefault(_key(reading), reading)
            if locale.language == "th":
                common = Reading(Counter(_common_year(number) for number in numbers.elements()), percents)
                found.setdefault(_key(common), common)
    return tuple(found.values())


def says_percent(text: str, locale: Locale) -> bool:
    """Tell whether a text says "percent" in a word of its language."""
    pattern = _words("percent", locale.language)
    return pattern is not None and pattern.search(fold(text)) is not None


def _versions(text: str, locale: Locale, decimal: str) -> tuple[str, ...]:
    """Return the ways a text may be written with its numbers in digits, each with and without each convention."""
    conventions = (
        partial(_MONTH.sub, " "),
        partial(_named_months, locale=locale),
        partial(_clocked, decimal=decimal),
        _sharp,
        partial(_multiplied, language=locale.language, decimal=decimal),
        _common_era,
    )
    versions = dict.fromkeys((_discounted(text), text))
    for convention in conventions:
        versions |= dict.fromkeys([convention(one) for one in versions])
    if decimal != ".":
        versions = dict.fromkeys(_DATE.sub(r" \1 / \2 / \3 ", one) for one in versions)
    return tuple(versions)


def _named_months(text: str, locale: Locale) -> str:
    """Write months as numbers where they stand as words beside a day or a year."""
    names = figures.month_names(locale)
    pattern = _months_pattern(tuple(names))
    return pattern.sub(lambda match: f" {names.get(match[0].casefold(), match[0])} ", text)


@cache
def _months_pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    longest = sorted(map(re.escape, names), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest)})(?!\w)", re.IGNORECASE)


def _clocked(text: str, decimal: str) -> str:
    """Write times with a colon: 9.30 Uhr; where the point parts decimals only beside a word that says so."""
    return (_CLOCK_SAID if decimal == "." else _CLOCK).sub(r"\1:\2", text)


def _sharp(text: str) -> str:
    """Write times by 24 hours, the full hour bare: 10 pm and 22:00 as 22."""

    def later(match: re.Match[str]) -> str:
        hour = int(match[1] or match[3])
        return f"{hour + NOON if hour < NOON else hour}{match[2] or ''}"

    return _SHARP.sub(r"\1", _AFTERNOON.sub(later, text))


def _multiplied(text: str, language: str, decimal: str) -> str:
    """Write numbers before a word for a power of ten in full: 1.5 million, 150만, 3 tys."""
    for name, power in POWERS.items():
        pattern = _words(name, language)
        if pattern is not None and pattern.search(text.casefold()):
            counted = re.compile(rf"({_NUMBER})\s*{pattern.pattern}", re.IGNORECASE)
            text = counted.sub(partial(_in_full, power=power, decimal=decimal), text)
    return text


def _in_full(match: re.Match[str], power: int, decimal: str) -> str:
    numbers = read(match[1], decimal)
    value = numbers[0] * power if len(numbers) == 1 else None
    return match[0] if value is None or value != value.to_integral_value() else f" {int(value)} "


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((files("creative_cli") / "data" / "number-words.toml").read_text("utf-8"))


@cache
def _words(name: str, language: str) -> re.Pattern[str] | None:
    """Return what finds the words of a table in a language, at the beginning of a word; None where it has none."""
    told = [fold(word) for word in _table()[name].get(language, ())]
    if not told:
        return None
    if language in UNSPACED_LANGUAGES:
        return re.compile(f"(?:{'|'.join(map(re.escape, told))})")
    words = (re.escape(word) + (r"(?!\w)" if len(word) <= WHOLE else "") for word in told)
    return re.compile(rf"(?<![^\W\d])(?:{'|'.join(words)})")


def _common_era(text: str) -> str:
    """Write the years of East Asia's eras as everybody counts them: 令和8年 as 2026年."""
    return _ERA.sub(lambda match: f" {ERAS[match[1]] + (1 if match[2] == '元' else int(match[2]))}", text)


def _key(reading: Reading) -> str:
    return f"{sorted(reading.numbers.elements())} {reading.percents}"


def _common_year(number: Decimal) -> Decimal:
    return number - BUDDHIST if number in range(2500, 2700) else number


def _digit(sign: str) -> str:
    if unicodedata.category(sign) == "Nd":
        return str(unicodedata.decimal(sign))
    return "%" if sign in "٪％﹪" else sign


def _discounted(text: str) -> str:
    """Write the discounts of East Asia as what is taken off: 八折 and 2割 as 20 %."""
    text = _LEFT.sub(lambda match: f" {100 - _tenths(match[1])}% ", text)
    text = _OFF.sub(lambda match: f" {10 * _ones(match[1]) + (_ones(match[2]) if match[2] else 0)}% ", text)
    return _HALF.sub(" 50% ", text)


def _tenths(numeral: str) -> int:
    """Return 80 for 8 and 八, 85 for 85, 8.5 and 八五."""
    ones = [_ones(sign) for sign in numeral if sign != "."]
    return 10 * ones[0] + (ones[1] if len(ones) > 1 else 0)


def _ones(numeral: str) -> int:
    return int(numeral) if numeral.isdecimal() else _NUMERALS[numeral]


def read(token: str, decimal: str) -> tuple[Decimal, ...]:
    """Return the number that digits with signs between them are, where *decimal* parts the decimals.

    A sign that is not the locale's decimal groups three digits (two in India, before the last three), and parts
    decimals where it cannot group. What is no number is several: 2026/08/31, 1,2,3.
    """
    digits, signs = re.split(r"\D", token), re.findall(r"\D", token)
    marks = [_kind(sign, decimal) for sign in signs]
    if not signs:
        return (Decimal(token),)
    if marks[-1] == "decimal" and _groups(digits[:-1], marks[:-1]):
        return (Decimal("".join(digits[:-1]) + "." + digits[-1]),)
    if _groups(digits, marks):
        return (Decimal("".join(digits)),)
    if len(signs) == 1 and signs[0] in ".,":
        return (Decimal(".".join(digits)),)
    return tuple(Decimal(part) for part in digits)


def _kind(sign: str, decimal: str) -> str:
    if sign == "٫" or (sign == decimal and sign != "٬"):
        return "decimal"
    return "space" if sign in _SPACES else "’" if sign in "'’" else sign


def _groups(digits: list[str], marks: list[str]) -> bool:
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
