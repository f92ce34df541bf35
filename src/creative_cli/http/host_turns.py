"""Keeps fetching polite: at most a few requests to one host at a time, however many pictures a feed names there."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock
from urllib.parse import urlsplit

REQUESTS_PER_HOST = 2
"""As many connections as RFC 2616 §8.1.4 allowed a client; newer rules name no number."""

_lock = Lock()
_turns: dict[str, BoundedSemaphore] = {}


@contextmanager
def waiting_for_host(address: str) -> Iterator[None]:
    """Run the block when its turn at the host of *address* has come."""
    try:
        host = urlsplit(address).netloc.casefold()
    except ValueError:
        host = ""  # malformed: fetching says so
    with _lock:
        turn = _turns.setdefault(host, BoundedSemaphore(REQUESTS_PER_HOST))
    with turn:
        yield
