"""The architecture is held by contracts: each forbidden import, made in a copy of the tree, breaks one."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY


def contracts_of(tree: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter over a copy of the source tree."""
    return subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=tree,
        env={"PYTHONPATH": str(tree / "src"), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of what import-linter reads."""
    folder = tmp_path_factory.mktemp("tree")
    shutil.copytree(REPOSITORY / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(REPOSITORY / "pyproject.toml", folder)
    return folder


def test_the_tree_keeps_its_contracts(tree: Path) -> None:
    """The tree as it is breaks no contract."""
    result = contracts_of(tree)

    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("file", "line", "broken"),
    [
        ("stages/check.py", "from creative_cli.stages import store", "Stages do not know each other BROKEN"),
        ("channels.py", "import duckdb", "duckdb has one home BROKEN"),
        ("utils.py", '"""Nothing in particular."""', "The tree reads downwards BROKEN"),
    ],
)
def test_a_forbidden_change_breaks_its_contract(tree: Path, file: str, line: str, broken: str) -> None:
    """A stage that knows a stage, a second home of an SDK, a module in no layer: each fails the build."""
    target = tree / "src" / "creative_cli" / file
    before = target.read_text("utf-8") if target.exists() else None
    target.write_text(f"{before or ''}\n{line}\n", "utf-8")
    try:
        result = contracts_of(tree)
    finally:
        target.unlink() if before is None else target.write_text(before, "utf-8")

    assert result.returncode == 1
    assert broken in result.stdout


SILENCED = re.compile(r'os\.environ\["ORT_DISABLE_TELEMETRY"\] = "1".*\n    import onnxruntime\b')


def test_onnx_runtime_is_silenced_before_it_is_imported() -> None:
    """Whatever makes a session has switched telemetry off first: unasked, the library calls its maker's server."""
    sources = {path: path.read_text("utf-8") for path in (REPOSITORY / "src").rglob("*.py")}
    homes = {path for path, text in sources.items() if "onnxruntime.InferenceSession(" in text}

    assert len(homes) == 1
    assert {path for path in homes if SILENCED.search(sources[path]) is None} == set()


def test_names_say_what_they_are_and_have_one_home() -> None:
    """Public functions have two words, public names and module file names one place; `make house` tells the rest."""
    script = REPOSITORY / "tools" / "house.py"
    result = subprocess.run([sys.executable, str(script), "--offenders"], capture_output=True, text=True, check=True)

    assert result.stdout.splitlines() == []


INSIDE = re.compile(r"^[ \t]+(?:from|import) (creative_cli[\w.]*)", re.MULTILINE)
TYPES_ONLY = re.compile(r"^if TYPE_CHECKING:\n(?:[ \t]+.*\n|\n)+", re.MULTILINE)


SDK_HOMES = {"generate.py", "huggingface.py", "openai_client.py"}
"""They load httpx2 or httpcore2 by way of `http/`, for calls only."""


LATE_LOADERS = {"feed_addresses.py", "library.py", "searches.py"}
"""They fetch feeds, index ads and answer questions; most commands need none of it, and loading it takes up to 0.5 s."""


def test_imports_inside_functions_stand_at_the_two_doors() -> None:
    """A function imports our own modules in a command, and in the home of an SDK; elsewhere imports are at the top.

    The text of `api.py` shows how to import it.
    """
    package = REPOSITORY / "src" / "creative_cli"
    files = [
        path
        for path in package.rglob("*.py")
        if path.parent.name != "cli" and path.name not in {"__main__.py", "api.py"}
    ]
    inside = {path.name for path in files if INSIDE.search(TYPES_ONLY.sub("", path.read_text("utf-8")))}

    assert inside - SDK_HOMES - LATE_LOADERS == set()
