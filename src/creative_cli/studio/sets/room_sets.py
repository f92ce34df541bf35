"""Desk and shop shelf."""

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
    throw_window_light,
    wash_key_light,
)
from creative_cli.studio.sets.set_paints import SetPaints
from creative_cli.studio.sets.set_stage import SetStage


def desk_wall(paints: SetPaints) -> Rgb:
    """Return the colour behind the type: tint with 38 % secondary."""
    return paints.lift_wall(mix_oklab(paints.tint, paints.secondary, 0.38))


def draw_desk(stage: SetStage, paints: SetPaints, _body: ScaledProduct) -> tuple[Field, Ledge | None]:
    """Draw a wall in window light, and a wooden desk with books that lie behind the product."""
    wall = desk_wall(paints)
    scene = surfaces.new_scene(stage, wall)
    scene *= surfaces.mottled_level(stage, 0.008, 6)
    throw_window_light(scene, stage, 0.36)
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
    shade = surfaces.soft_box(where, Box(left + 0.03 * s, base - 0.012 * s, stage.width, 0.035 * s), 0.03 * s)
    darken_scene(scene, where, 0.6 * shade, paints.shadow)
    for index, colour in enumerate((paints.primary, paints.accent, paints.secondary)):
        foot = base - index * tall
        start = left + (0.0, 0.035, 0.012)[index] * s
        book = Box(start, foot - tall, 0.46 * s, tall)
        surfaces.blend_flat(scene, where, colour, surfaces.soft_box(where, book, soft), 0.92)
        pages = Box(start + 0.02 * s, foot - 0.80 * tall, 0.46 * s, 0.60 * tall)
        if index != 1:
            surfaces.blend_flat(
                scene, where, mix_oklab(WHITE, colour, 0.10), surfaces.soft_box(where, pages, soft), 0.80
            )
        else:
            band = Box(start + 0.035 * s, foot - tall, 0.014 * s, tall)
            surfaces.blend_flat(scene, where, mix_oklab(colour, WHITE, 0.7), surfaces.soft_box(where, band, soft), 0.95)
        line = Box(start, foot - 0.10 * tall, 0.46 * s, 0.06 * tall)
        darken_scene(scene, where, 0.55 * surfaces.soft_box(where, line, soft), paints.shadow)


def shelf_wall(paints: SetPaints) -> Rgb:
    """Return the colour behind the type: tint with 15 % secondary."""
    return paints.lift_wall(mix_oklab(paints.tint, paints.secondary, 0.15))


def draw_shelf(stage: SetStage, paints: SetPaints, body: ScaledProduct) -> tuple[Field, Ledge | None]:
    """Draw a shop shelf: the same pack in rows behind, out of focus, a board and its price rail."""
    back, s = shelf_wall(paints), stage.short_side
    scene = surfaces.new_scene(stage, back)
    board = mix_oklab(WHITE, paints.tint, 0.5)
    fade = 1 - np.float32(0.74) * calm_area(stage, 0.16)
    _facings(scene, stage, body, fade, paints)
    _upper_shelf(scene, stage, fade, (board, paints.primary), paints)
    glow_behind(scene, stage, raster.color_to_light(back), 0.08)
    surfaces.paint_ground(scene, stage, board)
    surfaces.shade_ground(scene, stage, paints.shadow, 0.40)
    edge = min(stage.front_edge(0.036), stage.height - 0.03 * s)
    where = raster.scene_patch(scene, 0, edge, stage.width, stage.height)
    if where is not None:
        rail = min(0.070 * s, 0.75 * (stage.height - edge))
        face = np.clip(where.y - edge + 0.5, 0, 1) + 0 * where.x
        surfaces.blend_flat(scene, where, board, face, 1.03)
        plate = surfaces.soft_box(where, Box(-s, edge + 0.008 * s, 3 * stage.width + s, rail), 0.8)
        down = np.clip((where.y - edge) / np.float32(rail), 0, 1)
        surfaces.blend_flat(scene, where, paints.primary, plate, 1.12 - 0.28 * down + 0 * where.x)
        gleam = surfaces.soft_box(where, Box(-s, edge + 0.010 * s, 3 * stage.width + s, 0.004 * s), 1.0)
        surfaces.blend_flat(scene, where, mix_oklab(paints.primary, WHITE, 0.45), gleam * 0.8)
        below = np.clip(where.y - (edge + 0.008 * s + rail) + 0.5, 0, 1) + 0 * where.x
        # The next shelf down, in the shade of this one: black would be a dead band in tall formats.
        surfaces.blend_flat(scene, where, set_lightness(back, 0.80 * rgb_to_oklab(back)[0]), below)
        drop = np.exp(-np.maximum(where.y - edge - rail, 0) / np.float32(0.05 * s)) * below
        darken_scene(scene, where, 0.7 * np.asarray(drop), paints.shadow)
    wash_key_light(scene, stage, 0.30)
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
    board = surfaces.soft_box(where, Box(-s, foot - 0.050 * s, 4 * s + stage.width, 0.050 * s), 0.006 * s)
    surfaces.blend_flat(scene, where, colours[1], board * keep * 0.85, 0.95)
    lip = surfaces.soft_box(where, Box(-s, foot - 0.064 * s, 4 * s + stage.width, 0.014 * s), 0.006 * s)
    surfaces.blend_flat(scene, where, colours[0], lip * keep, 1.0)
    shade = raster.smooth_step(foot + 0.12 * s, foot - 0.002 * s, where.y) * (where.y > foot - 0.004 * s)
    darken_scene(scene, where, 0.34 * np.asarray(shade) * keep, paints.shadow)
