"""Waiting for a lock that another process holds: a notice first, a limit, and an end with Ctrl-C."""

import sqlite3
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from filelock import BaseFileLock, Timeout

from creative_cli.errors import InterruptedRunError, StorageError
from creative_cli.settings import read_settings

StepT = TypeVar("StepT")

LOCK_NOTICE_S = 0.3  # wait before the message; most commands release their locks sooner
LOCK_SETTING = "CREATIVE_LOCK_SECONDS"
AFTER_CTRL_C_S = 1.0  # what is finished after Ctrl-C, such as the manifest, waits for a lock no longer than this

SQLITE_WAIT_S = 0.2  # of SQLite itself, during which no Ctrl-C is noticed
_SQLITE_POLL_S = 0.05
_LOCK_POLL_S = 0.02

_hurry = threading.Event()
_pause = threading.Event()  # never set; time.sleep fails under a clock that libfaketime sets


def hurry_lock_waits(*, hurry: bool) -> None:
    """From now on let waits in this process last at most AFTER_CTRL_C_S, or CREATIVE_LOCK_SECONDS again."""
    if hurry:
        _hurry.set()
    else:
        _hurry.clear()


def acquire_lock(lock: BaseFileLock, what: str, on_wait: Callable[[str], object] | None = None) -> None:
    """Acquire *lock* within CREATIVE_LOCK_SECONDS; *what* names it in messages ('the run log').

    Raises StorageError when the time is up, and InterruptedRunError after Ctrl-C.
    """
    try:
        _wait_for(lock, LOCK_NOTICE_S)
    except Timeout:
        limit_s = read_settings().lock_seconds
        if on_wait is not None:
            on_wait(f"Another creative command is using {what}; waiting for it to finish.")
        try:
            _wait_for(lock, limit_s)
        except Timeout as error:
            raise StorageError(
                f"Another creative command has held {what} for more than {limit_s:g} s.",
                f"Find the process that has {lock.lock_file} open, end it if it hangs, and run this again. "
                f"{LOCK_SETTING} sets the limit.",
            ) from error


def wait_for_sqlite(step: Callable[[], StepT], what: str) -> StepT:
    """Return what *step*, one statement of a connection, returns once no other process locks the file.

    SQLite would wait without noticing Ctrl-C: give its connections a timeout of SQLITE_WAIT_S. *what* names the file.
    Raises StorageError after CREATIVE_LOCK_SECONDS, InterruptedRunError after Ctrl-C, and sqlite3.Error.
    """
    is_over, began = _end_of_hurry(), time.monotonic()
    while True:
        try:
            return step()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:  # without details
                raise
            if is_over():
                raise _interrupted() from error
            if time.monotonic() - began > (limit_s := read_settings().lock_seconds):
                raise StorageError(
                    f"Another process has locked {what} for more than {limit_s:g} s.",
                    "Stop the process that has the file open, then run this command again. "
                    f"{LOCK_SETTING} sets the limit.",
                ) from error
        _pause.wait(_SQLITE_POLL_S)


def _wait_for(lock: BaseFileLock, seconds: float) -> None:
    """Acquire *lock*; raise Timeout after *seconds*, and InterruptedRunError after Ctrl-C."""
    is_over, began = _end_of_hurry(), time.monotonic()
    while True:
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            if is_over():
                raise _interrupted() from error
            if time.monotonic() - began >= seconds:
                raise
        else:
            return
        _pause.wait(_LOCK_POLL_S)


def _end_of_hurry() -> Callable[[], bool]:
    """Return what tells whether a wait that begins now is to end because of Ctrl-C."""
    hurried_at: float | None = None

    def is_over() -> bool:
        nonlocal hurried_at
        if hurried_at is None and _hurry.is_set():
            hurried_at = time.monotonic()
        return hurried_at is not None and time.monotonic() - hurried_at > AFTER_CTRL_C_S

    return is_over


def _interrupted() -> InterruptedRunError:
    return InterruptedRunError("Interrupted.", "Run the same command again to continue.")
