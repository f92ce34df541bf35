"""The roles of a zone, one above the other: the room each has and the height it needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, floor

from creative_cli.formats import Box
from creative_cli.layout.break_rules import AVOIDED_BREAK_COST, LAST_RESORT_COST
from creative_cli.layout.measure import MeasuredText
from creative_cli.layout.paragraph import MIN_LINE_EM, fewest_lines, open_breaks
from creative_cli.layout.scripts import Typeface
from creative_cli.layout.style_pack import ButtonStyle
from creative_cli.layout.template import RoleStyle
from creative_cli.models import Role, TextZone

# All sizes are multiples of this.
SIZE_STEP_PX = 0.5
# Minimum distance between the ink of two lines.
MIN_LINE_GAP_EM = 0.06
# The share of the width that a headline is fitted to; the rest lets lines end where they read best.
HEADLINE_SLACK = 0.965
# The usable share of the width: in mixed scripts, measured widths may be off by a hundredth.
SAFE_WIDTH_SHARE = 0.985
# In this lower share of the size range, lines may be short or end after an article.
SMALL_SIZE_SHARE = 0.25
# Height of capitals and digits in Noto Sans, em.
CAP_HEIGHT = 0.714
# Of a button, em: minimum height, padding at the sides, the same around long text, minimum padding above and below ink.
PILL_HEIGHT = 2.2
PILL_SIDE = 1.0
PILL_TIGHT_SIDE = 0.7
# Buttons with corners are this high, em; an arrow takes this much of the width.
BUTTON_HEIGHT = 2.6
ARROW_ROOM = 1.5
BUTTONS_WITH_CORNERS = frozenset({ButtonStyle.BLOCK, ButtonStyle.FILLED, ButtonStyle.ARROW})
PILL_AIR = 0.36
# Minimum depth of a last line, em: the distance below is the same with and without descenders.
_MIN_LAST_DEPTH = 0.20
# Distance to the role above, as shares of the size of that role and of this one.
_ROLE_GAPS = {
    Role.KICKER: (0.30, 0.40),
    Role.HEADLINE: (0.5, 0.1),
    Role.BODY: (0.30, 0.40),
    Role.CTA: (0.30, 0.80),
    Role.DISCLAIMER: (0.40, 0.55),
}
# Free height between a logo and a headline, of the headline's size: nearer, a name in type reads as a line of it.
AIR_UNDER_LOGO = 0.70
# The order in which roles get room.
ROLE_PRIORITY = (Role.HEADLINE, Role.CTA, Role.BODY, Role.DISCLAIMER, Role.KICKER)


@dataclass(frozen=True, slots=True)
class BlockShape:
    """The height of a role, px: from the ink's top to the first baseline, between baselines, down to the ink's end."""

    above: float
    pitch: float
    count: int
    below: float

    @property
    def height(self) -> float:
        """Height of the ink of all lines, px."""
        return self.above + self.pitch * (self.count - 1) + self.below


@dataclass(frozen=True, slots=True)
class RoleSlot:
    """A role in its zone: its text, its style, the available width and the range of its size, px."""

    role: Role
    text: MeasuredText
    style: RoleStyle
    width: float
    smallest: float
    largest: float

    def room(self, size: float) -> float:
        """Return the maximum width of a line at a size, em."""
        width = SAFE_WIDTH_SHARE * self.width / size
        if self.role is not Role.CTA or self.style.button is ButtonStyle.RULE:
            return width
        arrow = ARROW_ROOM if self.style.button is ButtonStyle.ARROW else 0.0
        return width - arrow - 2 * (PILL_SIDE if size > self.smallest else PILL_TIGHT_SIDE)

    def fits_whole(self) -> bool:
        """Tell whether the text fits at the smallest size without breaks of last resort."""
        opened = open_breaks(self.text, float("inf"))
        count = fewest_lines(self.text, self.room(self.smallest), opened)
        return count is not None and count <= self.style.lines

    def holds_words(self) -> bool:
        """Tell whether every word is narrow enough at the smallest size without breaks of last resort."""
        return fewest_lines(self.text, self.room(self.smallest), open_breaks(self.text, float("inf"))) is not None

    def places(self, worst: float = LAST_RESORT_COST, *, everything: bool = False) -> tuple[bool, ...]:
        """Return for each piece whether a line may end after it, without breaks that cost *worst* or more."""
        return open_breaks(self.text, self.room(self.smallest), worst, everything=everything)

    def most(self, size: float) -> int:
        """Return the maximum number of lines at a size; a button has more than one only at its smallest size."""
        return 1 if self.role is Role.CTA and size > self.smallest else self.style.lines

    def count(self, size: float) -> int | None:
        """Return the number of lines at a size; None if there are too many or one is too wide."""
        choosy = size > self.smallest * (self.largest / self.smallest) ** SMALL_SIZE_SHARE
        slack = HEADLINE_SLACK if self.role is Role.HEADLINE and size > self.smallest else 1.0
        shortest = MIN_LINE_EM if self.role is Role.HEADLINE and choosy else 0.0
        opened = self.places(AVOIDED_BREAK_COST if choosy else LAST_RESORT_COST)
        count = fewest_lines(self.text, self.room(size / slack), opened, shortest)
        if (count is None or count > self.style.lines) and size <= self.smallest:
            count = fewest_lines(self.text, self.room(size), self.places(everything=True))
        return count if count is not None and count <= self.most(size) else None

    def shape(self, size: float, count: int) -> BlockShape:
        """Return the maximum height of *count* lines, wherever the text breaks."""
        pitch = max(self.text.typeface.pitch, self.text.ascent + self.text.descent + MIN_LINE_GAP_EM)
        return block_shape(self, size, (self.text.ascent, self.text.descent), pitch, count)


def block_shape(slot: RoleSlot, size: float, ink: tuple[float, float], pitch: float, count: int) -> BlockShape:
    """Return the height of *count* lines; *ink* is the ascent of the first and the descent of the last, em."""
    ascent, descent = ink
    if slot.role is Role.CTA:
        tall = slot.style.button in BUTTONS_WITH_CORNERS
        middle, half = pill_metrics(slot.text.typeface, ascent, descent, BUTTON_HEIGHT if tall else PILL_HEIGHT)
        return BlockShape(ceil((half + middle) * size), ceil(pitch * size), count, ceil((half - middle) * size))
    return BlockShape(ceil(ascent * size), ceil(pitch * size), count, max(descent, _MIN_LAST_DEPTH) * size)


def pill_metrics(face: Typeface, ascent: float, descent: float, height: float = PILL_HEIGHT) -> tuple[float, float]:
    """Return the height of a button's middle above the baseline, and half the button's, at least of *height*, em."""
    middle = face.middle + face.marks * ((ascent - descent) / 2 - face.middle)
    return middle, max(height / 2, ascent - middle + PILL_AIR, descent + middle + PILL_AIR)


def zone_slots(
    zone: TextZone, texts: Mapping[Role, MeasuredText], styles: tuple[RoleStyle, ...], short_side: float
) -> list[RoleSlot]:
    """Return the roles of a zone that have text, from top to bottom."""
    style_of = {style.role: style for style in styles}

    def bound(role: Role, share: float, *, least: bool = False) -> float:
        scale = texts[role].typeface.scale
        # A face that is set larger than the retail pack's may still be as small as that.
        return share * short_side * (min(1.0, scale) if least else scale) / SIZE_STEP_PX

    return [
        RoleSlot(
            role=role,
            text=texts[role],
            style=style_of[role],
            width=zone.box.width,
            smallest=ceil(bound(role, style_of[role].smallest, least=True)) * SIZE_STEP_PX,
            largest=max(
                ceil(bound(role, style_of[role].smallest, least=True)), floor(bound(role, style_of[role].largest))
            )
            * SIZE_STEP_PX,
        )
        for role in zone.roles
        if role in texts and texts[role].pieces
    ]


def role_gap(upper: float, role: Role, size: float) -> float:
    """Return the distance between a role and the one above it, whose size is *upper*, px."""
    of_upper, of_own = _ROLE_GAPS[role]
    return float(ceil(of_upper * upper + of_own * size))


def logo_air(zone: TextZone, slots: list[RoleSlot], sizes: Mapping[Role, float]) -> float:
    """Return how far under the top of its zone a headline begins that stands under the logo, px; 0 for other zones."""
    if zone.below_logo is None or slots[0].role is not Role.HEADLINE:
        return 0.0
    return float(max(0, ceil(AIR_UNDER_LOGO * sizes[Role.HEADLINE] - zone.below_logo)))


def usable_height(zone: Box) -> float:
    """Return the height of a zone from the first whole px in it, where its stack may begin, px."""
    return zone.bottom - ceil(zone.y)


def stack_height(slots: list[RoleSlot], sizes: Mapping[Role, float], counts: Mapping[Role, int]) -> float:
    """Return the maximum height of a zone's roles at these sizes and numbers of lines, px."""
    height, upper = 0.0, 0.0
    for slot in slots:
        size = sizes[slot.role]
        height += ceil(slot.shape(size, counts[slot.role]).height) + (
            role_gap(upper, slot.role, size) if upper else 0.0
        )
        upper = size
    return height
