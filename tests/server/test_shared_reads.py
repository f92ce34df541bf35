"""Requests share a reading, and never one that began before they came."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from creative_cli.server.shared_reads import SharedReads
from tests.server.serving import PATIENCE_S, wait_until

READERS = 8


def test_those_who_wait_share_the_next_reading() -> None:
    """While one reading goes on, all who come get the next one, which is made once."""
    reads, begun, go_on = SharedReads(), threading.Event(), threading.Event()
    made: list[int] = []
    came = threading.Semaphore(0)

    def make() -> int:
        made.append(len(made) + 1)
        if len(made) == 1:
            begun.set()
            assert go_on.wait(PATIENCE_S)
        return len(made)

    def come() -> int:
        came.release()
        return reads.read("runs", make)

    with ThreadPoolExecutor(READERS + 1) as pool:
        first = pool.submit(come)
        assert begun.wait(PATIENCE_S)
        later = [pool.submit(come) for _ in range(READERS)]
        for _ in range(READERS + 1):
            assert came.acquire(timeout=PATIENCE_S)
        go_on.set()
        wait_until(lambda: all(one.done() for one in (first, *later)))
        assert first.result() == 1
        assert {one.result() for one in later} <= set(range(2, READERS + 2)), "none of them got the first reading"
    assert reads.read("runs", make) == len(made)


def test_an_error_is_raised_for_everybody_and_forgotten() -> None:
    """The next reading is another one."""
    reads = SharedReads()

    def fail() -> int:
        raise LookupError("gone")

    with pytest.raises(LookupError):
        reads.read("runs", fail)
    assert reads.read("runs", lambda: 7) == 7
