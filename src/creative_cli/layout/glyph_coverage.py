"""Finds the characters of a text that no font can draw."""

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from unicodedata import category, normalize

from icu4py.breakers import CharacterBreaker

from creative_cli.layout.brand_fonts import brand_font_coverage
from creative_cli.layout.fonts import FAMILY_WEIGHTS, Coverage, brand_family, font_coverage
from creative_cli.layout.glyph_ink import FontInk
from creative_cli.models import BrandFont

# Default_Ignorable_Code_Point (Unicode 17, DerivedCoreProperties.txt): invisible if a font lacks them.
IGNORABLE_RANGES = (
    (0x00AD, 0x00AD),
    (0x034F, 0x034F),
    (0x061C, 0x061C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFF8),
    (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A),
    (0xE0000, 0xE0FFF),
)


@lru_cache(maxsize=4096)  # every arrangement of a market asks again
def find_missing_glyphs(
    text: str, families: tuple[str, ...], weight: int = FAMILY_WEIGHTS[0], brand: tuple[BrandFont, ...] = ()
) -> tuple[str, ...]:
    """Return the clusters of *text* that none of *families* can draw, each once, in order.

    One font must have a whole cluster (a character as readers see it), as Typst chooses fonts per cluster. A font of
    the brand must leave ink for it. Emoji are always missing: no bundled font has them.
    """
    if text.isascii() and text.isprintable() and not brand:
        return ()
    clusters = dict.fromkeys(CharacterBreaker(text, "und"))
    covers = [partial(_family_coverage, family, weight, brand) for family in families]
    return tuple(cluster for cluster in clusters if not _is_drawable(cluster, covers))


def family_covers(family: str, character: str, weight: int, brand: tuple[BrandFont, ...] = ()) -> bool:
    """Return whether a family, bundled or the brand's, has a glyph for *character* at a weight."""
    return character in _family_coverage(family, weight, brand)


def _family_coverage(family: str, weight: int, brand: tuple[BrandFont, ...]) -> Coverage | FontInk:
    own = next((font for font in brand if brand_family(font) == family), None)
    return font_coverage(family, weight) if own is None else brand_font_coverage(own)


def _is_drawable(cluster: str, covers: Sequence[Callable[[], Coverage | FontInk]]) -> bool:
    needed = visible_forms(cluster)
    return any(_covers_form(cover(), form) for cover in covers for form in needed)


def _covers_form(cover: Coverage | FontInk, form: str) -> bool:
    if isinstance(cover, FontInk):
        return cover.draws(form)
    return all(character in cover for character in form)


@lru_cache(maxsize=4096)  # a text has few clusters that are not in it twice, and every font is asked for them
def visible_forms(cluster: str) -> tuple[str, ...]:
    """Return a cluster composed and decomposed, as fonts may have it, without what is invisible; ("",) for a space."""
    forms = (normalize("NFC", cluster), normalize("NFD", cluster))
    return tuple(dict.fromkeys("".join(sign for sign in form if not is_invisible(sign)) for form in forms))


def is_invisible(character: str) -> bool:
    """Tell whether a character is a space, a line end, or ignorable by Unicode's definition."""
    if category(character) in {"Zs", "Zl", "Zp"} or character in "\t\n\r":
        return True
    code = ord(character)
    return any(first <= code <= last for first, last in IGNORABLE_RANGES)
