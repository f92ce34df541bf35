"""The arrangements of ads that show several products, for every class of formats.

Type stands over the products or beside them; a story and a tower have it over them. The shares come from sheets that
were drawn and judged by eye.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import sqrt
from typing import NamedTuple

from creative_cli.brief.group_facts import GroupKind, ProductLabel, count_shown_products
from creative_cli.formats import Box, Format, FormatClass, FormatContent
from creative_cli.layout.device_field import (
    PORTRAIT,
    SMALL,
    SQUARE,
    STORY,
    STRIP,
    TOWER,
    WIDE,
    DeviceDraft,
    DeviceField,
    add_price_room,
    cut_foot,
    cut_top,
    finish_draft,
    foot_row,
    measure_field,
    place_box,
    stack_roles,
    strip_row,
)
from creative_cli.layout.group_shapes import (
    CROWDED_GAP,
    LINE_GAPS,
    SUPPORT_RISE,
    GroupMeasure,
    cut_tiles,
    fill_tiles,
    name_below,
    stand_behind_hero,
    stand_side_by_side,
)
from creative_cli.layout.skeleton import SMALL_CLASSES, list_skeleton_plans
from creative_cli.layout.style_pack import StylePack, SurfaceRole
from creative_cli.layout.template import CanvasPlan, GroupPlan, ProductPlace
from creative_cli.locale.locales import Direction
from creative_cli.models import Role, TextZone

GROUP_LAYOUT = "together"
"""The name of the layout of ads that show several products."""

# Part of the width that the products have beside the type, and of the height that type has over them.
BESIDE: Mapping[tuple[GroupKind, FormatClass], tuple[float, ...]] = {
    (GroupKind.HERO, SQUARE): (0.56, 0.51),
    (GroupKind.HERO, WIDE): (0.50, 0.46, 0.42),
    (GroupKind.HERO, SMALL): (0.58, 0.52),
    (GroupKind.HERO, STRIP): (0.40, 0.34),
    (GroupKind.LINE_UP, WIDE): (0.56, 0.50, 0.44),
    (GroupKind.LINE_UP, STRIP): (0.42, 0.36),
    (GroupKind.PRICES, WIDE): (0.58, 0.52),
    (GroupKind.PRICES, STRIP): (0.52, 0.46),
}
CORNER: Mapping[FormatClass, tuple[float, ...]] = {SQUARE: (0.31, 0.37), SMALL: (0.36, 0.43)}
"""Part of the height of a headline over a hero's group, for words too long for a column."""

OVER: Mapping[tuple[GroupKind, FormatClass], tuple[float, ...]] = {
    (GroupKind.HERO, SQUARE): (0.36, 0.42, 0.48, 0.54),
    (GroupKind.HERO, PORTRAIT): (0.34, 0.40, 0.46, 0.52),
    (GroupKind.HERO, STORY): (0.34, 0.40, 0.46, 0.52),
    (GroupKind.HERO, SMALL): (0.46, 0.54, 0.60),
    (GroupKind.HERO, TOWER): (0.44, 0.50, 0.56, 0.62),
    (GroupKind.LINE_UP, SQUARE): (0.33, 0.36, 0.39, 0.42, 0.48, 0.54),
    (GroupKind.LINE_UP, PORTRAIT): (0.31, 0.34, 0.37, 0.40, 0.46, 0.52),
    (GroupKind.LINE_UP, STORY): (0.33, 0.36, 0.39, 0.42, 0.48, 0.54),
    (GroupKind.LINE_UP, SMALL): (0.40, 0.46, 0.52),
    (GroupKind.LINE_UP, TOWER): (0.44, 0.50, 0.56, 0.62),
    (GroupKind.PRICES, SQUARE): (0.23, 0.29, 0.35),
    (GroupKind.PRICES, PORTRAIT): (0.20, 0.26, 0.32),
    (GroupKind.PRICES, STORY): (0.20, 0.26, 0.32),
    (GroupKind.PRICES, SMALL): (0.34, 0.40, 0.46),
    (GroupKind.PRICES, TOWER): (0.30, 0.36, 0.42),
}
# A line-up of so few has the type beside it in a square too.
FEW, FEW_BESIDE = 2, {SQUARE: (0.56, 0.51), SMALL: (0.56, 0.50)}
CORNER_WORDS = 0.42  # width of the type beside the products there, of the content
LOW_STRIP_SHARES = {GroupKind.PRICES: (0.36, 0.30), GroupKind.LINE_UP: (0.25, 0.20), GroupKind.HERO: (0.25, 0.20)}
GRID_GAP = 0.016  # between tiles, of u
SEAM_ABOVE_FEET = 0.085  # where the wall meets the ground, above the feet, of u
STORY_FOOT = 0.845  # of a hero in a story, of the height
BUTTON_ROW = 29.0  # height of logo and button side by side in a small box, px as shown
TOWER_AIR = 0.5  # under the products of a tower, of what they leave of their room
NAME_LINES = (1.3, 2.6)  # room under the feet, in lines of a name, for short and for long names
WIDE_FROM = "\u1100"  # letters from here on are as wide as two
SHORT_NAME = 13  # letters of a name that stands on one line under a product
NAME_OF_LEGAL = 1.2  # a name's size, of small print
FLAG_OF_U, FLAG_PX = 0.019, 8.5  # size of a flag's type: of u, and at least so many px as shown
FLAG_HEIGHT = 1.9  # of its type
LEGAL_LINES = (1.4, 2.6)  # room for small print under the products, in lines, the wanted one first
# Of a grid's foot row: its height, of the canvas.
FOOT_SHARE = {SQUARE: 0.095, PORTRAIT: 0.08, STORY: 0.065, SMALL: 0.0, TOWER: 0.11}


class GroupNeeds(NamedTuple):
    """What the copy of all markets needs in a plan: a price of the whole set, small print, flags of discounts, names.

    `longest_name` is in letters; ideographs count double.
    """

    offer: bool
    legal: bool
    flags: bool
    longest_name: int


class _GroupField(NamedTuple):
    """The measures of an ad with several products. `name` and `flag` are sizes of type, px."""

    base: DeviceField
    kind: GroupKind
    members: tuple[GroupMeasure, ...]
    needs: GroupNeeds
    name: float
    flag: float


def list_group_plans(
    kind: GroupKind,
    members: Sequence[GroupMeasure],
    form: Format,
    direction: Direction,
    pack: StylePack,
    needs: GroupNeeds,
) -> tuple[CanvasPlan, ...]:
    """Return the arrangements of several products in *form*, the preferred one first, mirrored for *direction*.

    The hero is always shown where a format has no room for all.
    """
    shown = pick_shown_members(members, count_shown_products(form, kind, len(members)))
    base = measure_field(form, direction, pack, len(shown), offer=needs.offer and kind is not GroupKind.PRICES)
    legal = _legal_px(form, direction, pack)
    flag = max(FLAG_PX / form.shown_scale, FLAG_OF_U * base.u)
    field = _GroupField(base, kind, tuple(shown), needs, NAME_OF_LEGAL * legal, flag)
    plans = []
    for draft, room in _list_drafts(field, legal):
        button = any(Role.CTA in zone.roles for zone in draft.zones)
        roomy = add_price_room(draft, base) if base.offer and button and draft.price is None else draft
        plan = finish_draft(roomy, base, GROUP_LAYOUT, direction)
        plans.append(replace(plan, group=_place_products(field, room, direction)))
    return tuple(plans)


def pick_shown_members(members: Sequence[GroupMeasure], count: int) -> list[GroupMeasure]:
    """Return the products that an ad with room for *count* shows, in their order: the hero, then the first."""
    ranked = sorted(range(len(members)), key=lambda place: (not members[place].leads, place))[:count]
    return [members[place] for place in sorted(ranked)]


def find_group_needs(offer: bool, legal: bool, labels: Sequence[ProductLabel]) -> GroupNeeds:  # noqa: FBT001  # facts
    """Return what a plan must have room for."""
    flags = any(label.offer is not None and label.offer.percent is not None for label in labels)
    longest = max((sum(1 + (sign >= WIDE_FROM) for sign in label.name) for label in labels), default=0)
    return GroupNeeds(offer, legal, flags, longest)


def flag_size(plan: CanvasPlan) -> float:
    """Return the size of a flag's type in a grid, px."""
    u = sqrt(plan.format.width * plan.format.height)
    return max(FLAG_PX / plan.format.shown_scale, FLAG_OF_U * u)


def name_size(plan: CanvasPlan) -> float:
    """Return the size of a name under a product, px."""
    style = next(style for style in plan.styles if style.role is Role.DISCLAIMER)
    return NAME_OF_LEGAL * style.smallest * plan.format.short_side


def _legal_px(form: Format, direction: Direction, pack: StylePack) -> float:
    base = measure_field(form, direction, pack, 1, offer=False)
    plan = finish_draft(DeviceDraft("", (), base.content, ()), base, GROUP_LAYOUT, direction)
    return name_size(plan) / NAME_OF_LEGAL


def _list_drafts(field: _GroupField, legal: float) -> Iterator[tuple[DeviceDraft, Box]]:
    """Yield the type of an arrangement and the room that it leaves the products."""
    base, kind, shape = field.base, field.kind, field.base.kind
    single = len(field.members) == 1
    if single and shape in {SMALL, STRIP}:
        yield from _draft_single(field)
        return
    if shape is STRIP and base.low:
        for share in LOW_STRIP_SHARES[kind]:
            yield _draft_low_strip(field, share)
        return
    beside, over = BESIDE.get((kind, shape), ()), OVER.get((kind, shape), ())
    if len(field.members) <= FEW and shape in FEW_BESIDE and kind is GroupKind.LINE_UP:
        beside = FEW_BESIDE[shape]
    for share in beside:
        yield _draft_beside(field, share)
    for share in CORNER.get(shape, ()) if kind is GroupKind.HERO else ():
        yield _draft_corner(field, share)
    for share in over:
        if kind is GroupKind.PRICES:
            yield _draft_grid(field, share)
        elif shape is TOWER:
            yield _draft_tower(field, share)
        elif shape is SMALL and kind is GroupKind.LINE_UP:
            yield _draft_small_line(field, share)
        else:
            yield from (_draft_over(field, share, lines * legal) for lines in LEGAL_LINES)


def _surface(field: _GroupField) -> SurfaceRole | None:
    return SurfaceRole.PRIMARY if field.kind is GroupKind.PRICES else None


def _draft_low_strip(field: _GroupField, share: float) -> tuple[DeviceDraft, Box]:
    base = field.base
    wide, air = share * base.width, 0.6 * base.margin
    room = Box(base.width - air - wide, air, wide, base.height - 2 * air)
    row = Box(base.content.x, base.content.y, room.x - 1.6 * base.margin - base.content.x, base.content.height)
    logo, zones = strip_row(base, row)
    return DeviceDraft(f"strip {share:.2f}", (), logo, zones, surface=_surface(field), headline=0.9), room


def _draft_beside(field: _GroupField, share: float) -> tuple[DeviceDraft, Box]:
    """Return type in a column at the start, and the products beside it."""
    base, content = field.base, field.base.content
    wide = share * base.width
    right = content.right + (0.0 if field.kind is GroupKind.PRICES else 0.35 * base.margin)
    room = Box(right - wide, content.y, wide, content.height)
    column = Box(content.x, content.y, room.x - 0.75 * base.margin - content.x, content.height)
    zones = (stack_roles(base.below_logo(column)),)
    draft = DeviceDraft(f"beside {share:.2f}", (), base.logo_room(column), zones, surface=_surface(field))
    return replace(draft, headline=0.9, lines=5 if base.kind is SQUARE else 0), room


def _draft_single(field: _GroupField) -> Iterator[tuple[DeviceDraft, Box]]:
    """Yield the arrangements of a banner with room for one product: those of any ad, with it in place of the photo."""
    base = field.base
    for plan in list_skeleton_plans("framed", base.form, Direction.LTR, base.pack, offer=base.offer):
        room = plan.product.grown(-0.5 * base.margin)
        draft = DeviceDraft(plan.arrangement, (), plan.logo, plan.zones, price=plan.price, side=plan.side)
        yield replace(draft, surface=_surface(field), headline=1.0), room


def _draft_tower(field: _GroupField, share: float) -> tuple[DeviceDraft, Box]:
    """Return type over the products, and button and small print under them."""
    base, content = field.base, field.base.content
    foot = FOOT_SHARE[TOWER] * base.height
    upper = Box(content.x, content.y, content.width, share * content.height)
    head = stack_roles(base.below_logo(upper), (Role.KICKER, Role.HEADLINE, Role.BODY), "top")
    last = stack_roles(cut_top(content, content.height - foot), (Role.CTA, Role.DISCLAIMER), "bottom")
    room = cut_foot(cut_top(content, upper.height + base.margin), foot + 2 * base.margin)
    zones = (head, last)
    draft = DeviceDraft(f"tower {share:.2f}", (), base.logo_room(content), zones, side="top", headline=1.15)
    return draft, room


def _draft_small_line(field: _GroupField, share: float) -> tuple[DeviceDraft, Box]:
    """Return logo and button side by side, and a headline over the products."""
    base, content = field.base, field.base.content
    half = 0.5 * content.width - 0.5 * base.margin
    row = BUTTON_ROW / base.form.shown_scale
    logo = Box(content.x, content.y + (row - base.logo) / 2, half, base.logo)
    button = TextZone(Box(content.right - half, content.y, half, row), (Role.CTA,), "middle", at_end=True)
    foot = 1.9 * field.name if field.needs.legal else 0.0
    top = row + 0.5 * base.margin
    head = Box(content.x, content.y + top, content.width, share * content.height - top)
    zones: tuple[TextZone, ...] = (stack_roles(head, (Role.KICKER, Role.HEADLINE), "top"), button)
    if foot:
        zones = (*zones, stack_roles(cut_top(content, content.height - foot), (Role.DISCLAIMER,), "bottom"))
    room = cut_foot(cut_top(content, share * content.height + 0.3 * base.margin), foot)
    return DeviceDraft(f"line {share:.2f}", (), logo, zones, side="top", headline=0.9, lines=2), room


def _draft_corner(field: _GroupField, share: float) -> tuple[DeviceDraft, Box]:
    """Return a headline over the whole measure, and under it the other type beside the products."""
    base, content = field.base, field.base.content
    upper = Box(content.x, content.y, content.width, share * content.height)
    head = stack_roles(base.below_logo(upper), (Role.KICKER, Role.HEADLINE), "top")
    lower = cut_top(content, upper.height)
    words = replace(lower, width=CORNER_WORDS * content.width)
    rest = stack_roles(words, (Role.BODY, Role.CTA, Role.DISCLAIMER), "bottom")
    left = words.right + 0.5 * base.margin
    room = Box(left, lower.y - 0.2 * base.margin, content.right + 0.35 * base.margin - left, lower.height)
    draft = DeviceDraft(f"corner {share:.2f}", (), base.logo_room(content), (head, rest), headline=0.9)
    return draft, room


def _draft_over(field: _GroupField, share: float, legal: float) -> tuple[DeviceDraft, Box]:
    """Return type over the products, and the small print under them; in a story with a hero under the button."""
    base, content = field.base, field.base.content
    if base.kind is STORY and field.kind is GroupKind.HERO:
        upper = Box(content.x, content.y, content.width, share * content.height)
        zones: tuple[TextZone, ...] = (stack_roles(base.below_logo(upper), anchor="top"),)
        # Nothing but feet reaches under what the platform lays over the lower end.
        room = Box(content.x, upper.bottom, content.width, STORY_FOOT * base.height - upper.bottom)
        draft = DeviceDraft(f"over {share:.2f}", (), base.logo_room(content), zones, side="top", headline=0.9)
        return draft, room
    foot = legal if field.needs.legal else 0.0
    upper = Box(content.x, content.y, content.width, share * content.height)
    stack = stack_roles(base.below_logo(upper), (Role.KICKER, Role.HEADLINE, Role.BODY, Role.CTA), "top")
    zones = (stack,)
    if foot:
        zones = (stack, stack_roles(cut_top(content, content.height - foot), (Role.DISCLAIMER,), "bottom"))
    room = cut_foot(cut_top(content, upper.height + 0.4 * base.margin), foot + (0.3 * base.margin if foot else 0.0))
    draft = DeviceDraft(f"over {share:.2f}", (), base.logo_room(content), zones, side="top", headline=0.9)
    return draft, room


def _draft_grid(field: _GroupField, share: float) -> tuple[DeviceDraft, Box]:
    """Return a headline over a grid, and a row of small print and button under it; none in a small box."""
    base, content = field.base, field.base.content
    foot = FOOT_SHARE[base.kind] * base.height
    upper = base.below_logo(Box(content.x, content.y, content.width, share * content.height))
    head = stack_roles(upper, (Role.KICKER, Role.HEADLINE), "top")
    lower = cut_top(content, content.height - foot)
    zones: tuple[TextZone, ...] = (head,)
    if base.kind is TOWER:
        zones = (head, stack_roles(lower, (Role.CTA, Role.DISCLAIMER), "bottom"))
    elif foot:
        zones = (head, *foot_row(base, lower, (Role.DISCLAIMER,), "middle"))
    elif field.needs.legal:
        foot = 1.5 * field.name
        zones = (head, stack_roles(cut_top(content, content.height - foot), (Role.DISCLAIMER,), "bottom"))
    top = share * content.height + 0.25 * base.margin
    room = cut_foot(cut_top(content, top), foot + (0.35 * base.margin if foot else 0.0))
    draft = DeviceDraft(f"grid {share:.2f}", (), base.logo_room(content), zones, side="top", surface=_surface(field))
    return replace(draft, headline=0.8, lines=2 if base.kind is not TOWER else 0), room


def _place_products(field: _GroupField, room: Box, direction: Direction) -> GroupPlan:
    base, form = field.base, field.base.form
    places, seam = _stand_products(field, room)

    def placed(box: Box | None) -> Box | None:
        return None if box is None else place_box(box, form, direction)

    wordless = form.shows is not FormatContent.AD
    return GroupPlan(
        field.kind,
        tuple(
            replace(
                place,
                box=place_box(place.box, form, direction),
                tile=placed(place.tile),
                label=None if wordless else placed(place.label),
            )
            for place in places
        ),
        float(min(seam, base.height)),
    )


def _stand_products(field: _GroupField, room: Box) -> tuple[Sequence[ProductPlace], float]:
    """Return the products' places, and where the wall meets the ground, y px."""
    base = field.base
    count = len(field.members)
    if field.kind is GroupKind.PRICES and count > 1:
        return _stand_in_tiles(field, room), base.height
    lifted = 0.06 * base.height if base.kind in {WIDE, SQUARE} and field.kind is GroupKind.HERO else 0.0
    seam = SEAM_ABOVE_FEET * base.u
    if count == 1:
        places = stand_side_by_side(field.members, room, 0.0)
        return places, base.height
    if field.kind is GroupKind.HERO:
        standing = cut_foot(cut_top(room, 0.04 * base.height if lifted else 0.0), 0.4 * lifted)
        places = stand_behind_hero(field.members, standing, SUPPORT_RISE * base.form.short_side)
        return _settle(places, field, standing, seam)
    gap = CROWDED_GAP if count == max(LINE_GAPS) and base.kind is STORY else LINE_GAPS[count]
    if base.kind in SMALL_CLASSES:
        return _settle(stand_side_by_side(field.members, room, gap), field, room, seam)
    high = NAME_LINES[field.needs.longest_name > SHORT_NAME] * field.name
    air = 0.6 * field.name
    standing = cut_foot(room, high + air)
    if base.kind is WIDE:
        standing = cut_top(standing, 0.06 * base.height)
    places = stand_side_by_side(field.members, standing, gap)
    return name_below(places, room, high, air), standing.bottom - seam


def _settle(
    places: Sequence[ProductPlace], field: _GroupField, room: Box, seam: float
) -> tuple[Sequence[ProductPlace], float]:
    """Return the places and the seam; in a tower, whose width bounds the products, they stand a little higher."""
    free = min(place.box.y for place in places) - room.y
    lift = TOWER_AIR * free if field.base.kind is TOWER else 0.0
    raised = [
        replace(place, box=Box(place.box.x, place.box.y - lift, place.box.width, place.box.height)) for place in places
    ]
    return raised, room.bottom - lift - seam


def _stand_in_tiles(field: _GroupField, room: Box) -> Sequence[ProductPlace]:
    base, count = field.base, len(field.members)
    flag = FLAG_HEIGHT * field.flag if field.needs.flags else 0.0
    tiles = cut_tiles(room, count, GRID_GAP * base.u, shape=_tile_shape(base.kind, count))
    members = field.members
    if count == 3 and base.kind in {SQUARE, PORTRAIT}:  # noqa: PLR2004  # a large tile and two small ones
        return _lead_first(members, tiles, flag)
    return fill_tiles(members, tiles, flag)


def _lead_first(members: Sequence[GroupMeasure], tiles: Sequence[Box], flag: float) -> Sequence[ProductPlace]:
    """Return the places with the hero in the large tile, which is the first."""
    order = sorted(members, key=lambda member: not member.leads)
    return fill_tiles(order, tiles, flag)


def _tile_shape(kind: FormatClass, count: int) -> str:
    if kind is TOWER or (kind is STORY and count < 4):  # noqa: PLR2004  # four stand two by two
        return "rows"
    if kind in {SMALL, STRIP} or count < 3:  # noqa: PLR2004  # two are halves
        return "rows" if kind is PORTRAIT else "columns"
    if count == 3:  # noqa: PLR2004  # a large tile and two small ones
        return "columns" if kind is WIDE else "large"
    return "grid"
