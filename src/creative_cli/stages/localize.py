"""localize: typeset a market's copy on the shared canvas, in the font sizes all markets agreed on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from creative_cli.color import contrast
from creative_cli.color.brand_tones import find_brand_tones
from creative_cli.color.color_math import (
    NEAR_BLACK,
    PURE_BLACK,
    WHITE,
    Palette,
    Rgb,
    choose_readable,
    relative_luminance,
    set_lightness,
)
from creative_cli.formats import Box
from creative_cli.imaging.blending import (
    ScrimSide,
    TextPatch,
    add_scrim,
    blend_into,
    find_readable_ink,
    find_scrim_strength,
    paste_layer,
)
from creative_cli.imaging.encode import encode_image
from creative_cli.imaging.layers import fit_logo
from creative_cli.imaging.source import is_svg
from creative_cli.imaging.watermark import add_watermark
from creative_cli.layout import fit
from creative_cli.layout.device_type import draw_device_type
from creative_cli.layout.draw import Overlay, draw_blocks, emphasize_overlay
from creative_cli.layout.editable_pdf import LogoMark, LogoPlate, draw_editable_pdf
from creative_cli.layout.folio import draw_folio
from creative_cli.layout.font_use import describe_font_use
from creative_cli.layout.group_type import draw_group_labels
from creative_cli.layout.place import PlacedBlock, place_blocks
from creative_cli.layout.skeleton import FULL_BLEED
from creative_cli.layout.surface_colors import BUTTON_ON_SURFACE, pick_surface_colors
from creative_cli.layout.svg_raster import rasterize_svg
from creative_cli.layout.template import CanvasPlan
from creative_cli.layout.wordmark import draw_wordmark, set_wordmark, wordmark_room
from creative_cli.models import BrandStyle, Canvas, Creative, LocalizedCopy, Pixels, Role, TextBlock
from creative_cli.provenance.file_facts import NO_FACTS, FileFacts, write_file_notes
from creative_cli.provenance.xmp_packet import write_xmp_packet
from creative_cli.shown import EmphasizedInk
from creative_cli.stages.accent_inks import choose_emphasis_inks, choose_kicker_ink, pick_accent
from creative_cli.stages.ai_label_drawing import draw_ai_label
from creative_cli.stages.badge_drawing import draw_market_badge
from creative_cli.stages.copyfitting import drop_missing_glyphs, drop_roles, shown_copy
from creative_cli.stages.logo_color import TEXT_COLUMN_SHARE, find_single_color
from creative_cli.stages.offer_drawing import draw_offer

INK_MARGIN_PX = 4  # margin around the ink that counts as behind it, as in the contrast check
MIN_SIDE_SCRIM_ASPECT = 0.7  # width / height; narrower canvases are not shaded from the side
EQUAL_CONTRAST_LUMINANCE = 0.179  # black and white have the same contrast on it (WCAG 2.2)
BUTTON_CONTRAST = 3.0  # of a button on a photo, WCAG 2.2 §1.4.11; more earns nothing
DARK_INK_LIGHTNESS = 0.30  # Oklab, of the primary color as a dark ink


def localize(
    canvas: Canvas,
    words: LocalizedCopy,
    sizes: fit.FontSizes,
    plan: CanvasPlan,
    look: BrandStyle,
    facts: FileFacts = NO_FACTS,
    write_alt_text: Callable[[Creative], str] | None = None,
) -> Creative:
    """Typeset the copy on the canvas, with the weakest scrim that makes it readable, and encode the file.

    The file says where its picture comes from; *facts* are what it says besides, with an alt text from
    *write_alt_text*.
    """
    blocks, missing, left_out = _typeset_copy(words, sizes, plan, look)
    weights = {style.role: style.weight for style in plan.styles}
    button = _button_color(canvas, blocks, plan, look.palette)
    on_bars = {role: part.surface for part in plan.parts for role in part.roles}
    others = tuple(block for block in blocks if block.role not in on_bars)
    inks = _choose_inks(canvas, others, weights, look, button)
    inks |= {role: pick_surface_colors(surface, look.palette).type for role, surface in on_bars.items()}
    ground = _add_text_scrim(canvas, canvas.pixels, others, weights, inks)
    device = (*draw_device_type(words, plan, blocks, look), *draw_folio(words, plan, canvas, look))
    ground = _paste_overlays(ground, device, letters=False)
    accent = pick_accent(plan, look.palette)
    for block in blocks:
        if block.role is Role.KICKER:
            inks[block.role] = choose_kicker_ink(ground, block, accent, inks[block.role])
    layers = draw_blocks(blocks, inks, button)
    offer = draw_offer(words, plan, canvas, look, blocks)
    labels = draw_group_labels(words, plan, look.palette, look.fonts)
    offer = offer._replace(overlays=(*offer.overlays, *labels.overlays))
    laid = (*device, *offer.overlays)
    marks, ai_label = draw_ai_label(words, plan, canvas, look, facts, _list_taken(blocks, laid))
    claims, badge = draw_market_badge(words, plan, canvas, look, blocks, (*offer.overlays, *marks))
    ground = _paste_overlays(ground, (*layers, *offer.overlays, *claims, *marks), letters=False)
    accents = choose_emphasis_inks(ground, layers, blocks, weights, accent)
    layers = tuple(
        emphasize_overlay(layer, accents[layer.role]) if layer.role in accents else layer for layer in layers
    )
    pixels = _paste_overlays(ground, (*device, *layers, *offer.overlays, *claims, *marks), letters=True)
    drawn = {layer.role: layer.ink for layer in layers if layer.letters}
    marked = {
        layer.role: EmphasizedInk(accents[layer.role], layer.emphasis)
        for layer in layers
        if layer.letters and layer.role in accents
    }
    drawn_ad = Creative(
        canvas=canvas,
        adaptation=words,
        pixels=pixels,
        ground=ground,
        layout=tuple(
            replace(_text_block(block, drawn, inks, weights), emphasis=marked.get(block.role)) for block in blocks
        ),
        encoded=b"",
        encoding=canvas.format.encodings[0],
        missing_glyphs=missing,
        left_out=left_out,
        offer=offer.texts,
        labels=labels.labels,
        badge=badge,
        reading=tuple(text for one in (*device, *layers, *offer.overlays, *claims) for text in one.reading),
        fonts=describe_font_use(words, shown_copy(words, plan), look, plan.styles),
        facts=facts,
        ai_label=ai_label,
    )
    alt_text = "" if write_alt_text is None else write_alt_text(drawn_ad)
    notes = write_file_notes(canvas.origin, facts, alt_text, words.locale.tag)
    shown = _add_watermark(pixels, look) if canvas.format.draft else pixels
    file = encode_image(shown, canvas.format, write_xmp_packet(notes), canvas)
    return replace(drawn_ad, encoded=file.data, encoding=file.encoding)


def list_text_boxes(words: LocalizedCopy, sizes: fit.FontSizes, plan: CanvasPlan, look: BrandStyle) -> list[Box]:
    """Return where type and buttons of an ad will stand, with a little air."""
    return _list_taken(_typeset_copy(words, sizes, plan, look)[0], ())


def _list_taken(blocks: Sequence[PlacedBlock], overlays: Sequence[Overlay]) -> list[Box]:
    """Return where type, buttons, prices and badges stand, with a little air."""
    taken = [block.ink.grown(INK_MARGIN_PX) for block in blocks]
    taken += [block.plate for block in blocks if block.plate is not None]
    return taken + [overlay.ink.grown(INK_MARGIN_PX) for overlay in overlays if overlay.ink.area]


def _paste_overlays(pixels: Pixels, overlays: Sequence[Overlay], *, letters: bool) -> Pixels:
    chosen = [overlay for overlay in overlays if overlay.letters is letters]
    laid = pixels.copy() if chosen else pixels
    for overlay in chosen:
        blend_into(laid, overlay.rgba, overlay.x, overlay.y)
    return laid


def make_editable_pdf(
    creative: Creative, sizes: fit.FontSizes, plan: CanvasPlan, look: BrandStyle, title: str
) -> bytes:
    """Return an ad as a PDF with picture, button, logo and live text as separate objects."""
    canvas = creative.canvas
    blocks, _, _ = _typeset_copy(creative.adaptation, sizes, plan, look)
    weights = {style.role: style.weight for style in plan.styles}
    inks = {block.role: block.ink for block in creative.layout}
    shown = canvas.shown_logo
    source = None if shown is None else shown.source
    svg = source if source is not None and is_svg(source) else None
    name = (
        set_wordmark(look.name, wordmark_room(canvas.logo if shown is None else shown.box), look.fonts)
        if look.logo is None
        else None
    )
    on_bars = {role for part in plan.parts for role in part.roles}
    others = tuple(block for block in blocks if block.role not in on_bars)
    backdrop = _add_text_scrim(canvas, canvas.backdrop, others, weights, inks)
    offer = draw_offer(creative.adaptation, plan, canvas, look, blocks)
    device = (
        *draw_device_type(creative.adaptation, plan, blocks, look),
        *draw_folio(creative.adaptation, plan, canvas, look),
    )
    labels = draw_group_labels(creative.adaptation, plan, look.palette, look.fonts)
    laid = (*offer.overlays, *labels.overlays)
    taken = _list_taken(blocks, (*device, *laid))
    marks, _ = draw_ai_label(creative.adaptation, plan, canvas, look, creative.facts, taken)
    claims, _ = draw_market_badge(creative.adaptation, plan, canvas, look, blocks, (*laid, *marks))
    for letters in (False, True):
        backdrop = _paste_overlays(backdrop, (*device, *laid, *claims, *marks), letters=letters)
    backdrop = _add_watermark(backdrop, look) if canvas.format.draft else backdrop
    mark = LogoMark(canvas.logo_pixels, canvas.logo, svg, name)
    if shown is not None:
        plate = (
            None
            if shown.plate is None or shown.plate_fill is None
            else LogoPlate(shown.plate, shown.plate_radius, shown.plate_fill)
        )
        mark = LogoMark(shown.mark, shown.box, svg, name, plate)
    button = _button_color(canvas, blocks, plan, look.palette)
    accents = {block.role: block.emphasis.ink for block in creative.layout if block.emphasis is not None}
    return draw_editable_pdf(title, backdrop, mark, blocks, inks, button, accents)


def _typeset_copy(
    words: LocalizedCopy, sizes: fit.FontSizes, plan: CanvasPlan, look: BrandStyle
) -> tuple[tuple[PlacedBlock, ...], tuple[str, ...], tuple[Role, ...]]:
    """Return the placed copy, the characters that no font has, and the roles without room."""
    copy, missing = drop_missing_glyphs(words, plan, look.fonts)
    set_roles = {role for role, _ in sizes.pairs}
    absent = tuple(role for role, _ in copy.lines() if plan.zones and role not in set_roles)
    # A kicker is optional: where no zone is meant for it, nothing is missing.
    placed = {role for zone in plan.zones for role in zone.roles}
    left_out = tuple(role for role in absent if role is not Role.KICKER or role in placed)
    plan = fit.suit_plan(plan, sizes)
    texts = fit.measure_copy(drop_roles(copy, absent), words.locale, look.keep, plan, look.fonts)
    blocks = place_blocks(plan.zones, texts, plan.styles, plan.format.short_side, sizes)
    return blocks, missing, left_out


def _add_watermark(pixels: Pixels, look: BrandStyle) -> Pixels:
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
        scale=block.typeface.scale,
        plate=block.plate,
    )


def _button_color(canvas: Canvas, blocks: tuple[PlacedBlock, ...], plan: CanvasPlan, palette: Palette) -> Rgb:
    """Return the colour of the button: that of its surface; on a photo the accent, or what stands out from it."""
    if plan.surface is None:
        return palette.accent
    if plan.layout != FULL_BLEED or plan.format.is_banner:
        under = plan.surface if plan.device is None else plan.device.button_on or plan.surface
        colors = pick_surface_colors(under, palette)
        # Beside a price the button takes the colour of the type: one accent is enough.
        return colors.type if plan.price is not None and plan.device is None else colors.button
    plate = next((block.plate for block in blocks if block.plate is not None), None)
    if plate is None:
        return palette.accent
    left, top, right, bottom = plate.pixels(canvas.format.width, canvas.format.height)
    behind = canvas.pixels[top:bottom, left:right]

    def stand_out(colour: Rgb) -> float:
        return min(BUTTON_CONTRAST, contrast.worst_contrast(behind, colour))

    given = (palette.accent, palette.primary, palette.secondary)
    tones = find_brand_tones(palette)
    own = max((one for one in given if one in tones), key=stand_out)
    # White may stand out more, but on an ad that is all photo the button is where the brand has its colour.
    return own if stand_out(own) >= BUTTON_ON_SURFACE else max((*given, WHITE), key=stand_out)


def _choose_inks(
    canvas: Canvas, blocks: tuple[PlacedBlock, ...], weights: Mapping[Role, int], look: BrandStyle, button: Rgb
) -> dict[Role, Rgb]:
    palette = look.palette
    candidates = tuple(
        dict.fromkeys((palette.ink, set_lightness(palette.primary, DARK_INK_LIGHTNESS), WHITE, NEAR_BLACK))
    )
    inks: dict[Role, Rgb] = {}
    for group in _same_ground(canvas, [block for block in blocks if block.plate is None], weights, candidates):
        patches = _contrast_patches(canvas, group, weights)
        ink = find_readable_ink(canvas.pixels, patches, candidates)
        if ink is None:
            # A scrim is needed, and the logo lies in it with the ink it has.
            alike = [ink for ink in candidates if _matches_logo(canvas.logo_pixels, ink)] or candidates
            ink = min(alike, key=lambda one: find_scrim_strength(canvas.pixels, patches, one))
        inks |= dict.fromkeys((block.role for block in group), ink)
    for block in blocks:
        if block.plate is not None:
            dark = set_lightness(palette.primary, DARK_INK_LIGHTNESS)
            inks[block.role] = choose_readable(
                (palette.ink, dark, NEAR_BLACK, WHITE, PURE_BLACK), button, contrast.NORMAL_TEXT_CONTRAST
            )
    return inks


def _same_ground(
    canvas: Canvas, blocks: Sequence[PlacedBlock], weights: Mapping[Role, int], candidates: Sequence[Rgb]
) -> list[tuple[PlacedBlock, ...]]:
    """Return the blocks in groups that share their ink: one, or two where that spares a set its scrim.

    In a set, small print may lie on the ground and the other lines before the wall.
    """
    legal = tuple(block for block in blocks if block.role is Role.DISCLAIMER)
    rest = tuple(block for block in blocks if block.role is not Role.DISCLAIMER)

    def readable(group: Sequence[PlacedBlock]) -> bool:
        return find_readable_ink(canvas.pixels, _contrast_patches(canvas, group, weights), candidates) is not None

    parted = canvas.photo is None and rest and legal and not readable(blocks) and readable(rest) and readable(legal)
    return [rest, legal] if parted else [tuple(blocks)]


def _add_text_scrim(
    canvas: Canvas,
    pixels: Pixels,
    blocks: tuple[PlacedBlock, ...],
    weights: Mapping[Role, int],
    inks: Mapping[Role, Rgb],
) -> Pixels:
    """Darken or lighten *pixels* behind the text until it reaches the target contrast; the logo keeps its colors."""
    ground = pixels
    # A kicker may have a color of its own, in which it can be read without a scrim.
    by_ink: dict[Rgb, list[PlacedBlock]] = {}
    leading = next(
        (inks[block.role] for block in blocks if block.plate is None and block.role is not Role.KICKER), WHITE
    )
    for block in blocks:
        if block.plate is None:
            by_ink.setdefault(leading if block.role is Role.KICKER else inks[block.role], []).append(block)
    for ink, group in by_ink.items():
        patches = _contrast_patches(canvas, group, weights)
        ground = add_scrim(ground, patches, ink, _scrim_side(canvas, patches), canvas.product_mask)
    if ground is pixels or pixels is not canvas.pixels:
        return ground
    return paste_layer(ground, canvas.logo_pixels, round(canvas.logo.x), round(canvas.logo.y))


def _contrast_patches(canvas: Canvas, blocks: Sequence[PlacedBlock], weights: Mapping[Role, int]) -> list[TextPatch]:
    side = canvas.format.short_side
    # 1 % more than required: the check measures the drawn ink, which may be off the layout by half a px.
    return [
        TextPatch(
            block.ink.grown(INK_MARGIN_PX),
            1.01 * contrast.required_contrast(block.size, weights[block.role], side),
        )
        for block in blocks
        if block.plate is None
    ]


def _matches_logo(logo: Pixels, ink: Rgb) -> bool:
    """Return whether *ink* and a logo in one color are both light or both dark; True for other logos."""
    color = find_single_color(logo)
    return color is None or (relative_luminance(color) > EQUAL_CONTRAST_LUMINANCE) == (
        relative_luminance(ink) > EQUAL_CONTRAST_LUMINANCE
    )


def _scrim_side(canvas: Canvas, patches: Sequence[TextPatch]) -> ScrimSide:
    """Return the edge of the canvas nearest to the text, where the scrim starts."""
    form = canvas.format
    left, right = min(patch.box.x for patch in patches), max(patch.box.right for patch in patches)
    top, bottom = min(patch.box.y for patch in patches), max(patch.box.bottom for patch in patches)
    if right - left < TEXT_COLUMN_SHARE * form.width and form.width >= MIN_SIDE_SCRIM_ASPECT * form.height:
        return "left" if left < form.width - right else "right"
    return "top" if top < form.height - bottom else "bottom"
