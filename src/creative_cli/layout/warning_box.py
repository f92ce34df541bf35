"""A box for words of risk: full width at the foot, in white, and no smaller than the body."""

from dataclasses import replace

from creative_cli.formats import Box, Format, FormatClass, format_class
from creative_cli.layout.ground_parts import GroundKind, GroundPart
from creative_cli.layout.style_pack import SurfaceRole
from creative_cli.layout.template import CanvasPlan
from creative_cli.models import Role, TextZone

BOX_HEIGHT, SMALL_BOX_HEIGHT = 0.16, 0.24  # of the canvas, in small sizes
AIR = 0.16  # over and under the words, of the box
NO_BOX = frozenset({FormatClass.STRIP, FormatClass.TOWER})  # the words stand there as other small print does


def warning_box_height(form: Format) -> int:
    """Return the height of the box and of what a platform covers under it, px; 0 where a format has none."""
    kind = format_class(form)
    if kind in NO_BOX:
        return 0
    share = SMALL_BOX_HEIGHT if kind is FormatClass.SMALL else BOX_HEIGHT
    return round(share * form.height + form.safe.bottom * form.height)


def add_warning_box(plan: CanvasPlan, high: int) -> CanvasPlan:
    """Return the plan with its small print in a box at the foot, *high* px, in sizes of the body or more."""
    form, content = plan.format, plan.content
    top, foot = form.height - high, form.safe.bottom * form.height
    air = AIR * (high - foot)
    kept = ((zone, tuple(role for role in zone.roles if role is not Role.DISCLAIMER)) for zone in plan.zones)
    zones = [replace(zone, roles=roles) for zone, roles in kept if roles]
    words = TextZone(Box(content.x, top + air, content.width, high - foot - 2 * air), (Role.DISCLAIMER,), "middle")
    body = next(style for style in plan.styles if style.role is Role.BODY)
    styles = tuple(
        replace(style, smallest=body.smallest, largest=body.largest) if style.role is Role.DISCLAIMER else style
        for style in plan.styles
    )
    box = GroundPart(GroundKind.BAR, Box(0, top, form.width, high), SurfaceRole.WHITE, (Role.DISCLAIMER,))
    inner = Box(content.x, content.y, content.width, words.box.bottom - content.y)
    shown = (*zones, words) if plan.zones else ()
    return replace(plan, zones=shown, styles=styles, content=inner, parts=(*plan.parts, box))
