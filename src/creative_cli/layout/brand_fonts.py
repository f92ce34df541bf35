"""Validates and renames the fonts of a brief.

A brand's font may have the name of a bundled font or of another one in the brief. Each is therefore copied under a
family name made from its hash; its PostScript name stays for design programs. A variable font is instantiated at the
requested weight.
"""

import atexit
import hashlib
import threading
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst
from fontTools.ttLib import TTFont

from creative_cli.errors import PictureError
from creative_cli.layout.fonts import FAMILY_WEIGHTS, Coverage, brand_family
from creative_cli.models import BrandFont

# Larger than any single font; collections of all Chinese faces are not needed.
MAX_FONT_BYTES = 30_000_000
# OS/2 fsType (OpenType 1.9): "restricted license embedding", and the bits of its group.
FS_TYPE_RESTRICTED, FS_TYPE_MASK = 0x0002, 0x000E

_OUTLINES = ("glyf", "CFF ", "CFF2")
_FAMILY_NAMES, _STYLE_NAMES = (1, 16), (2, 17)
_folders_lock = threading.Lock()
_folders: dict[tuple[BrandFont, ...], TemporaryDirectory[str]] = {}


def load_brand_fonts(script: str, files: tuple[tuple[int, Path], ...]) -> tuple[BrandFont, ...]:
    """Return the fonts of a script from its files by weight; a single variable font gives every weight.

    Raises PictureError for a file that is not a font, has no characters, or forbids embedding.
    """
    fonts = []
    for weight, path in files:
        with _open_font(path) as font:
            _require_usable(font, path)
            variable = "fvar" in font
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        weights = FAMILY_WEIGHTS if variable and len(files) == 1 else (weight,)
        fonts += [BrandFont(script, each, str(path), sha256) for each in weights]
    return tuple(fonts)


def _open_font(path: Path) -> Any:  # fontTools ships no types
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FONT_BYTES + 1)
    except OSError as error:
        raise PictureError(f"The font {path.name} cannot be read: {error.strerror}.", "Check the file.") from error
    if len(data) > MAX_FONT_BYTES:
        raise PictureError(
            f"The font {path.name} is larger than the limit of 30 MB.",
            "Export a subset with the scripts of the markets.",
        )
    try:
        return TTFont(BytesIO(data), fontNumber=0)
    except Exception as error:  # fontTools raises anything for a broken table
        raise _unreadable_font(path) from error


def _require_usable(font: Any, path: Path) -> None:
    try:
        characters = font.getBestCmap() if "cmap" in font else None
        outlined = any(table in font for table in _OUTLINES)
        usage = font["OS/2"].fsType if "OS/2" in font else 0
        named = "name" in font and "head" in font
    except Exception as error:  # as above
        raise _unreadable_font(path) from error
    if not outlined or not named:
        raise _unreadable_font(path)
    if not characters:
        raise PictureError(
            f"The font {path.name} has no character map (its cmap is empty or missing).",
            "Export it again for desktop use.",
        )
    if usage & FS_TYPE_MASK == FS_TYPE_RESTRICTED:
        raise PictureError(
            f"The font {path.name} forbids embedding (its fsType is restricted license).",
            "Ask its vendor for a license and a file for advertising, or remove it from brand.fonts.",
        )


def _unreadable_font(path: Path) -> PictureError:
    return PictureError(f"{path.name} is not a readable font.", "Use a TrueType or OpenType file: .ttf, .otf or .ttc.")


@cache
def brand_font_coverage(font: BrandFont) -> Coverage:
    """Return the coverage of a brand's font; it is read once per process."""
    with _open_font(Path(font.path)) as opened:
        codes = tuple(sorted(opened.getBestCmap()))
    return Coverage(codes, codes)


def merge_fonts(brand: tuple[BrandFont, ...], ours: Path) -> typst.Fonts:
    """Return the bundled and the brand's fonts for Typst; raise PictureError for one it cannot use."""
    folder = _renamed_fonts(brand)
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[ours, folder])
    known = set(fonts.families())
    for font in brand:
        if brand_family(font) not in known:
            raise PictureError(f"Typst cannot use the font {Path(font.path).name}.", "Export it again.")
    return fonts


def _renamed_fonts(brand: tuple[BrandFont, ...]) -> Path:
    # The folder lasts as long as the process.
    with _folders_lock:
        if brand not in _folders:
            folder = TemporaryDirectory(prefix="creative-fonts-")
            atexit.register(folder.cleanup)
            for font in brand:
                _rename_font(font, Path(folder.name))
            _folders[brand] = folder
        return Path(_folders[brand].name)


def _rename_font(font: BrandFont, folder: Path) -> None:
    target = folder / f"{brand_family(font).replace(' ', '')}.otf"
    try:
        with _open_font(Path(font.path)) as opened:
            if "fvar" in opened:
                axes = {axis.axisTag: axis for axis in opened["fvar"].axes}
                place = {tag: axis.defaultValue for tag, axis in axes.items()}
                if "wght" in axes:
                    place["wght"] = min(max(font.weight, axes["wght"].minValue), axes["wght"].maxValue)
                # Half as costly to import as all other type libraries, and few fonts are variable.
                from fontTools.varLib.instancer import instantiateVariableFont  # noqa: PLC0415

                instantiateVariableFont(opened, place, inplace=True)
            names = opened["name"]
            names.names = [name for name in names.names if name.nameID not in (21, 22, *_FAMILY_NAMES, *_STYLE_NAMES)]
            for number in _FAMILY_NAMES:
                names.setName(brand_family(font), number, 3, 1, 0x409)
            for number in _STYLE_NAMES:
                names.setName("Regular", number, 3, 1, 0x409)
            opened.save(target, reorderTables=None)
    except Exception as error:  # as in `_open_font`
        raise _unreadable_font(Path(font.path)) from error
