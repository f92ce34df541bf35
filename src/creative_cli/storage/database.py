"""The one home of DuckDB: a file of typed rows, and errors in sentences.

Whoever opens a `Database` holds a lock from before until after it is closed: DuckDB 2.0 reads the file's headers
before it takes its own lock, and loses commits of others by that (`docs/decisions/`).
"""

import errno
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeAlias, TypeVar

from creative_cli.errors import StorageError
from creative_cli.storage.atomic import explained, explaining
from creative_cli.storage.rows import table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, Error

RowT = TypeVar("RowT")

Parameters: TypeAlias = Sequence[Any] | dict[str, Any]

_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",  # a query may not download code
    "autoload_known_extensions": "false",
    "enable_external_access": "false",  # nor touch other files
}

_REFUSALS = {
    "No space left on device": errno.ENOSPC,
    "Disk quota exceeded": errno.EDQUOT,
    "Permission denied": errno.EACCES,
    "Read-only file system": errno.EROFS,
}
"""DuckDB has no error codes: what the system said stands in the text."""


REBUILD = "`creative doctor --rebuild` makes it again from the journals."


class DamagedError(StorageError):
    """The file is not one this version can use; the journals make a new one."""

    def __init__(self, sentence: str, hint: str = REBUILD) -> None:
        """Say in *sentence* what is wrong with the file."""
        super().__init__(sentence, hint)


class Database:
    """An open DuckDB file."""

    def __init__(self, path: Path, connection: "DuckDBPyConnection") -> None:
        """Work on *connection*; `Database.open` makes it."""
        self.path = path
        self._connection = connection

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the file at *path*, or make it; raise StorageError, DamagedError when it is no database."""
        import duckdb  # noqa: PLC0415  # 0.1 s of CPU, and most commands read no run log

        with _explaining(path):
            return cls(path, duckdb.connect(path, config=_CONFIG))

    def close(self) -> None:
        """Close the file; an open transaction is rolled back."""
        self._connection.close()

    def execute(self, sql: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
        """Run *sql* and return all it yields; raise StorageError, DamagedError when the file does not fit it."""
        with _explaining(self.path):
            return self._connection.execute(sql, parameters).fetchall()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do the block wholly or not at all."""
        self.execute("BEGIN")
        try:
            yield
        except BaseException:  # Ctrl-C too: the connection stays usable
            with suppress(StorageError):  # a file that broke in the middle has nothing to roll back
                self.execute("ROLLBACK")
            raise
        self.execute("COMMIT")

    def rows(self, kind: type[RowT], rest: str = "", parameters: Parameters = ()) -> tuple[RowT, ...]:
        """Return rows of *kind*; *rest* is what follows FROM (WHERE, ORDER BY)."""
        shape = table(kind)
        query = f"SELECT {', '.join(shape.columns)} FROM {shape.name} {rest}"  # noqa: S608  # our own names
        return tuple([shape.row(values) for values in self.execute(query, parameters)])

    def stage(self, kind: type[RowT], rows: Sequence[RowT]) -> str:
        """Put *rows* into a temporary table, the fast way in, and return its name.

        The caller does so in a transaction, moves the rows on with INSERT and drops the table.
        """
        shape = table(kind)
        staged = f"staged_{shape.name}"
        self.execute(f"CREATE TEMP TABLE {staged} AS FROM {shape.name} LIMIT 0")
        with _explaining(self.path):
            appender = self._connection.appender(staged)
            appender.append_rows([shape.values(row) for row in rows])
            appender.flush()
        return staged


def set_aside(path: Path) -> Path:
    """Move the file and its write-ahead log to `<name>.aside.duckdb` and return that; an older one there goes."""
    aside = path.with_name(f"{path.stem}.aside{path.suffix}")
    with explaining(path, "renamed"):
        for name, target in ((path, aside), (_wal(path), _wal(aside))):
            target.unlink(missing_ok=True)
            if name.exists():
                name.replace(target)
    return aside


def _wal(path: Path) -> Path:
    return path.with_name(f"{path.name}.wal")


@contextmanager
def _explaining(path: Path) -> Iterator[None]:
    """Raise what DuckDB says of the file as a StorageError; wrong SQL or values are our bugs, their trace stays."""
    import duckdb  # noqa: PLC0415  # see Database.open

    try:
        yield
    except duckdb.Error as error:
        if (sentence := _sentence(error, path)) is None:
            raise
        raise sentence from error


def _sentence(error: "Error", path: Path) -> StorageError | None:
    import duckdb  # noqa: PLC0415  # see Database.open

    text = str(error)
    if "Could not set lock" in text:
        return StorageError(
            f"Another program has the run log {path} open.",
            "Close it there (a database browser, a notebook) and run this again.",
        )
    for words, number in _REFUSALS.items():
        if words in text:
            return explained(OSError(number, words), path, "opened or written")
    damage = (
        duckdb.IOException,
        duckdb.FatalException,
        duckdb.InternalException,
        duckdb.SerializationException,
        duckdb.CatalogException,
    )
    # A wrong checksum has no class of its own: it is a bare Error.
    if isinstance(error, damage) or type(error) is duckdb.Error:
        return DamagedError(f"The run log {path} cannot be read: {text.splitlines()[0]}")
    return None
