"""How long a service asks its callers to wait, in every way that services say so."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import isfinite
from typing import Final


def seconds(value: object) -> float | None:
    """Return *value* as seconds when it is a number that can be waited for."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if isfinite(number) and number >= 0 else None


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """Return what a service asks callers to wait, s: retry-after-ms, Retry-After (seconds or a date) or its limits."""
    milliseconds = seconds(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    asked = headers.get("retry-after")
    if asked is not None:
        wait = seconds(asked)
        return wait if wait is not None else _until(asked, headers.get("date"))
    # Hugging Face's form, RFC draft: "api";r=0;t=55 says that nothing is left for 55 s.
    limit = re.search(r"\br=0\b.*?\bt=(\d{1,9})\b", headers.get("ratelimit", ""))
    return _refilled_s(headers) if limit is None else float(limit[1])


def _refilled_s(headers: Mapping[str, str]) -> float | None:
    """Return when OpenAI's limits that are used up are full again, s: `x-ratelimit-reset-requests: 1m12.5s`."""
    waits = [
        _duration_s(headers.get(f"x-ratelimit-reset-{what}", ""))
        for what in ("requests", "tokens", "images")
        if headers.get(f"x-ratelimit-remaining-{what}") == "0"
    ]
    return max((one for one in waits if one is not None), default=None)


_DURATION: Final = re.compile(
    r"(?=\d)(?:(\d{1,4})d)?(?:(\d{1,4})h)?(?:(\d{1,4})m(?!s))?(?:(\d{1,4}(?:\.\d{1,9})?)s)?(?:(\d{1,9})ms)?"
)
_UNITS_S: Final = (86_400.0, 3600.0, 60.0, 1.0, 0.001)


def _duration_s(text: str) -> float | None:
    """Return a length of time as Go writes it in seconds; None for anything else."""
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
    except (ValueError, TypeError, OverflowError):
        # No date, or one without a zone: as if nothing had been asked.
        return None
