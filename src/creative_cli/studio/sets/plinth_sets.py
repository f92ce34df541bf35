"""Cloth and arch: a product on a plinth before a plain wall."""

import numpy as np

from creative_cli.color.color_math import WHITE, Rgb, mix_oklab, rgb_to_oklab, set_lightness
from creative_cli.imaging import raster
from creative_cli.imaging.raster import Field
from creative_cli.studio.product import ScaledProduct
from creative_cli.studio.sets import set_surfaces as surfaces
from creative_cli.studio.sets.set_light import CAST_ASIDE, Ledge, calm_area, darken_scene, glow_behind, wash_key_light
from creative_cli.studio.sets.set_paints import SetPaints
from creative_cli.studio.sets.set_stage import SetStage


def drape_wall(paints: SetPaints) -> Rgb:
    """Return the colour of the cloth behind the type: secondary with 22 % primary."""
    return paints.lift_wall(mix_oklab(paints.secondary, paints.primary, 0.22))


def draw_drape(stage: SetStage, paints: SetPaints, _body: ScaledProduct) -> tuple[Field, Ledge | None]:
    """Draw cloth that hangs in folds from above, with a round plinth before it."""
    cloth, s = drape_wall(paints), stage.short_side
    scene = surfaces.new_scene(stage, cloth)
    level = 1 + (_fold_light(stage) - 1) * (1 - np.float32(0.66) * calm_area(stage, 0.12))
    lights = raster.color_to_light(cloth)[:, 0, 0]
    for channel in range(3):
        scene[channel] = lights[channel] * level
    glow_behind(scene, stage, raster.color_to_light(mix_oklab(cloth, WHITE, 0.35)), 0.16, 0.45)
    wash_key_light(scene, stage, 0.40)
    cx, cy = stage.base_centre
    radius = min(max(1.45 * stage.base, 0.20 * s), max(stage.width - cx - 0.03 * s, 1.12 * stage.base))
    where = raster.scene_patch(scene, cx - 2 * radius, cy - 0.4 * s, stage.width, stage.height)
    if where is not None:
        aside = stage.lean * 0.35 * radius
        shade = raster.gaussian_glow(where.x, where.y, (cx + aside, stage.height), (1.15 * radius, 0.16 * s))
        darken_scene(scene, where, 0.55 * shade, paints.shadow)
    colour = paints.material(paints.accent, 0.95, 0.06)
    return scene, surfaces.draw_plinth(scene, stage, colour, radius, None)


def _fold_light(stage: SetStage) -> Field:
    """Return the light on hanging cloth: folds that start at a few gathers above and swell and wander downwards."""
    random = np.random.default_rng(stage.seed)
    cell = 2
    size = -(-stage.width // cell), -(-stage.height // cell)
    x, y = raster.pixel_centers(*size)
    s = np.float32(stage.short_side / cell)
    u, v = x / s, y / s
    slow = surfaces.soft_noise(random, size, (max(2, 3 * size[0] // int(s)), max(2, 2 * size[1] // int(s))))
    sway = np.float32(0.055) * slow + np.float32(0.05) * np.sin(v * np.float32(2.1) + np.float32(random.uniform(0, 6)))
    height = np.zeros(size[::-1], np.float32)
    for pitch, strength, lean in ((2.3, 1.0, 0.10), (4.1, 0.55, -0.16), (7.3, 0.22, 0.05)):
        turn = np.float32(random.uniform(0, 6.28))
        phase = (u + sway * np.float32(1 + 0.5 * pitch / 4) + np.float32(lean) * v) * np.float32(pitch * 6.283) + turn
        # Cloth has broad backs and narrow valleys.
        wave = 1 - np.abs(np.sin(phase / 2)) ** np.float32(0.8)
        swell = 0.72 + 0.4 * np.sin(v * np.float32(1.7 + 0.3 * pitch) + turn * 2 + u * 2)
        height += np.float32(strength / pitch) * wave * swell
    height = raster.blur_field(height, float(0.008 * s))
    slope = np.gradient(height, axis=1) * s
    facing = 1 - np.float32(0.20 * stage.lean) * slope
    hollow = (raster.blur_field(height, float(0.05 * s)) - height) * np.float32(1.7)
    level = np.clip(facing - np.clip(hollow, -0.1, 0.5), 0.35, 1.7)
    level = np.minimum(level, 1.0 + 0.55 * (level - 1.0)) if level.max() > 1.9 else level
    return raster.enlarge_field(level, stage.size)


def arch_wall(paints: SetPaints) -> Rgb:
    """Return the colour behind the type: secondary with 42 % white."""
    return paints.lift_wall(mix_oklab(paints.secondary, WHITE, 0.42))


def draw_arch(stage: SetStage, paints: SetPaints, _body: ScaledProduct) -> tuple[Field, Ledge | None]:
    """Draw an arched niche in the accent behind the product, on a block in the accent's tint, over a primary floor."""
    wall, s = arch_wall(paints), stage.short_side
    scene = surfaces.new_scene(stage, wall)
    scene *= surfaces.mottled_level(stage, 0.010, 7)
    glow_behind(scene, stage, raster.color_to_light(mix_oklab(wall, WHITE, 0.5)), 0.10)
    _cut_niche(scene, stage, paints)
    _half_round(scene, stage, paints)
    floor = paints.primary
    rows = surfaces.paint_ground(scene, stage, floor)
    x, y = raster.pixel_centers(stage.width, stage.height)
    pool = raster.gaussian_glow(x, y[rows], (stage.axis - 0.3 * s * stage.lean, stage.foot), (0.8 * s, 0.3 * s))
    lights = raster.color_to_light(mix_oklab(floor, WHITE, 0.10))[:, 0, 0]
    for channel in range(3):
        scene[channel, rows] += np.float32(0.35 * lights[channel]) * pool
    surfaces.shade_ground(scene, stage, paints.shadow, 0.42)
    ledge = _stand_block(scene, stage, paints)
    wash_key_light(scene, stage, 0.30)
    return scene, ledge


def _arch_field(where: raster.ScenePatch, place: tuple[float, float, float], half: float, soft: float = 1.0) -> Field:
    """Return the coverage of a rectangle with a round top; *place* is the x of its middle, the y of top and foot."""
    cx, crown, foot = place
    rise = np.minimum(where.y - np.float32(crown + half), 0)
    away = np.hypot(where.x - np.float32(cx), rise) - np.float32(half)
    inside = np.clip(0.5 - away / np.float32(soft), 0, 1)
    return np.asarray(inside * np.clip(np.float32(foot) - where.y + 0.5, 0, 1), np.float32)


def _cut_niche(scene: Field, stage: SetStage, paints: SetPaints) -> None:
    """Cut the niche: its reveal in the primary on the light's side, its back in the accent, shadow inside."""
    s, box, quiet = stage.short_side, stage.product, stage.quiet
    half = max(0.64 * box.width, 0.235 * s)
    if quiet.right < stage.axis:
        half = min(half, stage.axis - quiet.right - 0.03 * s) if quiet.bottom > box.y else half
        half = max(half, 0.56 * box.width)
    crown = min(box.y - 0.11 * s, stage.seam - 2.3 * half)
    if quiet.right > stage.axis:
        crown = max(crown, quiet.bottom + 0.02 * s)
    cx, foot = stage.axis + 0.01 * s * stage.lean, stage.seam
    where = raster.scene_patch(scene, cx - half - 0.1 * s, crown - 4, cx + half + 0.1 * s, foot + 2)
    if where is None:
        return
    depth = 0.048 * s
    outer = _arch_field(where, (cx - stage.lean * depth / 2, crown, foot), half + depth / 2)
    reveal = set_lightness(paints.primary, max(0.25, rgb_to_oklab(paints.primary)[0]))
    down = np.clip((where.y - crown) / np.float32(foot - crown), 0, 1)
    surfaces.blend_flat(scene, where, reveal, outer, 0.95 - 0.25 * down + 0 * where.x)
    inner = _arch_field(where, (cx + stage.lean * depth / 2, crown + 0.5 * depth, foot), half) * outer
    surfaces.blend_flat(scene, where, paints.accent, inner, 1.03 - 0.10 * down + 0 * where.x)
    lit = _arch_field(where, (cx + stage.lean * 2.2 * depth, crown + 2.6 * depth, foot + s), half, 0.05 * s)
    darken_scene(scene, where, 0.30 * inner * (1 - lit), paints.shadow)


def _half_round(scene: Field, stage: SetStage, paints: SetPaints) -> None:
    """Stand a low half disc against the wall on the type's side, below the quiet box, if there is room."""
    s, quiet = stage.short_side, stage.quiet
    radius = min(0.115 * s, stage.seam - quiet.bottom - 0.03 * s)
    cx = max(0.285 * s, stage.product.x * 0.5) if quiet.right < stage.axis else 0.13 * stage.width
    if radius < 0.05 * s or cx + radius > stage.product.x - 0.06 * s:
        return
    where = raster.scene_patch(scene, cx - 2 * radius, stage.seam - 1.5 * radius, cx + 3 * radius, stage.seam + 2)
    if where is None:
        return
    aside = stage.lean * 0.5 * radius
    shade = raster.ellipse_coverage(where.x, where.y, (cx + aside, stage.seam), (radius, 0.92 * radius), 0.06 * s)
    darken_scene(scene, where, 0.32 * shade, paints.shadow)
    disc = raster.ellipse_coverage(where.x, where.y, (cx, stage.seam), (radius, radius))
    across = (where.x - np.float32(cx)) / np.float32(radius) * stage.lean
    surfaces.blend_flat(scene, where, paints.primary, disc, 1.12 - 0.14 * across)


def _stand_block(scene: Field, stage: SetStage, paints: SetPaints) -> Ledge:
    """Stand a square block under the product and return its top."""
    s, (cx, cy) = stage.short_side, stage.base_centre
    colour = paints.material(paints.accent, 0.85, 0.42)
    half = min(max(1.28 * stage.base, 0.16 * s), max(stage.width - cx - 0.03 * s, 1.06 * stage.base))
    flat = max(1.05 * half * stage.flat_ratio(cy), 0.022 * s)
    rise = 0.075 * s
    foot = cy + flat + rise
    where = raster.scene_patch(scene, cx - half - 0.2 * s, cy - flat - 4, cx + half + 0.55 * s, foot + 0.08 * s)
    ledge = Ledge((cx, cy), (half, flat), square=True)
    if where is None:
        return ledge
    # The block's own shadow: its foot, moved as far as its height casts it.
    shifted = where.x - np.float32(cx + stage.lean * CAST_ASIDE * rise)
    shade = raster.smooth_step(half + 0.014 * s, half - 0.014 * s, np.abs(shifted))
    shade = shade * raster.smooth_step(flat + 0.012 * s, flat - 0.006 * s, np.abs(where.y - np.float32(foot - flat)))
    darken_scene(scene, where, 0.62 * shade, paints.shadow)
    touch = np.exp(-np.abs(where.y - np.float32(foot)) / np.float32(0.008 * s)) * (np.abs(where.x - cx) < half)
    darken_scene(scene, where, 0.5 * touch, paints.shadow)
    side = np.clip(np.float32(half + 0.5) - np.abs(where.x - np.float32(cx)), 0, 1)
    front = (
        side * np.clip(where.y - np.float32(cy + flat) + 0.5, 0, 1) * np.clip(np.float32(foot) - where.y + 0.5, 0, 1)
    )
    down = np.clip((where.y - (cy + flat)) / np.float32(rise), 0, 1)
    surfaces.blend_flat(scene, where, colour, front, 0.80 - 0.12 * down + 0 * where.x)
    top = side * np.clip(np.float32(flat + 0.5) - np.abs(where.y - np.float32(cy)), 0, 1)
    across = stage.lean * (where.x - np.float32(cx)) / np.float32(half)
    surfaces.blend_flat(scene, where, colour, top, 1.08 - 0.08 * across)
    line = side * np.exp(-(((where.y - np.float32(cy + flat)) / np.float32(max(1.0, 0.0016 * s))) ** 2))
    surfaces.blend_flat(scene, where, mix_oklab(colour, WHITE, 0.5), 0.6 * line, 1.1)
    return ledge
