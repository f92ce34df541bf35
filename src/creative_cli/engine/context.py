"""Dependencies and settings of one run, for every stage."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from creative_cli.engine.plan import RunOutcome
from creative_cli.engine.shared_pictures import SharedPictures
from creative_cli.engine.work_spans import ResultT, WorkSubject, time_work
from creative_cli.events import Event, StageName
from creative_cli.providers.fallback import EarlierImages
from creative_cli.severity_rules import SeverityRules
from creative_cli.storage.cache import Cache
from creative_cli.storage.outputs import OutputFolder
from creative_cli.translation.service import TranslationService

if TYPE_CHECKING:
    from creative_cli.engine.remote_sets import SetWorkers


EventSink: TypeAlias = Callable[[Event], None]
"""Receives every event of a run as it happens, from any thread."""


@dataclass(frozen=True, slots=True)
class RunContext:
    """Dependencies and settings of one run, and its outcome so far.

    `chain` asks image providers in order, None if there are none; `studio` says whether the built-in studio may make
    pictures. `copy_desk` finds copy that the brief lacks. `jobs` is the number of threads. `editable` asks for PDFs.
    `rules` are the profile and the waivers that change what findings count for, None without any.
    `workers` make sets of ads in other processes, None for none.
    """

    run_id: str
    cache: Cache
    folder: OutputFolder
    outcome: RunOutcome
    emit: EventSink
    jobs: int
    chain: EarlierImages | None
    studio: bool
    copy_desk: TranslationService
    editable: bool = False
    rules: SeverityRules | None = None
    workers: "SetWorkers | None" = None
    executor: ThreadPoolExecutor = field(init=False)
    pictures: SharedPictures = field(init=False)

    def __post_init__(self) -> None:
        """Make the executor, whose threads start with the first task, and the shelf of pictures."""
        # Enough for few ads: Pillow, numpy and Typst release the interpreter lock. Many are made by `workers`.
        object.__setattr__(self, "executor", ThreadPoolExecutor(self.jobs, thread_name_prefix="creative"))
        object.__setattr__(self, "pictures", SharedPictures(self.work, self.cache, self.jobs))

    async def work(self, stage: StageName, subject: WorkSubject, call: Callable[[], ResultT]) -> ResultT:
        """Run *call* in a thread and return its result; its duration counts for *stage* and *subject*."""
        return await asyncio.get_running_loop().run_in_executor(self.executor, self.timed, stage, subject, call)

    def timed(self, stage: StageName, subject: WorkSubject, call: Callable[[], ResultT]) -> ResultT:
        """Run *call* in this thread and emit its span, unless it raises."""
        return time_work(stage, subject, call, self.emit)
