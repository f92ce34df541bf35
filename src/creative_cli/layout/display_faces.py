"""The display faces of the style packs: which family sets a headline in which script."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from creative_cli.layout.style_pack import STYLE_NAMES, load_style_pack
from creative_cli.resources import read_data_table

VIETNAMESE_KEY = "Latn-vi"
"""The key of Vietnamese, beside those of `SCRIPT_SETTINGS`: two marks over a letter need their own faces and pitch."""

TRACKED_SCRIPTS = frozenset({"Latn", VIETNAMESE_KEY, "Cyrl", "Grek"})
"""Scripts that take a pack's tracking and, in some packs, capitals."""

CAPS_TRACKING, KICKER_TRACKING = 0.04, 0.14
"""Tracking of a button in capitals, and of a kicker, em."""


@dataclass(frozen=True, slots=True)
class DisplayFace:
    """A display face of a style pack for one script.

    `families` are the face and, in scripts other than Latin, Cyrillic and Greek, the pack's Latin face for the letters,
    digits and signs that it lacks. `weight` is the face's own (CSS scale), `tracking` and `pitch` are em. `size` is how
    large to set it relative to the Latin letters of the retail pack, so that both look equally large.
    """

    families: tuple[str, ...]
    weight: int
    tracking: float
    pitch: float
    size: float


@cache
def _load_table() -> Mapping[str, Any]:
    return read_data_table("display-faces.toml", "layout")


@cache
def list_display_faces(pack: str, script: str) -> tuple[DisplayFace, ...]:
    """Return the faces of a style pack for a key of `SCRIPT_SETTINGS` or VIETNAMESE_KEY, the preferred one first.

    A string is set in the first face whose families have all of its characters. Raises KeyError for an unknown pack or
    script.
    """
    table, style = _load_table(), load_style_pack(pack)
    setting, latin, sizes = table["scripts"][script], table[pack]["latin"], table[pack].get("sizes", {})
    return tuple(
        DisplayFace(
            families=(family,) if script in TRACKED_SCRIPTS else tuple(dict.fromkeys((family, latin))),
            weight=table["weights"][family],
            tracking=style.tracking if script in TRACKED_SCRIPTS else 0.0,
            pitch=max(style.pitch, setting["pitch"]),
            size=style.size * setting["size"] * sizes.get(family, 1.0),
        )
        for family in table[pack]["faces"][script]
    )


def script_size(script: str) -> float:
    """Return how large to set a script's Noto Sans relative to Latin letters, so that both look equally large."""
    return float(_load_table()["scripts"][script]["size"])


@cache
def list_display_families() -> tuple[str, ...]:
    """Return every family that sets headlines in some pack, each once, in the order of the packs."""
    table = _load_table()
    names = (name for pack in STYLE_NAMES for row in table[pack]["faces"].values() for name in row)
    return tuple(dict.fromkeys((*(table[pack]["latin"] for pack in STYLE_NAMES), *names)))
