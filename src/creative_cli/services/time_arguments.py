"""Parse dates and ages on the command line."""

import re
from datetime import UTC, date, datetime, timedelta

from creative_cli.brief.text_rules import quote_for_message
from creative_cli.errors import UsageError

_UNITS = {"h": "hours", "d": "days", "w": "weeks"}


def parse_period(since: str | None, until: str | None) -> tuple[datetime | None, datetime | None]:
    """Parse the begin and the end of a period, the end not included: a day given as the end is in it, to midnight.

    None is open. Raises UsageError for what is no moment, and for an end before the begin.
    """
    begin = None if since is None else parse_moment(since)
    end = None if until is None else parse_moment(_name_next_day(until))
    if begin and end and end <= begin:
        raise UsageError(
            f"The period ends before it begins: since {quote_for_message(since or '')}, "
            f"until {quote_for_message(until or '')}.",
            "Give a later end, or an earlier begin.",
        )
    return begin, end


def _name_next_day(text: str) -> str:
    """Return the day after a day; a time, an age and what is neither stay as they are."""
    try:
        return (date.fromisoformat(text.strip()) + timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        return text


def parse_moment(text: str) -> datetime:
    """Parse a day, a time or an age such as 30d to a moment in UTC; the default time zone is the machine's.

    Raises UsageError.
    """
    age = re.fullmatch(r"(\d{1,5})([hdw])", text.strip())
    try:
        if age is not None:
            return datetime.now(UTC) - timedelta(**{_UNITS[age[2]]: int(age[1])})
        # The first and the last day there is may lie outside of what UTC can say.
        return datetime.fromisoformat(text.strip()).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise UsageError(
            f"{quote_for_message(text)} is not a date.", "Use a date (2026-06-01) or an age (30d, 12h, 2w)."
        ) from error
