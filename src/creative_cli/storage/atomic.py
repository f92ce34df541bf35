"""Atomic writes.

Bytes go to a temporary file in the same folder, which is then renamed. A killed process leaves at most a `*.tmp-*`
file, which `remove_temporary_files` removes.
"""

import errno
import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from filelock import FileLock, Timeout

from creative_cli.errors import StorageError
from creative_cli.foreign_files import read_foreign_file

MAX_STATE_BYTES = 400_000_000  # a cached picture is smaller than the largest one that is accepted
SWEEP_GRACE_S = 60.0  # no single file takes that long to write
ROOM_SUFFIX = ".json.tmp-room"
"""How a file ends that takes the room for an answer; the lock beside it, `<key>.lock`, is held meanwhile."""

_DISK_FULL = {errno.ENOSPC, errno.EDQUOT}
NO_PERMISSION = {errno.EACCES, errno.EPERM, errno.EROFS}
_BAD_PATH = {errno.ENOTDIR, errno.EEXIST, errno.EISDIR, errno.ENAMETOOLONG}
# What the operating system says, in the messages of libraries that give no number; the first is SQLite's.
_REFUSALS = {
    "database or disk is full": errno.ENOSPC,
    "No space left on device": errno.ENOSPC,
    "Disk quota exceeded": errno.EDQUOT,
    "Permission denied": errno.EACCES,
    "Read-only file system": errno.EROFS,
    "readonly database": errno.EROFS,
    "File too large": errno.EFBIG,
}
_PROBE_BYTES = 1 << 18
# SQLite keeps the system's number to itself; what it cannot tell apart is SQLITE_IOERR, "disk I/O error".
_SQLITE_NUMBERS = {
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_READONLY: errno.EROFS,
    sqlite3.SQLITE_CANTOPEN: errno.EACCES,
    sqlite3.SQLITE_PERM: errno.EACCES,
    sqlite3.SQLITE_IOERR: errno.EIO,
}


def to_storage_error(error: OSError, path: Path, verb: str) -> StorageError:
    """Return an error that names *path* and the next step; *verb* is a participle such as 'written'."""
    if error.errno in _DISK_FULL:
        # Without the file name: every file fails like this, and equal messages are shown once.
        return StorageError(
            f"Nothing more can be written under {_mount_point(path)}: the disk is full.",
            "Free some space and run the same command again. Finished ads are kept.",
        )
    if error.errno == errno.EFBIG:
        return StorageError(
            f"{path} could not be {verb}: it would be larger than the system allows this command.",
            "Raise the limit (`ulimit -f`) and run the same command again. Finished ads are kept.",
        )
    if (wrong := _find_wrong_kind(path, error.errno)) is not None:
        return wrong
    hint = "Check the disk and its quota, or choose another folder with --output or --state."
    if error.errno in NO_PERMISSION:
        hint = "Make the folder writable, or choose another one with --output or --state."
    elif error.errno in _BAD_PATH:
        hint = "Choose another folder with --output or --state."
    return StorageError(f"{path} could not be {verb}: {error.strerror or error}.", hint)


def _find_wrong_kind(path: Path, number: int | None) -> StorageError | None:
    """Return an error that names a file where a folder has to be, or the reverse; None if neither is the reason."""
    if number not in _BAD_PATH or number == errno.ENAMETOOLONG:
        return None
    hint = "Move it away and run the same command again, or choose another folder with --output or --state."
    for folder in path.parents:
        if os.path.lexists(folder):
            if folder.is_dir():
                break
            return StorageError(f"{folder} has to be a folder, and something else is there.", hint)
    if path.is_dir():
        return StorageError(f"{path} has to be a file, and a folder is there.", hint)
    return None


def find_refusal(text: str, path: Path, verb: str) -> StorageError | None:
    """Return the error of a full or forbidden disk that a library's message tells in words; None for other messages."""
    number = next((number for words, number in _REFUSALS.items() if words in text), None)
    return None if number is None else to_storage_error(OSError(number, os.strerror(number)), path, verb)


def sqlite_to_storage_error(error: sqlite3.Error, path: Path) -> StorageError | None:
    """Return the error of a disk that is full, read-only or broken under SQLite's file *path*; None for others."""
    code = getattr(error, "sqlite_errorcode", None)
    # The low byte is the kind of error; the other bits say more about it.
    number = None if code is None else _SQLITE_NUMBERS.get(code & 0xFF)
    if number is None:
        return None
    refused = _probe_writing(path.parent) if number == errno.EIO else None  # a quota, for one
    return to_storage_error(refused or OSError(number, os.strerror(number)), path, "written")


def _probe_writing(folder: Path) -> OSError | None:
    """Return what the system says to a new file in *folder*; None if it can be written."""
    probe = folder / f"probe.tmp-{secrets.token_hex(4)}"
    try:
        probe.write_bytes(bytes(_PROBE_BYTES))
    except OSError as error:
        return error
    finally:
        with suppress(OSError):
            probe.unlink(missing_ok=True)
    return None


def _mount_point(path: Path) -> Path:
    absolute = path.absolute()
    return next((folder for folder in absolute.parents if folder.is_mount()), absolute.parent)


@contextmanager
def raising_storage_errors(path: Path, verb: str) -> Iterator[None]:
    """Raise every OSError of the block as a StorageError that names *path*."""
    try:
        yield
    except OSError as error:
        raise to_storage_error(error, path, verb) from error


def read_bytes(path: Path) -> bytes | None:
    """Return the content of *path*, None if there is no such file. Raises StorageError."""
    with raising_storage_errors(path, "read"):
        try:
            data = read_foreign_file(path, MAX_STATE_BYTES)
        except FileNotFoundError:
            return None
    if len(data) > MAX_STATE_BYTES:
        raise StorageError(f"{path} is larger than anything this tool writes.", "Move it away.")
    return data


def sync_folder(folder: Path) -> None:
    """Make created and renamed files in *folder* survive a power cut, if the system supports it."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_bytes(path: Path, data: bytes, *, durable: bool = False) -> None:
    """Write *data* to *path* atomically, creating its folders. Raises StorageError and leaves no temporary file.

    A *durable* file also survives a power cut (two fsyncs, 0.5 ms on a local disk).
    """
    with replace_when_written(path, durable=durable) as file:
        file.write(data)


@contextmanager
def replace_when_written(path: Path, *, durable: bool = False) -> Iterator[IO[bytes]]:
    """Open a temporary file that replaces *path* when the block ends; otherwise as `write_bytes`."""
    temporary = path.with_name(f"{path.name}.tmp-{secrets.token_hex(4)}")
    with raising_storage_errors(path, "written"):
        try:
            file = temporary.open("xb")
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            file = temporary.open("xb")
        try:
            with file:
                yield file
                if durable:
                    file.flush()
                    os.fsync(file.fileno())
            temporary.replace(path)
        except BaseException:  # also on Ctrl-C
            temporary.unlink(missing_ok=True)
            raise
        if durable:
            sync_folder(path.parent)


def write_text(path: Path, text: str, *, durable: bool = False) -> None:
    """Write *text* as UTF-8 with the newlines it has; otherwise as `write_bytes`."""
    write_bytes(path, text.encode(), durable=durable)


def _is_awaited(path: Path) -> bool:
    """Return whether a process waits for the answer that the room at *path* is for: a call may take minutes."""
    if not path.name.endswith(ROOM_SUFFIX):
        return False
    lock = FileLock(path.with_name(f"{path.name.removesuffix(ROOM_SUFFIX)}.lock"), thread_local=False)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    lock.release()
    return False


def remove_temporary_files(folder: Path, run_started: float) -> tuple[Path, ...]:
    """Remove temporary files of killed runs under *folder* and return their paths.

    Files written later than SWEEP_GRACE_S before *run_started*, in seconds since the epoch, may belong to a concurrent
    run and stay.
    """
    removed = []
    for path in sorted(folder.rglob("*.tmp-*")):
        with raising_storage_errors(path, "removed"):
            try:
                if path.stat().st_mtime < run_started - SWEEP_GRACE_S and not _is_awaited(path):
                    path.unlink()
                    removed.append(path)
            except FileNotFoundError:  # another process has removed it
                continue
    return tuple(removed)
