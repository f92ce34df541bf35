"""Indoor sets by day: kitchen, bathroom, desk and shop shelf."""

import numpy as np
from PIL import Image

from creative_cli.color.color_math import WHITE, Rgb, mix_oklab, rgb_to_oklab, set_lightness
from creative_cli.formats import Box
from creative_cli.imaging import raster
from creative_cli.imaging.raster import Field
from creative_cli.studio.product import ScaledProduct
from creative_cli.studio.sets import set_surfaces as surfaces
from creative_cli.studio.sets.set_light import (
    Ledge,
    calm_area,
    darken_scene,
    glow_behind,
    wash_key_light,
)
from creative_cli.studio.sets.set_paints import SetPaints
from creative_cli.studio.sets.set_stage import SetStage
from creative_cli.studio.sets.set_surfaces import FINE, Pen
from creative_cli.studio.shadow_patterns import window_pane_light


WINDOW_SLANT = 0.14  # sideways shift of a window's light per px down


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
    _window_beam(scene, stage, 0.22)
    glow_behind(scene, stage, raster.color_to_light(mix_oklab(wall, WHITE, 0.6)), 0.10)
    counter = set_lightness(mix_oklab(WHITE, paints.accent, 0.18), 0.935)
    edge = stage.foot + 0.085 * s
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


def _window_beam(scene: Field, stage: SetStage, strength: float) -> None:
    """Brighten the wall where a window throws its panes, behind the product; the quiet box gets a third of it."""
    s, box = stage.short_side, stage.product
    extent = max(0.62 * s, 1.25 * box.width), max(0.62 * s, min(0.9 * s, 0.95 * box.height))
    middle = stage.axis - stage.lean * 0.10 * s, stage.seam - 0.47 * s
    size = stage.width, stage.height
    if stage.lean > 0:
        lit = window_pane_light(size, middle, extent, 0.013 * s, WINDOW_SLANT)
    else:
        lit = window_pane_light(size, (stage.width - middle[0], middle[1]), extent, 0.013 * s, WINDOW_SLANT)[:, ::-1]
    lit = lit * (1 - np.float32(0.72) * calm_area(stage, 0.12))
    top = int(max(0, stage.seam))
    scene[:, :top] *= 1 - np.float32(0.3 * strength) + np.float32(1.15 * strength) * lit[:top]


def _counter_light(stage: SetStage) -> Field:
    """Return the light on a worktop: brightest around the product, as if the window stood over it."""
    x, y = raster.pixel_centers(stage.width, stage.height)
    s = stage.short_side
    pool = raster.gaussian_glow(x, y, (stage.axis - 0.25 * s * stage.lean, stage.foot), (0.8 * s, 0.22 * s))
    return np.float32(0.90) + np.float32(0.12) * pool


def _scatter_flecks(
    pen: Pen, top: float, stage: SetStage, colours: list[Rgb], random: np.random.Generator
) -> None:
    """Draw chips of stone, flat on the ground, of many sizes."""
    s = stage.short_side
    near = float(stage.ground_at(np.float32(0), np.float32(stage.height))[1])
    far = float(stage.ground_at(np.float32(0), np.float32(max(top, stage.horizon + 2)))[1])
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
    darken_scene(scene, where, under * np.exp(-np.maximum(where.y - lip, 0) / np.float32(0.03 * s)) * 0.6, paints.shadow)


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
    clouding = surfaces.layered_noise(random, stage, 4)[rows]
    scene[:, rows] *= _counter_light(stage)[rows] * (1 + np.float32(0.016) * clouding)
    surfaces.shade_ground(scene, stage, paints.shadow, 0.30)
    _counter_front(scene, stage, stage.foot + 0.095 * s, (marble, mix_oklab(wall, paints.primary, 0.12)), paints)
    wash_key_light(scene, stage, 0.30)
    return scene, None


def _light_beams(scene: Field, stage: SetStage) -> None:
    """Let three soft beams fall across the wall from the key light."""
    x, y = raster.pixel_centers(stage.width, stage.height)
    s = np.float32(stage.short_side)
    slope = (x - np.float32(stage.axis)) * stage.lean + np.float32(0.62) * (y - np.float32(stage.foot))
    total = np.zeros((stage.height, stage.width), np.float32)
    for place, wide, strength in ((-0.62, 0.07, 0.7), (-0.36, 0.12, 1.0), (-0.06, 0.05, 0.6)):
        total += np.float32(strength) * np.exp(-(((slope / s - np.float32(place)) / np.float32(wide)) ** 4))
    total *= 1 - np.float32(0.75) * calm_area(stage, 0.14)
    scene *= 1 + np.float32(0.17) * total


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
    field = surfaces.enlarge_field(total, stage) * (1 - calm_area(stage, 0.1)) * np.float32(0.24)
    for channel, light in enumerate(raster.color_to_light(colour)[:, 0, 0]):
        scene[channel] += np.clip(field, 0, 1) * (light - scene[channel])


def _draw_veins(
    pen: Pen, top: float, stage: SetStage, colours: tuple[Rgb, Rgb], random: np.random.Generator
) -> None:
    """Draw branching veins across the ground, strong ones and hair lines."""
    s = stage.short_side
    marble, vein = colours
    near = float(stage.ground_at(np.float32(0), np.float32(stage.height))[1])
    far = float(stage.ground_at(np.float32(0), np.float32(max(top, stage.horizon + 2)))[1])
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
        pen.line(
            line, fill=mix_oklab(marble, vein, 0.9 if strong else 0.45), width=max(1, round(0.0018 * s * FINE))
        )


def desk_wall(paints: SetPaints) -> Rgb:
    """Return the colour behind the type: tint with 38 % secondary."""
    return paints.lift_wall(mix_oklab(paints.tint, paints.secondary, 0.38))


def draw_desk(stage: SetStage, paints: SetPaints, _body: ScaledProduct) -> tuple[Field, Ledge | None]:
    """Draw a wall in window light, and a wooden desk with books that lie behind the product."""
    wall, s = desk_wall(paints), stage.short_side
    scene = surfaces.new_scene(stage, wall)
    random = np.random.default_rng(stage.seed)
    scene *= 1 + np.float32(0.008) * surfaces.layered_noise(random, stage, 6)
    _window_beam(scene, stage, 0.36)
    surfaces.lay_planks(scene, stage, paints.wood(0.25), 3)
    surfaces.shade_ground(scene, stage, paints.shadow, 0.32)
    _stack_books(scene, stage, paints)
    wash_key_light(scene, stage, 0.34)
    return scene, None


def _stack_books(scene: Field, stage: SetStage, paints: SetPaints) -> None:
    """Lay three books on each other beside the product, out of focus, on the side away from the type."""
    s, box = stage.short_side, stage.product
    base = stage.seam + 0.045 * s
    left = max(box.right - 0.16 * s, stage.axis + 0.06 * s)
    tall = 0.052 * s
    soft = 0.0085 * s
    where = raster.scene_patch(scene, left - 0.1 * s, base - 4.5 * tall, stage.width, base + 0.08 * s)
    if where is None:
        return
    shade = _soft_box(where, Box(left + 0.03 * s, base - 0.012 * s, stage.width, 0.035 * s), 0.03 * s)
    darken_scene(scene, where, 0.6 * shade, paints.shadow)
    for index, colour in enumerate((paints.primary, paints.accent, paints.secondary)):
        foot = base - index * tall
        start = left + (0.0, 0.035, 0.012)[index] * s
        book = Box(start, foot - tall, 0.46 * s, tall)
        surfaces.blend_flat(scene, where, colour, _soft_box(where, book, soft), 0.92)
        pages = Box(start + 0.02 * s, foot - 0.80 * tall, 0.46 * s, 0.60 * tall)
        if index != 1:
            surfaces.blend_flat(scene, where, mix_oklab(WHITE, colour, 0.10), _soft_box(where, pages, soft), 0.80)
        else:
            band = Box(start + 0.035 * s, foot - tall, 0.014 * s, tall)
            surfaces.blend_flat(scene, where, mix_oklab(colour, WHITE, 0.7), _soft_box(where, band, soft), 0.95)
        line = Box(start, foot - 0.10 * tall, 0.46 * s, 0.06 * tall)
        darken_scene(scene, where, 0.55 * _soft_box(where, line, soft), paints.shadow)


def _soft_box(where: raster.ScenePatch, box: Box, soft: float) -> Field:
    across = raster.smooth_step(-soft, soft, where.x - np.float32(box.x)) * raster.smooth_step(
        soft, -soft, where.x - np.float32(box.right)
    )
    down = raster.smooth_step(-soft, soft, where.y - np.float32(box.y)) * raster.smooth_step(
        soft, -soft, where.y - np.float32(box.bottom)
    )
    return np.asarray(across * down, np.float32)


def shelf_wall(paints: SetPaints) -> Rgb:
    """Return the colour behind the type: tint with 15 % secondary."""
    return paints.lift_wall(mix_oklab(paints.tint, paints.secondary, 0.15))


def draw_shelf(stage: SetStage, paints: SetPaints, body: ScaledProduct) -> tuple[Field, Ledge | None]:
    """Draw a shop shelf: the same pack in rows behind, out of focus, a board and its price rail."""
    back, s = shelf_wall(paints), stage.short_side
    scene = surfaces.new_scene(stage, back)
    box = stage.product
    board = mix_oklab(WHITE, paints.tint, 0.5)
    fade = 1 - np.float32(0.74) * calm_area(stage, 0.16)
    _facings(scene, stage, body, fade, paints)
    _upper_shelf(scene, stage, fade, (board, paints.primary), paints)
    glow_behind(scene, stage, raster.color_to_light(back), 0.08)
    surfaces.paint_ground(scene, stage, board)
    surfaces.shade_ground(scene, stage, paints.shadow, 0.40)
    edge = min(stage.foot + 0.036 * s, stage.height - 0.03 * s)
    where = raster.scene_patch(scene, 0, edge, stage.width, stage.height)
    if where is not None:
        rail = min(0.070 * s, 0.75 * (stage.height - edge))
        face = np.clip(where.y - edge + 0.5, 0, 1) + 0 * where.x
        surfaces.blend_flat(scene, where, board, face, 1.03)
        plate = _soft_box(where, Box(-s, edge + 0.008 * s, 3 * stage.width + s, rail), 0.8)
        down = np.clip((where.y - edge) / np.float32(rail), 0, 1)
        surfaces.blend_flat(scene, where, paints.primary, plate, 1.12 - 0.28 * down + 0 * where.x)
        gleam = _soft_box(where, Box(-s, edge + 0.010 * s, 3 * stage.width + s, 0.004 * s), 1.0)
        surfaces.blend_flat(scene, where, mix_oklab(paints.primary, WHITE, 0.45), gleam * 0.8)
        below = np.clip(where.y - (edge + 0.008 * s + rail) + 0.5, 0, 1) + 0 * where.x
        dark = set_lightness(paints.ink, min(0.24, rgb_to_oklab(paints.ink)[0] + 0.02))
        surfaces.blend_flat(scene, where, dark, below)
        drop = np.exp(-np.maximum(where.y - edge - rail, 0) / np.float32(0.05 * s)) * below
        darken_scene(scene, where, 0.7 * np.asarray(drop), paints.shadow)
    wash_key_light(scene, stage, 0.30)
    del box
    return scene, None


def _facings(scene: Field, stage: SetStage, body: ScaledProduct, fade: Field, paints: SetPaints) -> None:
    """Draw the pack's neighbours on the shelf, farther back and blurred, at 60 % and away from the type."""
    s = stage.short_side
    tall, wide = body.alpha.shape
    scale = 0.86
    small = Image.fromarray(body.rgba).convert("RGBa")
    cell = 3
    size = max(1, round(wide * scale / cell)), max(1, round(tall * scale / cell))
    pack = np.asarray(small.resize(size, Image.Resampling.BOX), np.float32) / 255
    blur = 0.010 * s / cell
    margin = int(3 * blur) + 2
    soft = np.stack([raster.blur_field(np.pad(pack[..., c], margin), blur) for c in range(4)], axis=-1)
    large_size = soft.shape[1] * cell, soft.shape[0] * cell
    planes = [np.asarray(Image.fromarray(soft[..., c]).resize(large_size, Image.Resampling.BICUBIC)) for c in range(4)]
    cover = np.clip(planes[3], 0, 1)
    straight = [np.clip(plane / np.maximum(planes[3], 1e-3), 0, 1) for plane in planes[:3]]
    light = [raster.srgb_to_light((255 * plane).astype(np.uint8)) for plane in straight]
    foot = stage.seam + 0.030 * s
    pitch = max(wide * scale + 0.055 * s, 0.2 * s)
    for index in (-4, -3, -2, -1, 1, 2, 3):
        left = round(stage.middle + index * pitch - large_size[0] / 2)
        top = round(foot - size[1] * cell - margin * cell)
        where = raster.picture_patch(scene, left, top, *large_size)
        if where is None:
            continue
        part = raster.picture_part(where, left, top)
        shown = cover[part] * np.float32(0.62) * fade[where.rows, where.columns]
        beside = raster.ellipse_coverage(
            where.x, where.y, (left + large_size[0] / 2 + 0.02 * s, foot), (0.5 * wide, 0.03 * s), 0.05 * s
        )
        darken_scene(scene, where, 0.35 * beside * fade[where.rows, where.columns], paints.shadow)
        for channel in range(3):
            under = scene[channel, where.rows, where.columns]
            under += shown * (light[channel][part] * np.float32(0.92) - under)


def _upper_shelf(scene: Field, stage: SetStage, fade: Field, colours: tuple[Rgb, Rgb], paints: SetPaints) -> None:
    """Draw the board above, out of focus, with the shadow under it; it fades before it reaches the type."""
    s = stage.short_side
    foot = max(stage.product.y - 0.075 * s, 0.035 * s)
    where = raster.scene_patch(scene, 0, 0, stage.width, foot + 0.2 * s)
    if where is None:
        return
    keep = fade[where.rows, where.columns]
    board = _soft_box(where, Box(-s, foot - 0.050 * s, 4 * s + stage.width, 0.050 * s), 0.006 * s)
    surfaces.blend_flat(scene, where, colours[1], board * keep * 0.85, 0.95)
    lip = _soft_box(where, Box(-s, foot - 0.064 * s, 4 * s + stage.width, 0.014 * s), 0.006 * s)
    surfaces.blend_flat(scene, where, colours[0], lip * keep, 1.0)
    shade = raster.smooth_step(foot + 0.12 * s, foot - 0.002 * s, where.y) * (where.y > foot - 0.004 * s)
    darken_scene(scene, where, 0.34 * np.asarray(shade) * keep, paints.shadow)
