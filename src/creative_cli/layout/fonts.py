"""The fonts that travel with the tool: where they are, what they cover, and their digest.

Nothing is ever taken from the system, so that the same brief gives the same pixels on every machine.
"""

import hashlib
import struct
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from unicodedata import category, normalize

from creative_cli import resources
from creative_cli.models import BrandFont

WEIGHTS = (400, 700)
"""The weights every family comes in (CSS scale)."""

_REGULAR, _BOLD = WEIGHTS

CJK_FACES = ("JP", "KR", "SC", "TC", "HK")
"""The faces of the CJK collections, in the order they are stored."""

IGNORABLE = (
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
"""Default_Ignorable_Code_Point (Unicode 17, DerivedCoreProperties.txt): drawn as nothing when a font lacks them."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """The characters a font has, as sorted ranges (first and last code point)."""

    firsts: tuple[int, ...]
    lasts: tuple[int, ...]

    def __contains__(self, character: str) -> bool:
        """Tell whether the font has a glyph for one character."""
        code = ord(character)
        place = bisect_right(self.firsts, code) - 1
        return place >= 0 and code <= self.lasts[place]


def folder() -> Path:
    """Return the folder with the fonts; raise StorageError when it is missing."""
    return resources.folder("fonts", "SHA256SUMS")


@cache
def fonts_digest() -> str:
    """Return a SHA-256 that changes when any font does: that of the list of sums, which a test keeps true."""
    return hashlib.sha256((folder() / "SHA256SUMS").read_bytes()).hexdigest()


def font_file(family: str, weight: int) -> tuple[Path, int]:
    """Return the file of a family at a weight and the number of its face in that file (0 where it is alone)."""
    style = "Bold" if weight >= _BOLD else "Regular"
    stem, _, face = family.partition(" CJK ")
    if face:
        return folder() / f"NotoSansCJK-{style}.ttc", CJK_FACES.index(face)
    return folder() / f"{stem.replace(' ', '')}-{style}.ttf", 0


@cache
def coverage(family: str, weight: int) -> Coverage:
    """Return what a family covers at a weight; read once a process."""
    # Imported here, as the 30 ms it takes are nothing a run without pictures should pay.
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # noqa: PLC0415  # it ships no types

    path, number = font_file(family, weight)
    with TTFont(path, fontNumber=number, lazy=True) as font:
        ranges = _ranges(font.reader["cmap"])
        if ranges is None:
            codes = sorted(font.getBestCmap())
            ranges = [(code, code) for code in codes]
    return Coverage(tuple(first for first, _ in ranges), tuple(last for _, last in ranges))


def _ranges(cmap: bytes) -> list[tuple[int, int]] | None:
    # Expanding the 44,810 characters of a CJK face with fontTools takes 170 ms; its table is stored as ranges already
    # (format 12 of the OpenType `cmap` table), so they are read as they stand.
    (count,) = struct.unpack_from(">H", cmap, 2)
    for index in range(count):
        platform, encoding, offset = struct.unpack_from(">HHL", cmap, 4 + 8 * index)
        (form,) = struct.unpack_from(">H", cmap, offset)
        if (platform, encoding, form) == (3, 10, 12):
            (groups,) = struct.unpack_from(">L", cmap, offset + 12)
            flat = struct.unpack_from(f">{3 * groups}L", cmap, offset + 16)
            return sorted(zip(flat[0::3], flat[1::3], strict=True))
    return None


def family_of(font: BrandFont) -> str:
    """Return the family name a brand's font goes by here: the name it brings may be one of ours.

    It ends in a letter, as Typst takes words and weights off the end of names.
    """
    return f"Brand {font.sha256[:24]} {font.weight}z"


def missing_glyphs(
    text: str, families: tuple[str, ...], weight: int = _REGULAR, brand: tuple[BrandFont, ...] = ()
) -> tuple[str, ...]:
    """Return the clusters of *text* that none of *families* can draw, each once, in the order they appear.

    A cluster (what a reader takes for one letter) must be covered by one font as a whole, as Typst chooses fonts per
    cluster. Emoji are missing: none of our fonts draws them.
    """
    from icu4py.breakers import CharacterBreaker  # noqa: PLC0415  # as above

    if _plain(text):
        return ()
    clusters = dict.fromkeys(CharacterBreaker(text, "und"))
    covers = [partial(_coverage, family, weight, brand) for family in families]
    return tuple(cluster for cluster in clusters if not _drawable(cluster, covers))


def _plain(text: str) -> bool:
    return text.isascii() and text.isprintable()


def _coverage(family: str, weight: int, brand: tuple[BrandFont, ...]) -> Coverage:
    from creative_cli.layout.brand_fonts import coverage_of  # noqa: PLC0415  # it builds on this file

    own = next((font for font in brand if family_of(font) == family), None)
    return coverage(family, weight) if own is None else coverage_of(own)


def _drawable(cluster: str, covers: Sequence[Callable[[], Coverage]]) -> bool:
    forms = {normalize("NFC", cluster), normalize("NFD", cluster)}
    needed = [[character for character in form if not invisible(character)] for form in forms]
    return any(all(character in cover() for character in form) for cover in covers for form in needed)


def invisible(character: str) -> bool:
    """Tell whether a character leaves no ink: spaces, line ends and what Unicode says to ignore."""
    if category(character) in {"Zs", "Zl", "Zp"} or character in "\t\n\r":
        return True
    code = ord(character)
    return any(first <= code <= last for first, last in IGNORABLE)
