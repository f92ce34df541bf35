"""How many characters of a text fit, for a translator whose line fits at no size.

Nothing is drawn or measured again: the pieces of a measured text are removed until the rest fits.
"""

from collections.abc import Mapping
from dataclasses import replace

from creative_cli.layout.measure import MeasuredText
from creative_cli.layout.slots import ROLE_PRIORITY, RoleSlot, stack_height, zone_slots
from creative_cli.layout.template import CanvasPlan
from creative_cli.locale.direction_runs import strip_isolates
from creative_cli.models import Role, TextZone


def text_capacity(plan: CanvasPlan, texts: Mapping[Role, MeasuredText]) -> dict[Role, int]:
    """Return how many characters fit at the smallest size, for each role that has too many; {} if all fit.

    A role that is not returned never overflows, as widths and heights are upper bounds. 0 means that the other roles
    leave no room. Every role is first cut to its own width and number of lines, then the roles with the lowest
    priority until all fit the zone's height.
    """
    return {role: count for zone in plan.zones for role, count in _zone_capacity(zone, plan, texts).items()}


def _zone_capacity(zone: TextZone, plan: CanvasPlan, texts: Mapping[Role, MeasuredText]) -> dict[Role, int]:
    slots = {slot.role: slot for slot in zone_slots(zone, texts, plan.styles, plan.format.short_side)}
    cut: dict[Role, int] = {}
    for role, slot in list(slots.items()):
        if not _roles_fit({role: slot}, zone):
            slots[role] = _shorten_slot(slot, {}, zone)
            cut[role] = _count_characters(slots[role])
    for role in reversed(ROLE_PRIORITY):
        if role in slots and not _roles_fit(slots, zone):
            slot = slots.pop(role)
            shorter = _shorten_slot(slot, slots, zone)
            cut[role] = _count_characters(shorter)
            slots |= {role: shorter} if shorter.text.pieces else {}
    return cut


def _roles_fit(slots: Mapping[Role, RoleSlot], zone: TextZone) -> bool:
    stacked = [slots[role] for role in zone.roles if role in slots and slots[role].text.pieces]
    counts = {slot.role: slot.count(slot.smallest) for slot in stacked}
    fitting = {role: count for role, count in counts.items() if count is not None}
    sizes = {slot.role: slot.smallest for slot in stacked}
    return len(fitting) == len(counts) and stack_height(stacked, sizes, fitting) <= zone.box.height


def _shorten_slot(slot: RoleSlot, others: Mapping[Role, RoleSlot], zone: TextZone) -> RoleSlot:
    """Return the slot with as many of its first pieces as fit together with the *others*."""
    low, high = 0, len(slot.text.pieces)
    while low < high:
        middle = (low + high + 1) // 2
        if _roles_fit({**others, slot.role: _first_pieces(slot, middle)}, zone):
            low = middle
        else:
            high = middle - 1
    return _first_pieces(slot, low)


def _first_pieces(slot: RoleSlot, count: int) -> RoleSlot:
    return replace(slot, text=replace(slot.text, pieces=slot.text.pieces[:count]))


def _count_characters(slot: RoleSlot) -> int:
    return len(strip_isolates("".join(piece.token.text + piece.token.gap for piece in slot.text.pieces)).strip())
