"""A plan becomes finished ads: the stages in their order, from the first event to the folder put in order.

Stages are run in threads. Each result is kept under a key of everything that determines it, so a second run of the
same brief makes nothing. `scheduler.py` has what waits for what.
"""

import asyncio

from creative_cli import __version__
from creative_cli.engine import images, variants
from creative_cli.engine.context import RunContext
from creative_cli.engine.interrupt import InterruptHandler
from creative_cli.engine.plan import RunPlan
from creative_cli.engine.publish import publish_ads
from creative_cli.engine.scheduler import Per, Stage, make_ads
from creative_cli.events import RunStarted, StageName
from creative_cli.storage.outputs import PublishResult

STAGES: tuple[Stage, ...] = (
    Stage(StageName.GENERATE, Per.PICTURE, images.make_key_visual),
    Stage(StageName.COMPOSE, Per.SET, variants.compose_set),
    Stage(StageName.LOCALIZE, Per.AD, variants.localize_ad),
    Stage(StageName.CHECK, Per.AD, variants.check_ad),
    Stage(StageName.STORE, Per.AD, variants.store_ad),
)
"""The stages in the order they run."""


def run_plan(plan: RunPlan, context: RunContext, ctrl_c: InterruptHandler) -> PublishResult:
    """Make what *plan* asks for and return what became of the campaign's folder; `context.outcome` has the ads.

    A product or ad that cannot be made does not stop the others. Ctrl-C stops cleanly: what is finished is kept.
    Raises PictureError and WordsError before anything is made.
    """
    brief = plan.brief
    context.emit(RunStarted(plan.campaign, brief.name, brief.sha256, __version__, len(plan.products), plan.count))
    # Reading our own source takes some 50 ms the first time, for which the event loop must not stand still.
    variants.read_digests(plan)
    try:
        asyncio.run(make_ads(plan, STAGES, context, ctrl_c))
    except asyncio.CancelledError:
        if not ctrl_c.pressed:
            raise
    finally:
        context.executor.shutdown(wait=True, cancel_futures=True)
    # They were finished in any order.
    context.outcome.assets.sort(key=lambda asset: asset.path)
    return publish_ads(plan, context.outcome.assets, context.run_id, context.folder)
