"""How much of a text there is room for: what a translator is told of a line that fits at no size.

Nothing is drawn and nothing measured anew: the pieces of a measured text are counted out until they hold.
"""

from collections.abc import Mapping
from dataclasses import replace

from creative_cli.layout.linebreak import plain
from creative_cli.layout.measure import Text
from creative_cli.layout.slots import PRIORITY, Slot, slots_of, stack_height
from creative_cli.layout.template import Plan
from creative_cli.models import Role, Zone


def excess(plan: Plan, texts: Mapping[Role, Text]) -> dict[Role, int]:
    """Return how many characters of each role that has too many its zone holds at the smallest sizes; {} if all fit.

    Widths and heights are bounds: what is not told of here does not overflow when it is set. First every role is cut
    to what its own width and number of lines allow, then the last in rank until the zone's roles stand in its height.
    0 means that the others leave a role no room.
    """
    return {role: count for zone in plan.zones for role, count in _zone_excess(zone, plan, texts).items()}


def _zone_excess(zone: Zone, plan: Plan, texts: Mapping[Role, Text]) -> dict[Role, int]:
    slots = {slot.role: slot for slot in slots_of(zone, texts, plan.styles, plan.format.short_side)}
    cut: dict[Role, int] = {}
    for role, slot in list(slots.items()):
        if not _hold({role: slot}, zone):
            slots[role] = _shortened(slot, {}, zone)
            cut[role] = _characters(slots[role])
    for role in reversed(PRIORITY):
        if role in slots and not _hold(slots, zone):
            slot = slots.pop(role)
            shorter = _shortened(slot, slots, zone)
            cut[role] = _characters(shorter)
            slots |= {role: shorter} if shorter.text.pieces else {}
    return cut


def _hold(slots: Mapping[Role, Slot], zone: Zone) -> bool:
    """Tell whether the roles stand in the zone, each at its smallest size."""
    stacked = [slots[role] for role in zone.roles if role in slots and slots[role].text.pieces]
    counts = {slot.role: slot.count(slot.smallest) for slot in stacked}
    fitting = {role: count for role, count in counts.items() if count is not None}
    sizes = {slot.role: slot.smallest for slot in stacked}
    return len(fitting) == len(counts) and stack_height(stacked, sizes, fitting) <= zone.box.height


def _shortened(slot: Slot, others: Mapping[Role, Slot], zone: Zone) -> Slot:
    """Return the role with as many of its first pieces as fit beside the *others*."""
    low, high = 0, len(slot.text.pieces)
    while low < high:
        middle = (low + high + 1) // 2
        if _hold({**others, slot.role: _first(slot, middle)}, zone):
            low = middle
        else:
            high = middle - 1
    return _first(slot, low)


def _first(slot: Slot, count: int) -> Slot:
    return replace(slot, text=replace(slot.text, pieces=slot.text.pieces[:count]))


def _characters(slot: Slot) -> int:
    return len(plain("".join(piece.token.text + piece.token.gap for piece in slot.text.pieces)).strip())
