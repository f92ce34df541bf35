"""Style packs: display faces, shapes, buttons and surfaces that belong together, as data."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from creative_cli.resources import read_data_table

STYLE_NAMES = ("editorial", "bold", "retail", "soft", "tech")
"""The style packs."""


class SurfaceRole(StrEnum):
    """A surface mixed from the brand's primary colour (Oklab); ACCENT is the brand's accent itself."""

    PAPER = "paper"
    TINT = "tint"
    PRIMARY = "primary"
    DEEP = "deep"
    INK = "ink"
    WHITE = "white"
    ACCENT = "accent"


class FrameShape(StrEnum):
    """The outline of a frame that shows a photo."""

    RECT = "rect"
    ROUNDED = "rounded"
    ARCH = "arch"
    CIRCLE = "circle"
    DIAGONAL = "diagonal"


class ButtonStyle(StrEnum):
    """How a call to action is drawn.

    Words over a rule, a block, a filled box with small corners, a pill, or a filled box with an arrow.
    """

    RULE = "rule"
    BLOCK = "block"
    FILLED = "filled"
    PILL = "pill"
    ARROW = "arrow"


@dataclass(frozen=True, slots=True)
class StylePack:
    """The look of a campaign.

    `size` scales headlines relative to the retail pack, `tracking` and `pitch` are in em of the Latin display face.
    `caps` sets headlines and buttons in capitals where the script has them. `radius` is a fraction of u, the square
    root of the canvas' area. `shapes` are those of frames, the preferred one first.
    """

    name: str
    size: float
    tracking: float
    pitch: float
    caps: bool
    radius: float
    shapes: tuple[FrameShape, ...]
    button: ButtonStyle
    surface: SurfaceRole


@cache
def load_style_pack(name: str) -> StylePack:
    """Return the style pack *name*, one of `STYLE_NAMES`."""
    table = read_data_table("style-packs.toml", "layout")[name]
    return StylePack(
        name=name,
        size=table["size"],
        tracking=table["tracking"],
        pitch=table["pitch"],
        caps=table["caps"],
        radius=table["radius"],
        shapes=tuple(FrameShape(shape) for shape in table["shapes"]),
        button=ButtonStyle(table["button"]),
        surface=SurfaceRole(table["surface"]),
    )
