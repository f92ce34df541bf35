"""What the plans of type-led ads share: the measures of a canvas, zones for type, and the finished plan.

Everything is placed for readers from the left and mirrored at the end.
"""

from dataclasses import dataclass, replace

from creative_cli.brief.device_facts import FIGURE_DEVICES, Device
from creative_cli.formats import Box, Format, FormatClass, FormatContent, format_class
from creative_cli.layout.skeleton import FOOT_HEIGHT, FOOT_PX, FOOT_SHARE, list_skeleton_plans, widen_button
from creative_cli.layout.skeleton_canvas import (
    FOOT_STACK,
    FOOT_WORDS,
    GUTTER,
    LOGO_WIDTH,
    CanvasMeasures,
    stack_roles,
)
from creative_cli.layout.style_pack import StylePack, SurfaceRole
from creative_cli.layout.template import CanvasPlan, DevicePlan, RoleStyle
from creative_cli.locale.locales import Direction
from creative_cli.models import Role, TextZone
from creative_cli.small_sizes import ALL_ROLES_FROM_PX, ONE_ROW_STRIP, SMALL_CLASSES

SQUARE, PORTRAIT, STORY, WIDE = FormatClass.SQUARE, FormatClass.PORTRAIT, FormatClass.STORY, FormatClass.WIDE
SMALL, TOWER, STRIP = FormatClass.SMALL, FormatClass.TOWER, FormatClass.STRIP

# Between logo and what stands under it, of the logo's room.
LOGO_AIR = 0.6
# Width / height under which a logo is compact, and how much higher its room may be.
COMPACT_LOGO, MOST_LOGO_GROWTH = 2.6, 1.7
# Of a foot row: its height, of the canvas' height and at most of its zone, and in banners the words' part of its width.
FOOT_ROW, MOST_FOOT_ROW, SMALL_FOOT_WORDS, LOW_FOOT_WORDS = 0.15, 0.46, 0.46, 0.50
# Of a price over the button: the most of its zone, and of u.
PRICE_SHARE, PRICE_OF_U = 0.34, 0.20


@dataclass(frozen=True, slots=True)
class DeviceField(CanvasMeasures):
    """The measures of an ad without a picture.

    `logo` is the height of the logo's room, px, `count` how many blocks or rows the device has. With an `offer` there
    is a price beside the device. `wider` is how many times as wide as wanted the button of a row is.
    """

    logo: float
    count: int
    wider: float = 1.0

    @property
    def small(self) -> bool:
        """Whether the format is a banner."""
        return self.kind in SMALL_CLASSES

    @property
    def low_format(self) -> bool:
        """Whether the format has room for logo, headline and button only."""
        return self.small and self.height * self.form.shown_scale < ALL_ROLES_FROM_PX

    @property
    def low(self) -> bool:
        """Whether the format is a strip with room for one row only."""
        return self.kind is FormatClass.STRIP and self.form.aspect >= ONE_ROW_STRIP

    def logo_room(self, column: Box) -> Box:
        """Return the logo's room at the top of a column."""
        return Box(column.x, column.y, (1.0 if self.small else LOGO_WIDTH) * column.width, self.logo)

    def below_logo(self, column: Box) -> Box:
        """Return the rest of a column whose logo stands at its top."""
        return cut_top(column, (1 + LOGO_AIR) * self.logo)


@dataclass(frozen=True, slots=True)
class DeviceDraft:
    """An arrangement in px for readers from the left: the device's parts, the logo's room and the type.

    `surface` is that under the type, None for the style pack's. `headline` is how large the headline may be, relative
    to ads with a photo; `lines` its most lines, 0 for those of the format.
    """

    name: str
    parts: tuple[Box, ...]
    logo: Box
    zones: tuple[TextZone, ...]
    price: Box | None = None
    side: str = "start"
    surface: SurfaceRole | None = None
    field: SurfaceRole | None = None
    button_on: SurfaceRole | None = None
    price_on: SurfaceRole | None = None
    headline: float = 0.85
    lines: int = 0
    logo_end: bool = False


def cut_top(box: Box, taken: float) -> Box:
    """Return a box without the first px of its height."""
    return Box(box.x, box.y + taken, box.width, box.height - taken)


def cut_foot(box: Box, taken: float) -> Box:
    """Return a box without the last px of its height."""
    return Box(box.x, box.y, box.width, box.height - taken)


def headline_over_foot(field: DeviceField, room: Box) -> tuple[TextZone, ...]:
    """Return a headline over the whole width, and a row of body and small print with the button at its end."""
    foot = min(FOOT_ROW * field.height, MOST_FOOT_ROW * room.height)
    upper = cut_foot(room, foot + 0.3 * field.margin)
    return (
        stack_roles(upper, (Role.KICKER, Role.HEADLINE), "top"),
        *foot_row(field, cut_top(room, room.height - foot)),
    )


def foot_row(
    field: DeviceField, row: Box, roles: tuple[Role, ...] = (Role.BODY, Role.DISCLAIMER), anchor: str = "bottom"
) -> tuple[TextZone, ...]:
    """Return the zones of a row: words at its start, the button at its end."""
    words = (SMALL_FOOT_WORDS if field.kind is FormatClass.SMALL else FOOT_WORDS) * row.width
    if field.low_format:
        words = LOW_FOOT_WORDS * row.width
    left = row.x + words + GUTTER * field.margin
    zones = (
        TextZone(Box(row.x, row.y, words, row.height), roles, anchor),
        TextZone(Box(left, row.y, row.right - left, row.height), (Role.CTA,), anchor, at_end=True),
    )
    return widen_button(zones, field.wider)


def strip_row(field: DeviceField, row: Box) -> tuple[Box, tuple[TextZone, ...]]:
    """Return the logo's room and the zones of a strip; in a high one the logo stands over the type."""
    if not field.low:
        words = (Role.HEADLINE, Role.BODY, Role.DISCLAIMER)
        return field.logo_room(row), foot_row(field, field.below_logo(row), words)
    logo = Box(row.x, row.y + 0.22 * row.height, max(0.24 * row.width, 0.19 * field.width), 0.56 * row.height)
    left = logo.right + 2 * field.margin
    return logo, foot_row(
        field, Box(left, row.y, row.right - left, row.height), (Role.HEADLINE, Role.DISCLAIMER), "middle"
    )


def measure_field(
    form: Format, direction: Direction, pack: StylePack, count: int, logo_aspect: float = COMPACT_LOGO, *, offer: bool
) -> DeviceField:
    """Return the measures of a canvas, with the margins and logo sizes of the skeletons.

    A compact logo, as *logo_aspect* says (width / height), gets a higher room: nothing competes with it for height.
    """
    base = list_skeleton_plans("framed", form, direction, pack)[0]
    content = base.content.mirrored(form.width) if direction is Direction.RTL else base.content
    higher = min(MOST_LOGO_GROWTH, max(1.0, COMPACT_LOGO / logo_aspect))
    return DeviceField(form, format_class(form), pack, base.margin, content, offer, higher * base.logo.height, count)


def add_price_room(draft: DeviceDraft, field: DeviceField) -> DeviceDraft:
    """Return the arrangement with room for a price: over its button, beside it, or under the headline."""
    zone = next(zone for zone in draft.zones if Role.CTA in zone.roles)
    others = [one for one in draft.zones if one is not zone]
    box, gap = zone.box, 0.3 * field.margin
    high = PRICE_OF_U * field.u
    if zone.roles != (Role.CTA,):
        foot = min(FOOT_SHARE * box.height, max(FOOT_HEIGHT * field.u, FOOT_PX / field.form.shown_scale))
        high = min(PRICE_SHARE * box.height, high)
        top = box.bottom - foot - gap - high
        upper = tuple(role for role in zone.roles if role not in FOOT_STACK)
        above = [TextZone(Box(box.x, box.y, box.width, top - gap - box.y), upper, "top")] if upper else []
        last = TextZone(cut_top(box, box.height - foot), FOOT_STACK, "bottom")
        return replace(draft, zones=(*others, *above, last), price=Box(box.x, top, box.width, high))
    words = next((one for one in others if one.box.y <= box.y < one.box.bottom), None)
    if words is None:
        words = next(one for one in others if Role.HEADLINE in one.roles)
        high = min(PRICE_SHARE * words.box.height, high)
        kept = replace(words, box=cut_foot(words.box, high + gap))
        zones = tuple(kept if one is words else one for one in draft.zones)
        return replace(draft, zones=zones, price=cut_top(words.box, words.box.height - high))
    # In a row the price takes the place of the words before the button; a headline keeps half of it.
    # A button on a ground of its own stands alone: small print has the colour of the other type.
    alone = draft.button_on is not None
    rest = tuple(role for role in words.roles if role is not Role.BODY and (alone or role is not Role.DISCLAIMER))
    wide = (0.45 if rest else 1.0) * words.box.width
    price = Box(words.box.right - wide, words.box.y, wide, words.box.height)
    shorter = replace(words, box=replace(words.box, width=words.box.width - wide - gap), roles=rest)
    zones = tuple(shorter if one is words else one for one in others if one is not words or rest)
    last = zone if alone else replace(zone, roles=FOOT_STACK)
    return replace(draft, zones=(*zones, last), price=price)


def finish_device_plan(
    draft: DeviceDraft, field: DeviceField, device: Device, share: tuple[int, int], direction: Direction
) -> CanvasPlan:
    """Return the plan of an arrangement, mirrored for readers from the right."""
    plan = finish_draft(draft, field, device.value, direction)
    return replace(
        plan,
        device=DevicePlan(
            device,
            tuple(place_box(part, field.form, direction) for part in draft.parts),
            draft.field or draft.surface or field.pack.surface,
            draft.button_on,
            draft.price_on if device in FIGURE_DEVICES else None,
            share,
        ),
    )


def place_box(box: Box, form: Format, direction: Direction) -> Box:
    """Return a box on the canvas, mirrored for readers from the right."""
    own = box.mirrored(form.width) if direction is Direction.RTL else box
    # Of one type, so that a plan from the cache has the key of the plan that went in.
    return Box(float(own.x), float(own.y), float(own.width), float(own.height))


def finish_draft(draft: DeviceDraft, field: DeviceField, layout: str, direction: Direction) -> CanvasPlan:
    """Return the plan of an arrangement without its drawing, mirrored for readers from the right."""
    form, pack = field.form, field.pack
    base = list_skeleton_plans("framed", form, direction, pack)[0]
    zones = draft.zones if form.shows is FormatContent.AD else ()
    # Without words there is no figure either.
    price = (
        None if draft.price is None or form.shows is not FormatContent.AD else place_box(draft.price, form, direction)
    )
    floor, least, most = (draft.headline * size for size in base.headline)
    return replace(
        base,
        logo=place_box(draft.logo, form, direction),
        zones=tuple(replace(zone, box=place_box(zone.box, form, direction)) for zone in zones),
        styles=tuple(_scale_headline(style, draft) for style in base.styles),
        arrangement=draft.name,
        layout=layout,
        surface=draft.surface or pack.surface,
        frame=None,
        price=price,
        side=draft.side,
        logo_end=draft.logo_end,
        headline=(floor, least, most),
        product=place_box(form.bounds, form, direction),
    )


def _scale_headline(style: RoleStyle, draft: DeviceDraft) -> RoleStyle:
    if style.role is not Role.HEADLINE:
        return style
    scaled = replace(style, smallest=draft.headline * style.smallest, largest=draft.headline * style.largest)
    return replace(scaled, lines=draft.lines or style.lines)
