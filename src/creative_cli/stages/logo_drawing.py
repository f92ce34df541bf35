"""logo_drawing: the logo or the brand's name, as large as its room allows, in an ink that is seen."""

from typing import NamedTuple

from creative_cli.color.color_math import NEAR_BLACK, WHITE, Rgb
from creative_cli.color.contrast import LARGE_TEXT_CONTRAST, worst_contrast
from creative_cli.formats import Box
from creative_cli.imaging.layers import fit_logo
from creative_cli.imaging.source import is_svg
from creative_cli.layout.svg_raster import rasterize_svg
from creative_cli.layout.template import CanvasPlan
from creative_cli.layout.wordmark import draw_wordmark
from creative_cli.locale.locales import Direction
from creative_cli.models import BrandStyle, Pixels
from creative_cli.stages.logo_color import find_single_color


class PlacedLogo(NamedTuple):
    """A logo, uint8 (h, w, 4), and its box on the canvas, px."""

    pixels: Pixels
    box: Box


def place_logo(look: BrandStyle, plan: CanvasPlan, ground: Pixels) -> PlacedLogo:
    """Draw the logo for its place on *ground*, uint8 (height, width, 3)."""
    logo = draw_logo(look, plan)
    box = position_logo(plan, logo)
    return PlacedLogo(tint_logo(logo, ground, box, look), box)


def draw_logo(look: BrandStyle, plan: CanvasPlan) -> Pixels:
    """Return the logo as large as its room allows, uint8 (h, w, 4); the brand's name where there is none."""
    if look.logo is None:
        return draw_wordmark(look.name, look.palette.ink, plan.logo, look.fonts)
    return rasterize_svg(look.logo, plan.logo) if is_svg(look.logo) else fit_logo(look.logo, plan.logo)


def position_logo(plan: CanvasPlan, logo: Pixels) -> Box:
    """Put the logo into the starting corner of its room, at whole px."""
    height, width = logo.shape[:2]
    x = plan.logo.right - width if plan.direction is Direction.RTL else plan.logo.x
    return Box(round(x), round(plan.logo.y), width, height)


def tint_logo(logo: Pixels, pixels: Pixels, box: Box, look: BrandStyle) -> Pixels:
    """Return the logo in an ink that stands out where it lies, if it is of one colour; a coloured one stays."""
    own = find_single_color(logo)
    if own is None:
        return logo
    left, top, right, bottom = box.pixels(pixels.shape[1], pixels.shape[0])
    behind = pixels[top:bottom, left:right]
    for ink in (own, look.palette.ink, WHITE, NEAR_BLACK):
        if worst_contrast(behind, ink) >= LARGE_TEXT_CONTRAST:
            break
    else:
        ink = max((own, WHITE, NEAR_BLACK), key=lambda ink: worst_contrast(behind, ink))
    return with_ink(logo, ink)


def with_ink(logo: Pixels, ink: Rgb) -> Pixels:
    tinted = logo.copy()
    tinted[..., :3] = ink
    return tinted
