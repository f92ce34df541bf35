"""The page of limits has every setting that limits a wait, with its value."""

import re

import pytest

from creative_cli.services.local_workers import PROCESSES_FROM_ADS
from creative_cli.settings import ENV_PREFIX, Settings
from tests.conftest import REPOSITORY

LIMITS = {name: field.default for name, field in Settings.model_fields.items() if name.endswith("_seconds")}


@pytest.mark.parametrize("name", LIMITS)
def test_every_limit_is_on_the_page(name: str) -> None:
    """A row names the setting and its value."""
    page = (REPOSITORY / "docs" / "limits.md").read_text("utf-8")
    rows = [line for line in page.splitlines() if line.startswith("|") and f"`{ENV_PREFIX}{name.upper()}`" in line]

    assert any(re.search(rf"\b{LIMITS[name]:g}\b", row) for row in rows)
    assert f"{ENV_PREFIX}{name.upper()}" in "".join(
        path.read_text("utf-8") for path in (REPOSITORY / "src").rglob("*.py")
    ), "a message names it"


@pytest.mark.parametrize(
    ("page", "words"), [("limits.md", "from {} ads on"), ("scale.md", "a run of {} ads and more has a process")]
)
def test_pages_say_from_how_many_ads_on_a_run_has_processes(page: str, words: str) -> None:
    """The number is that of the code."""
    assert words.format(PROCESSES_FROM_ADS) in (REPOSITORY / "docs" / page).read_text("utf-8")
