"""The journal of a run: every event, one JSON line each, in the order they happened. The truth of the run log.

A line is an envelope around the event's own fields:
`{"event_id", "run_id", "seq", "at", "type", "schema", …}`. An event that was appended survives kill -9; one that
matters survives a power cut. A process that dies while writing leaves a torn last line, which readers pass over.
"""

import os
import secrets
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self, TypeAlias, cast, get_args

from filelock import BaseFileLock, FileLock, Timeout

from creative_cli.errors import StorageError
from creative_cli.events import CanvasMade, DocumentEmbedded, Event, StageTimed
from creative_cli.storage.atomic import raising_storage_errors, sync_folder, to_storage_error
from creative_cli.storage.codec import CodecError, Json, decode_json, decode_record, encode_json_line, encode_record
from creative_cli.storage.state import StateFolder

SCHEMA = 1
"""Of the envelope and the events in it; raised when an old reader would misread a new line."""

Entry: TypeAlias = Event | DocumentEmbedded
"""What a journal may hold: everything that happens in a run, and what search must not lose."""

ENTRIES: dict[str, type[Entry]] = {kind.__name__: kind for kind in get_args(Entry)}
"""Every kind of entry by its `type`."""

ENVELOPE = ("event_id", "run_id", "seq", "at", "type", "schema")

_LOSABLE = (CanvasMade, StageTimed)
"""Worth no fsync: a power cut takes a figure from a report, nothing more."""


def new_run_id() -> str:
    """Return a name for a run, as `20261122T201500Z-1f3c9a`: sorts by start (UTC), unique across machines."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One whole line; `payload` is the event's fields undecoded, `end` the byte offset just after the line."""

    event_id: str
    run_id: str
    seq: int
    at: datetime
    type: str
    payload: dict[str, Json]
    end: int


@dataclass(frozen=True, slots=True)
class BrokenLine:
    """A line in the middle of a journal that is none of ours, or no longer; `line` counts from 1."""

    path: Path
    line: int
    end: int
    reason: str

    def __str__(self) -> str:
        """Read as `file:line: reason`."""
        return f"{self.path}:{self.line}: {self.reason}"


class Journal:
    """The open journal of one run, for one process; threads may share it."""

    def __init__(self, path: Path, run_id: str, handle: int, lock: BaseFileLock) -> None:
        """Take over the open file *handle* and the held *lock*; `Journal.open` makes both."""
        self.path = path
        self.run_id = run_id
        self._handle = handle
        self._lock = lock
        self._seq = 0
        self._size = 0
        self._closed = False
        self._turn = threading.Lock()

    @classmethod
    def open(cls, state: StateFolder, run_id: str) -> Self:
        """Begin the journal of a new run; raise StorageError when the folder refuses or the run has one already.

        While it is open a lock file beside it is held, by which others know that the run is alive.
        """
        path = state.journal / f"{run_id}.jsonl"
        with raising_storage_errors(path, "made"):
            path.parent.mkdir(parents=True, exist_ok=True)
            # The lock comes first: whoever sees the journal finds its lock held.
            lock = FileLock(_lock_path(path), thread_local=False)
            lock.acquire(timeout=1)
            try:
                flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | getattr(os, "O_BINARY", 0)
                handle = os.open(path, flags, 0o666)
                sync_folder(path.parent)
            except OSError:
                lock.release()
                raise
        return cls(path, run_id, handle, lock)

    def append(self, event: Entry) -> str:
        """Write *event* and return its id; when this returns, the event is in the file, whole.

        Raises StorageError when the disk refuses, and leaves the journal as it was: the next append may succeed.
        """
        with self._turn:
            if self._closed:
                raise ValueError(f"the journal of {self.run_id} is closed")
            # Counted before it is written: whatever stops us in between, no two events share an id.
            seq, self._seq = self._seq, self._seq + 1
            event_id = f"{self.run_id}-{seq:06d}"
            line = _line(event, event_id, self.run_id, seq)
            with raising_storage_errors(self.path, "written"):
                self._write(line)
                if not isinstance(event, _LOSABLE):
                    os.fsync(self._handle)
        return event_id

    def _write(self, line: bytes) -> None:
        try:
            written = 0
            while written < len(line):
                written += os.write(self._handle, line[written:])
        except BaseException:  # Ctrl-C too: part of a line may be there, and the next one would be glued to it
            os.ftruncate(self._handle, self._size)
            raise
        self._size += len(line)

    def close(self) -> None:
        """Close the file and let go of the lock; closing twice does no harm."""
        with self._turn:
            if self._closed:
                return
            self._closed = True
            os.close(self._handle)
            self._lock.release()
            _lock_path(self.path).unlink(missing_ok=True)

    def __enter__(self) -> Self:
        """Use as a context manager that closes."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close, whatever happened inside."""
        self.close()


def _lock_path(journal: Path) -> Path:
    return journal.with_suffix(".lock")


def _line(event: Entry, event_id: str, run_id: str, seq: int) -> bytes:
    at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    envelope = dict(zip(ENVELOPE, (event_id, run_id, seq, at, type(event).__name__, SCHEMA), strict=True))
    return encode_json_line({**envelope, **cast("dict[str, Json]", encode_record(event))}) + b"\n"


def is_alive(path: Path) -> bool:
    """Tell whether a living process has the journal at *path* open for writing."""
    lock_path = _lock_path(path)
    if not lock_path.exists():
        return False
    lock = FileLock(lock_path, thread_local=False)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    except OSError as error:
        raise to_storage_error(error, lock_path, "read") from error
    # Left by a killed run. Nobody takes it again (a run has one journal, opened once), so it can go.
    lock.release()
    lock_path.unlink(missing_ok=True)
    return False


def read_lines(
    path: Path, start: int = 0, line: int = 1, *, holding: bytes = b""
) -> Iterator[JournalLine | BrokenLine]:
    """Yield the lines of a journal from byte *start* on, which is the beginning of line number *line*.

    Only lines in which the bytes *holding* occur are looked at: finding them is far cheaper than parsing all.

    A last line without its newline is still being written, or was when its process died: it is passed over. A broken
    line anywhere else is yielded as such, and reading goes on after it. Raises StorageError when the file cannot
    be read.
    """
    end = start
    with raising_storage_errors(path, "read"), path.open("rb") as file:
        file.seek(start)
        for number, raw in enumerate(file, start=line):
            if not raw.endswith(b"\n"):
                return
            end += len(raw)
            if holding not in raw:
                continue
            try:
                yield _parsed(raw, end)
            except CodecError as error:
                yield BrokenLine(path, number, end, str(error))


def _parsed(raw: bytes, end: int) -> JournalLine:
    data = decode_json(raw)
    if not isinstance(data, dict):
        raise CodecError("it is not an event")
    try:
        event_id, run_id, seq, at, kind, schema = (data.pop(name) for name in ENVELOPE)
    except KeyError as error:
        raise CodecError(f"it lacks {error}") from error
    if schema != SCHEMA:
        raise CodecError(f"its schema is {schema!r:.20}, this version of creative reads {SCHEMA}")
    if not (isinstance(event_id, str) and isinstance(run_id, str) and isinstance(kind, str)):
        raise CodecError("its envelope is not of text")
    if not isinstance(seq, int) or not isinstance(at, str):
        raise CodecError("its seq or at is of the wrong type")
    try:
        moment = datetime.fromisoformat(at)
    except ValueError as error:
        raise CodecError(f"its time {at!r:.40} is none") from error
    return JournalLine(event_id, run_id, seq, moment.astimezone(UTC), kind, data, end)


def decode_event(line: JournalLine) -> Entry:
    """Return the event in *line* as its record; raise StorageError when this version does not know it."""
    kind = ENTRIES.get(line.type)
    if kind is None:
        raise StorageError(
            f"Event {line.event_id} is a {line.type}, which this version of creative does not know.",
            "Use the version that wrote it, or a newer one.",
        )
    try:
        return decode_record(kind, line.payload)
    except CodecError as error:
        raise StorageError(
            f"Event {line.event_id} is no {line.type} as this version of creative knows it: {error}.",
            "Use the version that wrote it, or a newer one.",
        ) from error
