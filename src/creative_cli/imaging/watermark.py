"""The translucent mark over a draft: seen on every part of the picture, light or dark, never mistaken for the ad."""

import numpy as np
from PIL import Image

from creative_cli.imaging.blending import paste_layer
from creative_cli.models import Pixels

MARK_OPACITY = 0.30
"""Opacity of the mark: read at a glance, and the ad under it can still be judged."""

RIM_OPACITY = 0.5
"""Opacity of the dark rim around the mark, of the mark's own: it keeps white letters visible on white."""

MARK_TILT = 30.0
"""Degrees it rises, so that no line of type hides it."""

MARK_SPACING = (1.6, 3.6)
"""Distance of the marks across and down, of their own width and height."""


def add_watermark(pixels: Pixels, mark: Pixels) -> Pixels:
    """Return *pixels* (height, width, 3) with *mark* (h, w, 4) over all of it, in tilted rows, every other shifted."""
    height, width = pixels.shape[:2]
    reach = int(np.hypot(width, height)) + max(mark.shape[:2])
    sheet = Image.new("RGBA", (reach, reach))
    tile = Image.fromarray(_add_rim(mark))
    across, down = max(1, round(tile.width * MARK_SPACING[0])), max(1, round(tile.height * MARK_SPACING[1]))
    for row, y in enumerate(range(0, reach, down)):
        for x in range(-(row % 2) * across // 2, reach, across):
            sheet.alpha_composite(tile, (max(0, x), y), (max(0, -x), 0)) if x > -tile.width else None
    tilted = sheet.rotate(MARK_TILT, Image.Resampling.BICUBIC)
    left, top = (reach - width) // 2, (reach - height) // 2
    return paste_layer(pixels, np.asarray(tilted.crop((left, top, left + width, top + height))), 0, 0)


def _add_rim(mark: Pixels) -> Pixels:
    """Return the mark in its opacity with a dark copy behind it, one px down and to the right of each of its edges."""
    mark = np.pad(mark, ((2, 2), (2, 2), (0, 0)))
    alpha = mark[..., 3].astype(np.float32) / 255 * MARK_OPACITY
    rim = np.maximum.reduce([np.roll(alpha, step, axis) for axis in (0, 1) for step in (-1, 1)]) * RIM_OPACITY
    cover = alpha + rim * (1 - alpha)
    colour = mark[..., :3] * (alpha / np.maximum(cover, 1e-6))[..., None]
    return np.dstack([colour + 0.5, cover * 255 + 0.5]).astype(np.uint8)
