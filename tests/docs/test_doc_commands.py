"""Every command line of the docs is one that the tool takes, and every link leads to a heading that is there."""

import re
from pathlib import Path

import pytest

from creative_cli.settings import ENV_PREFIX, Settings
from settings_reference import list_variables
from tests.conftest import REPOSITORY
from tests.docs.doc_blocks import explain_unknown_words, list_all_options, list_command_lines
from tests.parameters import walk_rows

PAGES = [
    *(REPOSITORY / f"{name}.md" for name in ("README", "CONTRIBUTING", "SECURITY")),
    *sorted(page for page in (REPOSITORY / "docs").rglob("*.md") if page.parent.name != "decisions"),
]


def _name(page: Path) -> str:
    return page.relative_to(REPOSITORY).as_posix()


@pytest.mark.run  # seconds
@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_command_of_the_page_exists(page: Path) -> None:
    """Its commands and their options are those of the tool."""
    assert [said for line in list_command_lines(page) if (said := explain_unknown_words(line))] == []


def test_a_command_that_does_not_exist_is_found() -> None:
    """A stale option or command in a page is reported with its line."""
    assert explain_unknown_words("creative run x.yaml --markets JP") == (
        "creative run x.yaml --markets JP: there is no option --markets"
    )
    assert "no command 'paint'" in explain_unknown_words("creative paint x.yaml")
    assert explain_unknown_words("creative copy status x.yaml | less -R") == ""


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_options_and_settings_of_the_page_exist(page: Path) -> None:
    """An option that begins a span between backticks is one of some command; a setting is on the page of settings."""
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    options = set(re.findall(r"`(--[a-z][a-z0-9-]+)", text))
    names = set(re.findall(rf"\b{ENV_PREFIX}[A-Z0-9_]+\b", text))

    assert options - list_all_options() == set()
    assert (
        names - {variable for name, field in Settings.model_fields.items() for variable in list_variables(name, field)}
        == set()
    )


@walk_rows("page", PAGES)
def test_links_to_headings_lead_somewhere(page: Path) -> None:
    """The part of a link after # is a heading of the page it leads to."""
    broken = []
    for target, anchor in re.findall(r"\]\(([^)#\s]*)#([^)\s]+)\)", page.read_text("utf-8")):
        if "://" in target:
            continue
        there = (page.parent / target if target else page).read_text("utf-8")
        headings = re.findall(r"^#+ (.+)$", there, re.MULTILINE)
        if anchor not in {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}:
            broken.append(f"{target}#{anchor}")

    assert broken == []
