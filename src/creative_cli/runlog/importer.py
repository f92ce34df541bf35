"""From journals to tables: brings in what the journals gained since the last time, each event exactly once."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from creative_cli.errors import StorageError
from creative_cli.runlog.database import Database
from creative_cli.runlog.journal import BrokenLine, JournalLine, read
from creative_cli.runlog.projection import rows_of
from creative_cli.runlog.rows import (
    AssetRow,
    AttemptEndRow,
    AttemptStartRow,
    CopyRow,
    DocumentRow,
    EventRow,
    FailureRow,
    FindingRow,
    HeroRow,
    PassedOverRow,
    ReviewRow,
    RunEndRow,
    RunStartRow,
    SpanRow,
)
from creative_cli.runlog.tables import table
from creative_cli.storage.atomic import raising_storage_errors

EVENT_ROWS: tuple[type[EventRow], ...] = (
    FindingRow,  # before the assets, whose absence shows that a finding is new
    AssetRow,
    RunStartRow,
    RunEndRow,
    HeroRow,
    CopyRow,
    DocumentRow,
    FailureRow,
    PassedOverRow,
    SpanRow,
    AttemptStartRow,
    AttemptEndRow,
    ReviewRow,
)
"""The tables that come from journals, in the order rows go in."""

BATCH_LINES = 20_000
"""Lines in one transaction: some 100 MB at most, and the cost of a commit (6 ms) spread thin."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What was brought in: `events` were new, of `runs`; `broken` lines could not be read and are told this once."""

    events: int = 0
    broken: tuple[BrokenLine, ...] = ()
    runs: tuple[str, ...] = ()


SUMS = ("finding_sums", "span_sums")
"""Tables that add up what comes in; like the others they hold rows by `run_id`."""

_NEW_EVENTS = "INSERT OR IGNORE INTO {table} SELECT * FROM {staged}"
_UNSEEN = "event_id NOT IN (SELECT event_id FROM {} WHERE run_id IN (SELECT DISTINCT run_id FROM {{staged}}))"
_UNSEEN_ADS, _UNSEEN_SPANS = _UNSEEN.format("assets"), _UNSEEN.format("spans")
_SUM_FINDINGS = (
    "INSERT INTO finding_sums SELECT run_id, check_id, code, status, count(*) "  # noqa: S608  # our own names
    f"FROM {{staged}} WHERE {_UNSEEN_ADS} GROUP BY ALL"
)
_SUM_SPANS = (
    "INSERT INTO span_sums SELECT run_id, stage, count(*), sum(ms) "  # noqa: S608  # our own names
    f"FROM {{staged}} WHERE {_UNSEEN_SPANS} GROUP BY ALL"
)
_NEW_FINDINGS = f"INSERT INTO {{table}} SELECT * FROM {{staged}} WHERE {_UNSEEN_ADS}"  # noqa: S608  # our own names
_INSERTS: dict[type[EventRow], tuple[str, ...]] = {
    FindingRow: (_SUM_FINDINGS, _NEW_FINDINGS),
    SpanRow: (_SUM_SPANS, _NEW_EVENTS),
}
"""How rows go in where it is not `_NEW_EVENTS`: sums first, while it can be seen which events are new."""


class _Progress(NamedTuple):
    """How far a journal was read: bytes, lines, and how many of the lines were broken."""

    size: int = 0
    lines: int = 0
    broken: int = 0


class _Batch:
    """Rows that go in together, with how far they bring each journal."""

    def __init__(self) -> None:
        self.lines = 0
        self.rows: dict[type[EventRow], list[Any]] = {}
        self.progress: dict[str, _Progress] = {}


def import_journals(database: Database, folder: Path) -> Imported:
    """Bring what the journals in *folder* gained into *database*; when they gained nothing, nothing is written.

    An event is there exactly once however often it is read. Raises StorageError when a journal cannot be read.
    """
    progressed = database.execute("SELECT run_id, bytes, lines, broken FROM journals")
    known = {run_id: _Progress(*progress) for run_id, *progress in progressed}
    batch = _Batch()
    events, broken, runs = 0, [], set()
    for path in journals_in(folder):
        progress = _resumed(path, known.get(path.stem, _Progress()))
        if progress is None:
            continue
        for line in read(path, progress.size, progress.lines + 1):
            trouble = _take(batch, path, line, progress.lines + 1)
            if trouble:
                broken.append(trouble)
            events += trouble is None
            progress = _Progress(line.end, progress.lines + 1, progress.broken + (trouble is not None))
            batch.progress[path.stem] = progress
            runs.add(path.stem)
            if batch.lines >= BATCH_LINES:
                _store(database, batch)
                batch = _Batch()
    if batch.progress:
        _store(database, batch)
    return Imported(events, tuple(broken), tuple(sorted(runs)))


def journals_in(folder: Path) -> list[Path]:
    """Return the journals in *folder*, oldest run first."""
    with raising_storage_errors(folder, "read"):
        return sorted(folder.glob("*.jsonl"))


def broken_in(path: Path) -> tuple[BrokenLine, ...]:
    """Return the lines of the journal at *path* that an import passes over; raise StorageError."""
    trouble = (_take(_Batch(), path, line, number) for number, line in enumerate(read(path), start=1))
    return tuple(line for line in trouble if line is not None)


def forget_journals(database: Database, folder: Path) -> None:
    """Take out the rows of every journal in *folder*, so that the next import makes them anew in today's shape.

    Rows whose journal is gone stay as they are.
    """
    runs = [path.stem for path in journals_in(folder)]
    with database.transaction():
        for name in (*(table(kind).name for kind in EVENT_ROWS), *SUMS):
            database.execute(f"DELETE FROM {name} WHERE run_id IN (SELECT unnest(?))", (runs,))  # noqa: S608  # our own names
        database.execute("DELETE FROM journals")


def _resumed(path: Path, known: _Progress) -> _Progress | None:
    with raising_storage_errors(path, "read"):
        size = path.stat().st_size
    if size == known.size:
        return None
    # A journal never shrinks by itself: another file is in its place. Event ids keep its rows from doubling.
    return known if size > known.size else _Progress()


def _take(batch: _Batch, path: Path, line: JournalLine | BrokenLine, number: int) -> BrokenLine | None:
    batch.lines += 1
    if isinstance(line, BrokenLine):
        return line
    if line.run_id != path.stem:
        return BrokenLine(path, number, line.end, f"it belongs to the run {line.run_id}")
    try:
        rows = rows_of(line)
    except StorageError as error:
        return BrokenLine(path, number, line.end, error.sentence)
    for row in rows:
        batch.rows.setdefault(type(row), []).append(row)
    return None


def _store(database: Database, batch: _Batch) -> None:
    with database.transaction():
        for kind in EVENT_ROWS:
            if rows := batch.rows.get(kind):
                staged = database.stage(kind, rows)
                for insert in _INSERTS.get(kind, (_NEW_EVENTS,)):
                    database.execute(insert.format(table=table(kind).name, staged=staged))
                database.execute(f"DROP TABLE {staged}")
        for run_id, progress in batch.progress.items():
            database.execute("INSERT OR REPLACE INTO journals VALUES (?, ?, ?, ?)", (run_id, *progress))
