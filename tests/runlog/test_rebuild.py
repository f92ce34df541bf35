"""A run log of another version is rebuilt from the journals without loss."""

import json
import os
import re
import shutil
from dataclasses import MISSING, fields
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from creative_cli.errors import StorageError
from creative_cli.events import AssetStored, RunStarted
from creative_cli.runlog.database import Database
from creative_cli.runlog.importer import prepare_tables
from creative_cli.runlog.journal import ENTRIES, ENVELOPE, Journal, new_run_id
from creative_cli.runlog.runlog import RunLog
from creative_cli.runlog.schema_sql import EVENT_TABLES, LINE_SHAPE
from creative_cli.storage.state import StateFolder
from tests.command import creative, fresh_creative
from tests.runlog.test_runlog import whole_run
from tests.storage.samples import asset

# The beginning of what the version with migrations wrote; it has tables that no longer exist, and none of today's.
BEFORE = """
CREATE TABLE migrations (name VARCHAR PRIMARY KEY, applied_at TIMESTAMP NOT NULL);
INSERT INTO migrations VALUES ('m001_events', '2026-01-01'), ('m006_passed_over', '2026-01-01');
CREATE TABLE journals (
  run_id VARCHAR PRIMARY KEY, bytes BIGINT NOT NULL, lines BIGINT NOT NULL, broken BIGINT NOT NULL
);
CREATE TABLE run_starts (
  event_id VARCHAR PRIMARY KEY, run_id VARCHAR NOT NULL, happened_at TIMESTAMP NOT NULL,
  campaign VARCHAR NOT NULL, brief VARCHAR NOT NULL, brief_sha256 VARCHAR NOT NULL, tool VARCHAR NOT NULL,
  products INTEGER NOT NULL, assets INTEGER NOT NULL
);
"""


@pytest.fixture
def state(tmp_path: Path) -> StateFolder:
    """Return the default state folder of commands."""
    folder = StateFolder(tmp_path / "outputs" / ".creative")
    folder.create()
    return folder


def write_old_file(state: StateFolder) -> None:
    """Create the file of an earlier version, which has read one journal."""
    database = Database.open(state.runlog)
    database.execute(BEFORE)
    for path in state.journal.glob("*.jsonl"):
        database.execute("INSERT INTO journals VALUES (?, ?, 5, 0)", (path.stem, path.stat().st_size))
    database.close()


def test_a_file_of_the_version_before_opens_without_loss(state: StateFolder) -> None:
    """Reports match those of a new file, the reason is shown once, and the old file is kept aside."""
    whole_run(state)
    fresh = [creative("report", *rest).stdout for rest in ((), ("last",), ("--json",))]
    state.runlog.unlink()
    write_old_file(state)
    before = state.runlog.read_bytes()
    told = creative("report")
    again = [creative("report", *rest) for rest in ((), ("last",), ("--json",))]

    assert (told.returncode, told.stdout) == (0, fresh[0])
    assert "was made by another version of creative" in told.stderr
    assert [(result.stdout, result.stderr) for result in again] == [(stdout, "") for stdout in fresh]
    assert state.runlog.with_name("runlog.aside.duckdb").read_bytes() == before


def change_definition(repository: Path, folder: Path) -> Path:
    """Copy the program to *folder* with one more column in the table of run starts, like a next version."""
    source, copy = repository / "src" / "creative_cli", folder / "creative_cli"
    copy.mkdir(parents=True)
    for path in source.iterdir():
        if path.name != "runlog":
            (copy / path.name).symlink_to(path)
    shutil.copytree(source / "runlog", copy / "runlog")
    definitions = copy / "runlog" / "schema_sql.py"
    text = definitions.read_text("utf-8")
    assert text.count("products, assets") == 1
    definitions.write_text(text.replace("products, assets", "products, assets, upper(campaign) AS loud"), "utf-8")
    return folder


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="needs symbolic links")
def test_a_changed_table_leads_to_a_rebuild(
    state: StateFolder, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A changed definition changes the digest: the journals are read again, and old runs have the column."""
    whole_run(state)
    before = creative("report")
    next_version = change_definition(repository, tmp_path / "next")
    monkeypatch.setenv("PYTHONPATH", str(next_version), prepend=os.pathsep)
    first, loud, second = (
        fresh_creative("report"),
        fresh_creative("sql", "SELECT loud FROM run_starts", "--json"),
        fresh_creative("report"),
    )

    assert "another version of creative" in first.stderr
    assert json.loads(loud.stdout)["rows"] == [["SUMMER"]]
    assert (first.stdout, second.stdout, second.stderr) == (before.stdout, before.stdout, "")


def test_a_file_of_a_newer_version_is_rebuilt_too(state: StateFolder) -> None:
    """Any digest other than that of this version leads to a rebuild."""
    whole_run(state)
    with RunLog.open(state):
        pass
    database = Database.open(state.runlog)
    database.execute("UPDATE tables_digest SET digest = 'of the future'")
    database.close()
    with RunLog.open(state) as log:
        assert "another version" in log.rebuilt
        assert [run.figures.made for run in log.runs()] == [2]


def test_a_blank_file_gets_its_tables_once(state: StateFolder) -> None:
    """Preparing again changes nothing."""
    database = Database.open(state.runlog)
    prepare_tables(database)
    columns = database.execute("SELECT table_name, column_name, data_type FROM duckdb_columns() ORDER BY ALL")
    prepare_tables(database)
    again = database.execute("SELECT table_name, column_name, data_type FROM duckdb_columns() ORDER BY ALL")
    database.close()

    assert again == columns


def test_every_field_of_every_event_is_read() -> None:
    """Every field of an event has a key in the line shape, and every event but two has a table."""
    names = {field.name for kind in ENTRIES.values() for field in fields(kind)} | set(ENVELOPE)
    optional = {
        (name, field)
        for name, kind in ENTRIES.items()
        for field, hint in get_type_hints(kind).items()
        if type(None) in get_args(hint)
    }
    # Journals of earlier versions lack a field that came later, which therefore has a default.
    optional |= {
        (name, field.name)
        for name, kind in ENTRIES.items()
        for field in fields(kind)
        if field.default is not MISSING or field.default_factory is not MISSING
    }
    told = {(table.event, re.sub("^http_", "", name)) for table in EVENT_TABLES for name in table.optional.split(", ")}
    told |= {(table.event, name) for table in EVENT_TABLES for name in re.findall(r"coalesce\((\w+), ''", table.select)}

    assert names == set(LINE_SHAPE)
    # An added finding is a row of `findings`, as if its ad had been stored with it.
    assert {table.event for table in EVENT_TABLES} == set(ENTRIES) - {"CanvasMade", "FindingAdded"}
    assert optional <= told


@pytest.mark.parametrize("cut", [1, 2, 200])
def test_a_torn_last_line_loses_nothing_else_and_is_counted(state: StateFolder, cut: int) -> None:
    """The events before it are imported; the journal's row counts one torn line and no broken ones."""
    run_id = whole_run(state)
    path = state.journal / f"{run_id}.jsonl"
    whole = path.read_bytes()
    torn = whole + whole.splitlines(keepends=True)[-1][:-cut]
    path.write_bytes(torn)
    with RunLog.open(state) as log:
        (run,) = log.runs()
        events, notices, broken = log.imported.events, log.notices(), log.broken_lines()

    assert (events, run.status, run.figures.made) == (5, "finished", 2)
    assert (notices, broken) == ((), ())
    # Cut by its newline alone the line is whole, and is the event that is there already.
    assert RunLog.ask(state, "SELECT bytes, lines, broken, torn FROM journals").rows == (
        (len(torn), 5, 0, int(cut > 1)),
    )


def test_torn_and_broken_lines_are_told_apart(state: StateFolder) -> None:
    """A broken line is reported with its number; the torn last line is only counted."""
    run_id = whole_run(state)
    path = state.journal / f"{run_id}.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:2], b"garbage\n", *lines[2:], b'{"event_id":"torn']))
    report = creative("report")
    doctor = json.loads(creative("doctor", "--json").stdout)["checks"]
    (journals,) = (check["says"] for check in doctor if check["subject"] == "journals")

    assert f"{path.name}:3: it is not JSON" in report.stderr
    assert journals.startswith("1 place in journals cannot be read")
    assert RunLog.ask(state, "SELECT lines, broken, torn FROM journals").rows == ((6, 1, 1),)


def test_an_event_that_stands_twice_counts_once(state: StateFolder) -> None:
    """A journal that contains a copy of itself is imported once."""
    run_id = whole_run(state)
    path = state.journal / f"{run_id}.jsonl"
    path.write_bytes(path.read_bytes() * 2)
    with RunLog.open(state) as log:
        assert log.imported.events == 5

    assert RunLog.ask(state, "SELECT (SELECT count(*) FROM assets), (SELECT count(*) FROM findings)").rows == ((2, 4),)


@pytest.mark.parametrize(
    ("sound", "damaged"),
    [
        (b'"products":2', b'"products":"two"'),
        (b'"campaign":"summer",', b""),
        (b'"schema":1', b'"schema":2'),
        (b'"status":"WARN"', b'"status":"GOOD"'),
        (b'"check":"exact_size",', b""),
    ],
)
def test_a_line_that_lacks_something_is_no_event(state: StateFolder, sound: bytes, damaged: bytes) -> None:
    """A line with the wrong shape is reported with its number and adds no row."""
    with Journal.open(state, new_run_id()) as journal:
        journal.append(RunStarted("summer", "briefs/summer.yaml", "ab" * 32, "creative 0.1", 2, 2))
        journal.append(AssetStored(asset(), cached=False))
    data = journal.path.read_bytes()
    number = data[: data.index(sound)].count(b"\n") + 1
    journal.path.write_bytes(data.replace(sound, damaged, 1))
    with RunLog.open(state) as log:
        assert [(line.path, line.line) for line in log.imported.broken] == [(journal.path, number)]
        assert log.imported.events == 1
    ((rows,),) = RunLog.ask(state, "SELECT (SELECT count(*) FROM run_starts) + (SELECT count(*) FROM assets)").rows

    assert rows == 1


@pytest.mark.parametrize("name", ["[a-z]", "it's", "夏 *"])
def test_a_state_folder_may_be_called_anything(tmp_path: Path, name: str) -> None:
    """Special characters of SQL and of file patterns are plain characters in folder names."""
    folder = StateFolder(tmp_path / name)
    folder.create()
    whole_run(folder)
    with RunLog.open(folder) as log:
        assert [run.figures.made for run in log.runs()] == [2]


def test_a_journal_that_cannot_be_read_is_named(state: StateFolder) -> None:
    """An unreadable journal is an error, and the run log is not rebuilt."""
    (state.journal / "20261101T120000Z-000001.jsonl").mkdir(parents=True)
    with pytest.raises(StorageError, match=r"000001\.jsonl"), RunLog.open(state):
        pass
