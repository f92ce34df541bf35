"""Fonts of every container are read, and what is no font, damaged or a bomb is refused with the next step."""

import struct
import zlib
from pathlib import Path

import brotli
import pytest
from fontTools.cffLib import SubrsIndex
from fontTools.misc.psCharStrings import T2CharString
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphComponent
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from creative_cli.errors import PictureError
from creative_cli.layout.brand_choice import find_brand_gaps
from creative_cli.layout.brand_fonts import load_brand_fonts, read_face_facts
from creative_cli.layout.measure import set_lines
from creative_cli.layout.scripts import choose_typeface
from creative_cli.models import BrandFont, Role
from tests.layout.ads import LOCALES
from tests.layout.font_samples import (
    BASIC,
    build_font,
    latin,
    table_entry,
    write_collection,
    write_font,
    write_variable,
)

WORD = "Hamburg"


def width(fonts: tuple[BrandFont, ...], weight: int = 400) -> float:
    """Return how wide WORD is in the brand's font at a weight, em."""
    face = choose_typeface(LOCALES["en-US"], Role.BODY, weight, fonts, text=WORD)
    return set_lines((WORD,), face)[0].width


def refusal(path: Path) -> PictureError:
    """Return why a file is refused as a font."""
    with pytest.raises(PictureError) as refused:
        latin(path)
    assert path.name in refused.value.sentence
    assert refused.value.hint
    return refused.value


@pytest.mark.parametrize("flavor", [None, "woff", "woff2"])
@pytest.mark.parametrize("cff", [False, True])
def test_every_container_gives_the_same_letters(tmp_path: Path, flavor: str | None, *, cff: bool) -> None:
    """TrueType and CFF, bare or packed for the web, whatever the file is called."""
    plain = latin(write_font(tmp_path / "plain.ttf", stretch=1.5))
    packed = latin(write_font(tmp_path / "house.otf", stretch=1.5, cff=cff, flavor=flavor))

    assert width(packed) == pytest.approx(width(plain), abs=0.01)
    assert width(packed) > 1.3 * width(())


@pytest.mark.parametrize("cff", [False, True])
def test_a_variable_font_is_cut_at_each_weight_and_as_usual_on_other_axes(tmp_path: Path, *, cff: bool) -> None:
    """The samples are 1.12 times as wide at 700; optical size and width would double and triple them."""
    fonts = latin(write_variable(tmp_path / "v.ttf", cff=cff, extra_axes=True))

    assert [font.weight for font in fonts] == [400, 700]
    assert width(fonts, 700) == pytest.approx(1.12 * width(fonts, 400), rel=0.005)
    assert width(fonts, 400) == pytest.approx(width(latin(write_font(tmp_path / "usual.ttf"))), rel=0.005)


def test_a_collection_gives_upright_faces_of_its_first_family(tmp_path: Path) -> None:
    """The regular and the bold face are found by their names and weights, wherever they stand."""
    path = write_collection(
        tmp_path / "house.ttc",
        build_font(BASIC, style="Italic", stretch=2.0),
        build_font(BASIC, style="Bold", weight=700, stretch=1.3),
        build_font(BASIC, family="Other", stretch=3.0),
        build_font(BASIC, stretch=1.1),
    )
    fonts = latin(path)

    assert [read_face_facts(font).full_name for font in fonts] == ["House Regular", "House Bold"]
    assert width(fonts, 700) == pytest.approx(1.3 / 1.1 * width(fonts, 400), rel=0.01)
    assert fonts[0].sha256 != fonts[1].sha256


def test_a_collection_for_many_countries_gives_the_face_of_the_script(tmp_path: Path) -> None:
    """Japanese and Chinese letters differ in one file."""
    faces = [
        build_font(BASIC, family=f"House CJK {ending}", stretch=1 + place / 10)
        for place, ending in enumerate(("JP", "KR", "SC", "TC"))
    ]
    path = write_collection(tmp_path / "cjk.ttc", *faces)
    found = {script: load_brand_fonts(script, ((400, path),)) for script in ("Jpan", "Kore", "Hans", "Hant", "Latn")}

    assert {script: read_face_facts(fonts[0]).family[-2:] for script, fonts in found.items()} == {
        "Jpan": "JP",
        "Kore": "KR",
        "Hans": "SC",
        "Hant": "TC",
        "Latn": "JP",
    }


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x80\x01\x10\0\0\0%!PS-AdobeFont-1.0: House", "Type 1"),
        (b"%!FontType1-1.0: House", "Type 1"),
        (b"StartFontMetrics 4.1", "metrics"),
        (b"\0\0\1\0" + bytes(300), "suitcase"),
        (b"STARTFONT 2.1", "bitmap"),
        (b"PK\x03\x04" + bytes(40), "ZIP"),
        (bytes(34) + b"LP" + bytes(60), "Embedded OpenType"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b"<?xml version='1.0'?><svg><defs><font id='a'/></defs></svg>", "SVG font"),
        (b"version https://git-lfs.github.com/spec/v1", "git lfs pull"),
        (b"", "empty"),
    ],
)
def test_other_kinds_of_files_are_refused_by_name(tmp_path: Path, content: bytes, words: str) -> None:
    """What people give for a font, with what to do about it."""
    path = tmp_path / "house.ttf"
    path.write_bytes(content)
    error = refusal(path)

    assert words in f"{error.sentence} {error.hint}"


def test_symbol_fonts_and_fonts_of_the_old_macintosh_are_refused_by_name(tmp_path: Path) -> None:
    """Their letters have codes of their own."""

    def move(platform: int, encoding: int, plus: int) -> Path:
        def alter(font: TTFont) -> None:
            codes = {code + plus: name for code, name in font.getBestCmap().items()}
            table = CmapSubtable.newSubtable(4 if plus else 0)
            table.platformID, table.platEncID, table.language, table.cmap = platform, encoding, 0, codes
            font["cmap"].tables = [table]

        return write_font(tmp_path / f"p{platform}.ttf", alter=alter)

    assert "symbol font" in refusal(move(3, 0, 0xF000)).sentence
    assert "no Unicode character map" in refusal(move(1, 0, 0)).sentence


def test_a_table_that_ends_after_the_file_is_named(tmp_path: Path) -> None:
    """A length that lies is found before anything reads the table."""
    path = write_font(tmp_path / "house.ttf")
    data = bytearray(path.read_bytes())
    struct.pack_into(">L", data, table_entry(bytes(data), b"glyf") + 12, 0x7FFFFFFF)
    path.write_bytes(data)

    assert "'glyf'" in refusal(path).sentence


def woff(tables: dict[bytes, tuple[bytes, int]]) -> bytes:
    """Return a WOFF file whose tables have packed data and a length of their own choice."""
    head = struct.pack(">4s4sLHHLHHLLLLL", b"wOFF", b"\0\1\0\0", 0, len(tables), 0, 0, 1, 0, 0, 0, 0, 0, 0)
    directory, body = b"", b""
    for tag, (packed, length) in tables.items():
        directory += struct.pack(">4sLLLL", tag, 44 + 20 * len(tables) + len(body), len(packed), length, 0)
        body += packed + bytes(-len(packed) % 4)
    return head + directory + body


def test_a_woff_that_would_fill_the_memory_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    """Two honest gigabytes, and a table that says less than it holds."""
    path, bomb = tmp_path / "bomb.woff", zlib.compress(bytes(5_000_000))
    path.write_bytes(woff({b"glyf": (bomb, 2_000_000_000)}))
    assert "limit of 100 MB" in refusal(path).sentence

    path.write_bytes(woff({b"glyf": (bomb, 9000)}))
    assert "longer or shorter than it says" in refusal(path).sentence


def woff2(length: bytes, packed: bytes) -> bytes:
    """Return a WOFF2 file with a table `cmap` that says it has a *length* (UIntBase128)."""
    return (
        struct.pack(">4s4sLHHLLHHLLLLL", b"wOF2", b"\0\1\0\0", 0, 1, 0, 0, len(packed), 1, 0, 0, 0, 0, 0, 0)
        + b"\0"
        + length
        + packed
    )


@pytest.mark.parametrize(
    ("length", "words"),
    [(b"\x87\xb9\xac\xa8\x00", "limit of 100 MB"), (b"\x86\xa0\x00", "longer or shorter"), (b"\xff" * 5, "cut off")],
)
def test_a_woff2_that_would_fill_the_memory_is_refused_before_it_is_unpacked(
    tmp_path: Path, length: bytes, words: str
) -> None:
    """The packed data is measured piece by piece, and the sum of lengths is read first."""
    path = tmp_path / "bomb.woff2"
    path.write_bytes(woff2(length, brotli.compress(bytes(3_000_000))))

    assert words in refusal(path).sentence


def test_a_woff2_that_unpacks_to_more_than_the_limit_stops_there(tmp_path: Path) -> None:
    """120 MB in a few hundred bytes."""
    compressor = brotli.Compressor(quality=1)
    packed = b"".join(compressor.process(bytes(10_000_000)) for _ in range(12)) + compressor.finish()
    path = tmp_path / "bomb.woff2"
    path.write_bytes(woff2(b"\x86\xa0\x00", packed))

    assert "limit of 100 MB" in refusal(path).sentence


def composite(*parts: str) -> Glyph:
    """Return a glyph made of others."""
    glyph = Glyph()
    glyph.numberOfContours, glyph.components = -1, []
    glyph.xMin = glyph.yMin = glyph.xMax = glyph.yMax = 0
    for name in parts:
        part = GlyphComponent()
        part.glyphName, part.x, part.y, part.flags = name, 0, 0, 0x0002
        glyph.components.append(part)
    return glyph


@pytest.mark.parametrize(
    ("chain", "words"),
    [
        ({"A": ("B",), "B": ("A",)}, "part of itself"),
        ({"A": ("A",)}, "part of itself"),
        ({one: (other,) * 9 for one, other in zip("ABCDEFG", "BCDEFGH", strict=True)}, "limit of 100,000 points"),
        (
            {one: (other,) for one, other in zip("ABCDEFGHIJKLMNOPQR", "BCDEFGHIJKLMNOPQRS", strict=True)},
            "levels of parts",
        ),
        ({"A": ("B",) * 300}, "limit of 256 parts"),
    ],
)
def test_glyphs_that_recur_or_multiply_are_refused(
    tmp_path: Path, chain: dict[str, tuple[str, ...]], words: str
) -> None:
    """Parts of parts of parts: a few kilobytes could be billions of points."""

    def alter(font: TTFont) -> None:
        for name, parts in chain.items():
            font["glyf"][name] = composite(*parts)
        font.recalcBBoxes = False
        font["maxp"].recalc = lambda _: None

    assert words in refusal(write_font(tmp_path / "parts.ttf", alter=alter)).sentence


@pytest.mark.parametrize("tag", ["head", "hhea", "hmtx", "maxp", "name"])
def test_a_font_without_a_table_that_every_font_has_is_refused_by_its_name(tmp_path: Path, tag: str) -> None:
    """The sentence says which."""
    path = write_font(tmp_path / "house.ttf")
    data = bytearray(path.read_bytes())
    at = table_entry(bytes(data), tag.encode())
    data[at : at + 4] = b"XXXX"
    path.write_bytes(data)

    assert tag in refusal(path).sentence


def test_a_glyph_of_billions_of_operations_counts_as_undrawn(tmp_path: Path) -> None:
    """A CFF letter that calls subroutines that call subroutines is given up, and the font is not used for it."""

    def alter(font: TTFont) -> None:
        font.recalcBBoxes = False
        top = font["CFF "].cff.topDictIndex[0]
        top.Private.Subrs = SubrsIndex()

        def program(*steps: object) -> T2CharString:
            return T2CharString(program=list(steps), private=top.Private, globalSubrs=top.GlobalSubrs)

        for level in range(8):
            top.Private.Subrs.append(program(*(level - 106, "callsubr") * 60, "return"))
        top.Private.Subrs.append(program(*(3, 5, "rlineto") * 60, "return"))
        top.CharStrings[font.getBestCmap()[ord("e")]] = program(0, 0, "rmoveto", -107, "callsubr", "endchar")

    (font,) = latin(write_font(tmp_path / "bomb.otf", cff=True, alter=alter))

    assert find_brand_gaps(font, "See here", "Latn") == ("e",)


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, ...]:
    """Return a font in each container."""
    folder = tmp_path_factory.mktemp("samples")
    paths = (
        write_font(folder / "a.ttf"),
        write_font(folder / "b.otf", cff=True),
        write_font(folder / "c.woff", flavor="woff"),
        write_font(folder / "d.woff2", flavor="woff2"),
        write_variable(folder / "e.ttf"),
    )
    return tuple(path.read_bytes() for path in paths)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damage_is_a_sentence_and_never_a_crash(
    samples: tuple[bytes, ...], tmp_path: Path, data: st.DataObject
) -> None:
    """Whatever bytes change, a file is a font that can be drawn or is refused."""
    whole = data.draw(st.sampled_from(samples))
    content = bytearray(whole[: data.draw(st.sampled_from((len(whole), len(whole), len(whole) // 2)))])
    for place in data.draw(st.lists(st.integers(0, min(len(content) - 1, 600)), max_size=6)):
        content[place] = data.draw(st.integers(0, 255))
    path = tmp_path / "damaged.ttf"
    path.write_bytes(content)
    try:
        outcome = str(find_brand_gaps(latin(path)[0], WORD, "Latn"))
    except PictureError as error:
        outcome = error.hint

    assert outcome
