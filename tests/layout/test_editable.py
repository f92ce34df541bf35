"""PDFs for designers: live text that reads as the copy, embedded fonts, vectors where there were vectors."""

import json
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from unicodedata import normalize

import pytest
from pypdf import PdfReader
from pypdf.generic import ContentStream, DictionaryObject

from creative_cli.layout.glyph_coverage import is_invisible
from tests.command import MINIMAL, creative
from tests.conftest import REPOSITORY

pytestmark = pytest.mark.usefixtures("begun_index")

BRIEF = str(REPOSITORY / "briefs" / "summer-drinks.yaml")
MARKETS = {"en-US": "US", "de-DE": "DE", "ja-JP": "JP", "ar-SA": "SA", "th-TH": "TH", "hi-IN": "IN"}


def lines_of(pdf: bytes) -> list[str]:
    """Return the lines of a PDF's page as it says they read (ActualText, ISO 32000-1 §14.9.4)."""
    reader = PdfReader(BytesIO(pdf))
    content = ContentStream(reader.pages[0].get_contents(), reader)
    return [str(operands[1]["/ActualText"]) for operands, operator in content.operations if operator == b"BDC"]


def letters(text: str) -> str:
    """Return what of a text leaves ink, whatever its lines."""
    return "".join(sign for sign in normalize("NFC", text) if not is_invisible(sign) and not sign.isspace())


def run(folder: Path, locales: Iterable[str], *options: str) -> dict[str, dict[str, object]]:
    """Make one product's square ads and return the manifest's entries by locale."""
    markets = [part for locale in locales for part in ("--market", MARKETS[locale])]
    chosen = ("--ratio", "1:1", "--product", "iced-tea", *markets, "--output", str(folder))
    creative("run", BRIEF, *chosen, "--quiet", "--editable", *options)
    manifest = json.loads((folder / "summer-drinks-2026" / "manifest.json").read_text("utf-8"))
    return {asset["locale"]: asset for asset in manifest["assets"]}


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the ads of every script with their PDFs, and return the folder."""
    folder = tmp_path_factory.mktemp("editable")
    run(folder, MARKETS)
    return folder / "summer-drinks-2026"


@pytest.fixture
def assets(campaign: Path) -> dict[str, dict[str, object]]:
    """Return the manifest's entries by locale."""
    manifest = json.loads((campaign / "manifest.json").read_text("utf-8"))
    return {asset["locale"]: asset for asset in manifest["assets"]}


@pytest.mark.slow
def test_the_text_of_every_pdf_is_the_copy_in_embedded_fonts_and_the_bytes_are_the_same_twice(
    campaign: Path, assets: dict[str, dict[str, object]]
) -> None:
    """Six scripts read as written, every font is in the file, pages have the picture's size, two runs agree."""
    two = run(Path("two"), ("ar-SA", "hi-IN", "ja-JP"), "--jobs", "1")

    assert set(assets) == set(MARKETS)
    for asset in assets.values():
        pdf = (campaign / str(asset["editable"])).read_bytes()
        page = PdfReader(BytesIO(pdf)).pages[0]
        resources = page["/Resources"]
        assert isinstance(resources, DictionaryObject)
        fonts = resources["/Font"]
        assert isinstance(fonts, DictionaryObject)
        copy = asset["copy"]
        assert isinstance(copy, dict)
        wanted = [line for line in copy.values() if line]

        assert letters("".join(lines_of(pdf))) == letters("".join(wanted))
        assert [float(side) for side in page.mediabox] == [0, 0, 1080, 1080]
        assert all(b"/FontFile" in pdf for _ in fonts)
        for font in fonts.values():
            (descendant,) = font.get_object()["/DescendantFonts"].get_object()
            descriptor = descendant.get_object()["/FontDescriptor"].get_object()
            assert "/FontFile2" in descriptor or "/FontFile3" in descriptor
        assert len(page.images) == 1, "the picture; an SVG logo is vector"
    assert two == {locale: assets[locale] for locale in ("ar-SA", "hi-IN", "ja-JP")}


@pytest.mark.parametrize("locale", ["en-US", "de-DE", "ja-JP"])
def test_letters_that_stand_alone_are_extracted_without_hints_too(
    campaign: Path, assets: dict[str, dict[str, object]], locale: str
) -> None:
    """Programs that know nothing of ActualText read the same words from the glyphs."""
    asset = assets[locale]
    copy = asset["copy"]
    assert isinstance(copy, dict)
    page = PdfReader(campaign / str(asset["editable"])).pages[0]

    assert letters(page.extract_text()) == letters("".join(line for line in copy.values() if line))


def test_a_pdf_comes_back_from_the_cache_and_leaves_when_it_is_out_of_date(tmp_path: Path) -> None:
    """A deleted PDF returns; a run without stays silent while the ad is the same; a changed ad takes its PDF along."""
    brief = tmp_path / "tiny.yaml"
    brief.write_text(MINIMAL, "utf-8")
    creative("run", "tiny.yaml", "--quiet", "--editable", "--ratio", "1:1")
    (pdf,) = Path("outputs").rglob("*.pdf")
    before = pdf.read_bytes()
    pdf.unlink()
    again = creative("run", "tiny.yaml", "--json", "--editable", "--ratio", "1:1")

    assert json.loads(again.stdout)["runs"][0]["made"] == 0
    assert pdf.read_bytes() == before
    creative("run", "tiny.yaml", "--quiet", "--ratio", "1:1")
    assert pdf.exists()
    assert "umbrella.pdf" in Path("outputs/tiny/manifest.json").read_text("utf-8")
    brief.write_text(MINIMAL.replace("primary:", "secondary: '#aa3311'\n    primary:"), "utf-8")
    creative("run", "tiny.yaml", "--quiet", "--ratio", "1:1")
    assert not pdf.exists() or pdf.read_bytes() == before


def test_a_name_set_as_the_logo_is_text_too(tmp_path: Path) -> None:
    """A brand without a logo has its name as a live line, after those of the copy."""
    (tmp_path / "tiny.yaml").write_text(MINIMAL, "utf-8")
    creative("run", "tiny.yaml", "--quiet", "--editable", "--ratio", "1:1")
    (pdf,) = Path("outputs").rglob("*.pdf")

    assert lines_of(pdf.read_bytes())[-1].casefold() in MINIMAL.casefold()
