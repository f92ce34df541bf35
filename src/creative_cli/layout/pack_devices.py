"""Where the devices of the style packs stand, beside type, logo and subject: at most two in an ad.

Editorial ads have rules and a folio, bold ones a strip of slanted stripes, retail ones a strip with a pattern, soft
ones a scalloped frame, tech ones hairlines for columns and crosses at the corners of the frame.
"""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from math import atan2, degrees, sqrt

from creative_cli.color.color_math import Palette, rgb_to_oklab
from creative_cli.formats import Box, Format, FormatClass, format_class
from creative_cli.layout.ground_parts import GroundKind, GroundPart
from creative_cli.layout.style_pack import FrameShape
from creative_cli.layout.template import CanvasPlan
from creative_cli.models import BrandStyle

# Of u, the square root of the canvas' area: the height of a strip at the foot, by style pack.
STRIPS = {"bold": (GroundKind.STRIPES, 0.03), "retail": (GroundKind.PATTERN, 0.05)}
THIN_RULE = 0.0016  # of u; the first rule of an ad is heavier
FIRST_RULE = 2.4
SCALLOP = 0.045  # of u: the width of one
CROSS = 0.022  # of u: the length of its arms
COLUMNS, TALL_COLUMNS = 6, 4
# Room that a rule takes from the type under the logo, of the logo's room.
RULE_ROOM, COLUMN_GAP = 0.40, 0.25
# A banner lower than this, px as shown, has no devices.
DEVICES_FROM_PX = 200.0
# Hues (Oklab, degrees) and least chroma of colours that make stripes a warning, and the trades that may have them.
WARNING_HUES, WARNING_CHROMA = (45.0, 115.0), 0.09
BUILDING_WORDS = ("build", "construct", "hardware", "scaffold", "tools", "diy")
ON_PHOTO = frozenset({"full-bleed"})


def has_devices(form: Format, look: BrandStyle, layout: str) -> bool:
    """Return whether an ad of this size and layout has room for devices, and its brief names their style pack."""
    kind = format_class(form)
    tiny = kind in {FormatClass.STRIP, FormatClass.TOWER} or form.height * form.shown_scale < DEVICES_FROM_PX
    return look.devices and not tiny and layout not in ON_PHOTO


def find_strip(look: BrandStyle) -> tuple[GroundKind, float] | None:
    """Return the strip of the style pack and its height, of u; None for packs and brands without one."""
    if look.style == "bold" and _warns(look.palette) and not _builds(look.category):
        return None
    return STRIPS.get(look.style)


def _warns(palette: Palette) -> bool:
    """Return whether stripes in accent and ink would read as a warning sign."""
    _, across, along = rgb_to_oklab(palette.accent)
    least, most = WARNING_HUES
    return sqrt(across**2 + along**2) > WARNING_CHROMA and least <= degrees(atan2(along, across)) % 360 <= most


def _builds(category: str) -> bool:
    return any(word in category.lower() for word in BUILDING_WORDS)


def add_pack_devices(plan: CanvasPlan, look: BrandStyle) -> CanvasPlan:
    """Return the plan with the devices of its style pack that need no strip at the foot."""
    if not has_devices(plan.format, look, plan.layout):
        return plan
    match look.style:
        case "editorial":
            return _add_rules(plan)
        case "soft":
            return _scallop_frame(plan)
        case "tech":
            return replace(plan, parts=(*plan.parts, *_tech_parts(plan)))
    return plan


def _mean_side(form: Format) -> float:
    return sqrt(form.width * form.height)


def _add_rules(plan: CanvasPlan) -> CanvasPlan:
    """Return the plan with a rule under the line of the logo, and one between columns of type."""
    u = _mean_side(plan.format)
    weight = max(1.0, round(FIRST_RULE * THIN_RULE * u))
    under = [zone.box for zone in plan.zones if _is_below(zone.box, plan.logo)]
    pushed = RULE_ROOM * plan.logo.height
    frame = None if plan.frame is None else plan.frame.box
    if not under or (frame is not None and _is_below(frame, plan.logo) and frame.y < min(box.y for box in under)):
        return plan
    first = min(under, key=lambda box: box.y)
    y = round((plan.logo.bottom + first.y + pushed) / 2)
    rule = GroundPart(GroundKind.RULE, Box(first.x, y, first.width, weight))
    if frame is not None and rule.box.overlap(frame) > 0:
        return plan
    zones = tuple(
        replace(zone, box=Box(first.x, first.y + pushed, first.width, first.height - pushed), below_logo=None)
        if zone.box == first
        else zone
        for zone in plan.zones
    )
    between = _column_rule(plan, first, max(1.0, round(THIN_RULE * u)))
    return replace(plan, zones=zones, parts=(*plan.parts, rule, *between))


def _is_below(box: Box, logo: Box) -> bool:
    return box.y >= logo.bottom - 1 and min(box.right, logo.right) > max(box.x, logo.x)


def _column_rule(plan: CanvasPlan, upper: Box, weight: float) -> Iterator[GroundPart]:
    """Yield a rule between two columns of type at the foot."""
    feet = sorted((zone.box for zone in plan.zones if zone.box.y >= upper.bottom - 1), key=lambda box: box.x)
    for left, right in itertools.pairwise(feet):
        if right.x - left.right > weight and abs(left.y - right.y) < 1:
            middle = round((left.right + right.x) / 2)
            yield GroundPart(GroundKind.RULE, Box(middle, left.y, weight, left.height))
            return


def _scallop_frame(plan: CanvasPlan) -> CanvasPlan:
    """Return the plan with a scalloped outline of a photo's frame."""
    if plan.frame is None or plan.cutout is not None or plan.plate is not None:
        return plan
    if plan.frame.shape is FrameShape.DIAGONAL:
        return plan
    box, form = plan.frame.box, plan.format
    bleeds = (box.x <= 0, box.y <= 0, box.right >= form.width, box.bottom >= form.height)
    return replace(plan, frame=replace(plan.frame, scallop=SCALLOP * _mean_side(form), bleeds=bleeds))


def _tech_parts(plan: CanvasPlan) -> Iterator[GroundPart]:
    """Yield hairlines on the surface, and crosses at the corners of a frame that the surface surrounds."""
    if plan.plate is not None or plan.frame is None:
        return
    yield GroundPart(GroundKind.COLUMNS, plan.content)
    box, reach = plan.frame.box, CROSS * _mean_side(plan.format) / 2
    if plan.format.bounds.grown(-reach).holds(box) and plan.cutout is None:
        yield GroundPart(GroundKind.CROSSES, box)
