"""The page of `creative watch` in a real Chromium: it follows what is saved, by itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.gallery.conftest import Visit
from tests.test_watch import PATIENCE_S, Watched, save_by_rename

pytestmark = pytest.mark.browser

PATIENCE_MS = PATIENCE_S * 1000


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    """Start the command on a campaign."""
    (folder := tmp_path / "campaign").mkdir()
    started = Watched(folder)
    yield started
    started.end()


def test_the_page_follows_what_is_saved(browser: Browser, watched: Watched) -> None:
    """Without a reload by hand: another picture, a mistake with its line, and no mistake once it is right."""
    visit = Visit(browser, viewport={"width": 390, "height": 844})
    visit.context.set_default_timeout(PATIENCE_MS)
    page = visit.page
    page.goto(f"http://127.0.0.1:{watched.port}/")
    picture, loads = page.locator(".chosen img:not(.stale)"), len(visit.requests)
    expect(picture).to_be_visible(timeout=PATIENCE_MS)
    before = picture.get_attribute("src") or ""
    copy = watched.folder / "shared" / "copy.yaml"
    save_by_rename(copy, copy.read_bytes().replace(b"rain", b"snow"))
    expect(picture).not_to_have_attribute("src", before, timeout=PATIENCE_MS)
    expect(picture).to_have_js_property("complete", value=True, timeout=PATIENCE_MS)

    right = watched.brief.read_bytes()
    save_by_rename(watched.brief, right.replace(b"markets", b"market"))
    wrong = page.locator(".wrong")
    expect(wrong).to_contain_text("brief.yaml:7:1", timeout=PATIENCE_MS)
    expect(wrong.locator("pre")).to_have_text("7 market: [GB]")
    expect(page.locator(".chosen .mark", has_text="Of an earlier state")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    save_by_rename(watched.brief, right)
    expect(wrong).to_have_count(0, timeout=PATIENCE_MS)
    expect(picture).to_be_visible(timeout=PATIENCE_MS)

    assert [one for one in visit.requests[loads:] if one.endswith(f":{watched.port}/")] == [], "the page is loaded once"
    visit.context.close()
    assert visit.complaints == []
