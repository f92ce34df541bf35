"""Moments as people write them on the command line."""

import re
from datetime import UTC, datetime, timedelta

from creative_cli.errors import UsageError

_UNITS = {"h": "hours", "d": "days", "w": "weeks"}


def parse_moment(text: str) -> datetime:
    """Read a day, a time, or an age such as 30d, as a moment with its zone; raise UsageError for anything else.

    What names no zone is meant in that of this machine.
    """
    age = re.fullmatch(r"(\d{1,5})([hdw])", text.strip())
    try:
        if age is not None:
            return datetime.now(UTC) - timedelta(**{_UNITS[age[2]]: int(age[1])})
        read = datetime.fromisoformat(text.strip())
    except (ValueError, OverflowError) as error:
        raise UsageError(f"{text!r} is not a time.", "Write a day (2026-06-01) or an age (30d, 12h, 2w).") from error
    return read if read.tzinfo else read.astimezone()
