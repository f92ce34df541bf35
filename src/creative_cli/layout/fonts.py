"""The fonts that travel with the tool: where they are, what they cover, and their digest.

Nothing is ever taken from the system, so that the same brief gives the same pixels on every machine.
"""

import hashlib
import struct
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

from creative_cli import resources
from creative_cli.models import BrandFont

FAMILY_WEIGHTS = (400, 700)
"""The weights every family comes in (CSS scale)."""

_REGULAR, _BOLD = FAMILY_WEIGHTS

CJK_FACES = ("JP", "KR", "SC", "TC", "HK")
"""The faces of the CJK collections, in the order they are stored."""


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


def fonts_folder() -> Path:
    """Return the folder with the fonts; raise StorageError when it is missing."""
    return resources.find_bundled_folder("fonts", "SHA256SUMS")


@cache
def digest_fonts() -> str:
    """Return a SHA-256 that changes when any font does: that of the list of sums, which a test keeps true."""
    return hashlib.sha256((fonts_folder() / "SHA256SUMS").read_bytes()).hexdigest()


def font_file(family: str, weight: int) -> tuple[Path, int]:
    """Return the file of a family at a weight and the number of its face in that file (0 where it is alone)."""
    style = "Bold" if weight >= _BOLD else "Regular"
    stem, _, face = family.partition(" CJK ")
    if face:
        return fonts_folder() / f"NotoSansCJK-{style}.ttc", CJK_FACES.index(face)
    return fonts_folder() / f"{stem.replace(' ', '')}-{style}.ttf", 0


@cache
def font_coverage(family: str, weight: int) -> Coverage:
    """Return what a family covers at a weight; read once a process."""
    path, number = font_file(family, weight)
    with TTFont(path, fontNumber=number, lazy=True) as font:
        ranges = _cmap_ranges(font.reader["cmap"])
        if ranges is None:
            codes = sorted(font.getBestCmap())
            ranges = [(code, code) for code in codes]
    return Coverage(tuple(first for first, _ in ranges), tuple(last for _, last in ranges))


def _cmap_ranges(cmap: bytes) -> list[tuple[int, int]] | None:
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


def brand_family(font: BrandFont) -> str:
    """Return the family name a brand's font goes by here: the name it brings may be one of ours.

    It ends in a letter, as Typst takes words and weights off the end of names.
    """
    return f"Brand {font.sha256[:24]} {font.weight}z"
