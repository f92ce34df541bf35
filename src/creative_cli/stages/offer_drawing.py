"""offer_drawing: the price block and the badge of an offer, on the surface of a skeleton."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from creative_cli.brief.device_facts import FIGURE_DEVICES
from creative_cli.brief.price_parts import PriceDisplay
from creative_cli.color.color_math import Palette, Rgb, choose_readable, contrast_ratio
from creative_cli.color.contrast import LARGE_TEXT_CONTRAST, NORMAL_TEXT_CONTRAST
from creative_cli.formats import Box
from creative_cli.layout.badge import BADGE_SHARE, BadgeColors, draw_badge
from creative_cli.layout.device_choice import find_shown_figure
from creative_cli.layout.draw import Overlay
from creative_cli.layout.place import PlacedBlock
from creative_cli.layout.price_block import (
    PriceColors,
    PriceFaces,
    PriceSizes,
    anchor_price_block,
    choose_price_faces,
    choose_price_ink,
    draw_price_block,
    fit_price_block,
    measure_price_block,
)
from creative_cli.layout.skeleton_canvas import PRICE_AIR_OF_MARGIN
from creative_cli.layout.surface_colors import pick_surface_colors
from creative_cli.layout.template import CanvasPlan
from creative_cli.locale.locales import Direction
from creative_cli.models import BrandFont, BrandStyle, Canvas, LocalizedCopy, Role
from creative_cli.shown import OfferText

# Of the figure: its most and its least, of the least headline that is wanted; and the share of a price block's height
# that one figure takes at most.
MOST_FIGURE, LEAST_FIGURE, FIGURE_OF_HEIGHT = 2.0, 0.62, 0.80
LEAST_FIGURE_PX = 15.0
LEADING_FIGURE = 1.5  # of its room's height, at most: the em of digits that fill it, which are less than an em high
# How much of a badge may lie on the subject, and the air to other things, of its diameter.
BADGE_ON_SUBJECT, BADGE_AIR = 0.10, 0.08
FACE_AIR = 0.15
INTRUSION_PX = 1.0  # less is no text that left its zone: ink is rounded to whole px


class DrawnOffer(NamedTuple):
    """What an ad shows of its offer: overlays in paint order, and its texts for the checks."""

    overlays: tuple[Overlay, ...]
    texts: tuple[OfferText, ...]


def offer_fits(words: LocalizedCopy, plan: CanvasPlan, brand: tuple[BrandFont, ...]) -> bool:
    """Return whether the market's price fits its room at its least size; True without an offer."""
    offer = _shown_offer(words, plan)
    if offer is None or plan.price is None:
        return True
    return _fit(offer, _price_faces(words, offer, plan, brand), plan, plan.price) is not None


def draw_offer(
    words: LocalizedCopy, plan: CanvasPlan, canvas: Canvas, look: BrandStyle, blocks: Sequence[PlacedBlock] = ()
) -> DrawnOffer:
    """Draw the price block in its room, and the discount on a badge where the picture has a place for one.

    Where copy (*blocks*) that found no room in its own zones reaches into that of the price, the price is smaller.
    """
    offer, room = _shown_offer(words, plan), plan.price
    if offer is None or room is None or plan.surface is None:
        return DrawnOffer((), ())
    faces = _price_faces(words, offer, plan, look.fonts)
    under = plan.surface if plan.device is None else plan.device.price_on or plan.surface
    colors = pick_surface_colors(under, look.palette)
    place = None if offer.percent is None or not offer.parts else _badge_place(canvas, plan)
    beside = place is None
    free = room if _leads(plan) else _leave_to_copy(room, blocks, PRICE_AIR_OF_MARGIN * plan.margin)
    fitted = _fit(offer, faces, plan, free)
    if fitted is None:
        free, fitted = room, _fit(offer, faces, plan, room)
    sizes = fitted or PriceSizes(_least_figure(plan), _least_text(plan))
    shape = measure_price_block(offer, faces, sizes, free.width, percent=beside)
    rtl = plan.direction is Direction.RTL
    corner = anchor_price_block(shape, free, "middle" if plan.format.is_banner or _leads(plan) else "bottom", rtl=rtl)
    figure = choose_price_ink(colors.emphasis, colors.type, colors.ground)
    block = draw_price_block(shape, corner, PriceColors(figure, colors.type, colors.ground), look.fonts)
    if place is None or offer.percent is None:
        return DrawnOffer(block.overlays, block.texts)
    badge = draw_badge(offer.percent, faces, place, look.style, _badge_colors(look.palette, colors.ground))
    return DrawnOffer((*block.overlays, *badge.overlays), (*block.texts, badge.text))


def _leads(plan: CanvasPlan) -> bool:
    """Return whether the figure is the device of the ad."""
    return plan.device is not None and plan.device.kind in FIGURE_DEVICES


def _shown_offer(words: LocalizedCopy, plan: CanvasPlan) -> PriceDisplay | None:
    return find_shown_figure(words) if _leads(plan) else words.offer


def _price_faces(
    words: LocalizedCopy, offer: PriceDisplay, plan: CanvasPlan, brand: tuple[BrandFont, ...]
) -> PriceFaces:
    notes = offer.printed_texts()
    if not _leads(plan):
        return choose_price_faces(words.locale, brand, signs=" ".join(notes))
    signs = "".join(part.text for part in offer.parts) or (offer.percent or "").replace("\n", "")
    return choose_price_faces(words.locale, brand, plan.style, signs, " ".join(notes))


def _leave_to_copy(room: Box, blocks: Sequence[PlacedBlock], air: float) -> Box:
    """Return the part of a price's *room* that is *air* px from the text above and below it; no height if none is."""
    top, bottom = room.y, room.bottom
    for block in blocks:
        box = block.plate or block.ink
        if box.right <= room.x or box.x >= room.right:
            continue
        if box.y + box.height / 2 < room.y + room.height / 2:
            top = max(top, box.bottom + air) if box.bottom + air > room.y + INTRUSION_PX else top
        else:
            bottom = min(bottom, box.y - air) if box.y - air < room.bottom - INTRUSION_PX else bottom
    return Box(room.x, top, room.width, max(0.0, bottom - top))


def _fit(offer: PriceDisplay, faces: PriceFaces, plan: CanvasPlan, room: Box) -> PriceSizes | None:
    floor = _least_figure(plan)
    most = max(floor, min(MOST_FIGURE * plan.headline[1], FIGURE_OF_HEIGHT * room.height))
    if _leads(plan):
        most = max(floor, LEADING_FIGURE * room.height)
    target = PriceSizes(most, _least_text(plan))
    # Where there is no badge, the percentage stands beside the previous price: it must fit in both cases.
    return fit_price_block(offer, faces, (room.width, room.height), target, floor, percent=True)


def _least_figure(plan: CanvasPlan) -> float:
    return max(LEAST_FIGURE_PX / plan.format.shown_scale, LEAST_FIGURE * plan.headline[0])


def _least_text(plan: CanvasPlan) -> float:
    style = next(style for style in plan.styles if style.role is Role.DISCLAIMER)
    return style.smallest * plan.format.short_side


def _badge_place(canvas: Canvas, plan: CanvasPlan) -> Box | None:
    """Return a square over the picture that hides little of the subject and no face, type or logo; None in banners."""
    photo, form = canvas.photo, canvas.format
    if photo is None or form.is_banner:
        return None
    side = BADGE_SHARE * form.short_side
    about = photo.subject_box if photo.subject.any() else photo.frame
    rtl = plan.direction is Direction.RTL
    taken = [*(zone.box for zone in plan.zones), canvas.logo.grown(canvas.logo.height / 2)]
    taken += [face.grown(FACE_AIR * face.height) for face in photo.faces]
    if plan.price is not None:
        taken.append(plan.price)
    edge = plan.margin / 3
    bounds = Box(edge, edge, form.width - 2 * edge, form.height - 2 * edge)
    best: tuple[float, Box] | None = None
    for step, (across, down) in enumerate(_badge_centres(about, photo.frame, side, rtl=rtl)):
        square = Box(across - side / 2, down - side / 2, side, side)
        if not bounds.holds(square) or any(box.overlap(square) > 0 for box in taken):
            continue
        left, top, right, bottom = square.pixels(form.width, form.height)
        on = float(np.count_nonzero(photo.subject[top:bottom, left:right])) / square.area
        if on <= BADGE_ON_SUBJECT and (best is None or on + 0.02 * step < best[0]):
            best = on + 0.02 * step, square
    return None if best is None else best[1]


def _badge_centres(subject: Box, frame: Box, side: float, *, rtl: bool) -> list[tuple[float, float]]:
    """Return places for a badge: at the subject's outer upper side first, then at the frame's corners."""
    reach, far = 0.42 * side, 0.5 * side + BADGE_AIR * side
    outer, inner = subject.right + reach, subject.x - reach
    ends, starts = frame.right - far, frame.x + far
    if rtl:
        outer, inner, ends, starts = inner, outer, starts, ends
    high, low = subject.y + 0.16 * subject.height, subject.y + 0.40 * subject.height
    top, bottom = frame.y + far, frame.bottom - far
    return [
        (outer, high),
        (ends, high),
        (ends, top),
        (outer, low),
        (inner, high),
        (starts, top),
        (ends, bottom),
        (starts, bottom),
    ]


def _badge_colors(palette: Palette, ground: Rgb) -> BadgeColors:
    """Return a fill of the palette that differs from the ground most, and a readable ink."""
    fill = max(
        (palette.accent, palette.secondary, palette.primary),
        key=lambda one: min(LARGE_TEXT_CONTRAST, contrast_ratio(one, ground)),
    )
    ink = choose_readable((palette.ink, (255, 255, 255), (20, 22, 26), (0, 0, 0)), fill, NORMAL_TEXT_CONTRAST)
    return BadgeColors(fill, ink)
