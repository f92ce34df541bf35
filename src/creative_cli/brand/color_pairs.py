"""The pairs of colours that layouts set on each other, with their contrast (WCAG 2.2)."""

from collections.abc import Iterator
from dataclasses import replace

from creative_cli.brand.kit_report import ColorPair
from creative_cli.brief.brand_keys import Colors
from creative_cli.brief.palette import SHAPE_CONTRAST, TEXT_CONTRAST
from creative_cli.color.color_math import Palette, Rgb, contrast_ratio, rgb_to_hex
from creative_cli.layout.style_pack import SurfaceRole
from creative_cli.layout.surface_colors import (
    BUTTON_ON_SURFACE,
    EMPHASIS_CONTRAST,
    LIGHT_SURFACES,
    pick_surface_colors,
)
from creative_cli.models import Status


def list_color_pairs(colors: Colors, palette: Palette) -> Iterator[ColorPair]:
    """Yield the pairs of the roles that the kit gives, then those of every surface.

    A pair of the kit's own that falls short is a FAIL. Where a role is not enough on a surface, layouts take another
    colour in its place, which is a WARN: the brand is not seen as it is meant.
    """
    if colors.ink is not None:
        yield _pair("primary", "ink", palette.primary, palette.ink, TEXT_CONTRAST, Status.FAIL)
    if colors.accent is not None:
        yield _pair("primary", "accent", palette.primary, palette.accent, SHAPE_CONTRAST, Status.WARN)
    for role in SurfaceRole:
        chosen = pick_surface_colors(role, palette)
        name, wanted = _wanted(role, palette)
        yield _pair(role.value, "type", chosen.ground, chosen.type, TEXT_CONTRAST, Status.FAIL)
        for use, color, needed in (
            ("emphasis", chosen.emphasis, EMPHASIS_CONTRAST),
            ("button", chosen.button, BUTTON_ON_SURFACE),
        ):
            pair = _pair(role.value, use, chosen.ground, color, needed, Status.WARN)
            if color != wanted and getattr(colors, name) is not None:
                poor = contrast_ratio(wanted, chosen.ground)
                pair = replace(pair, status=max(pair.status, Status.WARN), replaced=name, poor=poor)
            yield pair
        yield _pair(role.value, "button text", chosen.button, chosen.button_text, TEXT_CONTRAST, Status.FAIL)


def _wanted(role: SurfaceRole, palette: Palette) -> tuple[str, Rgb]:
    """Return the role of the brand that emphasis and buttons have on a surface if they can, and its colour."""
    primary = role in LIGHT_SURFACES or role is SurfaceRole.ACCENT
    return ("primary", palette.primary) if primary else ("accent", palette.accent)


def _pair(surface: str, use: str, ground: Rgb, ink: Rgb, needed: float, failing: Status) -> ColorPair:
    ratio = contrast_ratio(ink, ground)
    status = Status.PASS if ratio >= needed else failing
    return ColorPair(surface, use, write_hex(ground), write_hex(ink), ratio, needed, status)


def write_hex(color: Rgb) -> str:
    """Return a colour as brand guides write it: #0F5C63."""
    return rgb_to_hex(color).upper()
