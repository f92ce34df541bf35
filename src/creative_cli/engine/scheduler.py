"""Decide what waits for what in a run.

The brief's own pictures are prepared first: that is free. Copy comes next: it costs a hundredth of generated pictures,
and its errors stop the run before those are bought. Then every picture goes through the stages independently.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

from creative_cli.engine.ad_failures import fail_unfinished_ads
from creative_cli.engine.ad_stages import AdJob
from creative_cli.engine.context import RunContext
from creative_cli.engine.images import PictureJob, PreparedProduct, SetJob, picture_jobs, prepare_products
from creative_cli.engine.interrupt import InterruptHandler
from creative_cli.engine.kept_products import KeptProducts, group_by_product, open_kept_products
from creative_cli.engine.plan import RunPlan
from creative_cli.engine.plan_copy import add_copy
from creative_cli.engine.remote_sets import fetch_set
from creative_cli.engine.variant_looks import SettledLook, join_picture_jobs, settle_looks
from creative_cli.errors import CreativeError
from creative_cli.events import StageName

PRODUCTS_AT_ONCE = 64
"""More than any service paints at a time; what waits of a large feed is its rows, not the state of their ads."""

Job: TypeAlias = PictureJob | SetJob | AdJob


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a run: its name in events and progress, and its function.

    For a picture and a set, *run* is a coroutine function that returns the jobs of the next stage. For an ad it is a
    plain function that completes the job; the stages of one ad run in one thread.
    """

    name: StageName
    run: Callable[[Any, RunContext], Any]


async def make_ads(
    plan: RunPlan, stages: Sequence[Stage], context: RunContext, ctrl_c: InterruptHandler
) -> KeptProducts | None:
    """Take every picture of *plan* through *stages*. A failed ad does not stop the others.

    Return what finds unchanged products, None for few ads. Ctrl-C cancels the task. Raises PictureError and
    WordsError before anything is made.
    """
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    with ctrl_c.stops(lambda: task and loop.call_soon_threadsafe(task.cancel)):
        pictures = [await prepare_products(part, context) for part in plan.parts]
        parts = await add_copy(plan, [tuple(one.stored.hero for one in prepared) for prepared in pictures], context)
        # Bounds the canvases in memory, 60 MB for each set; one set more than threads keeps every thread busy.
        turns = asyncio.Semaphore(context.jobs + 1 if context.workers is None else 2 * context.workers.slots)
        # A part without copy in any market has said why.
        worded = [(part, prepared) for part, prepared in zip(parts, pictures, strict=True) if part.everyone]
        looks = await settle_looks(plan, worded, context)
        # An ad of a variant is judged beside the others of its product: none of them is kept unseen.
        kept = open_kept_products(looks[0].plan, looks[0].layout, context) if looks and not plan.variants else None
        waiting = _group_products(looks)

        async def take_products() -> None:
            for shown in waiting:
                if kept is not None and kept.restore_product(shown[0][1]):
                    await asyncio.sleep(0)  # lets Ctrl-C in
                    continue
                jobs = [
                    job
                    for look, prepared in shown
                    for one in prepared
                    for job in picture_jobs(look.plan, one, look.layout)
                ]
                await asyncio.gather(*(run_stages(job, stages, turns, context) for job in join_picture_jobs(jobs)))

        await asyncio.gather(*(take_products() for _ in range(PRODUCTS_AT_ONCE)))
        return kept


def _group_products(looks: Sequence[SettledLook]) -> Iterator[list[tuple[SettledLook, Sequence[PreparedProduct]]]]:
    """Yield each product with its pictures in every look that shows it."""
    if len(looks) == 1:
        for prepared in group_by_product(looks[0].prepared):
            yield [(looks[0], prepared)]
        return
    shown: dict[str, list[tuple[SettledLook, Sequence[PreparedProduct]]]] = {}
    for look in looks:
        for prepared in group_by_product(look.prepared):
            shown.setdefault(prepared[0].product.id, []).append((look, prepared))
    yield from shown.values()


async def run_stages(job: Job, stages: Sequence[Stage], turns: asyncio.Semaphore, context: RunContext) -> None:
    """Take *job* through the first of *stages*, and the jobs that result through the others."""
    stage, rest = stages[0], stages[1:]
    if isinstance(job, AdJob):
        await asyncio.get_running_loop().run_in_executor(context.executor, finish_ad, job, stages, context)
        return  # threads are not cancelled: on Ctrl-C the ads in work are finished
    if isinstance(job, SetJob):
        await turns.acquire()
    try:
        if isinstance(job, SetJob):
            job = await fetch_set(job, context)
        following = await stage.run(job, context)
        await asyncio.gather(*(run_stages(one, rest, turns, context) for one in following))
    except CreativeError as error:
        fail_unfinished_ads(job.ads(), error, context)
    finally:
        if isinstance(job, SetJob):
            turns.release()


def finish_ad(job: AdJob, stages: Sequence[Stage], context: RunContext) -> None:
    """Take an ad through its stages in this thread."""
    try:
        for stage in stages:
            context.timed(stage.name, job.subject, partial(stage.run, job, context))
        job.creative = None  # its pixels, some 12 MB; the jobs of a set live as long as the longest of them
    except CreativeError as error:
        fail_unfinished_ads(job.ads(), error, context)
