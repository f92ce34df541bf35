"""The channels ads are made for, by name: what each accepts, from `data/channels.toml`."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

from creative_cli.errors import UsageError
from creative_cli.formats import Encoding, Format, FormatContent, Insets

BYTES_PER_KIB = 1024


@dataclass(frozen=True, slots=True)
class TextLimit:
    """How long a field may be, in characters: at `most`, in wide (East Asian) ones, and `shown` before it is cut."""

    field: str
    most: int | None = None
    most_wide: int | None = None
    shown: int | None = None


@dataclass(frozen=True, slots=True)
class MarketRule:
    """What differs in one market: the canvas, its size as shown (px), or the file's limit (bytes)."""

    territory: str
    size: tuple[int, int] | None = None
    display: int | None = None
    max_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Platform:
    """Who runs channels: its name, what else people call it, and where and when its figures were read."""

    id: str
    name: str
    words: tuple[str, ...]
    source: str
    as_of: date


@dataclass(frozen=True, slots=True)
class Channel:
    """One place ads are shown, with its format and its rules.

    `text_area_max` is the share of the picture that type may cover, `max_words` how many words may be in it,
    `min_font_px` the least size of type in px of the file; `border` asks for a rim that is not white.
    `conf` tells how sure the figures are (O, T, X, M), `safe_conf` the safe zone; `stable`, how seldom they change.
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
        """Its name, as `meta.stories`."""
        return self.format.name

    def format_in(self, territory: str) -> Format:
        """Return the format as one market has it."""
        return format_for_market(self.format, territory)


_PLATFORM_ALIASES = {"facebook": "meta", "instagram": "meta", "twitter": "x", "googleads": "google"}
"""Platforms by other names that people call them."""


@cache
def load_channels() -> dict[str, Channel]:
    """Return every channel that has a size of its own, by name; read once a process."""
    return {
        name: _build_channel(name, entry)
        for name, entry in _channel_table().items()
        if isinstance(entry, dict) and "size" in entry
    }


@cache
def load_platforms() -> dict[str, Platform]:
    """Return every platform by its id, as channels name it."""
    table = _channel_table()
    return {
        id_: Platform(
            id_, entry["name"], tuple(entry["words"].split()), entry["source"], entry.get("as_of", table["as_of"])
        )
        for id_, entry in table["platforms"].items()
    }


@cache
def _channel_table() -> dict[str, Any]:
    return tomllib.loads((files("creative_cli") / "data" / "channels.toml").read_text("utf-8"))


def get_channel(name: str) -> Channel:
    """Return the channel *name*; raise UsageError, with the nearest names, when there is none."""
    known = load_channels()
    if name not in known:
        platform, *rest = re.findall(r"\w+", name.casefold()) or [""]
        platform = _PLATFORM_ALIASES.get(platform, platform)
        near = get_close_matches(".".join((platform, *rest)), known, n=3)
        near = near or [key for key in known if key.startswith(f"{platform}.")]
        platforms = ", ".join(dict.fromkeys(key.split(".", maxsplit=1)[0] for key in known))
        hint = (
            f"Did you mean {', '.join(near)}?"
            if near
            else f"Names begin with {platforms}: creative channels lists them."
        )
        raise UsageError(f"There is no channel {name!r}.", hint)
    return known[name]


def find_channels(words: str) -> tuple[Channel, ...]:
    """Return the channels that all of *words* are about, in the order of the table; every one when there are none.

    A word is the beginning of what a channel is called: in its name, by its platform's names (`instagram`), by its size
    or ratio (`300x250`, `9:16`), or as the trade calls that size (`skyscraper`). Singular and plural are one word.
    Raises UsageError, with the nearest word, when there is no such channel.
    """
    wanted = [_strip_plural(word) for word in words.casefold().replace("×", "x").split()]
    called = {name: frozenset(map(_strip_plural, _search_words(one))) for name, one in load_channels().items()}
    found = tuple(
        load_channels()[name] for name, stems in called.items() if all(_starts_any(word, stems) for word in wanted)
    )
    if found:
        return found
    known = sorted(frozenset().union(*(_search_words(one) for one in load_channels().values())))
    strange = [
        word
        for word in words.casefold().replace("×", "x").split()
        if not _starts_any(_strip_plural(word), set(map(_strip_plural, known)))
    ]
    if not strange:
        raise UsageError(f"No channel is all of {words!r}.", "Each word is known, but not together: leave one out.")
    near = get_close_matches(strange[0], known, n=1)
    hint = f"Did you mean {near[0]!r}?" if near else "Write a platform, a size or a ratio: instagram, 300x250, 9:16."
    raise UsageError(f"No channel is called {strange[0]!r}.", hint)


def _starts_any(word: str, stems: AbstractSet[str]) -> bool:
    return any(stem.startswith(word) for stem in stems)


def _strip_plural(word: str) -> str:
    return re.sub(r"(?<=[a-z]{3})(?:ies|y|s)$", "", word)


def _search_words(one: Channel) -> Iterator[str]:
    """Yield the words *one* is called by."""
    form, who = one.format, load_platforms()[one.platform]
    sizes = {f"{form.width}x{form.height}", one.name.rpartition(".")[2]}
    trade = (_channel_table()["sizes"].get(size, "").split() for size in sizes)
    yield from (one.name, *one.name.split("."), form.ratio, *sizes, *who.words, *who.name.casefold().split())
    yield from (word for words in trade for word in words)


def measure_text_field(text: str) -> int:
    """Return how long platforms count a text: wide and full-width characters (UAX #11) are two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in unicodedata.normalize("NFC", text))


def format_for_market(form: Format, territory: str) -> Format:
    """Return a format as one market has it: a channel's may differ there, a plain ratio's does not.

    Only size, display and limit of bytes are the market's; what else was asked of *form* stays.
    """
    known = load_channels().get(form.name)
    for rule in known.markets if known is not None else ():
        if rule.territory == territory:
            width, height = rule.size or (form.width, form.height)
            form = replace(
                form,
                width=width,
                height=height,
                display=rule.display or form.display,
                max_bytes=rule.max_bytes or form.max_bytes,
            )
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
        max_bytes=entry["max_kb"] * BYTES_PER_KIB if "max_kb" in entry else None,
        display=entry["display"][0] if "display" in entry else None,
        shows=FormatContent(entry.get("shows", "ad")),
    )
    return Channel(
        format=form,
        platform=entry["platform"],
        limits=tuple(TextLimit(field, **limit) for field, limit in entry.get("text", {}).items()),
        markets=tuple(_build_market_rule(territory, rule) for territory, rule in entry.get("market", {}).items()),
        text_area_max=entry.get("text_area_max"),
        max_words=entry.get("max_words"),
        min_font_px=entry.get("min_font_px"),
        border=entry.get("border", False),
        conf=entry["conf"],
        safe_conf=entry.get("safe_conf", entry["conf"]),
        stable=entry.get("stable", "medium"),
        note=entry.get("note", ""),
    )


def _build_market_rule(territory: str, rule: dict[str, Any]) -> MarketRule:
    return MarketRule(
        territory=territory,
        size=(rule["size"][0], rule["size"][1]) if "size" in rule else None,
        display=rule["display"][0] if "display" in rule else None,
        max_bytes=rule["max_kb"] * BYTES_PER_KIB if "max_kb" in rule else None,
    )
