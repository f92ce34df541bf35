"""Are all numbers of the source in the words, and no others?

Numbers are read as the market writes them (numbers.py). Where a text can be read in more than one way, it is right if
one of them is the source's. Numbers in words are not judged.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Self

from creative_cli.checks.copy_text import CheckedCopy, LinePair, pair_lines, remove_words, skip_without_original
from creative_cli.checks.number_parsing import NumberReading, read_numbers, says_percent
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.locale.locales import Locale
from creative_cli.models import OriginalCopy, Role, Status

MAX_SPELLED_NUMBER = 12
"""Whole numbers up to this one are often written as words: only a warning."""


@dataclass(frozen=True, slots=True)
class NumberChange:
    """What sets the numbers of a text apart from its source's; `percents` is how many percentages are lost."""

    lost: Counter[Decimal]
    added: Counter[Decimal]
    percents: int

    @classmethod
    def between(cls, source: NumberReading, found: NumberReading) -> Self:
        """Return what happened to the numbers of *source*."""
        lost, added = source.numbers - found.numbers, found.numbers - source.numbers
        return cls(lost, added, source.percents - found.percents)

    @property
    def matters(self) -> bool:
        """Whether anything is lost or added."""
        return bool(self.lost or self.added or self.percents > 0)

    def within(self, whole: Self) -> Self:
        """Return the part that is also in the change of the *whole* copy."""
        return type(self)(self.lost & whole.lost, self.added & whole.added, min(self.percents, whole.percents))

    def less(self, part: Self) -> Self:
        """Return what is left without *part*."""
        return type(self)(self.lost - part.lost, self.added - part.added, self.percents - max(part.percents, 0))


def inspect(wording: CheckedCopy) -> Iterator[Outcome]:
    """The words have the numbers of the source, no other, and percentages stay percentages."""
    original = wording.adaptation.original
    if original is None:
        yield skip_without_original()
        return
    lines = pair_lines(wording, original, recreated=False)
    source = " ¶ ".join(remove_words(line.source, original.keep) for line in lines)
    text = " ¶ ".join(remove_words(line.text, original.keep) for line in lines)
    best, found = _closest_readings(source, text, original.locale, wording.locale)
    change = NumberChange.between(best, found)
    outcomes = list(_changes_by_line(change, lines, original, wording.locale)) if change.matters else []
    yield from outcomes or [pass_outcome(f"{best.numbers.total()} numbers are the same")]


def _closest_readings(
    source: str, text: str, source_locale: Locale, locale: Locale
) -> tuple[NumberReading, NumberReading]:
    """Return the readings of two texts that are most alike."""
    ways = product(read_numbers(source, source_locale), read_numbers(text, locale))
    return min(ways, key=lambda way: _reading_distance(way[0], way[1]))


def _changes_by_line(
    change: NumberChange, lines: Iterable[LinePair], original: OriginalCopy, locale: Locale
) -> Iterator[Outcome]:
    """Tell of what is wrong in the whole line by line; what has only moved from one to another is not wrong."""
    for line in lines:
        source, text = remove_words(line.source, original.keep), remove_words(line.text, original.keep)
        mine = NumberChange.between(*_closest_readings(source, text, original.locale, locale)).within(change)
        yield from _report_change(mine, text, locale, line.role)
        change = change.less(mine)
    yield from _report_change(change, " ¶ ".join(line.text for line in lines), locale, None)


def _reading_distance(one: NumberReading, other: NumberReading) -> int:
    return (one.numbers - other.numbers).total() + (other.numbers - one.numbers).total()


def _report_change(change: NumberChange, text: str, locale: Locale, role: Role | None) -> Iterator[Outcome]:
    lost, added = change.lost, change.added
    where = locale.tag if role is None else f"the {role} of {locale.tag}"
    if lost and added:
        became = f"{_list_numbers(lost)} of the source became {_list_numbers(added)}"
        message = f"{became} in {where}: write the number of the source."
        yield Outcome(Status.FAIL, "changed", message, role)
    elif lost or added:
        numbers, verb = (lost, "is missing in") if lost else (added, "is only in")
        if all(number <= MAX_SPELLED_NUMBER and number == number.to_integral_value() for number in numbers):
            message = f"{_list_numbers(numbers)} {verb} {where}: is it written as a word?"
            yield Outcome(Status.WARN, "written_out", message, role)
        else:
            message = f"{_list_numbers(numbers)} {verb} {where}: the numbers have to be those of the source."
            yield Outcome(Status.FAIL, "missing" if lost else "added", message, role)
    elif change.percents > 0 and not says_percent(text, locale):
        message = f"A percentage of the source is a bare number in {where}: add the percent sign."
        yield Outcome(Status.FAIL, "percent_lost", message, role)


def _list_numbers(numbers: Counter[Decimal]) -> str:
    return ", ".join(f"{number:f}" for number in sorted(numbers.elements()))


CHECK = Check(
    id="same_numbers",
    rationale="15 % for 50 % is a promise that has to be kept, and a price before that was never asked is a fine.",
    inspect=inspect,
)
