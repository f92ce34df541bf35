"""Sets a brand's name as its logo, for brands without one."""

from dataclasses import replace

from creative_cli.color.color_math import Rgb
from creative_cli.formats import Box
from creative_cli.imaging.logo_fit import CAPITALS_HEIGHT_SHARE
from creative_cli.layout.draw import draw_blocks
from creative_cli.layout.linebreak import RTL_CHARACTERS
from creative_cli.layout.measure import set_lines
from creative_cli.layout.place import PlacedBlock, PlacedLine
from creative_cli.layout.scripts import choose_typeface
from creative_cli.layout.slots import CAP_HEIGHT
from creative_cli.locale.locales import Direction, Locale
from creative_cli.models import BrandFont, Pixels, Role

# Capitals need space between them, em.
CAPITALS_TRACKING = 0.12

_WEIGHT = 700


def set_wordmark(name: str, room: Box, brand: tuple[BrandFont, ...] = ()) -> PlacedBlock:
    """Set a brand's name as large as *room* allows, its ink at (0, 0); in spaced capitals unless its case matters."""
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


def wordmark_room(ink: Box) -> Box:
    """Return the room in which a name's letters are as wide as *ink*: its height does not bind."""
    return Box(0, 0, ink.width, 4 * ink.height)


def draw_wordmark(name: str, ink: Rgb, room: Box, brand: tuple[BrandFont, ...] = ()) -> Pixels:
    """Draw the result of `set_wordmark` as uint8 (height, width, 4), cropped to the ink."""
    (overlay,) = draw_blocks((set_wordmark(name, room, brand),), {Role.LOGO: ink}, ink)
    left, top = int(overlay.ink.x) - overlay.x, int(overlay.ink.y) - overlay.y
    return overlay.rgba[top : top + int(overlay.ink.height), left : left + int(overlay.ink.width)]
