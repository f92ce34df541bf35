"""The sheet of a brand in a browser: at every width, in both themes and directions, and printed."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it ships no types
from playwright.sync_api import Browser

from creative_cli.services.brand_kits import check_brand_kit
from tests.conftest import REPOSITORY
from tests.gallery.conftest import Visit

pytestmark = pytest.mark.browser

SOLARA = REPOSITORY / "briefs" / "solara"
ARABIC = """\
name: نسيم البحر
colors: {primary: "#7B1E3A", accent: "#F2B880"}
fonts: {arabic: font.ttf}
tone: دافئ ومرح
keep: [نسيم]
required_disclaimers: [{text: {ar: يُرجى إعادة التدوير.}, markets: [SA]}]
"""


def sheet_of(folder: Path, name: str) -> Path:
    """Write the sheet of the good kit, of one in Arabic, or of the bad one."""
    kit = {"solara": SOLARA, "bad": REPOSITORY / "tests" / "data" / "kits" / "bad"}.get(name, folder)
    if kit is folder:
        (folder / "brand.yaml").write_text(ARABIC, "utf-8")
        (folder / "font.ttf").write_bytes((REPOSITORY / "fonts" / "NotoSansArabic-Bold.ttf").read_bytes())
    return check_brand_kit(kit, folder / "sheet.html", folder).sheet


@pytest.mark.parametrize("name", ["solara", "arabic", "bad"])
def test_the_sheet_fits_every_screen_and_can_be_read(browser: Browser, tmp_path: Path, name: str) -> None:
    """Nothing reaches out of a phone; nothing is asked of the network; axe finds nothing that people cannot read."""
    address = sheet_of(tmp_path, name).as_uri()
    for width, theme in ((390, "dark"), (390, "light"), (1280, "dark"), (1280, "light")):
        visit = Visit(browser, color_scheme=theme, viewport={"width": width, "height": 800})
        page = visit.page
        page.goto(address)

        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert [url for url in visit.requests if not url.startswith(("data:", "file:"))] == []
        assert page.evaluate("[...document.images].every(one => one.complete && one.naturalWidth > 0)")
        # What a brand's own colours look like on each other is what the sheet shows.
        found = Axe().run(page, options={"rules": {"color-contrast": {"enabled": name != "bad"}}})
        serious = [one["id"] for one in found.response["violations"] if one["impact"] in {"serious", "critical"}]
        assert serious == []
        visit.context.close()


def test_its_fonts_are_those_of_the_kit(browser: Browser, tmp_path: Path) -> None:
    """The specimens are set in the fonts that the page carries."""
    visit = Visit(browser)
    visit.page.goto(sheet_of(tmp_path, "solara").as_uri())
    loaded = visit.page.evaluate(
        "document.fonts.ready.then(() => [...document.fonts].map(one => `${one.family} ${one.weight} ${one.status}`))"
    )

    assert sorted(one.replace('"', "") for one in loaded) == ["kit-latn 400 loaded", "kit-latn 700 loaded"]


def test_it_prints_on_two_pages(browser: Browser, tmp_path: Path) -> None:
    """A4, in its own colours."""
    pypdf = pytest.importorskip("pypdf")
    visit = Visit(browser)
    visit.page.goto(sheet_of(tmp_path, "solara").as_uri())
    visit.page.pdf(path=tmp_path / "sheet.pdf", prefer_css_page_size=True, print_background=True)

    assert len(pypdf.PdfReader(tmp_path / "sheet.pdf").pages) <= 3
