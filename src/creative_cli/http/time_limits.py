"""Which time limit an HTTP library's error means, its value, and the setting that changes it."""

from collections.abc import Iterable
from typing import Final

from creative_cli.settings import read_settings

CONNECT_SETTING: Final = "CREATIVE_CONNECT_SECONDS"
SILENCE_SETTING: Final = "CREATIVE_SILENCE_SECONDS"

_LIMITS: Final = {"ConnectTimeout": "connect", "ReadTimeout": "read", "WriteTimeout": "write", "PoolTimeout": "pool"}
_MEANINGS: Final = {
    "connect": "No connection opened",
    "read": "Nothing came",
    "write": "Nothing could be sent",
    "pool": "No connection became free",
}


def describe_time_limit(errors: Iterable[BaseException]) -> str:
    """Return a sentence about the first time-out among *errors*; empty if there is none, or its limit is unknown."""
    for error in errors:
        kind = _LIMITS.get(type(error).__name__)
        if kind is None:
            continue
        # The property raises RuntimeError for an error without its request.
        request = getattr(error, "_request", None)
        seconds = None if request is None else request.extensions.get("timeout", {}).get(kind)
        if seconds is not None:
            short = kind == "connect" or seconds == read_settings().connect_seconds
            setting = CONNECT_SETTING if short else SILENCE_SETTING
            return f"{_MEANINGS[kind]} for {seconds:g} s; {setting} sets the limit."
    return ""
