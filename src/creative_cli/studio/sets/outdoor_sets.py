"""Sets out of doors: a garden table, and a slab of stone in water."""

import math

import numpy as np
from PIL import Image, ImageDraw

from creative_cli.color.color_math import WHITE, Rgb, mix_oklab, rgb_to_oklab, set_lightness
from creative_cli.imaging import raster
from creative_cli.imaging.raster import Field
from creative_cli.studio.product import ScaledProduct
from creative_cli.studio.sets import set_surfaces as surfaces
from creative_cli.studio.sets.set_light import Ledge, calm_area, darken_scene, glow_behind, wash_key_light
from creative_cli.studio.sets.set_paints import SetPaints
from creative_cli.studio.sets.set_stage import GROUND_RATIO, SetStage
from creative_cli.studio.shadow_patterns import palm_leaf_light


def garden_wall(paints: SetPaints) -> Rgb:
    """Return the colour of foliage behind the type: primary with a part of the secondary."""
    return paints.lift_wall(mix_oklab(paints.primary, paints.secondary, 0.25))


def draw_garden(stage: SetStage, paints: SetPaints, _body: ScaledProduct) -> tuple[Field, Ledge | None]:
    """Draw foliage far out of focus with sun through it, over a table of slats in the shadow of leaves."""
    near, s = garden_wall(paints), stage.short_side
    far = paints.lift_wall(paints.secondary)
    random = np.random.default_rng(stage.seed)
    calm = calm_area(stage, 0.12)
    spots = surfaces.layered_noise(random, stage.size, 5, 2)
    x, y = raster.pixel_centers(stage.width, stage.height)
    light = raster.gaussian_glow(x, y, (stage.axis + 0.12 * s, stage.product.y), (0.62 * s, 0.62 * s))
    share = 0.10 + (0.30 * raster.smooth_step(-0.6, 1.4, spots) + 0.62 * light * (1 - calm_area(stage, 0.45))) * (
        1 - np.float32(0.72) * calm
    )
    scene = surfaces.new_scene(stage, near)
    deep = set_lightness(near, 0.72 * rgb_to_oklab(near)[0])
    bright = mix_oklab(far, WHITE, 0.10)
    for channel in range(3):
        low, middle, high = (float(raster.color_to_light(one)[channel, 0, 0]) for one in (deep, near, bright))
        dark = middle + np.clip(0.45 * (0.35 - share), 0, 1) * (low - middle)
        scene[channel] = dark + np.clip(share, 0, 1) * (high - dark)
    _blurred_leaves(scene, stage, (deep, bright), calm, random)
    _sun_flecks(scene, stage, mix_oklab(far, mix_oklab(WHITE, paints.accent, 0.5), 0.62), random)
    surfaces.lay_planks(scene, stage, paints.wood(0.20), 5)
    size = stage.size
    root = stage.axis - 0.60 * s, stage.seam - 0.03 * s
    leaf = palm_leaf_light(size, (root[0], 0.0), 1.15 * s, stage.seed, 0.007 * s)
    shade = _lay_on_ground(stage, 1 - leaf)
    where = raster.scene_patch(scene, 0, stage.seam, stage.width, stage.height)
    if where is not None:
        darken_scene(scene, where, 0.52 * shade[where.rows, where.columns], paints.shadow)
    surfaces.shade_ground(scene, stage, paints.shadow, 0.36)
    _table_edge(scene, stage, paints)
    wash_key_light(scene, stage, 0.26)
    return scene, None


def _lay_on_ground(stage: SetStage, pattern: Field) -> Field:
    """Return an upright pattern, its foot at the picture's top, squeezed onto the ground like a shadow."""
    tall = stage.height - int(stage.seam)
    picture = Image.fromarray(np.asarray(pattern, np.float32))
    flat = picture.resize((stage.width, max(1, int(stage.height * 0.30))), Image.Resampling.BOX)
    field = np.zeros((stage.height, stage.width), np.float32)
    part = np.asarray(flat)[:tall]
    if stage.lean < 0:
        part = part[:, ::-1]
    field[int(stage.seam) : int(stage.seam) + part.shape[0]] = part
    return field


def _blurred_leaves(
    scene: Field, stage: SetStage, colours: tuple[Rgb, Rgb], calm: Field, random: np.random.Generator
) -> None:
    """Draw twigs with leaves, far out of focus, around the product."""
    s = stage.short_side
    cell = 4
    size = -(-stage.width // cell), -(-stage.height // cell)
    for colour, strength, count, soft in ((colours[0], 0.40, 30, 0.017), (colours[1], 0.42, 24, 0.012)):
        layer = Image.new("L", size)
        pen = ImageDraw.Draw(layer)
        for _ in range(count):
            x, y = random.uniform(-0.1, 1.1) * stage.width, random.uniform(-0.05, 0.85) * stage.seam
            turn = random.uniform(0, 6.28)
            for leaf in range(7):
                angle = turn + (leaf - 3) * 0.42
                long, wide = s * random.uniform(0.06, 0.11), s * random.uniform(0.012, 0.022)
                tip = x + long * math.cos(angle), y + long * math.sin(angle)
                side = -math.sin(angle) * wide, math.cos(angle) * wide
                middle = x + 0.45 * (tip[0] - x), y + 0.45 * (tip[1] - y)
                points = [(x, y), (middle[0] + side[0], middle[1] + side[1]), tip]
                points.append((middle[0] - side[0], middle[1] - side[1]))
                pen.polygon([(a / cell, b / cell) for a, b in points], fill=255)
        field = raster.blur_field(np.asarray(layer, np.float32) / 255, soft * s / cell)
        cover = raster.enlarge_field(field, stage.size) * np.float32(strength) * (1 - np.float32(0.80) * calm)
        cover = np.clip(cover, 0, 1)
        for channel, light in enumerate(raster.color_to_light(colour)[:, 0, 0]):
            scene[channel] += cover * (light - scene[channel])


def _sun_flecks(scene: Field, stage: SetStage, colour: Rgb, random: np.random.Generator) -> None:
    """Draw discs of sun through leaves, out of focus, outside the quiet box."""
    s, quiet, light = stage.short_side, stage.quiet, raster.color_to_light(colour)
    for _ in range(70):
        radius = s * random.uniform(0.010, 0.040)
        x = stage.axis + random.normal(0.06, 0.30) * max(s, 0.6 * stage.width)
        y = random.uniform(0.0, 0.92) * stage.seam
        away = math.hypot(max(quiet.x - x, x - quiet.right, 0.0), max(quiet.y - y, y - quiet.bottom, 0.0))
        if away < radius + 0.025 * s or y + radius > stage.seam:
            continue
        where = raster.scene_patch(scene, x - radius - 3, y - radius - 3, x + radius + 3, y + radius + 3)
        if where is None:
            continue
        disc = raster.ellipse_coverage(where.x, where.y, (x, y), (radius, radius), max(1.5, 0.006 * s))
        inner = raster.ellipse_coverage(where.x, where.y, (x, y), (0.86 * radius, 0.86 * radius), 0.012 * s)
        cover = np.float32(random.uniform(0.14, 0.34)) * (0.75 * disc + 0.4 * np.clip(disc - inner, 0, 1))
        for channel in range(3):
            under = scene[channel, where.rows, where.columns]
            under += cover * (light[channel, 0, 0] - under)


def _table_edge(scene: Field, stage: SetStage, paints: SetPaints) -> None:
    edge, s = stage.front_edge(0.11), stage.short_side
    where = raster.scene_patch(scene, 0, edge, stage.width, stage.height)
    if where is None or edge > stage.height - 0.012 * s:
        return
    face = np.clip(where.y - edge + 0.5, 0, 1) + 0 * where.x
    surfaces.blend_flat(scene, where, paints.wood(0.20), face, 0.66)
    lip = edge + 0.045 * s
    under = np.clip(where.y - lip + 0.5, 0, 1) + 0 * where.x
    dark = set_lightness(paints.primary, min(0.36, 0.72 * rgb_to_oklab(paints.primary)[0]))
    surfaces.blend_flat(scene, where, dark, under)


def slab_wall(paints: SetPaints) -> Rgb:
    """Return the colour behind the type: primary with 30 % secondary."""
    return paints.lift_wall(mix_oklab(paints.primary, paints.secondary, 0.30))


def draw_slab(stage: SetStage, paints: SetPaints, _body: ScaledProduct) -> tuple[Field, Ledge | None]:
    """Draw a wall over still water, with rings around a slab of stone that carries the product."""
    wall = slab_wall(paints)
    scene = surfaces.new_scene(stage, wall)
    random = np.random.default_rng(stage.seed)
    scene *= 1 + np.float32(0.018) * surfaces.layered_noise(random, stage.size, 5)
    glow_behind(scene, stage, raster.color_to_light(mix_oklab(paints.secondary, WHITE, 0.25)), 0.22)
    wash_key_light(scene, stage, 0.42)
    _ringed_water(scene, stage, wall)
    return scene, _rough_slab(scene, stage, paints, random)


def _ringed_water(scene: Field, stage: SetStage, wall: Rgb) -> None:
    """Turn the ground into water: the wall's reflection, and rings that run out from the slab."""
    seam, s = round(stage.seam), stage.short_side
    x, y = raster.pixel_centers(stage.width, stage.height)
    y = y[seam:]
    across, behind = stage.ground_at(x, y)
    away = np.hypot(across - np.float32(stage.middle - stage.axis), behind + np.float32(0.1 * s)) / np.float32(s)
    wave = np.sin(away * np.float32(78)) * np.exp(-away * np.float32(1.5))
    slope = wave * np.float32(0.5)
    near = (y - np.float32(seam)) / np.float32(stage.height - seam)
    calm = raster.gaussian_glow(x, y, (stage.axis - 0.2 * s * stage.lean, stage.foot), (0.8 * s, 0.35 * s))
    base = raster.color_to_light(set_lightness(wall, 0.80 * rgb_to_oklab(wall)[0]))
    sheen = raster.color_to_light(mix_oklab(wall, WHITE, 0.38))
    lit = np.clip(0.16 + 0.40 * slope + 0.22 * (1 - near) + 0.12 * calm, 0, 1)
    for channel in range(3):
        low, high = float(base[channel, 0, 0]), float(sheen[channel, 0, 0])
        scene[channel, seam:] = low * (0.80 + 0.3 * calm) * (1 + 0.24 * slope) + lit * 0.5 * (high - low)
    line = np.exp(-(y - seam) / np.float32(0.006 * s)) * np.float32(0.3)
    scene[:, seam:] *= 1 - line


def _rough_slab(scene: Field, stage: SetStage, paints: SetPaints, random: np.random.Generator) -> Ledge:
    """Lay a slab with a broken edge under the product; its top is where shadows may fall."""
    s, (cx, cy) = stage.short_side, stage.base_centre
    colour = paints.stone()
    radius = min(max(1.5 * stage.base, 0.20 * s), max(stage.width - cx - 0.02 * s, 1.12 * stage.base))
    flat = radius * GROUND_RATIO * 1.12
    rise = 0.062 * s
    turns = np.linspace(0, 2 * math.pi, 96, endpoint=False)
    rough = np.ones(96)
    for order, strength in ((2, 0.035), (3, 0.040), (5, 0.030), (9, 0.018), (17, 0.010)):
        rough += strength * np.sin(order * turns + random.uniform(0, 6.28))
    px, py = cx + radius * rough * _square_wave(np.cos(turns)), cy + flat * rough * _square_wave(np.sin(turns))
    box = (px.min() - 4, py.min() - 4, px.max() + 4, py.max() + rise + 0.14 * s)
    where = raster.scene_patch(scene, *box)
    if where is None:
        return Ledge((cx, cy), (radius, flat))
    shape = where.y.shape[0], where.x.shape[1]
    low_x = cx + (px - cx) * 0.955
    top = _polygon_cover(where, list(zip(px, py, strict=True)), shape)
    body = top.copy()
    for step in np.linspace(0.1, 1, 10):
        ring = list(zip(px + (low_x - px) * step**2, py + rise * step, strict=True))
        body = np.maximum(body, _polygon_cover(where, ring, shape))
    noise = surfaces.soft_noise(random, shape[::-1], (max(4, shape[1] // 4), max(4, shape[0] // 4)))
    coarse = surfaces.soft_noise(random, shape[::-1], (max(4, shape[1] // 30), max(4, shape[0] // 24)))
    shadow = raster.ellipse_coverage(where.x, where.y, (cx, cy + rise), (1.06 * radius, 1.25 * flat), 0.10 * s)
    mirror = raster.smooth_step(cy + rise + flat + 0.11 * s, cy + rise, where.y) * np.clip(
        1 - np.abs(where.x - cx) / np.float32(radius * 0.98), 0, 1
    ) ** np.float32(0.4)
    darken_scene(scene, where, 0.62 * shadow, paints.shadow)
    surfaces.blend_flat(scene, where, colour, 0.16 * np.asarray(mirror), 0.5)
    across = (where.x - np.float32(cx)) / np.float32(radius)
    down = np.clip((where.y - cy) / np.float32(flat + rise), 0, 1)
    side = 0.56 - 0.20 * stage.lean * across - 0.20 * down + 0.10 * noise + 0.06 * coarse
    surfaces.blend_flat(scene, where, colour, body, np.clip(side, 0.12, 1.2))
    face = 1.02 - 0.10 * stage.lean * across + 0.045 * noise + 0.03 * coarse
    surfaces.blend_flat(scene, where, colour, top, face)
    up = _polygon_cover(where, list(zip(px, py - 0.003 * s, strict=True)), shape)
    surfaces.blend_flat(scene, where, mix_oklab(colour, WHITE, 0.5), np.clip(top - up, 0, 1) * 0.7, 1.1)
    wet = np.exp(-(((where.y - (cy + rise + 0.86 * flat * np.sqrt(np.clip(1 - across**2, 0, 1)))) / (0.004 * s)) ** 2))
    surfaces.blend_flat(
        scene, where, mix_oklab(paints.secondary, WHITE, 0.5), wet * (np.abs(across) < 0.97) * 0.35, 1.0
    )
    return Ledge((cx, cy), (0.93 * radius, 0.92 * flat))


def _square_wave(wave: Field) -> Field:
    """Return a sine or cosine made a little squarer, as stone breaks in facets."""
    return np.asarray(np.sign(wave) * np.abs(wave) ** 0.80)


def _polygon_cover(where: raster.ScenePatch, points: list[tuple[float, float]], shape: tuple[int, int]) -> Field:
    """Return the coverage of a polygon, px of the canvas, in a window of this *shape*."""
    fine = surfaces.FINE
    picture = Image.new("L", (shape[1] * fine, shape[0] * fine))
    left, top = where.columns.start, where.rows.start
    ImageDraw.Draw(picture).polygon([((x - left) * fine, (y - top) * fine) for x, y in points], fill=255)
    return np.asarray(picture.resize((shape[1], shape[0]), Image.Resampling.BOX), np.float32) / 255
