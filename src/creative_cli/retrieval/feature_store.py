"""The local features of pictures that were read once, by the SHA-256 of their files, in one SQLite file.

Everything here can be made again from the pictures: a file that is damaged, or that other code wrote, is replaced.
"""

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import numpy as np

from creative_cli.code_digest import code_digest
from creative_cli.errors import StorageError
from creative_cli.retrieval.feature_words import WordNumbers, find_words
from creative_cli.retrieval.local_features import LocalFeatures, unpack_features
from creative_cli.storage.lock_waits import SQLITE_WAIT_S, wait_for_sqlite

StepResultT = TypeVar("StepResultT")

_TABLES = """
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS words (sha256 TEXT PRIMARY KEY, words BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS features (sha256 TEXT PRIMARY KEY, features BLOB NOT NULL);
PRAGMA user_version = {version};
COMMIT;
"""


class FeatureStore:
    """The features in one file, which the first write creates. Any number of processes may use it at the same time.

    `read_words` reads 250 bytes a picture, `read_features` up to 9 KB.
    """

    def __init__(self, path: Path) -> None:
        """Use the file at *path*."""
        self.path = path

    def read_words(self) -> dict[str, WordNumbers]:
        """Return the words of every picture, by SHA-256; none without a usable file."""
        if not self.path.is_file():
            return {}
        rows = self._use_file(lambda file: list(file.execute("SELECT sha256, words FROM words")))
        return {sha256: np.frombuffer(words, np.uint16) for sha256, words in rows or () if len(words) % 2 == 0}

    def read_features(self, sha256: str) -> LocalFeatures | None:
        """Return the features of a picture, or None if they are not known."""
        query = "SELECT features FROM features WHERE sha256 = ?"
        row = self._use_file(lambda file: file.execute(query, (sha256,)).fetchone()) if self.path.is_file() else None
        try:
            return None if row is None else unpack_features(row[0])
        except (ValueError, TypeError):
            self._use_file(lambda file: file.execute("DELETE FROM words WHERE sha256 = ?", (sha256,)))
            return None  # without its words it is read again by the next search

    def write_features(self, found: Mapping[str, LocalFeatures]) -> None:
        """Keep the features of pictures, by SHA-256. Raises StorageError."""
        if not found:
            return
        rows = [(sha256, features.pack(), find_words(features).tobytes()) for sha256, features in found.items()]

        def write(file: sqlite3.Connection) -> bool:
            file.execute("BEGIN IMMEDIATE")
            file.executemany("INSERT OR REPLACE INTO features VALUES (?, ?)", [row[:2] for row in rows])
            file.executemany("INSERT OR REPLACE INTO words VALUES (?, ?)", [(row[0], row[2]) for row in rows])
            file.execute("COMMIT")
            return True

        self.path.parent.mkdir(parents=True, exist_ok=True)
        # Once more where the file had to be replaced.
        if self._use_file(write) is None and self._use_file(write) is None:
            raise StorageError(f"The features of pictures cannot be kept in {self.path}.", "Delete the file.")

    def keep_only(self, sha256s: Iterable[str]) -> None:
        """Forget the features of all other pictures. Raises StorageError."""
        wanted = set(sha256s)
        gone = [(sha256,) for sha256 in self.read_words() if sha256 not in wanted]

        def forget(file: sqlite3.Connection) -> None:
            file.execute("BEGIN IMMEDIATE")
            for table in ("words", "features"):
                file.executemany(f"DELETE FROM {table} WHERE sha256 = ?", gone)  # noqa: S608  # our own tables
            file.execute("COMMIT")

        if gone:
            self._use_file(forget)

    def _use_file(self, step: Callable[[sqlite3.Connection], StepResultT]) -> StepResultT | None:
        """Return what *step* returns, or None where the file is damaged or of other code, which deletes it."""
        what = "the features of pictures"
        try:
            with closing(sqlite3.connect(self.path, isolation_level=None, timeout=SQLITE_WAIT_S)) as file:
                version = wait_for_sqlite(lambda: file.execute("PRAGMA user_version").fetchone()[0], what)
                if version == 0:
                    wait_for_sqlite(lambda: file.executescript(_TABLES.format(version=_code_version())), what)
                if version in {0, _code_version()}:
                    return wait_for_sqlite(lambda: step(file), what)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError) and not _lacks_tables(error):
                raise StorageError(f"The features of pictures in {self.path} cannot be used: {error}") from error
        except OSError as error:
            raise StorageError(f"The features of pictures in {self.path} cannot be used: {error}") from error
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            raise StorageError(f"{self.path} is damaged and cannot be deleted: {error}") from error
        return None


def _lacks_tables(error: sqlite3.OperationalError) -> bool:
    return "no such table" in str(error) or "no such column" in str(error)


def _code_version() -> int:
    """Return a number from the digest of the code that finds features and words; SQLite keeps 31 bits."""
    return 1 + int(code_digest("creative_cli.retrieval.feature_words")[:7], 16)
