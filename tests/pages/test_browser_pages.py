"""The pages as people use them, in a real Chromium: a campaign from the form to the package, by several hands."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it ships no types
from playwright.sync_api import Browser, Page, Route, expect

from tests.command import MINIMAL, creative, make_smallest_ads
from tests.conftest import REPOSITORY
from tests.gallery.conftest import Visit
from tests.server.serving import PATIENCE_S, serving, wait_until, workspace_in

pytestmark = pytest.mark.browser

PATIENCE_MS = PATIENCE_S * 1000
BOTTLE = REPOSITORY / "briefs" / "assets" / "iced-tea.png"

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a folder with one campaign, and yield the server's address."""
    folder = tmp_path_factory.mktemp("served")
    make_smallest_ads(folder)
    make_large_ads(folder)
    with serving(workspace_in(folder)) as client:
        yield str(client.base_url).rstrip("/")


def make_large_ads(folder: Path) -> None:
    """Make three ads of the campaign `large`, whose manifest and page are cut into files as those of 1,000 ads are."""
    (folder / "large.yaml").write_text(MINIMAL.replace("tiny", "large").replace("optional", "large"), "utf-8")
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("CREATIVE_SHARD_ADS", "2")
        made = creative("run", str(folder / "large.yaml"), "--quiet", "--output", str(folder / "outputs"))
    assert made.returncode == 0, made.stderr
    assert len(list((folder / "outputs" / "large" / "gallery").iterdir())) == 2 + 2


def visited(browser: Browser, **context: object) -> Visit:
    """Return a visit that waits as long as a loaded machine needs."""
    visit = Visit(browser, **{"color_scheme": "dark", **context})
    visit.context.set_default_timeout(PATIENCE_MS)
    return visit


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Visit with a wide screen; at the end no page must have complained."""
    one = visited(browser)
    yield one
    one.context.close()
    assert one.complaints == []


def opened_form(page: Page, address: str) -> Page:
    """Open the form, and return the page when it is ready."""
    page.goto(f"{address}/new")
    page.wait_for_selector("#form[data-ready]")
    return page


def field(path: str) -> str:
    """Return the selector of the field of a place of the brief."""
    return f'[data-at="{path}"]'


def fill_smallest(page: Page, name: str) -> None:
    """Fill in the least that a campaign needs, by its fields."""
    page.fill(field("campaign"), name)
    page.fill(field("message/headline"), "Rain is optional")
    page.fill(field("brand/name"), "Nimbus")
    page.fill(field("brand/colors/primary"), "#20304a")
    page.click("#add-product")
    page.fill(field("products/0/name"), "Nimbus One")
    page.fill("#market-search", "united king")
    page.press("#market-search", "Enter")
    expect(page.locator("#markets .who")).to_have_text("United Kingdom")
    # What the server says of the brief takes room above the boxes.
    expect(page.locator("#brief-status")).to_have_text("Complete")
    page.uncheck("#ratios input[value='16:9']")
    page.uncheck("#ratios input[value='9:16']")


def read_runs(address: str) -> list[dict[str, object]]:
    """Return the runs of the server."""
    found: list[dict[str, object]] = httpx2.get(f"{address}/api/v1/runs").json()["runs"]
    return found


def count_approved(address: str, campaign: str) -> int:
    """Return how many ads of a campaign the server has as approved."""
    answer = httpx2.get(f"{address}/api/v1/campaigns/{campaign}", timeout=PATIENCE_S)
    found: int = answer.json()["progress"]["approved"]
    return found


def assert_accessible(page: Page, where: str) -> None:
    """Fail on anything serious that axe finds."""
    grave = [
        (one["id"], [node["html"][:160] for node in one["nodes"]])
        for one in Axe().run(page).response["violations"]
        if one["impact"] in {"serious", "critical"}
    ]
    assert grave == [], where


def test_from_the_form_to_the_package(visit: Visit, address: str) -> None:
    """A campaign is filled in, previewed, run, reviewed and packed; the verdict is on the server."""
    page = opened_form(visit.page, address)
    fill_smallest(page, "rain")
    expect(page.locator("#brief-status")).to_have_text("Complete")
    expect(page.locator("#preview-stage img")).to_have_attribute("alt", re.compile("Rain is optional"))
    page.click("#plan")
    expect(page.locator("#plan-result .figures")).to_contain_text("1")
    page.click("#start")
    page.wait_for_url("**/runs/order-*")
    expect(page.locator("#run-lead")).to_contain_text("Finished: 1 ad")
    page.click("#to-campaign")

    page.locator(".card a").first.focus()
    page.keyboard.press("a")
    page.fill("#reviewer-name", "Ana")
    page.keyboard.press("Enter")
    expect(page.locator(".card")).to_have_attribute("data-verdict", "approved")
    expect(page.locator("#reviewer-open")).to_have_text("Reviewing as Ana")
    wait_until(lambda: count_approved(address, "rain") == 1)
    page.click("#package-open")
    page.select_option("#package-target", "generic")
    page.click("#package button[type=submit]")
    with page.expect_download() as waiting:
        page.locator("#package-files a").first.click()
    assert Path(waiting.value.path()).read_bytes()[:2] == b"PK"


def test_a_changed_colour_is_a_draft_and_then_finished(visit: Visit, address: str) -> None:
    """The preview says which of the two it shows; both are pictures of the same ad."""
    page = opened_form(visit.page, address)
    page.click("#example")
    expect(page.locator("#preview-status")).to_contain_text("Drawn in")
    before = page.get_attribute("#preview-stage img", "src")
    said = page.evaluate_handle(
        """() => {
        const said = [], status = document.getElementById("preview-status");
        new MutationObserver(() => said.push(status.textContent)).observe(status, { childList: true });
        return said; }"""
    )
    page.fill(field("brand/colors/primary"), "#5a2a6c")
    expect(page.locator("#preview-status")).to_contain_text("Draft in")
    expect(page.locator("#preview-status")).to_contain_text("Drawn in")
    assert page.get_attribute("#preview-stage img", "src") != before
    assert [words.split()[0] for words in said.json_value() if words[0] == "D"] == ["Drawing…", "Draft", "Drawn"]


def test_a_finished_run_is_never_shown_as_begun(visit: Visit, address: str) -> None:
    """While its events have not come again, the page has the figures of the server, and no count from nothing."""
    page, held = visit.page, list[Route]()
    (run,) = (one for one in read_runs(address) if one["campaign"] == "tiny")

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/events", hold)
    with page.expect_request("**/events"):
        page.goto(f"{address}/runs/{run['id']}")
    expect(page.locator("#stages")).to_have_text(re.compile(r"^1 of 1\s*ads"))
    expect(page.locator("#run-lead")).to_have_text("Finished.")
    expect(page.locator("#cancel")).to_be_hidden()
    assert page.evaluate("document.getElementById('bar').value") == 1
    held[0].continue_()
    expect(page.locator("#run-lead")).to_contain_text("Finished: 1 ad")
    expect(page.locator("#stages")).to_contain_text("key visuals")


def test_a_run_that_waits_counts_nothing(visit: Visit, address: str) -> None:
    """Before a run has begun, the bar says only that something is to come."""
    page = visit.page
    waiting: dict[str, object] = {
        "id": "order-1",
        "status": "queued",
        "order": {},
        "planned": None,
        "row": None,
        "campaign": None,
    }
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/events", hold)
    page.route("**/api/v1/runs/order-1", lambda route: route.fulfill(json=waiting))
    page.goto(f"{address}/runs/order-1")
    expect(page.locator("#run-lead")).to_have_text("Waiting for its turn.")
    expect(page.locator("#stages")).to_be_empty()
    assert not page.evaluate("document.getElementById('bar').hasAttribute('value')")


def test_a_slow_answer_takes_nothing_back(visit: Visit, address: str) -> None:
    """What is ticked, chosen and added while the server answers stays, and is in the brief once."""
    page = opened_form(visit.page, address)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/pages/brief", hold, times=1)
    page.uncheck("#ratios input[value='16:9']")
    page.uncheck("#ratios input[value='9:16']")
    for country in ("germany", "united king"):
        page.fill("#market-search", country)
        page.press("#market-search", "Enter")
    held[0].continue_()
    expect(page.locator("#markets .who")).to_have_text(["Germany", "United Kingdom"])
    assert not page.is_checked("#ratios input[value='16:9']")
    assert not page.is_checked("#ratios input[value='9:16']")
    expect(page.locator("#yaml")).to_have_value(re.compile(r'ratios: \["?1:1"?\]\n'))


def test_edits_that_the_server_never_saw_are_sent_again(visit: Visit, address: str) -> None:
    """Without a connection the page says so, and the next edit brings what waited."""
    page = opened_form(visit.page, address)
    page.route("**/pages/brief", lambda route: route.abort())
    page.uncheck("#ratios input[value='9:16']")
    expect(page.locator("#toast")).to_contain_text("The server cannot be reached.")
    page.unroute("**/pages/brief")
    page.fill(field("campaign"), "rain")
    expect(page.locator("#yaml")).to_have_value(re.compile("campaign: rain"))
    assert not page.is_checked("#ratios input[value='9:16']")
    visit.complaints.clear()


def test_fields_and_text_follow_each_other(visit: Visit, address: str) -> None:
    """What is written in YAML is in the fields, what is filled in is in the YAML, and what no field knows stays."""
    page = opened_form(visit.page, address)
    page.fill("#yaml", "schema: 1\n# a comment\ncampaign: tea\nwings: two\nmarkets: [DE]\noffer: {price: 2.90}\n")
    expect(page.locator(field("campaign"))).to_have_value("tea")
    expect(page.locator("#markets .who")).to_have_text("Germany")
    page.fill(field("brand/tone"), "warm: playful")
    expect(page.locator("#yaml")).to_have_value(re.compile("brand:\n  tone: 'warm: playful'"))
    expect(page.locator("#yaml")).to_have_value(re.compile("# a comment\ncampaign: tea\nwings: two\n"))
    expect(page.locator("#problems")).to_contain_text("no key 'wings'")


def test_a_problem_stands_beside_its_field(visit: Visit, address: str) -> None:
    """The field is marked for all senses; the problem goes when it is solved."""
    page = opened_form(visit.page, address)
    page.fill(field("brand/colors/primary"), "petrol")
    color = page.locator(field("brand/colors/primary"))
    expect(color).to_have_attribute("aria-invalid", "true")
    problem = page.locator(f"#{(color.get_attribute('aria-describedby') or '').split()[-1]}")
    expect(problem).to_contain_text("a colour is written like")
    page.locator("#problems button", has_text="petrol").click()
    assert color.evaluate("field => field === document.activeElement")
    color.fill("#0F5C63")
    expect(color).not_to_have_attribute("aria-invalid", "true")


def test_an_empty_field_is_wrong_after_it_was_left(visit: Visit, address: str) -> None:
    """A new form is not red; what was left empty is, and a start marks whatever is still missing."""
    page = opened_form(visit.page, address)
    expect(page.locator("#brief-status")).to_contain_text("to complete")
    expect(page.locator("#form .problem")).to_have_count(0)
    page.locator(field("campaign")).focus()
    page.locator(field("brand/name")).focus()
    expect(page.locator("#form .problem")).to_have_count(1)
    expect(page.locator(field("campaign"))).to_have_attribute("aria-invalid", "true")
    page.click("#start")
    expect(page.locator(field("brand/name"))).to_have_attribute("aria-invalid", "true")
    expect(page.locator(field("campaign"))).to_be_focused()
    visit.complaints.clear()  # the refused brief, 422


@pytest.mark.parametrize(
    ("typed", "found"),
    [("deutsch", "Germany"), ("日本", "Japan"), ("NO", "Norway"), ("european union", "EU"), ("schwei", "Switzerland")],
)
def test_markets_are_found_by_any_name(visit: Visit, address: str, typed: str, found: str) -> None:
    """By code, by the country's own name and by groups; the first one is taken by Enter."""
    page = opened_form(visit.page, address)
    page.fill("#market-search", typed)
    page.press("#market-search", "Enter")

    expect(page.locator("#markets .who bdi")).to_have_text(found)


def test_products_have_pictures_and_prices_by_market(visit: Visit, address: str) -> None:
    """A picture is uploaded and shown; a market gets its own price, with its digits."""
    page = opened_form(visit.page, address)
    page.fill("#yaml", "schema: 1\nmarkets: [US, DE]\nproducts:\n  - {id: tea, name: Tea}\n")
    page.locator('[data-upload="image"] input[type=file]').set_input_files(BOTTLE)
    expect(page.locator('[data-upload="image"] .thumb img')).to_have_js_property("complete", value=True)
    page.locator("#products details summary").click()
    page.select_option("[data-price-market]", "DE")
    page.click("[data-add-price]")
    page.fill(field("products/0/by_market/DE/offer/price"), "2.90")

    expect(page.locator("#yaml")).to_have_value(re.compile("image: assets/iced-tea.png"))
    expect(page.locator("#yaml")).to_have_value(re.compile("DE: ?.*price: 2.90", re.DOTALL))


def test_products_come_from_an_uploaded_feed(visit: Visit, address: str) -> None:
    """A file with columns of its own takes the place of products; plan and preview have its rows."""
    page = opened_form(visit.page, address)
    page.fill("#yaml", MINIMAL.replace("tiny", "rows"))
    expect(page.locator(field("campaign"))).to_have_value("rows")
    page.check("[name=products-kind][value=feed]")
    feed = page.locator('[data-upload="products/file"]')
    feed.locator("input[type=file]").set_input_files(
        {"name": "Our Rows.csv", "mimeType": "text/csv", "buffer": b"id,title\ncoat,Nimbus Two\nhat,Nimbus Three\n"}
    )
    expect(feed.locator("[data-file]")).to_have_text("assets/our-rows.csv")
    expect(page.locator("#yaml")).to_have_value(re.compile("file: assets/our-rows.csv"))
    expect(page.locator("#yaml")).not_to_have_value(re.compile("umbrella"))
    expect(page.locator("#brief-status")).to_have_text("Complete")
    expect(page.locator("#preview-product option")).to_have_count(2)
    page.click("#plan")
    expect(page.locator("#plan-result .figures")).to_contain_text(re.compile("6.*ads|ads.*6"))


def test_a_large_campaign_is_reviewed_on_the_server(visit: Visit, address: str) -> None:
    """Its ads come from the files beside the page as somebody looks at them; a verdict is kept on the server."""
    page = visit.page
    page.goto(f"{address}/campaigns/large/")
    expect(page.locator(".card")).to_have_count(3)
    page.evaluate("localStorage.setItem('creative.reviewer', 'Ana')")
    page.reload()
    page.locator(".card a").first.click()
    expect(page.locator("#findings")).to_contain_text("passed")
    page.keyboard.press("a")
    expect(page.locator("#recorded")).to_contain_text("approved")
    wait_until(lambda: count_approved(address, "large") == 1)
    page.reload()
    expect(page.locator("#progress")).to_contain_text("1 approved")


def test_an_audience_is_a_segment_or_own_words(visit: Visit, address: str) -> None:
    """The selector writes the name of a segment; own words have a field that follows the brief."""
    page = opened_form(visit.page, address)
    page.select_option("#segment", "young-families")
    expect(page.locator("#yaml")).to_have_value(re.compile("audience: young-families"))
    page.select_option("#segment", "*")
    page.fill(field("audience"), "people who cycle to work")
    expect(page.locator("#yaml")).to_have_value(re.compile("audience: people who cycle to work"))
    page.select_option("#segment", "")
    expect(page.locator("#yaml")).not_to_have_value(re.compile("audience:"))
    expect(page.locator(field("audience"))).to_be_hidden()


def test_a_name_is_written_as_a_folder_is_called(visit: Visit, address: str) -> None:
    """Capitals and spaces are no mistake; the short form is what the brief has."""
    page = opened_form(visit.page, address)
    page.fill(field("campaign"), "Cold Tea 2026")
    page.press(field("campaign"), "Tab")
    expect(page.locator(field("campaign"))).to_have_value("cold-tea-2026")
    expect(page.locator("#yaml")).to_have_value(re.compile("campaign: cold-tea-2026"))


def test_texts_of_people_are_only_text(visit: Visit, address: str) -> None:
    """Markup in names is shown as it is written, in fields, titles, lists and problems."""
    page = opened_form(visit.page, address)
    hostile = "<img src=x onerror=alert(1)>"
    page.fill("#yaml", f"schema: 1\nmarkets: ['{hostile}']\nproducts:\n  - {{id: '{hostile}', name: '{hostile}'}}\n")

    expect(page.locator("#products h3")).to_have_text(hostile)
    expect(page.locator("#markets .who")).to_have_text(hostile)
    expect(page.locator("#problems")).to_contain_text("onerror")
    assert page.locator("img[src=x]").count() == 0


def test_the_form_is_filled_in_by_keyboard_alone(visit: Visit, address: str) -> None:
    """Tab reaches every field in the order of the page; market and format are chosen without a pointer."""
    page = opened_form(visit.page, address)

    def go_to(selector: str) -> None:
        for _ in range(200):
            page.keyboard.press("Tab")
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        pytest.fail(f"Tab does not reach {selector}")

    def write(path: str, words: str) -> None:
        go_to(field(path))
        page.keyboard.type(words)

    write("campaign", "by-keys")
    write("message/headline", "Rain is optional")
    write("brand/name", "Nimbus")
    write("brand/colors/primary", "#20304a")
    go_to("#add-product")
    page.keyboard.press("Enter")
    expect(page.locator(field("products/0/name"))).to_be_focused()
    page.keyboard.type("Nimbus One")
    go_to("#market-search")
    page.keyboard.type("united king")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    go_to("#ratios input[value='16:9']")
    page.keyboard.press("Space")
    expect(page.locator("#brief-status")).to_have_text("Complete")
    go_to("#yaml")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.id") != "yaml"
    expect(page.locator("#yaml")).to_have_value(re.compile('- GB\nratios: \\["1:1", "9:16"\\]'))


def test_two_reviewers_see_each_other(browser: Browser, address: str) -> None:
    """A verdict of one arrives at the other; who decides on what has changed meanwhile is asked to look again."""
    pages = []
    for name in ("Ana", "Ben"):
        one = visited(browser)
        one.page.goto(f"{address}/campaigns/tiny/")
        one.page.evaluate("name => localStorage.setItem('creative.reviewer', name)", name)
        pages.append(one)
    ana, ben = (one.page for one in pages)
    for page in (ana, ben):
        page.reload()
        expect(page.locator("#reviewer-open")).to_contain_text("Reviewing as")
    ana.locator(".card a").first.focus()
    ana.keyboard.press("r")
    expect(ben.locator(".card").first).to_have_attribute("data-verdict", "rejected")
    ben.locator(".card a").first.click()
    expect(ben.locator("#recorded")).to_contain_text("rejected")
    expect(ben.locator("#recorded")).to_contain_text("Ana")
    ben.keyboard.press("Escape")

    # Ben's page has not heard of Ana's second verdict when he decides.
    listing = re.compile(r"/reviews\?")
    ben.context.route(listing, lambda route: route.abort())
    ana.locator(".card a").first.focus()
    ana.keyboard.press("a")
    wait_until(lambda: count_approved(address, "tiny") == 1)
    ben.locator(".card a").first.focus()
    ben.context.unroute(listing)
    ben.keyboard.press("a")
    expect(ben.locator("#toast")).to_have_text(re.compile("Ana approved this ad meanwhile|Approved"))
    expect(ben.locator(".card").first).to_have_attribute("data-verdict", "approved")
    for one in pages:
        one.context.close()
        assert [words for words in one.complaints if "412" not in words and "ERR_FAILED" not in words] == []


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("width", [390, 1440])
def test_axe_finds_nothing_serious_on_any_page(browser: Browser, address: str, theme: str, width: int) -> None:
    """Names, roles, contrast and focus are right, and a phone never scrolls sideways."""
    visit = visited(browser, color_scheme=theme, viewport={"width": width, "height": 900}, bypass_csp=True)
    page = opened_form(visit.page, address)
    page.click("#example")
    expect(page.locator("#brief-status")).to_have_text("Complete")
    page.fill(field("brand/colors/accent"), "sunny")
    expect(page.locator(field("brand/colors/accent"))).to_have_attribute("aria-invalid", "true")
    page.locator("#products details summary").click()
    page.locator("#channels-more summary").click()
    page.click("#add-variant")
    page.fill("#market-search", "ma")
    assert_accessible(page, "form")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for path in ("/", "/search?q=rain", "/report", "/campaigns/tiny/"):
        page.goto(address + path)
        page.wait_for_load_state("networkidle")
        assert_accessible(page, path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    visit.context.close()


def test_a_page_read_from_the_right_is_mirrored(visit: Visit, address: str) -> None:
    """Browsers that translate a page into Arabic or Hebrew mark it so: the preview is on the left then."""
    page = opened_form(visit.page, address)
    page.evaluate("document.documentElement.classList.add('translated-rtl')")
    form, beside = (page.locator(one).bounding_box() for one in ("#form", ".beside"))

    assert form is not None
    assert beside is not None
    assert beside["x"] < form["x"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440
