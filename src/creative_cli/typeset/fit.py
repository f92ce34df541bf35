"""How large each role can be.

Sizes are px and multiples of half a px. They are found by counting lines, never by taste, so that a longer text
cannot get a larger size; taste parts the text into lines afterwards.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor

from creative_cli.locales import Locale
from creative_cli.records import Copy, Role, Zone
from creative_cli.typeset.measure import Text, measured
from creative_cli.typeset.scripts import typeface
from creative_cli.typeset.slots import PRIORITY, STEP, Slot, slots_of, stack_height
from creative_cli.typeset.template import Plan, RoleStyle

AGREEMENT = 0.15
"""The share of its size a market gives up for the sake of one size in all markets."""

HEADLINE_SLACK = 0.95
"""The share of the width a headline is fitted to; the rest lets lines end where they read best."""

BODY_SHARE = 0.62
"""The body is never larger than this share of the headline."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """The font size of each role of one ad, px."""

    pairs: tuple[tuple[Role, float], ...]

    def of(self, role: Role) -> float:
        """Return the size of a role that has one."""
        return dict(self.pairs)[role]


def measure(copy: Copy, locale: Locale, keep: tuple[str, ...], plan: Plan) -> dict[Role, Text]:
    """Measure the words of an ad for the zones of *plan*; what was measured before comes from memory.

    Words get hyphenation points only where the text does not fit without.
    """
    weights = {style.role: style.weight for style in plan.styles}
    faces = {role: typeface(locale, role, weights[role]) for role, _ in copy.lines()}
    texts = {role: measured(words, locale, keep, faces[role]) for role, words in copy.lines()}
    for zone in plan.zones:
        for slot in slots_of(zone, texts, plan.styles, plan.format.short_side):
            if not slot.fits_whole():
                words = slot.text.prepared.text
                texts[slot.role] = measured(words, locale, keep, faces[slot.role], hyphenate=True)
    return texts


def _fits(slots: list[Slot], sizes: Mapping[Role, float], height: float) -> bool:
    counts: dict[Role, int] = {}
    for slot in slots:
        slack = HEADLINE_SLACK if slot.role is Role.HEADLINE and sizes[slot.role] > slot.smallest else 1.0
        count = slot.count(sizes[slot.role], slack)
        if count is None:
            return False
        counts[slot.role] = count
    return stack_height(slots, sizes, counts) <= height


def _grown(slots: list[Slot], sizes: dict[Role, float], role: Role, largest: float, height: float) -> float:
    """Return the largest size of one role at which the zone still holds everything, the others as they are."""
    smallest = sizes[role]
    low, high = 0, max(0, floor((largest - smallest) / STEP))
    while low < high:
        middle = (low + high + 1) // 2
        if _fits(slots, {**sizes, role: smallest + middle * STEP}, height):
            low = middle
        else:
            high = middle - 1
    return smallest + low * STEP


def fit(zones: tuple[Zone, ...], texts: Mapping[Role, Text], styles: tuple[RoleStyle, ...], short_side: float) -> Sizes:
    """Choose the largest sizes at which every zone holds its roles: headline first, then button, body, disclaimer.

    A role that fits at no size of its range gets its smallest; `settle` flags it. Never gives a longer text a larger
    size.
    """
    sizes: dict[Role, float] = {}
    for zone in zones:
        slots = slots_of(zone, texts, styles, short_side)
        chosen = {slot.role: slot.smallest for slot in slots}
        for slot in sorted(slots, key=lambda slot: PRIORITY.index(slot.role)):
            largest = slot.largest
            if slot.role is Role.BODY and Role.HEADLINE in chosen:
                largest = max(slot.smallest, min(largest, floor(BODY_SHARE * chosen[Role.HEADLINE] / STEP) * STEP))
            chosen[slot.role] = _chosen(slots, chosen, slot, largest, zone.box.height)
        sizes.update(chosen)
    return Sizes(tuple(sizes.items()))


def _chosen(slots: list[Slot], chosen: dict[Role, float], slot: Slot, largest: float, height: float) -> float:
    if slot.role is not Role.HEADLINE:
        return _grown(slots, chosen, slot.role, largest, height)
    # The others would rather be at their best too: the headline makes room for that unless it fell below the middle of
    # its range. (The middle caps what it then gets, or a longer headline could end up larger than a shorter one.)
    best = {other.role: other.largest for other in slots if other is not slot}
    generous = _grown(slots, {**chosen, **best}, slot.role, largest, height)
    middle = floor((slot.smallest * slot.largest) ** 0.5 / STEP) * STEP
    return generous if generous >= middle else min(middle, _grown(slots, chosen, slot.role, largest, height))


def agree(fits: Sequence[Sizes]) -> tuple[Sizes, ...]:
    """Give all markets of a ratio one size per role where it costs none of them more than `AGREEMENT`.

    Markets that need it smaller agree among themselves in the same way. Answers in the order asked.
    """
    agreed: list[dict[Role, float]] = [dict(sizes.pairs) for sizes in fits]
    for role in Role:
        waiting = sorted((sizes[role], place) for place, sizes in enumerate(agreed) if role in sizes)
        while waiting:
            floor_size = waiting[-1][0] * (1 - AGREEMENT)
            group = [(size, place) for size, place in waiting if size >= floor_size]
            for _, place in group:
                agreed[place][role] = group[0][0]
            waiting = waiting[: len(waiting) - len(group)]
    return tuple(Sizes(tuple(sizes.items())) for sizes in agreed)
