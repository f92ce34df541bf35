"""The colors of emphasized words and of the kicker: the surface's own, where it can be read. Not a stage."""

from collections.abc import Mapping, Sequence

from creative_cli.color.color_math import Palette, Rgb
from creative_cli.color.contrast import LARGE_TEXT_CONTRAST, NORMAL_TEXT_CONTRAST, required_contrast, worst_contrast
from creative_cli.formats import Box
from creative_cli.layout.draw import Overlay
from creative_cli.layout.place import PlacedBlock
from creative_cli.layout.skeleton import FULL_BLEED
from creative_cli.layout.surface_colors import pick_surface_colors
from creative_cli.layout.template import CanvasPlan
from creative_cli.models import Pixels, Role

# What counts as ground around letters, and how much more contrast than required is wanted, as for other type.
SURROUND_PX, SPARE = 4, 1.01


def pick_accent(plan: CanvasPlan, palette: Palette) -> Rgb | None:
    """Return the emphasis color of the plan's surface, None if it has none; on a picture it is the accent."""
    if plan.surface is None or plan.layout == FULL_BLEED:
        return palette.accent
    colors = pick_surface_colors(plan.surface, palette)
    return None if colors.emphasis == colors.type else colors.emphasis


def choose_kicker_ink(ground: Pixels, block: PlacedBlock, accent: Rgb | None, ink: Rgb) -> Rgb:
    """Return the color of a kicker: *accent* if it reaches 4.5:1 on *ground*, else *ink*, which the other type has.

    *ground* is uint8 (height, width, 3), the canvas without type.
    """
    readable = accent is not None and _measure(ground, (block.ink,), accent) >= SPARE * NORMAL_TEXT_CONTRAST
    return accent if accent is not None and readable else ink


def choose_emphasis_inks(
    ground: Pixels,
    layers: Sequence[Overlay],
    blocks: Sequence[PlacedBlock],
    weights: Mapping[Role, int],
    accent: Rgb | None,
) -> dict[Role, Rgb]:
    """Return the color of emphasized words by role, without those in which *accent* could not be read.

    It needs the contrast that text of this size needs (WCAG 2.2 §1.4.3), against the pixels of *ground*, uint8
    (height, width, 3), behind the emphasized letters alone.
    """
    if accent is None:
        return {}
    side, sizes = min(ground.shape[:2]), {block.role: block.size for block in blocks}
    return {
        layer.role: accent
        for layer in layers
        if layer.emphasis
        and _measure(ground, layer.emphasis, accent)
        >= SPARE * max(LARGE_TEXT_CONTRAST, required_contrast(sizes[layer.role], weights[layer.role], side))
    }


def _measure(ground: Pixels, boxes: Sequence[Box], ink: Rgb) -> float:
    height, width = ground.shape[:2]
    parts = [box.grown(SURROUND_PX).pixels(width, height) for box in boxes]
    return min(worst_contrast(ground[top:bottom, left:right], ink) for left, top, right, bottom in parts)
