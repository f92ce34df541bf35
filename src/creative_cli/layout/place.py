"""Where every line of an ad stands: lines that read well at the sizes chosen, aligned as the eye sees them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import ceil, floor

from creative_cli.formats import Box, join_boxes
from creative_cli.layout.emphasis_runs import NO_EMPHASIS, EmphasisSpan, find_line_emphasis
from creative_cli.layout.fit import FontSizes
from creative_cli.layout.linebreak import PreparedText
from creative_cli.layout.measure import MeasuredText, SetLine, set_lines
from creative_cli.layout.paragraph import HEADLINE_TASTE, TEXT_TASTE, best_lines, fewest_lines
from creative_cli.layout.scripts import Typeface
from creative_cli.layout.slots import (
    ARROW_ROOM,
    MIN_LINE_GAP_EM,
    PILL_SIDE,
    PILL_TIGHT_SIDE,
    ROLE_PRIORITY,
    BlockShape,
    RoleSlot,
    block_shape,
    logo_air,
    role_gap,
    stack_height,
    usable_height,
    zone_slots,
)
from creative_cli.layout.style_pack import ButtonStyle
from creative_cli.layout.template import RoleStyle
from creative_cli.locale.direction_runs import strip_isolates
from creative_cli.locale.locales import Direction
from creative_cli.models import MAX_TAIL_EM, Role, TextZone

RULE_WEIGHT_EM, RULE_OFFSET_EM = 0.07, 0.34
"""Of the rule under a call to action: its weight, and how far below the ink it lies, em."""

ARROW_WIDTH_EM, ARROW_HEIGHT_EM, ARROW_GAP_EM = 0.78, 0.52, 0.52
"""Of the arrow on a button: its size, and its distance from the words, em."""

TAILED_LETTERS = ("j", "J", "\u0458", "\u0408", "\u0135", "\u0134")
"""Letters whose tail reaches out to the left under their stem: Latin and Cyrillic j."""

FOOT_ROLES = frozenset({Role.CTA, Role.DISCLAIMER})
"""What stands at the bottom of a zone whose text is spread."""

MOST_AIR = 0.26
"""Most of a zone's height between its text and the button at its foot."""

MIN_RULE_OFFSET_PX = 5.0
"""Least distance of that rule, px: nearer, it would count as ground behind the letters."""


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line where it is drawn: its left end and baseline, advance width and ink, px on the canvas.

    `emphasis` is the part of its text that is emphasized.
    """

    text: str
    x: float
    baseline: float
    width: float
    ink: Box
    emphasis: EmphasisSpan = NO_EMPHASIS


@dataclass(frozen=True, slots=True)
class PlacedBlock:
    """A role as it is set: its size, its lines, their ink together, and the button behind them if it has one, px.

    `rule` is the line under a call to action that has no button; `hang` how far tails of letters reach out of the edge
    that its lines share, px. `button` is how a call to action is drawn, `arrow` where its arrow stands. `source` is the
    text that was parted into the lines.
    """

    role: Role
    typeface: Typeface
    size: float
    lines: tuple[PlacedLine, ...]
    ink: Box
    plate: Box | None
    overflow: bool
    rule: Box | None = None
    hang: float = 0.0
    button: ButtonStyle = ButtonStyle.PILL
    arrow: Box | None = None
    source: PreparedText | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """The lines as people read them."""
        return tuple(strip_isolates(line.text) for line in self.lines)

    @property
    def emphasized(self) -> bool:
        """Whether any of its words are emphasized."""
        return any(line.emphasis != NO_EMPHASIS for line in self.lines)


def place_blocks(
    zones: tuple[TextZone, ...],
    texts: Mapping[Role, MeasuredText],
    styles: tuple[RoleStyle, ...],
    short_side: float,
    sizes: FontSizes,
) -> tuple[PlacedBlock, ...]:
    """Part every role into lines at its size and say where they stand.

    Ink lies inside the zone unless the block is flagged as overflowing; nothing is ever cut or left out.
    """
    return _place_blocks(zones, tuple(texts.items()), styles, short_side, sizes)


@lru_cache(maxsize=512)  # two of three calls ask again: to choose a layout, to agree on sizes, to draw
def _place_blocks(
    zones: tuple[TextZone, ...],
    texts: tuple[tuple[Role, MeasuredText], ...],
    styles: tuple[RoleStyle, ...],
    short_side: float,
    sizes: FontSizes,
) -> tuple[PlacedBlock, ...]:
    blocks: list[PlacedBlock] = []
    for zone in zones:
        slots = zone_slots(zone, dict(texts), styles, short_side)
        if slots:
            blocks += _zone_blocks(zone, slots, dict(sizes.pairs))
    return tuple(blocks)


def _zone_blocks(zone: TextZone, slots: list[RoleSlot], sizes: Mapping[Role, float]) -> list[PlacedBlock]:
    counts = {slot.role: slot.count(sizes[slot.role]) for slot in slots}
    least = {slot.role: counts[slot.role] or slot.style.lines for slot in slots}
    parted: dict[Role, tuple[SetLine, ...]] = {}
    air = logo_air(zone, slots, sizes)
    room = usable_height(zone.box) - air
    for slot in sorted(slots, key=lambda slot: ROLE_PRIORITY.index(slot.role)):
        most, allowed = least[slot.role], slot.most(sizes[slot.role])
        while most < allowed and stack_height(slots, sizes, {**least, slot.role: most + 1}) <= room:
            most += 1
        parted[slot.role] = _break_lines(slot, sizes[slot.role], most)
        least[slot.role] = len(parted[slot.role])
    shapes = {slot.role: _drawn_shape(slot, sizes[slot.role], parted[slot.role]) for slot in slots}
    tops, height = _block_tops(slots, sizes, shapes)
    start, free = ceil(zone.box.y), usable_height(zone.box) - height
    if zone.anchor in {"middle", "bottom"}:
        start += floor(free / 2 if zone.anchor == "middle" else free)
    elif free > 0:
        # Where the copy needs all of its zone, the layout's own distance has to do.
        down = floor(min(free, air))
        start, free = start + down, free - down
    if zone.anchor == "spread" and free > 0:
        # Button and small print stand at the foot of their zone. More air between than that would part the ad in two.
        excess = max(0.0, free - MOST_AIR * zone.box.height) / 2
        start += floor(excess)
        gap = floor(free - 2 * excess)
        tops = [top + (gap if slot.role in FOOT_ROLES else 0) for slot, top in zip(slots, tops, strict=True)]
    return [
        _place_block(zone, slot, sizes[slot.role], parted[slot.role], shapes[slot.role], start + top)
        for slot, top in zip(slots, tops, strict=True)
    ]


def _break_lines(slot: RoleSlot, size: float, most: int) -> tuple[SetLine, ...]:
    room = slot.room(size)
    opened = slot.places()
    needed = fewest_lines(slot.text, room, opened)
    if needed is None or needed > slot.style.lines:
        opened = slot.places(everything=True)
    taste = HEADLINE_TASTE if slot.role is Role.HEADLINE else TEXT_TASTE
    return set_lines(best_lines(slot.text, room, opened, most, taste), slot.text.typeface)


def _drawn_shape(slot: RoleSlot, size: float, lines: tuple[SetLine, ...]) -> BlockShape:
    pitch = slot.text.typeface.pitch
    for upper, lower in pairwise(lines):
        pitch = max(pitch, lower.ink.top - upper.ink.bottom + MIN_LINE_GAP_EM)
    ink = (lines[0].ink.top, -lines[-1].ink.bottom)
    return block_shape(slot, size, ink, pitch, len(lines))


def _block_tops(
    slots: list[RoleSlot], sizes: Mapping[Role, float], shapes: Mapping[Role, BlockShape]
) -> tuple[list[float], float]:
    tops: list[float] = []
    bottom, upper = 0.0, 0.0
    for slot in slots:
        top = bottom + (role_gap(upper, slot.role, sizes[slot.role]) if upper else 0.0)
        tops.append(top)
        bottom = top + ceil(shapes[slot.role].height)
        upper = sizes[slot.role]
    return tops, bottom


def _place_block(
    zone: TextZone, slot: RoleSlot, size: float, lines: tuple[SetLine, ...], shape: BlockShape, top: float
) -> PlacedBlock:
    rtl = slot.text.typeface.direction is Direction.RTL
    right = rtl is not zone.at_end
    plate = None
    first = top + shape.above
    button = slot.style.button
    arrow = (ARROW_ROOM if button is ButtonStyle.ARROW else 0.0) * size
    if slot.role is Role.CTA and button is not ButtonStyle.RULE:
        widest = max(line.ink.right - line.ink.left for line in lines)
        width, least = (ceil((widest + 2 * side) * size + arrow) for side in (PILL_SIDE, PILL_TIGHT_SIDE))
        # A word that is too wide for its zone keeps air on the button, which leaves the zone for it.
        width = max(least, min(width, floor(zone.box.width)))
        plate = Box(zone.box.right - width if right else zone.box.x, top, width, shape.height)
    placed, hang = [], 0.0
    prepared = slot.text.prepared
    spans = find_line_emphasis([line.text for line in lines], prepared.text, prepared.emphasis)
    for number, (line, span) in enumerate(zip(lines, spans, strict=True)):
        # On a button every line is centred; elsewhere they share the edge where reading starts.
        side = (plate.width - arrow - (line.ink.right - line.ink.left) * size) / 2 if plate is not None else 0.0
        # A line that begins with j stands with the others by its stem; its tail hangs out to the left.
        tailed = plate is None and not rtl and line.text.startswith(TAILED_LETTERS)
        tail = (line.ink.stem - line.ink.left) * size if tailed else 0.0
        hangs = 0 < tail <= min(zone.hang, MAX_TAIL_EM * size)
        hang = max(hang, tail) if hangs else hang
        start = line.ink.stem if hangs else line.ink.left
        if plate is not None:
            left = plate.right - side - line.ink.right * size if rtl else plate.x + side - start * size
        else:
            left = zone.box.right - line.ink.right * size if right else zone.box.x - start * size
        placed.append(_place_line(line, left, first + number * shape.pitch, size, span))
    ink = join_boxes([line.ink for line in placed])
    room = Box(zone.box.x - hang, zone.box.y, zone.box.width + hang, zone.box.height)
    inside = room.holds(plate or ink) and len(lines) <= slot.style.lines
    rule = None
    if slot.role is Role.CTA and plate is None:
        below = max(MIN_RULE_OFFSET_PX, RULE_OFFSET_EM * size)
        rule = Box(round(ink.x), round(ink.bottom + below), ink.width, max(1.0, round(RULE_WEIGHT_EM * size)))
    pointer = None
    if slot.role is Role.CTA and button is ButtonStyle.ARROW and plate is not None:
        # On the optical middle of the first line, beside the longest.
        middle = placed[0].baseline - slot.text.typeface.middle * size
        wide, high = ARROW_WIDTH_EM * size, ARROW_HEIGHT_EM * size
        x = ink.x - ARROW_GAP_EM * size - wide if rtl else ink.right + ARROW_GAP_EM * size
        pointer = Box(x, middle - high / 2, wide, high)
    return PlacedBlock(
        slot.role,
        slot.text.typeface,
        size,
        tuple(placed),
        ink,
        plate,
        overflow=not inside,
        rule=rule,
        hang=hang,
        button=button,
        arrow=pointer,
        source=prepared,
    )


def _place_line(line: SetLine, left: float, baseline: float, size: float, emphasis: EmphasisSpan) -> PlacedLine:
    ink = Box(
        left + line.ink.left * size,
        baseline - line.ink.top * size,
        (line.ink.right - line.ink.left) * size,
        (line.ink.top - line.ink.bottom) * size,
    )
    return PlacedLine(line.text, left, baseline, line.width * size, ink, emphasis)
