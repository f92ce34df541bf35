"""How several products stand on one foot line: their scale, their distances, and the tiles of a grid, px.

Everything is placed for readers from the left; the order is mirrored with the plan, the products never are.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from creative_cli.formats import Box
from creative_cli.layout.template import ProductPlace

SUPPORT_SCALE = 0.78  # of a product behind a hero, where the brief has no heights
SUPPORT_RISE = 0.035  # its foot above the hero's, of the short side
OVERLAP = 0.04  # of its width that its box lies behind the hero's: what is covered is less
SUPPORT_GAP = 0.06  # between two products behind a hero, of the narrower one's width
LINE_GAPS = {2: 0.30, 3: 0.30, 4: 0.22}  # between products side by side, of their mean width
CROWDED_GAP = 0.06  # of four in a story
# Of a tile: the product's height where its price stands below it, and beside it; its width there.
ABOVE_PRICE, BESIDE_PRICE, BESIDE_WIDTH = 0.62, 0.88, 0.42
PRICE_TILE_AIR = 0.06  # inside a tile, of its short side


class GroupMeasure(NamedTuple):
    """A product as the arrangements see it: its id, width / height, height in cm, and whether it is the hero."""

    product: str
    aspect: float
    height_cm: float | None
    leads: bool


def relative_heights(members: Sequence[GroupMeasure], *, support: float = 1.0) -> list[float]:
    """Return the heights of products relative to the highest: true to life if the brief has all, else equal.

    Without heights, those that do not lead have the *support* scale.
    """
    known = [member.height_cm for member in members if member.height_cm is not None]
    if len(known) == len(members):
        return [height / max(known) for height in known]
    return [1.0 if member.leads else support for member in members]


def stand_behind_hero(members: Sequence[GroupMeasure], room: Box, rise: float) -> list[ProductPlace]:
    """Return the places of a hero and the products behind it, as large as *room* allows, at the middle of its foot.

    The hero stands second, or at the end of two. *rise* is how far the others' feet are above the hero's, px.
    """
    order = [member for member in members if not member.leads]
    hero = next(member for member in members if member.leads)
    order.insert(1, hero)
    known = all(member.height_cm is not None for member in members)
    support = 1.0 if known else SUPPORT_SCALE
    heights = relative_heights(order, support=support)
    widths = [height * member.aspect for height, member in zip(heights, order, strict=True)]
    starts = [0.0]
    for near, far, wide, next_wide in zip(order, order[1:], widths, widths[1:], strict=False):
        narrow = min(wide, next_wide)
        hidden = next_wide if near.leads else wide
        step = -OVERLAP * hidden if near.leads or far.leads else SUPPORT_GAP * narrow
        starts.append(starts[-1] + wide + step)
    total = starts[-1] + widths[-1]
    tall = max(height for height, member in zip(heights, order, strict=True) if member.leads)
    behind = max(height for height, member in zip(heights, order, strict=True) if not member.leads)
    scale = min(room.width / total, room.height / tall, (room.height - rise) / behind)
    start_x = room.x + (room.width - scale * total) / 2
    return [
        ProductPlace(
            member.product,
            Box(
                start_x + scale * start,
                room.bottom - scale * height - (0.0 if member.leads else rise),
                scale * wide,
                scale * height,
            ),
            layer=int(member.leads),
            support=1.0 if member.leads else support,
        )
        for member, start, wide, height in zip(order, starts, widths, heights, strict=True)
    ]


def stand_side_by_side(members: Sequence[GroupMeasure], room: Box, gap: float) -> list[ProductPlace]:
    """Return the places of products in a line on the foot of *room*; *gap* is of their mean width."""
    heights = relative_heights([member._replace(leads=True) for member in members])
    widths = [height * member.aspect for height, member in zip(heights, members, strict=True)]
    step = gap * sum(widths) / len(widths)
    total = sum(widths) + (len(widths) - 1) * step
    scale = min(room.width / total, room.height / max(heights))
    at = room.x + (room.width - scale * total) / 2
    places = []
    for member, wide, height in zip(members, widths, heights, strict=True):
        box = Box(at, room.bottom - scale * height, scale * wide, scale * height)
        places.append(ProductPlace(member.product, box))
        at += scale * (wide + step)
    return places


def name_below(places: Sequence[ProductPlace], room: Box, high: float, air: float) -> list[ProductPlace]:
    """Return places with room for a name under each product's feet, *high* px, *air* px below them.

    Each name may be as wide as the products stand apart, and is centred under its own.
    """
    middles = [place.box.x + place.box.width / 2 for place in places]
    edges = [room.x - 0.5 * air, *((one + other) / 2 for one, other in pairwise(middles))]
    ends = [*edges[1:], room.right + 0.5 * air]
    named = []
    for place, middle, start, end in zip(places, middles, edges, ends, strict=True):
        half = min(middle - start, end - middle) - 0.25 * air
        label = Box(middle - half, place.box.bottom + air, 2 * half, high)
        named.append(ProductPlace(place.product, place.box, place.layer, place.support, place.tile, label))
    return named


def cut_tiles(room: Box, count: int, gap: float, *, shape: str) -> list[Box]:
    """Return *count* tiles that fill *room*: in rows, columns, two by two, or a large one before two."""
    if shape == "rows":
        high = (room.height - (count - 1) * gap) / count
        return [Box(room.x, room.y + row * (high + gap), room.width, high) for row in range(count)]
    if shape == "grid":
        wide, high = (room.width - gap) / 2, (room.height - gap) / 2
        return [
            Box(room.x + place % 2 * (wide + gap), room.y + place // 2 * (high + gap), wide, high)
            for place in range(count)
        ]
    if shape == "large":
        first = 0.54 * room.width - gap / 2
        left = room.x + first + gap
        high = (room.height - gap) / 2
        small = [Box(left, room.y + row * (high + gap), room.right - left, high) for row in range(2)]
        return [Box(room.x, room.y, first, room.height), *small]
    wide = (room.width - (count - 1) * gap) / count
    return [Box(room.x + place * (wide + gap), room.y, wide, room.height) for place in range(count)]


def fill_tiles(members: Sequence[GroupMeasure], tiles: Sequence[Box], flag: float) -> list[ProductPlace]:
    """Return the places of products in their tiles, with their prices below or beside them.

    Products in tiles of one size have one scale if the brief has their heights, else each is as large as its tile
    allows. All of a row stand on one line. *flag* is the height of the flags in the tiles' upper corners, px, 0 for
    none.
    """
    rooms = [_divide_tile(tile, flag) for tile in tiles]
    sizes = [min(room.height, room.width / member.aspect) for member, (room, _, _) in zip(members, rooms, strict=True)]
    if all(member.height_cm is not None for member in members):
        shares = {
            (round(tile.width), round(tile.height)): min(
                size / (member.height_cm or 1.0)
                for member, size, other in zip(members, sizes, tiles, strict=True)
                if (round(other.width), round(other.height)) == (round(tile.width), round(tile.height))
            )
            for tile in tiles
        }
        sizes = [
            shares[round(tile.width), round(tile.height)] * (member.height_cm or 1.0)
            for member, tile in zip(members, tiles, strict=True)
        ]
    places = []
    for member, tile, high, (room, label, beside) in zip(members, tiles, sizes, rooms, strict=True):
        wide = high * member.aspect
        box = Box(room.x + (room.width - wide) / 2, room.bottom - high, wide, high)
        places.append(ProductPlace(member.product, box, tile=tile, label=label, beside=beside))
    return places


def _divide_tile(tile: Box, flag: float) -> tuple[Box, Box, bool]:
    """Return the room of the product, that of its name and price, and whether the latter stands beside it."""
    air = PRICE_TILE_AIR * min(tile.width, tile.height)
    if tile.width > tile.height:
        high = min(BESIDE_PRICE * tile.height, tile.height - 2 * air)
        top = tile.y + (tile.height - high) / 2
        room = Box(tile.x + air, top, BESIDE_WIDTH * tile.width - air, high)
        left = room.right + air
        clear = max(air, flag + 0.5 * air if flag else 0.0)
        label = Box(left, tile.y + clear, tile.right - air - left, tile.height - clear - air)
        return room, label, True
    high = ABOVE_PRICE * tile.height - max(air, flag)
    room = Box(tile.x + air, tile.y + max(air, flag), tile.width - 2 * air, high)
    below = Box(tile.x + air, room.bottom + air, tile.width - 2 * air, tile.bottom - 0.8 * air - room.bottom - air)
    return room, below, False
