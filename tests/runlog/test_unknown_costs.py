"""What a run cost whose journal has lost lines is unknown in every report and for every budget, never zero."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from creative_cli.storage.state import StateFolder
from tests.command import MINIMAL, creative
from tests.runlog.test_runlog import whole_run

SOUND, HURT = "20261101T120000Z-000001", "20261102T120000Z-000002"


def drop(number: int) -> Callable[[bytes], bytes]:
    """Return what takes one line out."""

    def change(data: bytes) -> bytes:
        lines = data.splitlines(keepends=True)
        return b"".join([*lines[:number], *lines[number + 1 :]])

    return change


def put(number: int, text: bytes) -> Callable[[bytes], bytes]:
    """Return what writes over one line."""

    def change(data: bytes) -> bytes:
        lines = data.splitlines(keepends=True)
        return b"".join([*lines[:number], text, *lines[number + 1 :]])

    return change


LOSSES: dict[str, Callable[[bytes], bytes]] = {
    "emptied": lambda _: b"",
    "zeroed": lambda data: b"\0" * len(data),
    "zeroed at the end": lambda data: data[:-80] + b"\0" * 80,
    "cut in the first line": lambda data: data[:100],
    "random": lambda data: data[:20] + b"\xff\xfe\x80" * 40,
    "a line gone": drop(2),
    "the first line gone": drop(0),
    "a line cut": put(2, b'{"event_id":"x\n'),
    "a line of another kind": put(1, b'{"a": 1}\n'),
    "a line that is garbage": put(3, b"garbage\n"),
}


@pytest.fixture
def state(tmp_path: Path) -> StateFolder:
    """Return the state of two runs."""
    folder = StateFolder(tmp_path / "outputs" / ".creative")
    folder.create()
    whole_run(folder, SOUND)
    whole_run(folder, HURT)
    return folder


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES.keys())
def test_a_lost_line_makes_the_cost_unknown(loss: Callable[[bytes], bytes], state: StateFolder) -> None:
    """The table says so, JSON has null, and the doctor and the month's budget name the place."""
    path = state.journal / f"{HURT}.jsonl"
    path.write_bytes(loss(path.read_bytes()))
    shown = creative("report")
    document = json.loads(creative("report", "--json").stdout)["report"]
    hurt = next(run for run in document["runs"] if run["run_id"] == HURT)
    doctor = creative("doctor")

    assert "what 1 run cost is unknown" in shown.stdout
    assert document["totals"]["cost_usd"] is None
    assert hurt["figures"]["cost_usd"] is None
    assert next(run for run in document["runs"] if run["run_id"] == SOUND)["figures"]["cost_usd"] is not None
    assert doctor.returncode == 1
    assert f"{path.name}:" in doctor.stdout


def test_a_journal_that_got_shorter_has_lost_lines(state: StateFolder) -> None:
    """What is left of it reads like the journal of a killed run, but the run log has seen more."""
    assert "unknown" not in creative("report").stdout
    path = state.journal / f"{HURT}.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:2]))
    first, second = creative("report").stdout, creative("report", "--json").stdout

    assert "what 1 run cost is unknown" in first
    assert json.loads(second)["report"]["totals"]["cost_usd"] is None


@pytest.mark.slow
def test_every_format_and_grouping_says_unknown(state: StateFolder) -> None:
    """A spreadsheet, a page and a grouped table have no zero in its place; the sound run keeps its figure."""
    path = state.journal / f"{HURT}.jsonl"
    path.write_bytes(b"")
    for by in ("campaign", "market", "ratio", "product", "provider", "day", "month"):
        rows = list(csv.DictReader(io.StringIO(creative("report", "--by", by, "--format", "csv").stdout)))
        assert [row for row in rows if "unknown" in row["USD"] or "at least" in row["USD"]], by
        assert "unknown" in creative("report", "--by", by).stdout
    for form in ("table", "csv", "md", "html"):
        assert "unknown" in creative("report", "--format", form).stdout
    rows = json.loads(creative("sql", "SELECT run_id, usd FROM spend WHERE task = 'unknown'", "--json").stdout)["rows"]

    assert rows == [[HURT, None]]


def test_a_month_that_lost_lines_is_no_budget(state: StateFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    """A dry run says that the month's cost is unknown, with the place, and that no paid call is made."""
    path = state.journal / f"{HURT}.jsonl"
    path.write_bytes(drop(2)(path.read_bytes()))
    Path("brief.yaml").write_text(MINIMAL, "utf-8")
    monkeypatch.setenv("CREATIVE_BUDGET_USD", "5")
    said = creative("run", "brief.yaml", "--dry-run").stdout

    assert "What this month has cost is unknown" in said
    assert f"{path.name}:3: 1 of the lines before it is missing" in said
    assert json.loads(creative("run", "brief.yaml", "--dry-run", "--json").stdout)["month"]["unknown"]
