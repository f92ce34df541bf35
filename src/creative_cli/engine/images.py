"""The generate stage: pictures of the brief, and pictures from providers or the studio for the rest.

A picture is bought once, under a key of the whole request; later runs reuse it.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain

from creative_cli.brief.group_facts import GroupKind
from creative_cli.brief.schema import Product
from creative_cli.engine.ad_facts import record_generation
from creative_cli.engine.context import RunContext
from creative_cli.engine.plan import Placement, RunPlan, iter_ads
from creative_cli.engine.product_words import iter_product_pictures, label_products, narrow_placement, plan_product
from creative_cli.engine.work_spans import WorkSubject
from creative_cli.errors import ContentRefusedError, PictureError, ProviderError, SentenceList
from creative_cli.events import HeroMade, StageName
from creative_cli.formats import Format
from creative_cli.models import HeroImage, HeroKind, LocalizedCopy
from creative_cli.providers.base import GeneratedImage, ImageRequest
from creative_cli.stages import generate, store


@dataclass(frozen=True, slots=True)
class PreparedProduct:
    """A product with what the brief has of its picture.

    `source_key` identifies the file it was made from, `image` names it. `cached` says that an earlier run prepared it.
    """

    product: Product
    source_key: str
    stored: store.StoredImage
    cached: bool
    image: str | None


@dataclass(frozen=True, slots=True)
class PictureJob:
    """One picture to make for a product, and the placements that are cut from it.

    `aspect` is width / height; None for placements that show the logo alone, without a picture. `layout` is the
    campaign's skeleton for photos. `others` are the jobs of other variants that show the same picture.
    """

    plan: RunPlan
    prepared: PreparedProduct
    aspect: float | None
    placements: tuple[Placement, ...]
    layout: str
    others: tuple["PictureJob", ...] = ()

    @property
    def sharing(self) -> tuple["PictureJob", ...]:
        """The job itself, and those of other variants."""
        return (self, *self.others)

    def ads(self) -> Iterable[tuple[Product, Format, LocalizedCopy]]:
        """Yield the ads that need the picture."""
        return chain.from_iterable(iter_ads((one.prepared.product,), one.placements) for one in self.sharing)


@dataclass(frozen=True, slots=True)
class SetJob:
    """One product in one placement: the ads of all its markets share a canvas and agree on font sizes."""

    plan: RunPlan
    product: Product
    stored: store.StoredImage
    placement: Placement
    layout: str

    def ads(self) -> Iterable[tuple[Product, Format, LocalizedCopy]]:
        """Yield the ads of the set."""
        return iter_ads((self.product,), (self.placement,))


async def prepare_products(plan: RunPlan, context: RunContext) -> list[PreparedProduct]:
    """Prepare the pictures of the brief; raise one PictureError for all that cannot be used."""
    results = await asyncio.gather(
        *(prepare_product(product, plan, context, shown) for product, shown in iter_product_pictures(plan)),
        return_exceptions=True,
    )
    refused = [result for result in results if isinstance(result, PictureError)]
    prepared = []
    for result in results:
        if isinstance(result, PreparedProduct):
            prepared.append(result)
        elif not isinstance(result, PictureError):
            raise result
    if refused:
        raise PictureError(SentenceList(dict.fromkeys(error.sentence for error in refused)), refused[0].hint)
    return prepared


async def prepare_product(
    product: Product, plan: RunPlan, context: RunContext, shown: Product | None = None
) -> PreparedProduct:
    """Prepare the picture of one product (*shown* has another), or reuse it; raise PictureError for an unusable one."""
    shown = shown or product
    found = await context.pictures.find_picture(shown, plan.brief)
    # The record is that of the product that came first.
    stored = replace(found.stored, hero=replace(found.stored.hero, product=product.id))
    source_key = generate.shared_source_key(found.identity, product.id)
    return PreparedProduct(product, source_key, stored, found.cached, shown.image)


def picture_jobs(plan: RunPlan, prepared: PreparedProduct, layout: str) -> list[PictureJob]:
    """Return the pictures that a product needs: one for all placements, or one per aspect ratio."""
    formats = [place.format for place in plan.all_placements]
    by_aspect: dict[float | None, list[Placement]] = {}
    for place in plan.placements:
        aspect = generate.aspect_for(plan.brief.brief.hero, place.format, formats)
        by_aspect.setdefault(aspect, []).append(place)
    shown = tuple(member.product for member in prepared.stored.hero.members)
    priced = prepared.stored.hero.group is GroupKind.PRICES
    product, own = prepared.product, plan_product(plan, prepared.product)
    jobs = []
    for aspect, places in by_aspect.items():
        mine = (narrow_placement(plan, place, product, prepared.image) for place in places)
        if now := tuple(label_products(place, shown, priced=priced) for place in mine if place.adaptations):
            jobs.append(PictureJob(own, prepared, aspect, now, layout))
    return jobs


async def make_key_visual(job: PictureJob, context: RunContext) -> list[SetJob]:
    """Make the picture of a product, or reuse that of an earlier run; return the sets that are cut from it.

    Raises ProviderError, ContentRefusedError and OverBudgetError.
    """
    stored, cached = await _find_or_make(job, context)
    if job.aspect is not None:
        hero = stored.hero
        context.emit(
            HeroMade(hero.product, hero.kind, hero.provider, hero.model, hero.seed, hero.cost_usd, cached=cached)
        )
    return [
        SetJob(one.plan, one.prepared.product, stored, place, one.layout)
        for one in job.sharing
        for place in one.placements
    ]


async def _find_or_make(job: PictureJob, context: RunContext) -> tuple[store.StoredImage, bool]:
    """Return the picture of a job, and whether an earlier run made it."""
    prepared, brief = job.prepared, job.plan.brief.brief
    base = prepared.stored.hero
    if job.aspect is None:
        return store.StoredImage(generate.make_logo_only_image(base), None, None), False
    if base.kind is HeroKind.PHOTO:
        outpaint = context.chain is not None and brief.hero == generate.PER_RATIO
        return await _outpaint(job, job.aspect, context) if outpaint else (prepared.stored, prepared.cached)
    if context.chain is None or base.members:
        return _make_in_studio(job, context)
    request = generate.build_image_request(base, prepared.product, brief, job.plan.look.palette, job.aspect)
    try:
        return await _generate(job, request, generate.apply_generated_image, context)
    except ContentRefusedError:
        raise  # no other service is asked
    except ProviderError as error:
        if not context.studio:
            raise
        context.outcome.switches[f"{base.product} by the studio: {error.sentence}"] = None
        return _make_in_studio(job, context)


async def _outpaint(job: PictureJob, aspect: float, context: RunContext) -> tuple[store.StoredImage, bool]:
    """Return a photo extended to the shape of its canvas, or the photo itself if that fails or is not needed."""
    prepared = job.prepared
    facts = (prepared.product, job.plan.brief.brief, job.plan.look.palette, aspect)
    build = partial(generate.build_outpaint_request, prepared.stored.load(context.cache), *facts)
    request = await context.work(StageName.GENERATE, WorkSubject(prepared.product.id, note=f"{aspect} extended"), build)
    if request is not None:
        try:
            return await _generate(job, request, partial(generate.apply_outpainting, aspect=aspect), context)
        except ContentRefusedError:
            raise
        except ProviderError as error:
            context.outcome.switches[f"{prepared.product.id} cropped, not extended: {error.sentence}"] = None
    return prepared.stored, prepared.cached


async def _generate(
    job: PictureJob,
    request: ImageRequest,
    finish: Callable[[HeroImage, GeneratedImage, str], HeroImage],
    context: RunContext,
) -> tuple[store.StoredImage, bool]:
    """Return what *finish* makes of a provider's picture, or the result of an earlier run."""
    chain, cache, prepared = context.chain, context.cache, job.prepared
    if chain is None:
        raise ProviderError("No image provider is configured.", "Set CREATIVE_PROVIDERS.")
    paid = generate.generated_image_key(prepared.source_key, chain.identity(request.task), request)
    key = generate.finished_key(prepared.stored.key, paid)
    known = cache.get(key, store.StoredImage)
    if known is not None and chain.has(known.hero.provider) and known.is_whole(cache):
        return known, True
    result = await chain.paint(request, paid)
    context.outcome.switches |= dict.fromkeys(result.why)
    making = partial(finish, prepared.stored.load(cache), result.painted, result.provider)
    hero = await context.work(StageName.GENERATE, WorkSubject(request.product, note="received"), making)
    origin = record_generation(hero.origin, request, result, cache.put_object(result.painted.data))
    made = store.StoredImage.keep(replace(hero, occupant=result.occupant, origin=origin), cache)
    cache.put(key, made)
    return made, False


def _make_in_studio(job: PictureJob, context: RunContext) -> tuple[store.StoredImage, bool]:
    prepared, cache = job.prepared.stored, context.cache
    made = replace(prepared, hero=generate.make_studio_image(prepared.hero, job.plan.brief.brief.campaign))
    # Only a marker that tells whether an earlier run used the scene: there is nothing to reuse.
    known = cache.get(made.key, store.StoredImage)
    if known is None:
        cache.put(made.key, made)
    return made, known is not None
