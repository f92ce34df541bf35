"""Scalloped outlines: a row of round bumps along the edge of a frame, as coverage."""

from collections.abc import Iterator
from functools import lru_cache
from math import ceil, cos, hypot, pi, sin

import numpy as np
from PIL import Image, ImageDraw

from creative_cli.layout.style_pack import FrameShape
from creative_cli.models import Pixels

OVERSAMPLE = 4  # outlines are drawn this much larger, which smooths their edges
DEPTH = 0.30  # of a scallop's width: how far it stands out
ARC_STEPS = 48  # points of a quarter of an arc
ARCH_DOME = 0.62  # most of an arch's height that its arc takes

Corner = tuple[float, float]


@lru_cache(maxsize=16)
def draw_scallops(
    shape: FrameShape, size: tuple[int, int], radius: float, width: float, bleeds: tuple[bool, bool, bool, bool]
) -> Pixels:
    """Return a frame's outline made of scallops *width* px wide, uint8 (height, width), read-only.

    It stays inside *size* and is plain on the sides that it *bleeds* off the canvas: left, top, right, bottom.
    """
    spare = ceil(width)
    left, top, right, bottom = (spare if off else 0 for off in bleeds)
    whole = _draw_all_round(shape, (size[0] + left + right, size[1] + top + bottom), radius, width)
    mask = np.ascontiguousarray(whole[top : top + size[1], left : left + size[0]])
    mask.setflags(write=False)
    return mask


def _draw_all_round(shape: FrameShape, size: tuple[int, int], radius: float, width: float) -> Pixels:
    big = OVERSAMPLE * size[0], OVERSAMPLE * size[1]
    step, inset = OVERSAMPLE * width, DEPTH * OVERSAMPLE * width
    path = list(_outline(shape, (big[0] - 2 * inset, big[1] - 2 * inset), OVERSAMPLE * radius))
    path = [(x + inset, y + inset) for x, y in path]
    picture = Image.new("L", big, 0)
    pen = ImageDraw.Draw(picture)
    pen.polygon(path, fill=255)
    # A circle on the edge that stands out by `inset`: its centre lies inside where it is wider than that.
    reach = (step**2 / 4 + inset**2) / (2 * inset)
    for (x, y), (across, down) in _spread(path, step):
        middle = x - across * (reach - inset), y - down * (reach - inset)
        pen.ellipse((middle[0] - reach, middle[1] - reach, middle[0] + reach, middle[1] + reach), fill=255)
    return np.asarray(picture.resize(size, Image.Resampling.BOX))


def _outline(shape: FrameShape, size: tuple[float, float], radius: float) -> Iterator[Corner]:
    """Yield the points of an outline, clockwise from its lower left corner."""
    width, height = size
    if shape is FrameShape.CIRCLE:
        for turn in range(4 * ARC_STEPS):
            angle = 2 * pi * turn / (4 * ARC_STEPS)
            yield width / 2 - width / 2 * cos(angle), height / 2 - height / 2 * sin(angle)
        return
    corner = min(radius if shape is FrameShape.ROUNDED else 0.0, width / 2, height / 2)
    yield from _arc((corner, height - corner), corner, corner, 0.5)
    if shape is FrameShape.ARCH:
        dome = min(width / 2, ARCH_DOME * height)
        yield from _arc((width / 2, dome), width / 2, dome, 1.0)
        yield from _arc((width / 2, dome), width / 2, dome, 1.5)
    else:
        yield from _arc((corner, corner), corner, corner, 1.0)
        yield from _arc((width - corner, corner), corner, corner, 1.5)
    yield from _arc((width - corner, height - corner), corner, corner, 0.0)


def _arc(center: Corner, across: float, down: float, start: float) -> Iterator[Corner]:
    """Yield a quarter of an ellipse from *start*, in half turns, clockwise."""
    for step in range(ARC_STEPS + 1):
        angle = pi * (start + step / (2 * ARC_STEPS))
        yield center[0] + across * cos(angle), center[1] + down * sin(angle)


def _spread(path: list[Corner], step: float) -> Iterator[tuple[Corner, Corner]]:
    """Yield points evenly along a closed outline, about *step* apart, each with the direction outwards."""
    closed = np.array([*path, path[0]])
    sides = np.diff(closed, axis=0)
    lengths = np.hypot(sides[:, 0], sides[:, 1])
    along = np.concatenate([[0.0], np.cumsum(lengths)])
    count = max(3, round(float(along[-1]) / step))
    for place in (np.arange(count) + 0.5) * along[-1] / count:
        side = min(int(np.searchsorted(along, place, side="right")) - 1, len(sides) - 1)
        part = (place - along[side]) / max(1e-9, lengths[side])
        x, y = closed[side] + part * sides[side]
        across, down = sides[side]
        length = max(1e-9, hypot(across, down))
        # Clockwise on a canvas whose y grows downwards: the outside lies to the left of the way.
        yield (float(x), float(y)), (float(down / length), float(-across / length))
