"""What was paid for is there again after any death, or it never was."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from creative_cli.storage.cache import Cache, key_of, sha256_of
from creative_cli.storage.paid_results import PaidResults
from creative_cli.storage.state import StateFolder

KEY = key_of("picture", product="tea")
OTHER = key_of("picture", product="coffee")


@dataclass(frozen=True, slots=True)
class Note:
    """What a test notes of an answer."""

    provider: str
    usd: float
    seed: int | None = None


NOTE = Note("openai", 0.04, 7)


def received(state: StateFolder) -> PaidResults[Note]:
    """Return what the state folder received, as a new process sees it."""
    return PaidResults(state, Cache(state), Note)


def test_an_answer_comes_back_with_its_note(state: StateFolder) -> None:
    """What was kept under a key is there for the next run, under no other key."""
    sha256 = received(state).keep(KEY, b"picture", NOTE)

    assert sha256 == sha256_of(b"picture")
    assert received(state).get(KEY) == (b"picture", NOTE)
    assert received(state).get(OTHER) is None


def test_a_later_answer_replaces_an_earlier_one(state: StateFolder) -> None:
    """The last answer kept is the answer."""
    received(state).keep(KEY, b"first", NOTE)
    received(state).keep(KEY, b"second", Note("huggingface", 0.003))

    assert received(state).get(KEY) == (b"second", Note("huggingface", 0.003))


def test_a_discarded_answer_is_gone_but_its_bytes_stay(state: StateFolder) -> None:
    """What was of no use is not used again; what the journal names can still be looked at."""
    kept = received(state)
    sha256 = kept.keep(KEY, b"picture", NOTE)
    kept.discard(KEY)
    kept.discard(KEY)

    assert received(state).get(KEY) is None
    assert Cache(state).object_bytes(sha256) == b"picture"


def test_answers_that_are_the_same_do_not_disturb_each_other(state: StateFolder) -> None:
    """Two keys may have the same bytes; discarding one leaves the other."""
    kept = received(state)
    kept.keep(KEY, b"picture", NOTE)
    kept.keep(OTHER, b"picture", NOTE)
    kept.discard(KEY)

    assert kept.get(OTHER) == (b"picture", NOTE)


@pytest.mark.parametrize("content", [b"", b'{"sha256": "', b"[]", b'{"sha256": "ab", "note": "{}"}', b"\xff"])
def test_a_damaged_record_is_a_miss_and_can_be_replaced(state: StateFolder, content: bytes) -> None:
    """A record nobody can read is as if nothing had come."""
    received(state).keep(KEY, b"picture", NOTE)
    (path,) = state.cache.glob("received/*/*.json")
    path.write_bytes(content)

    assert received(state).get(KEY) is None
    received(state).keep(KEY, b"picture", NOTE)
    assert received(state).get(KEY) == (b"picture", NOTE)


def test_damaged_bytes_are_a_miss(state: StateFolder) -> None:
    """A picture whose bytes changed on the disk is asked for again."""
    sha256 = received(state).keep(KEY, b"picture", NOTE)
    (state.cache / "objects" / sha256[:2] / sha256).write_bytes(b"pictura")

    assert received(state).get(KEY) is None


KEEPER = """
import os, signal, sys
from pathlib import Path
from creative_cli.storage.state import StateFolder
from tests.storage.test_paid_results import KEY, NOTE, received
received(StateFolder(Path(sys.argv[1]))).keep(KEY, b"picture" * 200_000, NOTE)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_process_killed_right_after_keeping_has_kept(state: StateFolder, repository: Path) -> None:
    """When `keep` returns, `kill -9` comes too late."""
    died = subprocess.run([sys.executable, "-c", KEEPER, str(state.root)], cwd=repository, check=False)

    assert died.returncode == -9
    assert received(state).get(KEY) == (b"picture" * 200_000, NOTE)
