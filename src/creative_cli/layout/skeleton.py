"""Skeletons: how surface, photo, logo and type share a canvas, for every class of formats.

A skeleton never reshapes a photo: the photo fills a frame by a cover crop, and type stands on the surface, on a plate,
or on a part of the photo that is quiet. Boxes are written for readers from the left and mirrored at the end. Longer
than most files: the arrangements of a skeleton are compared side by side. The shares come from sheets that were drawn
and judged by eye; `docs/composition.md` shows them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import sqrt

from creative_cli.formats import Box, Format, FormatClass, FormatContent, format_class
from creative_cli.layout.style_pack import FrameShape, StylePack, SurfaceRole
from creative_cli.layout.template import CanvasPlan, Frame, RoleStyle, raise_to_legible
from creative_cli.locale.locales import Direction
from creative_cli.models import Role, TextZone

LAYOUT_NAMES = ("full-bleed", "framed", "split", "card")
"""The skeletons for photos."""

FALLBACKS = {
    "full-bleed": ("framed", "card", "split"),
    "framed": ("split",),
    "split": ("framed",),
    "card": ("framed", "split"),
}
"""What takes a skeleton's place in a ratio in which it cannot be used, in order."""

SMALL_CLASSES = frozenset({FormatClass.SMALL, FormatClass.TOWER, FormatClass.STRIP})

# Of the short side; in small sizes of the short side too, as px are too few for the rule of large ones.
MARGIN = 0.065
SMALL_MARGINS = {FormatClass.SMALL: 0.06, FormatClass.TOWER: 0.081, FormatClass.STRIP: 0.11}
# Between frame and type, and between type that stands side by side, in margins.
GUTTER = 0.75
# Width / height below which a strip has room for rows of type: 970 × 250, not 728 × 90.
TWO_ROW_STRIP = 5.0
# Height of the logo's room: of u, the square root of the canvas' area.
LOGO_HEIGHT = 0.058
SMALL_LOGO_HEIGHTS = {FormatClass.SMALL: 0.10, FormatClass.TOWER: 0.10, FormatClass.STRIP: 0.125}
# Widest the logo may be, of the type's column.
LOGO_WIDTH = 0.62

# Headline em: floor, least and most of the target, of the canvas' height; its floor in px; the most lines.
HEADLINES = {
    FormatClass.SQUARE: (0.07, 0.09, 0.13, 0.0, 4),
    FormatClass.PORTRAIT: (0.06, 0.07, 0.11, 0.0, 4),
    FormatClass.STORY: (0.045, 0.06, 0.10, 0.0, 4),
    FormatClass.WIDE: (0.09, 0.13, 0.18, 0.0, 4),
    FormatClass.SMALL: (0.085, 0.10, 0.15, 18.0, 4),
    FormatClass.TOWER: (0.033, 0.045, 0.07, 17.0, 5),
    FormatClass.STRIP: (0.15, 0.22, 0.33, 16.0, 2),
}
# Body em: least and most, of u; of small sizes in px at the size they are shown.
BODY = {
    FormatClass.SQUARE: (0.0245, 0.0305),
    FormatClass.PORTRAIT: (0.0245, 0.0305),
    FormatClass.STORY: (0.0245, 0.0300),
    FormatClass.WIDE: (0.0235, 0.0285),
}
SMALL_BODY_PX = (11.0, 14.0)
BUTTON_OF_BODY = 0.95
KICKER_OF_BODY = 0.62
LEGAL = {
    FormatClass.SQUARE: (0.0170, 0.0185, 18.0),
    FormatClass.PORTRAIT: (0.0170, 0.0185, 20.0),
    FormatClass.STORY: (0.0165, 0.0180, 24.0),
    FormatClass.WIDE: (0.0160, 0.0175, 22.0),
}
SMALL_LEGAL_PX = (9.0, 9.5)
ROLE_LINES = {Role.KICKER: 1, Role.BODY: 4, Role.CTA: 2, Role.DISCLAIMER: 3}

# Shares of the height or width that a frame takes, the wanted one first; type that needs more room gets the next.
FRAME_STEPS = {
    ("framed", FormatClass.PORTRAIT): (0.46, 0.43, 0.40, 0.38),
    ("framed", FormatClass.STORY): (0.43, 0.41, 0.38, 0.35),
    ("split", FormatClass.PORTRAIT): (0.50, 0.47, 0.44, 0.40, 0.36),
    ("split", FormatClass.STORY): (0.50, 0.46, 0.42, 0.38),
}
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
    logo_end: bool = False
    column: bool = False


@dataclass(frozen=True, slots=True)
class _Canvas:
    """The measures that every arrangement of a format starts from, px."""

    form: Format
    kind: FormatClass
    pack: StylePack
    margin: float
    content: Box
    logo_height: float

    @property
    def width(self) -> float:
        return self.form.width

    @property
    def height(self) -> float:
        return self.form.height

    @property
    def u(self) -> float:
        return sqrt(self.width * self.height)

    def shape(self, *wanted: FrameShape) -> FrameShape:
        """Return the first of the pack's shapes that the frame may have; a rectangle otherwise."""
        fallback = FrameShape.ROUNDED if self.pack.radius else FrameShape.RECT
        return next((shape for shape in self.pack.shapes if shape in wanted), fallback)

    def frame(self, box: Box, shape: FrameShape) -> Frame:
        return Frame(box, shape, self.pack.radius * self.u)


def list_skeleton_plans(
    layout: str, form: Format, direction: Direction, pack: StylePack, surface: SurfaceRole | None = None
) -> tuple[CanvasPlan, ...]:
    """Return the arrangements of a skeleton in *form*, the preferred one first, in px and mirrored for *direction*.

    Zones and logo lie inside the safe zone less the margin; frames and plates may go on to the canvas' edge.
    """
    kind = format_class(form)
    margin = SMALL_MARGINS.get(kind, MARGIN) * form.short_side
    mirrored = direction is Direction.RTL
    # Everything is placed for readers from the left and mirrored at the end; so is the zone of a platform that does
    # not mirror its controls.
    safe = form.safe_zone().mirrored(form.width) if mirrored and not form.mirrors else form.safe_zone()
    left, top = max(margin, safe.x), max(margin, safe.y)
    right, bottom = min(form.width - margin, safe.right), min(form.height - margin, safe.bottom)
    content = Box(left, top, right - left, bottom - top)
    u = sqrt(form.width * form.height)
    canvas = _Canvas(form, kind, pack, margin, content, SMALL_LOGO_HEIGHTS.get(kind, LOGO_HEIGHT) * u)
    drafts = _small_drafts(canvas, layout) if kind in SMALL_CLASSES else DRAFTS[layout](canvas)
    ground = surface or pack.surface
    return tuple(_finish(draft, canvas, layout, ground, direction) for draft in drafts)


def _finish(draft: _Draft, canvas: _Canvas, layout: str, surface: SurfaceRole, direction: Direction) -> CanvasPlan:
    form, pack = canvas.form, canvas.pack
    frame, logo, zones, plate, content = draft.frame, draft.logo, draft.zones, draft.plate, canvas.content
    zones = () if form.shows is not FormatContent.AD else zones
    if direction is Direction.RTL:
        frame = replace(frame, box=frame.box.mirrored(form.width), edge=-frame.edge)
        logo, content = logo.mirrored(form.width), content.mirrored(form.width)
        zones = tuple(replace(zone, box=zone.box.mirrored(form.width)) for zone in zones)
        plate = plate and plate.mirrored(form.width)
    floor, least, most, floor_px, lines = HEADLINES[canvas.kind]
    headline = tuple(share * form.height * pack.size for share in (floor, least, most))
    return CanvasPlan(
        format=form,
        direction=direction,
        margin=canvas.margin,
        content=content,
        logo=logo,
        product=frame.box,
        floor=frame.box.bottom,
        zones=zones,
        styles=tuple(_role_styles(canvas, max(floor_px, headline[0]), headline[2], lines + draft.column)),
        arrangement=draft.name,
        layout=layout,
        style=pack.name,
        surface=surface if layout != "card" else SurfaceRole.WHITE,
        frame=frame,
        plate=plate,
        plate_radius=pack.radius * canvas.u,
        side=draft.side,
        logo_end=draft.logo_end,
        headline=(max(floor_px, headline[0]), headline[1], headline[2]),
    )


def _role_styles(canvas: _Canvas, floor: float, most: float, lines: int) -> Iterator[RoleStyle]:
    form, side, scale = canvas.form, canvas.form.short_side, canvas.form.shown_scale
    button = canvas.pack.button
    if canvas.kind in SMALL_CLASSES:
        body = tuple(px / scale for px in SMALL_BODY_PX)
        legal = tuple(px / scale for px in SMALL_LEGAL_PX)
    else:
        body = tuple(share * canvas.u for share in BODY[canvas.kind])
        least, wanted, px = LEGAL[canvas.kind]
        legal = (max(least * canvas.u, px), max(wanted * canvas.u, px))
    sizes = {
        Role.KICKER: tuple(KICKER_OF_BODY * size for size in body),
        Role.HEADLINE: (floor, max(floor, most)),
        Role.BODY: body,
        Role.CTA: tuple(BUTTON_OF_BODY * size for size in body),
        Role.DISCLAIMER: legal,
    }
    for role, (smallest, largest) in sizes.items():
        headline = role is Role.HEADLINE
        count, face = (lines, canvas.pack.name) if headline else (ROLE_LINES[role], "")
        weight = 400 if role in {Role.BODY, Role.DISCLAIMER} else 700
        yield raise_to_legible(RoleStyle(role, weight, count, smallest / side, largest / side, button, face), form)


def _stack(box: Box, roles: tuple[Role, ...], anchor: str, *, end: bool = False) -> TextZone:
    return TextZone(box, roles, anchor, at_end=end)


def _below_logo(canvas: _Canvas, column: Box) -> tuple[Box, Box]:
    """Return the logo's room at the top of a column, and the room for type under it."""
    logo = Box(column.x, column.y, LOGO_WIDTH * column.width, canvas.logo_height)
    top = logo.bottom + 0.75 * canvas.logo_height
    return logo, Box(column.x, top, column.width, column.bottom - top)


def _framed_drafts(canvas: _Canvas) -> Iterator[_Draft]:
    content, margin, kind = canvas.content, canvas.margin, canvas.kind
    gutter = GUTTER * margin
    if kind in {FormatClass.WIDE, FormatClass.SQUARE}:
        for share in (0.47, 0.43) if kind is FormatClass.WIDE else (0.46, 0.42):
            wide = share * canvas.width
            shape = canvas.shape(FrameShape.ARCH, FrameShape.ROUNDED)
            frame = canvas.frame(Box(content.right - wide, content.y, wide, content.height), shape)
            column = Box(content.x, content.y, content.width - wide - gutter, content.height)
            logo, room = _below_logo(canvas, column)
            yield _Draft("column", frame, logo, (_stack(room, FULL_STACK, "spread"),), "start", column=True)
    if kind is FormatClass.SQUARE:
        yield from _framed_rows(canvas)
    if kind in {FormatClass.PORTRAIT, FormatClass.STORY}:
        for share in FRAME_STEPS["framed", kind]:
            high = share * canvas.height
            if kind is FormatClass.PORTRAIT:
                logo = Box(content.x, content.y, LOGO_WIDTH * content.width, canvas.logo_height)
                top = logo.bottom + 0.6 * canvas.logo_height
                frame_box = Box(content.x, top, content.width, high)
                room = Box(content.x, frame_box.bottom + gutter, content.width, 0)
            else:
                # What the platform lays over the top of a story covers the photo, not the type.
                frame_box = Box(content.x, min(content.y, margin), content.width, high)
                logo = Box(
                    content.x, frame_box.bottom + 0.6 * margin, LOGO_WIDTH * content.width, 0.85 * canvas.logo_height
                )
                room = Box(content.x, logo.bottom + 0.5 * canvas.logo_height, content.width, 0)
            room = Box(room.x, room.y, room.width, content.bottom - room.y)
            frame = canvas.frame(frame_box, canvas.shape(FrameShape.ARCH, FrameShape.ROUNDED))
            yield _Draft(f"row {share:.2f}", frame, logo, (_stack(room, FULL_STACK, "spread"),), "bottom")


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
    """Return a headline over the whole width, and under it body and small print beside the button."""
    foot = min(0.145 * canvas.height, 0.46 * room.height)
    gutter = GUTTER * canvas.margin
    upper = Box(room.x, room.y, room.width, room.height - foot - 0.35 * canvas.margin)
    words = 0.58 * room.width
    return (
        _stack(upper, (Role.KICKER, Role.HEADLINE), "top"),
        _stack(Box(room.x, room.bottom - foot, words, foot), (Role.BODY, Role.DISCLAIMER), "bottom"),
        _stack(
            Box(room.x + words + gutter, room.bottom - foot, room.width - words - gutter, foot),
            (Role.CTA,),
            "bottom",
            end=True,
        ),
    )


def _split_drafts(canvas: _Canvas) -> Iterator[_Draft]:
    content, margin, kind = canvas.content, canvas.margin, canvas.kind
    if kind in {FormatClass.WIDE, FormatClass.SQUARE}:
        slant = 0.12 * canvas.height if FrameShape.DIAGONAL in canvas.pack.shapes else 0.0
        for share in (0.50, 0.45) if kind is FormatClass.WIDE else (0.46, 0.42):
            wide = share * canvas.width
            box = Box(canvas.width - wide - slant / 2, 0, wide + slant / 2, canvas.height)
            shape = FrameShape.DIAGONAL if slant else FrameShape.RECT
            frame = Frame(box, shape, 0.0, edge=slant)
            column = Box(content.x, content.y, box.x + slant / 4 - 0.8 * margin - content.x, content.height)
            logo, room = _below_logo(canvas, column)
            yield _Draft("column", frame, logo, (_stack(room, FULL_STACK, "spread"),), "start", column=True)
    if kind is FormatClass.SQUARE:
        for share in (0.50, 0.46, 0.42):
            frame = Frame(Box(0, 0, canvas.width, share * canvas.height), FrameShape.RECT, 0.0)
            logo_width = 0.27 * content.width
            top = frame.box.bottom + 0.75 * margin
            logo = Box(content.right - logo_width, top, logo_width, canvas.logo_height)
            room = Box(content.x, top, content.width, content.bottom - top)
            headline, body, button = _headline_over_foot(canvas, room)
            narrow = Box(room.x, room.y, content.width - logo_width - 0.5 * margin, headline.box.height)
            zones = (replace(headline, box=narrow), body, button)
            yield _Draft(f"row {share:.2f}", frame, logo, zones, "bottom", logo_end=True)
    if kind in {FormatClass.PORTRAIT, FormatClass.STORY}:
        for share in FRAME_STEPS["split", kind]:
            frame = Frame(Box(0, 0, canvas.width, share * canvas.height), FrameShape.RECT, 0.0)
            column = Box(content.x, frame.box.bottom + 0.7 * margin, content.width, 0)
            column = Box(column.x, column.y, column.width, content.bottom - column.y)
            logo, room = _below_logo(canvas, column)
            yield _Draft(f"row {share:.2f}", frame, logo, (_stack(room, FULL_STACK, "spread"),), "bottom")


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


def _full_bleed_drafts(canvas: _Canvas) -> Iterator[_Draft]:
    content, kind = canvas.content, canvas.kind
    frame = Frame(canvas.form.bounds, FrameShape.RECT, 0.0)
    if kind in {FormatClass.WIDE, FormatClass.SQUARE}:
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
    if kind is FormatClass.SMALL and canvas.form.aspect < 1:
        for share in (0.44, 0.38, 0.32):
            yield _small_row(canvas, share, inset=inset)
    elif kind is FormatClass.SMALL:
        for share in (0.42, 0.36, 0.30):
            wide = share * canvas.width
            frame, edge = _small_frame(canvas, Box(canvas.width - wide, 0, wide, canvas.height), inset=inset)
            column = Box(content.x, content.y, edge.x - 0.8 * margin - content.x, content.height)
            logo, room = _below_logo(canvas, column)
            yield _Draft("column", frame, logo, (_stack(room, FULL_STACK, "spread"),), "start", column=True)
    elif kind is FormatClass.TOWER:
        for share in (0.40, 0.36, 0.30, 0.25):
            yield _small_row(canvas, share, inset=inset)
    else:
        yield from _strip_drafts(canvas, inset=inset)


def _small_row(canvas: _Canvas, share: float, *, inset: bool) -> _Draft:
    content, margin = canvas.content, canvas.margin
    frame, edge = _small_frame(canvas, Box(0, 0, canvas.width, share * canvas.height), inset=inset)
    column = Box(content.x, edge.bottom + 0.8 * margin, content.width, content.bottom - edge.bottom - 0.8 * margin)
    logo, room = _below_logo(canvas, column)
    logo = replace(logo, width=0.9 * column.width)
    return _Draft(f"row {share:.2f}", frame, logo, (_stack(room, FULL_STACK, "spread"),), "bottom", column=True)


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
    if canvas.form.aspect < TWO_ROW_STRIP:
        for share in (0.36, 0.30):
            wide = share * canvas.width
            frame, edge = _small_frame(canvas, Box(canvas.width - wide, 0, wide, canvas.height), inset=inset)
            column = Box(content.x, content.y, edge.x - 0.8 * margin - content.x, content.height)
            button = 0.30 * column.width
            logo, room = _below_logo(canvas, Box(column.x, column.y, column.width - button - margin, column.height))
            zones = (
                _stack(room, (Role.HEADLINE, Role.BODY, Role.DISCLAIMER), "spread"),
                _stack(Box(column.right - button, column.y, button, column.height), (Role.CTA,), "bottom", end=True),
            )
            yield _Draft("columns", frame, logo, zones, "start")
        return
    for share in (0.206, 0.15, 0.11):
        wide = share * canvas.width
        frame, edge = _small_frame(canvas, Box(0, 0, wide, canvas.height), inset=inset)
        row = Box(edge.right + margin, content.y, content.right - edge.right - margin, content.height)
        logo = Box(row.x, row.y + 0.22 * row.height, 0.19 * row.width, 0.56 * row.height)
        button = 0.27 * row.width
        words = Box(logo.right + 1.4 * margin, row.y, row.right - button - logo.right - 2.8 * margin, row.height)
        zones = (
            _stack(words, (Role.HEADLINE, Role.DISCLAIMER), "middle"),
            _stack(Box(row.right - button, row.y, button, row.height), (Role.CTA,), "middle", end=True),
        )
        yield _Draft("row", frame, logo, zones, "end")


DRAFTS = {
    "framed": _framed_drafts,
    "split": _split_drafts,
    "card": _card_drafts,
    "full-bleed": _full_bleed_drafts,
}


def order_fallbacks(layout: str) -> Sequence[str]:
    """Return *layout* and what takes its place where it cannot be used, in order."""
    return (layout, *FALLBACKS[layout])
