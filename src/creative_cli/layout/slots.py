"""The roles of a zone, one above the other: the room each has, and the height each can take."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, floor

from creative_cli.layout.break_rules import AVOIDED_BREAK_COST, LAST_RESORT_COST
from creative_cli.layout.measure import MeasuredText
from creative_cli.layout.paragraph import MIN_LINE_EM, fewest_lines, open_breaks
from creative_cli.layout.scripts import Typeface
from creative_cli.layout.template import RoleStyle
from creative_cli.models import Role, TextZone

SIZE_STEP_PX = 0.5
"""Sizes are multiples of this many px."""

MIN_LINE_GAP_EM = 0.06
"""Least distance between the ink of two lines, em."""

HEADLINE_SLACK = 0.965
"""The share of the width a headline is fitted to; the rest lets lines end where they read best."""

SAFE_WIDTH_SHARE = 0.985
"""The share of the width counted on: where scripts mix, widths are right to a hundredth until lines are set."""

SMALL_SIZE_SHARE = 0.25
"""Where in the range of sizes, as a share from its lower end, lines may be short or end after an article."""

CAP_HEIGHT = 0.714
"""Height of capitals and digits in Noto Sans, em."""

PILL_HEIGHT = 2.2
PILL_SIDE = 1.0
PILL_TIGHT_SIDE = 0.7
PILL_AIR = 0.36
"""Of a button, em: its least height, the room at its sides (and where words are long), the least over and under ink."""

_MIN_LAST_DEPTH = 0.20
"""Depth that every last line is taken to have, em, so that a line without descenders gets the same distance below."""

_ROLE_GAPS = {
    Role.HEADLINE: (0.0, 0.0),
    Role.BODY: (0.30, 0.40),
    Role.CTA: (0.30, 0.80),
    Role.DISCLAIMER: (0.40, 0.55),
}
"""Distance to the role above, as shares of its size and of one's own."""

ROLE_PRIORITY = (Role.HEADLINE, Role.CTA, Role.BODY, Role.DISCLAIMER)
"""Who gets room first."""


@dataclass(frozen=True, slots=True)
class BlockShape:
    """What a role takes in height, px: first ink to first baseline, between baselines, last baseline to last ink."""

    above: float
    pitch: float
    count: int
    below: float

    @property
    def height(self) -> float:
        """From the first line's ink to the last line's, px."""
        return self.above + self.pitch * (self.count - 1) + self.below


@dataclass(frozen=True, slots=True)
class RoleSlot:
    """A role in its zone: its text, its style, the width its ink may take and the bounds of its size, px."""

    role: Role
    text: MeasuredText
    style: RoleStyle
    width: float
    smallest: float
    largest: float

    def room(self, size: float) -> float:
        """Return the widest line at a size, em."""
        width = SAFE_WIDTH_SHARE * self.width / size
        if self.role is not Role.CTA or self.style.button != "pill":
            return width
        return width - 2 * (PILL_SIDE if size > self.smallest else PILL_TIGHT_SIDE)

    def fits_whole(self) -> bool:
        """Tell whether the text fits at the smallest size without any break of last resort."""
        opened = open_breaks(self.text, float("inf"))
        count = fewest_lines(self.text, self.room(self.smallest), opened)
        return count is not None and count <= self.style.lines

    def places(self, worst: float = LAST_RESORT_COST, *, everything: bool = False) -> tuple[bool, ...]:
        """Tell after which pieces a line may end when breaks that cost *worst* or more are shut."""
        return open_breaks(self.text, self.room(self.smallest), worst, everything=everything)

    def most(self, size: float) -> int:
        """Return the most lines at a size: a button takes more than one only where none is small enough for one."""
        return 1 if self.role is Role.CTA and size > self.smallest else self.style.lines

    def count(self, size: float) -> int | None:
        """Return the lines it takes at a size; None when it takes too many or something stands out."""
        choosy = size > self.smallest * (self.largest / self.smallest) ** SMALL_SIZE_SHARE
        slack = HEADLINE_SLACK if self.role is Role.HEADLINE and size > self.smallest else 1.0
        shortest = MIN_LINE_EM if self.role is Role.HEADLINE and choosy else 0.0
        opened = self.places(AVOIDED_BREAK_COST if choosy else LAST_RESORT_COST)
        count = fewest_lines(self.text, self.room(size / slack), opened, shortest)
        if (count is None or count > self.style.lines) and size <= self.smallest:
            count = fewest_lines(self.text, self.room(size), self.places(everything=True))
        return count if count is not None and count <= self.most(size) else None

    def shape(self, size: float, count: int) -> BlockShape:
        """Return the most height that *count* lines can take, however the text is parted."""
        pitch = max(self.text.typeface.pitch, self.text.ascent + self.text.descent + MIN_LINE_GAP_EM)
        return block_shape(self.role, self.text.typeface, size, (self.text.ascent, self.text.descent), pitch, count)


def block_shape(
    role: Role, face: Typeface, size: float, ink: tuple[float, float], pitch: float, count: int
) -> BlockShape:
    """Return the height of *count* lines; *ink* is how far the first reaches up and the last down, em."""
    ascent, descent = ink
    if role is Role.CTA:
        middle, half = pill_metrics(face, ascent, descent)
        return BlockShape(ceil((half + middle) * size), ceil(pitch * size), count, ceil((half - middle) * size))
    return BlockShape(ceil(ascent * size), ceil(pitch * size), count, max(descent, _MIN_LAST_DEPTH) * size)


def pill_metrics(face: Typeface, ascent: float, descent: float) -> tuple[float, float]:
    """Return how high over the baseline the middle of a button lies, and half its height, em."""
    middle = face.middle + face.marks * ((ascent - descent) / 2 - face.middle)
    return middle, max(PILL_HEIGHT / 2, ascent - middle + PILL_AIR, descent + middle + PILL_AIR)


def zone_slots(
    zone: TextZone, texts: Mapping[Role, MeasuredText], styles: tuple[RoleStyle, ...], short_side: float
) -> list[RoleSlot]:
    """Return the roles of a zone that have words, from top to bottom, with the room each has."""
    style_of = {style.role: style for style in styles}
    return [
        RoleSlot(
            role=role,
            text=texts[role],
            style=style_of[role],
            width=zone.box.width,
            smallest=ceil(style_of[role].smallest * short_side / SIZE_STEP_PX) * SIZE_STEP_PX,
            largest=floor(style_of[role].largest * short_side / SIZE_STEP_PX) * SIZE_STEP_PX,
        )
        for role in zone.roles
        if role in texts and texts[role].pieces
    ]


def role_gap(upper: float, role: Role, size: float) -> float:
    """Return the distance between a role and the one above it, whose size is *upper*, px."""
    of_upper, of_own = _ROLE_GAPS[role]
    return float(ceil(of_upper * upper + of_own * size))


def stack_height(slots: list[RoleSlot], sizes: Mapping[Role, float], counts: Mapping[Role, int]) -> float:
    """Return the most height that a zone's roles can take at these sizes and counts of lines, px."""
    height, upper = 0.0, 0.0
    for slot in slots:
        size = sizes[slot.role]
        height += ceil(slot.shape(size, counts[slot.role]).height) + (
            role_gap(upper, slot.role, size) if upper else 0.0
        )
        upper = size
    return height
