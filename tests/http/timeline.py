"""An event loop whose clock jumps to the next timer: hours of waiting take no time, and durations come out exact."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

ResultT = TypeVar("ResultT")


class JumpingSelector(selectors.DefaultSelector):
    """Instead of waiting for a timer, moves the clock to it; other threads and sockets it waits for truly."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Return what is ready, else jump."""
        if timeout is None:
            return super().select(None)
        ready = super().select(0)
        if not ready:
            self.now += max(timeout, 0.0)
        return ready


class JumpingLoop(asyncio.SelectorEventLoop):
    """A loop that reads its time from its selector."""

    def __init__(self) -> None:
        """Begin at 0 s."""
        self.clock = JumpingSelector()
        super().__init__(self.clock)

    def time(self) -> float:
        """Return the seconds that passed, in jumps."""
        return self.clock.now


def run(work: Coroutine[Any, Any, ResultT]) -> ResultT:
    """Run *work* to its end in a loop of its own."""
    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        return runner.run(work)


def now() -> float:
    """Return the time of the running loop, s."""
    return asyncio.get_running_loop().time()
