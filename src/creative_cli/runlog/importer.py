"""Import journals into the tables: DuckDB reads the journals that changed and replaces their rows."""

import os
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from glob import escape
from pathlib import Path
from typing import NamedTuple

from creative_cli.brief.text_rules import quote_if_unprintable
from creative_cli.errors import StorageError
from creative_cli.foreign_files import open_foreign_file
from creative_cli.runlog.database import DamagedError, Database
from creative_cli.runlog.journal import BrokenLine, MissingLines, decode_event, read_lines
from creative_cli.runlog.schema_sql import (
    CREATE_LINES,
    EVENT_TABLES,
    READ_LINES,
    SUM_TABLES,
    creation_sql,
    tables_digest,
)
from creative_cli.storage.atomic import raising_storage_errors, write_bytes

# DuckDB refuses a file with a longer line than 16 MiB; an event has a few KB.
MAX_LINE_BYTES = 16_000_000
# Journals per transaction: takes about 200 MB of memory and makes the cost of a commit (6 ms) negligible.
BATCH_BYTES = 64_000_000

# Python writes lone surrogates (from file names that are not Unicode) as JSON that DuckDB rejects.
_LONE_SURROGATE = re.compile(rb"(?<!\\)((?:\\\\)*)\\u[dD][89a-fA-F][0-9a-fA-F]{2}")

# The one command that holds the run log's lock uses it, and removes what a killed one left there.
READABLE_COPIES = "readable-journals"

_FORGET = "DELETE FROM {table} WHERE run_id IN (SELECT unnest(?))"
_KEEP_ONE = (
    "DELETE FROM lines WHERE rowid NOT IN (SELECT min(rowid) FROM lines GROUP BY coalesce(event_id, rowid::VARCHAR))"
)
_NOTE_PROGRESS = "INSERT INTO journals SELECT unnest(?), unnest(?), unnest(?), unnest(?), unnest(?), unnest(?)"
# Lines are numbered from 0 without gaps. What an edited line says is no reason to fail.
_COUNT_GAPS = """
SELECT journal, least(max(seq)::HUGEINT + 1 - count(DISTINCT seq), 1000000000)::BIGINT FROM lines
WHERE type IS NOT NULL AND seq >= 0 GROUP BY journal
"""
_STAGE = "CREATE OR REPLACE TEMP TABLE staged AS {rows}"
_COUNT = "SELECT run_id, count(*) FROM staged GROUP BY run_id"
# CanvasMade has no table: the time is in its span. An added finding is a row of the ad's.
_COUNT_UNSTORED = "SELECT run_id, count(*) FROM lines WHERE type IN ('CanvasMade', 'FindingAdded') GROUP BY run_id"


@dataclass(frozen=True, slots=True)
class Imported:
    """Result of an import: number of new `events`, their `runs`, and `broken` lines, each reported once."""

    events: int = 0
    broken: tuple[BrokenLine, ...] = ()
    runs: tuple[str, ...] = ()


class _Progress(NamedTuple):
    """How far a journal was read: bytes, lines, and how many of them were broken or torn, or are lost in any way."""

    size: int = 0
    lines: int = 0
    broken: int = 0
    torn: int = 0
    lost: int = 0


def prepare_tables(database: Database) -> None:
    """Create the tables in a blank file; raise DamagedError if the file has the tables of another version."""
    names = {name for (name,) in database.execute("SELECT table_name FROM duckdb_tables() WHERE NOT internal")}
    if not names:
        with database.transaction():
            for statement in creation_sql():
                database.execute(statement)
            database.execute("INSERT INTO tables_digest VALUES (?)", (tables_digest(),))
    elif "tables_digest" not in names or database.execute("FROM tables_digest") != [(tables_digest(),)]:
        raise DamagedError(f"The run log {database.path} was made by another version of creative.")


def import_journals(database: Database, folder: Path) -> Imported:
    """Import new events from the journals in *folder*; write nothing if there are none.

    Stores each event exactly once, however often it is read. Raises StorageError if a journal cannot be read.
    """
    known = {run_id: _Progress(*rest) for run_id, *rest in database.execute("FROM journals")}
    events, broken, runs = 0, [], []
    for batch in _changed_journals(folder, known):
        with database.transaction():
            for path, progress, lines in _import_batch(database, batch, known):
                # Journals only grow: a shorter one is another file, and all its lines are new.
                before = known.get(path.stem, _Progress())
                before = before if progress.size > before.size else _Progress()
                events += progress.lines - progress.broken - before.lines + before.broken
                broken += [line for line in lines if line.end > before.size or path.stem not in known]
                runs.append(path.stem)
    return Imported(events, tuple(broken), tuple(runs))


def list_journals(folder: Path) -> list[Path]:
    """Return the journals in *folder*, oldest run first."""
    with raising_storage_errors(folder, "read"):
        return sorted(folder.glob("*.jsonl"))


def find_broken_lines(path: Path) -> tuple[BrokenLine, ...]:
    """Return the lines of the journal at *path* that an import skips, with reasons; raise StorageError."""
    broken: list[BrokenLine] = []
    number = 0
    for line in read_lines(path):
        if isinstance(line, MissingLines):
            broken.append(line)
            continue
        number += 1
        if isinstance(line, BrokenLine):
            broken.append(line)
        elif line.run_id != path.stem:
            broken.append(
                BrokenLine(path, number, line.end, f"it belongs to the run {quote_if_unprintable(line.run_id)}")
            )
        else:
            try:
                decode_event(line)
            except StorageError as error:
                broken.append(BrokenLine(path, number, line.end, error.sentence))
    return tuple(broken)


def _changed_journals(folder: Path, known: dict[str, _Progress]) -> Iterator[dict[Path, int]]:
    """Yield the journals whose size changed since the last import, with their sizes, in batches."""
    batch: dict[Path, int] = {}
    for path in list_journals(folder):
        with raising_storage_errors(path, "read"), open_foreign_file(path) as file:
            size = file.seek(0, os.SEEK_END)
        if path.stem in known and size == known[path.stem].size:
            continue
        batch[path] = size
        if sum(batch.values()) >= BATCH_BYTES:
            yield batch
            batch = {}
    if batch:
        yield batch


def _import_batch(
    database: Database, sizes: dict[Path, int], known: dict[str, _Progress]
) -> list[tuple[Path, _Progress, tuple[BrokenLine, ...]]]:
    """Replace the rows of some journals; return the progress and broken lines of each."""
    _read_journals(database, list(sizes))
    again = [path.stem for path in sizes if path.stem in known]
    read = Counter(dict(database.execute("SELECT journal, count(*) FROM lines GROUP BY journal")))
    kept = Counter(dict(database.execute(_COUNT_UNSTORED)))
    gaps = Counter(dict(database.execute(_COUNT_GAPS)))
    for table in EVENT_TABLES:
        database.execute(_STAGE.format(rows=table.rows_sql()))
        if table.name != "findings":  # counted with their asset
            kept.update(dict(database.execute(_COUNT)))
        _replace_rows(database, table.name, "FROM staged", again)
    for name, rows in SUM_TABLES.items():
        _replace_rows(database, name, rows, again)
    result = []
    for path, size in sizes.items():
        refused = read[path.stem] - kept[path.stem]
        lines = find_broken_lines(path) if refused or not size or gaps[path.stem] else ()
        torn = max(refused - len(lines), 0)
        before = known.get(path.stem, _Progress())
        # Journals only grow: one that is shorter than it was has lost lines, whatever is left of it.
        shrunk = before.lines - kept[path.stem] - len(lines) if size < before.size else 0
        lost = max(len(lines), gaps[path.stem], shrunk, before.lost if size == before.size else 0)
        result.append((path, _Progress(size, kept[path.stem] + len(lines), len(lines), torn, lost), lines))
    _replace_rows(database, "journals", "", again)
    noted = [(path.stem, *progress) for path, progress, _ in result]
    database.execute(_NOTE_PROGRESS, list(zip(*noted, strict=True)))
    for name in ("staged", "lines"):
        database.execute(f"DROP TABLE {name}")
    return result


def _replace_rows(database: Database, table: str, rows: str, again: list[str]) -> None:
    if again:
        database.execute(_FORGET.format(table=table), (again,))
    if rows:
        database.execute(f"INSERT INTO {table} {rows}")


def _read_journals(database: Database, paths: list[Path]) -> None:
    """Fill the table `lines` from *paths*, each event once."""
    database.execute(CREATE_LINES)
    long = [path for path in paths if _has_long_lines(path)]
    _read_files(database, [path for path in paths if path not in long])
    for path in long:
        _read_changed(database, path, _drop_long_lines(path.read_bytes()))
    refused = database.execute("SELECT DISTINCT journal FROM lines WHERE event_id IS NULL")
    for path in [path for path in paths if (path.stem,) in refused]:
        with raising_storage_errors(path, "read"):
            data = path.read_bytes()
        readable = _LONE_SURROGATE.sub(rb"\1?", data)
        if readable != data:
            database.execute("DELETE FROM lines WHERE journal = ?", (path.stem,))
            _read_changed(database, path, _drop_long_lines(readable))
    shutil.rmtree(database.path.parent / READABLE_COPIES, ignore_errors=True)
    database.execute(_KEEP_ONE)


def _has_long_lines(path: Path) -> bool:
    """Tell whether a journal has a line that DuckDB refuses together with the whole file."""
    with raising_storage_errors(path, "read"), open_foreign_file(path) as file:
        if os.fstat(file.fileno()).st_size <= MAX_LINE_BYTES:
            return False
        length = 0
        while piece := file.read(1 << 20):
            first, *others = piece.split(b"\n")
            length += len(first)
            if length > MAX_LINE_BYTES:
                return True
            length = len(others[-1]) if others else length
    return False


def _drop_long_lines(data: bytes) -> bytes:
    return b"".join(line for line in data.splitlines(keepends=True) if len(line) <= MAX_LINE_BYTES)


def _read_changed(database: Database, path: Path, data: bytes) -> None:
    """Read *data* in the place of the journal at *path*."""
    copy = database.path.parent / READABLE_COPIES / path.name  # DuckDB reads no other folder, and knows lines by name
    write_bytes(copy, data)
    _read_files(database, [copy])


def _read_files(database: Database, paths: list[Path]) -> None:
    if not paths:
        return
    # Threads contend for every small file: a single one reads a thousand journals in a fifth of the time.
    database.execute("SET threads = 1")
    files = [escape(str(path)) for path in paths]  # DuckDB treats names as patterns
    database.execute(READ_LINES, {"files": files})
    database.execute("RESET threads")
