"""Lets requests share readings of the run log, which opens for one reader at a time and costs 0.1 s of CPU to open.

DuckDB lets no other process write while one holds the file open for reading, and runs are made in other processes: no
connection can be kept. What was read is kept instead, as long as the journals say that it would be read again.
"""

import os
import time
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, Final, TypeVar

from creative_cli.runlog.journal import is_alive
from creative_cli.storage.atomic import raising_storage_errors

SharedT = TypeVar("SharedT")

PROGRESS_S: Final = 1.0
"""How long a reading is used again while nothing but runs that still go on has written; twice the time it took if that
is longer, so that half of the requests need not wait on a machine that has too much to do."""
KEPT_S: Final = 5.0
"""How long a reading is used again where nothing has written: it may be of other files, too, such as manifests."""
ENDED_S: Final = 60.0
"""After which a journal without a writer is taken to be finished."""
MOST_KEPT: Final = 64
"""Readings that are kept; a report has its own for each campaign and time that it is asked for."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """What was read, when that began, what it took, and the sizes of the journals by their names before."""

    began_s: float
    took_s: float
    sizes: dict[str, int]
    result: Any


class SharedReads:
    """Readings of one server, one at a time.

    A request gets one that began after it came, or one that no journal has changed since: of finished runs, orders and
    reviews no request gets old news; of runs that go on, it may be PROGRESS_S old, or twice what a reading takes.
    """

    def __init__(self, journals: Path) -> None:
        """Read nothing yet; what is read follows from the files in the folder *journals*."""
        self._journals = journals
        self._turn, self._reading = Lock(), Lock()
        self._waiting: dict[Hashable, Future[Any]] = {}
        self._kept: dict[Hashable, _Reading] = {}
        self._ended: dict[str, int] = {}  # sizes of journals that nobody writes any more

    def read(self, key: Hashable, make: Callable[[], SharedT]) -> SharedT:
        """Return what *make* returns, here or in another request with an equal *key*."""
        kept = self._kept.get(key)
        if kept is not None and self._is_fresh(kept):
            fresh: SharedT = kept.result
            return fresh
        with self._turn:
            shared = self._waiting.get(key)
            mine: Future[SharedT] = Future()
            if shared is None:
                self._waiting[key] = mine
        if shared is not None:
            result: SharedT = shared.result()
            return result
        with self._reading:
            with self._turn:
                del self._waiting[key]  # who comes from now on needs another reading
            try:
                began_s, sizes = time.monotonic(), self._list_sizes()
                mine.set_result(make())
                self._keep(key, _Reading(began_s, time.monotonic() - began_s, sizes, mine.result()))
            except Exception as error:  # noqa: BLE001  # it is raised in every request that waits
                mine.set_exception(error)
        return mine.result()

    def _keep(self, key: Hashable, reading: _Reading) -> None:
        with self._turn:
            self._kept.pop(key, None)
            self._kept[key] = reading
            if len(self._kept) > MOST_KEPT:
                del self._kept[next(iter(self._kept))]

    def _is_fresh(self, kept: _Reading) -> bool:
        age_s = time.monotonic() - kept.began_s
        if age_s > KEPT_S:
            return False
        sizes = self._list_sizes()
        if age_s > max(PROGRESS_S, 2 * kept.took_s) or sizes.keys() != kept.sizes.keys():
            return sizes == kept.sizes
        grown = [name for name, size in sizes.items() if size != kept.sizes[name]]
        return all(is_alive(self._journals / name) for name in grown)

    def _list_sizes(self) -> dict[str, int]:
        """Return the sizes of all journals by name; those of runs that ended a while ago are looked up once."""
        if not self._journals.is_dir():
            return {}
        with raising_storage_errors(self._journals, "read"):
            names = (name for name in os.listdir(self._journals) if name.endswith(".jsonl"))  # noqa: PTH208  # quicker
            return {name: self._ended.get(name) or self._find_size(name) for name in names}

    def _find_size(self, name: str) -> int:
        try:
            found = (self._journals / name).stat()
        except FileNotFoundError:  # it was moved away just now
            return 0
        if time.time() - found.st_mtime > ENDED_S and not is_alive(self._journals / name):
            self._ended[name] = found.st_size
        return found.st_size
