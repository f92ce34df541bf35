"""A brand's name set as its logo, for brands that bring none."""

from dataclasses import replace

from creative_cli.color.color_math import Rgb
from creative_cli.formats import Box
from creative_cli.layout.draw import draw_blocks
from creative_cli.layout.linebreak import RTL_CHARACTERS
from creative_cli.layout.measure import set_lines
from creative_cli.layout.place import PlacedBlock, PlacedLine
from creative_cli.layout.scripts import choose_typeface
from creative_cli.layout.slots import CAP_HEIGHT
from creative_cli.locale.locales import Direction, Locale
from creative_cli.models import BrandFont, Pixels, Role

CAPITALS_TRACKING = 0.12
"""Capitals need air between them, em."""

CAPITALS_HEIGHT_SHARE = 0.5
"""Height of the capitals as a share of the room: set type looks larger than a drawn logo of the same height."""

_WEIGHT = 700


def set_wordmark(name: str, room: Box, brand: tuple[BrandFont, ...] = ()) -> PlacedBlock:
    """Set a brand's name as large as *room* allows, in spaced capitals unless its case is part of the name.

    Its ink starts at (0, 0).
    """
    right_to_left = RTL_CHARACTERS.search(name) is not None
    locale = Locale("en", "en", "Latn", "", Direction.RTL if right_to_left else Direction.LTR)
    spaced = name.istitle() or name.isupper()
    face = replace(choose_typeface(locale, Role.LOGO, _WEIGHT, brand), tracking=CAPITALS_TRACKING if spaced else 0.0)
    (whole,) = set_lines((name.upper() if spaced else name,), face)
    width, height = whole.ink.right - whole.ink.left, whole.ink.top - whole.ink.bottom
    size = min(room.width / width, room.height / height, CAPITALS_HEIGHT_SHARE * room.height / CAP_HEIGHT)
    box = Box(0.0, 0.0, width * size, height * size)
    placed = PlacedLine(whole.text, -whole.ink.left * size, whole.ink.top * size, whole.width * size, box)
    return PlacedBlock(Role.LOGO, face, size, (placed,), box, None, overflow=False)


def draw_wordmark(name: str, ink: Rgb, room: Box, brand: tuple[BrandFont, ...] = ()) -> Pixels:
    """Draw a brand's name as `set_wordmark` sets it; return uint8 (height, width, 4), cut to the ink."""
    (overlay,) = draw_blocks((set_wordmark(name, room, brand),), {Role.LOGO: ink}, ink)
    left, top = int(overlay.ink.x) - overlay.x, int(overlay.ink.y) - overlay.y
    return overlay.rgba[top : top + int(overlay.ink.height), left : left + int(overlay.ink.width)]
