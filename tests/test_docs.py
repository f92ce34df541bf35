"""The docs say what the tool does: generated pages are current, and the README names every command."""

import re
import subprocess
import sys
from pathlib import Path

from command_walk import list_commands
from creative_cli.errors import ExitCode
from tests.conftest import REPOSITORY

FOR_CONTRIBUTORS = [REPOSITORY / f"{name}.md" for name in ("ARCHITECTURE", "CONTRIBUTING", "SECURITY")]
PAGES = [REPOSITORY / "README.md", *FOR_CONTRIBUTORS, *(REPOSITORY / "docs").rglob("*.md")]


def test_generated_pages_are_current() -> None:
    """`make docs` would change nothing."""
    script = REPOSITORY / "tools" / "reference.py"
    result = subprocess.run([sys.executable, str(script), "--check"], capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stdout


def test_the_readme_names_every_command_and_both_make_targets() -> None:
    """A reader of the README meets every command."""
    readme = (REPOSITORY / "README.md").read_text("utf-8")

    assert [name for name, _ in list_commands() if f"creative {name}" not in readme] == []
    assert "make demo" in readme
    assert "make test" in readme


def test_links_in_the_docs_lead_somewhere() -> None:
    """Every relative link of every Markdown file names a file that is there."""
    broken = [
        f"{page.name}: {link}"
        for page in PAGES
        for link in re.findall(r"\]\(([^)#\s]+)\)", page.read_text("utf-8"))
        if "://" not in link and not (page.parent / link).exists()
    ]

    assert broken == []


def test_every_dependency_has_its_line_of_reason() -> None:
    """Each declared dependency stands in the decision about dependencies."""
    project = (REPOSITORY / "pyproject.toml").read_text("utf-8")
    block = project.split("dependencies = [", 1)[1].split("\n]", 1)[0]
    names = re.findall(r'^\s*"([a-z0-9-]+)', block, re.MULTILINE)
    reasons = (REPOSITORY / "docs" / "decisions" / "0002-dependencies.md").read_text("utf-8")

    assert len(names) > 10
    assert [name for name in names if name not in reasons] == []


def test_the_help_names_every_exit_code() -> None:
    """The table of exit codes is in `creative --help`."""
    text = subprocess.run(
        [sys.executable, "-m", "creative_cli", "--help"], capture_output=True, text=True, check=True
    ).stdout

    assert [code for code in ExitCode if f"{int(code)} " not in text] == []


def test_no_file_names_a_path_of_one_machine() -> None:
    """Nothing in the repository points into somebody's own folders."""
    files = subprocess.run(["git", "ls-files"], cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout
    suffixes = {".py", ".md", ".toml", ".yaml", ".json", ".typ", ""}
    texts = {name: Path(REPOSITORY / name) for name in files.split() if Path(name).suffix in suffixes}
    pattern = re.compile(r"/(?:home|Users|root)/\w|/work" + r"/main")

    assert [name for name, path in texts.items() if path.is_file() and pattern.search(path.read_text("utf-8"))] == []


def test_pages_for_contributors_name_files_that_are_there() -> None:
    """A file or folder in backticks exists, below the checkout or the package."""
    roots = (REPOSITORY, REPOSITORY / "src" / "creative_cli")
    named = {
        (page.name, name)
        for page in FOR_CONTRIBUTORS
        for name in re.findall(r"`((?:[\w.-]+/)+(?:[\w-]+\.\w+)?)`", page.read_text("utf-8"))
    }

    assert len(named) > 40
    assert {one for one in named if not any((root / one[1]).exists() for root in roots)} == set()


def test_the_core_can_be_read_in_one_go() -> None:
    """The files of the reading order have at most 2,000 lines together."""
    text = (REPOSITORY / "ARCHITECTURE.md").read_text("utf-8").split("## Reading order", 1)[1]
    files = [REPOSITORY / name for name in re.findall(r"`(src/[\w/]+\.py)`", text)]

    assert len(files) > 10
    assert sum(len(file.read_text("utf-8").splitlines()) for file in files) <= 2000
