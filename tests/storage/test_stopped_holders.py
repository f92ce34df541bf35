"""Processes that hold something are killed or stopped: others go on, or end with the limit and its setting."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from creative_cli.errors import InterruptedRunError, StorageError
from creative_cli.providers.fallback import ImageRecord
from creative_cli.storage.cache import Cache
from creative_cli.storage.lock_waits import hurry_lock_waits
from creative_cli.storage.paid_results import PaidResults
from creative_cli.storage.provider_turns import StoredTurns
from creative_cli.storage.state import StateFolder
from tests.conftest import REPOSITORY
from tests.storage.holder import KEY, LOCKS

pytestmark = pytest.mark.skipif(os.name != "posix", reason="processes are stopped by a signal")


@contextmanager
def holder(state: StateFolder, what: str) -> Iterator["subprocess.Popen[str]"]:
    """Start a process that holds *what*, and end it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.storage.holder", str(state.root), what],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "held\n"
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StateFolder:
    """Return a state folder whose locks are waited for half a second."""
    monkeypatch.setenv("CREATIVE_LOCK_SECONDS", "0.5")
    folder = StateFolder(tmp_path / "state")
    folder.create()
    return folder


def take_place(state: StateFolder) -> list[str]:
    """Take the only place of a provider, and return what was said meanwhile."""
    told: list[str] = []

    async def work() -> None:
        async with asyncio.timeout(30), StoredTurns(state, 1, told.append).place("openai"):
            pass

    asyncio.run(work())
    return told


def buy(state: StateFolder) -> None:
    """Take the turn to the answer."""

    async def work() -> None:
        async with asyncio.timeout(30), PaidResults(state, Cache(state), ImageRecord, state.root).turn(KEY):
            pass

    asyncio.run(work())


@pytest.mark.parametrize("what", ["place", "answer", *LOCKS])
def test_a_killed_holder_frees_what_it_held(state: StateFolder, what: str) -> None:
    """The system takes the lock back, and nothing is said."""
    with holder(state, what) as process:
        process.kill()
        process.wait()
        if what == "place":
            assert take_place(state) == []
        elif what == "answer":
            buy(state)
        else:
            with LOCKS[what](state):
                pass


def test_the_place_of_a_stopped_process_is_given_to_another_call(state: StateFolder) -> None:
    """Its call counts no longer; when it goes on, it disturbs nobody."""
    with holder(state, "place") as process:
        process.send_signal(signal.SIGSTOP)
        told = take_place(state)
        process.send_signal(signal.SIGCONT)
        process.communicate("")
        after = take_place(state)

    assert process.returncode == 0
    assert "shown no sign of life for 0.5 s (CREATIVE_LOCK_SECONDS)" in told[-1]
    assert after == []


def test_a_stopped_buyer_is_named_and_its_answer_not_bought_twice(state: StateFolder) -> None:
    """The wait ends with the limit, its setting and the file that the process has open."""
    with holder(state, "answer") as process:
        process.send_signal(signal.SIGSTOP)
        with pytest.raises(StorageError, match=r"no sign of life for 0\.5 s") as refused:
            buy(state)

    assert f"{KEY}.lock" in refused.value.hint
    assert "CREATIVE_LOCK_SECONDS sets the limit" in refused.value.hint


@pytest.mark.slow
@pytest.mark.parametrize("what", ["place", "answer"])
def test_a_holder_that_works_is_waited_for_beyond_the_limit(state: StateFolder, what: str) -> None:
    """The limit is for silence: a service may take its time."""
    with holder(state, what):

        async def work() -> None:
            places = StoredTurns(state, 1, lambda _: None).place("openai")
            answers = PaidResults(state, Cache(state), ImageRecord, state.root).turn(KEY)
            async with asyncio.timeout(3.5), places if what == "place" else answers:
                pass

        with pytest.raises(TimeoutError):
            asyncio.run(work())


@pytest.mark.parametrize("what", ["run log", "memory"])
def test_a_lock_of_a_stopped_process_is_waited_for_no_longer_than_said(state: StateFolder, what: str) -> None:
    """The error has the limit and its setting, whatever the lock guards."""
    with holder(state, what) as process:
        process.send_signal(signal.SIGSTOP)
        with pytest.raises(StorageError, match=r"for more than 0\.5 s") as refused, LOCKS[what](state):
            pass

    assert "CREATIVE_LOCK_SECONDS sets the limit" in refused.value.hint


@pytest.mark.slow
@pytest.mark.parametrize("what", ["run log", "memory"])
def test_after_ctrl_c_no_lock_is_waited_for_much_longer(
    state: StateFolder, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wait that would take an hour ends."""
    monkeypatch.setenv("CREATIVE_LOCK_SECONDS", "3600")
    with holder(state, what):
        hurry_lock_waits(hurry=True)
        try:
            with pytest.raises(InterruptedRunError), LOCKS[what](state):
                pass
        finally:
            hurry_lock_waits(hurry=False)
