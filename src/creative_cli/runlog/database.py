"""Open the DuckDB file of the run log, query it, and turn DuckDB's errors into `StorageError` and `UsageError`.

Hold the run log's lock before opening a `Database` and until it is closed: DuckDB 2.0 reads the file's headers before
it takes its own lock, which can lose another process's commits (`docs/decisions/`).
No other module may import DuckDB, which is why internal queries and those of `creative sql` share this file.
"""

import dataclasses
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
from creative_cli.settings import read_settings
from creative_cli.storage.atomic import find_refusal, raising_storage_errors

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, Error

RowT = TypeVar("RowT")

Parameters: TypeAlias = Sequence[Any] | dict[str, Any]

_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",  # never download code
    "autoload_known_extensions": "false",
}

QUERY_MEGABYTES = 768
"""Memory that DuckDB may take for a user's query; a report over a million ads takes a third."""
MOST_QUERY_ROWS = 1_000_000
"""Rows of an answer, which are kept in memory."""

_READING: dict[str, str | bool | int | float | list[str]] = {
    **_CONFIG,
    "enable_external_access": "false",  # no other files
    "memory_limit": f"{QUERY_MEGABYTES}MB",
    "python_enable_replacements": "false",  # no Python variables
    "lock_configuration": "true",  # keep these settings
}


REBUILD = "`creative doctor --rebuild` rebuilds it from the journals."


class DamagedError(StorageError):
    """This version cannot use the file; it can be rebuilt from the journals."""

    def __init__(self, sentence: str, hint: str = REBUILD) -> None:
        """Describe the damage in *sentence*."""
        super().__init__(sentence, hint)


class Database:
    """An open DuckDB file."""

    def __init__(self, path: Path, connection: "DuckDBPyConnection") -> None:
        """Wrap *connection*; call `Database.open` instead."""
        self.path = path
        self._connection = connection

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open or create the file at *path*; raise StorageError, or DamagedError if it is not a database."""
        import duckdb  # noqa: PLC0415  # 0.1 s of CPU, and most commands read no run log

        if path.exists() and not path.is_file():
            raise DamagedError(f"The run log {path} is no file.")  # DuckDB would wait for what a pipe says
        with _explaining(path):
            connection = duckdb.connect(path, config=_CONFIG)
            # DuckDB refuses the change if this process already has the file open; access is then off already.
            if connection.execute("SELECT current_setting('enable_external_access')").fetchall() == [(True,)]:
                # DuckDB reads the journals itself and needs the folder both as a path and as an escaped pattern.
                folders = ", ".join(_quoted(name) for name in (str(path.parent), escape(str(path.parent))))
                connection.execute(f"SET allowed_directories = [{folders}]")
                connection.execute("SET enable_external_access = false")
            return cls(path, connection)

    def close(self) -> None:
        """Close the file and roll back an open transaction."""
        self._connection.close()

    def execute(self, sql: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
        """Run *sql* and return its rows; raise StorageError, or DamagedError if the file does not match it."""
        with _explaining(self.path):
            return self._connection.execute(sql, parameters).fetchall()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Run the block in a transaction; roll back on any exception."""
        self.execute("BEGIN")
        try:
            yield
        except BaseException:  # also on Ctrl-C, to keep the connection usable
            with suppress(StorageError):  # a file that broke midway has nothing to roll back
                self.execute("ROLLBACK")
            raise
        self.execute("COMMIT")

    def select(self, kind: type[RowT], query: str, parameters: Parameters = ()) -> tuple[RowT, ...]:
        """Return the rows of *query* as records of *kind*, whose fields match the columns in order.

        A field that is a record itself takes one column per field of its own. Times are UTC.
        """
        read = _reader(typing.cast("Any", kind))
        return tuple([read(iter(values)) for values in self.execute(query, parameters)])

    def select_dicts(self, query: str, parameters: Parameters = ()) -> tuple[dict[str, Any], ...]:
        """Return the rows of *query* as dicts keyed by column name."""
        with _explaining(self.path):
            cursor = self._connection.execute(query, parameters)
            names = [column[0] for column in cursor.description or ()]
            return tuple([dict(zip(names, map(_in_utc, row), strict=True)) for row in cursor.fetchall()])


@functools.cache
def _reader(kind: Any) -> Callable[[Iterator[Any]], Any]:
    """Return a function that consumes the columns of one *kind* from a row."""
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        hints = typing.get_type_hints(kind)
        readers = [(field.name, _reader(hints[field.name])) for field in dataclasses.fields(kind)]
        make: Callable[..., Any] = kind
        return lambda columns: make(**{name: read(columns) for name, read in readers})
    if isinstance(kind, type) and issubclass(kind, Enum):
        return lambda columns: kind[next(columns)]
    if typing.get_origin(kind) is tuple:
        return lambda columns: tuple(next(columns))
    if kind is datetime:
        return lambda columns: _in_utc(next(columns))
    return next


def _in_utc(value: Any) -> Any:
    # TIMESTAMP WITH TIME ZONE would require pytz; columns are plain timestamps that are always UTC.
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def left_open(path: Path) -> bool:
    """Return whether a process died with the file open for writing; the next open recovers what it committed."""
    return path.exists() and _wal(path).exists()


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of a query: column names, and rows of values as DuckDB converts them."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def ask_query(path: Path, query: str, limit_s: float | None = None) -> Answer:
    """Return the result of a user's SELECT.

    Opens the file read-only, with no access to other files, extensions or settings. Raises StorageError, and UsageError
    for a mistake (with its position), for a statement that is not a query, for too much memory or too many rows, and
    after *limit_s* seconds, by default CREATIVE_QUERY_SECONDS: other commands wait for the run log meanwhile.
    """
    import duckdb  # noqa: PLC0415  # see Database.open

    limit_s = limit_s or read_settings().query_seconds
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
            rows = cursor.fetchmany(MOST_QUERY_ROWS + 1)
        if len(rows) > MOST_QUERY_ROWS:
            raise UsageError(f"The query has more than {MOST_QUERY_ROWS:,} rows.", "Add LIMIT, or sum them up.")
        return Answer(tuple(column[0] for column in cursor.description or ()), tuple(rows))
    except duckdb.InterruptException as error:
        if late.is_set():
            raise UsageError(
                f"The query took more than {limit_s:g} seconds and was stopped.",
                "Narrow it: WHERE run_id >= '202611'. CREATIVE_QUERY_SECONDS sets the limit.",
            ) from error
        raise InterruptedRunError("Stopped.") from error
    except duckdb.OutOfMemoryException as error:
        sentence = f"The query takes more than {QUERY_MEGABYTES} MB of memory and was stopped."
        raise UsageError(sentence, "Narrow it: WHERE run_id >= '202611'.") from error
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
    """Interrupt the block's query after *limit_s*, which sets the event, or as soon as a signal arrives.

    DuckDB checks for Python signals only between its tasks, which may be a minute apart.
    """
    ours, theirs = socket.socketpair()
    theirs.settimeout(0.0)  # required by set_wakeup_fd
    late = threading.Event()
    at_home = threading.current_thread() is threading.main_thread()
    before = signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False) if at_home else -1

    def watch() -> None:
        ready, _, _ = select.select([ours], [], [], limit_s)
        if not ready:
            late.set()
        if not ready or ours.recv(1):  # an empty read means that the query is done
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
    """Return DuckDB's message about a user's query, with line and column if known."""
    import duckdb  # noqa: PLC0415  # see Database.open

    text = str(error)
    if "pytz" in text:  # DuckDB needs it only to convert zoned times; we do not depend on it
        return UsageError("The query returns a time with a zone.", "Write now()::TIMESTAMP; all times here are UTC.")
    if missing := _EXTENSION.search(text):  # DuckDB suggests INSTALL, which is not allowed here
        return UsageError(
            f"{missing[1]} needs DuckDB's extension {missing[2]}, which cannot be loaded here.", ONLY_READS
        )
    sentence = " ".join(text.split("\n\nLINE ", maxsplit=1)[0].split()).split(": ", maxsplit=1)[-1]
    place = ""
    if (found := _PLACE.search(text)) and not found[2].startswith("..."):  # DuckDB truncates long lines
        line, column = int(found[1]), len(found[3]) - len(f"LINE {found[1]}: ") + 1
        place = f"query:{line}:{column}: " if line <= len(query.splitlines()) else ""
    refused = isinstance(error, duckdb.PermissionException | duckdb.InvalidInputException)
    hint = ONLY_READS if refused else "Tables and columns: docs/runlog.md, or `creative sql 'SHOW TABLES'`."
    return UsageError(f"{place}{sentence}", hint)


def set_aside(path: Path) -> Path:
    """Move the file and its write-ahead log to `<name>.aside.duckdb`, replacing an older one, and return that path."""
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
    """Turn DuckDB's errors about the file into StorageError; wrong SQL or values are bugs and keep their traceback."""
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
    # DuckDB reports Ctrl-C as a bare RuntimeError.
    if "Query interrupted" in str(error):
        return InterruptedRunError("Stopped.", "The run log is unchanged.")
    return error


def _sentence(error: "Error", path: Path) -> StorageError | None:
    import duckdb  # noqa: PLC0415  # see Database.open

    text = str(error)
    if "Could not set lock" in text:
        return StorageError(
            f"Another program has the run log {path} open.",
            "Close it there (a database browser, a notebook) and run this again.",
        )
    if (refused := find_refusal(text, path, "opened or written")) is not None:  # DuckDB has no error codes
        return refused
    damage = (
        duckdb.IOException,
        duckdb.FatalException,
        duckdb.InternalException,
        duckdb.SerializationException,
        duckdb.CatalogException,
    )
    # A checksum mismatch is a bare Error.
    if isinstance(error, damage) or type(error) is duckdb.Error:
        return DamagedError(f"The run log {path} cannot be read: {text.splitlines()[0]}")
    return None
