"""The journal of a run: every event as one JSON line, in order. Journals are the source of the run log.

A line holds an envelope and the event's own fields: `{"event_id", "run_id", "seq", "at", "type", "schema", …}`.
Appended events survive kill -9, and a power cut, too, except timings and finished ads. The file appears with its first
line. A process that dies while writing leaves a torn last line, the beginning of a line, which readers skip; an empty
file, or an end that begins no line, is damage.
"""

import errno
import os
import re
import secrets
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self, TypeAlias, cast, get_args

from filelock import BaseFileLock, FileLock

from creative_cli.brief.text_rules import quote_if_unprintable
from creative_cli.errors import StorageError
from creative_cli.events import AssetStored, CanvasMade, DocumentEmbedded, Event, StageTimed
from creative_cli.foreign_files import open_foreign_file
from creative_cli.storage.atomic import raising_storage_errors, write_bytes
from creative_cli.storage.codec import (
    CodecError,
    Json,
    decode_json,
    decode_record,
    encode_record,
    show_value,
    write_json_line,
)
from creative_cli.storage.held_lock import is_lock_held
from creative_cli.storage.state import StateFolder

SCHEMA = 1  # of the envelope and its events; increase it if an old reader would misread a new line

Entry: TypeAlias = Event | DocumentEmbedded
"""What a journal may hold: the events of a run, and the documents that search must not lose."""

ENTRIES: dict[str, type[Entry]] = {kind.__name__: kind for kind in get_args(Entry)}  # by the `type` of a line

RUN_ID_STEP = timedelta(microseconds=16)  # a little more than 1/65,536 s
_RUN_ID = re.compile(r"(\d{8}T\d{6}Z)-([0-9a-f]{4})[0-9a-f]{8}\.")

ENVELOPE = ("event_id", "run_id", "seq", "at", "type", "schema")

LINE_START = b'{"event_id":"'

_READ_BYTES = 1 << 20
_EVENT_NUMBER = re.compile(rb'\{"event_id":"[^"\\]*-(\d{6,9})"')

# No fsync, which takes milliseconds: losing a timing in a power cut is harmless, and an ad's own file is not synced
# either. The next event that is about money, or the end of the run, syncs what was written before it.
_LOSABLE = (AssetStored, CanvasMade, StageTimed)


def new_run_id(journals: Path | None = None) -> str:
    """Return an id such as `20261122T201500Z-1f3c9a04d2e7`: sorts by start time (UTC), unique across machines.

    The first four digits after the dash are the fraction of the second, in steps of 15 µs (1/65,536 s): two runs of one
    second sort as they started. The last eight are random. An id sorts after all in the folder *journals*, even if the
    clock was set back since: which run and which verdict is the latest is decided by the order of ids.
    """
    now = datetime.now(UTC)
    newest = None if journals is None else find_newest_start(journals)
    if newest is not None and newest >= now:
        with suppress(OverflowError):  # the last moment of the year 9999
            now = newest + RUN_ID_STEP
    # Rounded up: each step has its own digits, and reading them back gives no earlier moment.
    steps = -(-now.microsecond * 0x10000 // 1_000_000)
    return f"{now:%Y%m%dT%H%M%SZ}-{min(steps, 0xFFFF):04x}{secrets.token_hex(4)}"


def find_newest_start(journals: Path) -> datetime | None:
    """Return the start time of the newest run in the folder *journals*, by its id; None if there is none."""
    names = (path.name for path in journals.glob("*.jsonl"))
    return _read_start(max(filter(_RUN_ID.match, names), default=""))


def find_oldest_running(state: StateFolder) -> datetime | None:
    """Return the start time of the oldest run that still works; None if none does. Raises StorageError."""
    with raising_storage_errors(state.journal, "read"):
        journals = [lock.with_suffix(".jsonl") for lock in sorted(state.journal.glob("*.lock"))]
    return min(filter(None, (_read_start(path.name) for path in journals if is_alive(path))), default=None)


def _read_start(journal: str) -> datetime | None:
    found = _RUN_ID.match(journal)
    if found is None:
        return None
    second = datetime.strptime(found[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return second + timedelta(microseconds=int(found[2], 16) * 1_000_000 // 0x10000)


@dataclass(frozen=True, slots=True)
class JournalLine:
    """A complete line; `payload` has the event's fields undecoded, `end` is the byte offset after the line."""

    event_id: str
    run_id: str
    seq: int
    at: datetime
    type: str
    payload: dict[str, Json]
    end: int


@dataclass(frozen=True, slots=True)
class BrokenLine:
    """A complete line that cannot be read; `line` counts from 1."""

    path: Path
    line: int
    end: int
    reason: str

    def __str__(self) -> str:
        """Return `file:line: reason`."""
        return f"{self.path}:{self.line}: {self.reason}"


class MissingLines(BrokenLine):
    """Lines that are gone before the one at `line`, by the numbers of the events."""


class Journal:
    """The open journal of a run; threads may share it, processes may not."""

    def __init__(self, path: Path, run_id: str, lock: BaseFileLock) -> None:
        """Take over the held *lock*; call `Journal.open` instead."""
        self.path = path
        self.run_id = run_id
        self._handle: int | None = None
        self._lock = lock
        self._seq = 0
        self._size = 0
        self._closed = False
        self._turn = threading.Lock()

    @classmethod
    def open(cls, state: StateFolder, run_id: str) -> Self:
        """Begin the journal of a new run, whose file the first event makes; raise StorageError if the run has one.

        Holds a lock file beside it while open, by which other processes know that the run is alive.
        """
        path = state.journal / f"{run_id}.jsonl"
        with raising_storage_errors(path, "made"):
            path.parent.mkdir(parents=True, exist_ok=True)
            # Lock first: whenever the journal exists, its lock is held.
            lock = FileLock(_lock_path(path), thread_local=False)
            lock.acquire(timeout=1)
            if path.exists():
                lock.release()
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
        return cls(path, run_id, lock)

    def append(self, event: Entry) -> str:
        """Write *event* to the file and return its id.

        Raises StorageError if the write fails, and leaves the journal unchanged: the next append may succeed.
        """
        with self._turn:
            if self._closed:
                raise ValueError(f"the journal of {self.run_id} is closed")
            # Increase it before writing: no two events share an id, even after an interrupt.
            seq, self._seq = self._seq, self._seq + 1
            event_id = f"{self.run_id}-{seq:06d}"
            line = _line(event, event_id, self.run_id, seq)
            with raising_storage_errors(self.path, "written"):
                made = self._handle is None
                try:
                    if self._handle is None:
                        self._handle = self._make_file(line)
                    elif os.fstat(self._handle).st_nlink == 0 and not self.path.exists():
                        self._handle, made = self._make_file_again(self._handle, line), True
                    else:
                        self._write(self._handle, line)
                except BaseException:  # also on Ctrl-C
                    self._seq = seq  # the line is not there: a gap would stand for one that is lost
                    raise
                if not made and not isinstance(event, _LOSABLE):
                    os.fsync(self._handle)
        return event_id

    def _make_file(self, line: bytes) -> int:
        """Make the file with its first line and return its handle: a killed process leaves no empty journal."""
        write_bytes(self.path, line, durable=True)
        self._size = len(line)
        return os.open(self.path, os.O_RDWR | os.O_APPEND | getattr(os, "O_BINARY", 0))

    def _make_file_again(self, deleted: int, line: bytes) -> int:
        """Return the handle of a new file with all lines: somebody deleted the state folder, and it has the bill."""
        os.lseek(deleted, 0, os.SEEK_SET)
        lines = b""
        while part := os.read(deleted, _READ_BYTES):
            lines += part
        handle = self._make_file(lines + line)
        os.close(deleted)
        return handle

    def _write(self, handle: int, line: bytes) -> None:
        try:
            written = 0
            while written < len(line):
                written += os.write(handle, line[written:])
        except BaseException:  # also on Ctrl-C: never append to a partial line
            os.ftruncate(handle, self._size)
            raise
        self._size += len(line)

    def close(self) -> None:
        """Close the file and release the lock; closing twice is harmless."""
        with self._turn:
            if self._closed:
                return
            self._closed = True
            if self._handle is not None:
                os.close(self._handle)
            self._lock.release()
            _lock_path(self.path).unlink(missing_ok=True)

    def __enter__(self) -> Self:
        """Return the journal, which closes on exit."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the journal."""
        self.close()


def _lock_path(journal: Path) -> Path:
    return journal.with_suffix(".lock")


def _line(event: Entry, event_id: str, run_id: str, seq: int) -> bytes:
    at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    values: tuple[Json, ...] = (event_id, run_id, seq, at, type(event).__name__, SCHEMA)
    envelope = dict(zip(ENVELOPE, values, strict=True))
    return write_json_line({**envelope, **cast("dict[str, Json]", encode_record(event))}) + b"\n"


def is_alive(path: Path) -> bool:
    """Return whether a live process has the journal at *path* open for writing. Raises StorageError."""
    return is_lock_held(_lock_path(path))


def list_killed_runs(state: StateFolder) -> tuple[Path, ...]:
    """Return the lock files that killed runs left beside their journals. Raises StorageError."""
    with raising_storage_errors(state.journal, "read"):
        locks = sorted(state.journal.glob("*.lock"))
    return tuple(path for path in locks if not is_alive(path.with_suffix(".jsonl")))


def read_lines(
    path: Path, start: int = 0, line: int = 1, *, holding: bytes = b""
) -> Iterator[JournalLine | BrokenLine]:
    """Yield the lines of a journal from byte *start*, the beginning of line number *line*.

    Skips lines without the bytes *holding*, which is far cheaper than parsing them, and a last line without a newline
    that begins as a line does: it is still being written or was torn when its process died. The first line is there
    with the file, and is never torn. Other broken lines are yielded as such, an empty file as one, and lines that are
    gone as `MissingLines`. Raises StorageError if the file cannot be read.
    """
    end = start
    latest = None if start else -1  # the number of the latest event
    jump: tuple[int, int, int] | None = None  # a line, its event's number, and the latest before it
    with raising_storage_errors(path, "read"), open_foreign_file(path) as file:
        if not file.seek(0, os.SEEK_END):
            yield BrokenLine(path, 1, 0, "the file is empty, and what it said is lost")
        file.seek(start)
        for number, raw in enumerate(file, start=line):
            begun = _begins_line(raw)
            if end and begun and not raw.endswith(b"\n") and _is_text(raw):
                break
            end += len(raw)
            if (found := _EVENT_NUMBER.match(raw)) is not None:
                event_number = int(found[1])
                if jump is not None and event_number > jump[1]:
                    yield _missing_lines(path, end, *jump)
                elif jump is not None:
                    latest = jump[2]  # the numbers go on from before: one line came from elsewhere
                jump = None if latest is None or event_number <= latest + 1 else (number, event_number, latest)
                latest = event_number if latest is None else max(event_number, latest)
            if begun and holding not in raw:
                continue
            try:
                yield _parsed(raw, end)
            except CodecError as error:
                yield BrokenLine(path, number, end, str(error))
    if jump is not None:
        yield _missing_lines(path, end, *jump)


def _missing_lines(path: Path, end: int, line: int, event_number: int, latest: int) -> MissingLines:
    gone = event_number - latest - 1
    return MissingLines(path, line, end, f"{gone} of the lines before it {'is' if gone == 1 else 'are'} missing")


def _begins_line(raw: bytes) -> bool:
    return LINE_START.startswith(raw[: len(LINE_START)]) and b"\0" not in raw


def _is_text(raw: bytes) -> bool:
    """Return whether *raw* is UTF-8, but for a last letter that is torn."""
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        return error.end == len(raw)
    return True


def _parsed(raw: bytes, end: int) -> JournalLine:
    data = decode_json(raw)
    if not isinstance(data, dict):
        raise CodecError("it is not an event")
    try:
        event_id, run_id, seq, at, kind, schema = (data.pop(name) for name in ENVELOPE)
    except KeyError as error:
        raise CodecError(f"it lacks {error}") from error
    if schema != SCHEMA:
        raise CodecError(f"its schema is {show_value(schema, 20)}, this version of creative reads {SCHEMA}")
    if not (isinstance(event_id, str) and isinstance(run_id, str) and isinstance(kind, str)):
        raise CodecError("its event_id, run_id or type is not text")
    if not isinstance(seq, int) or not isinstance(at, str):
        raise CodecError("its seq or at is of the wrong type")
    try:
        moment = datetime.fromisoformat(at).astimezone(UTC)
    except (ValueError, OverflowError) as error:  # of the year 1 or 9999, and in another zone beyond it
        raise CodecError(f"its time {show_value(at, 40)} is invalid") from error
    return JournalLine(event_id, run_id, seq, moment, kind, data, end)


def decode_event(line: JournalLine) -> Entry:
    """Return the event in *line*; raise StorageError if this version does not know it."""
    kind, named = ENTRIES.get(line.type), f"Event {quote_if_unprintable(line.event_id)}"
    if kind is None:
        raise StorageError(
            f"{named} is a {quote_if_unprintable(line.type)}, which this version of creative does not know.",
            "Use the version that wrote it, or a newer one.",
        )
    try:
        return decode_record(kind, line.payload)
    except CodecError as error:
        raise StorageError(
            f"{named} is not a {line.type} that this version of creative can read: {error}.",
            "Use the version that wrote it, or a newer one.",
        ) from error
