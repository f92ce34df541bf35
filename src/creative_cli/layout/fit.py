"""Chooses the font size of each role.

Sizes are multiples of half a px. They depend on the number of lines only: a longer text never gets a larger size. Where
lines break is decided afterwards.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import floor

from creative_cli.formats import Box
from creative_cli.layout.display_caps import CAPITAL_SHARP_S, apply_display_caps
from creative_cli.layout.emphasis_runs import NO_EMPHASIS, shown_emphasis
from creative_cli.layout.measure import MeasuredText, measure_text
from creative_cli.layout.scripts import VOICE_ROLES, choose_brand_family, choose_typeface, script_key
from creative_cli.layout.slots import SIZE_STEP_PX, RoleSlot, logo_air, stack_height, usable_height, zone_slots
from creative_cli.layout.style_pack import load_style_pack
from creative_cli.layout.template import CanvasPlan, RoleStyle, raise_to_legible
from creative_cli.locale.locales import Locale
from creative_cli.models import AdCopy, BrandFont, Role, TextZone
from creative_cli.small_sizes import LONG_WORD_SHARE

# The share of its size that a market gives up for one size in all markets.
MAX_AGREED_LOSS = 0.15
# Steps from largest to smallest sizes: enough that no role skips a multiple of `SIZE_STEP_PX`.
LADDER_RUNGS = 400
# The part of the ladder in which a role shrinks from its largest to its smallest size.
LADDER_RANGES = {
    Role.KICKER: (0.5, 1.0),
    Role.HEADLINE: (0.0, 1.0),
    Role.BODY: (0.2, 0.8),
    Role.CTA: (0.4, 1.0),
    Role.DISCLAIMER: (0.5, 1.0),
}


@dataclass(frozen=True, slots=True)
class FontSizes:
    """The font size of each role of one ad, px.

    `below_floor` says that the headline is smaller than its floor, for a word that is too wide at it. `lifted` is how
    much higher than in the plan the zones under the headline begin, for a body that has no room in them, px.
    """

    pairs: tuple[tuple[Role, float], ...]
    below_floor: bool = False
    lifted: float = 0.0

    def of(self, role: Role) -> float:
        """Return the size of a role that has one."""
        return dict(self.pairs)[role]

    def with_headline(self, size: float) -> "FontSizes":
        """Return the sizes with another one of the headline, px."""
        return replace(self, pairs=tuple((role, size if role is Role.HEADLINE else own) for role, own in self.pairs))


def suit_plan(plan: CanvasPlan, sizes: FontSizes) -> CanvasPlan:
    """Return the plan that *sizes* were chosen for: with a lower floor of the headline, or higher zones under it."""
    if sizes.lifted:
        plan = replace(plan, zones=tuple(_lift_zones(plan.zones, sizes.lifted)))
    if not sizes.below_floor:
        return plan
    styles = tuple(
        raise_to_legible(replace(style, smallest=LONG_WORD_SHARE * style.smallest), plan.format)
        if style.role is Role.HEADLINE
        else style
        for style in plan.styles
    )
    return replace(plan, styles=styles)


def _lift_zones(zones: tuple[TextZone, ...], by: float) -> Iterator[TextZone]:
    head = next(zone.box for zone in zones if Role.HEADLINE in zone.roles)
    for zone in zones:
        box = zone.box
        if box == head:
            yield replace(zone, box=Box(box.x, box.y, box.width, box.height - by))
        elif stands_under(box, head) and zone.anchor == "bottom":
            yield replace(zone, box=Box(box.x, box.y - by, box.width, box.height + by))
        else:
            yield zone


def stands_under(box: Box, other: Box) -> bool:
    """Tell whether a zone's box begins where another ends, or below."""
    return box.y >= other.bottom


def measure_copy(
    copy: AdCopy, locale: Locale, keep: tuple[str, ...], plan: CanvasPlan, brand: tuple[BrandFont, ...] = ()
) -> dict[Role, MeasuredText]:
    """Measure the copy of an ad for the zones of *plan*; a text that does not fit gets hyphenation points.

    Texts are measured in capitals where the style pack of their role sets them so.
    """
    return dict(_measure_copy(copy, locale, keep, plan, brand))


@lru_cache(maxsize=512)  # three of five calls ask again
def _measure_copy(
    copy: AdCopy, locale: Locale, keep: tuple[str, ...], plan: CanvasPlan, brand: tuple[BrandFont, ...]
) -> Mapping[Role, MeasuredText]:
    styles = {style.role: style for style in plan.styles}
    cased = {role: set_case(words, locale, styles[role], keep) for role, words in copy.lines()}
    copied = {role: _write_sharp_s(words, locale, styles[role], brand) for role, words in cased.items()}
    voice = " ".join(copied[role] for role in VOICE_ROLES if role in copied)
    faces = {
        role: choose_typeface(
            locale, role, styles[role].weight, brand, styles[role].face, words, voice if role in VOICE_ROLES else ""
        )
        for role, words in copied.items()
    }
    headline = styles[Role.HEADLINE]
    doubled = copied[Role.HEADLINE] != cased[Role.HEADLINE]

    def show_part(part: str) -> str:
        shown = set_case(part, locale, headline, keep)
        return shown.replace(CAPITAL_SHARP_S, "SS") if doubled else shown

    marked = {Role.HEADLINE: shown_emphasis(copy.emphasis, show_part)}
    texts = {
        role: measure_text(words, locale, keep, faces[role], emphasis=marked.get(role, NO_EMPHASIS))
        for role, words in copied.items()
    }
    for zone in plan.zones:
        for slot in zone_slots(zone, texts, plan.styles, plan.format.short_side):
            if not slot.fits_whole():
                words, emphasis = slot.text.prepared.text, slot.text.prepared.emphasis
                face = faces[slot.role]
                texts[slot.role] = measure_text(words, locale, keep, face, hyphenate=True, emphasis=emphasis)
    return texts


def set_case(text: str, locale: Locale, style: RoleStyle, keep: tuple[str, ...]) -> str:
    """Return a text as its role shows it: a kicker in capitals, and headline and button of a pack with capitals."""
    shouts = style.face and style.role in {Role.HEADLINE, Role.CTA} and load_style_pack(style.face).caps
    return apply_display_caps(text, locale, keep) if shouts or style.role is Role.KICKER else text


def _write_sharp_s(text: str, locale: Locale, style: RoleStyle, brand: tuple[BrandFont, ...]) -> str:
    """Return a text with SS for ẞ where that alone keeps it from being set in the brand's font: both are right."""
    if not brand or CAPITAL_SHARP_S not in text:
        return text
    script, doubled = script_key(locale), text.replace(CAPITAL_SHARP_S, "SS")
    gains = choose_brand_family(brand, script, style.weight, text) is None and choose_brand_family(
        brand, script, style.weight, doubled
    )
    return doubled if gains else text


def fit_sizes(
    zones: tuple[TextZone, ...], texts: Mapping[Role, MeasuredText], styles: tuple[RoleStyle, ...], short_side: float
) -> FontSizes:
    """Choose the largest sizes at which the roles of every zone fit; the headline shrinks first.

    A role that fits at no size gets its smallest, and `place_blocks` flags it. A longer text never gets a larger size:
    all roles of a zone step down one ladder together, each at most as large as its own width allows.
    """
    sizes: dict[Role, float] = {}
    for zone in zones:
        slots = zone_slots(zone, texts, styles, short_side)
        widest = {slot.role: _widest_size(slot) for slot in slots}
        low, high = 0, LADDER_RUNGS
        while low < high:
            rung = (low + high) // 2
            if _zone_holds(zone, slots, _sizes_on_rung(slots, widest, rung)):
                high = rung
            else:
                low = rung + 1
        sizes.update(_sizes_on_rung(slots, widest, low))
    return FontSizes(tuple(sizes.items()))


def _widest_size(slot: RoleSlot) -> float:
    low, high = 0, floor((slot.largest - slot.smallest) / SIZE_STEP_PX)
    while low < high:
        middle = (low + high + 1) // 2
        if slot.count(slot.smallest + middle * SIZE_STEP_PX) is None:
            high = middle - 1
        else:
            low = middle
    return slot.smallest + low * SIZE_STEP_PX


def _sizes_on_rung(slots: list[RoleSlot], widest: Mapping[Role, float], rung: int) -> dict[Role, float]:
    sizes = {}
    for slot in slots:
        start, end = LADDER_RANGES[slot.role]
        way = min(1.0, max(0.0, (rung / LADDER_RUNGS - start) / (end - start)))
        size = slot.largest * (slot.smallest / slot.largest) ** way
        sizes[slot.role] = min(widest[slot.role], max(slot.smallest, floor(size / SIZE_STEP_PX) * SIZE_STEP_PX))
    return sizes


def _zone_holds(zone: TextZone, slots: list[RoleSlot], sizes: Mapping[Role, float]) -> bool:
    counts = {slot.role: slot.count(sizes[slot.role]) or slot.style.lines for slot in slots}
    air = logo_air(zone, slots, sizes) if slots else 0.0
    return air + stack_height(slots, sizes, counts) <= usable_height(zone.box)


def unify_sizes(fits: Sequence[FontSizes]) -> tuple[FontSizes, ...]:
    """Return one size per role for all markets of a ratio, in the same order.

    A market that needs a size smaller by more than `MAX_AGREED_LOSS` keeps its own.
    """
    agreed = [dict(sizes.pairs) for sizes in fits]
    for role in Role:
        own = [sizes[role] for sizes in agreed if role in sizes]
        least = (1 - MAX_AGREED_LOSS) * max(own, default=0.0)
        common = min((size for size in own if size >= least), default=0.0)
        for sizes in agreed:
            if role in sizes:
                sizes[role] = min(sizes[role], common)
    return tuple(FontSizes(tuple(sizes.items())) for sizes in agreed)
