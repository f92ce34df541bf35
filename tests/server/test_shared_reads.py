"""Requests share a reading, and never one that began before they came."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from creative_cli.server.shared_reads import MOST_KEPT, SharedReads
from tests.server.serving import PATIENCE_S, wait_until

READERS = 8


def test_those_who_wait_share_the_next_reading(tmp_path: Path) -> None:
    """While one reading goes on, all who come after a journal has grown get the next one, which is made once."""
    journal = tmp_path / "one.jsonl"
    reads, begun, go_on = SharedReads(tmp_path), threading.Event(), threading.Event()
    made: list[int] = []
    came = threading.Semaphore(0)

    def make() -> int:
        made.append(len(made) + 1)
        if len(made) == 1:
            begun.set()
            assert go_on.wait(PATIENCE_S)
        return made[-1]

    def come() -> int:
        came.release()
        return reads.read("runs", make)

    with ThreadPoolExecutor(READERS + 1) as pool:
        first = pool.submit(come)
        assert begun.wait(PATIENCE_S)
        journal.write_text("{}\n")
        later = [pool.submit(come) for _ in range(READERS)]
        for _ in range(READERS + 1):
            assert came.acquire(timeout=PATIENCE_S)
        go_on.set()
        wait_until(lambda: all(one.done() for one in (first, *later)))
        assert first.result() == 1
        assert {one.result() for one in later} <= set(range(2, READERS + 2)), "none of them got the first reading"


def test_a_reading_is_used_until_a_journal_changes(tmp_path: Path) -> None:
    """A new journal, one that has grown and one that is gone make another; what is read by another key is its own."""
    reads = SharedReads(tmp_path / "journal")
    made = iter(range(100))

    def read(key: str = "runs") -> int:
        return reads.read(key, lambda: next(made))

    assert (read(), read("report"), read(), read("report")) == (0, 1, 0, 1)
    (tmp_path / "journal").mkdir()
    journal = tmp_path / "journal" / "one.jsonl"
    journal.write_text("{}\n")
    assert (read(), read(), read("report")) == (2, 2, 3)
    journal.write_text("{}\n{}\n")
    assert (read(), read()) == (4, 4)
    journal.unlink()
    assert read() == 5


def test_no_more_is_kept_than_needed(tmp_path: Path) -> None:
    """What was read longest ago is read again."""
    reads = SharedReads(tmp_path)
    made = iter(range(1000))
    for key in range(MOST_KEPT + 1):
        assert reads.read(key, lambda: next(made)) == key
    assert reads.read(1, lambda: next(made)) == 1
    assert reads.read(0, lambda: next(made)) == MOST_KEPT + 1


def test_an_error_is_raised_for_everybody_and_forgotten(tmp_path: Path) -> None:
    """The next reading is another one."""
    reads = SharedReads(tmp_path)

    def fail() -> int:
        raise LookupError("gone")

    with pytest.raises(LookupError):
        reads.read("runs", fail)
    assert reads.read("runs", lambda: 7) == 7
