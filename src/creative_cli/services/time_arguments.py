"""Parse dates and ages on the command line."""

import re
from datetime import UTC, datetime, timedelta

from creative_cli.errors import UsageError

_UNITS = {"h": "hours", "d": "days", "w": "weeks"}


def parse_moment(text: str) -> datetime:
    """Parse a day, a time or an age such as 30d; the default time zone is the machine's. Raises UsageError."""
    age = re.fullmatch(r"(\d{1,5})([hdw])", text.strip())
    try:
        if age is not None:
            return datetime.now(UTC) - timedelta(**{_UNITS[age[2]]: int(age[1])})
        read = datetime.fromisoformat(text.strip())
    except (ValueError, OverflowError) as error:
        raise UsageError(f"{text!r} is not a date.", "Use a date (2026-06-01) or an age (30d, 12h, 2w).") from error
    return read if read.tzinfo else read.astimezone()
