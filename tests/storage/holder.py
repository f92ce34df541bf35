"""A process that holds something of a state folder until its input ends: `STATE WHAT`. It prints `held` first."""

import asyncio
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from filelock import FileLock

from creative_cli.providers.fallback import ImageRecord
from creative_cli.storage.cache import Cache
from creative_cli.storage.paid_results import PaidResults
from creative_cli.storage.provider_turns import StoredTurns
from creative_cli.storage.state import StateFolder
from creative_cli.translation.memory_file import open_for_writing

KEY = "ab" * 32
"""Of the answer that is being bought."""


async def hold_place(state: StateFolder) -> None:
    """Hold the only place of a provider."""
    async with StoredTurns(state, 1, lambda _: None).place("openai"):
        await asyncio.to_thread(wait_for_end)


async def hold_answer(state: StateFolder) -> None:
    """Hold the turn to an answer."""
    async with PaidResults(state, Cache(state), ImageRecord, state.root).turn(KEY):
        await asyncio.to_thread(wait_for_end)


@contextmanager
def hold_index(state: StateFolder) -> Iterator[None]:
    """Hold the search index."""
    state.chroma.mkdir(parents=True, exist_ok=True)
    with FileLock(state.chroma / "index.lock"):
        yield


LOCKS: Mapping[str, Callable[[StateFolder], AbstractContextManager[object]]] = {
    "run log": lambda state: state.locked("runlog", "the run log"),
    "memory": lambda state: open_for_writing(state.copy_memory),
    "index": hold_index,
}
"""What blocks its thread: names, and what holds it."""


def wait_for_end() -> None:
    """Say that it is held, and wait."""
    print("held", flush=True)  # noqa: T201  # what the test reads
    sys.stdin.read()


def main(state: StateFolder, what: str) -> None:
    """Hold *what*."""
    if what == "place":
        asyncio.run(hold_place(state))
    elif what == "answer":
        asyncio.run(hold_answer(state))
    else:
        with LOCKS[what](state):
            wait_for_end()


if __name__ == "__main__":
    main(StateFolder(Path(sys.argv[1])), sys.argv[2])
