"""The pages of the roles: each command works on the campaign that comes with the tool."""

import shlex
import shutil
from pathlib import Path

import pytest

from tests.command import creative
from tests.conftest import REPOSITORY
from tests.docs.doc_blocks import join_lines, read_blocks
from tests.docs.test_tutorial import export_review
from tests.parameters import walk_rows

ROLES = sorted((REPOSITORY / "docs" / "roles").glob("*.md"))
ELSEWHERE = ("creative templates --sheet", "creative watch")
"""What tests of its own run: tests/test_templates_command.py and the tests of watch."""


def list_role_commands(page: Path) -> list[str]:
    """Return the command lines of a page."""
    return [line for block in read_blocks(page) if block.language == "sh" for line in join_lines(block.text)]


@walk_rows("page", ROLES)
def test_a_page_is_short_and_has_commands(page: Path) -> None:
    """A page fits on a screen or two, and says with commands what it says."""
    assert len(page.read_text("utf-8").splitlines()) < 60
    assert len(list_role_commands(page)) >= 5
    assert all(line.startswith("creative ") for line in list_role_commands(page))


@pytest.mark.slow
@pytest.mark.parametrize("page", ROLES, ids=lambda page: page.stem)
def test_every_command_of_a_page_answers(page: Path, shipped: Path) -> None:
    """On the finished and approved campaign each one prints an answer and exits with 0; findings of a check with 1."""
    shutil.copytree(shipped, ".", dirs_exist_ok=True)
    reviewed = creative("review", "import", str(export_review("summer-drinks-2026")), "--reviewer", "Ana")
    assert reviewed.returncode == 0, reviewed.stderr
    brief = Path("briefs", "summer-drinks.yaml")
    if page.stem == "translator":  # has a market to translate, as the page says
        brief.write_text(brief.read_text("utf-8").replace("  - US\n", "  - US\n  - FR\n", 1), "utf-8")
    for line in list_role_commands(page):
        if line.startswith(ELSEWHERE):
            continue
        words = shlex.split(line.split(" > ")[0])[1:]
        # As the shell does, a pattern that matches nothing stays as it is.
        words = [name for word in words for name in sorted(map(str, Path().glob(word))) or [word]]
        done = creative(*words)
        assert done.returncode == 0 or (words[0] == "check" and done.returncode == 1), f"{line}\n{done.stderr}"
        assert done.stdout + done.stderr, line
