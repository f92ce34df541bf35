"""Paints what a device draws without words: panels, blocks, tiles, rules, a letter, the brand's mark as a pattern.

No colour is added to the brand's: tones are mixed from the palette, and what type may cross differs little from its
ground.
"""

from itertools import count as count_up
from itertools import product
from math import ceil, sqrt

import numpy as np

from creative_cli.brief.device_facts import Device
from creative_cli.color.color_math import NEAR_BLACK, WHITE, Palette, Rgb, contrast_ratio, relative_luminance
from creative_cli.color.contrast import NORMAL_TEXT_CONTRAST
from creative_cli.formats import Box
from creative_cli.imaging.blending import blend_into, fill_picture
from creative_cli.imaging.logo_trim import scale_layer
from creative_cli.layout.brand_mark import find_brand_mark
from creative_cli.layout.device_fills import LEAST_SEEN_CONTRAST, blend_tones, fill_box, limit_contrast
from creative_cli.layout.ink_pages import InkPage, draw_ink_pages, set_piece
from creative_cli.layout.scripts import choose_typeface
from creative_cli.layout.style_pack import SurfaceRole, load_style_pack
from creative_cli.layout.surface_colors import mix_surface, pick_surface_colors
from creative_cli.layout.template import CanvasPlan, DevicePlan
from creative_cli.layout.tile_shapes import paint_tiles
from creative_cli.locale.locales import Direction, Locale
from creative_cli.models import BrandStyle, Pixels, Role

LETTER_SHARE, LETTER_DEGREES = 0.34, -8.0  # of the secondary in a cropped letter, and its turn, anticlockwise
SPARE = 1.04  # of the contrast that type over a letter needs
MARK_CONTRAST = 1.5  # of marks to their band
REST_CONTRAST = 1.3  # of the blocks that are not counted, to their ground
HAIRLINES, TALL_HAIRLINES, HAIRLINE_SHARE, HAIRLINE_WEIGHT = 6, 4, 0.13, 0.0014
CORNER_MARK, CORNER_WEIGHT = 0.022, 0.0024  # length and weight of the marks in the corners, of u
RULE_WEIGHT = 0.0038  # of u
TEAR_DASHES, TEAR_WEIGHT = 0.012, 0.0028  # length of a dash and its weight, of u
MARKS_ACROSS, MARK_OF_CELL = 3, 0.56  # marks in the short side of a band, and how much of its cell one takes
TECH = "tech"


def paint_device(plan: CanvasPlan, look: BrandStyle) -> Pixels:
    """Return the canvas of a type-led ad without words and logo, uint8 (height, width, 3)."""
    device, palette = _device(plan), look.palette
    ground = mix_surface(device.field, palette)
    pixels = fill_picture(plan.format.height, plan.format.width, ground)
    match device.kind:
        case Device.NUMERAL:
            _paint_hairlines(pixels, plan, look)
        case Device.LETTER:
            _paint_letter(pixels, device.parts[0], look, ground)
        case Device.FIGURE:
            _paint_rules(pixels, plan, palette)
        case Device.ROWS:
            fill_box(pixels, device.parts[1], _foot_tone(palette))
        case Device.PROPORTION:
            _paint_blocks(pixels, plan, look)
        case Device.TICKET:
            _paint_ticket(pixels, plan, palette)
        case Device.TILES:
            paint_tiles(pixels, plan, look)
        case Device.PATTERN:
            _paint_pattern(pixels, device.parts[0], look, plan)
        case Device.BOARD:
            pass  # its rows are words
    return pixels


def pick_letter_tone(palette: Palette, ground: Rgb) -> Rgb:
    """Return the tone of a letter that type may cross: of the secondary, where it is seen and type on it is read."""
    ink = pick_surface_colors(SurfaceRole.PRIMARY, palette).type
    wanted = limit_contrast(palette.secondary, ground, LETTER_SHARE)
    # Away from the type's lightness the letter takes nothing from its contrast.
    away = limit_contrast(
        NEAR_BLACK if relative_luminance(ink) > relative_luminance(ground) else WHITE, ground, 1, 1.35
    )
    toward = limit_contrast(ink, ground, 1, 1.35)
    enough = min(contrast_ratio(ink, ground), SPARE * NORMAL_TEXT_CONTRAST)
    seen = [tone for tone in (wanted, away, toward) if contrast_ratio(tone, ground) >= LEAST_SEEN_CONTRAST]
    return next((tone for tone in seen if contrast_ratio(tone, ink) >= enough), (*seen, toward)[0])


def _device(plan: CanvasPlan) -> DevicePlan:
    if plan.device is None:
        raise AssertionError(f"the plan {plan.arrangement} has no device")
    return plan.device


def _weight(share: float, plan: CanvasPlan) -> float:
    return max(1.0, float(round(share * _mean_side(plan))))


def _mean_side(plan: CanvasPlan) -> float:
    """Return u, the square root of the canvas' area, px."""
    return sqrt(plan.format.width * plan.format.height)


def _paint_hairlines(pixels: Pixels, plan: CanvasPlan, look: BrandStyle) -> None:
    if look.style != TECH:
        return
    colors, content = pick_surface_colors(_device(plan).field, look.palette), plan.content
    weight, tone = _weight(HAIRLINE_WEIGHT, plan), limit_contrast(colors.type, colors.ground, HAIRLINE_SHARE)
    number = TALL_HAIRLINES if plan.format.height > plan.format.width else HAIRLINES
    for step in range(number + 1):
        fill_box(pixels, Box(content.x + step * content.width / number, 0, weight, plan.format.height), tone)
    frame, reach, weight = (
        _device(plan).parts[0],
        CORNER_MARK * _mean_side(plan),
        _weight(CORNER_WEIGHT, plan),
    )
    for x, y in product((frame.x, frame.right - reach), (frame.y, frame.bottom - weight)):
        fill_box(pixels, Box(x, y, reach, weight), colors.type)
    for x, y in product((frame.x, frame.right - weight), (frame.y, frame.bottom - reach)):
        fill_box(pixels, Box(x, y, weight, reach), colors.type)


def _paint_letter(pixels: Pixels, box: Box, look: BrandStyle, ground: Rgb) -> None:
    """Lay the first letter of the brand's name on the canvas as it is written, as high as its box and turned."""
    letter = next(sign for sign in look.name if sign.isalnum())
    locale = Locale("en", "en", "Latn", "", Direction.LTR)
    face = choose_typeface(locale, Role.HEADLINE, 700, look.fonts, look.style, letter)
    size = box.height / set_piece(letter, face, 1.0).ink.height
    piece = set_piece(letter, face, size)
    x, y = round(box.x + box.width / 2), round(box.y + box.height / 2)
    piece = piece.moved(x - piece.ink.x - piece.ink.width / 2, y - piece.ink.y - piece.ink.height / 2)
    reach = ceil(0.62 * (piece.ink.width + piece.ink.height))
    page = InkPage(
        Box(x - reach, y - reach, 2 * reach, 2 * reach),
        pick_letter_tone(look.palette, ground),
        (piece,),
        turn=LETTER_DEGREES,
    )
    (overlay,) = draw_ink_pages((page,), Role.HEADLINE, look.fonts)
    blend_into(pixels, overlay.rgba, overlay.x, overlay.y)


def _paint_rules(pixels: Pixels, plan: CanvasPlan, palette: Palette) -> None:
    block, *rules = _device(plan).parts
    ink = pick_surface_colors(_device(plan).field, palette).type
    for rule in rules:
        fill_box(pixels, Box(rule.x, rule.y, rule.width, _weight(RULE_WEIGHT, plan)), ink)
    fill_box(pixels, block, palette.primary)


def _foot_tone(palette: Palette) -> Rgb:
    """Return the foot under rows of words: the deep tone, where the type of the primary can be read on it."""
    ink, deep = pick_surface_colors(SurfaceRole.PRIMARY, palette).type, mix_surface(SurfaceRole.DEEP, palette)
    readable = contrast_ratio(ink, deep) >= contrast_ratio(ink, palette.primary)
    return deep if readable else blend_tones(palette.primary, WHITE, 0.25)


def pick_block_tones(palette: Palette, field: SurfaceRole) -> tuple[Rgb, Rgb]:
    """Return the colours of the blocks that are counted and of the others; both are seen on their ground."""
    colors = pick_surface_colors(field, palette)
    counted = colors.button
    mixed = (
        blend_tones(colors.ground, tone, step / 20)
        for tone in (palette.secondary, counted, colors.type)
        for step in range(8, 21, 2)
    )
    rest = next(
        (
            tone
            for tone in mixed
            if min(contrast_ratio(tone, colors.ground), contrast_ratio(tone, counted)) >= REST_CONTRAST
        ),
        counted,
    )
    return counted, rest


def _paint_blocks(pixels: Pixels, plan: CanvasPlan, look: BrandStyle) -> None:
    device = _device(plan)
    counted, rest = pick_block_tones(look.palette, device.field)
    for place, box in enumerate(device.parts):
        some = place < device.share[0]
        radius = (
            box.height / 2
            if some
            else min(load_style_pack(look.style).radius * plan.format.short_side, 0.16 * box.height)
        )
        fill_box(pixels, box, counted if some else rest, radius)


def _paint_ticket(pixels: Pixels, plan: CanvasPlan, palette: Palette) -> None:
    _, outer, *notches, tear = _device(plan).parts
    ground, panel = mix_surface(_device(plan).field, palette), palette.accent
    if contrast_ratio(ground, panel) < REST_CONTRAST:
        ground = mix_surface(SurfaceRole.DEEP, palette)
        pixels[:] = ground
    fill_box(pixels, outer, panel)
    for notch in notches:
        fill_box(pixels, notch, ground, notch.width / 2)
    u = _mean_side(plan)
    dash, weight = max(2.0, TEAR_DASHES * u), _weight(TEAR_WEIGHT, plan)
    tone = limit_contrast(pick_surface_colors(SurfaceRole.ACCENT, palette).type, panel, 0.6, 3.0)
    along = max(tear.width, tear.height)
    # The first and the last dash keep clear of the notches.
    for start in np.arange(notches[0].width, along - notches[0].width, 2 * dash):
        across = tear.width > tear.height
        box = Box(tear.x + start, tear.y, dash, weight) if across else Box(tear.x, tear.y + start, weight, dash)
        fill_box(pixels, box, tone)


def _paint_pattern(pixels: Pixels, band: Box, look: BrandStyle, plan: CanvasPlan) -> None:
    """Tile a band with the brand's mark: every second one turned, every fifth in the accent."""
    palette = look.palette
    ground = (
        palette.primary if _device(plan).field is not SurfaceRole.PRIMARY else mix_surface(SurfaceRole.DEEP, palette)
    )
    fill_box(pixels, band, ground)
    mark = find_brand_mark(look.logo)
    if mark is None:
        return
    cell = min(band.width, band.height) / MARKS_ACROSS
    reach = MARK_OF_CELL * cell / max(mark.shape)
    size = max(1, round(mark.shape[1] * reach)), max(1, round(mark.shape[0] * reach))
    plain = np.zeros((*mark.shape, 4), np.uint8)
    plain[..., 3] = mark
    stamp = scale_layer(plain, *size)[..., 3]
    ink = pick_surface_colors(SurfaceRole.PRIMARY, palette).type
    soft = (
        palette.secondary
        if contrast_ratio(palette.secondary, ground) >= MARK_CONTRAST
        else blend_tones(ground, ink, 0.30)
    )
    accent = palette.accent if contrast_ratio(palette.accent, ground) >= MARK_CONTRAST else ink
    part = pixels[round(band.y) : round(band.bottom), round(band.x) : round(band.right)]
    columns, rows = ceil(band.width / cell), ceil(band.height / cell)
    number = count_up()
    for row, column in product(range(-1, rows + 1), range(-1, columns + 1)):
        place = next(number)
        tone = (
            accent if (2 * row + column) % 5 == 0 else soft if (row + column) % 2 else blend_tones(ground, soft, 0.45)
        )
        layer = np.empty((*stamp.shape, 4), np.uint8)
        layer[..., :3] = tone
        layer[..., 3] = stamp[::-1, ::-1] if place % 2 else stamp
        shift = cell / 2 if row % 2 else 0.0
        x = column * cell + shift + (cell - size[0]) / 2
        blend_into(part, layer, round(x), round(row * cell + (cell - size[1]) / 2))
