"""The one home of DuckDB: a file of typed rows, and errors in sentences.

Whoever opens a `Database` holds a lock from before until after it is closed: DuckDB 2.0 reads the file's headers
before it takes its own lock, and loses commits of others by that (`docs/decisions/`).
The file is long because no other may import DuckDB: our own queries and those of people are both asked here.
"""

import dataclasses
import errno
import functools
import re
import select
import signal
import socket
import threading
import typing
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeAlias, TypeVar

from creative_cli.errors import InterruptedRunError, StorageError, UsageError
from creative_cli.storage.atomic import raising_storage_errors, to_storage_error

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, Error

RowT = TypeVar("RowT")

Parameters: TypeAlias = Sequence[Any] | dict[str, Any]

_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",  # a query may not download code
    "autoload_known_extensions": "false",
}

_READING: dict[str, str | bool | int | float | list[str]] = {
    **_CONFIG,
    "enable_external_access": "false",  # nor touch other files
    "python_enable_replacements": "false",  # nor the variables of this program
    "lock_configuration": "true",  # nor undo any of this
}

QUERY_S = 60.0
"""How long a person's query may take: other commands wait for the run log meanwhile."""

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
            connection = duckdb.connect(path, config=_CONFIG)
            # Refused where this process has the file open already: then it is shut off from the rest as well.
            if connection.execute("SELECT current_setting('enable_external_access')").fetchall() == [(True,)]:
                # Journals are read by DuckDB itself: under their own name, and as the pattern that means it.
                folders = ", ".join(_quoted(name) for name in (str(path.parent), escape(str(path.parent))))
                connection.execute(f"SET allowed_directories = [{folders}]")
                connection.execute("SET enable_external_access = false")
            return cls(path, connection)

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

    def select(self, kind: type[RowT], query: str, parameters: Parameters = ()) -> tuple[RowT, ...]:
        """Return what *query* yields as records of *kind*, whose fields are its columns in order.

        A field that is a record itself takes as many columns as it has fields. Times are UTC.
        """
        read = _reader(typing.cast("Any", kind))
        return tuple([read(iter(values)) for values in self.execute(query, parameters)])

    def select_dicts(self, query: str, parameters: Parameters = ()) -> tuple[dict[str, Any], ...]:
        """Return what *query* yields by the names of its columns."""
        with _explaining(self.path):
            cursor = self._connection.execute(query, parameters)
            names = [column[0] for column in cursor.description or ()]
            return tuple([dict(zip(names, map(_in_utc, row), strict=True)) for row in cursor.fetchall()])


@functools.cache
def _reader(kind: Any) -> Callable[[Iterator[Any]], Any]:
    """Return what takes a value of *kind* from the columns of a row."""
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        hints = typing.get_type_hints(kind)
        readers = [_reader(hints[field.name]) for field in dataclasses.fields(kind)]
        make: Callable[..., Any] = kind
        return lambda columns: make(*[read(columns) for read in readers])
    if isinstance(kind, type) and issubclass(kind, Enum):
        return lambda columns: kind[next(columns)]
    if typing.get_origin(kind) is tuple:
        return lambda columns: tuple(next(columns))
    if kind is datetime:
        return lambda columns: _in_utc(next(columns))
    return next


def _in_utc(value: Any) -> Any:
    # DuckDB's TIMESTAMP WITH TIME ZONE needs pytz in Python; plain timestamps that are always UTC do not.
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def left_open(path: Path) -> bool:
    """Tell whether a process died while it had the file open for writing; opening it takes over what was committed."""
    return path.exists() and _wal(path).exists()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query yields: the names of its columns, and rows of whatever DuckDB makes of values."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def ask_query(path: Path, query: str, limit_s: float = QUERY_S) -> Answer:
    """Return what one SELECT of a person's yields.

    The file is opened for reading only, without other files, extensions or settings within reach. Raises UsageError
    with the place of a mistake, for a statement that is no question, and after *limit_s*; StorageError.
    """
    import duckdb  # noqa: PLC0415  # see Database.open

    with _explaining(path):
        connection = duckdb.connect(path, read_only=True, config=_READING)
    late = threading.Event()
    try:
        statements = connection.extract_statements(query)
        kinds = {duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN}
        if len(statements) != 1 or statements[0].type not in kinds:
            raise UsageError("The query is not one SELECT statement.", ONLY_READS)
        with _bounded(connection, limit_s) as late:
            cursor = connection.execute(statements[0])
            return Answer(tuple(column[0] for column in cursor.description or ()), tuple(cursor.fetchall()))
    except duckdb.InterruptException as error:
        if late.is_set():
            raise UsageError(
                f"The query took more than {limit_s:g} seconds and was stopped.", "Narrow it: WHERE run_id >= '202611'."
            ) from error
        raise InterruptedRunError("Stopped.") from error
    except duckdb.Error as error:
        if isinstance(error, duckdb.FatalException | duckdb.InternalException):
            raise
        raise _mistake(error, query) from error
    except RuntimeError as error:
        raise _stopped(error) from error
    finally:
        connection.close()


@contextmanager
def _bounded(connection: "DuckDBPyConnection", limit_s: float) -> Iterator[threading.Event]:
    """Interrupt the block's query after *limit_s*, which sets the event, or at once when a signal comes.

    DuckDB looks for signals of Python's between its tasks only, which may be a minute apart.
    """
    ours, theirs = socket.socketpair()
    theirs.settimeout(0.0)  # as set_wakeup_fd wants it
    late = threading.Event()
    at_home = threading.current_thread() is threading.main_thread()
    before = signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False) if at_home else -1

    def watch() -> None:
        ready, _, _ = select.select([ours], [], [], limit_s)
        if not ready:
            late.set()
        if not ready or ours.recv(1):  # nothing to receive: the query is over
            connection.interrupt()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield late
    finally:
        if at_home:
            signal.set_wakeup_fd(before)
        theirs.close()
        watcher.join()
        ours.close()


ONLY_READS = "`creative sql` only reads the run log: no other files, no changes."
_EXTENSION = re.compile(r'with name "?(\w+)"? is not in the catalog, but it exists in the (\w+) extension')
_PLACE = re.compile(r"\n\nLINE (\d+): (.*)\n( *)\^")


def _mistake(error: "Error", query: str) -> UsageError:
    """Tell what DuckDB says of a person's query, with line and column where it knows them."""
    import duckdb  # noqa: PLC0415  # see Database.open

    text = str(error)
    if "pytz" in text:  # what DuckDB needs to hand a zoned time to Python, and we need for nothing
        return UsageError("The query yields a time with a zone.", "Write now()::TIMESTAMP; all times here are UTC.")
    if missing := _EXTENSION.search(text):  # DuckDB says INSTALL, which is refused here
        return UsageError(f"{missing[1]} is of DuckDB's extension {missing[2]}; none can be added here.", ONLY_READS)
    sentence = " ".join(text.split("\n\nLINE ", maxsplit=1)[0].split()).split(": ", maxsplit=1)[-1]
    place = ""
    if (found := _PLACE.search(text)) and not found[2].startswith("..."):  # long lines are shown from the middle
        line, column = int(found[1]), len(found[3]) - len(f"LINE {found[1]}: ") + 1
        place = f"query:{line}:{column}: " if line <= len(query.splitlines()) else ""
    refused = isinstance(error, duckdb.PermissionException | duckdb.InvalidInputException)
    hint = ONLY_READS if refused else "Tables and columns: docs/runlog.md, or `creative sql 'SHOW TABLES'`."
    return UsageError(f"{place}{sentence}", hint)


def set_aside(path: Path) -> Path:
    """Move the file and its write-ahead log to `<name>.aside.duckdb` and return that; an older one there goes."""
    aside = path.with_name(f"{path.stem}.aside{path.suffix}")
    with raising_storage_errors(path, "renamed"):
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
    except RuntimeError as error:
        raise _stopped(error) from error


def _stopped(error: RuntimeError) -> Exception:
    """Return Ctrl-C as ours, which DuckDB makes a bare RuntimeError of; anything else as it is."""
    if "Query interrupted" in str(error):
        return InterruptedRunError("Stopped.", "The run log is as it was.")
    return error


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
            return to_storage_error(OSError(number, words), path, "opened or written")
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
