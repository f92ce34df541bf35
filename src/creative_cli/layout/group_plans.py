"""The arrangements of ads that show several products, for every class of formats.

Type stands over the products or beside them; a story and a tower have it over them. The shares come from sheets that
were drawn and judged by eye.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import sqrt

from creative_cli.brief.group_facts import GroupKind, count_shown_products
from creative_cli.formats import Box, Format, FormatClass
from creative_cli.layout.device_field import (
    PORTRAIT,
    SMALL,
    SQUARE,
    STORY,
    STRIP,
    TOWER,
    WIDE,
    DeviceDraft,
    add_price_room,
    cut_foot,
    cut_top,
    finish_draft,
    foot_row,
    measure_field,
    strip_row,
)
from creative_cli.layout.group_places import GroupField, GroupNeeds, place_products
from creative_cli.layout.group_shapes import (
    GroupMeasure,
)
from creative_cli.layout.skeleton import list_skeleton_plans
from creative_cli.layout.skeleton_canvas import stack_roles
from creative_cli.layout.style_pack import StylePack, SurfaceRole
from creative_cli.layout.template import CanvasPlan
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
STORY_FOOT = 0.845  # of a hero in a story, of the height
BUTTON_ROW = 29.0  # height of logo and button side by side in a small box, px as shown
NAME_OF_LEGAL = 1.2  # a name's size, of small print
FLAG_OF_U, FLAG_PX = 0.019, 8.5  # size of a flag's type: of u, and at least so many px as shown
LEGAL_LINES = (1.4, 2.6)  # room for small print under the products, in lines, the wanted one first
# Of a grid's foot row: its height, of the canvas.
GRID_FOOT = {SQUARE: 0.095, PORTRAIT: 0.08, STORY: 0.065, SMALL: 0.0, TOWER: 0.11}


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
    field = GroupField(base, kind, tuple(shown), needs, NAME_OF_LEGAL * legal, flag)
    plans = []
    for draft, room in _list_drafts(field, legal):
        button = any(Role.CTA in zone.roles for zone in draft.zones)
        roomy = add_price_room(draft, base) if base.offer and button and draft.price is None else draft
        plan = finish_draft(roomy, base, GROUP_LAYOUT, direction)
        plans.append(replace(plan, group=place_products(field, room, direction)))
    return tuple(plans)


def pick_shown_members(members: Sequence[GroupMeasure], count: int) -> list[GroupMeasure]:
    """Return the products that an ad with room for *count* shows, in their order: the hero, then the first."""
    ranked = sorted(range(len(members)), key=lambda place: (not members[place].leads, place))[:count]
    return [members[place] for place in sorted(ranked)]


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


def _list_drafts(field: GroupField, legal: float) -> Iterator[tuple[DeviceDraft, Box]]:
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
    if kind is GroupKind.HERO:
        yield from (_draft_corner(field, share) for share in CORNER.get(shape, ()))
    yield from _list_drafts_over(field, over, legal)


def _list_drafts_over(field: GroupField, over: Sequence[float], legal: float) -> Iterator[tuple[DeviceDraft, Box]]:
    """Yield the arrangements with type over the products."""
    kind, shape = field.kind, field.base.kind
    for share in over:
        if kind is GroupKind.PRICES:
            yield _draft_grid(field, share)
        elif shape is TOWER:
            yield _draft_tower(field, share)
        elif shape is SMALL and kind is GroupKind.LINE_UP:
            yield _draft_small_line(field, share)
        else:
            yield from (_draft_over(field, share, lines * legal) for lines in LEGAL_LINES)


def _surface(field: GroupField) -> SurfaceRole | None:
    return SurfaceRole.PRIMARY if field.kind is GroupKind.PRICES else None


def _draft_low_strip(field: GroupField, share: float) -> tuple[DeviceDraft, Box]:
    base = field.base
    wide, air = share * base.width, 0.6 * base.margin
    room = Box(base.width - air - wide, air, wide, base.height - 2 * air)
    row = Box(base.content.x, base.content.y, room.x - 1.6 * base.margin - base.content.x, base.content.height)
    logo, zones = strip_row(base, row)
    return DeviceDraft(f"strip {share:.2f}", (), logo, zones, surface=_surface(field), headline=0.9), room


def _draft_beside(field: GroupField, share: float) -> tuple[DeviceDraft, Box]:
    """Return type in a column at the start, and the products beside it."""
    base, content = field.base, field.base.content
    wide = share * base.width
    right = content.right + (0.0 if field.kind is GroupKind.PRICES else 0.35 * base.margin)
    room = Box(right - wide, content.y, wide, content.height)
    column = Box(content.x, content.y, room.x - 0.75 * base.margin - content.x, content.height)
    zones = (stack_roles(base.below_logo(column)),)
    draft = DeviceDraft(f"beside {share:.2f}", (), base.logo_room(column), zones, surface=_surface(field))
    return replace(draft, headline=0.9, lines=5 if base.kind is SQUARE else 0), room


def _draft_single(field: GroupField) -> Iterator[tuple[DeviceDraft, Box]]:
    """Yield the arrangements of a banner with room for one product: those of any ad, with it in place of the photo."""
    base = field.base
    for plan in list_skeleton_plans("framed", base.form, Direction.LTR, base.pack, offer=base.offer):
        room = plan.product.grown(-0.5 * base.margin)
        draft = DeviceDraft(plan.arrangement, (), plan.logo, plan.zones, price=plan.price, side=plan.side)
        yield replace(draft, surface=_surface(field), headline=1.0), room


def _draft_tower(field: GroupField, share: float) -> tuple[DeviceDraft, Box]:
    """Return type over the products, and button and small print under them."""
    base, content = field.base, field.base.content
    foot = GRID_FOOT[TOWER] * base.height
    upper = Box(content.x, content.y, content.width, share * content.height)
    head = stack_roles(base.below_logo(upper), (Role.KICKER, Role.HEADLINE, Role.BODY), "top")
    last = stack_roles(cut_top(content, content.height - foot), (Role.CTA, Role.DISCLAIMER), "bottom")
    room = cut_foot(cut_top(content, upper.height + base.margin), foot + 2 * base.margin)
    zones = (head, last)
    draft = DeviceDraft(f"tower {share:.2f}", (), base.logo_room(content), zones, side="top", headline=1.15)
    return draft, room


def _draft_small_line(field: GroupField, share: float) -> tuple[DeviceDraft, Box]:
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


def _draft_corner(field: GroupField, share: float) -> tuple[DeviceDraft, Box]:
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


def _draft_over(field: GroupField, share: float, legal: float) -> tuple[DeviceDraft, Box]:
    """Return type over the products, and the small print under them; in a story with a hero under the button."""
    base, content = field.base, field.base.content
    if base.kind is STORY and field.kind is GroupKind.HERO:
        upper = Box(content.x, content.y, content.width, share * content.height)
        zones: tuple[TextZone, ...] = (stack_roles(base.below_logo(upper), anchor="top"),)
        # Nothing but feet reaches under what the platform lays over the lower end.
        top = upper.bottom + 0.6 * base.margin
        room = Box(content.x, top, content.width, STORY_FOOT * base.height - top)
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


def _draft_grid(field: GroupField, share: float) -> tuple[DeviceDraft, Box]:
    """Return a headline over a grid, and a row of small print and button under it; none in a small box."""
    base, content = field.base, field.base.content
    foot = GRID_FOOT[base.kind] * base.height
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
