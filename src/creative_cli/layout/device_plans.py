"""The arrangements of the devices of type-led ads, for every class of formats.

A device takes 35 to 60 % of the canvas, type the rest. The shares come from sheets that were drawn and judged by eye.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from math import ceil
from typing import NamedTuple

from creative_cli.brief.device_facts import FIGURE_DEVICES, Device
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
    DeviceField,
    add_price_room,
    cut_foot,
    cut_top,
    finish_device_plan,
    foot_row,
    headline_over_foot,
    measure_field,
)
from creative_cli.layout.device_panels import draft_letters, draft_patterns, draft_rows, draft_rules, draft_tickets
from creative_cli.layout.device_tiles import draft_tiles
from creative_cli.layout.skeleton import WIDER_BUTTONS, widen_button
from creative_cli.layout.skeleton_canvas import FOOT_STACK, UPPER_STACK, stack_roles
from creative_cli.layout.style_pack import StylePack
from creative_cli.layout.template import CanvasPlan
from creative_cli.locale.locales import Direction
from creative_cli.models import Role, TextZone

# Height of a figure or of blocks over the type, of the canvas, the wanted one first. Formats without one have it at
# their end.
FIGURE_SHARES = {SQUARE: (0.31, 0.27), PORTRAIT: (0.26, 0.23), STORY: (0.18, 0.16), SMALL: (0.31, 0.26), TOWER: (0.15,)}
# The same of a figure with lines around it, such as a price with its unit and the price before.
OFFER_SHARES = {SQUARE: (0.38, 0.33), PORTRAIT: (0.35, 0.30), STORY: (0.27, 0.24), SMALL: (0.36, 0.31), TOWER: (0.22,)}
BLOCK_SHARES = {
    SQUARE: (0.32, 0.27),
    PORTRAIT: (0.30, 0.26),
    STORY: (0.22, 0.18),
    SMALL: (0.30, 0.24),
    TOWER: (0.26, 0.20),
    WIDE: (0.36, 0.30),
}
BLOCK_GAP = 0.018  # between blocks, of u
MOST_BLOCK_ASPECT = 1.15  # width / height
RAGGED_GRID = 0.4  # of the size of blocks whose last row is not full: it reads as a mistake
# Width of a figure and of a list at the end of a wide canvas, of the content.
FIGURE_WIDTH, LIST_WIDTH = 0.50, 0.46
# Rows of a list: the most, the height of one and that of the foot below, of the canvas' height.
BOARD_ROWS = {
    SQUARE: (4, 0.083, 0.11),
    PORTRAIT: (5, 0.070, 0.17),
    STORY: (5, 0.062, 0.17),
    SMALL: (2, 0.110, 0.15),
    TOWER: (4, 0.075, 0.17),
}
PRICE_FOOT = 0.08  # more of it with a price in it
LEFT_OUT_ROWS = 2  # of a list whose copy needs the room
# The same of a list at the end: the most rows and the height of one.
SIDE_ROWS = {WIDE: (5, 0.15), STRIP: (2, 0.30)}
# In a strip: widths of logo, device and button, of the content.
LOWEST_STRIP, LOW_STRIP, HIGH_STRIP = (0.20, 0.16, 0.29), (0.20, 0.18, 0.23), (0.40, 0.30, 0.20)

_Room = tuple[Box, Box, tuple[TextZone, ...]]


class DeviceCounts(NamedTuple):
    """What an arrangement has to hold: a proportion (1, 5), rows of a list, rows of a price block (0: no offer).

    `logo_aspect` is the width / height of the logo: a compact one needs a higher room to be as large as a wide one.
    """

    share: tuple[int, int] = (0, 0)
    items: int = 0
    price_rows: int = 0
    logo_aspect: float = 4.0


def list_device_plans(
    device: Device, form: Format, direction: Direction, pack: StylePack, counts: DeviceCounts
) -> tuple[CanvasPlan, ...]:
    """Return the arrangements of a device in *form*, the preferred one first, in px and mirrored for *direction*.

    Zones, price and logo lie inside the safe zone less the margin. With an offer there is room for a price, which is
    the figure of those devices that have one.
    """
    count = {Device.PROPORTION: counts.share[1], Device.BOARD: counts.items}.get(device, counts.price_rows)
    beside = bool(counts.price_rows) and device not in FIGURE_DEVICES
    field = measure_field(form, direction, pack, count, counts.logo_aspect, offer=beside)
    if device is Device.BOARD and field.low_format:
        device = Device.LETTER  # rows of a list could not be read
    drafts = list(_DRAFTS[device](field))
    first = len(drafts)
    if field.kind is STRIP:
        drafts += ([*_DRAFTS[device](replace(field, wider=by))][-1] for by in WIDER_BUTTONS)
    if beside:
        drafts = [add_price_room(draft, field) for draft in drafts]
    plans = (finish_device_plan(draft, field, device, counts.share, direction) for draft in drafts)
    return tuple(replace(plan, wider_button=number >= first) for number, plan in enumerate(plans))


def _figure_drafts(field: DeviceField) -> Iterator[DeviceDraft]:
    """Yield a figure over the whole measure, or at the end of a wide canvas."""
    frame = (field.form.bounds.grown(-0.45 * field.margin),)
    for room, logo, zones in _over_type(field, FIGURE_SHARES if field.count <= 1 else OFFER_SHARES):
        yield DeviceDraft(f"figure {room.height:.0f}", frame, logo, zones, price=room)


def _block_drafts(field: DeviceField) -> Iterator[DeviceDraft]:
    """Yield equal blocks, as large as their number allows."""
    for room, logo, zones in _over_type(field, BLOCK_SHARES):
        cells = _divide_blocks(field, room)
        yield DeviceDraft(f"blocks {room.height:.0f}", cells, logo, zones, headline=0.95)


def _over_type(field: DeviceField, shares: Mapping[FormatClass, tuple[float, ...]]) -> Iterator[_Room]:
    """Yield the room of a device, that of the logo and the zones of type."""
    content, margin = field.content, field.margin
    if field.kind is STRIP:
        yield _beside_in_strip(field)
    elif field.kind not in shares:
        yield _at_end(field, FIGURE_WIDTH)
    else:
        rest = field.below_logo(content)
        for share in shares[field.kind]:
            room = Box(rest.x, rest.y, rest.width, share * field.height)
            if shares is BLOCK_SHARES:
                room = Box(room.x, room.y, room.width, _divide_blocks(field, room)[-1].bottom - room.y)
            below = cut_top(rest, room.height + 0.5 * margin)
            beside = field.kind in {SQUARE, SMALL, WIDE}
            yield room, field.logo_room(content), headline_over_foot(field, below) if beside else (stack_roles(below),)
            if beside:
                # For a button whose words take the whole measure.
                yield room, field.logo_room(content), (stack_roles(below),)


def _at_end(field: DeviceField, share: float) -> _Room:
    content = field.content
    room = Box(content.right - share * content.width, content.y, share * content.width, content.height)
    column = Box(content.x, content.y, room.x - field.margin - content.x, content.height)
    return room, field.logo_room(column), (stack_roles(field.below_logo(column)),)


def _beside_in_strip(field: DeviceField) -> _Room:
    """Return logo, device, words and button side by side; in a high strip the logo over the words, the device last."""
    content, margin, low = field.content, field.margin, field.low
    shares = LOWEST_STRIP if field.low_format else LOW_STRIP if low else HIGH_STRIP
    first, middle, last = (share * content.width for share in shares)
    words: tuple[Role, ...] = (Role.HEADLINE, Role.DISCLAIMER)
    if low:
        logo = Box(content.x, content.y + 0.24 * content.height, first, 0.52 * content.height)
        room = Box(logo.right + 1.5 * margin, content.y, middle, content.height)
        area = Box(room.right + 1.5 * margin, content.y, content.right - room.right - 1.5 * margin, content.height)
    else:
        words = (Role.HEADLINE, Role.BODY, Role.DISCLAIMER)
        logo = Box(content.x, content.y, first, field.logo)
        room = Box(content.right - middle, content.y, middle, content.height)
        area = cut_top(Box(content.x, content.y, room.x - margin - content.x, content.height), 1.4 * field.logo)
    text = Box(area.x, area.y, area.width - last - margin, area.height)
    button = Box(area.right - last, area.y, last, area.height)
    zones = (
        TextZone(text, words, "middle" if low else "spread"),
        TextZone(button, (Role.CTA,), "middle" if low else "bottom", at_end=True),
    )
    return room, logo, widen_button(zones, field.wider)


def _divide_blocks(field: DeviceField, room: Box) -> tuple[Box, ...]:
    """Return square blocks, or nearly so, in rows, as large as the room allows, at its start."""
    gap, count = BLOCK_GAP * field.u, field.count

    def side(columns: int) -> float:
        rows = ceil(count / columns)
        return min((room.width - (columns - 1) * gap) / columns, (room.height - (rows - 1) * gap) / rows)

    columns = max(range(1, count + 1), key=lambda number: side(number) * (1.0 if count % number == 0 else RAGGED_GRID))
    size, step = side(columns), side(columns) + gap
    high = ceil(count / columns) * step - gap
    wide = size
    if field.kind is not STRIP:
        # A little wider than high where that fills the measure; much wider would make pills of them.
        wide = min(MOST_BLOCK_ASPECT * size, (room.width - (columns - 1) * gap) / columns)
    # At the end of a wide canvas they stand in the middle.
    top = room.y + ((room.height - high) / 2 if field.kind is STRIP else 0.0)
    places = (divmod(place, columns) for place in range(count))
    return tuple(Box(room.x + column * (wide + gap), top + row * step, wide, size) for row, column in places)


def _board_drafts(field: DeviceField) -> Iterator[DeviceDraft]:
    """Yield a list in rows between headline and button, or at the end of a wide canvas."""
    content, margin, kind = field.content, field.margin, field.kind
    if kind in SIDE_ROWS:
        room, logo, zones = _beside_in_strip(field) if kind is STRIP else _at_end(field, LIST_WIDTH)
        most, share = SIDE_ROWS[kind]
        count = min(most, field.count)
        high = count * min(room.height / count, share * field.height)
        rows = Box(room.x, room.y + (room.height - high) / 2, room.width, high)
        yield DeviceDraft("list beside", _split_rows(rows, count), logo, zones)
        return
    most, share, foot_share = BOARD_ROWS[kind]
    rest = field.below_logo(content)
    foot = cut_top(content, content.height - (foot_share + PRICE_FOOT * field.offer) * field.height)
    fewer = (most - number for number in range(LEFT_OUT_ROWS + 1))
    for count in dict.fromkeys(max(2, min(one, field.count)) for one in fewer):
        high = count * share * field.height
        rows = Box(content.x, foot.y - 0.3 * margin - high, content.width, high)
        upper = stack_roles(cut_foot(rest, rest.bottom - rows.y + 0.4 * margin), UPPER_STACK)
        beside = kind in {SQUARE, SMALL}
        lower = foot_row(field, foot, (Role.DISCLAIMER,)) if beside else (stack_roles(foot, FOOT_STACK, "bottom"),)
        cells = _split_rows(rows, count)
        yield DeviceDraft(f"list {count}", cells, field.logo_room(content), (upper, *lower), side="top", headline=1.0)


def _split_rows(room: Box, count: int) -> tuple[Box, ...]:
    high = room.height / max(1, count)
    return tuple(Box(room.x, room.y + row * high, room.width, high) for row in range(count))


_DRAFTS: Mapping[Device, Callable[[DeviceField], Iterator[DeviceDraft]]] = {
    Device.TICKET: draft_tickets,
    Device.NUMERAL: _figure_drafts,
    Device.FIGURE: draft_rules,
    Device.PROPORTION: _block_drafts,
    Device.BOARD: _board_drafts,
    Device.TILES: draft_tiles,
    Device.ROWS: draft_rows,
    Device.PATTERN: draft_patterns,
    Device.LETTER: draft_letters,
}
