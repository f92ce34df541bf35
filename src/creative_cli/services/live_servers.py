"""Which servers work on a state folder: each holds a lock of its own in `serve/servers`, also if they are several."""

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from filelock import FileLock

from creative_cli.storage.atomic import raising_storage_errors
from creative_cli.storage.held_lock import is_lock_held
from creative_cli.storage.state import StateFolder

FORGOTTEN_AFTER_S: Final = 3600.0  # the file of a killed server; a new one is locked long before


def _locks_folder(state: StateFolder) -> Path:
    return state.root / "serve" / "servers"


@contextmanager
def hold_as_server(state: StateFolder) -> Iterator[None]:
    """Be a server of *state* for the block. Raises StorageError."""
    path = _locks_folder(state) / f"{secrets.token_hex(8)}.lock"
    lock = FileLock(path, thread_local=False)
    with raising_storage_errors(path, "locked"):
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    try:
        yield
    finally:
        lock.release()
        with suppress(OSError):
            path.unlink()


def has_live_server(state: StateFolder) -> bool:
    """Return whether a server works on *state* now. Raises StorageError."""
    home = _locks_folder(state)
    with raising_storage_errors(home, "read"):
        return any(map(_is_held, sorted(home.glob("*.lock"))))


def _is_held(path: Path) -> bool:
    if is_lock_held(path):
        return True
    with suppress(OSError):
        if path.stat().st_mtime < time.time() - FORGOTTEN_AFTER_S:
            path.unlink()
    return False
