"""Turn a plan into finished ads: the stages in order, from the first event to the manifest.

Stages run in threads. Each result is cached under a key of everything that determines it: a second run of the same
brief makes nothing. `scheduler.py` decides what waits for what.
"""

import asyncio

from creative_cli import __version__
from creative_cli.engine import ad_stages, images
from creative_cli.engine.context import RunContext
from creative_cli.engine.interrupt import InterruptHandler
from creative_cli.engine.missing_files import restore_missing_ads
from creative_cli.engine.plan import RunPlan
from creative_cli.engine.publish import publish_ads
from creative_cli.engine.scheduler import Stage, make_ads
from creative_cli.events import FindingAdded, RunStarted, StageName
from creative_cli.http.event_loop import run_in_loop
from creative_cli.storage.outputs import PublishResult
from creative_cli.variant_findings import VARIANT_CHECK_ID

# In order. A set is one product in one ratio: its ads share a canvas per reading direction.
STAGES: tuple[Stage, ...] = (
    Stage(StageName.GENERATE, images.make_key_visual),  # per picture
    Stage(StageName.COMPOSE, ad_stages.compose_set),  # per set
    Stage(StageName.LOCALIZE, ad_stages.localize_ad),  # per ad, like the following
    Stage(StageName.CHECK, ad_stages.check_ad),
    Stage(StageName.STORE, ad_stages.store_ad),
)


def run_plan(plan: RunPlan, context: RunContext, ctrl_c: InterruptHandler) -> PublishResult:
    """Make the ads of *plan* and return what changed in the campaign's folder; `context.outcome` has the ads.

    A failed product or ad does not stop the others. On Ctrl-C, finished ads are kept. Raises PictureError and
    WordsError before anything is made.
    """
    brief = plan.brief
    context.emit(RunStarted(plan.campaign, brief.name, brief.sha256, __version__, len(plan.products), plan.count))
    # Takes some 50 ms the first time: not in the event loop.
    ad_stages.read_digests(plan)
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
    published = publish_ads(plan, context.outcome, context.run_id, context.folder, context.rules)
    if kept is not None and not ctrl_c.pressed:
        kept.remember_products()
    for asset in context.outcome.assets:
        for finding in asset.findings if asset.variant else ():
            if finding.check == VARIANT_CHECK_ID:  # the only one that needs the other ads
                context.emit(FindingAdded(asset.path, finding))
    return published
