"""Fonts of every kind, built from ours: small, and with one thing wrong where a test asks for it."""

import struct
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from fontTools.cffLib.CFFToCFF2 import convertCFFToCFF2
from fontTools.designspaceLib import AxisDescriptor, DesignSpaceDocument, SourceDescriptor
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont
from fontTools.varLib import build as build_variable

from creative_cli.layout.brand_fonts import load_brand_fonts
from creative_cli.layout.fonts import fonts_folder
from creative_cli.models import BrandFont

BASIC = "".join(map(chr, range(0x20, 0x7F)))
"""What a font for English has."""

SOURCE = "NotoSans-Bold.ttf"


def write_font(
    path: Path,
    letters: str = BASIC,
    *,
    stretch: float = 1.0,
    cff: bool = False,
    flavor: str | None = None,
    alter: Callable[[TTFont], None] | None = None,
    **names: Any,
) -> Path:
    """Write a font with *letters* of ours, wider by *stretch*, as TrueType or CFF; *alter* changes it at the end."""
    font = build_font(letters, stretch=stretch, cff=cff, **names)
    if alter is not None:
        alter(font)
    font.flavor = flavor
    font.save(path)
    return path


def build_font(
    letters: str,
    *,
    stretch: float = 1.0,
    cff: bool = False,
    family: str = "House",
    style: str = "Regular",
    weight: int = 400,
    source: str = SOURCE,
) -> TTFont:
    """Return a font with *letters* of one of ours, without layout tables; all names are its own."""
    with TTFont(fonts_folder() / source) as ours:
        glyphs, widths, cmap, upem = ours.getGlyphSet(), ours["hmtx"], ours.getBestCmap(), ours["head"].unitsPerEm
        codes = {ord(letter): cmap[ord(letter)] for letter in dict.fromkeys(letters) if ord(letter) in cmap}
        order = [".notdef", *dict.fromkeys(codes.values())]
        builder = FontBuilder(upem, isTTF=not cff)
        builder.setupGlyphOrder(order)
        builder.setupCharacterMap(codes)
        advances = {name: round(stretch * widths[name][0]) for name in order}
        drawn = {}
        for name in order:
            pen = T2CharStringPen(advances[name], glyphs) if cff else TTGlyphPen(None)
            glyphs[name].draw(_decompose(TransformPen(pen, (stretch, 0, 0, 1, 0, 0)), glyphs))
            drawn[name] = pen.getCharString() if cff else pen.glyph()
        if cff:
            builder.setupCFF(f"{family}-{style}".replace(" ", ""), {}, drawn, {})
        else:
            builder.setupGlyf(drawn)
        builder.setupHorizontalMetrics({name: (advance, 0) for name, advance in advances.items()})
        builder.setupHorizontalHeader(ascent=1069, descent=-293)
        builder.setupNameTable(
            {
                "familyName": family,
                "styleName": style,
                "fullName": f"{family} {style}",
                "psName": f"{family}-{style}".replace(" ", ""),
            }
        )
        builder.setupOS2(sTypoAscender=1069, sTypoDescender=-293, usWeightClass=weight)
        builder.setupPost()
    saved = BytesIO()
    builder.font.save(saved)
    return TTFont(BytesIO(saved.getvalue()))


def _decompose(pen: Any, glyphs: Any) -> Any:
    class Flat(DecomposingRecordingPen):  # type: ignore[misc]  # fontTools ships no types
        """Passes on the outline of a composite glyph without its parts."""

        def closePath(self) -> None:  # noqa: N802  # the name of fontTools
            super().closePath()
            self.replay(pen)
            self.value: list[Any] = []

    return Flat(glyphs)


def write_variable(path: Path, letters: str = BASIC, *, cff: bool = False, extra_axes: bool = False) -> Path:
    """Write a variable font: heavier is wider, by half as much again at 900 as at 100."""
    space = DesignSpaceDocument()
    axes = [("wght", 100, 400, 900), *([("opsz", 8, 14, 144), ("wdth", 50, 100, 200)] if extra_axes else [])]
    for tag, least, usual, most in axes:
        axis = AxisDescriptor()
        axis.tag, axis.name, axis.minimum, axis.default, axis.maximum = tag, tag, least, usual, most
        space.addAxis(axis)
    usual_place = {tag: usual for tag, _, usual, _ in axes}
    places = [({}, 1.0), ({"wght": 100}, 0.8), ({"wght": 900}, 1.2)]
    places += [({"opsz": 144}, 3.0), ({"wdth": 200}, 2.0)] if extra_axes else []
    for number, (place, stretch) in enumerate(places):
        source = SourceDescriptor()
        source.font = build_font(letters, stretch=stretch, cff=cff)
        source.location = {**usual_place, **place}
        source.name = f"master {number}"
        space.addSource(source)
    font, _, _ = build_variable(space)
    if cff and "CFF2" not in font:
        convertCFFToCFF2(font)
    font.save(path)
    return path


def write_collection(path: Path, *faces: TTFont) -> Path:
    """Write a collection of faces in that order."""
    collection = TTCollection()
    collection.fonts = list(faces)
    collection.save(path)
    return path


def without_ink(*letters: str) -> Callable[[TTFont], None]:
    """Return a change that empties the glyphs of *letters*, which stay in the character map."""

    def alter(font: TTFont) -> None:
        for letter in letters:
            font["glyf"][font.getBestCmap()[ord(letter)]] = TTGlyphPen(None).glyph()

    return alter


def drawn_as(letter: str, other: str) -> Callable[[TTFont], None]:
    """Return a change that draws *letter* as the glyph *other* is drawn, under its own code."""

    def alter(font: TTFont) -> None:
        name = other if other == ".notdef" else font.getBestCmap()[ord(other)]
        font["glyf"][font.getBestCmap()[ord(letter)]] = font["glyf"][name]

    return alter


def latin(path: Path, weight: int = 400) -> tuple[BrandFont, ...]:
    """Return a file as the brand's Latin font."""
    return load_brand_fonts("Latn", ((weight, path),))


def table_entry(data: bytes, tag: bytes) -> int:
    """Return where the entry of a table starts in the directory of a font."""
    (count,) = struct.unpack_from(">H", data, 4)
    return next(at for at in range(12, 12 + 16 * count, 16) if data[at : at + 4] == tag)
