"""docs/outline.md: every test and file that it names is there."""

import re

from tests.conftest import REPOSITORY


def test_every_line_of_the_outline_names_what_is_there() -> None:
    """Each row names a test, and each test it names is one."""
    page = (REPOSITORY / "docs" / "outline.md").read_text("utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| ")][1:]
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", page)

    assert len(rows) >= 13
    assert [row for row in rows if "::test_" not in row] == []
    assert [name for file, name in named if f"\ndef {name}(" not in (REPOSITORY / file).read_text("utf-8")] == []
