"""The empty studio: a painted wall that turns into floor, under one lamp aimed at the product's place."""

import numpy as np
from PIL import Image

from creative_cli.imaging import raster
from creative_cli.imaging.raster import Field
from creative_cli.studio.grading import ColorGrade
from creative_cli.studio.set_layout import SetLayout

HORIZON_BLEND = (-0.012, 0.030)  # start and end of the blend from wall to floor, from the horizon, of the short side
PAINT_MOTTLES = ((5, 0.010), (17, 0.006))  # uneven paint: spots along the short side, and their strength


def paint_backdrop(stage: SetLayout, colours: ColorGrade, seed: int) -> Field:
    """Return wall and floor, lit at the product and darker towards text and corners."""
    width, height, s = stage.width, stage.height, stage.short_side
    x, y = raster.pixel_centers(width, height)
    beside = [box.right for box in stage.quiet if box.right < stage.centre]
    wide = max(0.30 * s, 0.95 * (stage.centre - max(beside, default=0.25 * width)))
    middle = stage.product.y + 0.42 * stage.product.height
    tall = max(0.48 * s, 0.71 * stage.product.height)
    wash = raster.gaussian_glow(x, y, (stage.centre - 0.2 * s, middle), (1.1 * s, 0.9 * s))
    corner = (1.3 * (x / width - 0.5) ** 2 + (y / height - 0.5) ** 2) * np.float32(4)
    pool = raster.gaussian_glow(x, y, (stage.centre + 0.05 * s, middle), (1.25 * wide, tall))
    spill = raster.gaussian_glow(
        x, y, (stage.centre + 0.02 * s, stage.top + 0.02 * s), (1.35 * wide + 0.25 * s, 0.17 * s)
    )
    seam = np.exp(-np.abs(y - stage.horizon) / np.float32(0.035 * s)) * np.float32(0.09)
    paint = _paint_mottle(width, height, seed) - seam
    wall = paint + 0.26 + 0.16 * wash + 0.42 * pool - 0.05 * corner
    floor = paint + 0.30 + 0.10 * wash + 0.44 * spill - 0.07 * corner
    return _join_wall_and_floor(stage, colours, wall, floor)


def _join_wall_and_floor(stage: SetLayout, colours: ColorGrade, wall: Field, floor: Field) -> Field:
    """Return the light of wall and floor as colours, blended along the horizon."""
    low, high = (stage.horizon + edge * stage.short_side for edge in HORIZON_BLEND)
    first, last = (int(np.clip(edge, 0, stage.height)) for edge in (low - 1, high + 1))
    scene = np.empty((3, stage.height, stage.width), np.float32)
    scene[:, :last] = colours.wall(wall[:last])
    ground = colours.floor(floor[first:])
    scene[:, last:] = ground[:, last - first :]
    _, y = raster.pixel_centers(stage.width, stage.height)
    seam = scene[:, first:last]
    seam += raster.smooth_step(low, high, y)[first:last] * (ground[:, : last - first] - seam)
    return scene


def _paint_mottle(width: int, height: int, seed: int) -> Field:
    random, short = np.random.default_rng(seed), min(width, height)
    size = max(2, width // 8), max(2, height // 8)
    total = np.zeros(size[::-1], np.float32)
    for spots, strength in PAINT_MOTTLES:
        grid = random.standard_normal((spots * height // short + 2, spots * width // short + 2), dtype=np.float32)
        total += strength * np.asarray(Image.fromarray(grid).resize(size, Image.Resampling.BICUBIC))
    return np.asarray(Image.fromarray(total).resize((width, height), Image.Resampling.BILINEAR))
