"""Kitchen and bathroom: tiles over a worktop."""

import numpy as np

from creative_cli.color.color_math import WHITE, Rgb, mix_oklab, rgb_to_oklab, set_lightness
from creative_cli.imaging import raster
from creative_cli.imaging.raster import Field
from creative_cli.studio.product import ScaledProduct
from creative_cli.studio.sets import set_surfaces as surfaces
from creative_cli.studio.sets.set_light import (
    Ledge,
    calm_area,
    darken_scene,
    glow_behind,
    throw_window_light,
    wash_key_light,
)
from creative_cli.studio.sets.set_paints import SetPaints
from creative_cli.studio.sets.set_stage import SetStage
from creative_cli.studio.sets.set_surfaces import FINE, Pen

BEAM_CELL_PX = 3  # grid of what is soft, as beams of light are


def kitchen_wall(paints: SetPaints) -> Rgb:
    """Return the colour behind the type: tint with 22 % secondary."""
    return paints.lift_wall(mix_oklab(paints.tint, paints.secondary, 0.22))


def draw_kitchen(stage: SetStage, paints: SetPaints, _body: ScaledProduct) -> tuple[Field, Ledge | None]:
    """Draw glazed tiles in window light over a terrazzo counter with flecks in all three colours."""
    wall, s = kitchen_wall(paints), stage.short_side
    scene = surfaces.new_scene(stage, wall)
    pale = mix_oklab(wall, WHITE, 0.62)
    # Joints that are much lighter than their tiles make a grid that shouts.
    grout = set_lightness(pale, min(rgb_to_oklab(pale)[0], rgb_to_oklab(wall)[0] + 0.10))
    surfaces.tile_wall(scene, stage, (wall, grout), (0.145 * s, 0.070 * s), calm_area(stage), shift=0.5)
    throw_window_light(scene, stage, 0.22)
    glow_behind(scene, stage, raster.color_to_light(mix_oklab(wall, WHITE, 0.6)), 0.10)
    counter = set_lightness(mix_oklab(WHITE, paints.accent, 0.18), 0.935)
    edge = stage.front_edge(0.085)
    random = np.random.default_rng(stage.seed + 3)
    colours = [
        mix_oklab(paints.primary, WHITE, 0.25),
        mix_oklab(paints.secondary, WHITE, 0.35),
        mix_oklab(paints.accent, WHITE, 0.10),
        mix_oklab(paints.primary, WHITE, 0.65),
    ]
    rows = surfaces.paint_ground(
        scene, stage, counter, lambda pen, top: _scatter_flecks(pen, top, stage, colours, random)
    )
    scene[:, rows] *= _counter_light(stage)[rows]
    surfaces.shade_ground(scene, stage, paints.shadow)
    _counter_front(scene, stage, edge, (counter, mix_oklab(wall, paints.primary, 0.18)), paints)
    wash_key_light(scene, stage, 0.34)
    return scene, None


def _counter_light(stage: SetStage) -> Field:
    """Return the light on a worktop: brightest around the product, as if the window stood over it."""
    x, y = raster.pixel_centers(stage.width, stage.height)
    s = stage.short_side
    pool = raster.gaussian_glow(x, y, (stage.axis - 0.25 * s * stage.lean, stage.foot), (0.8 * s, 0.22 * s))
    return np.float32(0.90) + np.float32(0.12) * pool


def _scatter_flecks(pen: Pen, top: float, stage: SetStage, colours: list[Rgb], random: np.random.Generator) -> None:
    """Draw chips of stone, flat on the ground, of many sizes."""
    s = stage.short_side
    near, far = stage.ground_span(top)
    half = 1.0 * stage.width
    count = int(min(2600, 2 * half * (far - near) / s**2 * 330))
    across, behind = random.uniform(-half, half, count), random.uniform(near, far, count)
    sizes = s * np.minimum(0.0042 + random.exponential(0.0052, count), 0.026)
    turns, kinds = random.uniform(0, 6.283, count), random.integers(0, len(colours), count)
    sides = random.uniform(0.55, 1.15, (count, 6))
    angles = turns[:, None] + np.arange(6) * 1.047 + random.uniform(-0.3, 0.3, (count, 6))
    chip_x = across[:, None] + sizes[:, None] * sides * np.cos(angles)
    chip_y = behind[:, None] + 1.25 * sizes[:, None] * sides * np.sin(angles)
    x, y = stage.seen_at(chip_x.astype(np.float32), chip_y.astype(np.float32))
    corners = np.stack([x * FINE, (y - top) * FINE], axis=-1)
    for kind, corner in zip(kinds, corners, strict=True):
        pen.polygon([(float(a), float(b)) for a, b in corner], fill=colours[kind])


def _counter_front(scene: Field, stage: SetStage, edge: float, colours: tuple[Rgb, Rgb], paints: SetPaints) -> None:
    """Draw the worktop's front edge and what is under it, where the format shows it."""
    s = stage.short_side
    slab, below = colours
    where = raster.scene_patch(scene, 0, edge, stage.width, stage.height)
    if where is None or edge > stage.height - 0.012 * s:
        return
    lip = edge + 0.032 * s
    surfaces.blend_flat(scene, where, slab, np.clip(where.y - edge + 0.5, 0, 1) + 0 * where.x, 0.80)
    light = raster.smooth_step(edge + 0.005 * s, edge, where.y) * (where.y >= edge)
    surfaces.blend_flat(scene, where, slab, np.asarray(light * 0.9 + 0 * where.x), 1.06)
    under = np.clip(where.y - lip + 0.5, 0, 1) + 0 * where.x
    surfaces.blend_flat(scene, where, below, under, 0.78)
    darken_scene(
        scene, where, under * np.exp(-np.maximum(where.y - lip, 0) / np.float32(0.03 * s)) * 0.6, paints.shadow
    )


def bathroom_wall(paints: SetPaints) -> Rgb:
    """Return the colour behind the type: tint with 52 % secondary."""
    return paints.lift_wall(mix_oklab(paints.tint, paints.secondary, 0.52))


def draw_bathroom(stage: SetStage, paints: SetPaints, _body: ScaledProduct) -> tuple[Field, Ledge | None]:
    """Draw narrow upright tiles with beams of light and a breath of steam, over veined marble."""
    wall, s = bathroom_wall(paints), stage.short_side
    scene = surfaces.new_scene(stage, wall)
    surfaces.tile_wall(
        scene, stage, (wall, mix_oklab(wall, WHITE, 0.32)), (0.036 * s, 0.172 * s), calm_area(stage), shift=0.0
    )
    _light_beams(scene, stage)
    glow_behind(scene, stage, raster.color_to_light(mix_oklab(wall, WHITE, 0.7)), 0.16)
    _rising_steam(scene, stage, mix_oklab(wall, WHITE, 0.82))
    marble = set_lightness(mix_oklab(WHITE, paints.accent, 0.14), 0.945)
    vein = mix_oklab(marble, paints.primary, 0.24)
    random = np.random.default_rng(stage.seed + 5)
    rows = surfaces.paint_ground(
        scene, stage, marble, lambda pen, top: _draw_veins(pen, top, stage, (marble, vein), random), soft=0.0012
    )
    clouding = surfaces.layered_noise(random, stage.size, 4)[rows]
    scene[:, rows] *= _counter_light(stage)[rows] * (1 + np.float32(0.016) * clouding)
    surfaces.shade_ground(scene, stage, paints.shadow, 0.30)
    _counter_front(scene, stage, stage.front_edge(0.095), (marble, mix_oklab(wall, paints.primary, 0.12)), paints)
    wash_key_light(scene, stage, 0.30)
    return scene, None


def _light_beams(scene: Field, stage: SetStage) -> None:
    """Let three soft beams fall across the wall from the key light."""
    size = -(-stage.width // BEAM_CELL_PX), -(-stage.height // BEAM_CELL_PX)
    x, y = (place * BEAM_CELL_PX for place in raster.pixel_centers(*size))
    s = np.float32(stage.short_side)
    slope = (x - np.float32(stage.axis)) * stage.lean + np.float32(0.62) * (y - np.float32(stage.foot))
    total = np.zeros(size[::-1], np.float32)
    for place, wide, strength in ((-0.62, 0.07, 0.7), (-0.36, 0.12, 1.0), (-0.06, 0.05, 0.6)):
        away = np.square((slope / s - np.float32(place)) / np.float32(wide))
        total += np.float32(strength) * np.exp(-np.square(away))
    level = raster.enlarge_field(total, stage.size) * (1 - np.float32(0.75) * calm_area(stage, 0.14))
    scene *= 1 + np.float32(0.17) * level


def _rising_steam(scene: Field, stage: SetStage, colour: Rgb) -> None:
    """Lay thin threads of steam on the wall beside the product, outside the quiet box."""
    random = np.random.default_rng(stage.seed + 11)
    size = -(-stage.width // 3), -(-stage.height // 3)
    x, y = raster.pixel_centers(*size)
    x, y = x * 3, y * 3
    s, box = np.float32(stage.short_side), stage.product
    total = np.zeros(size[::-1], np.float32)
    for place in (-0.62, 0.66, 0.95):
        sway = random.uniform(0.03, 0.05)
        start, turn = stage.axis + place * box.width, random.uniform(0, 6)
        rise = np.clip((np.float32(stage.seam) - y) / s, 0, 2)
        centre = start + s * np.float32(sway) * np.sin(rise * 7 + turn) * (0.4 + rise)
        wide = s * (0.012 + 0.05 * rise)
        fade = raster.smooth_step(0.0, 0.12, rise) * raster.smooth_step(0.75, 0.2, rise)
        total += np.exp(-(((x - centre) / wide) ** 2)) * fade
    field = raster.enlarge_field(total, stage.size) * (1 - calm_area(stage, 0.1)) * np.float32(0.24)
    for channel, light in enumerate(raster.color_to_light(colour)[:, 0, 0]):
        scene[channel] += np.clip(field, 0, 1) * (light - scene[channel])


def _draw_veins(pen: Pen, top: float, stage: SetStage, colours: tuple[Rgb, Rgb], random: np.random.Generator) -> None:
    """Draw branching veins across the ground, strong ones and hair lines."""
    s = stage.short_side
    marble, vein = colours
    near, far = stage.ground_span(top)
    for index in range(11):
        strong = index < 4
        place = np.array([random.uniform(-0.9, 0.9) * stage.width, random.uniform(near, far)])
        heading = random.uniform(0.25, 0.9) * random.choice([-1, 1])
        points = [place]
        for _ in range(int(random.integers(28, 60))):
            heading += random.normal(0, 0.30)
            heading *= 0.96
            points.append(points[-1] + 0.028 * s * np.array([np.cos(heading), 2.6 * np.sin(heading)]))
        walk = np.asarray(points, np.float32)
        x, y = stage.seen_at(walk[:, 0], walk[:, 1])
        line = [(float(a) * FINE, float(b - top) * FINE) for a, b in zip(x, y, strict=True)]
        if strong:
            pen.line(line, fill=mix_oklab(marble, vein, 0.35), width=max(1, round(0.0075 * s * FINE)), joint="curve")
        pen.line(line, fill=mix_oklab(marble, vein, 0.9 if strong else 0.45), width=max(1, round(0.0018 * s * FINE)))
