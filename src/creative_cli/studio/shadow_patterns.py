"""Light patterns on a wall: window panes and palm leaves.

Fields of 0 (shade) to 1 (light), float32 (height, width), drawn small and blurred like a shadow from a few metres.
"""

import math

import numpy as np
from PIL import Image, ImageDraw

from creative_cli.imaging import raster
from creative_cli.imaging.raster import Field

PATTERN_CELL_PX = 3  # grid of the patterns, px; nothing in them is sharp
PANE_SLANT = 0.30  # sideways shift of the panes' light per px down: the sun stands high on the left


def window_pane_light(
    size: tuple[int, int],
    middle: tuple[float, float],
    extent: tuple[float, float],
    soft: float,
    slant: float = PANE_SLANT,
) -> Field:
    """Return the light of a window of 2 by 3 panes, with *middle* and *extent* in px on a wall of *size*."""
    small, (width, height) = _pattern_size(size), extent
    x = (np.arange(small[0], dtype=np.float32)[None, :] + 0.5) * PATTERN_CELL_PX - middle[0]
    y = (np.arange(small[1], dtype=np.float32)[:, None] + 0.5) * PATTERN_CELL_PX - middle[1]
    u, v = (x - slant * y) / np.float32(width), (y + 0.10 * x) / np.float32(height)
    inside = _soft_band(u, -0.5, 0.5, soft / width) * _soft_band(v, -0.5, 0.5, soft / height)
    bars = _soft_band(u, -0.032, 0.032, 0.7 * soft / width)
    for row in (-1 / 6, 1 / 6):
        bars = np.maximum(bars, _soft_band(v, row - 0.018, row + 0.018, 0.7 * soft / height))
    return _enlarge_pattern(inside * (1 - bars), size)


def palm_leaf_light(size: tuple[int, int], root: tuple[float, float], length: float, seed: int, soft: float) -> Field:
    """Return the light between palm fronds that spread from *root*; *length* is that of a frond, px."""
    random = np.random.default_rng(seed)
    small = _pattern_size(size)
    part = Image.new("L", small, 255)
    pen = ImageDraw.Draw(part)
    for turn in (2.75, 2.25, 1.72):
        angle = turn + float(random.uniform(-0.12, 0.12))
        _draw_frond(
            pen,
            (root[0] / PATTERN_CELL_PX, root[1] / PATTERN_CELL_PX),
            angle,
            length / PATTERN_CELL_PX * float(random.uniform(0.85, 1.1)),
        )
    return _enlarge_pattern(raster.blur_field(np.asarray(part, np.float32) / 255, soft / PATTERN_CELL_PX), size)


def _draw_frond(pen: ImageDraw.ImageDraw, root: tuple[float, float], angle: float, length: float) -> None:
    """Draw a bent stalk with pointed leaflets on both sides, longest in the middle."""
    leaflets = 17
    x, y = root
    step = length / leaflets
    for place in range(leaflets):
        share = place / leaflets
        angle -= 0.030 + 0.02 * share
        x, y = x + step * math.cos(angle), y + step * math.sin(angle)
        reach = length * (0.16 + 0.34 * math.sin(math.pi * min(1.0, 0.12 + 0.95 * share)))
        for side in (-1, 1):
            lean = angle + side * (1.05 - 0.45 * share)
            tip = x + reach * math.cos(lean), y + reach * math.sin(lean)
            bulge = 0.055 * reach
            mid = x + 0.42 * reach * math.cos(lean), y + 0.42 * reach * math.sin(lean)
            across = -math.sin(lean) * bulge, math.cos(lean) * bulge
            pen.polygon(
                [(x, y), (mid[0] + across[0], mid[1] + across[1]), tip, (mid[0] - across[0], mid[1] - across[1])],
                fill=0,
            )


def _pattern_size(size: tuple[int, int]) -> tuple[int, int]:
    return -(-size[0] // PATTERN_CELL_PX), -(-size[1] // PATTERN_CELL_PX)


def _enlarge_pattern(field: Field, size: tuple[int, int]) -> Field:
    return np.asarray(np.clip(np.asarray(Image.fromarray(field).resize(size, Image.Resampling.BICUBIC)), 0, 1))


def _soft_band(value: Field, low: float, high: float, soft: float) -> Field:
    return raster.smooth_step(low - soft, low + soft, value) * raster.smooth_step(high + soft, high - soft, value)
