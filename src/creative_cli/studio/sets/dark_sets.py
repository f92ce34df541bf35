"""Sets in the dark: a gym with bars of light, and a street at night."""

import numpy as np
from numpy.typing import NDArray

from creative_cli.color.color_math import WHITE, Rgb, mix_oklab, rgb_to_oklab, set_lightness
from creative_cli.imaging import raster
from creative_cli.imaging.raster import Field
from creative_cli.studio.product import ScaledProduct
from creative_cli.studio.sets import set_surfaces as surfaces
from creative_cli.studio.sets.set_light import Ledge, calm_area, glow_behind
from creative_cli.studio.sets.set_paints import SetPaints
from creative_cli.studio.sets.set_stage import SetStage

ROOM_LIGHTNESS = (0.20, 0.30)  # Oklab: darker rooms swallow black products, lighter ones are no night
BARS = ((0.0, 0.0, -0.10), (0.42, 0.0, -0.05), (0.5, 0.05, 0.06), (0.5, 0.115, 0.17))
"""Bars of light to both sides: shift from the axis, of the product's width and of the short side, and how far they
start below the product's top, of the short side."""


def night_wall(paints: SetPaints) -> Rgb:
    """Return the colour of a dark room: the ink, light enough to be a room."""
    low, high = ROOM_LIGHTNESS
    return paints.lift_wall(set_lightness(paints.ink, min(high, max(low, rgb_to_oklab(paints.ink)[0]))))


def draw_gym(stage: SetStage, paints: SetPaints, _body: ScaledProduct) -> tuple[Field, Ledge | None]:
    """Draw a dark room with upright tubes of light around the product, over a floor that mirrors it all."""
    room, s = night_wall(paints), stage.short_side
    scene = surfaces.new_scene(stage, room)
    random = np.random.default_rng(stage.seed)
    calm = calm_area(stage, 0.06)
    scene *= 1 + np.float32(0.10) * surfaces.layered_noise(random, stage.size, 22, 2) * (1 - np.float32(0.6) * calm)
    x, y = raster.pixel_centers(stage.width, stage.height)
    lamp = raster.color_to_light(mix_oklab(room, paints.accent, 0.55))
    glow_behind(scene, stage, lamp, 0.10, 0.40)
    _hang_bars(scene, stage, paints.accent, random)
    dim = 1 - np.float32(0.45) * raster.smooth_step(0.2 * s, 1.0 * s, np.hypot(x - stage.axis, 0.8 * (y - stage.seam)))
    scene *= np.maximum(dim, 0.5)
    _mirror_floor(scene, stage, 0.50, ripple=0.0)
    return scene, None


def _hang_bars(scene: Field, stage: SetStage, accent: Rgb, random: np.random.Generator) -> None:
    """Draw the tubes: a white-hot core, the accent around it and its glow on the wall; none in the quiet box."""
    s, box = stage.short_side, stage.product
    halo = set_lightness(accent, max(0.62, rgb_to_oklab(accent)[0]))
    core, light = mix_oklab(halo, WHITE, 0.72), raster.color_to_light(halo)
    bars = [(side * (share * box.width + more * s), drop) for share, more, drop in BARS for side in (-1, 1)]
    for aside, drop in bars[1:]:
        x = stage.axis + aside
        top = min(box.y, stage.seam - 0.44 * s) + (drop + random.uniform(-0.012, 0.012)) * s
        foot = stage.seam - 0.075 * s
        quiet = stage.quiet
        if quiet.bottom > top and quiet.x - 0.03 * s < x < quiet.right + 0.03 * s:
            top = quiet.bottom + 0.04 * s if quiet.bottom < foot - 0.3 * s else foot
        if foot - top < 0.12 * s or not 0.01 * stage.width < x < 0.99 * stage.width:
            continue
        where = raster.scene_patch(scene, x - 0.4 * s, top - 0.4 * s, x + 0.4 * s, foot + 0.4 * s)
        if where is None:
            continue
        along = np.maximum(raster.distance_outside(where.y, top, foot), 0)
        away = np.hypot(where.x - np.float32(x), along)
        glow = 0.30 * np.exp(-away / np.float32(0.028 * s)) + 0.055 * np.exp(-away / np.float32(0.075 * s))
        for channel in range(3):
            scene[channel, where.rows, where.columns] += glow * light[channel, 0, 0]
        tube = np.clip((0.0058 * s - away) / np.float32(max(1.0, 0.0022 * s)) + 0.5, 0, 1)
        surfaces.blend_flat(scene, where, halo, tube, 1.15)
        inner = np.clip((0.0034 * s - away) / np.float32(max(1.0, 0.0026 * s)) + 0.5, 0, 1)
        surfaces.blend_flat(scene, where, core, inner, 1.2)


def _mirror_floor(scene: Field, stage: SetStage, strength: float, ripple: float) -> None:
    """Turn the ground into a mirror of the wall, blurred downwards, darker with distance; *ripple* makes it wet."""
    seam, s = round(stage.seam), stage.short_side
    tall = stage.height - seam
    if tall < 2 or seam < 2:
        return
    share = (np.arange(tall, dtype=np.float32) / np.float32(s))[:, None]
    fade = np.float32(strength) * np.exp(-share / np.float32(0.30))
    base = scene[:, seam - 1 : seam].mean(axis=(1, 2)) * np.float32(0.42)
    swept = _ripple_columns(stage, tall, ripple)
    for channel in range(3):
        soft = raster.blur_axes(np.ascontiguousarray(scene[channel, max(0, seam - tall) : seam][::-1]), 3, 0.014 * s)
        if soft.shape[0] < tall:
            soft = np.pad(soft, ((0, tall - soft.shape[0]), (0, 0)), mode="edge")
        if swept is not None:
            soft = np.take_along_axis(soft, swept, axis=1)
        scene[channel, seam:] = base[channel] * (0.7 + 0.3 * np.exp(-share / 0.2)) + fade * soft
    line = np.exp(-share / np.float32(0.004)) * np.float32(0.35)
    scene[:, seam:] *= 1 - line


def _ripple_columns(stage: SetStage, tall: int, ripple: float) -> NDArray[np.intp] | None:
    """Return the column of the wall that each px of wet ground shows, (tall, width); None on a plain mirror."""
    if not ripple:
        return None
    s = stage.short_side
    random = np.random.default_rng(stage.seed + 17)
    wave = surfaces.soft_noise(random, (stage.width, tall), (max(3, stage.width * 5 // s), max(6, tall * 70 // s)))
    nearer = 0.3 + 3 * np.arange(tall, dtype=np.float32)[:, None] / np.float32(s)
    shift = (wave * np.float32(ripple * s) * nearer).astype(np.intp)
    return np.asarray(np.clip(np.arange(stage.width)[None, :] + shift, 0, stage.width - 1), np.intp)


def draw_street(stage: SetStage, paints: SetPaints, _body: ScaledProduct) -> tuple[Field, Ledge | None]:
    """Draw a street at night: house fronts, discs of light out of focus around the product, wet ground."""
    scene = surfaces.new_scene(stage, night_wall(paints))
    random = np.random.default_rng(stage.seed)
    _house_fronts(scene, stage, random)
    glow_behind(scene, stage, raster.color_to_light(mix_oklab(paints.secondary, paints.accent, 0.25)), 0.10, 0.5)
    kinds = (
        paints.accent,
        paints.accent,
        paints.secondary,
        mix_oklab(paints.accent, paints.secondary, 0.5),
        mix_oklab(paints.accent, WHITE, 0.5),
    )
    _light_discs(scene, stage, kinds, random)
    _, y = raster.pixel_centers(stage.width, stage.height)
    scene *= np.float32(0.78) + np.float32(0.22) * raster.smooth_step(0, 0.5 * stage.seam, y)
    _mirror_floor(scene, stage, 0.72, ripple=0.0045)
    return scene, None


def _house_fronts(scene: Field, stage: SetStage, random: np.random.Generator) -> None:
    """Draw blocks of houses far out of focus, darker and lighter than the night."""
    size = max(2, stage.width // 8), max(2, stage.height // 8)
    short = min(size)
    level = np.ones(size[::-1], np.float32)
    x = 0.0
    while x < size[0]:
        wide = short * random.uniform(0.14, 0.26)
        top = int(stage.seam / 8 - short * random.uniform(0.25, 0.62))
        level[max(0, top) :, int(x) : int(x + wide)] += np.float32(random.uniform(-0.22, 0.38))
        x += wide
    soft = raster.blur_field(level, 0.018 * short)
    soft = raster.enlarge_field(soft, stage.size)
    soft = 1 + (soft - 1) * (1 - np.float32(0.75) * calm_area(stage))
    scene *= np.clip(soft, 0.5, 1.6)


def _light_discs(scene: Field, stage: SetStage, colours: tuple[Rgb, ...], random: np.random.Generator) -> None:
    """Draw lamps out of focus: discs with a brighter rim, near the product and outside the quiet box."""
    s, box, quiet = stage.short_side, stage.product, stage.quiet
    placed = 0
    for _ in range(420):
        if placed >= 60:
            break
        far = random.uniform() < 0.5
        radius = s * (random.uniform(0.010, 0.026) if far else random.uniform(0.026, 0.062))
        x = stage.axis + random.normal(0, 0.30) * max(s, 0.62 * stage.width)
        top = min(box.y, stage.seam - 0.5 * s) - 0.04 * s
        y = top + (random.uniform(0.0, 1.0) ** 0.75) * (stage.seam - top - 0.02 * s)
        away = np.hypot(max(quiet.x - x, x - quiet.right, 0.0), max(quiet.y - y, y - quiet.bottom, 0.0))
        if away < radius + 0.02 * s or y + radius > stage.seam + 0.01 * s or not -radius < x < stage.width + radius:
            continue
        where = raster.scene_patch(scene, x - radius - 3, y - radius - 3, x + radius + 3, y + radius + 3)
        if where is None:
            continue
        colour = raster.color_to_light(colours[int(random.integers(len(colours)))])
        strength = random.uniform(0.16, 0.48) * (1.1 if far else 0.8)
        soft = max(1.5, 0.0045 * s)
        disc = raster.ellipse_coverage(where.x, where.y, (x, y), (radius, radius), soft)
        inner = raster.ellipse_coverage(where.x, where.y, (x, y), (0.88 * radius, 0.88 * radius), 3 * soft)
        shine = np.float32(strength) * (disc * 0.72 + 0.55 * np.clip(disc - inner, 0, 1))
        for channel in range(3):
            scene[channel, where.rows, where.columns] += shine * colour[channel, 0, 0]
        placed += 1
