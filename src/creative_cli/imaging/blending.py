"""Pastes one picture on another, and adds the gradient (scrim) that text needs on a busy one.

Both blend encoded values (gamma space), like Typst, browsers and design tools: strokes keep their weight. Only the
studio adds light linearly.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from PIL import Image

from creative_cli.color.color_math import Rgb, relative_luminance, set_lightness
from creative_cli.color.contrast import ground_luminances, has_contrast
from creative_cli.formats import Box
from creative_cli.imaging.raster import Field, blur_field
from creative_cli.models import Pixels

SCRIM_FEATHER = 0.30  # width of a scrim's soft edge, of the canvas along it; a narrow edge looks like a box
SCRIM_STEPS = 255  # steps of a scrim's strength, invisible one by one
CONTRAST_SAMPLE_PX = 6000  # px of the first search; its last steps use all px

# Black and white have the same contrast on it (WCAG 2.2): lighter inks need darker grounds.
EVEN_CONTRAST_LUMINANCE = 0.179

DARK_SCRIM_LIGHTNESS, LIGHT_SCRIM_LIGHTNESS = 0.13, 0.97  # Oklab lightness
MASK_CELL_PX = 8  # grid for the soft edge of the spared product, px

ScrimSide: TypeAlias = Literal["left", "right", "top", "bottom"]


def paste_layer(ground: Pixels, rgba: Pixels, x: int, y: int) -> Pixels:
    """Return a copy of *ground* (height, width, 3) with *rgba* (h, w, 4, straight alpha) at (*x*, *y*) px.

    Crops the layer to the ground. Rounds to the nearest of 255 steps.
    """
    laid = ground.copy()
    blend_into(laid, rgba, x, y)
    return laid


def fill_picture(height: int, width: int, color: Rgb) -> Pixels:
    """Return a picture of one *color*, uint8 (height, width, 3)."""
    # Row by row: numpy takes thirty times as long to write three values px by px.
    return np.full((1, width, 3), color, np.uint8).repeat(height, axis=0)


def color_mask(mask: Pixels, color: Rgb) -> Pixels:
    """Return *mask*, uint8 (height, width), as the alpha of a layer of one *color*, uint8 (height, width, 4)."""
    # One number for each px, for the same reason.
    layer = mask.astype("<u4") << 24
    layer |= int.from_bytes(bytes(color), "little")
    return layer.view(np.uint8).reshape(*mask.shape, 4)


def blend_into(ground: Pixels, rgba: Pixels, x: int, y: int) -> None:
    """Paste a layer as `paste_layer` does, into *ground* itself."""
    top, left = max(0, y), max(0, x)
    bottom, right = min(ground.shape[0], y + rgba.shape[0]), min(ground.shape[1], x + rgba.shape[1])
    if top >= bottom or left >= right:
        return
    over = rgba[top - y : bottom - y, left - x : right - x]
    under = ground[top:bottom, left:right]
    # Whole rows of a layer are often solid or empty: only the others are blended.
    least, most = over[..., 3].min(axis=1), over[..., 3].max(axis=1)
    solid, mixed = least == 255, (most > 0) & (least < 255)
    under[solid] = over[solid, :, :3]
    part, below = over[mixed], under[mixed]
    alpha = part[..., 3].astype(np.uint16)
    rest = 255 - alpha
    # A channel at a time: numpy takes half as long again where each alpha is repeated for the values of its px.
    for channel in range(3):
        blend = part[..., channel] * alpha
        blend += below[..., channel] * rest
        blend += 128
        blend += blend >> 8
        blend >>= 8
        below[..., channel] = blend
    under[mixed] = below


@dataclass(frozen=True, slots=True)
class TextPatch:
    """A box of text, px, and the contrast it needs."""

    box: Box
    enough: float


def find_readable_ink(pixels: Pixels, patches: Sequence[TextPatch], inks: Sequence[Rgb]) -> Rgb | None:
    """Return the first of *inks* that is readable on every patch without a scrim, None if none is."""
    parts = ((_pixels_behind(pixels, patch.box), patch.enough) for patch in patches)
    grounds = [(ground_luminances(part), enough) for part, enough in parts if part.size]
    return next((ink for ink in inks if all(has_contrast(behind, ink, enough) for behind, enough in grounds)), None)


def find_scrim_strength(pixels: Pixels, patches: Sequence[TextPatch], ink: Rgb) -> float:
    """Return the weakest scrim, 0 (none) to 1, that gives *ink* the needed contrast on nine tenths of every patch.

    1 if even the strongest is too weak.
    """
    tone = _scrim_color(pixels, patches, ink)
    return max(
        (_weakest_scrim(_pixels_behind(pixels, patch.box), patch.enough, tone, ink) for patch in patches), default=0
    )


def is_scrim_enough(pixels: Pixels, patches: Sequence[TextPatch], ink: Rgb, most: float) -> bool:
    """Return whether a scrim of *most*, 0 (none) to 1, or none gives *ink* the needed contrast on all *patches*.

    It answers what `find_scrim_strength` would, with a look at each patch instead of ten.
    """
    tone, step = _scrim_color(pixels, patches, ink), int(SCRIM_STEPS * most)
    grounds = ((_pixels_behind(pixels, patch.box), patch.enough) for patch in patches)
    return all(
        _is_readable(behind, ink, enough) or _is_readable(behind, ink, enough, _tone_tables(tone, step))
        for behind, enough in grounds
    )


def add_scrim(
    pixels: Pixels, patches: Sequence[TextPatch], ink: Rgb, side: ScrimSide, spare: Pixels | None = None
) -> Pixels:
    """Return *pixels* with the weakest scrim towards *side* that makes *ink* readable on all *patches*.

    The scrim spares the mask *spare*, uint8 (height, width). Returns *pixels* itself if none is needed.
    """
    needed = find_scrim_strength(pixels, patches, ink)
    return draw_scrim(pixels, patches, ink, side, needed, spare) if needed else pixels


def draw_scrim(
    pixels: Pixels, patches: Sequence[TextPatch], ink: Rgb, side: ScrimSide, amount: float, spare: Pixels | None = None
) -> Pixels:
    """Return *pixels* with a scrim of strength *amount* (0..1), full from *side* to the patches' far end.

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
    there = np.flatnonzero(line >= 0.5)  # the rest rounds to 0
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
    """Return a mask 0..1 with a soft edge, which hides the end of a scrim."""
    height, width = mask.shape
    small = max(1, width // MASK_CELL_PX), max(1, height // MASK_CELL_PX)
    field = np.asarray(Image.fromarray(mask).resize(small, Image.Resampling.BOX), np.float32) / 255
    soft = np.clip(blur_field(field, 1.2), 0, 1)
    full = Image.fromarray(np.asarray(soft, np.float32)).resize((width, height), Image.Resampling.BILINEAR)
    return np.asarray(full, np.float32)


def _weakest_scrim(behind: Pixels, enough: float, tone: Rgb, ink: Rgb) -> float:
    if _is_readable(behind, ink, enough):
        return 0.0

    def passes(step: int, part: Pixels) -> bool:
        return _is_readable(part, ink, enough, _tone_tables(tone, step))

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


def _is_readable(behind: Pixels, ink: Rgb, enough: float, tables: tuple[Pixels, ...] | None = None) -> bool:
    return behind.size == 0 or has_contrast(ground_luminances(behind, tables), ink, enough)


def _pixels_behind(pixels: Pixels, box: Box) -> Pixels:
    left, top, right, bottom = box.pixels(pixels.shape[1], pixels.shape[0])
    return pixels[top:bottom, left:right]


def _tone_tables(tone: Rgb, step: int) -> tuple[Pixels, ...]:
    """Return what an even scrim makes of each value of red, green and blue, with the rounding of `paste_layer`."""
    values = np.arange(256, dtype=np.uint16)
    blends = (values * (255 - step) + np.uint16(channel * step + 128) for channel in tone)
    return tuple(((blend + (blend >> 8)) >> 8).astype(np.uint8) for blend in blends)


def _scrim_color(pixels: Pixels, patches: Sequence[TextPatch], ink: Rgb) -> Rgb:
    """Return the scrim's colour: the picture's own behind the text, with a lightness far from the ink's."""
    parts = [_pixels_behind(pixels, patch.box)[::4, ::4].reshape(-1, 3) for patch in patches]
    every = np.concatenate(parts) if parts else np.zeros((0, 3), np.uint8)
    red, green, blue = (int(channel) for channel in every.mean(axis=0)) if len(every) else (0, 0, 0)
    return set_lightness(
        (red, green, blue),
        DARK_SCRIM_LIGHTNESS if relative_luminance(ink) > EVEN_CONTRAST_LUMINANCE else LIGHT_SCRIM_LIGHTNESS,
        0.6,
    )
