"""The bundled fonts: their files, coverage and digest.

System fonts are never used: a brief gives the same pixels on every machine.
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

# The weights of every family (CSS scale).
FAMILY_WEIGHTS = (400, 700)
_BOLD = FAMILY_WEIGHTS[1]
# The faces of the CJK collections in file order.
CJK_FACES = ("JP", "KR", "SC", "TC", "HK")
# What the families of display faces begin with; each has one weight.
DISPLAY_PREFIX = "Creative "


@dataclass(frozen=True, slots=True)
class Coverage:
    """The characters a font has, as sorted ranges (first and last code point)."""

    firsts: tuple[int, ...]
    lasts: tuple[int, ...]

    def __contains__(self, character: str) -> bool:
        """Tell whether the font has a glyph for *character*."""
        code = ord(character)
        place = bisect_right(self.firsts, code) - 1
        return place >= 0 and code <= self.lasts[place]


def fonts_folder() -> Path:
    """Return the folder with the fonts; raise StorageError if it is missing."""
    return resources.find_bundled_folder("fonts", "SHA256SUMS")


@cache
def digest_fonts() -> str:
    """Return a SHA-256 that changes with any font: that of the list of checksums, which a test verifies."""
    return hashlib.sha256((fonts_folder() / "SHA256SUMS").read_bytes()).hexdigest()


def font_file(family: str, weight: int) -> tuple[Path, int]:
    """Return the file of a family at a weight and the face number in that file.

    A display family has one weight, whatever *weight* is; the others have those of FAMILY_WEIGHTS.
    """
    style = "Bold" if weight >= _BOLD else "Regular"
    stem, _, face = family.partition(" CJK ")
    if family.startswith(DISPLAY_PREFIX):
        name = f"{stem.replace(' ', '')}CJK.ttc" if face else f"{stem.replace(' ', '')}.ttf"
        return fonts_folder() / "display" / name, CJK_FACES.index(face) if face else 0
    if face:
        return fonts_folder() / f"NotoSansCJK-{style}.ttc", CJK_FACES.index(face)
    return fonts_folder() / f"{stem.replace(' ', '')}-{style}.ttf", 0


@cache
def font_coverage(family: str, weight: int) -> Coverage:
    """Return the coverage of a family at a weight; it is read once per process."""
    path, number = font_file(family, weight)
    with TTFont(path, fontNumber=number, lazy=True) as font:
        ranges = _cmap_ranges(font.reader["cmap"])
        if ranges is None:
            codes = sorted(font.getBestCmap())
            ranges = [(code, code) for code in codes]
    return Coverage(tuple(first for first, _ in ranges), tuple(last for _, last in ranges))


def _cmap_ranges(cmap: bytes) -> list[tuple[int, int]] | None:
    # fontTools takes 170 ms to expand the 44,810 characters of a CJK face. Read the ranges that the table stores
    # (format 12 of the OpenType `cmap` table).
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
    """Return the family name for a brand's font, whose own name may clash with a bundled font."""
    # It ends in a letter, as Typst strips weights from the end of names.
    return f"Brand {font.sha256[:24]} {font.weight}z"
