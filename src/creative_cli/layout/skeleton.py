"""Skeletons: how surface, photo, logo and type share a canvas, for every class of formats.

A skeleton never reshapes a photo: the photo fills a frame by a cover crop, and type stands on the surface, on a plate,
or on a part of the photo that is quiet. Boxes are written for readers from the left and mirrored at the end. Longer
than most files: the arrangements of a skeleton are compared side by side. The shares come from sheets that were drawn
and judged by eye: `docs/decisions/0009-composition.md`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor, sqrt

from creative_cli.formats import Box, Format, FormatClass, FormatContent, format_class
from creative_cli.layout.style_pack import FrameShape, StylePack, SurfaceRole
from creative_cli.layout.template import CanvasPlan, Frame, RoleStyle, note_logo_above, raise_to_legible
from creative_cli.locale.locales import Direction
from creative_cli.models import Role, TextZone
from creative_cli.small_sizes import ALL_ROLES_FROM_PX, ONE_ROW_STRIP, ROWS_FROM_PX, SMALL_CLASSES

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
# Between frame and type, and between type that stands side by side, in margins.
GUTTER = 0.75
# Height of the logo's room: of u, the square root of the canvas' area.
LOGO_HEIGHT = 0.058
SMALL_LOGO_HEIGHTS = {FormatClass.SMALL: 0.092, FormatClass.TOWER: 0.095, FormatClass.STRIP: 0.075}
# Widest the logo may be, of the type's column; in small sizes a long name would be too small to read. Of a banner of
# 300 × 250 it is at most half the width: a wider name outshouts the headline.
LOGO_WIDTH, SMALL_LOGO_WIDTH, BANNER_LOGO, TALL_STRIP_LOGO_WIDTH = 0.62, 0.80, 0.48, 0.36

# Headline em: floor, least and most of the target, of the canvas' height; its floor in px; the most lines.
HEADLINES = {
    FormatClass.SQUARE: (0.066, 0.074, 0.13, 0.0, 4),
    FormatClass.PORTRAIT: (0.056, 0.064, 0.11, 0.0, 4),
    FormatClass.STORY: (0.042, 0.046, 0.10, 0.0, 4),
    FormatClass.WIDE: (0.085, 0.105, 0.18, 0.0, 4),
    FormatClass.SMALL: (0.07, 0.085, 0.14, 17.0, 4),
    FormatClass.TOWER: (0.0285, 0.038, 0.07, 17.0, 5),
    FormatClass.STRIP: (0.125, 0.160, 0.30, 16.0, 2),
}
# Heights as shown, px: below the first, a strip's logo, headline and button stand side by side; below the second, a
# strip has room for these three only, and a smaller format for logo and headline. Their headlines may be smaller.
LOW_HEADLINE_PX = 11.0
# Body em: least and most, of u; of small sizes in px at the size they are shown.
BODY = {
    FormatClass.SQUARE: (0.0250, 0.0350),
    FormatClass.PORTRAIT: (0.0250, 0.0340),
    FormatClass.STORY: (0.0245, 0.0320),
    FormatClass.WIDE: (0.0235, 0.0300),
}
SMALL_BODY_PX, TALL_STRIP_BODY_PX = (11.0, 14.0), (15.0, 18.0)
# Of a strip with room for rows: the most of its headline, of the height, the height of its logo, of u, the part of the
# type's height that body and small print have, and the widths of the photo; a square one holds what is high.
TALL_STRIP_HEADLINE, TALL_STRIP_LOGO, TALL_STRIP_FOOT = 0.28, 0.056, 0.37
# Of a strip such as 320 × 100: its logo, of the height, and the width of its words, of the type's; of one such as
# 120 × 60 its logo, of the height.
LOW_STRIP_LOGO, LOW_STRIP_WORDS, STAMP_LOGO = 0.20, 0.58, 0.25
TALL_STRIP_PHOTOS = (0.36, 0.30, 0.25)
# Of a strip in one row, and of one as low as 320 × 50: the widths of the photo, of the canvas, and those of logo and
# button, of the row beside it. Beside a price those would leave a headline 40 of 320 px: an offer has narrower ones.
STRIP_PHOTOS, STRIP_ROW = (0.206, 0.15, 0.11), (0.205, 0.24)
LOW_STRIP_PHOTOS, LOW_STRIP_ROW, LOW_STRIP_OFFER = (0.19, 0.156), (0.23, 0.33), (0.11, 0.20, 0.30)
WIDER_BUTTONS = (1.18, 1.27, 1.36)
"""How much wider the button of a strip gets for a word that would be divided, the wanted one first."""

BUTTON_OF_BODY = 0.95
KICKER_OF_BODY = 0.62
LEGAL = {
    FormatClass.SQUARE: (0.0175, 0.0215, 18.0),
    FormatClass.PORTRAIT: (0.0175, 0.0210, 20.0),
    FormatClass.STORY: (0.0175, 0.0190, 24.0),
    FormatClass.WIDE: (0.0165, 0.0180, 22.0),
}
BANNER_U = sqrt(300 * 250)  # px
SMALL_LEGAL_PX, STRIP_LEGAL_PX = (9.0, 10.0), (11.0, 12.0)
ROLE_LINES = {Role.KICKER: 1, Role.BODY: 4, Role.CTA: 2, Role.DISCLAIMER: 3}

# Shares of the height or width that a frame takes, the wanted one first; type that needs more room gets the next.
FRAME_STEPS = {
    ("framed", FormatClass.PORTRAIT): (0.46, 0.43, 0.40, 0.38),
    ("framed", FormatClass.STORY): (0.48, 0.44, 0.41, 0.38, 0.35),
    ("split", FormatClass.PORTRAIT): (0.50, 0.47, 0.44, 0.40, 0.36),
    ("split", FormatClass.STORY): (0.52, 0.49, 0.46, 0.42, 0.38),
}
# What a photo gives up for a price over which the copy of a market would not fit: a smaller one sells more than a pile.
LAST_FRAME_STEPS = (0.33, 0.29)
# Heights of a frame in a corner, of the canvas, the wanted one first; its width, of its height.
CORNER_FRAMES = {FormatClass.SQUARE: (0.50, 0.46), FormatClass.PORTRAIT: (0.50, 0.46, 0.42)}
CORNER_ASPECT = 0.94
# Widths of a picture beside the type of a story, of the canvas, the wanted one first.
STORY_COLUMNS = (0.46, 0.40)
# Widths and heights of a picture in the lower corner of a story, of the canvas, the wanted one first.
STORY_CORNERS = ((0.46, 0.46), (0.43, 0.43), (0.40, 0.39))
# Of a price: the most of its zone, the wanted one first, and the height of u.
PRICE_SHARES, PRICE_HEIGHT = (0.38, 0.31, 0.25), 0.26
# Of the words of a strip: the width of the price beside its button; of one as low as 320 × 50, for each share of above.
STRIP_PRICE, LOW_STRIP_PRICES = 0.36, {0.38: 0.48, 0.31: 0.40, 0.25: 0.32}
# Free height between a headline and the price or button below it: of its least size, and of the margin at least.
PRICE_AIR, PRICE_AIR_OF_MARGIN = 0.45, 0.3
# Of the button with the small print under it: the most of their zone, and the height, of u and in px as shown. Lines of
# Nastaliq and Burmese are half as high again: the smallest price leaves room for them.
FOOT_SHARE, FOOT_HEIGHT, FOOT_PX = 0.42, 0.14, 48.0
FOOT_ALONE = 0.58, 0.20  # the same where no headline stands over the smallest price
TALL_FOOT_HEIGHT = 0.18
# Width of a zone from which price and button stand side by side, of the short side.
SIDE_BY_SIDE = 0.62
# Width of body and small print beside a button, of the type's.
FOOT_WORDS = 0.58
# Of a breakout: how far the shape's foot is above the canvas' room, how far the subject stands above the shape's foot
# and rises over its top, of the shape's height; the widest a subject may be, of the shape.
SUBJECT_FOOT, SUBJECT_RISE, SUBJECT_WIDTH = 0.06, 0.20, 0.96
# Of the room left over in a banner, the part above the shape: below the middle, near the button.
SHAPE_PLACE = 0.65
# Of a frame that the headline crosses: its start, of the width, its height and that of the foot, of the height.
CROSSING_FRAMES = {
    FormatClass.SQUARE: (0.30, 0.58, 0.15),
    FormatClass.PORTRAIT: (0.22, 0.59, 0.14),
    FormatClass.STORY: (0.16, 0.48, 0.12),
}
# Of a banner's photo over the whole width: its height, of the canvas. 135 of 250 px hold a motorcycle, 90 a panorama.
BANNER_ROWS = (0.53, 0.47, 0.40, 0.33)
# Of such a banner's foot: its height, px as shown, for a button of two lines; the logo's, of that; and the width of
# logo and small print, of the type's.
BANNER_FOOT_PX, BANNER_FOOT_LOGO, BANNER_FOOT_WIDTH = 45.0, 0.56, 0.40
FULL_STACK = (Role.KICKER, Role.HEADLINE, Role.BODY, Role.CTA, Role.DISCLAIMER)
UPPER_STACK, FOOT_STACK = (Role.KICKER, Role.HEADLINE, Role.BODY), (Role.CTA, Role.DISCLAIMER)


@dataclass(frozen=True, slots=True)
class _Draft:
    """An arrangement in px for readers from the left: frame, logo room, type, plate and where the type stands."""

    name: str
    frame: Frame
    logo: Box
    zones: tuple[TextZone, ...]
    side: str
    plate: Box | None = None
    column: bool = False
    cutout: Box | None = None
    price: Box | None = None
    spare: bool = False
    wider: bool = False


@dataclass(frozen=True, slots=True)
class CanvasMeasures:
    """The measures that every arrangement of a format starts from, px for readers from the left.

    `content` is the safe zone less the margin; `offer` asks for room for a price.
    """

    form: Format
    kind: FormatClass
    pack: StylePack
    margin: float
    content: Box
    offer: bool

    @property
    def width(self) -> float:
        """Width of the canvas, px."""
        return self.form.width

    @property
    def height(self) -> float:
        """Height of the canvas, px."""
        return self.form.height

    @property
    def u(self) -> float:
        """The square root of the canvas' area, px."""
        return sqrt(self.width * self.height)

    @property
    def price_air(self) -> float:
        """Free height between a headline and the price or button below it, px."""
        return max(PRICE_AIR_OF_MARGIN * self.margin, PRICE_AIR * _least_headline(self.form))


@dataclass(frozen=True, slots=True)
class _Canvas(CanvasMeasures):
    """The measures of an ad with a picture; `logo_height` is that of the logo's room, px."""

    logo_height: float

    def shape(self, *wanted: FrameShape) -> FrameShape:
        """Return the first of the pack's shapes that the frame may have; a rectangle otherwise."""
        fallback = FrameShape.ROUNDED if self.pack.radius else FrameShape.RECT
        return next((shape for shape in self.pack.shapes if shape in wanted), fallback)

    def frame(self, box: Box, shape: FrameShape) -> Frame:
        return Frame(box, shape, self.pack.radius * self.u)


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
    logo_height = TALL_STRIP_LOGO if _has_rows(form) else SMALL_LOGO_HEIGHTS.get(kind, LOGO_HEIGHT)
    canvas = _Canvas(form, kind, pack, margin, content, offer, logo_height * u)
    listed = list(_small_drafts(canvas, layout) if kind in SMALL_CLASSES else DRAFTS[layout](canvas))
    if kind is FormatClass.STRIP:
        last = listed[-1]  # its photo leaves type the most
        listed += (replace(last, zones=widen_button(last.zones, by), wider=True) for by in WIDER_BUTTONS)
    drafts: Iterable[_Draft] = sorted(listed, key=lambda draft: draft.spare)
    if kind in SMALL_CLASSES and layout == "breakout":
        drafts = (_break_out_of_frame(draft, canvas) for draft in drafts)
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


def _least_headline(form: Format) -> float:
    """Return the least size of a headline in a format, px."""
    share, _, _, px, _ = HEADLINES[format_class(form)]
    return max(LOW_HEADLINE_PX if _is_low(form) else px, share * form.height)


def least_small_print(form: Format) -> float:
    """Return the least size of small print in a format, px; 0 for banners, whose sizes are px as shown."""
    share, _, px = LEGAL.get(format_class(form), (0.0, 0.0, 0.0))
    return max(share * sqrt(form.width * form.height), px)


def _has_rows(form: Format) -> bool:
    """Return whether a format is a strip that is high enough for rows of type."""
    high = form.height * form.shown_scale >= ROWS_FROM_PX
    return format_class(form) is FormatClass.STRIP and form.aspect < ONE_ROW_STRIP and high


def _is_low(form: Format) -> bool:
    """Return whether a format is too low for body and small print."""
    return format_class(form) in SMALL_CLASSES and form.height * form.shown_scale < ALL_ROLES_FROM_PX


def _make_room_for_price(draft: _Draft, canvas: _Canvas, share: float) -> _Draft:
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
            wide = (LOW_STRIP_PRICES[share] if _is_low(canvas.form) else STRIP_PRICE) * before.box.width
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


def _finish(draft: _Draft, canvas: _Canvas, layout: str, direction: Direction) -> CanvasPlan:
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
    if _has_rows(form):
        most = TALL_STRIP_HEADLINE
    headline = _least_headline(form), least * form.height, most * form.height
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


def _role_styles(canvas: _Canvas, floor: float, most: float, lines: int) -> Iterator[RoleStyle]:
    form, side, scale = canvas.form, canvas.form.short_side, canvas.form.shown_scale
    button = canvas.pack.button
    if canvas.kind in SMALL_CLASSES:
        tall_strip = _has_rows(form)
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


def _stack(box: Box, roles: tuple[Role, ...], anchor: str, *, end: bool = False) -> TextZone:
    return TextZone(box, roles, anchor, at_end=end)


def _below_logo(canvas: _Canvas, column: Box) -> tuple[Box, Box]:
    """Return the logo's room at the top of a column, and the room for type under it."""
    wide = (SMALL_LOGO_WIDTH if canvas.kind in SMALL_CLASSES else LOGO_WIDTH) * column.width
    if canvas.kind is FormatClass.SMALL:
        wide = min(wide, BANNER_LOGO * canvas.width)
    logo = Box(column.x, column.y, wide, canvas.logo_height)
    top = logo.bottom + 0.75 * canvas.logo_height
    return logo, Box(column.x, top, column.width, column.bottom - top)


def _frame_steps(canvas: _Canvas, layout: str) -> tuple[float, ...]:
    """Return the shares of a tall canvas' height that its frame may take, the wanted one first."""
    return FRAME_STEPS[layout, canvas.kind] + (LAST_FRAME_STEPS if canvas.offer else ())


def _framed_drafts(canvas: _Canvas) -> Iterator[_Draft]:
    content, margin, kind = canvas.content, canvas.margin, canvas.kind
    gutter = GUTTER * margin
    if kind in {FormatClass.WIDE, FormatClass.SQUARE}:
        yield from _framed_columns(canvas, (0.47, 0.43) if kind is FormatClass.WIDE else (0.46, 0.42))
    if kind is FormatClass.SQUARE:
        yield from _framed_rows(canvas)
        yield from _framed_corners(canvas)
    if kind in {FormatClass.PORTRAIT, FormatClass.STORY}:
        if kind is FormatClass.PORTRAIT:
            yield from _framed_columns(canvas, (0.46, 0.40))
        for share in _frame_steps(canvas, "framed"):
            high = share * canvas.height
            shape = canvas.shape(FrameShape.ARCH, FrameShape.ROUNDED)
            if kind is FormatClass.PORTRAIT:
                logo = Box(content.x, content.y, LOGO_WIDTH * content.width, canvas.logo_height)
                top = logo.bottom + 0.6 * canvas.logo_height
                frame = canvas.frame(Box(content.x, top, content.width, high), shape)
                room = Box(content.x, frame.box.bottom + gutter, content.width, 0)
                room = Box(room.x, room.y, room.width, content.bottom - room.y)
                zones, spare = (_stack(room, FULL_STACK, "spread"),), share in LAST_FRAME_STEPS
                yield _Draft(f"row {share:.2f}", frame, logo, zones, "bottom", spare=spare)
            else:
                frame = canvas.frame(Box(content.x, canvas.height - margin - high, content.width, high), shape)
                yield _story_over_photo(canvas, frame, share)
        if kind is FormatClass.PORTRAIT:
            yield from _framed_corners(canvas)
        elif canvas.offer:
            yield from _story_corners(canvas)
        else:
            # For a tall packshot, which is small over the type.
            yield from (replace(draft, spare=True) for draft in _framed_columns(canvas, STORY_COLUMNS))


def _framed_corners(canvas: _Canvas) -> Iterator[_Draft]:
    """Yield the arrangements with a photo about as high as wide at the end, beside the logo and over the type.

    For a subject that fills its photo: a frame over the whole width would cut its top or its foot, a column its sides.
    """
    content = canvas.content
    for share in CORNER_FRAMES[canvas.kind]:
        high = share * canvas.height
        wide = CORNER_ASPECT * high
        box = Box(content.right - wide, content.y, wide, high)
        frame = canvas.frame(box, FrameShape.ROUNDED if canvas.pack.radius else FrameShape.RECT)
        logo = Box(content.x, content.y, box.x - GUTTER * canvas.margin - content.x, canvas.logo_height)
        top = box.bottom + GUTTER * canvas.margin
        room = Box(content.x, top, content.width, content.bottom - top)
        square = canvas.kind is FormatClass.SQUARE
        zones = _headline_over_foot(canvas, room) if square else (_stack(room, FULL_STACK, "spread"),)
        yield _Draft(f"corner {share:.2f}", frame, logo, zones, "bottom", spare=True)


def _framed_columns(canvas: _Canvas, shares: tuple[float, ...]) -> Iterator[_Draft]:
    """Yield the arrangements with the photo beside the type."""
    content = canvas.content
    for share in shares:
        wide = share * canvas.width
        shape = canvas.shape(FrameShape.ARCH, FrameShape.ROUNDED)
        frame = canvas.frame(Box(content.right - wide, content.y, wide, content.height), shape)
        column = Box(content.x, content.y, content.width - wide - GUTTER * canvas.margin, content.height)
        logo, room = _below_logo(canvas, column)
        yield _Draft("column", frame, logo, (_stack(room, FULL_STACK, "spread"),), "start", column=True)


def _story_over_photo(canvas: _Canvas, frame: Frame, share: float) -> _Draft:
    """Return a story with its type over the photo, which goes on under what the platform lays over the foot."""
    content = canvas.content
    column = Box(content.x, content.y, content.width, frame.box.y - 0.8 * canvas.margin - content.y)
    logo, room = _below_logo(canvas, column)
    zones, spare = (_stack(room, FULL_STACK, "spread"),), share in LAST_FRAME_STEPS
    return _Draft(f"row {share:.2f}", frame, logo, zones, "top", spare=spare)


def _framed_rows(canvas: _Canvas) -> Iterator[_Draft]:
    """Yield the arrangements of a square for words too long for a column: the photo over the type."""
    content, margin = canvas.content, canvas.margin
    for share in (0.43, 0.39):
        logo = Box(content.x, content.y, LOGO_WIDTH * content.width, 0.85 * canvas.logo_height)
        frame_box = Box(content.x, logo.bottom + 0.5 * margin, content.width, share * canvas.height)
        frame = canvas.frame(frame_box, FrameShape.ROUNDED if canvas.pack.radius else FrameShape.RECT)
        room = Box(content.x, frame_box.bottom + 0.6 * margin, content.width, 0)
        room = Box(room.x, room.y, room.width, content.bottom - room.y)
        yield _Draft(f"row {share:.2f}", frame, logo, _headline_over_foot(canvas, room), "bottom")


def _headline_over_foot(canvas: _Canvas, room: Box) -> tuple[TextZone, ...]:
    """Return a headline over the whole width, and under it body and small print beside the button.

    With an offer, the price stands beside the button, whose zone has the small print.
    """
    low = min(0.46 * room.height, 0.145 * canvas.height)
    foot = TALL_STRIP_FOOT * room.height if _has_rows(canvas.form) else low
    gutter = GUTTER * canvas.margin
    upper = Box(room.x, room.y, room.width, room.height - foot - 0.35 * canvas.margin)
    words = FOOT_WORDS * room.width
    if canvas.offer:
        return _headline_over_price(canvas, room)
    return (
        _stack(upper, (Role.HEADLINE,) if canvas.kind is FormatClass.STRIP else (Role.KICKER, Role.HEADLINE), "top"),
        _stack(Box(room.x, room.bottom - foot, words, foot), (Role.BODY, Role.DISCLAIMER), "bottom"),
        _stack(
            Box(room.x + words + gutter, room.bottom - foot, room.width - words - gutter, foot),
            (Role.CTA,),
            "bottom",
            end=True,
        ),
    )


def _headline_over_price(canvas: _Canvas, room: Box) -> tuple[TextZone, ...]:
    foot = min(0.24 * canvas.height, 0.60 * room.height)
    upper = Box(room.x, room.y, room.width, room.height - foot - canvas.price_air)
    half = 0.48 * room.width
    last = Box(room.right - half, room.bottom - foot, half, foot)
    return (_stack(upper, (Role.HEADLINE,), "top"), _stack(last, FOOT_STACK, "bottom", end=True))


def _breakout_drafts(canvas: _Canvas) -> Iterator[_Draft]:
    content, margin, kind, height = canvas.content, canvas.margin, canvas.kind, canvas.height
    right = canvas.width - 0.45 * margin
    if kind in {FormatClass.WIDE, FormatClass.SQUARE}:
        for share in (0.50, 0.45):
            left = (1 - share) * canvas.width
            frame, cutout = _stand(canvas, Box(left, 0.05 * height, right - left, 0.90 * height))
            column = Box(content.x, content.y, left - 0.4 * margin - content.x, content.height)
            logo, room = _below_logo(canvas, column)
            yield _Draft(
                "column", frame, logo, (_stack(room, FULL_STACK, "spread"),), "start", column=True, cutout=cutout
            )
    if kind in {FormatClass.SQUARE, FormatClass.PORTRAIT}:
        for share in (0.36, 0.42, 0.48):
            logo, room = _below_logo(canvas, content)
            top = content.y + share * content.height
            left = 0.44 * canvas.width
            foot = height - 0.7 * margin
            frame, cutout = _stand(canvas, Box(left, top, right - left, foot - top))
            upper = Box(room.x, room.y, room.width, top - room.y - 0.2 * margin)
            lower = Box(content.x, top, left - 0.3 * margin - content.x, content.bottom - top)
            zones = (
                _stack(upper, UPPER_STACK if canvas.offer else UPPER_STACK[:2], "top"),
                _stack(lower, FOOT_STACK if canvas.offer else FULL_STACK[2:], "bottom"),
            )
            yield _Draft(f"over {share:.2f}", frame, logo, zones, "start", cutout=cutout)
    if kind is FormatClass.STORY:
        for share in (0.46, 0.42, 0.38):
            foot = min(height - margin, content.bottom + 0.5 * (height - content.bottom))
            top = foot - share * height
            frame, cutout = _stand(canvas, Box(0.5 * margin, top, canvas.width - margin, foot - top))
            logo, room = _below_logo(canvas, content)
            column = Box(room.x, room.y, room.width, top - 0.6 * margin - room.y)
            yield _Draft(f"row {share:.2f}", frame, logo, (_stack(column, FULL_STACK, "spread"),), "top", cutout=cutout)


def _story_corners(canvas: _Canvas) -> Iterator[_Draft]:
    """Yield the stories whose headline has the whole width, over a price and button beside the picture at the end.

    For long copy, and for a subject higher than wide: under price and button it would be cut, or small.
    """
    content, margin = canvas.content, canvas.margin
    logo, room = _below_logo(canvas, content)
    for wide, high in STORY_CORNERS:
        right, foot = canvas.width - margin, canvas.height - margin
        box = Box(right - wide * canvas.width, foot - high * canvas.height, wide * canvas.width, high * canvas.height)
        frame = canvas.frame(box, canvas.shape(FrameShape.ARCH, FrameShape.ROUNDED))
        upper = Box(room.x, room.y, room.width, box.y - 0.8 * margin - room.y)
        lower = Box(content.x, box.y, box.x - GUTTER * margin - content.x, content.bottom - box.y)
        zones = (_stack(upper, UPPER_STACK, "top"), _stack(lower, FOOT_STACK, "bottom"))
        yield _Draft(f"corner {high:.2f}", frame, logo, zones, "top", spare=True)


def _stand(canvas: _Canvas, region: Box) -> tuple[Frame, Box]:
    """Return a shape in a region, and the room of a cut-out that stands on it and rises over its top."""
    rise = 1 + SUBJECT_RISE
    side = min(region.width, region.height / rise)
    left = region.x + (region.width - side) / 2
    shape = Box(left, region.bottom - side, side, side)
    if canvas.pack.shapes[0] in {FrameShape.RECT, FrameShape.DIAGONAL}:
        shape = Box(region.x, region.bottom - 0.84 * side, region.width, 0.84 * side)
        outline = FrameShape.RECT
    else:
        outline = FrameShape.CIRCLE
    foot = shape.bottom - SUBJECT_FOOT * shape.height
    wide = min(region.width, SUBJECT_WIDTH * max(shape.width, shape.height))
    middle = shape.x + shape.width / 2
    return Frame(shape, outline, 0.0), Box(middle - wide / 2, region.y, wide, foot - region.y)


def _split_drafts(canvas: _Canvas) -> Iterator[_Draft]:
    content, margin, kind = canvas.content, canvas.margin, canvas.kind
    if kind in {FormatClass.WIDE, FormatClass.SQUARE, FormatClass.PORTRAIT}:
        slant = 0.12 * canvas.height if FrameShape.DIAGONAL in canvas.pack.shapes else 0.0
        for share in (0.50, 0.45) if kind is FormatClass.WIDE else (0.46, 0.40):
            wide = share * canvas.width
            box = Box(canvas.width - wide - slant / 2, 0, wide + slant / 2, canvas.height)
            shape = FrameShape.DIAGONAL if slant else FrameShape.RECT
            frame = Frame(box, shape, 0.0, edge=slant)
            column = Box(content.x, content.y, box.x + slant / 4 - 0.8 * margin - content.x, content.height)
            logo, room = _below_logo(canvas, column)
            yield _Draft("column", frame, logo, (_stack(room, FULL_STACK, "spread"),), "start", column=True)
    if kind is FormatClass.SQUARE:
        for share in (0.46, 0.42, 0.38):
            frame = Frame(Box(0, 0, canvas.width, share * canvas.height), FrameShape.RECT, 0.0)
            top = frame.box.bottom + 0.7 * margin
            logo, room = _below_logo(canvas, Box(content.x, top, content.width, content.bottom - top))
            yield _Draft(f"row {share:.2f}", frame, logo, _headline_over_foot(canvas, room), "bottom")
    if kind in {FormatClass.PORTRAIT, FormatClass.STORY}:
        for share in _frame_steps(canvas, "split"):
            high = share * canvas.height
            if kind is FormatClass.STORY:
                foot = Frame(Box(0, canvas.height - high, canvas.width, high), FrameShape.RECT, 0.0)
                yield _story_over_photo(canvas, foot, share)
                continue
            frame = Frame(Box(0, 0, canvas.width, high), FrameShape.RECT, 0.0)
            column = Box(content.x, frame.box.bottom + 0.7 * margin, content.width, 0)
            column = Box(column.x, column.y, column.width, content.bottom - column.y)
            logo, room = _below_logo(canvas, column)
            zones, spare = (_stack(room, FULL_STACK, "spread"),), share in LAST_FRAME_STEPS
            yield _Draft(f"row {share:.2f}", frame, logo, zones, "bottom", spare=spare)


def _card_drafts(canvas: _Canvas) -> Iterator[_Draft]:
    content, margin, kind = canvas.content, canvas.margin, canvas.kind
    inset, air = 0.62 * margin, 0.72 * margin
    frame = Frame(canvas.form.bounds, FrameShape.RECT, 0.0)
    safe = Box(content.x - margin + inset, content.y - margin + inset, 0, 0)
    outer = Box(safe.x, safe.y, content.width + 2 * (margin - inset), content.height + 2 * (margin - inset))
    if kind is FormatClass.WIDE:
        for share in (0.42, 0.47):
            wide = share * canvas.width
            for side, x in (("start", outer.x), ("end", outer.right - wide)):
                plate = Box(x, outer.y, wide, outer.height)
                logo, room = _below_logo(canvas, plate.grown(-air))
                yield _Draft("plate", frame, logo, (_stack(room, FULL_STACK, "spread"),), side, plate, column=True)
        return
    shares = (0.42, 0.47) if kind is FormatClass.SQUARE else (0.42, 0.46, 0.50)
    for share in shares:
        high = min(share * canvas.height, outer.height)
        for side, y in (("bottom", outer.bottom - high), ("top", outer.y)):
            plate = Box(outer.x, y, outer.width, high)
            inner = plate.grown(-air)
            if kind is FormatClass.SQUARE:
                logo = Box(inner.x, inner.y, LOGO_WIDTH * inner.width, 0.8 * canvas.logo_height)
                top = logo.bottom + 0.45 * canvas.logo_height
                zones = _headline_over_foot(canvas, Box(inner.x, top, inner.width, inner.bottom - top))
            else:
                logo, room = _below_logo(canvas, inner)
                zones = (_stack(room, FULL_STACK, "spread"),)
            yield _Draft(f"plate {share:.2f}", frame, logo, zones, side, plate)


def _crossing_drafts(canvas: _Canvas) -> Iterator[_Draft]:
    """Yield the arrangements whose headline begins on the surface and goes on over a quiet part of the photo."""
    content, margin, kind = canvas.content, canvas.margin, canvas.kind
    logo = Box(content.x, content.y, LOGO_WIDTH * content.width, canvas.logo_height)
    if kind is FormatClass.WIDE:
        for share in (0.64, 0.58):
            left = (1 - share) * canvas.width
            frame = Frame(Box(left, 0, share * canvas.width, canvas.height), FrameShape.RECT, 0.0)
            narrow = left - 0.6 * margin - content.x
            top = logo.bottom + canvas.logo_height
            foot = Box(content.x, content.bottom - 0.40 * content.height, narrow, 0.40 * content.height)
            upper = Box(content.x, top, 0.56 * canvas.width, foot.y - 0.5 * margin - top)
            wide = (_stack(upper, UPPER_STACK[:2], "bottom"), _stack(foot, FULL_STACK[2:], "spread"))
            yield _Draft("over the side", frame, replace(logo, width=min(logo.width, narrow)), wide, "start")
        return
    frame_left, frame_high, foot_high = CROSSING_FRAMES[kind]
    top = logo.bottom + 0.45 * canvas.logo_height
    foot_height = foot_high * canvas.height
    high = min(frame_high * canvas.height, content.bottom - foot_height - 0.4 * margin - top)
    left = frame_left * canvas.width
    frame = Frame(Box(left, top, canvas.width - left, high), FrameShape.RECT, 0.0)
    half = 0.56 * content.width
    words = Box(content.x, content.bottom - foot_height, half, foot_height)
    button = Box(content.x + half + margin, words.y, content.width - half - margin, foot_height)
    for start, share in ((0.16, 0.66), (0.30, 0.60)):
        first = top + start * high
        upper = Box(content.x, first, share * canvas.width - content.x, top + 0.92 * high - first)
        stacks = (
            _stack(upper, UPPER_STACK[:2], "top"),
            _stack(words, (Role.BODY, Role.DISCLAIMER), "bottom"),
            _stack(button, (Role.CTA,), "bottom", end=True),
        )
        yield _Draft(f"over the side {start:.2f}", frame, logo, stacks, "start")


def _full_bleed_drafts(canvas: _Canvas) -> Iterator[_Draft]:
    content, kind = canvas.content, canvas.kind
    frame = Frame(canvas.form.bounds, FrameShape.RECT, 0.0)
    if kind in {FormatClass.WIDE, FormatClass.SQUARE, FormatClass.PORTRAIT}:
        for share in (0.46, 0.40) if kind is FormatClass.WIDE else (0.50, 0.44):
            wide = share * canvas.width
            for side, x in (("start", content.x), ("end", content.right - wide)):
                column = Box(x, content.y, wide, content.height)
                logo, room = _below_logo(canvas, column)
                yield _Draft("column", frame, logo, (_stack(room, FULL_STACK, "spread"),), side, column=True)
    if kind is not FormatClass.WIDE:
        for share in (0.44, 0.38):
            high = share * canvas.height if kind is not FormatClass.STORY else share * content.height
            for side, y in (("top", content.y), ("bottom", content.bottom - high)):
                band = Box(content.x, y, content.width, high)
                logo, room = _below_logo(canvas, band)
                yield _Draft(f"band {share:.2f}", frame, logo, (_stack(room, FULL_STACK, "top"),), side)
        if kind is not FormatClass.SQUARE:
            for share in (0.36, 0.30):
                logo, room = _below_logo(canvas, content)
                upper = Box(room.x, room.y, room.width, share * content.height)
                foot = Box(room.x, content.bottom - 0.16 * canvas.height, room.width, 0.16 * canvas.height)
                zones = (_stack(upper, UPPER_STACK, "top"), _stack(foot, FOOT_STACK, "bottom"))
                yield _Draft(f"apart {share:.2f}", frame, logo, zones, "top")


def _small_drafts(canvas: _Canvas, layout: str) -> Iterator[_Draft]:
    """Yield the arrangements of banners, where every skeleton has the photo at a side that bleeds or is inset."""
    content, margin, kind = canvas.content, canvas.margin, canvas.kind
    inset = layout == "framed"
    if kind is FormatClass.SMALL and _is_low(canvas.form):
        yield from _stamp_drafts(canvas, inset=inset)
    elif kind is FormatClass.SMALL and canvas.form.aspect < 1:
        for share in (0.44, 0.38, 0.32):
            yield _small_row(canvas, share, inset=inset)
    elif kind is FormatClass.SMALL:
        # A product on a small shape looks like a sticker.
        for share in (0.46, 0.42, 0.38) if layout == "breakout" else (0.42, 0.36, 0.30):
            wide = share * canvas.width
            frame, edge = _small_frame(canvas, Box(canvas.width - wide, 0, wide, canvas.height), inset=inset)
            column = Box(content.x, content.y, edge.x - 0.8 * margin - content.x, content.height)
            logo, room = _below_logo(canvas, column)
            yield _Draft("column", frame, logo, (_stack(room, FULL_STACK, "spread"),), "start", column=True)
        # For a subject too wide for a column.
        if canvas.offer:
            yield _small_row(canvas, BANNER_ROWS[-1], inset=inset)
        else:
            # A cut-out on a low shape is as small as a stamp.
            shares = BANNER_ROWS[:1] if layout == "breakout" else BANNER_ROWS
            yield from (_banner_row(canvas, share, inset=inset) for share in shares)
    elif kind is FormatClass.TOWER:
        for share in (0.46, 0.40, 0.36, 0.30, 0.25):
            yield _small_row(canvas, share, inset=inset)
    else:
        yield from _strip_drafts(canvas, inset=inset)


def _break_out_of_frame(draft: _Draft, canvas: _Canvas) -> _Draft:
    """Return a banner whose frame is a shape with the cut-out over it."""
    content, box = canvas.content, draft.frame.box
    left, top = max(box.x, content.x), max(box.y, content.y)
    box = Box(left, top, min(box.right, content.right) - left, min(box.bottom, content.bottom) - top)
    high = min(box.height, (1 + SUBJECT_RISE) * box.width)
    top = box.y + SHAPE_PLACE * (box.height - high)
    frame, cutout = _stand(canvas, Box(box.x, top, box.width, high))
    return replace(draft, frame=frame, cutout=cutout)


def _small_row(canvas: _Canvas, share: float, *, inset: bool) -> _Draft:
    content, margin = canvas.content, canvas.margin
    frame, edge = _small_frame(canvas, Box(0, 0, canvas.width, share * canvas.height), inset=inset)
    column = Box(content.x, edge.bottom + 0.8 * margin, content.width, content.bottom - edge.bottom - 0.8 * margin)
    logo, room = _below_logo(canvas, column)
    return _Draft(f"row {share:.2f}", frame, logo, (_stack(room, FULL_STACK, "spread"),), "bottom", column=True)


def _banner_row(canvas: _Canvas, share: float, *, inset: bool) -> _Draft:
    """Return a banner with the photo over its whole width, and logo and small print beside the button at its foot."""
    content, margin, scale = canvas.content, canvas.margin, canvas.form.shown_scale
    frame, edge = _small_frame(canvas, Box(0, 0, canvas.width, share * canvas.height), inset=inset)
    top = edge.bottom + 0.7 * margin
    high, wide = min(BANNER_FOOT_PX / scale, 0.5 * (content.bottom - top)), BANNER_FOOT_WIDTH * content.width
    foot = content.bottom - high
    logo = Box(content.x, foot, wide, BANNER_FOOT_LOGO * high)
    legal = logo.bottom + 0.06 * high
    left = logo.right + 0.5 * margin
    zones = (
        _stack(Box(content.x, top, content.width, foot - 0.5 * margin - top), UPPER_STACK, "top"),
        _stack(Box(content.x, legal, wide, content.bottom - legal), (Role.DISCLAIMER,), "bottom"),
        _stack(Box(left, foot, content.right - left, content.bottom - foot), (Role.CTA,), "bottom", end=True),
    )
    return _Draft(f"row {share:.2f}", frame, logo, zones, "bottom")


def _small_frame(canvas: _Canvas, box: Box, *, inset: bool) -> tuple[Frame, Box]:
    """Return a frame at the canvas' edge, or one margin inside, and the box it takes."""
    if not inset:
        return Frame(box, FrameShape.RECT, 0.0), box
    content = canvas.content
    left, top = max(box.x, content.x), max(box.y, content.y)
    inner = Box(left, top, min(box.right, content.right) - left, min(box.bottom, content.bottom) - top)
    return canvas.frame(inner, FrameShape.ROUNDED if canvas.pack.radius else FrameShape.RECT), inner


def _strip_drafts(canvas: _Canvas, *, inset: bool) -> Iterator[_Draft]:
    content, margin = canvas.content, canvas.margin
    if _has_rows(canvas.form):
        for share in TALL_STRIP_PHOTOS:
            wide = share * canvas.width
            frame, edge = _small_frame(canvas, Box(canvas.width - wide, 0, wide, canvas.height), inset=inset)
            column = Box(content.x, content.y, edge.x - 0.8 * margin - content.x, content.height)
            logo = Box(column.x, column.y, TALL_STRIP_LOGO_WIDTH * column.width, canvas.logo_height)
            top = logo.bottom + 0.75 * canvas.logo_height
            room = Box(column.x, top, column.width, column.bottom - top)
            yield _Draft("columns", frame, logo, _headline_over_foot(canvas, room), "start")
        return
    if canvas.form.aspect < ONE_ROW_STRIP:
        for share in (0.34, 0.28, 0.22):
            yield _low_strip(canvas, share, inset=inset)
        return
    low = _is_low(canvas.form)
    for share, logo_share, button_share in _strip_shares(canvas, low=low):
        wide = share * canvas.width
        frame, edge = _small_frame(canvas, Box(0, 0, wide, canvas.height), inset=inset)
        row = Box(edge.right + 1.6 * margin, content.y, content.right - edge.right - 1.6 * margin, content.height)
        logo = Box(row.x, row.y + 0.24 * row.height, logo_share * row.width, 0.52 * row.height)
        button = button_share * row.width
        # Wide enough for a name in type not to read on into the headline.
        before, after = (1.8 * margin, 1.2 * margin) if low else (2.8 * margin, 1.4 * margin)
        left = logo.right + before
        words = Box(left, row.y, row.right - button - after - left, row.height)
        zones = (
            _stack(words, (Role.HEADLINE, Role.DISCLAIMER), "middle"),
            _stack(Box(row.right - button, row.y, button, row.height), (Role.CTA,), "middle", end=True),
        )
        yield _Draft("row", frame, logo, zones, "end")


def _strip_shares(canvas: _Canvas, *, low: bool) -> Iterator[tuple[float, float, float]]:
    """Yield the widths of a strip's photo, of the canvas, and of its logo and button, of the row beside the photo."""
    if low and canvas.offer:
        yield LOW_STRIP_OFFER
        return
    logo, button = LOW_STRIP_ROW if low else STRIP_ROW
    yield from ((share, logo, button) for share in (LOW_STRIP_PHOTOS if low else STRIP_PHOTOS))


def _low_strip(canvas: _Canvas, share: float, *, inset: bool) -> _Draft:
    """Return a strip such as 320 × 100: the logo over the words, and the button beside them."""
    content, margin, wide = canvas.content, canvas.margin, share * canvas.width
    frame, edge = _small_frame(canvas, Box(canvas.width - wide, 0, wide, canvas.height), inset=inset)
    column = Box(content.x, content.y, edge.x - 0.8 * margin - content.x, content.height)
    logo = Box(column.x, column.y, SMALL_LOGO_WIDTH * column.width, LOW_STRIP_LOGO * canvas.height)
    top = logo.bottom + 0.3 * logo.height
    words = Box(column.x, top, LOW_STRIP_WORDS * column.width, column.bottom - top)
    left = words.right + GUTTER * margin
    button = Box(left, top, column.right - left, column.bottom - top)
    zones = (
        _stack(words, (Role.HEADLINE, Role.BODY, Role.DISCLAIMER), "spread"),
        _stack(button, (Role.CTA,), "bottom", end=True),
    )
    return _Draft(f"low {share:.2f}", frame, logo, zones, "start")


def _stamp_drafts(canvas: _Canvas, *, inset: bool) -> Iterator[_Draft]:
    """Yield the arrangements of a format such as 120 × 60, which has room for logo and headline beside the photo."""
    content, margin = canvas.content, canvas.margin
    for share in (0.33, 0.28):
        wide = share * canvas.width
        frame, edge = _small_frame(canvas, Box(canvas.width - wide, 0, wide, canvas.height), inset=inset)
        column = Box(content.x, content.y, edge.x - margin - content.x, content.height)
        logo = Box(column.x, column.y, column.width, STAMP_LOGO * canvas.height)
        top = logo.bottom + margin
        words = Box(column.x, top, column.width, column.bottom - top)
        yield _Draft(
            f"stamp {share:.2f}", frame, logo, (_stack(words, (Role.HEADLINE, Role.DISCLAIMER), "middle"),), "start"
        )


DRAFTS = {
    "framed": _framed_drafts,
    "split": _split_drafts,
    "card": _card_drafts,
    "full-bleed": _full_bleed_drafts,
    "breakout": _breakout_drafts,
    "crossing": _crossing_drafts,
}


def order_fallbacks(layout: str) -> Sequence[str]:
    """Return *layout* and what takes its place where it cannot be used, in order."""
    return (layout, *FALLBACKS[layout])
