"""Are all numbers of the source in the words, and no others?

Numbers are read as the market writes them: digits of any script, its own groups and decimals, its percent signs, and
the discounts of East Asia that count what is left (八折 is 20 % off). Where a text can be read in two ways
(`2 250` may be one number or two), it is right if one of them is. Numbers in words are not judged.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from creative_cli import figures
from creative_cli.checks.check import Check, Outcome, passed
from creative_cli.checks.wording import Wording, fold, no_original, pairs, seen, without
from creative_cli.locales import Locale
from creative_cli.records import Status

BUDDHIST = 543
"""Years that Thailand counts ahead: 2569 is 2026."""
SMALL = 12
"""Whole numbers up to this one are often written as words: only a warning."""

_ANY = re.compile(r"\d")
_SPACES = " \u00a0\u2009\u202f"
_TIGHT = re.compile(rf"\d+(?:[.,'’٫٬{_SPACES[1:]}]\d+)*")
_LOOSE = re.compile(rf"\d+(?:[.,'’٫٬]\d+|[{_SPACES}]\d{{3}}(?!\d))*")
_DATE = re.compile(r"(?<![\d.])(\d{1,2})\.[ \u00a0]?(\d{1,2})\.(?:[ \u00a0]?(\d{4}|\d{2})(?!\d))?")
_MONTH = re.compile(r"\d{1,2}\s*(?:月|월)")
_PERCENT = re.compile(r"%\s*(?=\d)|(?<=\d)\s*%")
_PERCENT_WORDS = re.compile(
    r"prozent|procent|prosent|percent|per cent|pour cent|por cien|per cento|por cento"
    r"|процент|відсот|yüzde|százalék"
    r"|prosentti|τοις εκατό|في المئة|بالمئة|بالمائة|في المائة|אחוז"
    r"|प्रतिशत|เปอร์เซ็นต์|phần trăm|persen|peratus|パーセント|퍼센트|프로|百分之|趴"
)
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


def inspect(wording: Wording) -> Iterator[Outcome]:
    """The words have the numbers of the source, no other, and percentages stay percentages."""
    original = wording.adaptation.original
    if original is None:
        yield no_original()
        return
    lines = pairs(wording, original, recreated=False)
    source = " ¶ ".join(without(line.source, original.keep) for line in lines)
    text = " ¶ ".join(without(line.text, original.keep) for line in lines)
    ways = [(one, other) for one, other in product(readings(source, original.locale), readings(text, wording.locale))]
    best, found = min(ways, key=lambda way: _distance(way[0], way[1]))
    outcomes = list(_judged(best, found, text, wording.locale))
    yield from outcomes or [passed(f"{best.numbers.total()} numbers are the same")]


def _distance(one: Reading, other: Reading) -> int:
    return (one.numbers - other.numbers).total() + (other.numbers - one.numbers).total()


def _judged(source: Reading, found: Reading, text: str, locale: Locale) -> Iterator[Outcome]:
    lost, added = source.numbers - found.numbers, found.numbers - source.numbers
    if lost and added:
        message = (
            f"{_shown(lost)} of the source became {_shown(added)} in {locale.tag}: write the number of the source."
        )
        yield Outcome(Status.FAIL, "changed", message)
    elif lost or added:
        numbers, where = (lost, "is missing in") if lost else (added, "is only in")
        if all(number <= SMALL and number == number.to_integral_value() for number in numbers):
            message = f"{_shown(numbers)} {where} {locale.tag}: is it written as a word?"
            yield Outcome(Status.WARN, "written_out", message)
        else:
            message = f"{_shown(numbers)} {where} {locale.tag}: the numbers have to be those of the source."
            yield Outcome(Status.FAIL, "missing" if lost else "added", message)
    elif source.percents > found.percents and not _PERCENT_WORDS.search(fold(text)):
        message = f"A percentage of the source is a bare number in {locale.tag}: add the percent sign."
        yield Outcome(Status.FAIL, "percent_lost", message)


def _shown(numbers: Counter[Decimal]) -> str:
    return ", ".join(f"{number:f}" for number in sorted(numbers.elements()))


def readings(text: str, locale: Locale) -> tuple[Reading, ...]:
    """Return every way the numbers of a text may be read in a locale, the most usual first."""
    plain = "".join(_digit(sign) for sign in seen(text))
    if not _ANY.search(_discounted(plain)):
        return (Reading(Counter(), 0),)  # most copy: CLDR need not be read for it
    marks = figures.marks(locale)
    found: dict[str, Reading] = {}
    for discounts, months, pattern in product((True, False), (False, True), (_TIGHT, _LOOSE)):
        words = _discounted(plain) if discounts else plain
        words = _MONTH.sub(" ", words) if months else words
        words = _DATE.sub(r" \1 / \2 / \3 ", words) if marks.decimal != "." else words
        numbers = Counter(number for token in pattern.findall(words) for number in read(token, marks.decimal))
        reading = Reading(numbers, len(_PERCENT.findall(words)))
        found.setdefault(_key(reading), reading)
        if locale.language == "th":
            common = Reading(Counter(_common_year(number) for number in numbers.elements()), reading.percents)
            found.setdefault(_key(common), common)
    return tuple(found.values())


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


CHECK = Check(
    id="same_numbers",
    rationale="15 % for 50 % is a promise that has to be kept, and a price before that was never asked is a fine.",
    inspect=inspect,
)
