"""Real ads with their page, and a real browser to look at it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from creative_cli.engine.planner import Slice, build_plans
from creative_cli.services.reviews import publish_gallery
from creative_cli.services.workspace import Workspace
from creative_cli.storage.state import StateFolder
from tests.conftest import REPOSITORY

CAMPAIGN = "summer-drinks-2026"
BRIEF = REPOSITORY / "briefs" / "summer-drinks.yaml"
MARKETS = ("US", "SA", "JP", "DE")


@pytest.fixture(scope="session")
def campaign(shipped: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return the ads of four markets of the demo, 24 in all, with their page."""
    root = tmp_path_factory.mktemp("gallery") / "outputs"
    shutil.copytree(shipped / "outputs", root)
    where = Workspace(root, StateFolder(root / ".creative"))
    assert (
        publish_gallery(build_plans([str(BRIEF)], Slice(), translator=False)[0], where)
        == root / CAMPAIGN / "index.html"
    )
    return where


@pytest.fixture
def house(campaign: Workspace, tmp_path: Path) -> Workspace:
    """Return a copy of the campaign that a test may change."""
    shutil.copytree(campaign.output, tmp_path / "outputs")
    return Workspace(tmp_path / "outputs", StateFolder(tmp_path / "outputs" / ".creative"))


class Visit:
    """One page in a browser of its own, with everything it complained of or asked for."""

    def __init__(self, browser: Browser, **context: object) -> None:
        """Open an empty page as a person with no history here."""
        self.context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}, **context})  # type: ignore[arg-type]  # as Playwright names them
        self.context.set_default_timeout(10_000)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))

    def open(self, file: Path, state: str = "") -> Page:
        """Open *file* with a *state* after the #."""
        self.page.goto(file.as_uri() + (f"#{state}" if state else ""))
        return self.page


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Visit as a person with a dark theme and a wide screen; at the end the page must not have complained."""
    visit = Visit(browser, color_scheme="dark")
    yield visit
    visit.context.close()
    assert visit.complaints == []
