"""Arrangements of skeletons with room for what the style pack, the logo and the small print add to the ground.

A strip or bar at the foot takes its height first; the skeleton then arranges the rest of the canvas.
"""

from dataclasses import replace
from functools import lru_cache
from math import sqrt

from creative_cli.formats import Box, Format, FormatClass, FormatContent, Insets, format_class
from creative_cli.layout.ground_parts import GroundKind, GroundPart
from creative_cli.layout.logo_bars import add_logo_bar, add_logo_tab, logo_bar_height, needs_logo_ground
from creative_cli.layout.pack_devices import ON_PHOTO, add_pack_devices, find_strip, has_devices
from creative_cli.layout.skeleton import list_skeleton_plans
from creative_cli.layout.skeleton_canvas import least_small_print
from creative_cli.layout.style_pack import load_style_pack
from creative_cli.layout.template import CanvasPlan, raise_to_legible
from creative_cli.layout.warning_box import add_warning_box, warning_box_height
from creative_cli.locale.locales import Direction
from creative_cli.models import BrandStyle, Role

SPLIT = "split"  # its photo ends a story
CARD = "card"  # a plate over a photo: there is no surface beside it


# All products of a campaign are arranged by the same plans.
@lru_cache(maxsize=512)
def list_pack_plans(
    layout: str, form: Format, direction: Direction, look: BrandStyle, *, offer: bool = False
) -> tuple[CanvasPlan, ...]:
    """Return the arrangements of a skeleton for a brand's look, in px and mirrored for *direction*, the best first."""
    pack = load_style_pack(look.style)
    box = warning_box_height(form) if look.warning and form.shows is FormatContent.AD else 0
    if box:
        # Words of risk come first: no strip and no bar beside them.
        plain = list_skeleton_plans(layout, without_foot(form, box), direction, pack, offer=offer)
        return tuple(add_warning_box(give_foot(plan, form), box) for plan in plain)
    if form.shows is FormatContent.AD and layout not in {CARD, *ON_PHOTO} and needs_logo_ground(look):
        return _list_logo_plans(layout, form, direction, look, offer=offer)
    strip = find_strip(look) if layout != CARD and has_devices(form, look, layout) else None
    if strip is None:
        plans = list_skeleton_plans(layout, form, direction, pack, offer=offer)
        return tuple(add_pack_devices(plan, look) for plan in plans)
    kind, share = strip
    high = max(4, round(share * sqrt(form.width * form.height)))
    if format_class(form) is FormatClass.STORY and layout == SPLIT:
        # Platforms cover the foot of a story.
        plans = list_skeleton_plans(layout, form, direction, pack, offer=offer)
        return tuple(_add_strip_over_photo(plan, kind, high) for plan in plans)
    lower = list_skeleton_plans(layout, without_foot(form, high), direction, pack, offer=offer)
    foot = GroundPart(kind, Box(0, form.height - high, form.width, high))
    return tuple(replace(give_foot(plan, form), parts=(*plan.parts, foot)) for plan in lower)


def _list_logo_plans(
    layout: str, form: Format, direction: Direction, look: BrandStyle, *, offer: bool
) -> tuple[CanvasPlan, ...]:
    """Return arrangements whose logo has a ground of its own; a strip beside it would be too much."""
    pack, high = load_style_pack(look.style), logo_bar_height(form)
    if not high:
        plans = list_skeleton_plans(layout, form, direction, pack, offer=offer)
        return tuple(add_pack_devices(add_logo_tab(plan, look), look) for plan in plans)
    lower = list_skeleton_plans(layout, without_foot(form, high), direction, pack, offer=offer)
    return tuple(add_logo_bar(give_foot(plan, form), look, high) for plan in lower)


def without_foot(form: Format, high: int) -> Format:
    """Return the format without *high* px at its foot; its safe zone stays where it is."""
    rest = form.height - high
    top, bottom = form.safe.top * form.height / rest, max(0.0, form.safe.bottom * form.height - high) / rest
    safe = Insets(top, form.safe.right, bottom, form.safe.left)
    return replace(form, height=rest, safe=safe)


def give_foot(plan: CanvasPlan, form: Format) -> CanvasPlan:
    """Return a plan for the upper part of *form* as one for all of it; type keeps its sizes in px.

    Small print is as large as all of the canvas asks, since that is what it is read in.
    """
    by, small = plan.format.short_side / form.short_side, least_small_print(form) / form.short_side
    least = {Role.DISCLAIMER: small}
    styles = (
        replace(
            style,
            smallest=max(least.get(style.role, 0.0), style.smallest * by),
            largest=max(least.get(style.role, 0.0), style.largest * by),
        )
        for style in plan.styles
    )
    return replace(plan, format=form, styles=tuple(raise_to_legible(style, form) for style in styles))


def _add_strip_over_photo(plan: CanvasPlan, kind: GroundKind, high: int) -> CanvasPlan:
    """Lay a strip along the upper edge of a photo that is as wide as the canvas; other plans get none."""
    frame = plan.frame
    if frame is None or frame.box.width < plan.format.width or frame.box.y <= 0:
        return plan
    top = round(frame.box.y)
    photo = Box(0, top + high, plan.format.width, frame.box.bottom - top - high)
    strip = GroundPart(kind, Box(0, top, plan.format.width, high))
    return replace(plan, frame=replace(frame, box=photo), product=photo, parts=(*plan.parts, strip))
