"""What a font claims to have counts only if it leaves the right ink."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

from creative_cli.errors import PictureError
from creative_cli.layout.brand_fonts import brand_font_coverage
from creative_cli.layout.fonts import fonts_folder
from creative_cli.layout.glyph_coverage import is_invisible
from creative_cli.layout.glyph_ink import FontInk
from tests.layout.font_samples import BASIC, drawn_as, latin, without_ink, write_font

LETTERS = BASIC + "éèłőịi̇\u0301\u0307\u0323"


def ink(tmp_path: Path, alter: Callable[[TTFont], None] | None = None, *, cff: bool = False) -> FontInk:
    """Return the ink of a sample with something changed."""
    return brand_font_coverage(latin(write_font(tmp_path / "house.ttf", LETTERS, alter=alter, cff=cff))[0])


def replaced(letter: str, draw: Callable[[TTGlyphPen, TTFont, str], None]) -> Callable[[TTFont], None]:
    """Return a change that draws a letter's glyph in another way."""

    def alter(font: TTFont) -> None:
        name, pen = font.getBestCmap()[ord(letter)], TTGlyphPen(None)
        draw(pen, font, name)
        font["glyf"][name] = pen.glyph()

    return alter


def draw_hairline(pen: TTGlyphPen, font: TTFont, name: str) -> None:  # noqa: ARG001  # as `replaced` calls it
    """Draw a line there and back."""
    pen.moveTo((0, 0))
    pen.lineTo((500, 700))
    pen.lineTo((250, 350))
    pen.closePath()


def draw_speck(pen: TTGlyphPen, font: TTFont, name: str) -> None:  # noqa: ARG001  # as `replaced` calls it
    """Draw a square of two units."""
    for point in ((0, 0), (0, 2), (2, 2)):
        (pen.moveTo if point == (0, 0) else pen.lineTo)(point)
    pen.closePath()


def draw_far_away(pen: TTGlyphPen, font: TTFont, name: str) -> None:
    """Draw the letter five em over its line."""
    font.getGlyphSet()[name].draw(TransformPen(pen, (1, 0, 0, 1, 0, 5000)))


@pytest.mark.parametrize(
    "alter",
    [
        without_ink("q"),
        drawn_as("q", ".notdef"),
        replaced("q", draw_hairline),
        replaced("q", draw_speck),
        replaced("q", draw_far_away),
    ],
    ids=["empty", "the box for missing characters", "a line without area", "a speck", "outside the em"],
)
def test_a_letter_without_its_ink_is_missing(tmp_path: Path, alter: Callable[[TTFont], None]) -> None:
    """Its code is in the map all the same; all other letters are there."""
    found = ink(tmp_path, alter)

    assert found.has_code("q")
    assert [letter for letter in BASIC if letter != " " and letter not in found] == ["q"]


@pytest.mark.parametrize("sign", ["7", ",", "’", "%", "\u0301"])
def test_digits_punctuation_and_marks_need_ink_too(tmp_path: Path, sign: str) -> None:
    """The sample has a glyph for each, or none."""
    assert sign not in ink(tmp_path, without_ink(sign) if sign in LETTERS else None)


@pytest.mark.parametrize(("letter", "base"), [("é", "e"), ("ł", "l"), ("ő", "o"), ("ị", "i")])
def test_a_letter_drawn_without_its_mark_is_missing(tmp_path: Path, letter: str, base: str) -> None:
    """É drawn as E reads as another word."""
    whole, faked = ink(tmp_path), ink(tmp_path, drawn_as(letter, base))

    assert letter in whole
    assert letter not in faked


def test_a_mark_on_a_letter_must_show(tmp_path: Path) -> None:
    """Both must leave ink: a letter with an empty mark is the letter alone. Lithuanian i̇ looks like i by right."""
    whole, bare = ink(tmp_path), ink(tmp_path, without_ink("\u0323"))

    assert whole.draws("x\u0323\u0301")
    assert not bare.draws("x\u0323\u0301")
    assert bare.draws("x\u0301")
    assert whole.draws("i\u0307")


def test_letters_of_cff_fonts_are_drawn_too(tmp_path: Path) -> None:
    """Their outlines are in another table."""
    assert all(letter in ink(tmp_path, cff=True) for letter in "Aég")


def test_every_character_of_our_own_fonts_counts_as_drawn() -> None:
    """A rule that is too strict would show here: every font of every script, all it has."""
    for path in sorted(fonts_folder().glob("*-Regular.ttf")):
        found = FontInk(path.read_bytes(), 0, {})
        with TTFont(path, lazy=True) as font:
            codes = [chr(code) for code in font.getBestCmap() if code >= ord(" ")]
        assert [sign for sign in codes if not is_invisible(sign) and sign not in found] == [], path.name


def test_a_font_that_paints_in_colours_only_is_refused_by_name(tmp_path: Path) -> None:
    """Copy has one colour of the brand; pictures of letters have their own."""

    def paint(font: TTFont) -> None:
        without_ink(*BASIC)(font)
        font["SVG "] = newTable("SVG ")
        font["SVG "].docList = []

    with pytest.raises(PictureError, match="colours only"):
        latin(write_font(tmp_path / "emoji.ttf", alter=paint))


def test_a_font_whose_letters_are_all_boxes_is_refused(tmp_path: Path) -> None:
    """A subset that went wrong maps every letter to the box."""

    def box(font: TTFont) -> None:
        for letter in BASIC[1:]:
            drawn_as(letter, ".notdef")(font)

    with pytest.raises(PictureError, match="has no letters"):
        latin(write_font(tmp_path / "boxes.ttf", alter=box))


def test_a_font_of_bitmaps_is_refused_by_name(tmp_path: Path) -> None:
    """Its letters exist in a few sizes."""
    path = write_font(tmp_path / "bits.ttf")
    path.write_bytes(path.read_bytes().replace(b"glyf", b"EBDT", 1))

    with pytest.raises(PictureError, match="bitmaps only"):
        latin(path)


def test_samples_have_the_letters_that_they_say(tmp_path: Path) -> None:
    """The box of the sample is no letter, so that the tests above mean something."""
    with TTFont(write_font(tmp_path / "house.ttf", LETTERS)) as font:
        glyphs, pen = font.getGlyphSet(), BoundsPen(font.getGlyphSet())
        glyphs[".notdef"].draw(pen)

        assert pen.bounds
        assert set(LETTERS) == set(map(chr, font.getBestCmap()))
