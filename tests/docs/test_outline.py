"""docs/outline.md: every line of the outline is there, with tests and files that exist."""

import re

import pytest

from tests.conftest import REPOSITORY

LINES = (
    "FastAPI",
    "OpenAPI",
    "CORS",
    "uvicorn",
    "health checks",
    "country and audience selectors",
    "form validation",
    "hot reload",
    "Docker, multi-stage",
    "volumes",
    "environment",
    "structured logs",
    "stateless scaling",
)
SHOWN = "| FastAPI | `creative serve` | `tests/server/test_lists.py::test_an_old_run_is_found_alone` |"


def read_rows(page: str) -> dict[str, tuple[str, str]]:
    """Return how each line of the outline is tried and shown."""
    cells = [re.split(r" ?\| ?", line.strip("| ")) for line in page.splitlines() if line.startswith("| ")][1:]
    return {line: (tried, shown) for line, tried, shown in cells}


def find_faults(page: str) -> list[str]:
    """Return what the rows of a page name that is not there, and rows that name nothing."""
    faults = []
    for line, (tried, shown) in read_rows(page).items():
        named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", shown)
        if not named or not tried:
            faults.append(line)
        for file, test in named:
            path = REPOSITORY / file
            if not path.is_file() or not re.search(rf"^def {test}\(", path.read_text("utf-8"), re.MULTILINE):
                faults.append(f"{file}::{test}")
        faults += [file for file in re.findall(r"\btools/\w+\.py", tried) if not (REPOSITORY / file).is_file()]
        faults += [file for file in re.findall(r"\]\(([\w.]+)", tried) if not (REPOSITORY / "docs" / file).is_file()]
    return faults


def test_every_line_of_the_outline_names_what_is_there() -> None:
    """Each row says how it is tried, and names a test; each test it names is one."""
    page = (REPOSITORY / "docs" / "outline.md").read_text("utf-8")
    assert [line for line in LINES if line not in read_rows(page)] == []
    assert find_faults(page) == []


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        (SHOWN.replace("test_an_old", "test_no_old"), "test_no_old_run_is_found_alone"),
        (SHOWN.replace("test_lists", "test_nothing"), "tests/server/test_nothing.py"),
        ("| FastAPI | `creative serve` | by a look at it |", "FastAPI"),
        (SHOWN.replace("`creative serve`", "`tools/nothing.py`"), "tools/nothing.py"),
        (SHOWN.replace("`creative serve`", "[a page](nothing.md)"), "nothing.md"),
    ],
)
def test_a_row_that_names_what_is_not_there_is_refused(changed: str, fault: str) -> None:
    """Whether it is a test, its file, a tool, a page, or nothing at all."""
    head = "| line | try it | shown by |\n|---|---|---|\n"
    assert find_faults(f"{head}{SHOWN}\n") == []
    (found,) = find_faults(f"{head}{changed}\n")
    assert fault in found
