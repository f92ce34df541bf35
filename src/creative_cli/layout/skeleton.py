"""Skeletons: how surface, photo, logo and type share a canvas, for every class of formats.

A skeleton never reshapes a photo: the photo fills a frame by a cover crop, and type stands on the surface, on a plate,
or on a part of the photo that is quiet. Boxes are written for readers from the left and mirrored at the end.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from math import ceil, floor, sqrt

from creative_cli.formats import Box, Format, FormatClass, FormatContent, format_class
from creative_cli.layout.large_skeletons import LARGE_DRAFTS
from creative_cli.layout.skeleton_canvas import (
    FOOT_STACK,
    GUTTER,
    HEADLINES,
    LEGAL,
    PRICE_AIR_OF_MARGIN,
    TALL_STRIP_HEADLINE,
    TALL_STRIP_LOGO,
    SkeletonCanvas,
    SkeletonDraft,
    has_rows,
    is_low,
    least_headline,
    least_small_print,
)
from creative_cli.layout.small_skeletons import break_out_of_frame, list_small_drafts
from creative_cli.layout.style_pack import StylePack, SurfaceRole
from creative_cli.layout.template import CanvasPlan, RoleStyle, note_logo_above, raise_to_legible
from creative_cli.locale.locales import Direction
from creative_cli.models import Role, TextZone
from creative_cli.small_sizes import SMALL_CLASSES

FULL_BLEED = "full-bleed"  # the skeleton whose type stands on the photo itself
LAYOUT_NAMES = (FULL_BLEED, "framed", "split", "card", "breakout", "crossing")
"""The skeletons."""

FALLBACKS = {
    "crossing": ("framed", "split", "full-bleed", "card"),
    "breakout": ("framed", "split", "card"),
    "full-bleed": ("framed", "split", "card"),
    "framed": ("split", "full-bleed", "card"),
    "split": ("framed", "full-bleed", "card"),
    "card": ("framed", "split", "full-bleed"),
}
"""What takes a skeleton's place in a ratio in which it cannot be used, in order."""

# Of the short side; in small sizes of the short side too, as px are too few for the rule of large ones.
MARGIN = 0.065
SMALL_MARGINS = {FormatClass.SMALL: 0.06, FormatClass.TOWER: 0.081, FormatClass.STRIP: 0.11}
# Height of the logo's room: of u, the square root of the canvas' area.
LOGO_HEIGHT = 0.058
SMALL_LOGO_HEIGHTS = {FormatClass.SMALL: 0.092, FormatClass.TOWER: 0.095, FormatClass.STRIP: 0.075}
# Body em: least and most, of u; of small sizes in px at the size they are shown.
BODY = {
    FormatClass.SQUARE: (0.0250, 0.0350),
    FormatClass.PORTRAIT: (0.0250, 0.0340),
    FormatClass.STORY: (0.0245, 0.0320),
    FormatClass.WIDE: (0.0235, 0.0300),
}
SMALL_BODY_PX, TALL_STRIP_BODY_PX = (11.0, 14.0), (15.0, 18.0)

WIDER_BUTTONS = (1.18, 1.27, 1.36)
"""How much wider the button of a strip gets for a word that would be divided, the wanted one first."""

# Of body, and of small sizes: what other type has.
BUTTON_OF_BODY = 0.95
KICKER_OF_BODY = 0.62
BANNER_U = sqrt(300 * 250)  # px
SMALL_LEGAL_PX, STRIP_LEGAL_PX = (9.0, 10.0), (11.0, 12.0)
ROLE_LINES = {Role.KICKER: 1, Role.BODY: 4, Role.CTA: 2, Role.DISCLAIMER: 3}
# Of a price: the most of its zone, the wanted one first, and the height of u.
PRICE_SHARES, PRICE_HEIGHT = (0.38, 0.31, 0.25), 0.26
# Of the words of a strip: the width of the price beside its button; of one as low as 320 × 50, for each share of above.
STRIP_PRICE, LOW_STRIP_PRICES = 0.36, {0.38: 0.48, 0.31: 0.40, 0.25: 0.32}
# Of the button with the small print under it: the most of their zone, and the height, of u and in px as shown. Lines of
# Nastaliq and Burmese are half as high again: the smallest price leaves room for them.
FOOT_SHARE, FOOT_HEIGHT, FOOT_PX = 0.42, 0.14, 48.0
FOOT_ALONE = 0.58, 0.20  # the same where no headline stands over the smallest price
TALL_FOOT_HEIGHT = 0.18
# Width of a zone from which price and button stand side by side, of the short side.
SIDE_BY_SIDE = 0.62


def list_skeleton_plans(
    layout: str, form: Format, direction: Direction, pack: StylePack, *, offer: bool = False
) -> tuple[CanvasPlan, ...]:
    """Return the arrangements of a skeleton in *form*, the preferred one first, in px and mirrored for *direction*.

    With an *offer* each has room for a price block. Zones, price and logo lie inside the safe zone less the margin;
    frames and plates may go on to the canvas' edge.
    """
    kind = format_class(form)
    margin = SMALL_MARGINS.get(kind, MARGIN) * form.short_side
    mirrored = direction is Direction.RTL
    # Everything is placed for readers from the left and mirrored at the end; so is the zone of a platform that does
    # not mirror its controls.
    safe = form.safe_zone().mirrored(form.width) if mirrored and not form.mirrors else form.safe_zone()
    left, top = max(margin, safe.x), max(margin, safe.y)
    right, bottom = min(form.width - margin, safe.right), min(form.height - margin, safe.bottom)
    if kind in SMALL_CLASSES:  # buttons are drawn on whole px, which count there
        left, top, right, bottom = ceil(left), ceil(top), floor(right), floor(bottom)
    content = Box(left, top, right - left, bottom - top)
    u = sqrt(form.width * form.height)
    logo_height = TALL_STRIP_LOGO if has_rows(form) else SMALL_LOGO_HEIGHTS.get(kind, LOGO_HEIGHT)
    canvas = SkeletonCanvas(form, kind, pack, margin, content, offer, logo_height * u)
    listed = list(list_small_drafts(canvas, layout) if kind in SMALL_CLASSES else LARGE_DRAFTS[layout](canvas))
    if kind is FormatClass.STRIP:
        last = listed[-1]  # its photo leaves type the most
        listed += (replace(last, zones=widen_button(last.zones, by), wider=True) for by in WIDER_BUTTONS)
    drafts: Iterable[SkeletonDraft] = sorted(listed, key=lambda draft: draft.spare)
    if kind in SMALL_CLASSES and layout == "breakout":
        drafts = (break_out_of_frame(draft, canvas) for draft in drafts)
    if offer:
        drafts = (_make_room_for_price(draft, canvas, share) for draft in drafts for share in PRICE_SHARES)
    return tuple(_finish(draft, canvas, layout, direction) for draft in drafts)


def widen_button(zones: tuple[TextZone, ...], by: float) -> tuple[TextZone, ...]:
    """Return the *zones* of a row for readers from the left with its button *by* times as wide; the words get less.

    Zones without a button beside words stay as they are.
    """
    button = next((zone for zone in zones if zone.roles == (Role.CTA,)), None)
    if button is None:
        return zones
    box = button.box
    words = next((one for one in zones if one.box.right <= box.x and one.box.y < box.bottom <= one.box.bottom), None)
    if words is None:
        return zones
    more = (by - 1) * box.width
    wide = replace(button, box=Box(box.x - more, box.y, box.width + more, box.height))
    narrow = replace(words, box=replace(words.box, width=words.box.width - more))
    return tuple(wide if zone is button else narrow if zone is words else zone for zone in zones)


def _make_room_for_price(draft: SkeletonDraft, canvas: SkeletonCanvas, share: float) -> SkeletonDraft:
    """Return the arrangement with room for a price over its button, or beside it where the type is wide enough.

    *share* is that of the type's height.
    """
    foot_height = TALL_FOOT_HEIGHT if share == PRICE_SHARES[-1] else FOOT_HEIGHT
    gap, air = PRICE_AIR_OF_MARGIN * canvas.margin, canvas.price_air
    zones: list[TextZone] = []
    price = None
    for zone in draft.zones:
        box = zone.box
        if Role.CTA not in zone.roles:
            zones.append(zone)
            continue
        if zone.roles == (Role.CTA,):
            # The button of a strip: the price takes the end of what stands before it.
            before = zones.pop()
            wide = (LOW_STRIP_PRICES[share] if is_low(canvas.form) else STRIP_PRICE) * before.box.width
            price = Box(before.box.right - wide, box.y, wide, box.height)
            zones.append(replace(before, box=replace(before.box, width=before.box.width - wide - canvas.margin)))
            zones.append(zone)
            continue
        if zone.at_end:
            left = draft.zones[0].box.x
            price = Box(left, box.y, box.x - canvas.margin - left, box.height)
            zones.append(zone)
            continue
        upper = tuple(role for role in zone.roles if role not in FOOT_STACK)
        alone = not upper and share == PRICE_SHARES[-1]
        foot_share, most = FOOT_ALONE if alone else (FOOT_SHARE, foot_height)
        foot = min(foot_share * box.height, max(most * canvas.u, FOOT_PX / canvas.form.shown_scale))
        high = min(share * box.height, PRICE_HEIGHT * canvas.u)
        if canvas.kind not in SMALL_CLASSES and box.width > SIDE_BY_SIDE * canvas.form.short_side:
            foot = max(foot, high)
            half = (box.width - GUTTER * canvas.margin) / 2
            price = Box(box.x, box.bottom - foot, half, foot)
            if upper:
                room = Box(box.x, box.y, box.width, box.height - foot - air)
                zones.append(TextZone(room, upper, "top"))
            zones.append(TextZone(Box(box.right - half, box.bottom - foot, half, foot), FOOT_STACK, "bottom"))
            continue
        top = box.bottom - foot - gap - high
        if upper:
            zones.append(TextZone(Box(box.x, box.y, box.width, top - air - box.y), upper, "top"))
        price = Box(box.x, top, box.width, high)
        zones.append(TextZone(Box(box.x, box.bottom - foot, box.width, foot), FOOT_STACK, "bottom"))
    return replace(draft, zones=tuple(zones), price=price)


def _finish(draft: SkeletonDraft, canvas: SkeletonCanvas, layout: str, direction: Direction) -> CanvasPlan:
    form, pack = canvas.form, canvas.pack
    frame, logo, zones, plate, content = draft.frame, draft.logo, draft.zones, draft.plate, canvas.content
    cutout, price = draft.cutout, draft.price
    surface = pack.surface
    zones = () if form.shows is not FormatContent.AD else zones
    if direction is Direction.RTL:
        frame = replace(frame, box=frame.box.mirrored(form.width), edge=-frame.edge)
        logo, content = logo.mirrored(form.width), content.mirrored(form.width)
        zones = tuple(replace(zone, box=zone.box.mirrored(form.width)) for zone in zones)
        plate, cutout, price = (box and box.mirrored(form.width) for box in (plate, cutout, price))
    zones = note_logo_above(zones, logo)
    _, least, most, _, lines = HEADLINES[canvas.kind]
    if has_rows(form):
        most = TALL_STRIP_HEADLINE
    headline = least_headline(form), least * form.height, most * form.height
    return CanvasPlan(
        format=form,
        direction=direction,
        margin=canvas.margin,
        content=content,
        logo=logo,
        product=frame.box,
        floor=frame.box.bottom,
        zones=zones,
        styles=tuple(_role_styles(canvas, headline[0], headline[2], lines + draft.column)),
        arrangement=draft.name,
        layout=layout,
        style=pack.name,
        surface=surface if draft.plate is None else SurfaceRole.PAPER,
        frame=frame,
        plate=plate,
        plate_radius=pack.radius * canvas.u,
        cutout=cutout,
        price=price,
        side=draft.side,
        headline=headline,
        spare=draft.spare,
        wider_button=draft.wider,
    )


def _role_styles(canvas: SkeletonCanvas, floor: float, most: float, lines: int) -> Iterator[RoleStyle]:
    form, side, scale = canvas.form, canvas.form.short_side, canvas.form.shown_scale
    button = canvas.pack.button
    if canvas.kind in SMALL_CLASSES:
        tall_strip = has_rows(form)
        # Of formats larger than a banner of 300 × 250, up to half as large again.
        larger = min(1.5, max(1.0, sqrt(canvas.u * scale / BANNER_U))) / scale
        body = tuple(px * larger for px in SMALL_BODY_PX)
        legal = tuple(px * larger for px in SMALL_LEGAL_PX)
        if tall_strip:
            body, legal = (tuple(px / scale for px in sizes) for sizes in (TALL_STRIP_BODY_PX, STRIP_LEGAL_PX))
    else:
        body = tuple(share * canvas.u for share in BODY[canvas.kind])
        least = least_small_print(form)
        legal = (least, max(least, LEGAL[canvas.kind][1] * canvas.u))
        # On a small canvas the px of small print are more than body's share of it: nothing is smaller than small print.
        body = tuple(max(size, legal[0]) for size in body)
    sizes = {
        Role.KICKER: tuple(KICKER_OF_BODY * size for size in body),
        Role.HEADLINE: (floor, max(floor, most)),
        Role.BODY: body,
        Role.CTA: tuple(max(BUTTON_OF_BODY * size, min(size, legal[0])) for size in body),
        Role.DISCLAIMER: legal,
    }
    for role, (smallest, largest) in sizes.items():
        headline = role is Role.HEADLINE
        count = lines if headline else ROLE_LINES[role]
        face = canvas.pack.name if headline or role is Role.CTA else ""
        weight = 400 if role in {Role.BODY, Role.DISCLAIMER} else 700
        yield raise_to_legible(RoleStyle(role, weight, count, smallest / side, largest / side, button, face), form)


def order_fallbacks(layout: str) -> Sequence[str]:
    """Return *layout* and what takes its place where it cannot be used, in order."""
    return (layout, *FALLBACKS[layout])
