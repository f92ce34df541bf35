"""Turn a plan into finished ads: the stages in order, from the first event to the manifest.

Stages run in threads. Each result is cached under a key of everything that determines it: a second run of the same
brief makes nothing. `scheduler.py` decides what waits for what.
"""

import asyncio

from creative_cli import __version__
from creative_cli.engine import images, variants
from creative_cli.engine.context import RunContext
from creative_cli.engine.interrupt import InterruptHandler
from creative_cli.engine.missing_files import restore_missing_ads
from creative_cli.engine.plan import RunPlan
from creative_cli.engine.publish import publish_ads
from creative_cli.engine.scheduler import Stage, make_ads
from creative_cli.events import RunStarted, StageName
from creative_cli.http.event_loop import run_in_loop
from creative_cli.storage.outputs import PublishResult

# In order. A set is one product in one ratio: its ads share a canvas per reading direction.
STAGES: tuple[Stage, ...] = (
    Stage(StageName.GENERATE, images.make_key_visual),  # per picture
    Stage(StageName.COMPOSE, variants.compose_set),  # per set
    Stage(StageName.LOCALIZE, variants.localize_ad),  # per ad, like the following
    Stage(StageName.CHECK, variants.check_ad),
    Stage(StageName.STORE, variants.store_ad),
)


def run_plan(plan: RunPlan, context: RunContext, ctrl_c: InterruptHandler) -> PublishResult:
    """Make the ads of *plan* and return what changed in the campaign's folder; `context.outcome` has the ads.

    A failed product or ad does not stop the others. On Ctrl-C, finished ads are kept. Raises PictureError and
    WordsError before anything is made.
    """
    brief = plan.brief
    context.emit(RunStarted(plan.campaign, brief.name, brief.sha256, __version__, len(plan.products), plan.count))
    # Takes some 50 ms the first time: not in the event loop.
    variants.read_digests(plan)
    kept = None
    try:
        kept = run_in_loop(make_ads(plan, STAGES, context, ctrl_c))
    except asyncio.CancelledError:
        if not ctrl_c.pressed:
            raise
    finally:
        context.executor.shutdown(wait=True, cancel_futures=True)
    restore_missing_ads(context)
    # They were finished in any order.
    context.outcome.assets.sort(key=lambda asset: asset.path)
    settled = publish_ads(plan, context.outcome, context.run_id, context.folder)
    if kept is not None and not ctrl_c.pressed:
        kept.remember_products()
    return settled
