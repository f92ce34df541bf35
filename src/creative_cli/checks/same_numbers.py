"""Does the copy have the numbers of its source and no others?

Numbers are read the way the market writes them (number_parsing.py). A text that can be read in several ways passes if
one of them matches the source. What means the same is no difference (number_explanations.py): words for numbers, offers
such as 2+1 for 3 for 2, half a year for six months, phone numbers with and without the code of the country.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import product

from creative_cli.checks.copy_text import CheckedCopy, LinePair, needs_original, pair_lines, remove_words
from creative_cli.checks.meaning.date_parsing import read_days, spell_elsewhere
from creative_cli.checks.meaning.number_explanations import CopyText, Difference, explain_difference
from creative_cli.checks.meaning.phone_numbers import drop_same_phones
from creative_cli.checks.meaning.quantity_parsing import plain_copy
from creative_cli.checks.number_parsing import read_numbers, says_percent
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.locale.locales import Locale, load_overrides
from creative_cli.models import CopySource, OriginalCopy, Role, Status

# Whole numbers up to this one are often written as words: only a warning.
MAX_SPELLED_NUMBER = 12
_LINE_BREAK = " ¶ "


@needs_original
def inspect(checked: CheckedCopy, original: OriginalCopy) -> Iterator[Outcome]:
    """The copy has exactly the numbers of the source, and percentages stay percentages."""
    lines = pair_lines(checked, original, recreated=False)
    source = _LINE_BREAK.join(remove_words(line.source, original.keep) for line in lines)
    text = _LINE_BREAK.join(remove_words(line.text, original.keep) for line in lines)
    text = _write_source_days(source, text, checked, original)
    source, text = drop_same_phones(source, text)
    change = _closest_change(source, text, original.locale, checked.locale)
    change = explain_difference(change, CopyText(source, original.locale), CopyText(text, checked.locale))
    differs = change.lost or change.added or change.percents > 0
    outcomes = list(_changes_by_line(change, lines, original, checked)) if differs else []
    yield from outcomes or [pass_outcome("all numbers are those of the source")]


def _write_source_days(source: str, text: str, checked: CheckedCopy, original: OriginalCopy) -> str:
    """Return the text with days of another calendar as numbers of the source's: 9 Shahrivar becomes 31/8."""
    days = read_days(plain_copy(source), original.locale)
    if not days:
        return text
    year = checked.last_day.year if checked.last_day is not None else load_overrides()["as_of"].year
    plain = plain_copy(text)
    for spelled, day in spell_elsewhere(days, checked.locale, year):
        same = plain_copy(spelled)
        if same in plain:
            plain = plain.replace(same, f"{day.day} / {day.month}" + (f" / {day.year}" if day.year else ""), 1)
            text = plain
    return text


def _closest_change(source: str, text: str, source_locale: Locale, locale: Locale) -> Difference:
    """Return the smallest change between any readings of two texts."""
    changes = (
        Difference(one.numbers - other.numbers, other.numbers - one.numbers, one.percents - other.percents)
        for one, other in product(read_numbers(source, source_locale), read_numbers(text, locale))
    )
    return min(changes, key=lambda change: change.lost.total() + change.added.total())


def _changes_by_line(
    change: Difference, lines: Iterable[LinePair], original: OriginalCopy, checked: CheckedCopy
) -> Iterator[Outcome]:
    """Report the change of the whole copy line by line; a number that only moved to another line is no change."""
    lost, added, percents = change.lost, change.added, change.percents
    locale = checked.locale
    # Copy that the brand wrote for this market may have a phone number or an opening hour of its own.
    own_numbers = checked.adaptation.source is CopySource.BRIEF and not lost
    for line in lines:
        text = remove_words(line.text, original.keep)
        own = _closest_change(remove_words(line.source, original.keep), text, original.locale, locale)
        own = Difference(own.lost & lost, own.added & added, min(own.percents, percents))
        yield from _report_change(own, text, locale, line.role, own_numbers=own_numbers)
        lost, added, percents = lost - own.lost, added - own.added, percents - max(own.percents, 0)
    rest = Difference(lost, added, percents)
    whole = _LINE_BREAK.join(line.text for line in lines)
    yield from _report_change(rest, whole, locale, None, own_numbers=own_numbers)


def _report_change(
    change: Difference, text: str, locale: Locale, role: Role | None, *, own_numbers: bool
) -> Iterator[Outcome]:
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
        elif own_numbers:
            yield Outcome(Status.WARN, "added", f"{_list_numbers(numbers)} {verb} {where}: is that intended?", role)
        else:
            message = f"{_list_numbers(numbers)} {verb} {where}: use exactly the numbers of the source."
            yield Outcome(Status.FAIL, "missing" if lost else "added", message, role)
    elif change.percents > 0 and not says_percent(text, locale):
        message = f"A percentage of the source has no percent sign in {where}: add it."
        yield Outcome(Status.FAIL, "percent_lost", message, role)


def _list_numbers(numbers: Counter[Decimal]) -> str:
    return ", ".join(f"{number:f}" for number in sorted(numbers.elements()))


CHECK = Check(
    id="same_numbers",
    rationale="Customers can hold the brand to a wrong discount, and authorities fine false reference prices.",
    inspect=inspect,
)
