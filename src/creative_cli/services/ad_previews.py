"""Quick previews of single ads, for `creative watch` and the server: the ad as a run would make it, without the run.

Nothing is bought and no ad is written: what runs keep in the cache is used, and added to. A product whose picture has
not been generated yet is shown as the studio makes it, and the preview says so.

What a change of copy or colour leaves as it was stays in memory: canvases here; fonts, type, decoded photos and checks
where they are made. A draft comes sooner than the ad of a run. The line has two such ways: the skeleton of photos and
the set of packshots stay as they were chosen for an earlier reading of the brief, since that choice tries all pictures
of a campaign in all formats; and a set that has to be painted is painted at a part of its size.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from creative_cli.brief.loader import missing_copy_error
from creative_cli.brief.schema import Product
from creative_cli.brief.suggestions import suggest_similar_word
from creative_cli.engine.ad_facts import identify_file, tell_file
from creative_cli.engine.context import RunContext
from creative_cli.engine.copy import find_known_copy
from creative_cli.engine.images import PreparedProduct, SetJob, make_key_visual, picture_jobs, prepare_products
from creative_cli.engine.omissions import find_omissions
from creative_cli.engine.plan import Placement, RunOutcome, RunPlan, iter_ads
from creative_cli.engine.plan_copy import ignore_copy_origin
from creative_cli.engine.planner import BriefText, Slice, build_plans, normalize_market
from creative_cli.engine.set_framing import build_set_key, settle_set
from creative_cli.engine.variant_looks import SettledLook, keep_looks, settle_looks
from creative_cli.engine.work_spans import WorkSubject
from creative_cli.errors import FindingsError, UsageError
from creative_cli.events import Event
from creative_cli.findings.judge import FindingJudge
from creative_cli.http.event_loop import run_in_loop
from creative_cli.layout.fit import FontSizes
from creative_cli.models import Asset, Canvas, Creative, HeroKind, LocalizedCopy
from creative_cli.services.clients import build_earlier_images
from creative_cli.services.feed_addresses import open_feed_addresses
from creative_cli.services.judging import add_brief_waivers, judge_asset, open_finding_judge
from creative_cli.services.painted_sets import KEPT_SETS, PreviewSets
from creative_cli.services.preflight import locating_picture_errors
from creative_cli.services.provider_registry import AUTO_PROVIDERS, ProviderChain, select_providers
from creative_cli.services.recent_results import RecentResults
from creative_cli.services.translations import open_copy_memory
from creative_cli.services.workspace import Workspace
from creative_cli.stages import check, compose, localize, store
from creative_cli.storage.cache import Cache, key_of
from creative_cli.storage.outputs import OutputFolder
from creative_cli.studio.scene_spec import RenderedScene
from creative_cli.translation.service import TranslationService

KEPT_LOOK = "The layout of photos and the set of packshots are as they were chosen before the change."
SKETCHED_SET = "The set is painted at a part of its size."
KEPT_ADS = 64  # their files, in memory
KEPT_CANVASES = 12  # in memory; one of 1080 × 1920 px with its masks takes 25 MB


@dataclass(frozen=True, slots=True)
class AdName:
    """Which ad of a campaign: product ID, locale or country, ratio or channel, variant. Empty: the first there is."""

    product: str = ""
    locale: str = ""
    format: str = ""
    variant: str = ""


FIRST_AD = AdName()


@dataclass(frozen=True, slots=True)
class AdPreview:
    """One ad as a run would make it: `asset` is its manifest entry, its findings included, and `picture` its file.

    `alt_text` is the text that stands for it. `notices` say in sentences what is different from a run to come, as a
    picture that is yet to be generated; `draft` says what was made in a shorter way than a run makes it. Where both are
    empty, a run of the whole brief makes the same bytes.
    """

    asset: Asset
    picture: bytes
    alt_text: str
    notices: tuple[str, ...] = ()
    draft: tuple[str, ...] = ()

    @property
    def name(self) -> AdName:
        """The full name of the ad."""
        return AdName(self.asset.product, self.asset.locale, self.asset.ratio, self.asset.variant)


class AdPreviews:
    """Makes previews in one process, and keeps warm what they share. Threads may use it together."""

    def __init__(self, where: Workspace, providers: ProviderChain | None = None) -> None:
        """Use the cache of *where*. *providers* are those of the runs to come, whose earlier pictures are shown.

        Raises UsageError for providers in the settings that cannot be used.
        """
        self.where = where
        self.providers = providers or select_providers(AUTO_PROVIDERS, where.settings)
        self.cache = Cache(where.state)
        self.sets = RecentResults[RenderedScene](KEPT_SETS)
        self.canvases = RecentResults[Canvas](KEPT_CANVASES)
        self.drawn = RecentResults[AdPreview](KEPT_ADS)
        self._readings: dict[str, _Reading] = {}
        where.state.create()

    def preview(self, brief: str | BriefText, ad: AdName = FIRST_AD, *, draft: bool = False) -> AdPreview:
        """Return the preview of one ad of *brief*, a file or a text; see `open_campaign` and `draw`."""
        return self.open_campaign(brief, draft=draft).draw(ad)

    def open_campaign(self, brief: str | BriefText, *, draft: bool = False) -> "PreviewCampaign":
        """Read *brief* and prepare its pictures, where an earlier preview or run has not.

        With *draft* its ads are drafts where that is quicker. Raises BriefError with all that is wrong in the brief,
        UsageError, and PluginError.
        """
        plan = build_plans([brief], Slice(), translator=True, open_feed=open_feed_addresses(self.where))[0]
        context = self.open_context(plan)
        try:
            with locating_picture_errors((plan,), self.cache):
                return run_in_loop(self._settle(plan, context, draft=draft))
        finally:
            context.executor.shutdown()

    async def _settle(self, plan: RunPlan, context: RunContext, *, draft: bool) -> "PreviewCampaign":
        worded: list[tuple[RunPlan, list[PreparedProduct]]] = []
        for part in plan.parts:
            prepared = await prepare_products(part, context)
            if (known := part.with_copy(await find_known_copy(part, context))).everyone:
                worded.append((known, prepared))
        facts, earlier = _list_look_facts(worded), self._readings.get(plan.campaign)
        looks = None if earlier is None else keep_looks(plan, worded, earlier.looks)
        exact = looks is not None and earlier is not None and earlier.facts == facts
        if looks is None or not (exact or (draft and earlier is not None and _takes_long(worded, earlier.looks))):
            looks, exact = await settle_looks(plan, worded, context), True
        if exact:
            self._readings[plan.campaign] = _Reading(facts, tuple(looks))
        judge = add_brief_waivers(open_finding_judge(), plan.brief)
        return PreviewCampaign(self, plan, tuple(looks), judge, draft=draft, look_kept=not exact)

    def open_context(self, plan: RunPlan) -> RunContext:
        """Return what stages need; nothing that costs money, and no event is recorded."""
        providers = self.providers.providers
        return RunContext(
            run_id="preview",
            cache=self.cache,
            folder=OutputFolder(self.where.output, plan.campaign, self.where.state),
            outcome=RunOutcome(plan),
            emit=_ignore_event,
            jobs=1,
            chain=build_earlier_images(self.where, self.providers, self.cache) if providers else None,
            studio=True,
            copy_desk=TranslationService(open_copy_memory(self.where)),
        )


@dataclass(frozen=True, slots=True)
class PreviewCampaign:
    """A brief that was read, with the look that all its ads share.

    With `draft` sets are painted as drafts; `look_kept` says that the look is that of an earlier reading.
    """

    previews: AdPreviews
    plan: RunPlan
    looks: tuple[SettledLook, ...]
    judge: FindingJudge
    draft: bool = False
    look_kept: bool = False

    def list_ads(self) -> tuple[AdName, ...]:
        """Return every ad of the campaign whose market has copy, in the order of the brief."""
        return tuple(
            AdName(product.id, words.locale.tag, form.name, look.plan.variant)
            for look in self.looks
            for product, form, words in iter_ads(look.plan.products, look.plan.placements)
        )

    def list_unworded(self) -> tuple[str, ...]:
        """Return the locales whose copy is not there yet: a run translates it, or refuses the brief."""
        there = {words.locale.tag for look in self.looks for words in look.plan.everyone}
        return tuple(words.locale.tag for words in self.plan.everyone if words.locale.tag not in there)

    def draw(self, ad: AdName = FIRST_AD) -> AdPreview:  # frozen
        """Return the preview of one ad.

        Raises UsageError for a name that the brief does not have, BriefError for a market without copy, FindingsError
        for an ad that is not made, as its size cannot show what the law requires, and PictureError.
        """
        look, product, place, words = self._find(ad)
        context = self.previews.open_context(self.plan)
        try:
            drawn = run_in_loop(self._draw(look, product, place, words, context))
        finally:
            context.executor.shutdown()
        notices = [*context.outcome.switches]
        if unworded := self.list_unworded():
            notices.append(f"Not in the agreed sizes of type: {', '.join(unworded)}, which has no copy yet.")
        return replace(drawn, notices=tuple(notices))

    def _find(self, ad: AdName) -> tuple[SettledLook, Product, Placement, LocalizedCopy]:
        """Return the first ad that has the name, with its place in the plan."""
        wanted = normalize_market(ad.locale) if ad.locale else ""
        for tag in self.list_unworded():
            if wanted and wanted in {tag.casefold(), tag.rsplit("-", 1)[-1].casefold()}:
                raise missing_copy_error(self.plan.brief, [tag])
        for look in self.looks:
            for place in look.plan.placements:
                for product, form, words in iter_ads(look.plan.products, (place,)):
                    names = (product.id, form.name, look.plan.variant)
                    there = {words.locale.tag.casefold(), words.locale.territory.casefold()}
                    asked = zip((ad.product, ad.format, ad.variant), names, strict=True)
                    if all(one in {"", name} for one, name in asked) and (not wanted or wanted in there):
                        return look, product, place, words
        raise self._explain_unknown(ad)

    def _explain_unknown(self, ad: AdName) -> UsageError:
        """Return the error for an ad that the brief does not have: what of its name is unknown."""
        ads = self.list_ads()
        for given, known, what in (
            (ad.product, [one.product for one in ads], "product"),
            (ad.format, [one.format for one in ads], "ratio or channel"),
            (ad.variant, [one.variant for one in ads], "variant"),
        ):
            if given and given not in known:
                listed = [*dict.fromkeys(known)]
                hint = f"It has: {', '.join(filter(None, listed)) or 'none'}."
                return UsageError(f"The brief has no {what} {given!r}.{suggest_similar_word(given, listed)}", hint)
        told = ", ".join(filter(None, (ad.product, ad.locale, ad.format, ad.variant)))
        there = ", ".join(dict.fromkeys(one.locale for one in ads)) or "none with copy"
        return UsageError(f"The brief has no ad {told}." if told else "The brief has no ad.", f"Its markets: {there}.")

    async def _draw(
        self, look: SettledLook, product: Product, place: Placement, words: LocalizedCopy, context: RunContext
    ) -> AdPreview:
        job = await _find_set(look, product, place, words, context)
        subject = WorkSubject(product.id, place.format.name)
        job, framings, sizes = await settle_set(subject, job, context)
        while unshown := find_omissions(job, framings, sizes):
            if words.locale.tag in unshown:
                raise FindingsError(unshown[words.locale.tag].sentence, "A run leaves this ad out.")
            kept = {one.locale.tag: one for one in job.placement.everyone if one.locale.tag not in unshown}
            job = replace(job, placement=job.placement.with_copy(kept))
            job, framings, sizes = await settle_set(subject, job, context)
        printed = next(one for one in job.placement.adaptations if one.locale.tag == words.locale.tag)
        framing = framings[printed.locale.direction]
        set_key = build_set_key(job, framing, context)
        key = key_of(
            "preview",
            set=set_key,
            words=ignore_copy_origin(printed),
            sizes=sizes[printed.locale.tag],
            facts=identify_file(job.plan, product, printed, place.format),
            last_day=str(job.plan.last_day),
            named=(product.id, job.plan.variant),
        )
        drawn = self.previews.drawn.find(key)
        if drawn is None:
            drawn = self._draw_typed(job, framing, set_key, (printed, sizes[printed.locale.tag]), context)
            if not drawn.draft:
                self.previews.drawn.keep(key, drawn)
        judged = judge_asset(drawn.asset, self.plan.campaign, self.judge)
        return replace(drawn, asset=judged, draft=(*((KEPT_LOOK,) if self.look_kept else ()), *drawn.draft))

    def _draw_typed(
        self,
        job: SetJob,
        framing: compose.Framing,
        set_key: str,
        typed: tuple[LocalizedCopy, FontSizes],
        context: RunContext,
    ) -> AdPreview:
        """Return an ad that is not in memory, whose copy in its sizes is *typed*; its findings are not judged."""
        canvas, sketched = self._compose(job, framing, set_key, context)
        (words, sizes), product, look = typed, job.product, job.plan.look
        facts, write_alt_text = tell_file(job.plan, product, words, job.stored.hero, canvas.format, context.folder)
        written: list[str] = []

        def keep_alt_text(drawn: Creative) -> str:
            written.append(write_alt_text(drawn))
            return written[-1]

        creative = localize.localize(canvas, words, sizes, framing.plan, look, facts, keep_alt_text)
        findings = check.check(creative, job.plan.last_day)
        asset = store.describe_asset(creative, findings, job.stored.hero, context.folder)
        return AdPreview(asset, creative.encoded, written[-1], draft=(SKETCHED_SET,) if sketched else ())

    def _compose(self, job: SetJob, framing: compose.Framing, set_key: str, context: RunContext) -> tuple[Canvas, bool]:
        """Return the canvas of an ad, and whether its set is sketched."""
        canvas = self.previews.canvases.find(set_key)
        if canvas is not None:
            return canvas, False
        sets = PreviewSets(self.previews.sets, draft=self.draft)
        canvas = compose.compose(job.stored.load(context.cache), job.plan.look, framing, sets.paint)
        if not sets.sketched:
            self.previews.canvases.keep(set_key, canvas)
        return canvas, sets.sketched


@dataclass(frozen=True, slots=True)
class _Reading:
    """The look that was chosen for a brief, and all that it was chosen from."""

    facts: tuple[object, ...]
    looks: tuple[SettledLook, ...]


def _list_look_facts(worded: Sequence[tuple[RunPlan, Sequence[PreparedProduct]]]) -> tuple[object, ...]:
    """Return what a look is chosen from: all that is drawn, and the words of the brief that choose a set."""
    facts: list[object] = []
    for part, prepared in worded:
        brief = part.brief.brief
        words = brief.studio_set, brief.category, brief.audience, brief.brand.tone, [one.name for one in brief.products]
        pictures = [one.stored for one in prepared]
        facts.append((part.variant, part.look, part.all_placements, part.everyone, words, pictures))
    return tuple(facts)


def _takes_long(worded: Sequence[tuple[RunPlan, Sequence[PreparedProduct]]], earlier: Sequence[SettledLook]) -> bool:
    """Return whether a look is to be chosen among layouts of photos, or among sets for other colours or packshots."""
    known = {look.plan.variant: look for look in earlier}
    return any(
        known[part.variant].plan.look.palette != part.look.palette
        or any(one.stored.hero.kind is HeroKind.PHOTO for one in prepared)
        or _list_packshots(prepared) != _list_packshots(known[part.variant].prepared)
        for part, prepared in worded
    )


def _list_packshots(prepared: Sequence[PreparedProduct]) -> set[str | None]:
    return {one.stored.packshot for one in prepared}


async def _find_set(
    look: SettledLook, product: Product, place: Placement, words: LocalizedCopy, context: RunContext
) -> SetJob:
    """Return the set that the ad of *words* is one of, with its picture."""
    part = replace(look.plan, placements=(replace(place, adaptations=(words,)),))
    for prepared in look.prepared:
        if prepared.product.id != product.id:
            continue
        for job in picture_jobs(part, prepared, look.layout):
            for made in await make_key_visual(job, context):
                return made
    raise AssertionError("an ad of the plan has a picture")


def _ignore_event(_event: Event) -> None:
    """Previews are in no journal."""
