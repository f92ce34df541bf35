"""Files that are there whole or not at all.

Bytes go to a temporary name in the same folder and are renamed: a reader never sees half a file, and a killed
process leaves nothing but a `*.tmp-*`, which `sweep` removes.
"""

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from creative_cli.errors import StorageError

SWEEP_GRACE_S = 60.0
"""A temporary file this much older than the run's start is nobody's: no single file takes that long to write."""

_DISK_FULL = {errno.ENOSPC, errno.EDQUOT}
_NO_PERMISSION = {errno.EACCES, errno.EPERM, errno.EROFS}
_BAD_PATH = {errno.ENOTDIR, errno.EEXIST, errno.EISDIR, errno.ENAMETOOLONG}


def to_storage_error(error: OSError, path: Path, verb: str) -> StorageError:
    """Turn what the system said about *path* into a sentence with the next step; *verb* as in 'written'."""
    if error.errno in _DISK_FULL:
        # Not the file's name: every file fails so, and people want to hear once of the disk.
        return StorageError(
            f"Nothing more can be written under {_mount_point(path)}: the disk is full.",
            "Free some space and run the same command again; what is finished is kept.",
        )
    if error.errno in _NO_PERMISSION:
        return StorageError(
            f"{path} could not be {verb}: {error.strerror}.",
            "Make the folder writable, or choose another one with --output or --state.",
        )
    if error.errno in _BAD_PATH:
        return StorageError(
            f"{path} could not be {verb}: {error.strerror}.", "Choose another folder with --output or --state."
        )
    return StorageError(
        f"{path} could not be {verb}: {error.strerror or error}.",
        "Check that the disk is there and works, or choose another folder with --output or --state.",
    )


def _mount_point(path: Path) -> Path:
    """Return the folder at which the file system of *path* is mounted."""
    absolute = path.absolute()
    return next((folder for folder in absolute.parents if folder.is_mount()), absolute.parent)


@contextmanager
def raising_storage_errors(path: Path, verb: str) -> Iterator[None]:
    """Raise every OSError of the block as a StorageError that names *path*, the cause chained."""
    try:
        yield
    except OSError as error:
        raise to_storage_error(error, path, verb) from error


def sync_folder(folder: Path) -> None:
    """Make names created or renamed in *folder* survive a power cut, where the system lets one."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_bytes(path: Path, data: bytes, *, durable: bool = False) -> None:
    """Put *data* at *path*, whole or not at all, making the folders above it.

    With *durable* it also survives a power cut (two fsyncs, 0.5 ms on a local disk). An existing file is replaced.
    Raises StorageError; the temporary file is gone then.
    """
    temporary = path.with_name(f"{path.name}.tmp-{secrets.token_hex(4)}")
    with raising_storage_errors(path, "written"):
        try:
            file = temporary.open("xb")
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            file = temporary.open("xb")
        try:
            with file:
                file.write(data)
                if durable:
                    file.flush()
                    os.fsync(file.fileno())
            temporary.replace(path)
        except BaseException:  # Ctrl-C too: whatever stopped us, the half-written file goes first
            temporary.unlink(missing_ok=True)
            raise
        if durable:
            sync_folder(path.parent)


def write_text(path: Path, text: str, *, durable: bool = False) -> None:
    """Put *text* at *path* as UTF-8 with the newlines it has; otherwise as `write_bytes`."""
    write_bytes(path, text.encode(), durable=durable)


def remove_temporary_files(folder: Path, run_started: float) -> tuple[Path, ...]:
    """Remove temporary files under *folder* that killed runs left, and return their paths.

    *run_started* is seconds since the epoch; files written after `run_started - SWEEP_GRACE_S` may belong to a run
    that goes on beside this one and stay. A file that disappears meanwhile was somebody else's to remove.
    """
    removed = []
    for path in sorted(folder.rglob("*.tmp-*")):
        with raising_storage_errors(path, "removed"):
            try:
                if path.stat().st_mtime < run_started - SWEEP_GRACE_S:
                    path.unlink()
                    removed.append(path)
            except FileNotFoundError:
                continue
    return tuple(removed)
