"""The page of a large campaign: an index opens at once, everything else is loaded as somebody looks at it."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from creative_cli.engine.planner import Slice, build_plans
from creative_cli.gallery.cards import RecordedReview
from creative_cli.services.large_gallery import build_large_page
from creative_cli.services.reviews import publish_gallery
from creative_cli.services.workspace import Workspace
from creative_cli.storage.outputs import Manifest, OutputFolder
from tests.gallery.conftest import BRIEF, CAMPAIGN, Visit


def put_in_shards(house: Workspace, monkeypatch: pytest.MonkeyPatch) -> tuple[OutputFolder, Manifest]:
    """Let the campaign have five ads in a file, with its page; return its folder and the manifest with all ads."""
    monkeypatch.setenv("CREATIVE_SHARD_ADS", "5")
    folder = OutputFolder(house.output, CAMPAIGN, house.state)
    whole = folder.manifest()
    assert whole is not None
    folder.settle(whole, ())
    publish_gallery(build_plans([str(BRIEF)], Slice(), translator=False)[0], house)
    return folder, whole


def names(folder: OutputFolder) -> set[str]:
    """Return the files beside the page."""
    return {path.name for path in (folder.path / "gallery").iterdir()}


@pytest.mark.slow
def test_a_page_is_made_again_only_where_its_ads_have_changed(
    house: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One changed ad changes the script of its shard; a campaign that is small again has no scripts."""
    folder, whole = put_in_shards(house, monkeypatch)
    before = names(folder)
    assert len(before) == 5 + 2
    assert b'<li class="card"' not in (folder.path / "index.html").read_bytes()

    (plan,) = build_plans([str(BRIEF)], Slice(), translator=False)
    first = whole.assets[0]
    folder.settle(replace(whole, run_id="run-2", assets=(replace(first, alt_text="Another."), *whole.assets[1:])), ())
    publish_gallery(plan, house)
    assert len(names(folder) - before) == 1
    assert len(names(folder)) == len(before)

    monkeypatch.setenv("CREATIVE_SHARD_ADS", "1000")
    folder.settle(whole, ())
    publish_gallery(plan, house)
    assert not (folder.path / "gallery").exists()
    assert not (folder.path / "manifest").exists()


@pytest.mark.slow
def test_reviews_of_changed_ads_are_not_shown(house: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """The index has the verdict on the bytes of an ad, and none on other bytes."""
    folder, whole = put_in_shards(house, monkeypatch)
    (plan,) = build_plans([str(BRIEF)], Slice(), translator=False)
    head = folder.manifest_head()
    assert head is not None
    one, other = whole.assets[:2]
    reviews = (
        RecordedReview(one.path, one.sha256, "approved", "good", "Ann", "2026-11-01T10:00:00.123Z"),
        RecordedReview(other.path, "0" * 64, "approved"),
    )
    build_large_page(plan, folder, head, reviews)

    scripts = [path.read_text("utf-8") for path in (folder.path / "gallery").glob("index-*.js")]
    found = [json.loads(text.removeprefix("creativeGallery.index(").removesuffix(");\n")) for text in scripts]
    assert sorted(one["opinions"] for one in found) == [
        [],
        [["approved", "good", "Ann", "2026-11-01T10:00:00Z", ""]],
    ]


@pytest.mark.browser
def test_a_large_campaign_is_reviewed_as_a_small_one(
    house: Workspace, visit: Visit, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Cards, search, viewer, comparison, verdicts and their export work; a shard comes when an ad of it is opened."""
    folder, whole = put_in_shards(house, monkeypatch)
    page = visit.open(folder.path / "index.html")
    expect(page.locator(".card")).to_have_count(24)
    assert loaded(visit) == 1  # the index

    page.locator("#search").fill("japan")
    expect(page.locator("#count")).to_have_text("6 of 24 ads")
    page.locator(".card a").first.click()
    expect(page.locator("#viewer")).to_be_visible()
    expect(page.locator("#findings")).to_contain_text("passed")
    expect(page.locator("#copy")).to_contain_text("Japanese")
    page.keyboard.press("a")
    page.locator("#with").select_option("de-DE")
    expect(page.locator(".plate")).to_have_count(2)
    assert 2 <= loaded(visit) <= 3
    page.keyboard.press("Escape")
    expect(page).not_to_have_url(re.compile("ad="))  # the address follows once the viewer has closed

    page.reload()
    expect(page.locator("#progress")).to_contain_text("1 approved")
    page.locator("#search").fill("")
    expect(page.locator("#count")).to_have_text("24 ads")
    page.locator("#reject-shown").click()
    expect(page.locator("#progress")).to_contain_text("23 rejected")
    page.reload()
    expect(page.locator("#progress")).to_contain_text("23 rejected")
    verdicts = export(page, tmp_path / "review.json")

    known = {asset.path: asset.sha256 for asset in whole.assets}
    assert {path: sha for path, sha, _ in verdicts} == known
    assert sorted(verdict for *_, verdict in verdicts) == ["approved"] + ["rejected"] * 23


def loaded(visit: Visit) -> int:
    """Return how many scripts the page has loaded."""
    return sum(address.endswith(".js") for address in visit.requests)


def export(page: Page, file: Path) -> list[tuple[str, str, str]]:
    """Export the review and return path, SHA-256 and verdict of each ad."""
    with page.expect_download() as download:
        page.locator("#export").click()
    download.value.save_as(file)
    return [(one["path"], one["sha256"], one["verdict"]) for one in json.loads(file.read_bytes())["reviews"]]
