"""Chooses a campaign's set from the words of its brief: one set for all markets, ratios and products."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple, get_args

from creative_cli.brief.look_names import SetName
from creative_cli.color.color_math import Rgb, rgb_to_oklab
from creative_cli.resources import read_data_table
from creative_cli.studio.sets.set_stage import ProductView

FALLBACK_SET: SetName = "arch"
DARK_BRAND_LIGHTNESS = 0.35  # Oklab lightness of a primary below which a brand is at home in the dark
SET_NAMES: tuple[SetName, ...] = get_args(SetName)

_AGES = re.compile(r"(\d{2})\s*[-–—]\s*(\d{2})")
_WORD = re.compile(r"[^\W\d_]+")


class SetWords(NamedTuple):
    """What a set is chosen for: words, each a tuple of parts, and ages (first, last), (0, 0) for none."""

    category: tuple[tuple[str, ...], ...]
    mood: tuple[tuple[str, ...], ...]
    ages: tuple[int, int]


@dataclass(frozen=True, slots=True)
class SetWish:
    """What a campaign's set is chosen by: the brief's `set:`, its words, the brand's primary and its packshots."""

    primary: Rgb
    seed: int
    wanted: SetName | None = None
    category: str = ""
    audience: str = ""
    tone: str = ""
    views: tuple[ProductView, ...] = ()


def rank_studio_sets(wish: SetWish) -> tuple[SetName, ...]:
    """Return the sets to try, the campaign's own first and the arch last; a pure function of *wish*.

    The set of the brief stands alone. Otherwise the category's words count, then those of audience and tone, then the
    lightness of the brand; the seed decides between equals. Sets in which one of the packshots would stand wrong are
    left out.
    """
    if wish.wanted is not None:
        return (wish.wanted,)
    table, (suits, fitting) = _read_set_words(), (_brand_sets(wish.primary), _fitting_sets(wish.views))
    category, mood = _split_words(wish.category), _split_words(f"{wish.audience} {wish.tone}")
    ages = _AGES.search(wish.audience)

    def score(name: SetName) -> tuple[int, int, int]:
        words = table[name]
        near = _count_matches(words.mood, mood) + (ages is not None and _shares_ages(words.ages, ages))
        return _count_matches(words.category, category), near, name in suits

    # The seed turns the order of equals, and sorting keeps it.
    turned = [SET_NAMES[(wish.seed + index) % len(SET_NAMES)] for index in range(len(SET_NAMES))]
    chosen = [name for name in sorted(turned, key=score, reverse=True) if name in fitting and any(score(name))]
    return tuple(dict.fromkeys((*chosen, FALLBACK_SET)))


def _brand_sets(primary: Rgb) -> frozenset[str]:
    return frozenset(_read_table()["brand"]["dark" if rgb_to_oklab(primary)[0] < DARK_BRAND_LIGHTNESS else "light"])


def _fitting_sets(views: tuple[ProductView, ...]) -> frozenset[str]:
    """Return the sets in which a packshot of every one of *views* stands right."""
    fitting = frozenset[str](SET_NAMES)
    for view in set(views) - {ProductView.ABOVE}:
        fitting &= frozenset(_read_table()["views"][view.value])
    return fitting


@cache
def _read_table() -> dict[str, Any]:
    return read_data_table("set-words.toml")


@cache
def _read_set_words() -> dict[SetName, SetWords]:
    table = _read_table()["sets"]

    def parts(name: SetName, *keys: str) -> tuple[tuple[str, ...], ...]:
        return tuple(_split_words(word) for key in keys for word in table[name].get(key, ()))

    return {
        name: SetWords(parts(name, "category"), parts(name, "audience", "tone"), tuple(table[name].get("ages", (0, 0))))
        for name in SET_NAMES
    }


def _split_words(text: str) -> tuple[str, ...]:
    """Return the words of *text*, casefolded, without a plural s."""
    return tuple(word[:-1] if word.endswith("s") and len(word) > 3 else word for word in _WORD.findall(text.casefold()))


def _count_matches(words: tuple[tuple[str, ...], ...], text: tuple[str, ...]) -> int:
    """Return how many of *words* stand in *text*; one of two parts counts twice, as it says more."""
    return sum(
        len(word)
        for word in words
        if any(text[start : start + len(word)] == word for start in range(len(text) - len(word) + 1))
    )


def _shares_ages(ages: tuple[int, int], named: re.Match[str]) -> bool:
    """Return whether most of the *named* span of years lies in *ages*."""
    first, last = int(named[1]), int(named[2])
    shared = min(ages[1], last) - max(ages[0], first)
    return ages != (0, 0) and last > first and shared > (last - first) / 2
