"""The bundled fonts: their files, coverage and digest.

System fonts are never used: a brief gives the same pixels on every machine.
"""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import uharfbuzz

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
    """The characters a font has."""

    codes: uharfbuzz.Set

    def __contains__(self, character: str) -> bool:
        """Tell whether the font has a glyph for *character*."""
        return ord(character) in self.codes


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
    return Coverage(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)), number).unicodes)


def brand_family(font: BrandFont) -> str:
    """Return the family name for a brand's font, whose own name may clash with a bundled font."""
    # It ends in a letter, as Typst strips weights from the end of names.
    return f"Brand {font.sha256[:24]} {font.weight}z"
