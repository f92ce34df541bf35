"""Hostile fonts, as the font of a brand."""

import os
import struct
from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO
from pathlib import Path

import brotli
from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.fontBuilder import FontBuilder
from fontTools.misc.psCharStrings import T2CharString
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphComponent

from tests.hostile.hostile_input import FINDINGS, HARMLESS, REFUSED, RUN, VALIDATE, HostileInput, write_brief
from tests.hostile.packed_bombs import MEGABYTE, pack_repeated
from tests.layout.font_samples import BASIC, build_font

MANY_TABLES = 65_535


def _write_font(folder: Path, make: Callable[[], bytes], suffix: str) -> None:
    (folder / f"house{suffix}").write_bytes(make())
    write_brief(folder, brand=f", fonts: {{latin: house{suffix}}}")


def _font(
    name: str,
    make: Callable[[], bytes],
    *says: str,
    suffix: str = ".ttf",
    codes: tuple[int, ...] = (REFUSED,),
    door: tuple[str, ...] = VALIDATE,
) -> HostileInput:
    named = ("brief.yaml", f"house{suffix}") if codes == (REFUSED,) else ()
    return HostileInput("font", name, door, partial(_write_font, make=make, suffix=suffix), codes, (*named, *says))


def _saved(font: TTFont) -> bytes:
    out = BytesIO()
    font.save(out)
    return out.getvalue()


def _plain() -> bytes:
    return _saved(build_font(BASIC))


def _woff(packed: bytes, length: int) -> bytes:
    head = struct.pack(
        ">4s4sLHHLHHLLLLL", b"wOFF", b"\0\1\0\0", 64 + len(packed), 1, 0, 28 + length, 1, 0, 0, 0, 0, 0, 0
    )
    return head + struct.pack(">4sLLLL", b"glyf", 64, len(packed), length, 0) + packed


def _woff_bomb(says: int) -> bytes:
    return _woff(pack_repeated(bytes(MEGABYTE), 2000), says)


def _woff2_bomb(megabytes: int, says: int | None = None) -> bytes:
    packer = brotli.Compressor(quality=1)
    air = bytes(1 << 20)
    packed = b"".join([*(packer.process(air) for _ in range(megabytes)), packer.finish()])
    number, length = b"", says or megabytes << 20
    for shift in (28, 21, 14, 7, 0):
        if number or length >> shift & 0x7F or not shift:
            number += bytes([length >> shift & 0x7F | (0x80 if shift else 0)])
    table = bytes([63]) + b"ABCD" + number
    head = struct.pack(
        ">4s4sLHHLLHHLLLLL",
        b"wOF2",
        b"\0\1\0\0",
        48 + len(table) + len(packed),
        1,
        0,
        99,
        len(packed),
        1,
        0,
        0,
        0,
        0,
        0,
        0,
    )
    return head + table + packed


def _collection(faces: int) -> bytes:
    """Return a collection of *faces* that are all the same one."""
    face = bytearray(_plain())
    (count,) = struct.unpack_from(">H", face, 4)
    base = 12 + 4 * faces
    for number in range(count):
        (start,) = struct.unpack_from(">L", face, 12 + 16 * number + 8)
        struct.pack_into(">L", face, 12 + 16 * number + 8, start + base)
    return struct.pack(">4sLL", b"ttcf", 0x10000, faces) + struct.pack(f">{faces}L", *[base] * faces) + bytes(face)


def _composites(parts: dict[str, list[str]]) -> bytes:
    """Return a font whose glyphs are made of other glyphs."""
    font = build_font(BASIC)
    for name, names in parts.items():
        glyph = Glyph()
        glyph.numberOfContours = -1
        glyph.components = []
        glyph.xMin = glyph.yMin = glyph.xMax = glyph.yMax = 0
        for one in names:
            part = GlyphComponent()
            part.glyphName, part.x, part.y, part.flags = one, 0, 0, 0x0002
            glyph.components.append(part)
        font["glyf"].glyphs[name] = glyph
    font.recalcBBoxes = False
    return _saved(font)


def _doubling_composites() -> bytes:
    letters = [chr(letter) for letter in range(ord("A"), ord("Z") + 1)] + [chr(at) for at in range(ord("a"), ord("m"))]
    return _composites({one: [following] * 2 for one, following in zip(letters, [*letters[1:], "n"], strict=True)})


def _features(text: str) -> bytes:
    font = build_font(BASIC)
    addOpenTypeFeaturesFromString(font, text)
    return _saved(font)


def _growing_letters() -> bytes:
    """Return a font that writes one letter as ten, and each of them as ten, eight times over."""
    lookups = "".join(f"lookup g{at} {{ sub R by {' '.join(['R'] * 10)}; }} g{at};" for at in range(9))
    return _features(f"{lookups} feature ccmp {{ {''.join(f'lookup g{at};' for at in range(9))} }} ccmp;")


def _contexts() -> bytes:
    """Return a font with lookups that call each other."""
    lookups = "".join(
        f"lookup c{at} {{ sub R' {f'lookup c{at - 1} ' * 2 if at else ''}i' {f'lookup c{at - 1}' if at else ''} n' ; }} c{at};"
        if at
        else "lookup c0 { sub R by R R; } c0;"
        for at in range(30)
    )
    return _features(f"{lookups} feature calt {{ lookup c29; }} calt;")


def _endless_subroutine() -> bytes:
    """Return a CFF font whose letters call a subroutine that calls itself."""
    builder = FontBuilder(1000, isTTF=False)
    builder.setupGlyphOrder([".notdef", *"Rainsoptl", "space"])
    builder.setupCharacterMap({ord(one): one for one in "Rainsoptl"} | {32: "space"})
    calls = T2CharString(program=[-107, "callsubr", "endchar"])
    builder.setupCFF("House", {}, dict.fromkeys([".notdef", *"Rainsoptl", "space"], calls), {"Subrs": []})
    top = builder.font["CFF "].cff.topDictIndex[0]
    from fontTools.cffLib import SubrsIndex  # noqa: PLC0415  # only here

    subrs = SubrsIndex()
    subrs.append(T2CharString(program=[-107, "callsubr", -107, "callsubr", "return"]))
    top.Private.Subrs = subrs
    builder.setupHorizontalMetrics(dict.fromkeys([".notdef", *"Rainsoptl", "space"], (600, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "House", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.font.recalcBBoxes = False
    return _saved(builder.font)


def _with_table(tag: str, data: bytes) -> bytes:
    """Return a font in which one table is these bytes."""
    from fontTools.ttLib.tables.DefaultTable import DefaultTable  # noqa: PLC0415  # only here

    font = build_font(BASIC)
    table = DefaultTable(tag)
    table.data = data
    font[tag] = table
    return _saved(font)


def _cmap(form: int, groups: int) -> bytes:
    """Return a cmap whose every group covers all of Unicode."""
    body = struct.pack(">HHLLL", form, 0, 16 + 12 * groups, 0, groups) + struct.pack(">LLL", 0, 0x10FFFF, 1) * groups
    return struct.pack(">HHHHL", 0, 1, 3, 10, 12) + body


def _names(count: int) -> bytes:
    text = "A".encode("utf-16-be") * 16_000
    records = struct.pack(">HHHHHH", 3, 1, 0x409, 1, len(text), 0) * count
    return struct.pack(">HHH", 0, count, min(6 + len(records), 0xFFFF)) + records + text


def _axes(count: int) -> bytes:
    return (
        struct.pack(">HHHHHHHH", 1, 0, 16, 2, count, 20, 0, 4)
        + struct.pack(">4slllHH", b"wght", 0, 0, 0, 0, 256) * count
    )


def _points() -> bytes:
    """Return a font with a letter of 60,000 points."""
    font = build_font(BASIC)
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for at in range(60_000):
        pen.lineTo((at % 1000, at * 7 % 1000))
    pen.closePath()
    font["glyf"]["R"] = pen.glyph()
    return _saved(font)


def _sparse(folder: Path) -> None:
    _write_font(folder, lambda: b"\0\1\0\0", ".ttf")
    os.truncate(folder / "house.ttf", 5_000_000_000)


def list_font_inputs() -> Iterator[HostileInput]:
    """Yield every font."""
    letters = [chr(letter) for letter in range(ord("A"), ord("Z"))]
    yield _font("WOFF that says 2 GB", lambda: _woff_bomb(2_000_000_000), "MB", suffix=".woff")
    yield _font("WOFF that unpacks to more than it says", lambda: _woff_bomb(1000), "longer", suffix=".woff")
    yield _font("WOFF2 of 2 GB", lambda: _woff2_bomb(2000), "MB", suffix=".woff2")
    yield _font("WOFF2 that unpacks to more than it says", lambda: _woff2_bomb(300, 1000), suffix=".woff2")
    yield _font("a collection of 1,000 faces", lambda: _collection(1000), "faces", suffix=".ttc")
    yield _font("a collection of 64 same faces", lambda: _collection(64), suffix=".ttc", codes=(HARMLESS, REFUSED))
    yield _font("a collection of 4 billion faces", lambda: b"ttcf\0\1\0\0\xff\xff\xff\xff" + bytes(99), suffix=".ttc")
    yield _font("glyphs made of each other", lambda: _composites({"R": ["a"], "a": ["R"]}))
    yield _font("a glyph made of itself", lambda: _composites({"R": ["R"]}))
    yield _font(
        "glyphs 25 deep",
        lambda: _composites({one: [after] for one, after in zip(letters, [*letters[1:], "a"], strict=True)}),
        codes=(HARMLESS, REFUSED),
    )
    yield _font("glyphs that double", _doubling_composites, codes=(REFUSED,))
    yield _font("letters that grow to a billion", _growing_letters, codes=(HARMLESS, FINDINGS, REFUSED), door=RUN)
    yield _font("lookups that call each other", _contexts, codes=(HARMLESS, FINDINGS, REFUSED), door=RUN)
    yield _font(
        "a CFF subroutine of itself", _endless_subroutine, suffix=".otf", codes=(HARMLESS, FINDINGS, REFUSED), door=RUN
    )
    yield _font("a cmap of all Unicode, 20,000 times", lambda: _with_table("cmap", _cmap(12, 20_000)))
    yield _font("a cmap of one glyph for all", lambda: _with_table("cmap", _cmap(13, 1)), codes=(HARMLESS, REFUSED))
    yield _font(
        "a cmap that says 4 billion groups",
        lambda: _with_table(
            "cmap", _cmap(12, 1).replace(b"\0\0\0\x1c\0\0\0\0\0\0\0\1", b"\0\0\0\x1c\0\0\0\0\xff\xff\xff\xff")
        ),
    )
    yield _font("5,000 names of 32 KB", lambda: _with_table("name", _names(5000)), codes=(HARMLESS, REFUSED))
    yield _font("65,535 axes", lambda: _with_table("fvar", _axes(65_535)))
    yield _font("axes that are cut off", lambda: _with_table("fvar", _axes(65_535)[:200]))
    yield _font(
        "65,535 tables",
        lambda: b"\0\1\0\0" + struct.pack(">HHHH", MANY_TABLES, 0, 0, 0) + bytes(16 * MANY_TABLES),
        "tables",
    )
    yield _font("a letter of 60,000 points", _points, codes=(HARMLESS, FINDINGS), door=RUN)
    yield _font("GSUB of nothing but ones", lambda: _with_table("GSUB", b"\xff" * 60_000), codes=(HARMLESS, REFUSED))
    yield _font("the first half of a font", lambda: _plain()[:6000], "cut off")
    yield _font("a picture for a font", lambda: b"\x89PNG\r\n\x1a\n" + bytes(999))
    yield HostileInput("font", "a font of 5 GB", VALIDATE, _sparse, (REFUSED,), ("brief.yaml", "house.ttf", "MB"))
