"""Laying one picture on another, and the gradient that type needs on a busy one.

Both blend the encoded values (gamma space), not linear light: that is how type is drawn by Typst, by browsers
and in the tools designers judge by, so strokes keep their weight. Light is added up linearly in the studio only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from PIL import Image

from creative_cli.color.color_math import Rgb, relative_luminance, set_lightness
from creative_cli.color.contrast import worst_contrast
from creative_cli.formats import Box
from creative_cli.imaging.raster import Field, blur_field
from creative_cli.models import Pixels

SCRIM_FEATHER = 0.30
"""Width of a shade's soft edge, of the canvas along it: narrow edges read as a box."""

SCRIM_STEPS = 255
"""A scrim's strength is searched in steps no eye can tell apart."""

CONTRAST_SAMPLE_PX = 6000
"""Px the search first looks at; its last steps look at all of them."""

EVEN_CONTRAST_LUMINANCE = 0.179
"""Luminance on which black and white have the same contrast (WCAG 2.2): lighter inks need darker grounds."""

DARK_SCRIM_LIGHTNESS, LIGHT_SCRIM_LIGHTNESS = 0.13, 0.97
"""Oklab lightness of scrims."""


MASK_CELL_PX = 8
"""The spared product's soft edge is worked out on cells this large, px."""

ScrimSide: TypeAlias = Literal["left", "right", "top", "bottom"]


def paste_layer(ground: Pixels, rgba: Pixels, x: int, y: int) -> Pixels:
    """Return a copy of *ground* (height, width, 3) with *rgba* (h, w, 4, straight alpha) at (*x*, *y*) px.

    What lies outside the ground is cut off. Exact to the nearest of 255 steps.
    """
    laid = ground.copy()
    top, left = max(0, y), max(0, x)
    bottom, right = min(ground.shape[0], y + rgba.shape[0]), min(ground.shape[1], x + rgba.shape[1])
    if top >= bottom or left >= right:
        return laid
    over = rgba[top - y : bottom - y, left - x : right - x]
    under = laid[top:bottom, left:right]
    alpha = over[..., 3:].astype(np.uint16)
    blend = over[..., :3] * alpha + under * (255 - alpha) + 128
    under[...] = (blend + (blend >> 8)) >> 8
    return laid


@dataclass(frozen=True, slots=True)
class TextPatch:
    """A place that type lies on, px, and the contrast it needs there."""

    box: Box
    enough: float


def is_readable_on(pixels: Pixels, patches: Sequence[TextPatch], ink: Rgb) -> bool:
    """Tell whether *ink* can be read on every patch as it is."""
    parts = ((_pixels_behind(pixels, patch.box), patch.enough) for patch in patches)
    return all(part.size == 0 or worst_contrast(part, ink) >= enough for part, enough in parts)


def find_scrim_strength(pixels: Pixels, patches: Sequence[TextPatch], ink: Rgb) -> float:
    """Return the weakest shade, 0 (none) to 1, with which *ink* reaches what every patch needs on nine tenths of it.

    1 when even the strongest does not reach it.
    """
    tone = _scrim_color(pixels, patches, ink)
    return max(
        (_weakest_scrim(_pixels_behind(pixels, patch.box), patch.enough, tone, ink) for patch in patches), default=0
    )


def add_scrim(
    pixels: Pixels, patches: Sequence[TextPatch], ink: Rgb, side: ScrimSide, spare: Pixels | None = None
) -> Pixels:
    """Return *pixels* with light falling off towards *side*, as little as lets *ink* be read on all *patches*.

    *spare* is a mask, uint8 (height, width), it stays off. Where no shade is needed, *pixels* itself is returned.
    """
    needed = find_scrim_strength(pixels, patches, ink)
    return draw_scrim(pixels, patches, ink, side, needed, spare) if needed else pixels


def draw_scrim(
    pixels: Pixels, patches: Sequence[TextPatch], ink: Rgb, side: ScrimSide, amount: float, spare: Pixels | None = None
) -> Pixels:
    """Return *pixels* under a shade of *amount* 0..1 that is full from *side* to the patches' far end and fades there.

    Its colour is the picture's own, darkened or lightened: it looks like light, not like a box.
    """
    height, width = pixels.shape[:2]
    across = side in {"left", "right"}
    length = width if across else height
    starts = [patch.box.x if across else patch.box.y for patch in patches]
    ends = [patch.box.right if across else patch.box.bottom for patch in patches]
    place = np.arange(length, dtype=np.float32) + np.float32(0.5)
    away = (place - max(ends)) if side in {"left", "top"} else (min(starts) - place)
    away = np.clip(away / np.float32(SCRIM_FEATHER * length), 0, 1)
    line = np.float32(255 * amount) * (1 - away * away * (3 - 2 * away))
    there = np.flatnonzero(line >= 0.5)  # noqa: PLR2004  # what rounds to nothing is left out
    part = slice(int(there[0]), int(there[-1]) + 1)
    rows, columns = (slice(0, height), part) if across else (part, slice(0, width))
    size = (height, part.stop - part.start) if across else (part.stop - part.start, width)
    veil = np.empty((*size, 4), np.uint8)
    veil[..., :3] = _scrim_color(pixels, patches, ink)
    alpha = np.broadcast_to(line[None, part] if across else line[part, None], size)
    if spare is not None and spare[rows, columns].any():
        alpha = alpha * (1 - _soften_mask(spare)[rows, columns])
    veil[..., 3] = np.ceil(alpha)
    return paste_layer(pixels, veil, columns.start, rows.start)


def _soften_mask(mask: Pixels) -> Field:
    """Return a mask 0..1 whose edge is soft, so that no line shows where a shade ends at it."""
    height, width = mask.shape
    small = max(1, width // MASK_CELL_PX), max(1, height // MASK_CELL_PX)
    field = np.asarray(Image.fromarray(mask).resize(small, Image.Resampling.BOX), np.float32) / 255
    soft = np.clip(blur_field(field, 1.2), 0, 1)
    full = Image.fromarray(np.asarray(soft, np.float32)).resize((width, height), Image.Resampling.BILINEAR)
    return np.asarray(full, np.float32)


def _weakest_scrim(behind: Pixels, enough: float, tone: Rgb, ink: Rgb) -> float:
    if behind.size == 0 or worst_contrast(behind, ink) >= enough:
        return 0.0

    def passes(step: int, part: Pixels) -> bool:
        return worst_contrast(_blend_tone(part, tone, step), ink) >= enough

    every = max(1, int((behind.shape[0] * behind.shape[1] / CONTRAST_SAMPLE_PX) ** 0.5))
    sample, weak, strong = behind[::every, ::every], 0, SCRIM_STEPS
    while strong - weak > 1:
        middle = (weak + strong) // 2
        weak, strong = (weak, middle) if passes(middle, sample) else (middle, strong)
    while strong < SCRIM_STEPS and not passes(strong, behind):
        strong += 1
    while strong > 1 and passes(strong - 1, behind):
        strong -= 1
    return strong / SCRIM_STEPS


def _pixels_behind(pixels: Pixels, box: Box) -> Pixels:
    left, top, right, bottom = box.pixels(pixels.shape[1], pixels.shape[0])
    return pixels[top:bottom, left:right]


def _blend_tone(pixels: Pixels, tone: Rgb, step: int) -> Pixels:
    """Return what `lay` makes of an even veil: the same rounding, looked up, as there are only 256 values."""
    values = np.arange(256, dtype=np.uint16)
    mixed = np.empty_like(pixels)
    for channel in range(3):
        blend = values * (255 - step) + np.uint16(tone[channel] * step + 128)
        mixed[..., channel] = ((blend + (blend >> 8)) >> 8).astype(np.uint8)[pixels[..., channel]]
    return mixed


def _scrim_color(pixels: Pixels, patches: Sequence[TextPatch], ink: Rgb) -> Rgb:
    """Return the shade's colour: the picture's own behind the type, taken far away from the ink."""
    parts = [_pixels_behind(pixels, patch.box)[::4, ::4].reshape(-1, 3) for patch in patches]
    every = np.concatenate(parts) if parts else np.zeros((0, 3), np.uint8)
    red, green, blue = (int(channel) for channel in every.mean(axis=0)) if len(every) else (0, 0, 0)
    return set_lightness(
        (red, green, blue),
        DARK_SCRIM_LIGHTNESS if relative_luminance(ink) > EVEN_CONTRAST_LUMINANCE else LIGHT_SCRIM_LIGHTNESS,
        0.6,
    )
