"""How long a service asks its callers to wait, in every form that services use."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import isfinite
from typing import Final

_DURATION: Final = re.compile(
    r"(?=\d)(?:(\d{1,4})d)?(?:(\d{1,4})h)?(?:(\d{1,4})m(?!s))?(?:(\d{1,4}(?:\.\d{1,9})?)s)?(?:(\d{1,9})ms)?"
)
_UNITS_S: Final = (86_400.0, 3600.0, 60.0, 1.0, 0.001)


MOST_ASKED_WAIT_S: Final = 366 * 86_400.0
"""One year, s."""


def parse_seconds(value: object) -> float | None:
    """Return *value* as seconds; None unless it is a finite number of at least 0."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if isfinite(number) and number >= 0 else None


def read_retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the wait a service asks for, s: retry-after-ms, Retry-After (seconds or a date) or its rate limits.

    A wait beyond `MOST_ASKED_WAIT_S` counts as that: no date is so far away that the clock cannot say it.
    """
    wait = _read_asked_wait(headers)
    return None if wait is None else min(wait, MOST_ASKED_WAIT_S)


def _read_asked_wait(headers: Mapping[str, str]) -> float | None:
    milliseconds = parse_seconds(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    asked = headers.get("retry-after")
    if asked is not None:
        wait = parse_seconds(asked)
        return wait if wait is not None else _until(asked, headers.get("date"))
    # Hugging Face's form, RFC draft: "api";r=0;t=55 says that nothing is left for 55 s.
    limit = re.search(r"\br=0\b.*?\bt=(\d{1,9})\b", headers.get("ratelimit", ""))
    if limit is not None:
        return float(limit[1])
    # OpenAI's form: the reset of every limit that is used up, such as `x-ratelimit-reset-requests: 1m12.5s`.
    resets = [
        _parse_duration(headers.get(f"x-ratelimit-reset-{what}", ""))
        for what in ("requests", "tokens", "images")
        if headers.get(f"x-ratelimit-remaining-{what}") == "0"
    ]
    return max((reset for reset in resets if reset is not None), default=None)


def _parse_duration(text: str) -> float | None:
    """Return a duration as Go writes it, in seconds; None for anything else."""
    found = _DURATION.fullmatch(text.strip())
    if found is None:
        return None
    return sum(float(count or 0) * unit for count, unit in zip(found.groups(), _UNITS_S, strict=True))


def _until(date: str, now: str | None) -> float | None:
    """Return the seconds from *now* (the service's clock, else ours) to *date*, both as HTTP writes them."""
    try:
        then = parsedate_to_datetime(date)
        start = datetime.now(UTC) if now is None else parsedate_to_datetime(now)
        return max(0.0, (then - start).total_seconds())
    except (ValueError, TypeError, OverflowError):  # not a date, or one without a zone
        return None
