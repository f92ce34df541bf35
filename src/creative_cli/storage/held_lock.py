"""Locks that a command holds for as long as a service works, and the signs of life of their holders.

The system releases the lock of a process that is killed, but not of one that is stopped or hangs. A holder therefore
changes the time of its lock file twice a second. Others only look whether the time changes, for how long by their own
clock: what the time says is never compared, as clocks differ between machines and are set.
"""

import os
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from creative_cli.storage.atomic import raising_storage_errors

BEAT_S: Final = 0.5
FEWEST_BEATS: Final = 4  # that must be missing, whatever the limit: a busy machine delays some
LONGEST_LOOK_S: Final = 1.0
"""The most silence that one look counts: after a sleep of the machine, the holder wakes up when we do."""


def is_lock_held(path: Path) -> bool:
    """Return whether a live process holds the lock file at *path*, if there is one. Raises StorageError."""
    if not path.exists():
        return False
    lock = FileLock(path, thread_local=False)
    with raising_storage_errors(path, "read"):
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return True
    lock.release()
    return False


class HeldLock:
    """A held lock file; `release` ends it."""

    def __init__(self, path: Path, lock: FileLock) -> None:
        """Take over the held *lock* of *path*; call `try_hold` instead."""
        self.path = path
        self._lock = lock
        self._inode = path.stat().st_ino
        _start_beating(self)

    @classmethod
    def try_hold(cls, path: Path) -> "HeldLock | None":
        """Return the lock, None while another holds it. Raises StorageError."""
        lock = FileLock(path, thread_local=False)
        with raising_storage_errors(path, "locked"):
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                lock.acquire(timeout=0)
            except Timeout:
                return None
            try:
                return cls(path, lock)
            except BaseException:  # also on Ctrl-C
                lock.release()
                raise

    def beat(self) -> None:
        """Give a sign of life, unless others have given the lock up and made a new file."""
        with suppress(OSError):  # a full or vanished disk: the holder has other trouble, and says so
            if self.path.stat().st_ino == self._inode:
                os.utime(self.path)

    def release(self) -> None:
        """Release the lock."""
        _stop_beating(self)
        self._lock.release()


class HolderWatch:
    """What one waiter has seen of the holder of a lock file."""

    def __init__(self, path: Path) -> None:
        """Begin to watch *path*."""
        self.path = path
        self._changed = _time_of_change(path)
        self._looked = time.monotonic()
        self._silent_s = 0.0

    def is_silent(self, limit_s: float) -> bool:
        """Look again, and return whether there was no sign of life for *limit_s*, nor for a few beats."""
        changed, now = _time_of_change(self.path), time.monotonic()
        self._silent_s = 0.0 if changed != self._changed else self._silent_s + min(now - self._looked, LONGEST_LOOK_S)
        self._changed, self._looked = changed, now
        return self._silent_s > max(limit_s, FEWEST_BEATS * BEAT_S)


def _time_of_change(path: Path) -> tuple[int, int] | None:
    try:
        facts = path.stat()
    except OSError:
        return None
    return facts.st_ino, facts.st_mtime_ns


_turn = threading.Lock()
_pause = threading.Event()  # never set; time.sleep fails under a clock that libfaketime sets
_beating: set[HeldLock] = set()
_thread: list[threading.Thread] = []


def _start_beating(lock: HeldLock) -> None:
    lock.beat()
    with _turn:
        _beating.add(lock)
        if not _thread:
            _thread.append(threading.Thread(target=_beat_all, name="creative-beat", daemon=True))
            _thread[0].start()


def _stop_beating(lock: HeldLock) -> None:
    with _turn:
        _beating.discard(lock)


def _beat_all() -> None:
    """Give the signs of life of all held locks until none is left."""
    while True:
        _pause.wait(BEAT_S)
        with _turn:
            locks = tuple(_beating)
            if not locks:
                _thread.clear()
                return
        for lock in locks:
            lock.beat()
