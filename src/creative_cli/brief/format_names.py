"""Ratios and sizes as people write them otherwise: 16x9, 1080×1080 px, square, Instagram story."""

import re
from collections.abc import Mapping
from typing import Final

from creative_cli.channels import find_channels
from creative_cli.errors import UsageError
from creative_cli.formats import parse_format

_NUMBERS: Final = re.compile(
    r"(?P<across>\d{1,4}(?:[.,]\d{1,2})?)\s*(?:px)?\s*(?:[:x×*/∶：✕-]|by|to)\s*(?P<down>\d{1,4}(?:[.,]\d{1,2})?)",
    re.IGNORECASE,
)
_LARGEST_TERM: Final = 32  # numbers up to it are a ratio, larger ones a size in px

_NAMES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("square", "quadrat", "carre", "1x1", "post", "feed"), "1:1"),
    **dict.fromkeys(
        ("story", "stories", "vertical", "reel", "reels", "short", "shorts", "snap", "tiktok", "fullscreen", "tall"),
        "9:16",
    ),
    **dict.fromkeys(("portrait", "hochformat"), "4:5"),
    **dict.fromkeys(
        ("landscape", "horizontal", "wide", "widescreen", "querformat", "hd", "youtube", "thumbnail"), "16:9"
    ),
    **dict.fromkeys(("link", "1.91"), "1.91:1"),
    **dict.fromkeys(("pinterest", "pin"), "2:3"),
    **dict.fromkeys(("leaderboard", "banner"), "728x90"),
    **dict.fromkeys(("skyscraper",), "160x600"),
    **dict.fromkeys(("mpu", "mrec", "rectangle"), "300x250"),
    **dict.fromkeys(("halfpage",), "300x600"),
    **dict.fromkeys(("billboard",), "970x250"),
}


def suggest_format(text: str) -> str:
    """Return ` Did you mean '9:16'?` for what *text* most likely means, with a channel if it names a platform."""
    words = re.findall(r"[a-z0-9.]+", text.casefold())
    meant = _read_numbers(text) or next((_NAMES[word] for word in words if word in _NAMES), None)
    channel = _find_channel(words)
    if meant is None and channel is None:
        return ""
    ratio = "" if meant is None else f"{meant!r}"
    place = "" if channel is None else f"channels: [{channel}]"
    return f" Did you mean {' or '.join(filter(None, (ratio, place)))}?"


def _read_numbers(text: str) -> str | None:
    found = _NUMBERS.search(text)
    if found is None:
        return None
    across, down = (found[name].replace(",", ".") for name in ("across", "down"))
    small = max(float(across), float(down)) <= _LARGEST_TERM
    name = f"{across}:{down}" if small else f"{across}x{down}"
    try:
        return parse_format(name).name
    except ValueError:
        return None


def _find_channel(words: list[str]) -> str | None:
    """Return the first channel that *words* find, None for a word alone, which says no platform."""
    try:
        return find_channels(" ".join(words))[0].format.name if len(words) > 1 else None
    except UsageError:
        return None
