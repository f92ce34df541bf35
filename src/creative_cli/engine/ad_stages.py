"""The stages compose, localize, check and store: from a picture to the finished ads of all markets.

An ad is cached under a key of everything that determines its bytes, and its findings under the digests of their
checks. A cached ad is reused; only checks that changed run again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from creative_cli.brief.schema import Product
from creative_cli.code_digest import code_digest
from creative_cli.engine.ad_facts import identify_file, tell_file
from creative_cli.engine.context import RunContext
from creative_cli.engine.images import SetJob
from creative_cli.engine.omissions import find_omissions, leave_out_ads
from creative_cli.engine.plan import RunPlan
from creative_cli.engine.plan_copy import ignore_copy_origin
from creative_cli.engine.set_framing import build_set_key, settle_set
from creative_cli.engine.work_spans import WorkSubject
from creative_cli.events import AssetStored, CanvasMade, StageName
from creative_cli.formats import Format
from creative_cli.layout.fit import FontSizes
from creative_cli.models import Asset, Canvas, Creative, LocalizedCopy
from creative_cli.stages import check, compose, copyfitting, generate, localize, store
from creative_cli.storage.cache import key_of

StageResultT = TypeVar("StageResultT")


@dataclass(frozen=True, slots=True)
class KeptAd:
    """A cached ad: its manifest entry, and the digests of the checks that made its findings."""

    asset: Asset
    verdicts: check.Digests


@dataclass(slots=True)
class AdJob:
    """One ad on its way through localize, check and store.

    `kept` is the ad of an earlier run, if only some of its checks have to run again.
    """

    plan: RunPlan
    product: Product
    stored: store.StoredImage
    canvas: Canvas
    framing: compose.Framing
    adaptation: LocalizedCopy
    sizes: FontSizes
    key: str
    kept: KeptAd | None
    creative: Creative | None = None
    asset: Asset | None = None

    @property
    def subject(self) -> WorkSubject:
        """The name of the ad in events."""
        return WorkSubject(self.product.id, self.canvas.format.name, self.adaptation.locale.tag, self.plan.variant)

    @property
    def finished(self) -> Creative:
        """The ad as localize drew it."""
        return _made(self.creative)

    @property
    def checked(self) -> Asset:
        """The ad's manifest entry, its findings included."""
        return _made(self.asset)

    def ads(self) -> list[tuple[Product, Format, LocalizedCopy]]:
        """Return the ad itself."""
        return [(self.product, self.canvas.format, self.adaptation)]


def _made(result: StageResultT | None) -> StageResultT:
    if result is None:
        raise RuntimeError("A stage needs the result of a later one: see STAGES in engine/pipeline.py.")
    return result


def read_digests(plan: RunPlan) -> None:
    """Compute the digests of code and data in cache keys; later calls are free."""
    for module in (generate, compose, copyfitting, localize, store):
        code_digest(module.__name__)
    check.check_digests(plan.last_day)


async def compose_set(job: SetJob, context: RunContext) -> list[AdJob]:
    """Compose the canvases of a set and return the ads to make; cached ads are restored instead."""
    plan = job.plan
    if not job.placement.adaptations:
        return []
    subject = WorkSubject(job.product.id, job.placement.format.name, variant=plan.variant)
    job, framings, sizes = await settle_set(subject, job, context)
    while unshown := find_omissions(job, framings, sizes):
        job = leave_out_ads(job, unshown, context)
        if not job.placement.adaptations:
            return []
        job, framings, sizes = await settle_set(subject, job, context)
    place = job.placement
    shared = {direction: build_set_key(job, framing, context) for direction, framing in framings.items()}
    missing: list[tuple[LocalizedCopy, str, KeptAd | None]] = []
    for words in place.adaptations:
        # The name of a variant is in no picture, but in the path of the ad.
        named = {"variant": plan.variant} if plan.variant else {}
        key = key_of(
            "ad",
            set=shared[words.locale.direction],
            words=ignore_copy_origin(words),
            sizes=sizes[words.locale.tag],
            facts=identify_file(plan, job.product, words, place.format),
            **named,
        )
        kept = context.cache.get(key, KeptAd)
        if kept is not None and kept.verdicts != check.check_digests(plan.last_day):
            missing.append((words, key, kept))
        elif kept is None or not restore_ad(kept.asset, context, unchanged=True):
            missing.append((words, key, None))
    canvases = {}
    for direction in sorted({words.locale.direction for words, _, _ in missing}):
        making = partial(compose.compose, job.stored.load(context.cache), plan.look, framings[direction])
        canvases[direction] = await context.work(StageName.COMPOSE, subject._replace(note=direction), making)
        context.emit(CanvasMade(job.product.id, place.format.name, direction))
    drawn = {direction: (canvas, framings[direction]) for direction, canvas in canvases.items()}
    return [
        AdJob(plan, job.product, job.stored, *drawn[words.locale.direction], words, sizes[words.locale.tag], key, kept)
        for words, key, kept in missing
    ]


def localize_ad(job: AdJob, context: RunContext) -> None:
    """Typeset the market's copy on the canvas."""
    told = tell_file(job.plan, job.product, job.adaptation, job.stored.hero, job.canvas.format, context.folder)
    job.creative = localize.localize(job.canvas, job.adaptation, job.sizes, job.framing.plan, job.plan.look, *told)


def check_ad(job: AdJob, context: RunContext) -> None:
    """Check the ad, reusing findings of unchanged checks."""
    creative, last_day = job.finished, job.plan.last_day
    known = {} if job.kept is None else check.still_valid(job.kept.asset, job.adaptation, job.kept.verdicts, last_day)
    findings = check.check(creative, last_day, known)
    job.asset = store.describe_asset(creative, findings, job.stored.hero, context.folder)


def store_ad(job: AdJob, context: RunContext) -> None:
    """Keep the ad in the cache, write its files and record it in the outcome of the run."""
    asset, files, unchanged = keep_ad(job, context)
    _record(asset, files, context, unchanged=unchanged)


def keep_ad(job: AdJob, context: RunContext) -> tuple[Asset, dict[str, bytes], bool]:
    """Keep the ad in the cache; return its manifest entry, its files by path, and whether an earlier run has them."""
    creative, asset = job.finished, job.checked
    files = {asset.path: creative.encoded}
    if context.editable:
        title = f"{job.plan.campaign} {job.subject}"
        making = partial(localize.make_editable_pdf, creative, job.sizes, job.framing.plan, job.plan.look, title)
        pdf = context.timed(StageName.LOCALIZE, job.subject._replace(note="editable"), making)
        asset, named = store.attach_editable(asset, pdf)
        files |= named
    for data in files.values():
        context.cache.put_object(data)
    context.cache.put(job.key, KeptAd(asset, check.check_digests(job.plan.last_day)))
    return asset, files, job.kept is not None and job.kept.asset.files() == asset.files()


def restore_ad(asset: Asset, context: RunContext, *, unchanged: bool) -> bool:
    """Record a finished ad, restoring its files if needed; return False if the cache lost them.

    It is *unchanged* if an earlier run made it, and not a worker for this one.
    """
    lost = {path: sha for path, sha in asset.files() if not context.folder.matches(path, sha)}
    found = {path: data for path, sha in lost.items() if (data := context.cache.object_bytes(sha)) is not None}
    if len(found) == len(lost):
        _record(asset, found, context, unchanged=unchanged)
    return len(found) == len(lost)


def _record(asset: Asset, files: Mapping[str, bytes], context: RunContext, *, unchanged: bool) -> None:
    """Write *files* of a finished ad, and record it in the outcome of the run."""
    for path, data in files.items():
        context.outcome.note_aside(context.folder.write(path, data, context.cache.has_object))
    context.outcome.add(asset, unchanged=unchanged)
    context.emit(AssetStored(asset, cached=unchanged))
