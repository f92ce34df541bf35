"""The threads a run works in: Pillow, numpy and Typst let go of the interpreter while they work."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TypeVar

from creative_cli.events import Event, StageTimed

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Threads:
    """Where a run's stages are worked off; every piece of work is timed, and `emit` told of it."""

    executor: Executor
    emit: Callable[[Event], None]

    async def work(self, stage: str, subject: str, work: Callable[[], Result]) -> Result:
        """Do *work*, of *stage* on *subject*, in a thread and return what it returns."""
        return await asyncio.get_running_loop().run_in_executor(self.executor, self.timed, stage, subject, work)

    def timed(self, stage: str, subject: str, work: Callable[[], Result]) -> Result:
        """Do *work* here and now; work that raises is not timed."""
        started = time.monotonic()
        result = work()
        self.emit(StageTimed(stage, subject, 1000 * (time.monotonic() - started)))
        return result
