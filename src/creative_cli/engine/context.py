"""What a run works with: where results are kept, who makes what is missing, and where events go."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar

from creative_cli.engine.plan import RunOutcome
from creative_cli.events import Event, StageName, StageTimed
from creative_cli.providers.fallback import FallbackChain
from creative_cli.storage.cache import Cache
from creative_cli.storage.outputs import OutputFolder
from creative_cli.translation.service import TranslationService

ResultT = TypeVar("ResultT")

EventSink: TypeAlias = Callable[[Event], None]
"""Receives every event of a run as it happens; any thread may call it."""


@dataclass(frozen=True, slots=True)
class RunContext:
    """Dependencies and settings of one run, and what has come of it so far.

    `chain` asks providers in their order, None where no service makes pictures; `studio` tells whether the studio may
    make them instead. `copy_desk` finds the copy that the brief lacks. `jobs` is the number of threads; Pillow, numpy
    and Typst release the interpreter while they work. `editable` asks for a PDF beside every ad.
    """

    run_id: str
    cache: Cache
    folder: OutputFolder
    outcome: RunOutcome
    emit: EventSink
    jobs: int
    chain: FallbackChain | None
    studio: bool
    copy_desk: TranslationService
    editable: bool = False
    executor: ThreadPoolExecutor = field(init=False)

    def __post_init__(self) -> None:
        """Make the threads; they start with the first piece of work."""
        object.__setattr__(self, "executor", ThreadPoolExecutor(self.jobs, thread_name_prefix="creative"))

    async def work(self, stage: StageName, subject: str, call: Callable[[], ResultT]) -> ResultT:
        """Run *call*, a part of *stage* for *subject*, in a thread and return what it returns."""
        return await asyncio.get_running_loop().run_in_executor(self.executor, self.timed, stage, subject, call)

    def timed(self, stage: StageName, subject: str, call: Callable[[], ResultT]) -> ResultT:
        """Run *call* in this thread and report how long it took; a call that raises is not timed."""
        started = time.monotonic()
        result = call()
        self.emit(StageTimed(stage, subject, 1000 * (time.monotonic() - started)))
        return result
