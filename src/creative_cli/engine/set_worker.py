"""What a worker does with an order: it makes a set of ads, and keeps them in a cache.

A worker of a cluster has an empty cache of its own, and returns what it kept there. One on the same machine fills the
cache of the run.
"""

import asyncio
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from socket import gethostname
from tempfile import TemporaryDirectory
from threading import current_thread
from typing import TYPE_CHECKING

from creative_cli.code_digest import code_digest
from creative_cli.engine.ad_stages import AdJob, keep_ad
from creative_cli.engine.context import RunContext
from creative_cli.engine.images import SetJob
from creative_cli.engine.pipeline import STAGES
from creative_cli.engine.plan import RunOutcome, RunPlan
from creative_cli.engine.remote_sets import CODE_OF_ADS, MadeSet, SetOrder
from creative_cli.engine.scheduler import Stage, run_stages
from creative_cli.events import Event, StageName, StageTimed
from creative_cli.http.event_loop import run_in_loop
from creative_cli.imaging.photo import recall_findings, remember_findings
from creative_cli.storage.cache import Cache
from creative_cli.storage.outputs import OutputFolder
from creative_cli.storage.state import StateFolder
from creative_cli.translation.memory import TranslationMemory
from creative_cli.translation.service import TranslationService

if TYPE_CHECKING:
    from creative_cli.models import Asset


def make_ordered_set(order: SetOrder, plan: RunPlan, pictures: Mapping[str, bytes]) -> MadeSet:
    """Make the ads of *order*, which is of *plan* and shows *pictures*, by SHA-256, and return what the cache kept.

    An ad that cannot be made is missing: whoever ordered it makes it again, and learns why.
    """
    own = code_digest(CODE_OF_ADS)
    if own != order.code:
        return MadeSet(other_code=own)
    with TemporaryDirectory(prefix="creative-set-") as name:
        folder = Path(name)
        state = StateFolder(folder / "state")
        state.create()
        for data in pictures.values():
            Cache(state).put_object(data)
        made = _make_ads(order, plan, state, folder)
        actions, objects = Cache(state).read_all()
        return replace(
            made, actions=actions, objects=tuple(data for sha, data in objects.items() if sha not in pictures)
        )


def make_set_in_cache(order: SetOrder, plan: RunPlan, state: StateFolder) -> MadeSet:
    """Make the ads of *order*, which is of *plan*, in the cache of *state*; the result names them.

    An ad that cannot be made is missing, as with `make_ordered_set`.
    """
    with TemporaryDirectory(prefix="creative-set-") as name:
        return _make_ads(order, plan, state, Path(name))


def _make_ads(order: SetOrder, plan: RunPlan, state: StateFolder, scratch: Path) -> MadeSet:
    ads: list[tuple[Asset, bool]] = []
    timings: list[StageTimed] = []
    thread = f"{gethostname()} {os.getpid()} {current_thread().name}"

    def note_timing(event: Event) -> None:
        if isinstance(event, StageTimed):
            timings.append(replace(event, thread=thread))

    def keep(job: AdJob, context: RunContext) -> None:
        asset, _, unchanged = keep_ad(job, context)
        ads.append((asset, unchanged))

    remember_findings(order.found)
    context = RunContext(
        run_id="",
        cache=Cache(state),
        folder=OutputFolder(scratch / "outputs", plan.campaign, state),
        outcome=RunOutcome(plan),
        emit=note_timing,
        jobs=1,  # there are as many workers as cores
        chain=None,
        studio=True,
        copy_desk=TranslationService(TranslationMemory(state.copy_memory)),
        editable=order.editable,
    )
    job = SetJob(plan, order.product, order.stored, order.placement, order.layout)
    try:
        # The run has the picture, and writes the files.
        stages = (*STAGES[1:-1], Stage(StageName.STORE, keep))
        run_in_loop(run_stages(job, stages, asyncio.Semaphore(), context))
    finally:
        context.executor.shutdown()
    found = recall_findings((order.stored.picture,))
    known = ((asset, True) for asset in context.outcome.assets)  # which the cache had
    return MadeSet((*known, *ads), found, tuple(timings))
