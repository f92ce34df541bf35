"""A run that buys pictures and is killed right after one came, for `test_chain`: `FOLDER KILLED_AFTER`.

It prints the name of every picture it asks the service for, and `done` at the end.
"""

import asyncio
import os
import signal
import sys
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from creative_cli.providers.fallback import ImageRecord
from creative_cli.storage.cache import Cache
from creative_cli.storage.paid_results import PaidResults
from creative_cli.storage.state import StateFolder
from tests.http.desk import Desk
from tests.providers.easel import Easel, ScriptedPainter, key, request

PRODUCTS = ("tea", "coffee", "soda", "serum")


class Fatal:
    """Keeps pictures, and kills the process right after so many."""

    def __init__(self, received: PaidResults[ImageRecord], after: int) -> None:
        """Wrap *received*; kill after the picture number *after*."""
        self.received = received
        self.left = after

    def turn(self, key: str) -> AbstractAsyncContextManager[None]:
        """Hold the right to ask."""
        return self.received.turn(key)

    def get(self, key: str) -> tuple[bytes, ImageRecord] | None:
        """Return what came."""
        return self.received.get(key)

    def reserve(self, key: str, size: int) -> None:
        """Take the room."""
        self.received.reserve(key, size)

    def keep(self, key: str, data: bytes, note: ImageRecord) -> str:
        """Keep, and perhaps die."""
        sha256 = self.received.keep(key, data, note)
        self.left -= 1
        if not self.left:
            os.kill(os.getpid(), signal.SIGKILL)
        return sha256

    def discard(self, key: str) -> None:
        """Forget."""
        self.received.discard(key)


class SayingPainter(ScriptedPainter):
    """A provider that prints each subject, for tests that count purchases."""

    def begin(self, product: str) -> None:
        """Say it before the picture is there."""
        print(product, flush=True)  # noqa: T201  # what the test reads


async def main(folder: Path, after: int) -> None:
    """Paint all products, at most two at a time."""
    state = StateFolder(folder)
    desk = Desk(folder, concurrency=2)
    received = PaidResults(state, Cache(state), ImageRecord, state.root.parent)
    easel = Easel(desk, (SayingPainter("openai"),), Fatal(received, after))
    await asyncio.gather(*(easel.chain.paint(request(product), key(product)) for product in PRODUCTS))
    print("done", flush=True)  # noqa: T201  # what the test reads


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
