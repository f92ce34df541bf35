"""Where several products stand in the room that an arrangement leaves them: on one foot line, or in tiles."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from creative_cli.brief.group_facts import GroupKind, ProductLabel
from creative_cli.formats import Box, FormatClass, FormatContent
from creative_cli.layout.device_field import (
    PORTRAIT,
    SMALL,
    SQUARE,
    STORY,
    STRIP,
    TOWER,
    WIDE,
    DeviceField,
    cut_foot,
    cut_top,
    place_box,
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
from creative_cli.layout.template import GroupPlan, ProductPlace
from creative_cli.locale.locales import Direction
from creative_cli.small_sizes import SMALL_CLASSES

GRID_GAP = 0.016  # between tiles, of u
SEAM_ABOVE_FEET = 0.085  # where the wall meets the ground, above the feet, of u
TOWER_AIR = 0.5  # under the products of a tower, of what they leave of their room
NAME_LINES = (1.3, 2.6)  # room under the feet, in lines of a name, for short and for long names
WIDE_FROM = "\u1100"  # letters from here on are as wide as two
SHORT_LABEL = 13  # letters of a name that stands on one line under a product
FLAG_HEIGHT = 1.9  # of its type


class GroupNeeds(NamedTuple):
    """What the copy of all markets needs in a plan: a price of the whole set, small print, flags of discounts, names.

    `longest_name` is in letters; ideographs count double.
    """

    offer: bool
    legal: bool
    flags: bool
    longest_name: int


class GroupField(NamedTuple):
    """The measures of an ad with several products. `name` and `flag` are sizes of type, px."""

    base: DeviceField
    kind: GroupKind
    members: tuple[GroupMeasure, ...]
    needs: GroupNeeds
    name: float
    flag: float


def find_group_needs(offer: bool, legal: bool, labels: Sequence[ProductLabel]) -> GroupNeeds:  # noqa: FBT001  # facts
    """Return what a plan must have room for."""
    flags = any(label.offer is not None and label.offer.percent is not None for label in labels)
    longest = max((sum(1 + (sign >= WIDE_FROM) for sign in label.name) for label in labels), default=0)
    return GroupNeeds(offer, legal, flags, longest)


def place_products(field: GroupField, room: Box, direction: Direction) -> GroupPlan:
    """Return the places of the products in *room* (px, for readers from the left), mirrored for *direction*."""
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


def _stand_products(field: GroupField, room: Box) -> tuple[Sequence[ProductPlace], float]:
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
    high = NAME_LINES[field.needs.longest_name > SHORT_LABEL] * field.name
    air = 0.6 * field.name
    standing = cut_foot(room, high + air)
    if base.kind is WIDE:
        standing = cut_top(standing, 0.06 * base.height)
    places = stand_side_by_side(field.members, standing, gap)
    return name_below(places, room, high, air), standing.bottom - seam


def _settle(
    places: Sequence[ProductPlace], field: GroupField, room: Box, seam: float
) -> tuple[Sequence[ProductPlace], float]:
    """Return the places and the seam; in a tower, whose width bounds the products, they stand a little higher."""
    free = min(place.box.y for place in places) - room.y
    lift = TOWER_AIR * free if field.base.kind is TOWER else 0.0
    raised = [
        replace(place, box=Box(place.box.x, place.box.y - lift, place.box.width, place.box.height)) for place in places
    ]
    return raised, room.bottom - lift - seam


def _stand_in_tiles(field: GroupField, room: Box) -> Sequence[ProductPlace]:
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
