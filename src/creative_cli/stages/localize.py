"""localize: a market's words on the canvas it shares, set in the sizes all markets agreed on.

An ad's inks, its shade and its editable twin follow from the same words as they stand.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from creative_cli.color import contrast
from creative_cli.color.color_math import NEAR_BLACK, WHITE, Rgb, choose_readable, relative_luminance, set_lightness
from creative_cli.formats import Box
from creative_cli.imaging.blending import (
    ScrimSide,
    TextPatch,
    add_scrim,
    find_scrim_strength,
    is_readable_on,
    paste_layer,
)
from creative_cli.imaging.encode import encode_image
from creative_cli.imaging.layers import fit_logo
from creative_cli.imaging.source import is_svg
from creative_cli.imaging.watermark import add_watermark
from creative_cli.layout import fit
from creative_cli.layout.draw import draw_blocks
from creative_cli.layout.editable_pdf import LogoMark, draw_editable_pdf
from creative_cli.layout.place import PlacedBlock, place_blocks
from creative_cli.layout.svg_raster import rasterize_svg
from creative_cli.layout.template import CanvasPlan
from creative_cli.layout.wordmark import draw_wordmark, set_wordmark
from creative_cli.models import BrandStyle, Canvas, Creative, LocalizedCopy, Pixels, Role, TextBlock
from creative_cli.stages.copyfitting import MarketSizes, drop_missing_glyphs, drop_roles

INK_MARGIN_PX = 4
"""Px round the ink that count as behind it, as the check counts them."""
TEXT_COLUMN_SHARE = 0.62
"""Type narrower than this, of the canvas, stands in a column at its side."""
MIN_SIDE_SCRIM_ASPECT = 0.7
"""Width / height under which a canvas is too narrow to be shaded from its side."""
EQUAL_CONTRAST_LUMINANCE = 0.179
"""Luminance on which black and white have the same contrast (WCAG 2.2)."""
LOGO_SOLID_ALPHA = 200
LOGO_COLOR_SPREAD = 24
"""Alpha of a logo's solid parts, and the spread of their channels up to which they count as one colour, 0 to 255."""
DARK_INK_LIGHTNESS = 0.30
"""Oklab lightness of the primary when it is used as a dark ink."""


def localize(canvas: Canvas, words: LocalizedCopy, sizes: MarketSizes, plan: CanvasPlan, look: BrandStyle) -> Creative:
    """Set the market's words on the canvas, with the weakest scrim that lets them be read."""
    type_set = _typeset_copy(words, sizes, plan, look)
    blocks = type_set.blocks
    weights = {style.role: style.weight for style in plan.styles}
    inks = _choose_inks(canvas, blocks, weights, look)
    ground = _add_text_scrim(canvas, canvas.pixels, blocks, weights, inks)
    layers = draw_blocks(blocks, inks, look.palette.accent)
    for layer in layers:
        if not layer.letters:
            ground = paste_layer(ground, layer.rgba, layer.x, layer.y)
    pixels = ground
    for layer in layers:
        if layer.letters:
            pixels = paste_layer(pixels, layer.rgba, layer.x, layer.y)
    file = encode_image(_add_watermark(pixels, look) if canvas.format.draft else pixels, canvas.format)
    drawn = {layer.role: layer.ink for layer in layers if layer.letters}
    return Creative(
        canvas=canvas,
        adaptation=words,
        pixels=pixels,
        ground=ground,
        layout=tuple(_text_block(block, drawn, inks, weights) for block in blocks),
        encoded=file.data,
        encoding=file.encoding,
        missing_glyphs=type_set.missing,
        left_out=type_set.left_out,
    )


def make_editable_pdf(creative: Creative, sizes: MarketSizes, plan: CanvasPlan, look: BrandStyle, title: str) -> bytes:
    """Return an ad as the PDF that designers open: the picture, the button, the logo and live text apart."""
    canvas = creative.canvas
    blocks = _typeset_copy(creative.adaptation, sizes, plan, look).blocks
    weights = {style.role: style.weight for style in plan.styles}
    inks = {block.role: block.ink for block in creative.layout}
    svg = look.logo if look.logo is not None and is_svg(look.logo) else None
    name = set_wordmark(look.name, plan.logo, look.fonts) if look.logo is None else None
    backdrop = _add_text_scrim(canvas, canvas.backdrop, blocks, weights, inks)
    backdrop = _add_watermark(backdrop, look) if canvas.format.draft else backdrop
    mark = LogoMark(canvas.logo_pixels, canvas.logo, svg, name)
    return draw_editable_pdf(title, backdrop, mark, blocks, inks, look.palette.accent)


@dataclass(frozen=True, slots=True)
class _TypesetCopy:
    """A market's words as they stand, what no font can draw, and the roles there is no room for."""

    blocks: tuple[PlacedBlock, ...]
    missing: tuple[str, ...]
    left_out: tuple[Role, ...]


def _typeset_copy(words: LocalizedCopy, sizes: MarketSizes, plan: CanvasPlan, look: BrandStyle) -> _TypesetCopy:
    copy, missing = drop_missing_glyphs(words, plan, look.fonts)
    set_roles = {role for role, _ in sizes.pairs}
    left_out = tuple(role for role, _ in copy.lines() if plan.zones and role not in set_roles)
    texts = fit.measure_copy(drop_roles(copy, left_out), words.locale, look.keep, plan, look.fonts)
    blocks = place_blocks(plan.zones, texts, plan.styles, plan.format.short_side, fit.FontSizes(sizes.pairs))
    return _TypesetCopy(blocks, missing, left_out)


def _add_watermark(pixels: Pixels, look: BrandStyle) -> Pixels:
    """Lay the draft's mark over the picture; the ad under it is what is checked."""
    height, width = pixels.shape[:2]
    room, picture = Box(0, 0, 0.3 * width, 0.08 * height), look.watermark_picture
    if picture is None:
        mark = draw_wordmark(look.watermark, WHITE, room)
    else:
        mark = rasterize_svg(picture, room) if is_svg(picture) else fit_logo(picture, room)
    return add_watermark(pixels, mark)


def _text_block(
    block: PlacedBlock, drawn: Mapping[Role, Box], inks: Mapping[Role, Rgb], weights: Mapping[Role, int]
) -> TextBlock:
    return TextBlock(
        role=block.role,
        box=drawn.get(block.role, block.ink),
        font_px=block.size,
        lines=block.words,
        overflow=block.overflow,
        ink=inks[block.role],
        weight=weights[block.role],
        hang=block.hang,
    )


def _choose_inks(
    canvas: Canvas, blocks: tuple[PlacedBlock, ...], weights: Mapping[Role, int], look: BrandStyle
) -> dict[Role, Rgb]:
    """Choose one ink for all type on the picture, and one that reads on the button."""
    palette = look.palette
    candidates = tuple(
        dict.fromkeys((palette.ink, set_lightness(palette.primary, DARK_INK_LIGHTNESS), WHITE, NEAR_BLACK))
    )
    open_blocks = [block for block in blocks if block.plate is None]
    patches = _contrast_patches(canvas, blocks, weights)
    ink = next((ink for ink in candidates if is_readable_on(canvas.pixels, patches, ink)), None)
    if ink is None:
        # Where there must be a shade the logo lies in it too, and keeps its ink.
        alike = [ink for ink in candidates if _matches_logo(canvas.logo_pixels, ink)] or candidates
        ink = min(alike, key=lambda ink: find_scrim_strength(canvas.pixels, patches, ink))
    inks = {block.role: ink for block in open_blocks}
    for block in blocks:
        if block.plate is not None:
            dark = set_lightness(palette.primary, DARK_INK_LIGHTNESS)
            inks[block.role] = choose_readable(
                (palette.ink, dark, NEAR_BLACK, WHITE), palette.accent, contrast.NORMAL_TEXT_CONTRAST
            )
    return inks


def _add_text_scrim(
    canvas: Canvas,
    pixels: Pixels,
    blocks: tuple[PlacedBlock, ...],
    weights: Mapping[Role, int],
    inks: Mapping[Role, Rgb],
) -> Pixels:
    """Let light fall off on the canvas' *pixels*, as little as lets every block on them be read; the logo stays."""
    patches = _contrast_patches(canvas, blocks, weights)
    if not patches:
        return pixels
    ink = next(inks[block.role] for block in blocks if block.plate is None)
    ground = add_scrim(pixels, patches, ink, _scrim_side(canvas, patches), canvas.product_mask)
    if ground is pixels or pixels is not canvas.pixels:
        return ground
    return paste_layer(ground, canvas.logo_pixels, round(canvas.logo.x), round(canvas.logo.y))


def _contrast_patches(canvas: Canvas, blocks: tuple[PlacedBlock, ...], weights: Mapping[Role, int]) -> list[TextPatch]:
    """Return where type lies on the picture and the contrast it needs there."""
    # A hundredth more than asked: the check measures the ink drawn, which may lie half a px beside the layout.
    return [
        TextPatch(block.ink.grown(INK_MARGIN_PX), 1.01 * _required_contrast(canvas, block, weights))
        for block in blocks
        if block.plate is None
    ]


def _required_contrast(canvas: Canvas, block: PlacedBlock, weights: Mapping[Role, int]) -> float:
    return contrast.required_contrast(block.size, weights[block.role], canvas.format.short_side)


def _matches_logo(logo: Pixels, ink: Rgb) -> bool:
    """Tell whether *ink* is light where a logo of one colour is light, and dark where it is dark."""
    solid = logo[logo[..., 3] > LOGO_SOLID_ALPHA][:, :3]
    if not len(solid) or int(np.ptp(solid.astype(np.int16), axis=0).max()) > LOGO_COLOR_SPREAD:
        return True
    red, green, blue = (int(channel) for channel in np.median(solid, axis=0))
    return (relative_luminance((red, green, blue)) > EQUAL_CONTRAST_LUMINANCE) == (
        relative_luminance(ink) > EQUAL_CONTRAST_LUMINANCE
    )


def _scrim_side(canvas: Canvas, patches: Sequence[TextPatch]) -> ScrimSide:
    """Return the edge of the canvas that type gathers at, from where a shade would fall."""
    form = canvas.format
    left, right = min(patch.box.x for patch in patches), max(patch.box.right for patch in patches)
    top, bottom = min(patch.box.y for patch in patches), max(patch.box.bottom for patch in patches)
    if right - left < TEXT_COLUMN_SHARE * form.width and form.width >= MIN_SIDE_SCRIM_ASPECT * form.height:
        return "left" if left < form.width - right else "right"
    return "top" if top < form.height - bottom else "bottom"
