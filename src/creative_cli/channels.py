"""Advertising channels and what each accepts, from `data/channels.toml`."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from functools import cache
from typing import Any

from creative_cli.errors import UsageError
from creative_cli.formats import Encoding, Format, FormatContent, Insets
from creative_cli.resources import read_data_table

BYTES_PER_KIB = 1024


@dataclass(frozen=True, slots=True)
class TextLimit:
    """Length limits of a text field in characters.

    `most_wide` counts wide (East Asian) characters as two; `shown` is where platforms cut off the display.
    """

    field: str
    most: int | None = None
    most_wide: int | None = None
    shown: int | None = None


@dataclass(frozen=True, slots=True)
class MarketRule:
    """What differs in one market: canvas and displayed width (px), or the file limit (bytes)."""

    territory: str
    size: tuple[int, int] | None = None
    display: int | None = None
    max_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform that runs channels; `words` are its other names, `source` and `as_of` document its figures."""

    id: str
    name: str
    words: tuple[str, ...]
    source: str
    as_of: date


@dataclass(frozen=True, slots=True)
class Channel:
    """One placement for ads, with its format and rules.

    `text_area_max` is the maximum share of the picture that text may cover, `max_words` the maximum number of words,
    `min_font_px` the minimum font size in px of the file; `border` requires a rim that is not white. `conf` and
    `safe_conf` (O, T, X, M) rate the sources of the figures and of the safe zone, `stable` how rarely they change.
    """

    format: Format
    platform: str
    limits: tuple[TextLimit, ...]
    markets: tuple[MarketRule, ...]
    text_area_max: float | None
    max_words: int | None
    min_font_px: float | None
    border: bool
    conf: str
    safe_conf: str
    stable: str
    note: str

    @property
    def name(self) -> str:
        """Name, such as `meta.stories`."""
        return self.format.name


_PLATFORM_ALIASES = {"facebook": "meta", "instagram": "meta", "twitter": "x", "googleads": "google"}


@cache
def load_channels() -> dict[str, Channel]:
    """Return all channels by name; cached for the process."""
    return {
        name: _build_channel(name, entry)
        for name, entry in _channel_table().items()
        if isinstance(entry, dict) and "size" in entry
    }


@cache
def load_platforms() -> dict[str, Platform]:
    """Return all platforms by id."""
    table = _channel_table()
    return {
        id_: Platform(
            id_, entry["name"], tuple(entry["words"].split()), entry["source"], entry.get("as_of", table["as_of"])
        )
        for id_, entry in table["platforms"].items()
    }


@cache
def _channel_table() -> dict[str, Any]:
    return read_data_table("channels.toml")


def get_channel(name: str) -> Channel:
    """Return the channel *name*; raise UsageError with similar names if it does not exist."""
    known = load_channels()
    if name not in known:
        platform, *rest = re.findall(r"\w+", name.casefold()) or [""]
        platform = _PLATFORM_ALIASES.get(platform, platform)
        near = _list_near_channels(".".join((platform, *rest))) or [
            key for key in known if key.startswith(f"{platform}.")
        ]
        platforms = ", ".join(dict.fromkeys(key.split(".", maxsplit=1)[0] for key in known))
        hint = f"Names begin with {platforms}; list them with: creative channels"
        raise UsageError(f"There is no channel {name!r}.", f"Did you mean {', '.join(near)}?" if near else hint)
    return known[name]


def _list_channel_stems() -> dict[str, list[str]]:
    """Return the channels by each beginning of their names that ends before a dot, such as meta and meta.feed."""
    stems: dict[str, list[str]] = {}
    for name in load_channels():
        parts = name.split(".")
        for count in range(1, len(parts) + 1):
            stems.setdefault(".".join(parts[:count]), []).append(name)
    return stems


def _list_near_channels(name: str) -> list[str]:
    """Return up to three channels whose name, or the beginning of it, is most like *name*."""
    stems = _list_channel_stems()
    near = get_close_matches(name, stems, n=3)
    return list(dict.fromkeys(channel for stem in near for channel in stems[stem]))[:3]


def find_channels(words: str) -> tuple[Channel, ...]:
    """Return the channels that match all of *words*, in table order; all channels for an empty query.

    A word matches from the start of a channel's name, its platform's names (`instagram`), its size or ratio
    (`300x250`, `9:16`), or the trade name of its size (`skyscraper`), singular or plural. Raises UsageError with the
    most similar word if nothing matches.
    """
    wanted = words.casefold().replace("×", "x").split()
    called = {one: frozenset(_search_words(one)) for one in load_channels().values()}
    found = tuple(one for one, names in called.items() if all(_starts_any(word, names) for word in wanted))
    if found:
        return found
    known = sorted(frozenset().union(*called.values()))
    strange = [word for word in wanted if not _starts_any(word, known)]
    if not strange:
        raise UsageError(f"No channel matches all of {words!r}.", "Each word matches, but not together: leave one out.")
    near = get_close_matches(strange[0], {*known, *_list_channel_stems()}, n=1)
    hint = f"Did you mean {near[0]!r}?" if near else "Write a platform, a size or a ratio: instagram, 300x250, 9:16."
    raise UsageError(f"No channel is called {strange[0]!r}.", hint)


def _starts_any(word: str, names: Iterable[str]) -> bool:
    stem = _strip_plural(word)
    return any(_strip_plural(name).startswith(stem) for name in names)


def _strip_plural(word: str) -> str:
    return re.sub(r"(?<=[a-z]{3})(?:ies|y|s)$", "", word)


def _search_words(one: Channel) -> Iterator[str]:
    form, who = one.format, load_platforms()[one.platform]
    sizes = {f"{form.width}x{form.height}", one.name.rpartition(".")[2]}
    yield from (one.name, *one.name.split("."), form.ratio, *sizes, *who.words, *who.name.casefold().split())
    for size in sizes:
        yield from _channel_table()["sizes"].get(size, "").split()


def measure_text_field(text: str) -> int:
    """Return the length platforms count: wide and full-width characters (UAX #11) count as two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in unicodedata.normalize("NFC", text))


def format_for_market(form: Format, territory: str) -> Format:
    """Return *form* with a market's own size, displayed width and file limit; plain ratios stay as they are."""
    known = load_channels().get(form.name)
    for rule in known.markets if known is not None else ():
        if rule.territory == territory:
            width, height = rule.size or (form.width, form.height)
            display, max_bytes = rule.display or form.display, rule.max_bytes or form.max_bytes
            return replace(form, width=width, height=height, display=display, max_bytes=max_bytes)
    return form


def _build_channel(name: str, entry: dict[str, Any]) -> Channel:
    width, height = entry["size"]
    top, right, bottom, left = entry.get("safe", (0, 0, 0, 0))
    form = Format(
        name=name,
        folder=name,
        width=width,
        height=height,
        safe=Insets(top, right, bottom, left),
        mirrors=entry.get("mirrors", False),
        encodings=tuple(Encoding(encoding) for encoding in entry["formats"]),
        max_bytes=_max_bytes(entry),
        display=_display_width(entry),
        shows=FormatContent(entry.get("shows", "ad")),
    )
    return Channel(
        format=form,
        platform=entry["platform"],
        limits=tuple(TextLimit(field, **limit) for field, limit in entry.get("text", {}).items()),
        markets=tuple(
            MarketRule(
                territory, tuple(rule["size"]) if "size" in rule else None, _display_width(rule), _max_bytes(rule)
            )
            for territory, rule in entry.get("market", {}).items()
        ),
        text_area_max=entry.get("text_area_max"),
        max_words=entry.get("max_words"),
        min_font_px=entry.get("min_font_px"),
        border=entry.get("border", False),
        conf=entry["conf"],
        safe_conf=entry.get("safe_conf", entry["conf"]),
        stable=entry.get("stable", "medium"),
        note=entry.get("note", ""),
    )


def _display_width(entry: dict[str, Any]) -> int | None:
    return entry["display"][0] if "display" in entry else None


def _max_bytes(entry: dict[str, Any]) -> int | None:
    return entry["max_kb"] * BYTES_PER_KIB if "max_kb" in entry else None
