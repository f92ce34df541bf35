"""Fonts that a brief brings: looked at before they are used, and known by names of their own.

A brand's file may be called like one of ours, or like another of the same brief, so each is copied under a family
name made of its hash; its PostScript name stays, by which design programs know it. Of a variable font the weight that
is asked for is cut out.
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
from fontTools.varLib.instancer import instantiateVariableFont

from creative_cli.errors import PictureError
from creative_cli.layout.fonts import FAMILY_WEIGHTS, Coverage, brand_family
from creative_cli.models import BrandFont

MAX_FONT_BYTES = 30_000_000
"""Largest font file that is read; collections of all Chinese faces are not needed."""

FS_TYPE_RESTRICTED, FS_TYPE_MASK = 0x0002, 0x000E
"""Bits of OS/2 fsType: "restricted licence embedding", and those of which it is one (OpenType 1.9)."""

_OUTLINES = ("glyf", "CFF ", "CFF2")
_FAMILY_NAMES, _STYLE_NAMES = (1, 16), (2, 17)
_folders_lock = threading.Lock()
_folders: dict[tuple[BrandFont, ...], TemporaryDirectory[str]] = {}


def load_brand_fonts(script: str, files: tuple[tuple[int, Path], ...]) -> tuple[BrandFont, ...]:
    """Return the fonts of a script from its files by weight; one variable font gives every weight.

    Raises PictureError with what to do about a file that is no font, has no characters, or must not be embedded.
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
            f"The font {path.name} is larger than 30 MB, the most that is read.",
            "Export the part of it that the markets' scripts need.",
        )
    try:
        return TTFont(BytesIO(data), fontNumber=0)
    except Exception as error:  # fontTools raises whatever a broken table leads to
        raise _unreadable_font(path) from error


def _require_usable(font: Any, path: Path) -> None:  # as above
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
            f"The font {path.name} does not say which characters it has (its cmap is empty or missing).",
            "Export it again for desktop use.",
        )
    if usage & FS_TYPE_MASK == FS_TYPE_RESTRICTED:
        raise PictureError(
            f"The font {path.name} forbids embedding (its fsType says restricted licence).",
            "Ask its maker for a licence and a file for advertising, or leave it out of brand.fonts.",
        )


def _unreadable_font(path: Path) -> PictureError:
    return PictureError(
        f"{path.name} is not a font that can be read.", "Give a TrueType or OpenType file: .ttf, .otf or .ttc."
    )


@cache
def brand_font_coverage(font: BrandFont) -> Coverage:
    """Return what a brand's font covers; read once a process."""
    with _open_font(Path(font.path)) as opened:
        codes = tuple(sorted(opened.getBestCmap()))
    return Coverage(codes, codes)


def merge_fonts(brand: tuple[BrandFont, ...], ours: Path) -> typst.Fonts:
    """Return ours and the brand's fonts as Typst finds them; raise PictureError for one it cannot use."""
    folder = _renamed_fonts(brand)
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[ours, folder])
    known = set(fonts.families())
    for font in brand:
        if brand_family(font) not in known:
            raise PictureError(f"Type cannot be set with the font {Path(font.path).name}.", "Export it again.")
    return fonts


def _renamed_fonts(brand: tuple[BrandFont, ...]) -> Path:
    """Return a folder with the fonts under names of their own; it lasts as long as the process."""
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
                instantiateVariableFont(opened, place, inplace=True)
            names = opened["name"]
            names.names = [name for name in names.names if name.nameID not in (21, 22, *_FAMILY_NAMES, *_STYLE_NAMES)]
            for number in _FAMILY_NAMES:
                names.setName(brand_family(font), number, 3, 1, 0x409)
            for number in _STYLE_NAMES:
                names.setName("Regular", number, 3, 1, 0x409)
            opened.save(target, reorderTables=None)
    except Exception as error:  # as in `_opened`
        raise _unreadable_font(Path(font.path)) from error
