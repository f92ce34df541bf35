"""The next run removes the temporary files of a killed one, and nothing that is in use."""

import asyncio
import os
import time
from pathlib import Path

import pytest

from creative_cli.runlog.journal import Journal, is_alive, list_killed_runs
from creative_cli.services.leftovers import remove_leftovers
from creative_cli.services.workspace import Workspace
from creative_cli.storage.atomic import SWEEP_GRACE_S
from creative_cli.storage.cache import Cache
from creative_cli.storage.paid_results import PaidResults
from creative_cli.storage.state import StateFolder
from creative_cli.translation.translator import AnswerRecord
from tests.runlog.test_money import FIRST, STARTED

OLD_S = 3 * SWEEP_GRACE_S


@pytest.fixture
def where(tmp_path: Path) -> Workspace:
    """Return folders in which a run was killed long ago: its journal and the lock file beside it."""
    workspace = Workspace(tmp_path / "outputs", StateFolder(tmp_path / "outputs" / ".creative"))
    workspace.state.create()
    with Journal.open(workspace.state, FIRST) as journal:
        journal.append(STARTED)
    age(journal.path.with_suffix(".lock"))
    age(journal.path)
    return workspace


def age(path: Path, seconds: float = OLD_S) -> Path:
    """Make a file that was last written so long ago, if there is none, and return it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    os.utime(path, (time.time() - seconds,) * 2)
    return path


def test_temporary_files_of_a_killed_run_go(where: Workspace) -> None:
    """Half an ad, half a cached object and the room for an answer; what is young may be of a concurrent run."""
    old = {
        age(where.output / "tiny" / "en-GB" / "1x1" / "a.jpg.tmp-00ff"),
        age(where.state.cache / "objects" / "ab" / "abcd.tmp-12ab"),
        age(where.state.cache / "received" / "ab" / "abcd.json.tmp-room"),
    }
    young = age(where.output / "tiny" / "b.jpg.tmp-00ff", 1)
    kept = age(where.output / "tiny" / "c.jpg")

    assert set(remove_leftovers(where)) == old
    assert [path.exists() for path in old] == [False] * 3
    assert young.exists()
    assert kept.exists()
    assert list_killed_runs(where.state) == ()


def test_without_a_killed_run_nothing_is_looked_for(where: Workspace) -> None:
    """A state folder may have a million files: `creative doctor` looks through them, a run does not."""
    remove_leftovers(where)
    left = age(where.output / "tiny" / "a.jpg.tmp-00ff")

    assert remove_leftovers(where) == ()
    assert left.exists()


def test_a_run_that_was_killed_just_now_is_remembered(where: Workspace) -> None:
    """Its files are too young to be removed now, and a report in between does not forget it."""
    age(where.state.journal / f"{FIRST}.jsonl", 1)
    young = age(where.output / "tiny" / "a.jpg.tmp-00ff", 1)
    first = remove_leftovers(where)
    alive = is_alive(where.state.journal / f"{FIRST}.jsonl")
    age(young)
    age(where.state.journal / f"{FIRST}.jsonl")

    assert (first, alive) == ((), False)
    assert remove_leftovers(where) == (young,)


def test_the_room_for_an_answer_that_is_awaited_stays(where: Workspace) -> None:
    """A call may take minutes: its room is not old, however long ago it was taken."""
    key = "ab" * 32
    answers = PaidResults(where.state, Cache(where.state), AnswerRecord, where.output)

    async def wait() -> tuple[tuple[Path, ...], bool]:
        async with answers.turn(key):
            answers.reserve(key, 1000)
            (room,) = where.state.cache.rglob("*.tmp-room")
            age(room)
            return remove_leftovers(where), room.exists()

    assert asyncio.run(wait()) == ((), True)


def test_a_run_that_lives_is_not_killed(where: Workspace) -> None:
    """Its lock is held."""
    with Journal.open(where.state, "20261103T120000Z-000009") as journal:
        journal.append(STARTED)
        killed = list_killed_runs(where.state)

    assert [path.stem for path in killed] == [FIRST]
