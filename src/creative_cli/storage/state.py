"""The folder that remembers: where each thing in it lies, and the locks that keep two commands apart."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from filelock import FileLock, Timeout

from creative_cli.errors import StorageError
from creative_cli.storage.atomic import raising_storage_errors, write_text

OnWait: TypeAlias = Callable[[str], None]
"""Told one sentence when another command holds what this one needs."""

LOCK_NOTICE_S = 0.3
"""How long to wait for another command before saying so; most are done by then."""

LOCK_TIMEOUT_S = 120.0
"""How long to wait in all. A lock dies with its process, so a longer wait means a process that hangs."""

_LOCK_POLL_S = 0.02

_CACHEDIR_TAG = """Signature: 8a477f597d28d172789f06886806bc55
# This folder is a cache of `creative`; it may be deleted at any time and left out of backups.
# See https://bford.info/cachedir/
"""


@dataclass(frozen=True, slots=True)
class StateFolder:
    """Where the memory of all runs lies; `outputs/.creative` unless `--state` moved it."""

    root: Path

    @property
    def journal(self) -> Path:
        """Folder of the journals, one `<run>.jsonl` a run."""
        return self.root / "journal"

    @property
    def runlog(self) -> Path:
        """The DuckDB file projected from the journals."""
        return self.root / "runlog.duckdb"

    @property
    def chroma(self) -> Path:
        """Folder of the search index."""
        return self.root / "chroma"

    @property
    def copy_memory(self) -> Path:
        """The SQLite file of translations; work of people, not a cache: it comes back from nowhere."""
        return self.root / "copy.sqlite"

    @property
    def cache(self) -> Path:
        """Folder of results that can be made again."""
        return self.root / "cache"

    def create(self) -> None:
        """Make what is missing of the folder, its `.gitignore` and the cache's tag; raise StorageError."""
        for folder in (self.journal, self.cache):
            with raising_storage_errors(folder, "made"):
                folder.mkdir(parents=True, exist_ok=True)
        for path, text in ((self.root / ".gitignore", "*\n"), (self.cache / "CACHEDIR.TAG", _CACHEDIR_TAG)):
            if not path.exists():
                write_text(path, text)

    @contextmanager
    def locked(self, name: str, what: str, on_wait: OnWait | None = None) -> Iterator[None]:
        """Hold the lock *name* for the block: one holder among all processes and threads; not for nesting.

        *what* names the thing for people ('the run log'); *on_wait* is told once when it is taken. Raises
        StorageError after GIVE_UP_S.
        """
        path = self.root / f"{name}.lock"
        lock = FileLock(path, thread_local=False, poll_interval=_LOCK_POLL_S)
        self.create()
        with raising_storage_errors(path, "locked"):
            try:
                lock.acquire(timeout=LOCK_NOTICE_S)
            except Timeout:
                if on_wait is not None:
                    on_wait(f"Another creative command is using {what}; waiting for it to finish.")
                try:
                    lock.acquire(timeout=LOCK_TIMEOUT_S)
                except Timeout as error:
                    raise StorageError(
                        f"Another creative command has held {what} for more than {LOCK_TIMEOUT_S:.0f} seconds.",
                        f"See which process has {path} open, end it if it hangs, and run this again.",
                    ) from error
        try:
            yield
        finally:
            lock.release()
