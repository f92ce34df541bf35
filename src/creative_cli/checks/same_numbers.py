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

from creative_cli.checks.check import Check, Outcome, passed
from creative_cli.checks.numbers import Reading, readings, says_percent
from creative_cli.checks.wording import Pair, Wording, no_original, pairs, without
from creative_cli.locale.locales import Locale
from creative_cli.models import Original, Role, Status

SMALL = 12
"""Whole numbers up to this one are often written as words: only a warning."""


@dataclass(frozen=True, slots=True)
class Change:
    """What sets the numbers of a text apart from its source's; `percents` is how many percentages are lost."""

    lost: Counter[Decimal]
    added: Counter[Decimal]
    percents: int

    @classmethod
    def between(cls, source: Reading, found: Reading) -> Self:
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


def inspect(wording: Wording) -> Iterator[Outcome]:
    """The words have the numbers of the source, no other, and percentages stay percentages."""
    original = wording.adaptation.original
    if original is None:
        yield no_original()
        return
    lines = pairs(wording, original, recreated=False)
    source = " ¶ ".join(without(line.source, original.keep) for line in lines)
    text = " ¶ ".join(without(line.text, original.keep) for line in lines)
    best, found = _closest(source, text, original.locale, wording.locale)
    change = Change.between(best, found)
    outcomes = list(_placed(change, lines, original, wording.locale)) if change.matters else []
    yield from outcomes or [passed(f"{best.numbers.total()} numbers are the same")]


def _closest(source: str, text: str, source_locale: Locale, locale: Locale) -> tuple[Reading, Reading]:
    """Return the readings of two texts that are most alike."""
    ways = product(readings(source, source_locale), readings(text, locale))
    return min(ways, key=lambda way: _distance(way[0], way[1]))


def _placed(change: Change, lines: Iterable[Pair], original: Original, locale: Locale) -> Iterator[Outcome]:
    """Tell of what is wrong in the whole line by line; what has only moved from one to another is not wrong."""
    for line in lines:
        source, text = without(line.source, original.keep), without(line.text, original.keep)
        mine = Change.between(*_closest(source, text, original.locale, locale)).within(change)
        yield from _judged(mine, text, locale, line.role)
        change = change.less(mine)
    yield from _judged(change, " ¶ ".join(line.text for line in lines), locale, None)


def _distance(one: Reading, other: Reading) -> int:
    return (one.numbers - other.numbers).total() + (other.numbers - one.numbers).total()


def _judged(change: Change, text: str, locale: Locale, role: Role | None) -> Iterator[Outcome]:
    lost, added = change.lost, change.added
    where = locale.tag if role is None else f"the {role} of {locale.tag}"
    if lost and added:
        message = f"{_shown(lost)} of the source became {_shown(added)} in {where}: write the number of the source."
        yield Outcome(Status.FAIL, "changed", message, role)
    elif lost or added:
        numbers, verb = (lost, "is missing in") if lost else (added, "is only in")
        if all(number <= SMALL and number == number.to_integral_value() for number in numbers):
            message = f"{_shown(numbers)} {verb} {where}: is it written as a word?"
            yield Outcome(Status.WARN, "written_out", message, role)
        else:
            message = f"{_shown(numbers)} {verb} {where}: the numbers have to be those of the source."
            yield Outcome(Status.FAIL, "missing" if lost else "added", message, role)
    elif change.percents > 0 and not says_percent(text, locale):
        message = f"A percentage of the source is a bare number in {where}: add the percent sign."
        yield Outcome(Status.FAIL, "percent_lost", message, role)


def _shown(numbers: Counter[Decimal]) -> str:
    return ", ".join(f"{number:f}" for number in sorted(numbers.elements()))


CHECK = Check(
    id="same_numbers",
    rationale="15 % for 50 % is a promise that has to be kept, and a price before that was never asked is a fine.",
    inspect=inspect,
)
