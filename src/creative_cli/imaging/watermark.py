"""The translucent watermark of drafts, visible on light and dark parts of the picture."""

import numpy as np
from PIL import Image

from creative_cli.imaging.blending import paste_layer
from creative_cli.models import Pixels

MARK_OPACITY = 0.30  # easy to read, with the ad visible under it
RIM_OPACITY = 0.5  # opacity of the dark rim, of the mark's own: it keeps white letters visible on white
MARK_TILT = 30.0  # degrees; no line of text hides a tilted mark
MARK_SPACING = (1.6, 3.6)  # distance across and down, of the mark's own width and height


def add_watermark(pixels: Pixels, mark: Pixels) -> Pixels:
    """Return *pixels* (height, width, 3) covered with *mark* (h, w, 4) in tilted rows, every other one shifted."""
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
    """Return the mark in its opacity, with a dark rim of one px around it."""
    mark = np.pad(mark, ((2, 2), (2, 2), (0, 0)))
    alpha = mark[..., 3].astype(np.float32) / 255 * MARK_OPACITY
    rim = np.maximum.reduce([np.roll(alpha, step, axis) for axis in (0, 1) for step in (-1, 1)]) * RIM_OPACITY
    cover = alpha + rim * (1 - alpha)
    colour = mark[..., :3] * (alpha / np.maximum(cover, 1e-6))[..., None]
    return np.dstack([colour + 0.5, cover * 255 + 0.5]).astype(np.uint8)
