"""The page as people use it, in a real Chromium: from a folder, with mouse, keyboard and screen reader.

Longer than most files: the page is one place, and what it does there is told in one.
"""

import base64
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it ships no types
from playwright.sync_api import Browser, Locator, Page, expect

from creative_cli.gallery.cards import Gallery, RecordedReview
from creative_cli.gallery.html_page import render_gallery
from creative_cli.models import AdCopy, Finding, Status
from creative_cli.services.reviews import import_reviews
from creative_cli.services.workspace import Workspace
from tests.gallery.conftest import CAMPAIGN, Visit
from tests.gallery.samples import asset, card, gallery, many

pytestmark = pytest.mark.browser

DOT = base64.b64decode("R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==")
"""A picture of one px."""

EARLY, LATE = "2026-11-20T10:00:00Z", "2999-01-01T00:00:00Z"


def page_of(house: Workspace) -> Path:
    """Return the page of the demo."""
    return house.output / CAMPAIGN / "index.html"


def written(folder: Path, what: Gallery) -> Path:
    """Write a gallery, with a picture of one px for each of its ads."""
    for one in what.cards:
        target = folder / one.asset.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(DOT)
    (folder / "index.html").write_bytes(render_gallery(what))
    return folder / "index.html"


def shown(page: Page) -> int:
    """Return how many ads are on the sheet."""
    return page.locator(".card").count()


def option(page: Page, facet: str, value: str) -> Locator:
    """Return the box of a filter."""
    return page.locator(f'[data-facet="{facet}"] input[value="{value}"]')


def count_of(page: Page, facet: str, value: str) -> int:
    """Return the number beside a filter."""
    row = page.locator(f'[data-facet="{facet}"] .option', has=page.locator(f'input[value="{value}"]'))
    return int(row.locator(".n").text_content() or "-1")


def exported(page: Page, to: Path) -> Any:
    """Press the button and return what is in the file."""
    with page.expect_download() as waiting:
        page.locator("#export").click()
    waiting.value.save_as(to)
    return json.loads(to.read_text("utf-8"))


def test_filters_narrow_add_up_and_count(campaign: Workspace, visit: Visit) -> None:
    """Values of one filter add up, filters narrow each other, and every value tells what it would show."""
    page = visit.open(page_of(campaign))
    assert (shown(page), count_of(page, "country", "SA"), count_of(page, "format", "9:16")) == (24, 6, 8)
    option(page, "country", "SA").check()
    assert (shown(page), count_of(page, "country", "JP"), count_of(page, "format", "9:16")) == (6, 6, 2)
    option(page, "country", "JP").check()
    option(page, "product", "iced-tea").check()
    option(page, "format", "9:16").check()

    assert shown(page) == 2
    expect(page.locator("#count")).to_have_text("2 of 24 ads")
    expect(page.locator("#chips button")).to_have_count(4)
    assert count_of(page, "audience", "young adults, 18-30, out with friends") == 2


def test_the_address_holds_the_filters_and_back_goes_back(campaign: Workspace, visit: Visit) -> None:
    """What is shown can be sent as an address, and the browser's own buttons work."""
    page = visit.open(page_of(campaign))
    option(page, "language", "Japanese").check()
    option(page, "product", "peach-soda").check()
    page.locator("#sort").select_option("format")
    sent = page.url
    page.go_back()
    page.go_back()
    assert (shown(page), option(page, "product", "peach-soda").is_checked()) == (6, False)
    page.go_back()
    assert shown(page) == 24
    page.go_forward()
    assert shown(page) == 6

    other = visit.context.new_page()
    other.goto(sent)
    assert shown(other) == 3
    assert [text.split()[0] for text in other.locator(".group h2").all_inner_texts()] == ["1:1", "9:16", "16:9"]
    assert option(other, "language", "Japanese").is_checked()
    assert other.locator("#sort").input_value() == "format"


def test_a_region_stands_for_its_countries(campaign: Workspace, visit: Visit) -> None:
    """Countries stand under their region; picking it shows them all, is kept in the address, and adds to countries."""
    page = visit.open(page_of(campaign))
    rows = page.locator('[data-facet="country"] .option bdi').all_inner_texts()
    assert rows == ["Asia", "Japan", "Saudi Arabia", "Germany", "United States"]
    option(page, "country", "142").check()
    assert (shown(page), count_of(page, "country", "142"), count_of(page, "product", "iced-tea")) == (12, 12, 6)
    japan = option(page, "country", "JP")
    assert (japan.is_checked(), japan.is_disabled()) == (True, True)
    option(page, "country", "DE").check()
    assert shown(page) == 18
    sent = page.url

    other = visit.context.new_page()
    other.goto(sent)
    assert shown(other) == 18
    other.locator("#chips").get_by_role("button", name="Remove the filter Region: Asia").click()
    assert (shown(other), option(other, "country", "JP").is_disabled()) == (6, False)
    other.close()


def test_an_address_may_name_a_region_that_has_no_row(campaign: Workspace, visit: Visit) -> None:
    """Northern America holds one country of these and has no row of its own; the address works, and names it."""
    page = visit.open(page_of(campaign), "region=021&region=155")

    assert shown(page) == 12
    assert page.locator("#chips button").all_inner_texts() == ["Northern America", "Western Europe"]


def test_search_finds_words_in_any_script_and_says_when_nothing_is_there(campaign: Workspace, visit: Visit) -> None:
    """Copy and names are searched without regard to case and accents; an empty result has a way back."""
    page = visit.open(page_of(campaign))
    before = page.evaluate("history.length")
    for words, found in (("الصيف", 6), ("GEKUHLT", 6), ("saudi soda", 3), ("zzz", 0)):
        page.locator("#search").fill(words)
        assert shown(page) == found, words
    expect(page.locator("#empty")).to_be_visible()
    expect(page.locator("#empty-title")).to_have_text("No ad matches")
    page.locator("#empty-clear").click()

    assert shown(page) == 24
    assert page.evaluate("history.length") <= before + 1


def test_a_filter_can_be_taken_away_where_it_is_named(campaign: Workspace, visit: Visit) -> None:
    """Each filter in use is a button, and one button clears all."""
    page = visit.open(page_of(campaign), "country=SA&country=JP&format=1%3A1&format=9%3A16&format=16%3A9&q=solara")
    page.locator("#chips").get_by_role("button", name="Japan").click()
    assert (shown(page), "JP" in page.url) == (6, False)
    page.locator("#clear").click()

    assert (shown(page), page.locator("#search").input_value()) == (24, "")


def test_an_unknown_address_is_no_trouble(campaign: Workspace, visit: Visit) -> None:
    """An address from an older page shows what there is of it."""
    page = visit.open(page_of(campaign), "ad=gone.jpg&country=ATLANTIS&sort=constructor&with=xx&%E0%A4%A=1")

    assert shown(page) == 0
    expect(page.locator("#viewer")).to_be_hidden()
    expect(page.locator("#empty")).to_be_visible()


def test_an_ad_opens_large_with_everything_known_of_it(campaign: Workspace, visit: Visit) -> None:
    """A click shows the picture itself, both copies, the checks, where it came from and what file it is."""
    page = visit.open(page_of(campaign))
    page.locator('a[href="./ar-SA/9x16/iced-tea.jpg"]').click()
    panel = page.locator("#panel")
    expect(page.locator("#viewer-title")).to_have_text("Solara Iced Tea, Saudi Arabia")
    assert page.locator(".plate img").evaluate("image => image.decode().then(() => image.naturalHeight)") == 1920
    for text in (
        "Summer, poured over ice",
        "طعم الصيف على الثلج",
        "checks passed",
        "studio, studio-1",
        "1080 × 1920 px",
    ):
        expect(panel).to_contain_text(text)
    assert re.fullmatch("[0-9a-f]{64}", panel.locator(".sha").inner_text())
    arabic = panel.locator(".words .headline").nth(1)
    assert [arabic.get_attribute(name) for name in ("dir", "lang")] == ["rtl", "ar-SA"]
    assert arabic.evaluate("words => getComputedStyle(words).direction") == "rtl"
    assert "ad=ar-SA%2F9x16%2Ficed-tea.jpg" in page.url


def test_right_to_left_copy_stands_right_on_the_sheet(campaign: Workspace, visit: Visit) -> None:
    """On a card, too, Arabic is read from the right and says what language it is."""
    page = visit.open(page_of(campaign), "country=SA")
    line = page.locator(".card .line").first

    assert [line.get_attribute(name) for name in ("dir", "lang")] == ["rtl", "ar-SA"]
    assert line.evaluate("words => getComputedStyle(words).direction") == "rtl"


def test_the_keyboard_walks_the_sheet_and_the_viewer(campaign: Workspace, visit: Visit) -> None:
    """One stop for Tab, arrows from ad to ad, Enter opens, arrows step, Esc closes and gives the place back."""
    page = visit.open(page_of(campaign))
    assert page.locator('.card a[tabindex="0"]').count() == 1
    page.locator('.card a[tabindex="0"]').focus()
    focused = "document.activeElement.closest('.card').dataset.ad"
    places = []
    for key in ("ArrowRight", "ArrowDown", "ArrowUp", "End", "Home", "ArrowLeft"):
        page.keyboard.press(key)
        places.append(int(page.evaluate(focused)))
    assert places == [1, 7, 1, 23, 0, 0]
    page.keyboard.press("Enter")
    expect(page.locator("#viewer-place")).to_contain_text("1 of 24")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#viewer-place")).to_contain_text("3 of 24")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Escape")

    expect(page.locator("#viewer")).to_be_hidden()
    expect(page).not_to_have_url(re.compile("ad="))
    expect(page.locator('.card[data-ad="1"] a').first).to_be_focused()


def test_a_review_is_done_with_few_keys(campaign: Workspace, visit: Visit, tmp_path: Path) -> None:
    """From the sheet to a filter, back to the ads, approve and export: five keys, however many markets there are."""
    page = visit.open(page_of(campaign))
    for key in ("f", "Space", "Escape", "a"):
        page.keyboard.press(key)
    assert (shown(page), page.evaluate("document.activeElement.closest('.card').dataset.verdict")) == (12, "approved")
    with page.expect_download() as waiting:
        page.keyboard.press("e")
    waiting.value.save_as(tmp_path / "review.json")

    verdicts = json.loads((tmp_path / "review.json").read_text("utf-8"))["reviews"]
    assert [one["verdict"] for one in verdicts] == ["approved"]


def test_the_focus_stays_in_the_open_viewer(campaign: Workspace, visit: Visit) -> None:
    """Tab goes round inside the dialog, and what is behind it cannot be reached."""
    page = visit.open(page_of(campaign), "ad=en-US%2F1x1%2Ficed-tea.jpg")
    expect(page.locator("#viewer")).to_be_visible()
    seen = set()
    for _ in range(30):
        page.keyboard.press("Tab")
        seen.add(
            page.evaluate(
                "document.activeElement === document.body || document.activeElement.closest('dialog') !== null"
            )
        )

    assert seen == {True}


def test_back_closes_the_viewer(campaign: Workspace, visit: Visit) -> None:
    """An open ad is a page of its own in the history, however many were stepped through."""
    page = visit.open(page_of(campaign), "country=JP")
    page.locator(".card a").first.click()
    page.locator("#next").click()
    page.locator("#next").click()
    page.go_back()

    expect(page.locator("#viewer")).to_be_hidden()
    assert (shown(page), page.url.endswith("#country=JP")) == (6, True)


def test_letters_decide_and_can_be_switched_off(campaign: Workspace, visit: Visit) -> None:
    """A approves, R rejects, again takes back, C comments; in a text field and when switched off they are letters."""
    page = visit.open(page_of(campaign))
    page.locator(".card a").first.focus()
    page.keyboard.press("a")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("r")
    expect(page.locator("#progress")).to_have_text("1 approved1 rejected22 pending")
    page.keyboard.press("r")
    expect(page.locator("#progress")).to_have_text("1 approved0 rejected23 pending")
    page.keyboard.press("c")
    page.keyboard.type("are the letters in?")
    assert page.locator("#comment").input_value() == "are the letters in?"
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.locator("#letters").uncheck()
    page.keyboard.press("Escape")
    page.locator(".card a").nth(3).focus()
    page.keyboard.press("a")

    expect(page.locator("#progress")).to_have_text("1 approved0 rejected23 pending")


def test_a_card_judged_out_of_its_filter_hands_on_the_focus(campaign: Workspace, visit: Visit) -> None:
    """Reviewing what is pending goes on with the next ad, without a hand on the mouse."""
    page = visit.open(page_of(campaign), "review=pending&country=JP")
    page.locator(".card a").first.focus()
    for _ in range(5):
        page.keyboard.press("a")
    assert shown(page) == 1
    assert page.evaluate("document.activeElement.closest('.card') !== null")
    page.keyboard.press("r")

    assert shown(page) == 0
    assert count_of(page, "review", "approved") == 5


def test_a_review_goes_from_the_page_into_the_record_and_back(house: Workspace, visit: Visit, tmp_path: Path) -> None:
    """What is decided on the page is imported as it was said, and the next page knows it."""
    page = visit.open(page_of(house), "ad=ar-SA%2F1x1%2Ficed-tea.jpg")
    page.keyboard.press("a")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("r")
    page.locator("#comment").fill("Größer, bitte: «السعر» 😀\nand <b>bold</b>")
    page.keyboard.press("Escape")
    expect(page.locator("#unsaved")).to_have_text("2")
    file = tmp_path / "review.json"
    content = exported(page, file)
    expect(page.locator("#unsaved")).to_be_hidden()
    assert {review["verdict"] for review in content["reviews"]} == {"approved", "rejected"}
    decisions, progress = import_reviews(file, house, "Ana")

    assert [(one.verdict, one.comment) for one in decisions.new] == [
        (review["verdict"], review["comment"]) for review in content["reviews"]
    ]
    assert (progress.approved, progress.rejected, progress.pending) == (1, 1, 22)


def test_one_step_judges_all_that_is_shown_and_can_be_taken_back(campaign: Workspace, visit: Visit) -> None:
    """Only pending ads of the filter change; Undo takes the step back, and a verdict that was there stays."""
    page = visit.open(page_of(campaign), "format=1%3A1")
    inside = shown(page)
    page.locator(".card a").first.focus()
    page.keyboard.press("r")
    expect(page.locator("#approve-shown")).to_have_text(f"Approve {inside - 1} shown")
    page.locator("#approve-shown").click()
    expect(page.locator("#progress")).to_contain_text(f"{inside - 1} approved1 rejected")
    expect(page.locator("#reject-shown")).to_be_disabled()
    page.locator("#undo-shown").click()

    expect(page.locator("#progress")).to_contain_text("0 approved1 rejected")
    expect(page.locator("#undo-shown")).to_be_hidden()


def test_a_comment_can_stand_on_a_place_of_the_picture(campaign: Workspace, visit: Visit, tmp_path: Path) -> None:
    """A click writes the place into the comment, in percent of the picture; a pin shows it; it is exported as text."""
    page = visit.open(page_of(campaign), "ad=en-US%2F1x1%2Ficed-tea.jpg")
    page.locator("#pin").click()
    box = page.locator(".frame img").first.bounding_box()
    assert box is not None
    side = min(box["width"], box["height"])
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.click(middle[0] + side / 4, middle[1] - side / 4)
    page.keyboard.type("too close to the edge")
    assert re.fullmatch(r"\(7[45] %, 2[56] %\) too close to the edge", page.locator("#comment").input_value())
    expect(page.locator(".pin")).to_have_count(1)
    page.locator("#reject").click()
    page.keyboard.press("p")
    assert page.locator("#comment").input_value().endswith("\n(50 %, 50 %) ")
    expect(page.locator(".pin")).to_have_count(2)
    page.keyboard.press("Escape")

    (review,) = exported(page, tmp_path / "review.json")["reviews"]
    assert review["comment"].startswith("(7")
    assert review["verdict"] == "rejected"


def test_verdicts_survive_closing_the_page_while_the_bytes_are_the_same(tmp_path: Path, visit: Visit) -> None:
    """The browser stores a verdict for the exact file; a changed file is pending again."""
    one, other = asset(), asset("de-DE/1x1/iced-tea.jpg", country="DE")
    file = written(tmp_path, gallery(card(one), card(other)))
    page = visit.open(file)
    page.locator(".card a").first.focus()
    page.keyboard.press("a")
    page.keyboard.press("End")
    page.keyboard.press("r")
    page.reload()
    expect(page.locator("#progress")).to_have_text("1 approved1 rejected0 pending")
    written(tmp_path, gallery(card(one), card(replace(other, sha256="1" * 64))))
    page.reload()
    expect(page.locator("#progress")).to_contain_text("1 pending")
    standing = page.locator(".card").evaluate_all("all => all.map((one) => one.dataset.verdict ?? 'pending')")

    assert sorted(standing) == ["pending", "rejected"]


@pytest.mark.parametrize(
    ("at", "exported", "expected"),
    [(LATE, "exported", "rejected"), (EARLY, "exported", "approved"), (LATE, "", "approved")],
)
def test_the_newer_of_record_and_browser_wins(
    browser: Browser, tmp_path: Path, at: str, exported: str, expected: str
) -> None:
    """A record newer than what was exported here replaces it; what was never exported stays."""
    one = asset()
    visit = Visit(browser)
    file = written(
        tmp_path, gallery(card(one), reviews=(RecordedReview(one.path, one.sha256, "rejected", "no", "Ana", at),))
    )
    entry = {"verdict": "approved", "comment": "", "at": "2026-11-21T10:00:00.000Z", "exported": exported != ""}
    shelf = json.dumps({f"{one.path} {one.sha256}": entry, "x": None, "y": {"verdict": "<b>"}, "z": 7})
    visit.context.add_init_script(f"localStorage.setItem('creative.review.summer-drinks', {json.dumps(shelf)})")
    page = visit.open(file, "ad=" + one.path)

    expect(page.locator(f".card[data-verdict={expected}]")).to_have_count(1)
    expect(page.locator("#recorded")).to_contain_text("Recorded: rejected")
    assert visit.complaints == []
    visit.context.close()


def test_a_second_reviewer_can_say_the_same(browser: Browser, tmp_path: Path) -> None:
    """What Ana has approved Ben approves, too, without her words; a second press takes his verdict back."""
    one = asset()
    visit = Visit(browser)
    recorded = RecordedReview(one.path, one.sha256, "approved", "lovely", "Ana", LATE)
    page = visit.open(written(tmp_path, gallery(card(one), reviews=(recorded,))), "ad=" + one.path)
    expect(page.locator("#recorded")).to_contain_text("Recorded: approved")
    for unsaved in ("1", "0", "1"):
        page.locator("#approve").click()
        expect(page.locator("#unsaved")).to_have_text(unsaved)
        expect(page.locator(".card[data-verdict=approved]")).to_have_count(1)
    page.keyboard.press("Escape")
    content = exported(page, tmp_path / "review.json")

    assert [(review["verdict"], review["comment"]) for review in content["reviews"]] == [("approved", "")]
    assert visit.complaints == []
    visit.context.close()


def test_a_browser_that_keeps_nothing_still_reviews(browser: Browser, tmp_path: Path) -> None:
    """Without storage the page works, and says that it forgets."""
    visit = Visit(browser, reduced_motion="reduce")
    visit.context.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })"
    )
    page = visit.open(written(tmp_path, gallery(card(asset()))), "ad=en-US/1x1/iced-tea.jpg")
    page.locator("#approve").click()
    expect(page.locator("#toast")).to_contain_text("Approved")
    content = exported_after_close(page, tmp_path / "review.json")

    assert [review["verdict"] for review in content["reviews"]] == ["approved"]
    assert visit.complaints == []
    visit.context.close()


def exported_after_close(page: Page, to: Path) -> Any:
    """Close the viewer and export."""
    page.keyboard.press("Escape")
    return exported(page, to)


def test_boxes_lie_where_type_was_set(tmp_path: Path, visit: Visit) -> None:
    """The overlay has the picture's own px, whatever size it is shown at, and marks the block a finding names."""
    file = written(tmp_path, gallery(card(asset(status=Status.FAIL))))
    page = visit.open(file, "ad=en-US/1x1/iced-tea.jpg")
    page.keyboard.press("l")
    frame = page.locator(".frame").bounding_box()
    box = page.locator(".box.fail rect").last.bounding_box()
    assert frame is not None
    assert box is not None
    side = min(frame["width"], frame["height"])
    scale, left = side / 1080, frame["x"] + (frame["width"] - side) / 2

    assert box["x"] == pytest.approx(left + 60 * scale, abs=3)
    assert box["width"] == pytest.approx(700 * scale, abs=6)
    assert page.locator(".box").count() == 2


def test_the_key_under_the_picture_tells_what_the_numbers_are(tmp_path: Path, visit: Visit) -> None:
    """Each box has a number that keeps its size on the screen; the key says role, size and what was found of it."""
    wide = replace(asset(status=Status.WARN), width=728, height=90)
    whole = replace(wide, findings=(Finding("file_size", "heavy", Status.FAIL, "it is too large"), *wide.findings))
    file = written(tmp_path, gallery(card(whole)))
    page = visit.open(file, "ad=en-US/1x1/iced-tea.jpg")
    page.keyboard.press("l")

    assert page.locator(".box text").all_text_contents() == ["1", "2"]
    assert page.locator(".key li").all_inner_texts() == ["1 headline, 96.5 px Warn", "2 cta, 40 px", "whole ad Fail"]
    heights = []
    for width in (1440, 500):
        page.set_viewport_size({"width": width, "height": 900})
        expect(page.locator(".whole.fail")).to_be_visible()
        page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        heights.append(page.locator(".box text").first.evaluate("text => text.getBoundingClientRect().height"))
    assert heights[0] == pytest.approx(heights[1], rel=0.15)


def test_a_safe_zone_is_drawn_and_stays_chosen(campaign: Workspace, visit: Visit) -> None:
    """The channel stays chosen from ad to ad, and its legend names what lies outside."""
    page = visit.open(page_of(campaign), "format=9:16&ad=ar-SA%2F9x16%2Ficed-tea.jpg")
    page.locator("#zone").select_option("youtube.shorts.tall")
    expect(page.locator("#legend")).to_contain_text("Outside: headline")
    page.locator("#viewer-title").focus()
    page.keyboard.press("ArrowRight")

    assert page.locator("#zone").input_value() == "youtube.shorts.tall"
    assert page.locator(".zone path").count() == 1


def test_two_markets_stand_side_by_side(campaign: Workspace, visit: Visit) -> None:
    """The same product and ratio of another market is shown beside, with its copy, and the address knows it."""
    page = visit.open(page_of(campaign), "ad=en-US%2F1x1%2Ficed-tea.jpg")
    page.locator("#with").select_option("ar-SA")
    assert page.locator(".plate").evaluate_all("plates => plates.map((plate) => plate.dataset.path)") == [
        "en-US/1x1/iced-tea.jpg",
        "ar-SA/1x1/iced-tea.jpg",
    ]
    expect(page.locator("#copy")).to_contain_text("طعم الصيف على الثلج")
    page.reload()

    assert page.locator(".plate").count() == 2
    assert page.locator("#with").input_value() == "ar-SA"


def test_hostile_words_are_only_words(tmp_path: Path, visit: Visit) -> None:
    """Markup in copy, names and comments is shown, never read."""
    attack = (
        "</script><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">\u202e'\"&amp;"
    )
    one = asset(copy=AdCopy(attack, attack, attack, attack))
    review = RecordedReview(one.path, one.sha256, "rejected", attack, attack, EARLY)
    file = written(tmp_path, gallery(card(one, attack, attack), reviews=(review,), campaign="hostile"))
    page = visit.open(file, "ad=en-US/1x1/iced-tea.jpg&q=%3Cimg+src%3Dx")
    page.wait_for_load_state("load")

    assert page.title() == "hostile – review"
    assert page.locator("img[src=x]").count() == 0
    expect(page.locator("#recorded")).to_contain_text(attack)
    expect(page.locator("#panel .words .headline").last).to_contain_text(attack)
    assert page.locator(".card .line").text_content() == attack


def test_nothing_is_asked_of_anyone_but_the_folder(campaign: Workspace, visit: Visit) -> None:
    """Filters, the viewer and a comparison load pictures beside the page and nothing else."""
    page = visit.open(page_of(campaign), "ad=en-US%2F1x1%2Ficed-tea.jpg&with=ja-JP")
    page.wait_for_load_state("networkidle")
    folder = page_of(campaign).parent.as_uri() + "/"
    outside = {url for url in visit.requests if not url.startswith((folder, "data:", "blob:"))}

    assert outside == set()
    assert any(url.endswith(".jpg") for url in visit.requests)


def test_the_theme_follows_the_system_and_can_be_chosen(browser: Browser, campaign: Workspace) -> None:
    """Light where the system is light; the button changes it for good."""
    ground = "getComputedStyle(document.body).backgroundColor"
    light, dark = Visit(browser, color_scheme="light"), Visit(browser, color_scheme="dark")
    grounds = [visit.open(page_of(campaign)).evaluate(ground) for visit in (light, dark)]
    assert grounds == ["rgb(244, 246, 251)", "rgb(10, 18, 34)"]
    dark.page.get_by_role("button", name="Switch to the light theme").click()
    dark.page.reload()

    assert dark.page.evaluate(ground) == grounds[0]
    expect(dark.page.get_by_role("button", name="Switch to the dark theme")).to_be_visible()
    for visit in (light, dark):
        visit.context.close()


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("width", [390, 1440])
def test_axe_finds_nothing_serious(browser: Browser, campaign: Workspace, theme: str, width: int) -> None:
    """Contrast, names, roles and focus are right on the sheet, in the viewer and in the help, in both themes."""
    visit = Visit(browser, color_scheme=theme, viewport={"width": width, "height": 900}, bypass_csp=True)
    for state in ("", "q=zzz", "country=SA", "ad=ar-SA%2F9x16%2Ficed-tea.jpg&with=ja-JP", "help"):
        page = visit.open(page_of(campaign), "" if state == "help" else state)
        page.reload()
        if state == "country=SA":
            page.locator(".card a").first.focus()
            page.keyboard.press("a")
            page.keyboard.press("ArrowRight")
            page.keyboard.press("r")
        if state == "help":
            page.locator("#help-open").click()
        found = Axe().run(page).response["violations"]
        grave = [
            (one["id"], [node["html"][:200] for node in one["nodes"]])
            for one in found
            if one["impact"] in {"serious", "critical"}
        ]
        assert grave == [], state
    visit.context.close()


@pytest.mark.parametrize("state", ["", "ad=ar-SA%2F16x9%2Ficed-tea.jpg&with=ja-JP"])
def test_a_phone_never_scrolls_sideways(browser: Browser, campaign: Workspace, state: str) -> None:
    """At 390 and 320 px everything is inside the screen, and what is pressed is at least 24 px."""
    for width in (390, 320):
        visit = Visit(browser, viewport={"width": width, "height": 844}, has_touch=True)
        page = visit.open(page_of(campaign), state)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("document.querySelector('.viewer-body').scrollWidth") <= width
        small = page.locator("button:visible, a:visible:not(dd a, .skip), select:visible").evaluate_all(
            "all => all.filter((one) => one.getBoundingClientRect().height < 24).length"
        )
        assert small == 0
        visit.context.close()


def test_filters_on_a_phone_are_a_sheet(browser: Browser, campaign: Workspace) -> None:
    """The button opens the filters over the ads, Esc closes them and gives the focus back."""
    visit = Visit(browser, viewport={"width": 390, "height": 844})
    page = visit.open(page_of(campaign))
    page.locator("#filters-open").click()
    option(page, "country", "JP").check()
    page.keyboard.press("Escape")

    expect(page.locator("#filters")).to_be_hidden()
    expect(page.locator("#filters-count")).to_have_text("1")
    assert (shown(page), page.evaluate("document.activeElement.id")) == (6, "filters-open")
    visit.context.close()


def test_without_scripts_the_ads_are_there(browser: Browser, campaign: Workspace) -> None:
    """Where scripts are switched off, every ad is shown and opens its file."""
    visit = Visit(browser, java_script_enabled=False)
    page = visit.open(page_of(campaign))

    assert shown(page) == 24
    page.locator(".card a").first.click()
    page.wait_for_url("**/*.jpg")
    visit.context.close()


def test_five_hundred_ads_stay_fluid(tmp_path: Path, visit: Visit) -> None:
    """Pictures far below are not loaded, nothing moves while they come, and a filter answers at once."""
    page = visit.open(written(tmp_path, many(500)))
    page.wait_for_load_state("networkidle")
    assert shown(page) == 500
    pictures = [url for url in visit.requests if url.endswith(".jpg")]
    assert 0 < len(pictures) < 200
    took = page.evaluate(
        """() => {
          const start = performance.now();
          document.querySelector('[data-facet=format] input').click();
          document.body.getBoundingClientRect();
          return performance.now() - start;
        }"""
    )

    assert shown(page) < 500
    assert took < 500
    visit.complaints.clear()
