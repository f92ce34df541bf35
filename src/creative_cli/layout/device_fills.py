"""Fills boxes with plain tones, which are mixed from two colours of the brand."""

import numpy as np

from creative_cli.color.color_math import Rgb, contrast_ratio
from creative_cli.formats import Box
from creative_cli.imaging.blending import blend_into
from creative_cli.layout.frame_shapes import draw_frame_shape
from creative_cli.layout.style_pack import FrameShape
from creative_cli.models import Pixels

MAX_CROSSED_CONTRAST = 1.6
"""Of a drawing that type may cross, to its ground: letters over it stay as readable as beside it."""
LEAST_SEEN_CONTRAST = 1.16
"""Of such a drawing: less is not seen."""

MIX_STEPS = 50  # in which less of a tone is tried


def limit_contrast(tone: Rgb, ground: Rgb, share: float, most: float = MAX_CROSSED_CONTRAST) -> Rgb:
    """Return *tone* at a share over *ground*, with less of it where its contrast would be more than *most*."""
    steps = (blend_tones(ground, tone, share * step / MIX_STEPS) for step in range(MIX_STEPS, 0, -1))
    return next((mixed for mixed in steps if contrast_ratio(mixed, ground) <= most), ground)


def blend_tones(ground: Rgb, tone: Rgb, share: float) -> Rgb:
    """Return the colour of *tone* laid over *ground* at an opacity of *share*, 0 to 1."""
    red, green, blue = (round(share * over + (1 - share) * under) for over, under in zip(tone, ground, strict=True))
    return red, green, blue


def fill_box(pixels: Pixels, box: Box, color: Rgb, radius: float = 0.0) -> None:
    """Lay a plain box with round corners on the canvas."""
    left, top = round(box.x), round(box.y)
    width, height = round(box.right) - left, round(box.bottom) - top
    if width <= 0 or height <= 0:
        return
    if not radius:
        bottom, right = max(0, top + height), max(0, left + width)
        pixels[max(0, top) : bottom, max(0, left) : right] = color
        return
    layer = np.empty((height, width, 4), np.uint8)
    layer[..., :3] = color
    layer[..., 3] = draw_frame_shape(
        FrameShape.ROUNDED, (width, height), round(min(radius, width / 2, height / 2), 2), 0.0
    )
    blend_into(pixels, layer, left, top)
