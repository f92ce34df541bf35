"""Folders in the temporary folder for what only one command needs: they go with it, also if it was killed.

Each process has one folder, `creative-scratch-*`, and holds a lock file beside it. A process that ends removes its
folder; the first scratch folder of a later process removes those whose lock is free, which `kill -9` left.
"""

import atexit
import os
import shutil
import stat
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from filelock import BaseFileLock, FileLock, Timeout

from creative_cli.errors import StorageError

_PREFIX: Final = "creative-scratch-"
_LOCK_SUFFIX: Final = ".lock"

_turn = threading.Lock()
_own: dict[int, Path] = {}
"""The folder of this process, by its id: a forked process needs one of its own."""


@contextmanager
def open_scratch_folder() -> Iterator[Path]:
    """Make a folder for the block. Raises StorageError if the temporary folder cannot be written."""
    folder = make_scratch_folder()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def make_scratch_folder() -> Path:
    """Return a new folder that lasts as long as this process. Raises StorageError."""
    with raising_scratch_errors():
        with _turn:
            home = _own.get(os.getpid())
            if home is None or not home.is_dir():  # systems clear their temporary folder now and then
                home = _begin_home()
        return Path(tempfile.mkdtemp(dir=home))


@contextmanager
def raising_scratch_errors() -> Iterator[None]:
    """Raise every OSError of the block, which writes to a scratch folder, as a StorageError."""
    try:
        yield
    except OSError as error:
        raise StorageError(
            f"No temporary file can be written: {error.strerror or error}.",
            "Free some space there, or set TMPDIR to a folder that can be written.",
        ) from error


def remove_dead_folders() -> tuple[Path, ...]:
    """Remove the scratch folders of killed processes of this user, and return them."""
    removed = []
    for path in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*{_LOCK_SUFFIX}"):
        with suppress(OSError, Timeout):  # a process uses it, or another one removes it
            if not _is_own_file(path):
                continue
            lock = FileLock(path, thread_local=False)
            lock.acquire(timeout=0)
            folder = path.with_suffix("")
            if folder.exists():
                removed.append(folder)
            shutil.rmtree(folder, ignore_errors=True)
            _remove_lock(lock)
    return tuple(removed)


def _begin_home() -> Path:
    """Make this process's folder, after its lock: a folder whose lock is free belongs to no process."""
    remove_dead_folders()
    number, name = tempfile.mkstemp(prefix=_PREFIX, suffix=_LOCK_SUFFIX)
    os.close(number)
    lock = FileLock(name, thread_local=False)
    lock.acquire(timeout=1)
    home = Path(name).with_suffix("")
    home.mkdir(mode=0o700)
    process = os.getpid()
    _own[process] = home

    def end() -> None:
        if os.getpid() == process:  # not in what was forked from it
            shutil.rmtree(home, ignore_errors=True)
            _remove_lock(lock)

    atexit.register(end)
    return home


def _remove_lock(lock: BaseFileLock) -> None:
    """Remove a lock file while it is held: whoever waits for it notices, and makes a new one."""
    with suppress(OSError):  # Windows removes no open file
        Path(lock.lock_file).unlink()
    lock.release()
    with suppress(OSError):
        Path(lock.lock_file).unlink(missing_ok=True)


def _is_own_file(path: Path) -> bool:
    """Return whether it is a file of this user: others may write to the temporary folder."""
    facts = path.lstat()
    return stat.S_ISREG(facts.st_mode) and (not hasattr(os, "getuid") or facts.st_uid == os.getuid())
