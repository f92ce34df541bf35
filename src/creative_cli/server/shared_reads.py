"""Lets requests that wait for the same thing share one reading of it: the run log opens for one reader at a time."""

from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock
from typing import Any, TypeVar

ReadT = TypeVar("ReadT")


class SharedReads:
    """Readings of one server, one at a time. Each begins after all requests came that get it: nobody gets old news."""

    def __init__(self) -> None:
        """Read nothing yet."""
        self._turn, self._reading = Lock(), Lock()
        self._waiting: dict[Hashable, Future[Any]] = {}

    def read(self, key: Hashable, make: Callable[[], ReadT]) -> ReadT:
        """Return what *make* returns, here or in another request with an equal *key* that is still waiting."""
        with self._turn:
            shared = self._waiting.get(key)
            mine: Future[ReadT] = Future()
            if shared is None:
                self._waiting[key] = mine
        if shared is not None:
            result: ReadT = shared.result()
            return result
        with self._reading:
            with self._turn:
                del self._waiting[key]  # who comes from now on needs another reading
            try:
                mine.set_result(make())
            except Exception as error:  # noqa: BLE001  # it is raised in every request that waits
                mine.set_exception(error)
        return mine.result()
