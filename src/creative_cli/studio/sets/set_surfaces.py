"""Surfaces and solids of sets: tiles, planks, flecks, noise, plinths. All of them draw linear light."""

import math
from collections.abc import Callable
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from creative_cli.color.color_math import Rgb
from creative_cli.formats import Box
from creative_cli.imaging import raster
from creative_cli.imaging.raster import Field, color_to_light
from creative_cli.studio.sets.set_light import Ledge, darken_scene, ledge_coverage
from creative_cli.studio.sets.set_stage import SetStage

CALM_CUT = 0.65  # part of a surface's contrast that the quiet box loses
FINE = 2  # supersampling of what Pillow draws

Pen: TypeAlias = ImageDraw.ImageDraw


def new_scene(stage: SetStage, colour: Rgb) -> Field:
    """Return a scene of one colour, linear light float32 (3, height, width)."""
    return np.broadcast_to(color_to_light(colour), (3, stage.height, stage.width)).astype(np.float32)


def soft_noise(random: np.random.Generator, size: tuple[int, int], cells: tuple[int, int]) -> Field:
    """Return smooth noise about 0, deviation near 1, of *size* (width, height) with *cells* spots across and down."""
    grid = random.standard_normal((max(2, cells[1]) + 1, max(2, cells[0]) + 1), dtype=np.float32)
    return np.asarray(Image.fromarray(grid).resize(size, Image.Resampling.BICUBIC))


def layered_noise(random: np.random.Generator, size: tuple[int, int], spots: int, layers: int = 3) -> Field:
    """Return noise of *layers* octaves of *size*, px, *spots* along the short side first, deviation near 1."""
    coarse = max(2, -(-size[0] // 3)), max(2, -(-size[1] // 3))
    total = np.zeros(coarse[::-1], np.float32)
    for layer in range(layers):
        cells = [max(2, round(spots * 2**layer * side / min(size))) for side in size]
        total += soft_noise(random, coarse, (cells[0], cells[1])) * np.float32(0.6**layer)
    return raster.enlarge_field(total / np.float32(math.sqrt(sum(0.36**layer for layer in range(layers)))), size)


def mottled_level(stage: SetStage, strength: float, spots: int) -> Field:
    """Return the level of light on a wall that is nearly even: 1 with noise of a deviation of *strength*, read-only."""
    return _mottled_level(stage.seed, stage.size, strength, spots)


@lru_cache(maxsize=4)  # 6 MB at 1080 × 1350; products and directions share those of a few formats
def _mottled_level(seed: int, size: tuple[int, int], strength: float, spots: int) -> Field:
    level = layered_noise(np.random.default_rng(seed), size, spots)
    level = 1 + np.float32(strength) * level
    level.setflags(write=False)
    return level


def tile_wall(
    scene: Field, stage: SetStage, colours: tuple[Rgb, Rgb], tile: tuple[float, float], calm: Field, *, shift: float
) -> None:
    """Cover *scene* with glazed tiles of the first colour, joints of the second; *tile* is their size, px.

    Each course is shifted by *shift* tiles against the one above. Tiles differ a little and catch the key light on
    their upper edge; the quiet box, *calm*, keeps a third of that.
    """
    wide, tall = tile
    random = np.random.default_rng(stage.seed)
    x, y = np.arange(stage.width, dtype=np.float32) + 0.5, np.arange(stage.height, dtype=np.float32) + 0.5
    course = np.floor((y - stage.seam) / tall).astype(int)
    down = (y - stage.seam) / tall - course
    joint, soft = 0.0042 * stage.short_side, 0.0026 * stage.short_side
    across_edges, tones, glazes = [], [], []
    for first in range(int(course.min()), int(course.max()) + 1):
        place = (x - stage.axis) / wide + (first % 2) * shift + (0.37 * first if shift == 0 else 0)
        column = np.floor(place).astype(int)
        u = place - column
        across_edges.append(_joint_cover(np.minimum(u, 1 - u) * wide, joint, soft))
        own = random.normal(0, 0.030, column.max() - column.min() + 1).astype(np.float32)
        tones.append(own[column - column.min()])
        glazes.append((0.5 - u) * np.float32(0.05 * stage.lean))
    rows = course - int(course.min())
    down_edges = _joint_cover(np.minimum(down, 1 - down) * tall, joint, soft)[:, None]
    grout = np.maximum(np.asarray(across_edges)[rows], down_edges)
    gleam = 0.085 * np.exp(-(((down - 0.16) / 0.10) ** 2)) + 0.05 * (0.5 - down)
    level = np.asarray(tones)[rows] + np.asarray(glazes)[rows] + gleam[:, None].astype(np.float32)
    keep = 1 - np.float32(CALM_CUT) * calm
    level = 1 + level * keep
    grout *= keep
    for channel, (face, between) in enumerate(zip(*(color_to_light(one)[:, 0, 0] for one in colours), strict=True)):
        body = level * face
        scene[channel] = body + grout * (between - body)


def _joint_cover(away: Field, half: float, soft: float) -> Field:
    return raster.smooth_step(half + soft, half - soft, away)


def paint_ground(
    scene: Field, stage: SetStage, colour: Rgb, draw: Callable[[Pen, float], None] | None = None, soft: float = 0.0
) -> slice:
    """Lay the ground in *colour* below the seam; *draw* gets a pen on it, FINE px per px, and its top."""
    top = max(0, int(stage.seam))
    rows = slice(top, stage.height)
    tall = stage.height - top
    if draw is None:
        scene[:, rows] = color_to_light(colour)
        return rows
    picture = Image.new("RGB", (stage.width * FINE, tall * FINE), colour)
    draw(ImageDraw.Draw(picture), float(top))
    small = picture.resize((stage.width, tall), Image.Resampling.BOX)
    if soft:
        small = small.filter(ImageFilter.GaussianBlur(soft * stage.short_side))
    drawn = np.asarray(small)
    for channel in range(3):
        scene[channel, rows] = raster.srgb_to_light(drawn[..., channel])
    return rows


def shade_ground(scene: Field, stage: SetStage, tint: Field, depth: float = 0.35) -> None:
    """Shade where wall and ground meet, and the far side of the ground from the key light."""
    s = stage.short_side
    where = raster.scene_patch(scene, 0, stage.seam - 0.08 * s, stage.width, stage.height)
    if where is None:
        return
    below = where.y - np.float32(stage.seam)
    crease = np.where(below > 0, np.exp(-below / np.float32(0.022 * s)), 0.6 * np.exp(below / np.float32(0.03 * s)))
    far = where.x / np.float32(stage.width)
    far = far if stage.lean > 0 else 1 - far
    darken_scene(scene, where, np.asarray(depth * crease * (0.7 + 0.5 * far), np.float32), tint)


def lay_planks(scene: Field, stage: SetStage, colour: Rgb, planks: int) -> slice:
    """Lay boards that run across the picture, with their grain, from the seam to the lower edge."""
    top = max(0, int(stage.seam))
    rows = slice(top, stage.height)
    random = np.random.default_rng(stage.seed + 7)
    x, y = raster.pixel_centers(stage.width, stage.height)
    y = y[rows]
    across, behind = stage.ground_at(x, y)
    s = np.float32(stage.short_side)
    depth = behind[:, 0] / s
    reach = float(depth[0] - depth[-1])
    board = np.floor((depth - depth[-1]) / np.float32(reach / planks)).astype(int)
    tones = random.normal(0, 0.05, planks + 2).astype(np.float32)
    starts = random.uniform(0, 50, planks + 2).astype(np.float32)
    size = stage.width, stage.height - top
    wobble = soft_noise(random, size, (5, 3)) * np.float32(0.05)
    fine = np.repeat(random.standard_normal((1, 1024), dtype=np.float32), 2, axis=0)[0]
    # Grain: lines along the board, bent by slow noise; boards start at their own place in it.
    line = (depth[:, None] * 60 + starts[board][:, None] + wobble * 22 + across / s * np.float32(0.7)) % 1023
    whole = np.minimum(line.astype(np.int32), 1022)  # the remainder of a tiny negative number rounds to 1023
    share = line - whole
    grain = fine[whole] * (1 - share) + fine[whole + 1] * share
    pores = np.asarray(soft_noise(random, size, (stage.width // 60, max(3, int(size[1] // 3)))))
    edge = (depth - depth[-1]) / np.float32(reach / planks) - board
    gap = raster.smooth_step(0.045, 0.012, np.minimum(edge, 1 - edge))[:, None]
    level = 1 + tones[board][:, None] + np.float32(0.045) * grain + np.float32(0.025) * pores
    level *= 1 - np.float32(0.45) * gap
    lights = color_to_light(colour)[:, 0, 0]
    for channel in range(3):
        # Dark grain is a little more saturated than light wood: the blue end falls first.
        scene[channel, rows] = lights[channel] * level ** np.float32(1 + 0.25 * (lights.max() - lights[channel]))
    return rows


def draw_plinth(scene: Field, stage: SetStage, colour: Rgb, radius: float, rise: float | None) -> Ledge:
    """Stand a round plinth under the product, *rise* px high or down to the lower edge, and return its top."""
    cx, cy = stage.base_centre
    bottom = stage.height + stage.short_side if rise is None else cy + rise
    flat, low = radius * stage.flat_ratio(cy), radius * stage.flat_ratio(bottom)
    where = raster.scene_patch(scene, cx - radius - 2, cy - flat - 2, cx + radius + 2, bottom + low + 2)
    ledge = Ledge((cx, cy), (radius, flat))
    if where is None:
        return ledge
    across = np.clip((where.x - cx) / np.float32(radius), -1, 1)
    front = np.sqrt(1 - across * across)
    column = np.clip(radius - np.abs(where.x - cx) + 0.5, 0, 1)
    edge = np.float32(bottom) + np.float32(low) * front
    side = column * np.clip(edge - where.y + 0.5, 0, 1) * (where.y >= cy)
    facing = np.clip(np.float32(-0.58 * stage.lean) * across + np.float32(0.64) * front, 0, 1)
    down = np.clip((where.y - cy) / np.float32(max(stage.height - cy, 1)), 0, 1)
    bounce = 0.10 * raster.smooth_step(0.6, 1.0, np.float32(stage.lean) * across)
    level = (0.30 + 0.72 * facing**1.2 + bounce) * (1 - 0.22 * down)
    light = color_to_light(colour)
    _blend(scene, where, light, level, side)
    top = ledge_coverage(where, ledge)
    back = np.clip((cy + flat - where.y) / np.float32(2 * flat), 0, 1)
    _blend(scene, where, light, 1.10 - 0.10 * stage.lean * across - 0.05 * back, top)
    inner = raster.ellipse_coverage(where.x, where.y, (cx, cy - 0.0022 * stage.short_side), (radius, flat), 1.6)
    _blend(scene, where, light, np.full_like(top, 1.32), np.clip(top - inner, 0, 1) * 0.8)
    return ledge


def _blend(scene: Field, where: raster.ScenePatch, light: Field, level: Field, cover: Field) -> None:
    for channel in range(3):
        under = scene[channel, where.rows, where.columns]
        change = level * light[channel, 0, 0] - under
        change *= cover
        under += change


def blend_flat(scene: Field, where: raster.ScenePatch, colour: Rgb, cover: Field, level: Field | float = 1.0) -> None:
    """Blend *colour*, lit by *level*, into the window of *scene* by *cover* (0..1)."""
    _blend(scene, where, color_to_light(colour), np.asarray(level, np.float32), cover)


def soft_box(where: raster.ScenePatch, box: Box, soft: float) -> Field:
    """Return the coverage of a rectangle whose edges are *soft* px wide on both sides."""
    across = raster.smooth_step(-soft, soft, where.x - np.float32(box.x)) * raster.smooth_step(
        soft, -soft, where.x - np.float32(box.right)
    )
    down = raster.smooth_step(-soft, soft, where.y - np.float32(box.y)) * raster.smooth_step(
        soft, -soft, where.y - np.float32(box.bottom)
    )
    return np.asarray(across * down, np.float32)
