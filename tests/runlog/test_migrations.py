"""A run log of any age becomes one of today."""

import dataclasses

import pytest

from creative_cli.events import AssetStored, RunStarted
from creative_cli.runlog.database import Database
from creative_cli.runlog.journal import Journal, new_run_id
from creative_cli.runlog.migrations import MIGRATIONS
from creative_cli.runlog.rows import FindingRow
from creative_cli.runlog.runlog import RunLog, migrate
from creative_cli.runlog.tables import NAMES
from creative_cli.storage.state import StateFolder
from tests.storage.samples import asset

STARTED = RunStarted("summer", "briefs/summer.yaml", "ab" * 32, "creative 0.1", 2, 48)


def schema(database: Database) -> list[tuple[str, str, str]]:
    """Return every table and view with its columns and their types."""
    rows = database.execute(
        "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal ORDER BY ALL"
    )
    return [(str(table), str(column), str(kind)) for table, column, kind in rows]


def aged(state: StateFolder, steps: int) -> None:
    """Make the file as it was after the first *steps* migrations, with a run whose journal is gone."""
    database = Database.open(state.runlog)
    database.execute("CREATE TABLE migrations (name VARCHAR PRIMARY KEY, applied_at TIMESTAMP NOT NULL)")
    for migration in MIGRATIONS[:steps]:
        database.execute(migration.sql)
        database.execute("INSERT INTO migrations VALUES (?, now()::TIMESTAMP)", (migration.name,))
    database.execute(
        "INSERT INTO run_starts VALUES ('old-000000', 'old', '2026-01-01', 'spring', 'b.yaml', 'ab', 'creative', 1, 3)"
    )
    database.execute("INSERT INTO journals VALUES ('old', 10, 1, 0)")
    database.execute(
        "INSERT INTO findings (event_id, run_id, happened_at, path, check_id, code, status, message)"
        " VALUES ('old-000001', 'old', '2026-01-01', 'a.jpg', 'kept_terms', 'missing', 'FAIL', 'Lost.')"
    )
    database.close()


def test_names_are_numbered_in_order() -> None:
    """The list only grows, and every name says its place in it."""
    assert [migration.name[:5] for migration in MIGRATIONS] == [f"m{n:03d}_" for n in range(1, len(MIGRATIONS) + 1)]


def test_from_blank_the_tables_are_those_of_the_rows(state: StateFolder) -> None:
    """Every kind of row has a table or view with exactly its columns, in order for tables."""
    database = Database.open(state.runlog)
    assert migrate(database)
    assert not migrate(database)
    columns = {
        name: [column for (column,) in database.execute(f"SELECT column_name FROM (DESCRIBE {name})")]  # noqa: S608  # our names
        for name in NAMES.values()
    }
    database.close()

    assert columns == {name: [field.name for field in dataclasses.fields(kind)] for kind, name in NAMES.items()}


@pytest.mark.parametrize("steps", range(1, len(MIGRATIONS)))
def test_from_each_age_the_shape_is_the_same(state: StateFolder, steps: int) -> None:
    """However old the file is, it ends as a blank one would, and rows without a journal stay."""
    aged(state, steps)
    with Journal.open(state, new_run_id()) as journal:
        journal.append(STARTED)
        journal.append(AssetStored(asset(), cached=False))
    with RunLog.open(state) as log:
        campaigns = {run.campaign for run in log.runs()}
        found = {finding.code: finding.role for run in log.runs() for finding in log.of_run(FindingRow, run.run_id)}
    old = Database.open(state.runlog)
    blank = Database.open(state.root / "blank.duckdb")
    migrate(blank)
    shapes = schema(old), schema(blank)
    old.close()
    blank.close()

    assert campaigns == {"spring", "summer"}
    assert found == {"missing": None, "exact": None, "low": "headline"}
    assert shapes[0] == shapes[1]


def test_after_a_migration_journals_are_read_again(state: StateFolder) -> None:
    """What an old file knew of a journal is made anew, once, in the new shape."""
    with Journal.open(state, new_run_id()) as journal:
        journal.append(STARTED)
        journal.append(AssetStored(asset(), cached=False))
    with RunLog.open(state):
        pass
    database = Database.open(state.runlog)
    database.execute("DROP VIEW pictures")
    database.execute("DROP TABLE documents")
    database.execute("DELETE FROM migrations WHERE name = 'm002_search'")
    database.close()
    with RunLog.open(state) as log:
        assert log.imported.events == 2
        assert len(log.pictures()) == 1
        assert [row.count for row in log.finding_counts()] == [1, 1]


def test_a_file_of_a_newer_version_is_moved_aside(state: StateFolder) -> None:
    """This version makes its own file from the journals and says why."""
    with RunLog.open(state):
        pass
    database = Database.open(state.runlog)
    database.execute("INSERT INTO migrations VALUES ('m999_future', now()::TIMESTAMP)")
    database.close()
    with RunLog.open(state) as log:
        assert "newer version of creative (m999_future)" in log.rebuilt
