"""Tells which differences of numbers are none: other words for the same number, offer or span of time. Not a check.

"3 for 2" is 2+1 and 买2送1; "6 months" is ein halbes Jahr; "twice" is 2; "50 %" is la moitié; 5 miles are 8 km.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from creative_cli.checks.meaning.quantity_parsing import (
    PERCENT,
    Quantity,
    measures_the_same,
    plain_copy,
    read_quantities,
)
from creative_cli.checks.meaning.quantity_words import (
    find_bare_units,
    find_said_numbers,
    quantity_pattern,
    says_kind,
    write_counts_as_digits,
)
from creative_cli.locale.locales import Locale

MAX_OFFER_COUNT = 12
"""More pieces than this are no offer of the kind "buy 2, get 1"."""

_DAYS_OF_MONTH = 30
# What half of a unit is in the next smaller one.
_HALVES = frozenset({("month", 6), ("minute", 30), ("milliliter", 500), ("gram", 500), ("meter", 500), (PERCENT, 50)})
_PLUS = re.compile(r"(?<![\d.,])(\d{1,2})\s?\+\s?(\d{1,2})(?![\d.,%])")
_HAN_GIFT = re.compile(r"(?<![\d.,])(\d{1,2})[^\d]{0,6}?[送赠贈搭]\D{0,3}?(\d{1,2})(?![\d.,%])")
_PAIR = re.compile(r"(?<![\d.,])(\d{1,2})(\D{1,40}?)(\d{1,2})(?![\d.,%])")


@dataclass(frozen=True, slots=True)
class CopyText:
    """A text and the locale it is written in."""

    text: str
    locale: Locale


@dataclass(frozen=True, slots=True)
class Difference:
    """The numbers that a translation lost and added, and how many percent signs fewer it has."""

    lost: Counter[Decimal]
    added: Counter[Decimal]
    percents: int


def explain_difference(difference: Difference, source: CopyText, copy: CopyText) -> Difference:
    """Return what is left of a difference when all that means the same is taken out."""
    lost, added, percents = Counter(difference.lost), Counter(difference.added), difference.percents
    if not lost and not added:
        return difference
    _explain_offers(lost, added, source, copy)
    theirs, ours = (_quantities(one) for one in (source, copy))
    for mine in theirs:
        for other in ours:
            if lost[mine.value] > 0 and added[other.value] > 0 and measures_the_same(mine, other):
                lost[mine.value] -= 1
                added[other.value] -= 1
    _drop_doubles(lost, theirs)
    _drop_doubles(added, ours)
    percents -= _explain_words(lost, theirs, copy)
    percents += _explain_words(added, ours, source)
    lost, added = +lost, +added
    if (lost or added) and (bool(lost), bool(added)) != (bool(difference.lost), bool(difference.added)):
        return difference  # a number that became another is reported as that, not as one that is missing
    return Difference(lost, added, percents)


def _quantities(one: CopyText) -> tuple[Quantity, ...]:
    return read_quantities(plain_copy(one.text), one.locale)


def _drop_doubles(numbers: Counter[Decimal], quantities: Iterable[Quantity]) -> None:
    """Take out amounts that the same text also gives in another unit, which both texts have: 16 fl oz (473 ml)."""
    for one in quantities:
        for other in quantities:
            if numbers[one.value] > 0 and not numbers[other.value] and one.kinds != other.kinds:
                numbers[one.value] -= measures_the_same(one, other)


def _explain_words(numbers: Counter[Decimal], quantities: Iterable[Quantity], other: CopyText) -> int:
    """Take out the *numbers* that the *other* text says in words; return how many of them were percentages."""
    said = list(find_said_numbers(other.text, other.locale))
    bare = find_bare_units(other.text, other.locale)
    counts = {Decimal(number) for numbers in said for number in numbers} | {Decimal(1)}
    spans = [(count, unit) for unit in bare for count in counts]
    halves = says_kind(other.text, "half", other.locale)
    percents = 0
    by_value: dict[Decimal, list[Quantity]] = {}
    for quantity in quantities:
        by_value.setdefault(quantity.value, []).append(quantity)
    for value in list(numbers):
        while numbers[value] > 0:
            kinds = [kind for one in by_value.get(value, ()) for kind in one.kinds]
            whole = next((one for one in said if value in one), None)
            if whole is not None:
                said.remove(whole)
            elif not (
                (halves and (value == Decimal("0.5") or any((kind, int(value)) in _HALVES for kind in kinds)))
                or any(_lasts_as_long(one, spans) for one in by_value.get(value, ()))
            ):
                break
            numbers[value] -= 1
            percents += PERCENT in kinds
    return percents


def _lasts_as_long(one: Quantity, spans: Iterable[tuple[Decimal, str]]) -> bool:
    """Tell whether a quantity is as much as one said in words: 24 months and two years."""
    return any(
        measures_the_same(one, Quantity(count, frozenset({unit}), negative=False, start=0, stop=0, shown=""))
        or ("day" in one.kinds and unit == "month" and one.value == _DAYS_OF_MONTH * count)
        for count, unit in spans
    )


def _explain_offers(lost: Counter[Decimal], added: Counter[Decimal], source: CopyText, copy: CopyText) -> None:
    """Take out the numbers of offers that both texts have, such as 3 for 2 and 2+1."""
    theirs, ours = list(_find_offers(source)), list(_find_offers(copy))
    for offer in theirs:
        match = next((one for one in ours if (one.get, one.pay) == (offer.get, offer.pay)), None)
        if match is None:
            continue
        ours.remove(match)
        lost -= Counter(offer.numbers)
        added -= Counter(match.numbers)
        # A number that both have was no part of the difference: 3 for 2 beside 2+1 differs by 3 and 1.
    for counter in (lost, added):
        for value in [value for value, count in counter.items() if count <= 0]:
            del counter[value]


@dataclass(frozen=True, slots=True)
class _Offer:
    """An offer of several pieces: how many one gets, how many one pays, and the numbers that say it."""

    get: int
    pay: int
    numbers: tuple[Decimal, ...]


def _find_offers(one: CopyText) -> Iterator[_Offer]:
    text = write_counts_as_digits(plain_copy(one.text), one.locale)
    seen: set[tuple[int, int]] = set()
    for pattern in (_PLUS, _HAN_GIFT):
        for match in pattern.finditer(text):
            seen.add(match.span())
            yield from _offer(int(match[1]) + int(match[2]), int(match[1]), match[1], match[2])
    for match in _PAIR.finditer(text):
        if match.span() in seen:
            continue
        first, second = int(match[1]), int(match[3])
        rest = text[match.start() : match.end() + 30]
        if _says_free(rest, one.locale):
            yield from _offer(first + second, first, match[1], match[3])
        if first != second:
            yield from _offer(max(first, second), min(first, second), match[1], match[3])


def _offer(get: int, pay: int, *numbers: str) -> Iterator[_Offer]:
    if 0 < pay < get <= MAX_OFFER_COUNT:
        yield _Offer(get, pay, tuple(map(Decimal, numbers)))


@cache
def _says_free(text: str, locale: Locale) -> bool:
    pattern = quantity_pattern("free", locale.language)
    return pattern is not None and pattern.search(text) is not None
