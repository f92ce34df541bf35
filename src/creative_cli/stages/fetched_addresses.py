"""Remembers which addresses of pictures a run has asked: each is asked once, however many rows of a feed name it."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock


class FetchedAddresses:
    """The addresses that one run has fetched. Threads may share it."""

    def __init__(self) -> None:
        """Begin with none."""
        self._lock = Lock()
        self._turns: dict[str, Lock] = {}
        self._fetched: set[str] = set()

    @contextmanager
    def taking_turn(self, address: str) -> Iterator[bool]:
        """Run the block while no other thread fetches *address*; tell it whether that is done already.

        A block that ends without an error has fetched it.
        """
        with self._lock:
            turn = self._turns.setdefault(address, Lock())
        with turn:
            yield address in self._fetched
            self._fetched.add(address)
