"""Quiet zones: holds light back where type will lie, as a photographer flags a lamp."""

import numpy as np
from PIL import Image

from creative_cli.color.color_math import Rgb, relative_luminance
from creative_cli.formats import Box
from creative_cli.imaging.raster import Field, apply_film_curve, blur_field

TEXT_AREA_CONTRAST = 4.95
"""Contrast the zones are brought to: WCAG's 4.5 and a margin for grain and JPEG."""

TONING_CELL_PX = 8
"""The flag is worked out on a grid this coarse, px."""

WIDE_SOFTNESS, NARROW_SOFTNESS = 0.11, 0.012
"""Softness of the flag's edge, of the short side: before anything stands in the set, and for what then reaches in."""


def tone_text_areas(scene: Field, quiet: tuple[Box, ...], ink: Rgb, base: Field, edge: float = WIDE_SOFTNESS) -> None:
    """Bring *scene* towards *base*, the backdrop's own tone, where *ink* could not be read in a *quiet* box.

    Only as far as needed; *edge* is how softly it ends, of the short side. *base* is linear light (3, 1, 1).
    """
    _, height, width = scene.shape
    size = (-(-width // TONING_CELL_PX), -(-height // TONING_CELL_PX))
    coarse = [np.asarray(Image.fromarray(channel[::2, ::2]).resize(size, Image.Resampling.BOX)) for channel in scene]
    level = _luminance(np.stack(coarse))
    own = float(_luminance(base)[0, 0])
    letters = relative_luminance(ink)
    dark_ink = own > letters
    bound = TEXT_AREA_CONTRAST * (letters + 0.05) - 0.05 if dark_ink else (letters + 0.05) / TEXT_AREA_CONTRAST - 0.05
    need = np.zeros_like(level)
    for box in quiet:
        left, top, right, bottom = Box(
            box.x / TONING_CELL_PX, box.y / TONING_CELL_PX, box.width / TONING_CELL_PX, box.height / TONING_CELL_PX
        ).pixels(*size)
        part = level[top:bottom, left:right]
        lack = (bound - part) if dark_ink else (part - bound)
        need[top:bottom, left:right] = np.clip(lack / np.maximum(np.abs(part - own), 1e-4), 0, 1)
    if not need.any():
        return
    gain = Image.fromarray(_widen_softly(need, edge * min(size))).resize((width, height), Image.Resampling.BICUBIC)
    share = np.clip(np.asarray(gain), 0, 1)
    scene *= 1 - share
    scene += share * base


def _luminance(light: Field) -> Field:
    """Return the relative luminance light will have in the picture (WCAG 2.2), after film."""
    red, green, blue = apply_film_curve(light)
    return np.asarray(0.2126 * red + 0.7152 * green + 0.0722 * blue)


def _widen_softly(need: Field, radius: float) -> Field:
    """Widen *need* with a soft edge, nowhere below what it was."""
    reach = max(1, round(1.6 * radius))
    for axis in (0, 1):
        widths = [(0, 0), (0, 0)]
        widths[axis] = (reach, reach)
        padded = np.pad(need, widths, mode="edge")
        need = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1, axis=axis).max(axis=-1)
    return blur_field(np.ascontiguousarray(need), 0.75 * radius)
