"""What was paid for is there again after any death, or it never was."""

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from creative_cli.errors import StorageError
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
    return PaidResults(state, Cache(state), Note, state.root.parent)


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


def in_turn(kept: PaidResults[Note], work: Callable[[], object]) -> None:
    """Do *work* in the turn of KEY, as whoever pays does."""

    async def hold() -> None:
        async with kept.turn(KEY):
            work()

    asyncio.run(hold())


def rooms(state: StateFolder) -> list[int]:
    """Return the sizes of the rooms that are taken, bytes on the disk."""
    return [path.stat().st_blocks * 512 for path in state.cache.rglob("*.tmp-room")]


@pytest.mark.skipif(os.name != "posix", reason="Windows has no limit on files")
def test_room_is_taken_before_and_given_back_after(state: StateFolder) -> None:
    """The room is real, the answer gets it, and what is left of it goes with the turn."""
    kept, seen = received(state), list[list[int]]()

    def buy() -> None:
        kept.reserve(KEY, 3_000_000)
        seen.append(rooms(state))
        kept.keep(KEY, b"picture", NOTE)
        seen.append(rooms(state))

    in_turn(kept, buy)
    in_turn(kept, lambda: kept.reserve(KEY, 1000))

    (taken,), after = seen
    assert taken >= 3_000_000
    assert (after, rooms(state)) == ([], [])


def test_without_room_nothing_may_be_bought(state: StateFolder) -> None:
    """A disk that cannot take the room says so before anybody pays."""
    resource = pytest.importorskip("resource", reason="this system has no limit on the size of files")
    kept = received(state)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)

    def reserve() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, limits[1]))
        try:
            with pytest.raises(StorageError, match="could not be written"):
                kept.reserve(KEY, 3_000_000)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    in_turn(kept, reserve)

    assert rooms(state) == []


@pytest.mark.parametrize("blocked", [("cache",), ("cache", "output")])
def test_what_cannot_be_kept_goes_elsewhere_and_is_found_again(
    state: StateFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, blocked: tuple[str, ...]
) -> None:
    """The error names the place; the next run uses the answer, and stores it where it belongs once it can."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    objects, other = state.cache / "objects", state.root.parent / ".creative-rescued"
    for path in [objects, other][: len(blocked)]:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"in the way")  # no folder can be made here
    expected = other if len(blocked) == 1 else temporary

    with pytest.raises(StorageError, match="What was paid for is kept in") as caught:
        received(state).keep(KEY, b"picture", NOTE)
    full = received(state).get(KEY)
    objects.unlink()
    first, second = received(state).get(KEY), received(state).get(KEY)

    assert str(expected) in caught.value.sentence
    assert (full, first, second) == ((b"picture", NOTE),) * 3
    assert not list(tmp_path.rglob(f"{KEY}.bin"))
    assert not [path for path in tmp_path.rglob("*creative-rescued*") if path.is_dir()], "the empty folder goes too"


def test_without_a_temporary_folder_the_output_takes_what_was_paid_for(
    state: StateFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no temporary folder can be written, Python raises instead of naming one; nothing is lost for that."""

    def refuse() -> str:
        raise FileNotFoundError(2, "No usable temporary directory found")

    monkeypatch.setattr(tempfile, "gettempdir", refuse)
    nothing = received(state).get(KEY)
    (state.cache / "objects").write_bytes(b"in the way")
    with pytest.raises(StorageError, match="What was paid for is kept in"):
        received(state).keep(KEY, b"picture", NOTE)
    (state.cache / "objects").unlink()

    assert nothing is None
    assert received(state).get(KEY) == (b"picture", NOTE)
    assert not (state.root.parent / ".creative-rescued").exists()


def test_what_can_be_kept_nowhere_is_said_to_be_lost(
    state: StateFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No other place takes it either: the error says that money is gone."""
    nowhere = tmp_path / "nowhere"
    nowhere.write_bytes(b"")
    monkeypatch.setattr(tempfile, "tempdir", str(nowhere))
    for path in (state.cache / "objects", state.root.parent / ".creative-rescued"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"in the way")

    with pytest.raises(StorageError, match="paid for is lost"):
        received(state).keep(KEY, b"picture", NOTE)


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="folders have no owner")
def test_a_folder_of_another_user_is_not_trusted(
    state: StateFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anybody may write to the temporary folder: a link there, or another's folder, is passed over."""
    elsewhere, temporary = tmp_path / "elsewhere", tmp_path / "temporary"
    for folder in (elsewhere, temporary):
        folder.mkdir()
    (temporary / f"creative-rescued-{os.getuid()}").symlink_to(elsewhere)
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    for path in (state.cache / "objects", state.root.parent / ".creative-rescued"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"in the way")

    with pytest.raises(StorageError, match="paid for is lost"):
        received(state).keep(KEY, b"picture", NOTE)
    assert list(elsewhere.iterdir()) == []
