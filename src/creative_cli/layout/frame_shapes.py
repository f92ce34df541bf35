"""Outlines of frames, soft shadows and cut-outs at the size that a canvas needs."""

from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from creative_cli.layout.style_pack import FrameShape
from creative_cli.models import Pixels

SHAPE_OVERSAMPLE = 4  # outlines are drawn this much larger, which smooths their edges


def draw_soft_ellipse(size: tuple[int, int], pad: int, opacity: float) -> Pixels:
    """Return a blurred ellipse of *size* (width, height) px with *pad* px around it, as coverage, uint8 (h, w)."""
    wide, high = size
    picture = Image.new("L", (wide + 2 * pad, high + 2 * pad), 0)
    ImageDraw.Draw(picture).ellipse((pad, pad, pad + wide - 1, pad + high - 1), fill=round(255 * opacity))
    return np.asarray(picture.filter(ImageFilter.GaussianBlur(high / 3)))


def resize_cutout(rgba: Pixels, size: tuple[int, int]) -> Pixels:
    """Return a cut-out, uint8 (h, w, 4), at *size* (width, height) px.

    Colours are weighted by alpha, so that no fringe of the ground comes in.
    """
    picture = Image.fromarray(rgba).convert("RGBa").resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    return np.asarray(picture.convert("RGBA"))


@lru_cache(maxsize=32)
def draw_frame_shape(shape: FrameShape, size: tuple[int, int], radius: float, edge: float) -> Pixels:
    """Return the outline of a frame of *size* (width, height) px as coverage, uint8 (height, width), read-only.

    *radius* is that of its corners, px. *edge* is how far a diagonal edge leans, px; less than 0 on the right side.
    """
    width, height = size
    if shape is FrameShape.RECT or (shape is FrameShape.ROUNDED and not radius):
        return _read_only(np.full((height, width), 255, np.uint8))
    big = SHAPE_OVERSAMPLE * width, SHAPE_OVERSAMPLE * height
    picture = Image.new("L", big, 0)
    pen, last = ImageDraw.Draw(picture), (big[0] - 1, big[1] - 1)
    corner = SHAPE_OVERSAMPLE * radius
    if shape is FrameShape.CIRCLE:
        pen.ellipse((0, 0, *last), fill=255)
    elif shape is FrameShape.ROUNDED:
        pen.rounded_rectangle((0, 0, *last), corner, fill=255)
    elif shape is FrameShape.ARCH:
        # A half circle over a box: on a wide frame the arc is as high as the frame allows.
        dome = min(big[0] / 2, 0.62 * big[1])
        pen.ellipse((0, 0, last[0], 2 * dome), fill=255)
        pen.rounded_rectangle((0, dome, *last), min(corner, big[0] / 8), fill=255, corners=(False, False, True, True))
    else:
        lean = SHAPE_OVERSAMPLE * abs(edge)
        points = [(lean, 0), (big[0], 0), (big[0], big[1]), (0, big[1])]
        if edge < 0:
            points = [(big[0] - x, y) for x, y in points]
        pen.polygon(points, fill=255)
    return _read_only(np.asarray(picture.resize(size, Image.Resampling.BOX)))


def _read_only(mask: Pixels) -> Pixels:
    mask.setflags(write=False)
    return mask
