"""From journals to tables: brings in what the journals gained since the last time, each event exactly once."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from creative_cli.errors import StorageError
from creative_cli.storage.atomic import explaining
from creative_cli.storage.database import Database
from creative_cli.storage.journal import BrokenLine, JournalLine, read
from creative_cli.storage.projection import rows_of
from creative_cli.storage.rows import (
    AssetRow,
    CopyRow,
    DocumentRow,
    EventRow,
    FailureRow,
    FindingRow,
    HeroRow,
    RunEndRow,
    RunStartRow,
    SpanRow,
    table,
)

EVENT_ROWS: tuple[type[EventRow], ...] = (
    FindingRow,  # before the assets, whose absence shows that a finding is new
    AssetRow,
    RunStartRow,
    RunEndRow,
    HeroRow,
    CopyRow,
    DocumentRow,
    FailureRow,
    SpanRow,
    DocumentRow,
)
"""The tables that come from journals, in the order rows go in."""

BATCH_LINES = 20_000
"""Lines in one transaction: some 100 MB at most, and the cost of a commit (6 ms) spread thin."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What was brought in. `events` were new; `broken` lines could not be read and are told this once."""

    events: int = 0
    broken: tuple[BrokenLine, ...] = ()


_NEW_EVENTS = "INSERT OR IGNORE INTO {} SELECT * FROM {}"
_NEW_FINDINGS = "INSERT INTO {} SELECT * FROM {} WHERE event_id NOT IN (SELECT event_id FROM assets)"


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
    events, broken = 0, []
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
            if batch.lines >= BATCH_LINES:
                _store(database, batch)
                batch = _Batch()
    if batch.progress:
        _store(database, batch)
    return Imported(events, tuple(broken))


def journals_in(folder: Path) -> list[Path]:
    """Return the journals in *folder*, oldest run first."""
    with explaining(folder, "read"):
        return sorted(folder.glob("*.jsonl"))


def forget_journals(database: Database, folder: Path) -> None:
    """Take out the rows of every journal in *folder*, so that the next import makes them anew in today's shape.

    Rows whose journal is gone stay as they are.
    """
    runs = [path.stem for path in journals_in(folder)]
    with database.transaction():
        for kind in EVENT_ROWS:
            name = table(kind).name
            database.execute(f"DELETE FROM {name} WHERE run_id IN (SELECT unnest(?))", (runs,))  # noqa: S608  # our own names
        database.execute("DELETE FROM journals")


def _resumed(path: Path, known: _Progress) -> _Progress | None:
    with explaining(path, "read"):
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
                insert = _NEW_FINDINGS if kind is FindingRow else _NEW_EVENTS
                database.execute(insert.format(table(kind).name, staged))
                database.execute(f"DROP TABLE {staged}")
        for run_id, progress in batch.progress.items():
            database.execute("INSERT OR REPLACE INTO journals VALUES (?, ?, ?, ?)", (run_id, *progress))
