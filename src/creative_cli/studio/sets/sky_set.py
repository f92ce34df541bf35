"""A sky with a plinth that rises out of clouds."""

import math

import numpy as np

from creative_cli.color.color_math import WHITE, Rgb, mix_oklab, rgb_to_oklab, set_lightness
from creative_cli.imaging import raster
from creative_cli.imaging.raster import Field
from creative_cli.studio.product import ScaledProduct
from creative_cli.studio.sets import set_surfaces as surfaces
from creative_cli.studio.sets.set_light import Ledge, calm_area, glow_behind, wash_key_light
from creative_cli.studio.sets.set_paints import SetPaints
from creative_cli.studio.sets.set_stage import SetStage

CLOUD_CELL_PX = 3


def sky_wall(paints: SetPaints) -> Rgb:
    """Return the colour of the sky behind the type: secondary with 28 % white."""
    return paints.lift_wall(mix_oklab(paints.secondary, WHITE, 0.28))


def draw_sky(stage: SetStage, paints: SetPaints, _body: ScaledProduct) -> tuple[Field, Ledge | None]:
    """Draw a sky that warms towards the ground, and a plinth that rises out of clouds."""
    high, s = sky_wall(paints), stage.short_side
    low = paints.lift_wall(mix_oklab(mix_oklab(paints.accent, WHITE, 0.15), high, 0.15))
    x, y = raster.pixel_centers(stage.width, stage.height)
    share = raster.smooth_step(0.30 * stage.height, 1.02 * stage.height, y)
    scene = np.empty((3, stage.height, stage.width), np.float32)
    for channel in range(3):
        top, foot = (float(raster.color_to_light(one)[channel, 0, 0]) for one in (high, low))
        scene[channel] = top + share * (foot - top) + 0 * x
    glow_behind(scene, stage, raster.color_to_light(mix_oklab(low, WHITE, 0.6)), 0.06, 0.6)
    wash_key_light(scene, stage, 0.16)
    random = np.random.default_rng(stage.seed)
    shade, lit = mix_oklab(high, low, 0.35), mix_oklab(WHITE, low, 0.10)
    dark = set_lightness(mix_oklab(shade, paints.primary, 0.12), min(0.86, rgb_to_oklab(shade)[0] + 0.02))
    _draw_clouds(scene, stage, (dark, lit), random, far=True)
    cx, _ = stage.base_centre
    radius = min(max(1.5 * stage.base, 0.17 * s), max(stage.width - cx - 0.03 * s, 1.12 * stage.base))
    colour = paints.material(mix_oklab(paints.accent, WHITE, 0.25), 0.9, 0.0)
    ledge = surfaces.draw_plinth(scene, stage, colour, radius, 0.3 * s)
    _draw_clouds(scene, stage, (dark, lit), random, far=False)
    return scene, ledge


def _draw_clouds(
    scene: Field, stage: SetStage, colours: tuple[Rgb, Rgb], random: np.random.Generator, *, far: bool
) -> None:
    """Draw banks of cumulus: soft balls, each lit from the key light's side, from the back to the front.

    The far bank stands behind the product, beside the quiet box; the near one hides the plinth's foot, never the
    product.
    """
    s, cell = stage.short_side, CLOUD_CELL_PX
    size = -(-stage.width // cell), -(-stage.height // cell)
    cover, level = np.zeros(size[::-1], np.float32), np.zeros(size[::-1], np.float32)
    puffs = _far_puffs(stage, random) if far else _near_puffs(stage, random)
    for x, y, radius in sorted(puffs, key=lambda one: one[1] + 0.3 * one[2]):
        _blend_puff(cover, level, (x / cell, y / cell, radius / cell), stage.lean)
    if far:
        cover, level = (raster.blur_field(one, 0.008 * s / cell) for one in (cover, level))
    noise = surfaces.soft_noise(random, size, (max(4, 60 * stage.width // s), max(4, 60 * stage.height // s)))
    level = np.clip(level / np.maximum(cover, 1e-3) + 0.03 * noise, 0, 1)
    alpha = raster.enlarge_field(np.clip(cover, 0, 1), stage.size) * np.float32(0.80 if far else 1.0)
    if far:
        # Behind the product the sky stays clear: a white pack would be lost in a cloud.
        box, soft = stage.product.grown(0.01 * s), 0.05 * s
        where = raster.scene_patch(scene, 0, 0, stage.width, stage.height)
        alpha = alpha * (1 - calm_area(stage, 0.06))
        if where is not None:
            alpha = alpha * (1 - surfaces.soft_box(where, box, soft))
    else:
        _, down = raster.pixel_centers(stage.width, stage.height)
        alpha = alpha * raster.smooth_step(stage.foot, stage.foot + 0.04 * s, down + _beside(stage))
    alpha = np.clip(alpha, 0, 1)
    shown = np.clip(raster.enlarge_field(level, stage.size), 0, 1)
    dark, lit = (raster.color_to_light(one)[:, 0, 0] for one in colours)
    for channel in range(3):
        tone = dark[channel] + shown * (lit[channel] - dark[channel])
        scene[channel] += alpha * (tone - scene[channel])


def _beside(stage: SetStage) -> Field:
    """Return how much higher the near clouds may stand away from the product, px; (1, width)."""
    x, _ = raster.pixel_centers(stage.width, 1)
    away = np.abs(x - np.float32(stage.axis)) - np.float32(1.15 * stage.product.width / 2)
    return np.asarray(np.clip(away, 0, 0.07 * stage.short_side), np.float32)


def _blend_puff(cover: Field, level: Field, ball: tuple[float, float, float], lean: int) -> None:
    x, y, radius = ball
    where = raster.scene_patch(cover, x - radius, y - radius, x + radius, y + radius)
    if where is None:
        return
    u, v = (where.x - np.float32(x)) / np.float32(radius), (where.y - np.float32(y)) / np.float32(radius)
    square = u * u + v * v
    alpha = np.clip(1 - square, 0, 1) ** np.float32(0.75)
    alpha = np.minimum(1, 1.5 * alpha)
    lit = np.clip(0.62 - 0.30 * lean * u - 0.46 * v + 0.10 * np.sqrt(np.clip(1 - square, 0, 1)), 0, 1)
    for field, value in zip((level, cover), (lit, np.ones_like(lit)), strict=True):
        under = field[where.rows, where.columns]
        under += alpha * (value - under)


def _far_puffs(stage: SetStage, random: np.random.Generator) -> list[tuple[float, float, float]]:
    s, box = stage.short_side, stage.product
    puffs = []
    spread = max(stage.width, s)
    for bank_x, bank_y, wide in (
        (stage.axis - 0.30 * s, box.y + 0.42 * box.height, 0.30),
        (stage.axis + 0.34 * s, box.y + 0.20 * box.height, 0.26),
        (stage.axis - 0.02 * spread, stage.foot - 0.16 * s, 0.5),
    ):
        for _ in range(16):
            along = random.normal(0, 0.42)
            radius = s * random.uniform(0.035, 0.085) * math.exp(-along * along)
            puffs.append((bank_x + along * wide * s, bank_y + random.uniform(-0.03, 0.03) * s, radius))
    return puffs


def _near_puffs(stage: SetStage, random: np.random.Generator) -> list[tuple[float, float, float]]:
    s = stage.short_side
    puffs = []
    rows = 4
    for row in range(rows):
        y = stage.foot + (0.125 + 0.05 * row) * s
        step = (0.085 + 0.012 * row) * s
        for index in range(int(stage.width / step) + 3):
            x = (index - 1 + random.uniform(-0.35, 0.35)) * step
            puffs.append((x, y + random.uniform(-0.025, 0.025) * s, s * random.uniform(0.05, 0.10)))
    bottom = stage.foot + (0.125 + 0.05 * rows) * s
    while bottom < stage.height + 0.05 * s:
        puffs += [
            (x + random.uniform(-0.03, 0.03) * s, bottom, s * random.uniform(0.07, 0.12))
            for x in np.arange(0, stage.width + 0.1 * s, 0.1 * s)
        ]
        bottom += 0.06 * s
    return puffs
