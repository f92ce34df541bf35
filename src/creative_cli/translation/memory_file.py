"""Opens the SQLite file of the translation memory and migrates its schema."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from creative_cli.errors import StorageError
from creative_cli.storage.atomic import sqlite_to_storage_error
from creative_cli.storage.lock_waits import SQLITE_WAIT_S, wait_for_sqlite

# One script per version, append only; SQLite's `user_version` counts those that have run.
MEMORY_MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE unit (
        id TEXT PRIMARY KEY, role TEXT NOT NULL, text TEXT NOT NULL, source_language TEXT NOT NULL,
        locale TEXT NOT NULL, glossary TEXT NOT NULL, voice TEXT NOT NULL, intent TEXT NOT NULL
    ) STRICT;
    CREATE TABLE entry (
        number INTEGER PRIMARY KEY AUTOINCREMENT, unit TEXT NOT NULL REFERENCES unit, text TEXT NOT NULL,
        status INTEGER NOT NULL, origin TEXT NOT NULL, author TEXT NOT NULL, at TEXT NOT NULL,
        findings TEXT NOT NULL, back TEXT NOT NULL
    ) STRICT;
    CREATE INDEX entry_unit ON entry (unit, status, number);
    CREATE TABLE place (
        number INTEGER PRIMARY KEY AUTOINCREMENT, campaign TEXT NOT NULL, locale TEXT NOT NULL, role TEXT NOT NULL,
        unit TEXT NOT NULL REFERENCES unit
    ) STRICT;
    CREATE INDEX place_line ON place (campaign, locale, role, number);
    CREATE INDEX place_unit ON place (unit);
    """,
    """
    CREATE TABLE rules (
        campaign TEXT NOT NULL, locale TEXT NOT NULL, rules TEXT NOT NULL, PRIMARY KEY (campaign, locale)
    ) STRICT;
    """,
)


@contextmanager
def open_for_reading(path: Path) -> Iterator[sqlite3.Connection | None]:
    """Open the file for reading; None if it does not exist yet. Raises StorageError."""
    if not path.is_file():
        yield None
        return
    with _connect(path) as connection:
        yield connection


@contextmanager
def open_for_writing(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the file for one transaction, which is rolled back on any exception. Raises StorageError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _memory_error(path, error.strerror or str(error)) from error
    with _connect(path) as connection:
        # IMMEDIATE takes the lock before reading: two writers cannot deadlock.
        _execute_patiently(connection, path, "BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:  # also on Ctrl-C
            if connection.in_transaction:  # a full disk has ended it already
                connection.execute("ROLLBACK")
            raise
        _execute_patiently(connection, path, "COMMIT")


def check_memory_file(path: Path) -> int:
    """Read the whole file and return how many translations it holds. Raises StorageError if a part is damaged."""
    with _connect(path) as connection:
        # Checks every page and index; 0.1 s for 100,000 translations.
        (said,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        if said != "ok":
            raise _memory_error(path, str(said))
        (size,) = connection.execute("SELECT count(*) FROM entry").fetchone()
        return int(size)


@contextmanager
def _connect(path: Path) -> Iterator[sqlite3.Connection]:
    try:
        connection = sqlite3.connect(path, timeout=SQLITE_WAIT_S, isolation_level=None)
        try:
            _migrate(connection, path)
            yield connection
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise sqlite_to_storage_error(error, path) or _memory_error(path, str(error)) from error


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    if _schema_version(connection, path) == len(MEMORY_MIGRATIONS):
        return
    _execute_patiently(connection, path, "BEGIN IMMEDIATE")
    # Read the version again under the lock: another process may have migrated the file by now.
    for script in MEMORY_MIGRATIONS[_schema_version(connection, path) :]:
        for statement in script.split(";"):
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {len(MEMORY_MIGRATIONS)}")
    _execute_patiently(connection, path, "COMMIT")


def _schema_version(connection: sqlite3.Connection, path: Path) -> int:
    version: int = _execute_patiently(connection, path, "PRAGMA user_version").fetchone()[0]
    if version > len(MEMORY_MIGRATIONS):
        raise StorageError(
            f"The translation memory {path} was written by a newer version of creative.",
            "Update creative, or use another folder with --state.",
        )
    return version


def _execute_patiently(connection: sqlite3.Connection, path: Path, statement: str) -> sqlite3.Cursor:
    """Execute a statement that other processes may hold up. A transaction takes milliseconds, unless one hangs."""
    return wait_for_sqlite(lambda: connection.execute(statement), f"the translation memory {path}")


def _memory_error(path: Path, reason: str) -> StorageError:
    return StorageError(
        f"The translation memory {path} is not usable: {reason}.",
        "Restore it from a backup, or move it away and import your translations again.",
    )
