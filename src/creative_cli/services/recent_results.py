"""Results in memory: those that were used last."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

KeptT = TypeVar("KeptT")


class RecentResults(Generic[KeptT]):
    """The results that were used last, by key. Threads may use it together."""

    def __init__(self, most: int) -> None:
        """Keep *most* results."""
        self._most, self._turn = most, Lock()
        self._results: OrderedDict[Hashable, KeptT] = OrderedDict()

    def find(self, key: Hashable) -> KeptT | None:
        """Return the result under *key*."""
        with self._turn:
            if key in self._results:
                self._results.move_to_end(key)
            return self._results.get(key)

    def keep(self, key: Hashable, result: KeptT) -> None:
        """Keep *result* under *key*, and forget what was not used for longest."""
        with self._turn:
            self._results[key] = result
            while len(self._results) > self._most:
                self._results.popitem(last=False)
