"""The folder for everything kept between runs: its layout, and its locks."""

import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from filelock import FileLock

from creative_cli.storage.atomic import NO_PERMISSION, raising_storage_errors, to_storage_error, write_text
from creative_cli.storage.lock_waits import acquire_lock

OnWait: TypeAlias = Callable[[str], None]
"""Receives a message for people when another command holds a lock."""

_CACHEDIR_TAG = """Signature: 8a477f597d28d172789f06886806bc55
# This folder is a cache of `creative`; it may be deleted at any time and left out of backups.
# See https://bford.info/cachedir/
"""


@dataclass(frozen=True, slots=True)
class StateFolder:
    """Everything kept between runs; `outputs/.creative` by default. A copy knows the folder it was made `of`."""

    root: Path
    of: Path | None = None

    @property
    def origin(self) -> Path:
        """The folder that kept paths are relative to: this one, or the one that it is a copy of."""
        return self.root if self.of is None else self.of

    @property
    def journal(self) -> Path:
        """The folder of journals, one `<run>.jsonl` per run."""
        return self.root / "journal"

    @property
    def runlog(self) -> Path:
        """The DuckDB file, built from the journals."""
        return self.root / "runlog.duckdb"

    @property
    def chroma(self) -> Path:
        """The folder of the search index."""
        return self.root / "chroma"

    @property
    def copy_memory(self) -> Path:
        """The SQLite file of translations: people's work that cannot be rebuilt."""
        return self.root / "copy.sqlite"

    @property
    def cache(self) -> Path:
        """The folder of results that can be made again."""
        return self.root / "cache"

    def create(self) -> None:
        """Create missing folders, `.gitignore` and the cache tag. Raises StorageError."""
        for folder in (self.journal, self.cache):
            with raising_storage_errors(folder, "made"):
                folder.mkdir(parents=True, exist_ok=True)
        for path, text in ((self.root / ".gitignore", "*\n"), (self.cache / "CACHEDIR.TAG", _CACHEDIR_TAG)):
            if not path.exists():
                write_text(path, text)

    def is_read_only(self) -> bool:
        """Return whether the folder exists and this process may not write to it. Raises StorageError."""
        probe = self.root / f"probe.tmp-{secrets.token_hex(4)}"
        try:
            probe.touch(exist_ok=False)
        except FileNotFoundError:
            return False
        except OSError as error:
            if error.errno in NO_PERMISSION:
                return True
            raise to_storage_error(error, self.root, "written") from error
        probe.unlink()
        return False

    def copy_to_read(self, folder: Path) -> "StateFolder":
        """Return a copy below *folder* that a reader can lock and bring up to date, without the cache.

        Raises StorageError.
        """
        copy = StateFolder(folder, of=self.root)
        with raising_storage_errors(self.root, "read"):
            copy.create()
            for path in (self.runlog, self.copy_memory, self.root / "breakers.json"):
                if path.is_file():
                    shutil.copy(path, folder / path.name)
            if self.chroma.is_dir():
                shutil.copytree(self.chroma, copy.chroma, ignore=shutil.ignore_patterns("*.lock"))
            for path in self.journal.glob("*.jsonl"):
                shutil.copy(path, copy.journal / path.name)  # DuckDB follows no link out of its folder
        return copy

    @contextmanager
    def locked(self, name: str, what: str, on_wait: OnWait | None = None) -> Iterator[None]:
        """Hold the lock *name* in the block, exclusive among processes and threads; not reentrant.

        *what* names it in messages ('the run log'). Raises StorageError after CREATIVE_LOCK_SECONDS, and
        InterruptedRunError after Ctrl-C.
        """
        path = self.root / f"{name}.lock"
        lock = FileLock(path, thread_local=False)
        self.create()
        with raising_storage_errors(path, "locked"):
            acquire_lock(lock, what, on_wait)
        try:
            yield
        finally:
            lock.release()
