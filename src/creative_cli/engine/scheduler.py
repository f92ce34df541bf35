"""Decide what waits for what in a run.

The brief's own pictures are prepared first: that is free. Copy comes next: it costs a hundredth of generated pictures,
and its errors stop the run before those are bought. Then every picture goes through the stages independently.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

from creative_cli.engine.ad_failures import fail_unfinished_ads, record_failed_ad
from creative_cli.engine.context import RunContext
from creative_cli.engine.copy import find_copy
from creative_cli.engine.images import PictureJob, SetJob, picture_jobs, prepare_products
from creative_cli.engine.interrupt import InterruptHandler
from creative_cli.engine.kept_products import KeptProducts, group_by_product
from creative_cli.engine.layouts import choose_layout, share_device, share_studio_set, share_treatment
from creative_cli.engine.plan import RunPlan, iter_ads
from creative_cli.engine.variants import AdJob
from creative_cli.errors import CreativeError
from creative_cli.events import CopyChosen, StageName
from creative_cli.models import HeroImage, LocalizedCopy
from creative_cli.settings import read_settings

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

    Return what finds unchanged products of a large campaign. Ctrl-C cancels the task. Raises PictureError and
    WordsError before anything is made.
    """
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    with ctrl_c.stops(lambda: task and loop.call_soon_threadsafe(task.cancel)):
        prepared = await prepare_products(plan, context)
        plan = await _add_copy(plan, tuple(one.stored.hero for one in prepared), context)
        if not plan.everyone:  # no market has copy, and each has said why
            return None
        # Bounds the canvases in memory; two sets per thread keep every thread busy.
        turns = asyncio.Semaphore(2 * context.jobs)
        plan = share_treatment(share_device(plan, prepared), prepared)
        plan = await share_studio_set(plan, prepared, context)
        layout = await choose_layout(plan, prepared, context)
        kept = KeptProducts(plan, layout, context) if plan.count > read_settings().shard_ads else None
        waiting = group_by_product(prepared)

        async def take_products() -> None:
            for pictures in waiting:
                if kept is not None and kept.restore_product(pictures):
                    await asyncio.sleep(0)  # lets Ctrl-C in
                    continue
                jobs = [job for one in pictures for job in picture_jobs(plan, one, layout)]
                await asyncio.gather(*(run_stages(job, stages, turns, context) for job in jobs))

        await asyncio.gather(*(take_products() for _ in range(PRODUCTS_AT_ONCE)))
        return kept


async def run_stages(job: Job, stages: Sequence[Stage], turns: asyncio.Semaphore, context: RunContext) -> None:
    """Take *job* through the first of *stages*, and the jobs that result through the others."""
    stage, rest = stages[0], stages[1:]
    if isinstance(job, AdJob):
        # Threads are not cancelled: on Ctrl-C the ads in work are finished.
        await asyncio.get_running_loop().run_in_executor(context.executor, finish_ad, job, stages, context)
        return
    if isinstance(job, SetJob):
        await turns.acquire()
    try:
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
    except CreativeError as error:
        fail_unfinished_ads(job.ads(), error, context)


async def _add_copy(plan: RunPlan, heroes: tuple[HeroImage, ...], context: RunContext) -> RunPlan:
    """Return the plan with the copy found for it; the ads of a locale without copy fail."""
    if plan.unworded:
        answers = await find_copy(plan, heroes, context)
        for product, form, words in iter_ads(plan.products, plan.placements):
            answer = answers.get(words.locale.tag)
            if isinstance(answer, CreativeError):
                record_failed_ad(product.id, form, words, answer, context)
        plan = plan.with_copy({tag: answer for tag, answer in answers.items() if isinstance(answer, LocalizedCopy)})
    context.outcome.plan = plan
    for words in plan.adaptations:
        context.emit(CopyChosen(words.locale.tag, words.locale.territory, words.source, words.copy))
    return plan
