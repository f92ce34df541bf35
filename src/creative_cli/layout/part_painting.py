"""Paints the parts of an ad's ground: bars, and the devices of the style packs. No colour is added to the brand's."""

from itertools import pairwise, product
from math import sqrt

import numpy as np
from PIL import Image, ImageDraw

from creative_cli.color.color_math import Palette, Rgb, contrast_ratio
from creative_cli.formats import Box
from creative_cli.imaging.blending import blend_into
from creative_cli.layout.device_fills import blend_tones, fill_box, limit_contrast
from creative_cli.layout.frame_shapes import SHAPE_OVERSAMPLE
from creative_cli.layout.ground_parts import BEHIND_FRAMES, GroundKind, GroundPart
from creative_cli.layout.pack_devices import COLUMNS, CROSS, TALL_COLUMNS
from creative_cli.layout.style_pack import SurfaceRole
from creative_cli.layout.surface_colors import mix_surface, pick_surface_colors
from creative_cli.layout.template import CanvasPlan
from creative_cli.locale.locales import Direction
from creative_cli.models import Pixels

HAIRLINE_SHARE, HAIRLINE_WEIGHT = 0.13, 0.0014  # of the type's colour; of u
CROSS_WEIGHT = 0.0022  # of u
HALF_STRENGTH = 0.5  # of a rule between columns
STRIPE_LEAN, STRIPE_WIDTH = 0.55, 1.05  # how far a stripe leans and how wide it is, of the strip's height
SEEN_BESIDE = 1.35  # the least contrast of a pattern's tone to its ground
# Where the corner of a quarter disc lies in its cell, in turn: a wave, not a row of like arcs.
QUARTERS = ((0, 1), (1, 1), (0, 0), (1, 1), (1, 0), (0, 1))


def paint_ground_parts(pixels: Pixels, plan: CanvasPlan, palette: Palette, *, behind: bool) -> None:
    """Paint the parts of *plan* on its canvas, uint8 (height, width, 3): those behind the picture, or the others."""
    for part in plan.parts:
        if (part.kind in BEHIND_FRAMES) is not behind:
            continue
        match part.kind:
            case GroundKind.BAR:
                _paint_bar(pixels, part, palette)
            case GroundKind.RULE:
                _paint_rule(pixels, part.box, plan, palette)
            case GroundKind.STRIPES:
                _paint_stripes(pixels, part.box, plan, palette)
            case GroundKind.PATTERN:
                _paint_quarters(pixels, part.box, plan, palette)
            case GroundKind.COLUMNS:
                _paint_columns(pixels, part.box, plan, palette)
            case GroundKind.CROSSES:
                _paint_crosses(pixels, part.box, plan, palette)


def _surface(plan: CanvasPlan) -> SurfaceRole:
    return plan.surface or SurfaceRole.PAPER


def _weight(share: float, plan: CanvasPlan) -> float:
    return max(1.0, float(round(share * sqrt(plan.format.width * plan.format.height))))


def _paint_bar(pixels: Pixels, part: GroundPart, palette: Palette) -> None:
    fill_box(pixels, part.box, mix_surface(part.surface, palette), part.radius)


def _paint_rule(pixels: Pixels, box: Box, plan: CanvasPlan, palette: Palette) -> None:
    colors = pick_surface_colors(_surface(plan), palette)
    upright = box.height > box.width
    fill_box(pixels, box, blend_tones(colors.ground, colors.type, HALF_STRENGTH) if upright else colors.type)


def _paint_columns(pixels: Pixels, content: Box, plan: CanvasPlan, palette: Palette) -> None:
    """Lay hairlines over the whole height; they stop around the logo."""
    colors, form = pick_surface_colors(_surface(plan), palette), plan.format
    tone, weight = limit_contrast(colors.type, colors.ground, HAIRLINE_SHARE), _weight(HAIRLINE_WEIGHT, plan)
    number = TALL_COLUMNS if form.height > form.width else COLUMNS
    clear = plan.logo.grown(plan.logo.height / 2)
    for step in range(number + 1):
        x = round(content.x + step * (content.width - weight) / number)
        if clear.x < x < clear.right:
            fill_box(pixels, Box(x, 0, weight, max(0.0, clear.y)), tone)
            fill_box(pixels, Box(x, clear.bottom, weight, form.height - clear.bottom), tone)
        else:
            fill_box(pixels, Box(x, 0, weight, form.height), tone)


def _paint_crosses(pixels: Pixels, frame: Box, plan: CanvasPlan, palette: Palette) -> None:
    """Lay a cross on each corner of the frame."""
    colors, weight = pick_surface_colors(_surface(plan), palette), _weight(CROSS_WEIGHT, plan)
    reach = round(CROSS * sqrt(plan.format.width * plan.format.height) / 2)
    for x, y in product((round(frame.x), round(frame.right)), (round(frame.y), round(frame.bottom))):
        fill_box(pixels, Box(x - reach, round(y - weight / 2), 2 * reach, weight), colors.emphasis)
        fill_box(pixels, Box(round(x - weight / 2), y - reach, weight, 2 * reach), colors.emphasis)


def _paint_stripes(pixels: Pixels, box: Box, plan: CanvasPlan, palette: Palette) -> None:
    """Fill a strip with slanted stripes of the accent and the dark tone of the brand."""
    dark = mix_surface(SurfaceRole.INK, palette)
    ground, tone = _pair(palette, dark)
    width, height = round(box.width), round(box.height)
    big = Image.new("L", (SHAPE_OVERSAMPLE * width, SHAPE_OVERSAMPLE * height), 0)
    pen, tall = ImageDraw.Draw(big), SHAPE_OVERSAMPLE * height
    wide, lean = STRIPE_WIDTH * tall, STRIPE_LEAN * tall
    left = -lean
    while left < big.width + lean:
        pen.polygon([(left + lean, 0), (left + lean + wide, 0), (left + wide, tall), (left, tall)], fill=255)
        left += 2 * wide
    cover = np.asarray(big.resize((width, height), Image.Resampling.BOX))
    _lay(pixels, box, ground, tone, cover[:, ::-1] if plan.direction is Direction.RTL else cover)


def _pair(palette: Palette, dark: Rgb) -> tuple[Rgb, Rgb]:
    """Return the tones of stripes: the dark tone of the brand and its accent, or what stands out from that."""
    tone = next(
        (one for one in (palette.accent, palette.secondary) if contrast_ratio(one, dark) >= SEEN_BESIDE + 1),
        pick_surface_colors(SurfaceRole.INK, palette).type,
    )
    return dark, tone


def _paint_quarters(pixels: Pixels, box: Box, plan: CanvasPlan, palette: Palette) -> None:
    """Fill a strip with quarter discs in the accent, the secondary and the deep tone."""
    deep, ground = mix_surface(SurfaceRole.DEEP, palette), mix_surface(_surface(plan), palette)
    light = (
        palette.secondary
        if contrast_ratio(palette.secondary, deep) >= SEEN_BESIDE
        else blend_tones(deep, pick_surface_colors(SurfaceRole.DEEP, palette).type, 0.5)
    )
    tones = ((deep, palette.accent), (light, deep), (palette.accent, ground), (deep, light))
    count = max(1, round(box.width / box.height))
    edges = [round(box.x + step * box.width / count) for step in range(count + 1)]
    rtl = plan.direction is Direction.RTL
    for place, (left, right) in enumerate(pairwise(edges)):
        turn = count - 1 - place if rtl else place
        under, over = tones[turn % len(tones)]
        cell = Box(left, box.y, right - left, box.height)
        across, down = QUARTERS[turn % len(QUARTERS)]
        _lay(
            pixels,
            cell,
            under,
            over,
            _quarter((round(cell.width), round(cell.height)), 1 - across if rtl else across, down),
        )


def _quarter(size: tuple[int, int], across: int, down: int) -> Pixels:
    """Return a quarter disc whose centre is a corner of its cell, as coverage, uint8 (height, width)."""
    width, height = SHAPE_OVERSAMPLE * size[0], SHAPE_OVERSAMPLE * size[1]
    big = Image.new("L", (width, height), 0)
    x, y = across * width, down * height
    ImageDraw.Draw(big).ellipse((x - width, y - height, x + width, y + height), fill=255)
    return np.asarray(big.resize(size, Image.Resampling.BOX))


def _lay(pixels: Pixels, box: Box, ground: Rgb, tone: Rgb, cover: Pixels) -> None:
    """Lay a plain box on the canvas, and *tone* over it where *cover*, uint8 (height, width), says."""
    fill_box(pixels, box, ground)
    layer = np.empty((*cover.shape, 4), np.uint8)
    layer[..., :3] = tone
    layer[..., 3] = cover
    blend_into(pixels, layer, round(box.x), round(box.y))
