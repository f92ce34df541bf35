"""Does the copy name the months, weekdays and times of its source?

The day and the year are numbers, which same_numbers compares. Months and weekdays are read from CLDR's names and from
dates in digits; times in 12 and in 24 hours.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time

from creative_cli.checks.copy_text import CheckedCopy, needs_original, pair_lines, remove_words
from creative_cli.checks.meaning.date_parsing import drops_afternoon, read_months, read_times, read_weekdays
from creative_cli.checks.meaning.quantity_parsing import plain_copy
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.locale.locales import Locale
from creative_cli.models import OriginalCopy, Role, Status

# A Monday, for names of weekdays in messages.
_MONDAY = 5


@needs_original
def inspect(checked: CheckedCopy, original: OriginalCopy) -> Iterator[Outcome]:
    """The copy has the months, weekdays and times of its source."""
    lines = [
        (
            line.role,
            plain_copy(remove_words(line.source, original.keep)),
            plain_copy(remove_words(line.text, original.keep)),
        )
        for line in pair_lines(checked, original, recreated=False)
    ]
    source, text = (" ¶ ".join(line[part] for line in lines) for part in (1, 2))
    where = [(role, line) for role, _, line in lines]
    outcomes = [
        *_compare_names("month", source, text, original.locale, checked.locale, where),
        *_compare_names("weekday", source, text, original.locale, checked.locale, where),
        *_compare_times(source, text, original.locale, checked.locale, where),
    ]
    yield from outcomes or [pass_outcome("months, weekdays and times are those of the source")]


def _compare_names(
    what: str, source: str, text: str, source_locale: Locale, locale: Locale, lines: Sequence[tuple[Role, str]]
) -> Iterator[Outcome]:
    read = read_months if what == "month" else read_weekdays
    theirs, ours = read(source, source_locale), read(text, locale)
    lost, added = theirs - ours, ours - theirs
    if lost and added:
        role = next((role for role, line in lines if read(line, locale) & added), None)
        became = f"{_name_all(what, lost)} of the source became {_name_all(what, added)}"
        yield Outcome(Status.FAIL, what, f"{became} in {_where(role, locale)}: write the {what} of the source.", role)


def _name_all(what: str, numbers: Iterable[int]) -> str:
    days = (date(2026, number, 1) if what == "month" else date(2026, 1, _MONDAY + number) for number in sorted(numbers))
    return ", ".join(f"{day:%B}" if what == "month" else f"{day:%A}" for day in days)


def _where(role: Role | None, locale: Locale) -> str:
    return locale.tag if role is None else f"the {role} of {locale.tag}"


def _compare_times(
    source: str, text: str, source_locale: Locale, locale: Locale, lines: Sequence[tuple[Role, str]]
) -> Iterator[Outcome]:
    theirs, ours = read_times(source, source_locale), read_times(text, locale)
    # Copy may say a time in words or leave one out; only times that both have can be compared.
    if not theirs or len(theirs) != len(ours):
        hour = drops_afternoon(source, source_locale, text, locale)
        if hour is not None:
            role = next((role for role, line in lines if re.search(rf"(?<!\d){hour - 12}(?!\d)", line)), None)
            message = f"{hour}:00 of the source became {hour - 12} in {_where(role, locale)}: write the same time."
            yield Outcome(Status.FAIL, "time", message, role)
        return
    left = list(ours)
    for one in sorted(theirs, key=len):
        same = next((other for other in left if one & other), None)
        if same is None:
            wrong = (
                next(other for other in left if not any(other & known for known in theirs))
                if any(not any(other & known for known in theirs) for other in left)
                else left[0]
            )
            role = next((role for role, line in lines if wrong in read_times(line, locale)), None)
            message = (
                f"{_clock(one)} of the source became {_clock(wrong)} in {_where(role, locale)}: write the same time."
            )
            yield Outcome(Status.FAIL, "time", message, role)
            return
        left.remove(same)


def _clock(minutes: frozenset[int]) -> str:
    return " or ".join(f"{time(*divmod(one, 60)):%H:%M}" for one in sorted(minutes))


CHECK = Check(
    id="same_dates",
    rationale="An offer that ends a month earlier in one market is a false claim there.",
    inspect=inspect,
)
