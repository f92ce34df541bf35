"""Gives a logo ground of its own on a saturated surface: a bar at the foot, or a tab at the start edge of a story.

It comes before the plate, which looks like a sticker on a strong colour and stays for photos.
"""

from dataclasses import replace
from functools import lru_cache
from math import hypot, sqrt

import numpy as np

from creative_cli.color.color_math import rgb_to_oklab
from creative_cli.formats import Box, Format, FormatClass, format_class
from creative_cli.imaging.logo_fit import fit_ink, least_logo_height, logo_ink_area
from creative_cli.layout.ground_parts import GroundKind, GroundPart
from creative_cli.layout.logo_files import open_logo_file
from creative_cli.layout.logo_ladder import TRIAL_ROOM, LogoPlace, LogoRung, choose_logo_surface, draw_brand_logo
from creative_cli.layout.style_pack import SurfaceRole, load_style_pack
from creative_cli.layout.surface_colors import mix_surface
from creative_cli.layout.template import CanvasPlan
from creative_cli.locale.locales import Direction
from creative_cli.models import BrandStyle, Role, TextZone

SATURATED = 0.12  # Oklab chroma
BAR_HEIGHT, BAR_LOGO, BAR_LOGO_WIDTH = 0.13, 0.50, 0.44  # of the canvas; of the bar; of the content's width
SMALL_BAR_LOGO, SMALL_TEXT = 0.80, 0.84  # of the bar: the logo in small sizes, and the small print
# What stays free under them at the canvas' edge, of its short side: that is 4 of the 32 px of a bar of 300 × 250.
EDGE_AIR = 0.016
TAB_AIR, TAB_END, TAB_GAP, TAB_RADIUS = 0.5, 0.8, 0.8, 0.05  # around the mark, of its height; of u
NO_BARS = frozenset({FormatClass.STRIP, FormatClass.TOWER})  # too low or too narrow for one


@lru_cache(maxsize=16)
def needs_logo_ground(look: BrandStyle) -> bool:
    """Return whether the logo cannot stand on the style's surface without a plate, and that is a strong colour.

    A logo of several hues that would be set in one colour there needs it, too.
    """
    surface = mix_surface(load_style_pack(look.style).surface, look.palette)
    _, across, along = rgb_to_oklab(surface)
    if look.logo is None or hypot(across, along) <= SATURATED:
        return False
    field = np.full((int(TRIAL_ROOM.height), int(TRIAL_ROOM.width), 3), surface, np.uint8)
    drawn = draw_brand_logo(look, LogoPlace(TRIAL_ROOM, TRIAL_ROOM.area / 4), field)
    if drawn.rung == LogoRung.KNOCK_OUT:
        return open_logo_file(look.logo.file).found.many_hues
    return drawn.rung in {LogoRung.PLATE, LogoRung.PANEL}


def logo_bar_height(form: Format) -> int:
    """Return the height of a logo's bar at the foot of a format, px; 0 where a tab or nothing takes its place."""
    covered = form.safe.bottom > 0 or format_class(form) in {*NO_BARS, FormatClass.STORY}
    return 0 if covered else round(BAR_HEIGHT * form.height)


def add_logo_bar(plan: CanvasPlan, look: BrandStyle, high: int) -> CanvasPlan:
    """Return the plan with a bar at the foot: the logo at its start, the small print at its end."""
    form, content, rtl = plan.format, plan.content, plan.direction is Direction.RTL
    edge = EDGE_AIR * form.short_side
    bar = Box(0, form.height - high, form.width, high)
    share, free = SMALL_BAR_LOGO if format_class(form) is FormatClass.SMALL else BAR_LOGO, high - 2 * edge
    tall, wide = min(share * high, free), BAR_LOGO_WIDTH * content.width
    logo = Box(content.right - wide if rtl else content.x, bar.y + (high - tall) / 2, wide, tall)
    rest = (1 - BAR_LOGO_WIDTH) * content.width - plan.margin / 2
    legal_high = min(SMALL_TEXT * high, free)
    small = Box(content.x if rtl else content.right - rest, bar.y + (high - legal_high) / 2, rest, legal_high)
    zones = [
        replace(zone, roles=tuple(role for role in zone.roles if role is not Role.DISCLAIMER)) for zone in plan.zones
    ]
    zones = [zone for zone in zones if zone.roles]
    legal = TextZone(small, (Role.DISCLAIMER,), "middle", at_end=True)
    part = GroundPart(GroundKind.BAR, bar, _pick_ground(look), (Role.DISCLAIMER,), holds_logo=True)
    freed = _take_logo_room(replace(plan, zones=tuple(zones)))
    shown = (*freed.zones, legal) if plan.zones else ()
    # The bar is the margin of what stands on it.
    content = Box(content.x, content.y, content.width, small.bottom - content.y)
    return replace(freed, zones=shown, logo=logo, content=content, parts=(*plan.parts, part))


def add_logo_tab(plan: CanvasPlan, look: BrandStyle) -> CanvasPlan:
    """Return the plan with a tab at the start edge, behind the logo; type under it makes way."""
    if look.logo is None or format_class(plan.format) in NO_BARS:
        return plan
    form, rtl = plan.format, plan.direction is Direction.RTL
    aspect = open_logo_file(look.logo.file).aspect
    width, height = fit_ink(
        aspect, plan.logo, logo_ink_area(form.width, form.height), least_logo_height(form.width, form.height)
    )
    air, radius = TAB_AIR * height, min(TAB_RADIUS * sqrt(form.width * form.height), height)
    end = plan.logo.x + width + TAB_END * height
    box = Box(-radius, plan.logo.y - air, end + radius, height + 2 * air)
    if rtl:
        box = Box(plan.logo.right - width - TAB_END * height, box.y, form.width + radius, box.height)
        box = replace(box, width=form.width + radius - box.x)
    part = GroundPart(GroundKind.BAR, box, _pick_ground(look), radius=radius)
    zones = tuple(
        replace(zone, box=_below(zone.box, box.bottom + TAB_GAP * height), below_logo=None)
        if zone.box.y >= plan.logo.bottom - 1
        else zone
        for zone in plan.zones
    )
    return replace(plan, zones=zones, parts=(*plan.parts, part))


def _below(box: Box, top: float) -> Box:
    return box if box.y >= top else Box(box.x, top, box.width, box.bottom - top)


def _pick_ground(look: BrandStyle) -> SurfaceRole:
    roles = (SurfaceRole.WHITE, SurfaceRole.INK)
    colors = tuple(mix_surface(role, look.palette) for role in roles)
    chosen = choose_logo_surface(look, colors)
    return roles[colors.index(chosen)] if chosen in colors else SurfaceRole.WHITE


def _take_logo_room(plan: CanvasPlan) -> CanvasPlan:
    """Return the plan with what lay under the logo grown into its room, or the photo that stood beside it."""
    logo, frame = plan.logo, plan.frame

    def lies_under(box: Box) -> bool:
        return box.y >= logo.bottom - 1 and min(box.right, logo.right) > max(box.x, logo.x)

    under = [zone.box for zone in plan.zones if lies_under(zone.box)]
    first = min(under, key=lambda box: box.y, default=None)
    if frame is not None and lies_under(frame.box) and (first is None or frame.box.y < first.y):
        if plan.cutout is not None:
            return plan
        box = Box(frame.box.x, logo.y, frame.box.width, frame.box.bottom - logo.y)
        return replace(plan, frame=replace(frame, box=box), product=box)
    if first is None:
        return plan
    grown = Box(first.x, logo.y, first.width, first.bottom - logo.y)
    if frame is not None and plan.cutout is None and grown.overlap(frame.box) > 0:
        # The logo stood beside the photo, and type that grew there would run on over it.
        left = min(frame.box.x, logo.x)
        box = Box(left, frame.box.y, max(frame.box.right, logo.right) - left, frame.box.height)
        return replace(plan, frame=replace(frame, box=box), product=box)
    zones = tuple(replace(zone, box=grown, below_logo=None) if zone.box == first else zone for zone in plan.zones)
    return replace(plan, zones=zones)
