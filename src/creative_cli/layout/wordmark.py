"""Sets a brand's name as its logo, for brands without one."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from fontTools import unicodedata as scripts

from creative_cli.color.color_math import Rgb
from creative_cli.formats import Box
from creative_cli.imaging.logo_fit import CAPITALS_HEIGHT_SHARE
from creative_cli.layout.display_caps import CAPITAL_SHARP_S, apply_display_caps
from creative_cli.layout.draw import draw_blocks
from creative_cli.layout.linebreak import RTL_CHARACTERS
from creative_cli.layout.measure import set_lines
from creative_cli.layout.place import PlacedBlock, PlacedLine
from creative_cli.layout.scripts import choose_brand_family, choose_typeface
from creative_cli.layout.slots import CAP_HEIGHT
from creative_cli.locale.direction_runs import isolate_runs
from creative_cli.locale.locales import Direction, Locale
from creative_cli.models import BrandFont, Pixels, Role

# Capitals need space between them, em.
CAPITALS_TRACKING = 0.12

CJK_KEYS: Mapping[str, tuple[str, ...]] = {
    "Hira": ("Jpan",),
    "Kana": ("Jpan",),
    "Hang": ("Kore",),
    "Hani": ("Jpan", "Hans", "Hant", "Kore"),
}
"""The keys of SCRIPT_SETTINGS whose fonts may draw a name in a script of letters (Unicode), the likeliest first."""

_WEIGHT = 700


def set_wordmark(name: str, room: Box, brand: tuple[BrandFont, ...] = ()) -> PlacedBlock:
    """Set a brand's name as it is written and as large as *room* allows, its ink at (0, 0); capitals are spaced."""
    face = choose_typeface(_name_locale(name, brand), Role.LOGO, _WEIGHT, brand, text=name)
    face = replace(face, tracking=CAPITALS_TRACKING if name.isupper() else 0.0)
    (whole,) = set_lines((isolate_runs(name, face.direction),), face)
    width, height = whole.ink.right - whole.ink.left, whole.ink.top - whole.ink.bottom
    size = min(room.width / width, room.height / height, CAPITALS_HEIGHT_SHARE * room.height / CAP_HEIGHT)
    box = Box(0.0, 0.0, width * size, height * size)
    placed = PlacedLine(whole.text, -whole.ink.left * size, whole.ink.top * size, whole.width * size, box)
    return PlacedBlock(Role.LOGO, face, size, (placed,), box, None, overflow=False)


def raise_brand_name(name: str, locale: Locale, brand: tuple[BrandFont, ...] = ()) -> str:
    """Return a brand's name in the capitals of its language; with SS for ẞ if the brand's font lacks only that."""
    raised = apply_display_caps(name, replace(locale, script=_letter_script(name) or locale.script))
    doubled = raised.replace(CAPITAL_SHARP_S, "SS")
    script = _name_locale(name, brand).script
    whole, other = (choose_brand_family(brand, script, _WEIGHT, text) for text in (raised, doubled))
    return doubled if whole is None and other is not None else raised


def _letter_script(name: str) -> str:
    """Return the script (Unicode) of most letters of a name; "" for one without letters."""
    letters = Counter(scripts.script(sign) for sign in name if sign.isalpha())
    return letters.most_common(1)[0][0] if letters else ""


def _name_locale(name: str, brand: tuple[BrandFont, ...]) -> Locale:
    """Return the locale a name is set in: that of a script for which the brand has a font, or of Latin."""
    letters = _letter_script(name)
    known = CJK_KEYS.get(letters, (letters,))
    script = next((key for key in known if any(font.script == key for font in brand)), "Latn")
    right_to_left = RTL_CHARACTERS.search(name) is not None
    return Locale("en", "en", script, "", Direction.RTL if right_to_left else Direction.LTR)


def wordmark_room(ink: Box) -> Box:
    """Return the room in which a name's letters are as wide as *ink*: its height does not bind."""
    return Box(0, 0, ink.width, 4 * ink.height)


def draw_wordmark(name: str, ink: Rgb, room: Box, brand: tuple[BrandFont, ...] = ()) -> Pixels:
    """Draw the result of `set_wordmark` as uint8 (height, width, 4), cropped to the ink."""
    (overlay,) = draw_blocks((set_wordmark(name, room, brand),), {Role.LOGO: ink}, ink)
    left, top = int(overlay.ink.x) - overlay.x, int(overlay.ink.y) - overlay.y
    return overlay.rgba[top : top + int(overlay.ink.height), left : left + int(overlay.ink.width)]
