"""Threads that need the same result at the same time wait for the one that makes it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from creative_cli.thread_caches import cached_for_threads

THREADS = 4
WAIT_S = 30.0


def test_one_thread_computes_what_all_need() -> None:
    """The others wait for it, while another result is made beside it."""
    begun, other_done, calls = Event(), Event(), list[str]()

    @cached_for_threads(maxsize=8)
    def compute(name: str) -> list[str]:
        calls.append(name)
        if name == "slow":
            begun.set()
            assert other_done.wait(WAIT_S)
        return [name]

    ready = Barrier(THREADS)

    def ask() -> list[str]:
        ready.wait(WAIT_S)
        return compute("slow")

    with ThreadPoolExecutor(THREADS) as threads:
        asked = [threads.submit(ask) for _ in range(THREADS)]
        assert begun.wait(WAIT_S)
        assert compute("other") == ["other"]
        other_done.set()
        results = [one.result() for one in asked]

    assert sorted(calls) == ["other", "slow"]
    assert all(one is results[0] for one in results)


def test_an_error_is_not_kept() -> None:
    """Who asks next computes again."""
    calls = list[int]()

    @cached_for_threads(maxsize=None)
    def compute(number: int) -> int:
        calls.append(number)
        if len(calls) == 1:
            raise OSError("the disk is busy")
        return number

    with pytest.raises(OSError, match="busy"):
        compute(7)
    assert (compute(7), compute(7), calls) == (7, 7, [7, 7])


def test_the_oldest_result_gives_way() -> None:
    """No more than *maxsize* results are kept."""
    calls = list[int]()

    @cached_for_threads(maxsize=2)
    def compute(number: int) -> int:
        calls.append(number)
        return number

    for number in (1, 2, 3, 3, 1):
        compute(number)
    assert calls == [1, 2, 3, 1]
