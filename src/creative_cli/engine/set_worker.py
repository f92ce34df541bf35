"""What a worker of a cluster does with an order: it makes a set of ads on an empty cache of its own."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from socket import gethostname
from tempfile import TemporaryDirectory
from threading import current_thread

from creative_cli.code_digest import code_digest
from creative_cli.engine.context import RunContext
from creative_cli.engine.images import SetJob
from creative_cli.engine.pipeline import STAGES
from creative_cli.engine.plan import RunOutcome, RunPlan
from creative_cli.engine.remote_sets import CODE_OF_ADS, MadeSet, SetOrder
from creative_cli.engine.scheduler import run_stages
from creative_cli.events import Event, StageTimed
from creative_cli.http.event_loop import run_in_loop
from creative_cli.storage.cache import Cache
from creative_cli.storage.outputs import OutputFolder
from creative_cli.storage.state import StateFolder
from creative_cli.translation.memory import TranslationMemory
from creative_cli.translation.service import TranslationService


def make_ordered_set(order: SetOrder, plan: RunPlan, pictures: Mapping[str, bytes]) -> MadeSet:
    """Make the ads of *order*, which is of *plan* and shows *pictures*, by SHA-256, and return what the cache kept.

    An ad that cannot be made is missing: whoever ordered it makes it again, and learns why.
    """
    own = code_digest(CODE_OF_ADS)
    if own != order.code:
        return MadeSet({}, (), (), other_code=own)
    timings: list[StageTimed] = []
    thread = f"{gethostname()} {current_thread().name}"

    def note_timing(event: Event) -> None:
        if isinstance(event, StageTimed):
            timings.append(replace(event, thread=thread))

    with TemporaryDirectory(prefix="creative-set-") as name:
        folder = Path(name)
        state = StateFolder(folder / "state")
        state.create()
        cache = Cache(state)
        for data in pictures.values():
            cache.put_object(data)
        context = RunContext(
            run_id="",
            cache=cache,
            folder=OutputFolder(folder / "outputs", plan.campaign, state),
            outcome=RunOutcome(plan),
            emit=note_timing,
            jobs=1,  # the worker has threads of its own
            chain=None,
            studio=True,
            copy_desk=TranslationService(TranslationMemory(state.copy_memory)),
            editable=order.editable,
        )
        job = SetJob(plan, order.product, order.stored, order.placement, order.layout)
        try:
            run_in_loop(run_stages(job, STAGES[1:], asyncio.Semaphore(), context))
        finally:
            context.executor.shutdown()
        actions, objects = cache.read_all()
        return MadeSet(actions, tuple(data for sha, data in objects.items() if sha not in pictures), tuple(timings))
