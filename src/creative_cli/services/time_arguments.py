"""Parse dates and ages on the command line."""

import re
from datetime import UTC, datetime, timedelta

from creative_cli.brief.text_rules import quote_for_message
from creative_cli.errors import UsageError

_UNITS = {"h": "hours", "d": "days", "w": "weeks"}


def parse_moment(text: str) -> datetime:
    """Parse a day, a time or an age such as 30d; the default time zone is the machine's. Raises UsageError."""
    age = re.fullmatch(r"(\d{1,5})([hdw])", text.strip())
    try:
        if age is not None:
            return datetime.now(UTC) - timedelta(**{_UNITS[age[2]]: int(age[1])})
        read = datetime.fromisoformat(text.strip())
        return read if read.tzinfo else read.astimezone()  # the year 1 may lie before the clock's first in this zone
    except (ValueError, OverflowError) as error:
        raise UsageError(
            f"{quote_for_message(text)} is not a date.", "Use a date (2026-06-01) or an age (30d, 12h, 2w)."
        ) from error
