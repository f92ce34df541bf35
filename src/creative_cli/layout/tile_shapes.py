"""Draws tiles with plain shapes that stand for an app: a switch, bars, a ring and dots. They show no figures."""

import numpy as np
from numpy.typing import NDArray

from creative_cli.color.color_math import WHITE, Rgb, contrast_ratio
from creative_cli.formats import Box
from creative_cli.imaging.blending import blend_into
from creative_cli.layout.device_fills import blend_tones, fill_box
from creative_cli.layout.style_pack import SurfaceRole, load_style_pack
from creative_cli.layout.surface_colors import mix_surface, pick_surface_colors
from creative_cli.layout.template import CanvasPlan
from creative_cli.locale.locales import Direction
from creative_cli.models import BrandStyle, Pixels

TILE_RADIUS = 1.5  # of a tile's corners, of the style pack's radius
SHAPE_CONTRAST = 1.5  # of a shape to its tile
BAR_HEIGHTS = (0.34, 0.52, 0.46, 0.70, 0.90)
# Of a ring: its size, of the tile's shorter side, its inner radius and how much of it is full.
RING_SIZE, RING_HOLE, RING_PART, RING_OVERSAMPLE = 0.58, 0.62, 0.68, 4


def paint_tiles(pixels: Pixels, plan: CanvasPlan, look: BrandStyle) -> None:
    """Lay tiles on the canvas, with a switch, bars, a ring and dots as plain shapes: they show no figures."""
    device, palette = plan.device, look.palette
    if device is None:
        return
    words, foot, *shapes = device.parts
    radius = TILE_RADIUS * load_style_pack(look.style).radius * plan.format.short_side
    accent = pick_surface_colors(SurfaceRole.PRIMARY, palette).button
    soft = blend_tones(palette.secondary, WHITE, 0.45)
    dim = blend_tones(mix_surface(device.field, palette), palette.secondary, 0.45)
    fill_box(pixels, words, palette.primary, radius)
    fill_box(pixels, foot, WHITE, radius)
    rtl = plan.direction is Direction.RTL
    tones = (accent, soft, dim, blend_tones(soft, palette.primary, 0.35))
    dark = mix_surface(SurfaceRole.DEEP, palette)
    # On the dim tile the accent is seen; on the others the primary, unless they are alike.
    inks = [palette.primary, palette.primary, accent, palette.primary]
    for box, tone, wanted, draw in zip(
        shapes, tones, inks, (_draw_switch, _draw_bars, _draw_ring, _draw_dots), strict=False
    ):
        fill_box(pixels, box, tone, radius)
        ink = wanted if contrast_ratio(wanted, tone) >= SHAPE_CONTRAST else dark
        draw(pixels, box, (ink, tone), rtl=rtl)


def _draw_switch(pixels: Pixels, box: Box, tones: tuple[Rgb, Rgb], *, rtl: bool) -> None:
    ink, tone = tones
    wide = min(0.56 * box.width, 1.0 * box.height)
    high = 0.54 * wide
    pill = Box(box.x + (box.width - wide) / 2, box.y + (box.height - high) / 2, wide, high)
    knob = pill.grown(-0.14 * high)
    fill_box(pixels, pill, ink, high / 2)
    x = knob.x if rtl else knob.right - knob.height
    fill_box(pixels, Box(x, knob.y, knob.height, knob.height), tone, knob.height / 2)


def _draw_bars(pixels: Pixels, box: Box, tones: tuple[Rgb, Rgb], *, rtl: bool) -> None:
    ink, tone = tones
    inside = Box(box.x + 0.14 * box.width, box.y + 0.14 * box.height, 0.72 * box.width, 0.86 * box.height)
    step = inside.width / len(BAR_HEIGHTS)
    for place, share in enumerate(reversed(BAR_HEIGHTS) if rtl else BAR_HEIGHTS):
        last = share == max(BAR_HEIGHTS)
        high = share * inside.height
        bar = Box(inside.x + (place + 0.14) * step, inside.bottom - high, 0.72 * step, high)
        fill_box(pixels, bar, ink if last else blend_tones(tone, ink, 0.45))


def _draw_ring(pixels: Pixels, box: Box, tones: tuple[Rgb, Rgb], *, rtl: bool) -> None:
    ink, tone = tones
    size, fine = max(4, round(RING_SIZE * min(box.width, box.height))), RING_OVERSAMPLE
    y, x = (np.mgrid[0 : fine * size, 0 : fine * size] - (fine * size - 1) / 2) / (fine * size / 2)
    radius, turn = np.hypot(x, y), np.mod(np.arctan2(-x if rtl else x, -y), 2 * np.pi) / (2 * np.pi)
    band = (radius <= 1.0) & (radius >= RING_HOLE)

    def cover(mask: NDArray[np.bool_]) -> NDArray[np.float64]:
        parts: NDArray[np.float64] = mask.reshape(size, fine, size, fine).mean(axis=(1, 3))
        return np.rint(255 * parts)

    layer = np.empty((size, size, 4), np.uint8)
    left, top = round(box.x + (box.width - size) / 2), round(box.y + (box.height - size) / 2)
    for mask, color in ((band, blend_tones(tone, ink, 0.35)), (band & (turn <= RING_PART), ink)):
        layer[..., :3], layer[..., 3] = color, cover(mask)
        blend_into(pixels, layer, left, top)


def _draw_dots(pixels: Pixels, box: Box, tones: tuple[Rgb, Rgb], *, rtl: bool) -> None:
    ink, tone = tones
    side = min(0.5 * box.height, 0.24 * box.width)
    for place in range(3):
        x = box.x + box.width / 2 + (place - 1) * 1.18 * side - side / 2
        dot = Box(x, box.y + (box.height - side) / 2, side, side)
        open_one = place == (0 if rtl else 2)
        fill_box(pixels, dot, ink, side / 2)
        if open_one:
            fill_box(pixels, dot.grown(-0.12 * side), tone, 0.38 * side)
