"""Fonts a brief brings: they come before ours where they have the letters, and bad files are refused with a reason."""

import shutil
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from creative_cli.errors import PictureError
from creative_cli.layout.brand_fonts import brand_font_coverage, load_brand_fonts, read_face_facts
from creative_cli.layout.font_files import MAX_FONT_BYTES
from creative_cli.layout.fonts import brand_family, fonts_folder
from creative_cli.layout.glyph_coverage import find_missing_glyphs
from creative_cli.layout.measure import set_lines
from creative_cli.layout.scripts import choose_typeface
from creative_cli.models import BrandFont, Role
from tests.command import MINIMAL, creative
from tests.layout.ads import LOCALES

THAI_A = "ก"


def brand(tmp_path: Path, script: str, ours: str) -> tuple[BrandFont, ...]:
    """Return one of our own fonts as a brand's."""
    path = tmp_path / "brand.ttf"
    shutil.copyfile(fonts_folder() / ours, path)
    return load_brand_fonts(script, ((400, path),))


def altered(tmp_path: Path, **fields: int) -> Path:
    """Return one of our fonts with fields of its OS/2 table changed."""
    path = tmp_path / "altered.ttf"
    with TTFont(fonts_folder() / "NotoSansHebrew-Regular.ttf") as font:
        for name, value in fields.items():
            setattr(font["OS/2"], name, value)
        font.save(path)
    return path


def test_type_is_set_in_the_brands_font_and_in_ours_where_it_has_no_letter(tmp_path: Path) -> None:
    """A bold font as the brand's regular makes words wider; letters it lacks are drawn by ours."""
    fonts = brand(tmp_path, "Latn", "NotoSans-Bold.ttf")
    ours, theirs = (choose_typeface(LOCALES["en-US"], Role.BODY, 400, chosen) for chosen in ((), fonts))
    bold = choose_typeface(LOCALES["en-US"], Role.BODY, 700)

    (wide,), (narrow,), (same,) = (set_lines(("Hamburg",), face) for face in (theirs, ours, bold))
    assert wide.width == pytest.approx(same.width)
    assert wide.width > narrow.width
    assert set_lines(("한국",), theirs)[0].width == set_lines(("한국",), ours)[0].width


def test_latin_runs_inside_other_scripts_are_the_brands_and_nothing_else_is(tmp_path: Path) -> None:
    """In Japanese and Thai the brand's Latin font draws Latin words; the script's own letters stay as they were."""
    fonts = brand(tmp_path, "Latn", "NotoSans-Bold.ttf")
    for tag, words in (("ja-JP", "夏を氷に。"), ("th-TH", "ฤดูร้อน")):
        ours, theirs = (choose_typeface(LOCALES[tag], Role.BODY, 400, chosen) for chosen in ((), fonts))
        (latin,), (latin_ours,) = (set_lines(("Solara",), face) for face in (theirs, ours))

        assert latin.width > latin_ours.width
        assert set_lines((words,), theirs) == set_lines((words,), ours)


def test_coverage_counts_the_brands_font_with_ours(tmp_path: Path) -> None:
    """What only the brand's font has is not missing; what neither has is."""
    fonts = brand(tmp_path, "Latn", "NotoSansThai-Regular.ttf")
    families = (brand_family(fonts[0]), "Noto Sans")

    assert THAI_A in brand_font_coverage(fonts[0])
    assert find_missing_glyphs(THAI_A, families, 400, fonts) == ()
    assert find_missing_glyphs(THAI_A, families[1:], 400) == (THAI_A,)
    assert find_missing_glyphs("漢", families, 400, fonts) == ("漢",)


@pytest.mark.parametrize("content", [b"", b"<svg/>", b"\0\1\0\0" + b"\xff" * 400])
def test_what_is_no_font_is_refused(tmp_path: Path, content: bytes) -> None:
    """Files that are empty, of another kind or broken are reported by name."""
    path = tmp_path / "brand.ttf"
    path.write_bytes(content)

    with pytest.raises(PictureError, match=r"brand\.ttf") as refused:
        load_brand_fonts("Latn", ((400, path),))
    assert "not a readable font" in refused.value.sentence


def test_half_a_font_and_a_huge_one_are_refused(tmp_path: Path) -> None:
    """A download that broke off and a file above the limit stop before any type is set."""
    half, huge = tmp_path / "half.ttf", tmp_path / "huge.otf"
    half.write_bytes((fonts_folder() / "NotoSansHebrew-Regular.ttf").read_bytes()[:2000])
    with huge.open("wb") as file:
        file.truncate(MAX_FONT_BYTES + 1)

    for path in (half, huge):
        with pytest.raises(PictureError, match=path.name):
            load_brand_fonts("Hebr", ((400, path),))


@pytest.mark.parametrize(("bits", "restricted"), [(2, True), (0x200, True), (4, False), (6, False), (0, False)])
def test_a_font_that_forbids_embedding_is_known(tmp_path: Path, bits: int, *, restricted: bool) -> None:
    """The restricted licence bit of fsType alone forbids; with a milder bit beside it the milder one holds."""
    (font,) = load_brand_fonts("Hebr", ((400, altered(tmp_path, fsType=bits)),))

    assert read_face_facts(font).restricted is restricted


def test_a_font_without_characters_is_refused(tmp_path: Path) -> None:
    """A font whose cmap is gone could draw nothing."""
    path = tmp_path / "mute.ttf"
    with TTFont(fonts_folder() / "NotoSansHebrew-Regular.ttf") as font:
        del font["cmap"]
        font.save(path)

    with pytest.raises(PictureError, match="cmap"):
        load_brand_fonts("Hebr", ((400, path),))


@pytest.mark.slow
@pytest.mark.usefixtures("begun_index")
def test_a_run_with_a_brand_font_uses_it_and_makes_ads_anew_when_the_file_changes(tmp_path: Path) -> None:
    """The PDF names the brand's font; another file under the same name is another ad."""
    (tmp_path / "house.ttf").write_bytes((fonts_folder() / "NotoSansGeorgian-Bold.ttf").read_bytes())
    (tmp_path / "sans.ttf").write_bytes((fonts_folder() / "NotoSans-Bold.ttf").read_bytes())
    brief = MINIMAL.replace("colors:", "fonts: {latin: sans.ttf, georgian: {bold: house.ttf}}, colors:")
    (tmp_path / "tiny.yaml").write_text(brief, "utf-8")
    first = creative("run", "tiny.yaml", "--quiet", "--editable", "--ratio", "1:1")
    (picture,), (pdf,) = (tuple(Path("outputs").rglob(f"*.{kind}")) for kind in ("jpg", "pdf"))
    before = picture.read_bytes()
    fonts = PdfReader(pdf).pages[0]["/Resources"]["/Font"]  # type: ignore[index]  # pages have resources
    names = {str(font.get_object()["/BaseFont"]).partition("+")[2] for font in fonts.values()}
    (tmp_path / "sans.ttf").write_bytes((fonts_folder() / "NotoSans-Regular.ttf").read_bytes())
    creative("run", "tiny.yaml", "--quiet", "--editable", "--ratio", "1:1")

    assert first.returncode == 0, first.stderr
    assert names == {"NotoSans-Bold"}
    assert picture.read_bytes() != before


def test_problems_with_fonts_are_told_with_their_place(tmp_path: Path) -> None:
    """A misspelled script, a missing file and a file of another kind are reported at once, with line and hint."""
    (tmp_path / "logo.svg").write_text("<svg/>", "utf-8")
    fonts = "fonts: {latn: a.ttf, thai: {bold: none.otf}, greek: logo.svg}, colors:"
    (tmp_path / "tiny.yaml").write_text(MINIMAL.replace("colors:", fonts), "utf-8")
    told = creative("validate", "tiny.yaml")

    assert told.returncode == 2
    for words in ("'latn'", "brand.fonts.thai.bold", "no such file", "brand.fonts.greek", "not a .ttf"):
        assert words in told.stderr + told.stdout
