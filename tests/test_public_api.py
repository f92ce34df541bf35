"""`creative_cli.__all__` is the public API: complete, sorted, documented, cheap to import, enough for a campaign."""

import ast
import inspect
import json
import subprocess
import sys
from pathlib import Path

import pytest

import creative_cli
from creative_cli import (
    BriefError,
    ExitCode,
    RunResult,
    SearchFilters,
    Status,
    StorageError,
    UsageError,
    estimate,
    plan,
    report,
    run,
    search,
    validate,
)
from tests.command import MINIMAL
from tests.conftest import REPOSITORY
from tests.parameters import walk_rows
from tests.test_cli import HEAVY

SOURCE = REPOSITORY / "src" / "creative_cli" / "__init__.py"
SQUARE = MINIMAL + 'ratios: ["1:1"]\n'


def test_all_names_every_member_in_order() -> None:
    """The list, the table by which members are found and the imports that type checkers see agree."""
    typed = {
        alias.name
        for node in ast.walk(ast.parse(SOURCE.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("creative_cli")
        for alias in node.names
    }

    assert creative_cli.__all__ == sorted(creative_cli.__all__)
    assert set(creative_cli.__all__) - {"__version__"} == set(creative_cli.HOMES) == typed
    assert set(creative_cli.__all__) <= set(dir(creative_cli))


@walk_rows("name", sorted(creative_cli.HOMES))
def test_every_member_is_there_and_documented(name: str) -> None:
    """It is defined in the module that the table names, has a docstring of its own, and stands in docs/api.md."""
    member = getattr(creative_cli, name)
    page = (REPOSITORY / "docs" / "api.md").read_text("utf-8")

    assert name in vars(sys.modules[creative_cli.HOMES[name]])
    assert f"## {name}\n" in page or f"| `{name}` |" in page
    if inspect.isclass(member) or inspect.isfunction(member):
        assert member.__module__ == creative_cli.HOMES[name]
        assert len(vars(member).get("__doc__", member.__doc__) or "") > 10


def test_a_name_that_is_none_is_told() -> None:
    """As with any module."""
    with pytest.raises(AttributeError, match="module 'creative_cli' has no attribute 'painted'"):
        _ = creative_cli.painted  # type: ignore[attr-defined]


def test_importing_it_loads_nothing_heavy() -> None:
    """Members are imported when they are used, each with what it needs only."""
    program = (
        "import sys, creative_cli\n"
        f"print(sorted(set({HEAVY!r}) & set(sys.modules)), 'creative_cli.errors' in sys.modules)\n"
        "creative_cli.UsageError\n"
        f"print(sorted(set({HEAVY!r}) & set(sys.modules)), 'creative_cli.errors' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines() == ["[] False", "[] True"]


def test_the_package_says_that_it_is_typed() -> None:
    """Type checkers of other projects read our annotations."""
    assert SOURCE.with_name("py.typed").read_bytes() == b""


@pytest.mark.run  # makes whole ads
def test_a_campaign_from_python() -> None:
    """Planned, estimated, made, found again and reported, from the text of a brief."""
    events: list[object] = []
    planned = plan(SQUARE)
    costs = estimate(SQUARE, provider="studio")
    made = run(SQUARE, provider="studio", watch=events.append)

    assert (planned.count, planned.campaign) == (1, "tiny")
    assert (costs.assets, costs.cost_usd) == (1, 0.0)
    assert isinstance(made, RunResult)
    assert (made.exit_code, made.folder) == (ExitCode.OK, str(Path("outputs", "tiny")))
    (asset,) = made.outcome.assets
    picture = Path(made.folder, asset.path)
    assert (picture.is_file(), asset.status) == (True, Status.WARN)  # it shows no product
    assert type(events[-1]).__name__ == "RunFinished"
    assert [one.campaign for one in search("umbrella").campaigns] == ["tiny"]
    assert [one.campaign for one in search(picture).pictures] == ["tiny"]
    assert search("umbrella", SearchFilters(countries=("JP",))).campaigns == ()
    assert report().totals.made == 1
    manifest = json.loads(Path(made.folder, "manifest.json").read_text("utf-8"))
    assert [one["sha256"] for one in manifest["assets"]] == [asset.sha256]


def test_a_brief_may_be_a_path_or_bytes() -> None:
    """The same plan from each."""
    Path("brief.yaml").write_text(SQUARE, "utf-8")

    assert {plan(brief).brief.sha256 for brief in ("brief.yaml", Path("brief.yaml"), SQUARE, SQUARE.encode())} == {
        plan(SQUARE).brief.sha256
    }
    assert plan(Path("brief.yaml")).brief.name == "brief.yaml"


def test_problems_are_returned_with_their_places() -> None:
    """Every problem, by line; none for a brief that is fine; plans of a wrong brief raise them."""
    wrong = SQUARE.replace("[GB]", "[Atlantis, Mordor]")

    assert validate(SQUARE) == ()
    assert [(one.file, one.line) for one in validate(wrong)] == [("brief", 6), ("brief", 6)]
    with pytest.raises(BriefError) as caught:
        run(wrong)
    assert len(caught.value.problems) == 2


def test_what_cannot_be_is_raised() -> None:
    """A market the brief lacks, a provider that is none, and a search before anything was made."""
    with pytest.raises(UsageError, match="The brief has no market 'JP'"):
        plan(SQUARE, markets=["JP"])
    with pytest.raises(UsageError, match="There is no provider 'painter'"):
        run(SQUARE, provider="painter")
    with pytest.raises(StorageError):
        search("anything")
