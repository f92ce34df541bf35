"""Killed and competing processes lose nothing that was acknowledged."""

import subprocess
import sys
from pathlib import Path
from typing import IO

import pytest

from creative_cli.runlog.journal import BrokenLine, list_killed_runs, read_lines
from creative_cli.runlog.runlog import RunLog
from creative_cli.storage.atomic import write_bytes
from creative_cli.storage.state import StateFolder
from tests.runlog.test_runlog import whole_run

ENDLESS = 1_000_000


def appender(repository: Path, state: StateFolder, events: int, manner: str = "") -> "subprocess.Popen[str]":
    """Start a process that writes a run of *events* ads."""
    command = [sys.executable, "-m", "tests.storage.appender", str(state.root), str(events), *manner.split()]
    return subprocess.Popen(command, cwd=repository, stdout=subprocess.PIPE, text=True)


def output(process: "subprocess.Popen[str]") -> IO[str]:
    """Return what the process prints."""
    assert process.stdout is not None
    return process.stdout


def test_kill_9_loses_no_acknowledged_event(state: StateFolder, repository: Path) -> None:
    """However a run is killed, what it said it wrote is in its journal and in the run log, and nothing is broken."""
    acknowledged: list[str] = []
    for after in (1, 2, 7, 20, 50, 90, 130, 170):
        with appender(repository, state, ENDLESS) as process:
            acknowledged += [output(process).readline().strip() for _ in range(after)]
            process.kill()
            acknowledged += output(process).read().split()
    journals = sorted(state.journal.glob("*.jsonl"))
    lines = [line for path in journals for line in read_lines(path)]
    with RunLog.open(state) as log:
        runs = log.runs()
    stored = {event_id for (event_id,) in RunLog.ask(state, "SELECT event_id FROM assets").rows}

    assert len(journals) == len(runs) == 8
    assert log.imported.broken == ()
    assert set(acknowledged) <= {line.event_id for line in lines if not isinstance(line, BrokenLine)}
    assert {event_id for event_id in acknowledged if not event_id.endswith("-000000")} <= stored
    assert {run.status for run in runs} == {"interrupted"}
    assert len(list_killed_runs(state)) == len(journals)


@pytest.mark.slow
def test_processes_that_write_and_import_at_once_land_every_row_once(state: StateFolder, repository: Path) -> None:
    """Four runs that all read the run log meanwhile end up whole in it."""
    processes = [appender(repository, state, 40, "importing") for _ in range(4)]
    said = [process.communicate(timeout=60)[0].split() for process in processes]
    with RunLog.open(state) as log:
        runs = log.runs()
    stored = [event_id for (event_id,) in RunLog.ask(state, "SELECT event_id FROM assets").rows]
    findings = RunLog.ask(state, "FROM findings").rows

    assert [process.returncode for process in processes] == [0] * 4
    assert {(run.status, run.figures.made) for run in runs} == {("finished", 40)}
    assert sorted(stored) == sorted(event_id for ids in said for event_id in ids[1:-1])
    assert len(findings) == 2 * len(stored)
    assert log.rebuilt == ""


def test_a_running_run_is_seen_from_outside(state: StateFolder, repository: Path) -> None:
    """While its process lives a run is running; once it is killed it was interrupted."""
    with appender(repository, state, ENDLESS) as process:
        output(process).readline()
        with RunLog.open(state) as log:
            (running,) = log.runs()
        process.kill()
        output(process).read()
    with RunLog.open(state) as log:
        (killed,) = log.runs()

    assert (running.status, killed.status) == ("running", "interrupted")


@pytest.mark.parametrize("damage", ["none", "in the middle", "cut", "without its file"])
def test_a_process_that_dies_with_the_run_log_open_breaks_nothing(
    state: StateFolder, repository: Path, damage: str
) -> None:
    """Its write-ahead log is taken over; if that is damaged, or left alone, the rows come from the journals."""
    whole_run(state)
    with appender(repository, state, 0, "crashing") as process:
        output(process).read()
    wal = state.root / "runlog.duckdb.wal"
    data = wal.read_bytes()
    match damage:
        case "in the middle":
            write_bytes(wal, data[: len(data) // 2] + b"\xa5" * 8 + data[len(data) // 2 + 8 :])
        case "cut":
            write_bytes(wal, data[:-40])
        case "without its file":
            state.runlog.unlink()
        case _:
            pass
    with RunLog.open(state) as log:
        assert [(run.campaign, run.figures.made) for run in log.runs()] == [("summer", 2)]
        assert bool(log.rebuilt) == (damage == "in the middle")
