"""The generate stage: what the brief brings of each product, and pictures from providers or the studio for the rest.

A picture is bought once, under a key of everything that was asked for; later runs use the one that is there.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial

from creative_cli.brief.schema import Product
from creative_cli.engine.context import RunContext
from creative_cli.engine.plan import Placement, RunPlan, iter_ads
from creative_cli.errors import ContentRefusedError, PictureError, ProviderError, StorageError
from creative_cli.events import HeroMade, StageName
from creative_cli.formats import Format
from creative_cli.models import HeroImage, HeroKind, LocalizedCopy
from creative_cli.providers.base import GeneratedImage, ImageRequest
from creative_cli.stages import generate, store
from creative_cli.storage.cache import Cache, key_of


@dataclass(frozen=True, slots=True)
class KeyVisual:
    """The picture of a product as the cache keeps it, and whether an earlier run made it."""

    stored: store.StoredImage
    cached: bool

    @property
    def key(self) -> str:
        """The digest of the picture and all that is recorded of it; every ad's own key includes it."""
        return key_of("key visual", stored=self.stored)

    def load(self, cache: Cache) -> HeroImage:
        """Return the hero with its bytes; raise StorageError when the cache lost them while we worked."""
        hero = self.stored.load(cache)
        if hero is None:
            raise StorageError(
                f"The picture of {self.stored.hero.product} disappeared from the cache.", "Run the same command again."
            )
        return hero


@dataclass(frozen=True, slots=True)
class PreparedProduct:
    """A product with what the brief brings of its picture; `source` identifies the file it was made from."""

    product: Product
    source: generate.SourceIdentity
    visual: KeyVisual


@dataclass(frozen=True, slots=True)
class PictureJob:
    """One picture to be had for a product, and the placements that are cut from it.

    `aspect` is width / height; None where the placements show the logo alone, for which there is no picture.
    """

    plan: RunPlan
    prepared: PreparedProduct
    aspect: float | None
    placements: tuple[Placement, ...]

    def ads(self) -> Iterable[tuple[Product, Format, LocalizedCopy]]:
        """Yield the ads that cannot be made without it."""
        return iter_ads((self.prepared.product,), self.placements)


@dataclass(frozen=True, slots=True)
class SetJob:
    """One product in one placement: the ads of all its markets share a canvas and agree on sizes of type."""

    plan: RunPlan
    product: Product
    visual: KeyVisual
    placement: Placement

    def ads(self) -> Iterable[tuple[Product, Format, LocalizedCopy]]:
        """Yield the ads of the set."""
        return iter_ads((self.product,), (self.placement,))


async def prepare_products(plan: RunPlan, context: RunContext) -> list[PreparedProduct]:
    """Return what the brief brings of every product; raise one PictureError for all pictures that cannot be used."""
    results = await asyncio.gather(
        *(_prepare_product(product, plan, context) for product in plan.products), return_exceptions=True
    )
    refused = [result for result in results if isinstance(result, PictureError)]
    prepared = []
    for result in results:
        if isinstance(result, PreparedProduct):
            prepared.append(result)
        elif not isinstance(result, PictureError):
            raise result
    if refused:
        raise PictureError("\n".join(error.sentence for error in refused), refused[0].hint)
    return prepared


async def _prepare_product(product: Product, plan: RunPlan, context: RunContext) -> PreparedProduct:
    cache = context.cache
    reading = partial(generate.load_source, product, plan.brief, cache)
    source = await context.work(StageName.GENERATE, f"{product.id} source", reading)
    key = generate.prepared_image_key(source)
    known = cache.get(key, store.StoredImage)
    if known is not None and known.is_whole(cache):
        return PreparedProduct(product, source.identity(), KeyVisual(known, cached=True))
    hero = await context.work(StageName.GENERATE, product.id, partial(generate.prepare_image, source))
    made = store.StoredImage.keep(hero, cache)
    cache.put(key, made)
    return PreparedProduct(product, source.identity(), KeyVisual(made, cached=False))


def picture_jobs(plan: RunPlan, prepared: PreparedProduct) -> list[PictureJob]:
    """Return the pictures that a product needs: one for all placements, or one for each aspect ratio."""
    formats = [place.format for place in plan.all_placements]
    by_aspect: dict[float | None, list[Placement]] = {}
    for place in plan.placements:
        aspect = generate.aspect_for(plan.brief.brief.hero, place.format, formats)
        by_aspect.setdefault(aspect, []).append(place)
    return [PictureJob(plan, prepared, aspect, tuple(places)) for aspect, places in by_aspect.items()]


async def make_key_visual(job: PictureJob, context: RunContext) -> list[SetJob]:
    """Have the picture of a product made, or take it from an earlier run; return the sets that are cut from it.

    Raises ProviderError, ContentRefusedError and OverBudgetError.
    """
    visual = await _key_visual(job, context)
    if job.aspect is not None:
        hero = visual.stored.hero
        context.emit(
            HeroMade(hero.product, hero.kind, hero.provider, hero.model, hero.seed, hero.cost_usd, cached=visual.cached)
        )
    return [SetJob(job.plan, job.prepared.product, visual, place) for place in job.placements]


async def _key_visual(job: PictureJob, context: RunContext) -> KeyVisual:
    prepared, brief = job.prepared.visual, job.plan.brief.brief
    base = prepared.stored.hero
    if job.aspect is None:
        return KeyVisual(store.StoredImage(generate.make_logo_only_image(base), None, None), cached=False)
    if base.kind is HeroKind.PHOTO:
        continues = context.chain is not None and brief.hero == generate.PER_RATIO
        return await _continued(job, job.aspect, context) if continues else prepared
    if context.chain is None:
        return _from_studio(job, context)
    request = generate.build_image_request(base, job.prepared.product, brief, job.plan.look.palette, job.aspect)
    try:
        return await _painted(job, request, generate.apply_generated_image, context)
    except ContentRefusedError:
        raise
    except ProviderError as error:
        if not context.studio:
            raise
        context.outcome.switches[f"{base.product} by the studio: {error.sentence}"] = None
        return _from_studio(job, context)


async def _continued(job: PictureJob, aspect: float, context: RunContext) -> KeyVisual:
    """Return a photo continued to the shape of its canvas, or the photo itself where that cannot be had."""
    prepared, product = job.prepared.visual, job.prepared.product
    facts = (product, job.plan.brief.brief, job.plan.look.palette, aspect)
    asking = partial(generate.build_outpaint_request, prepared.load(context.cache), *facts)
    request = await context.work(StageName.GENERATE, f"{product.id} {aspect} to be continued", asking)
    if request is None:
        return prepared
    try:
        return await _painted(job, request, partial(generate.apply_outpainting, aspect=aspect), context)
    except ContentRefusedError:
        raise
    except ProviderError as error:
        context.outcome.switches[f"{product.id} cropped, not continued: {error.sentence}"] = None
        return prepared


async def _painted(
    job: PictureJob,
    request: ImageRequest,
    finish: Callable[[HeroImage, GeneratedImage, str], HeroImage],
    context: RunContext,
) -> KeyVisual:
    """Return the hero that *finish* makes of a provider's picture; from an earlier run where it is there."""
    chain, cache, prepared = context.chain, context.cache, job.prepared.visual
    if chain is None:
        raise ProviderError("No provider of pictures is set.", "Set CREATIVE_PROVIDERS.")
    paid = generate.generated_image_key(job.prepared.source, chain.identity(request.task), request)
    key = generate.finished_key(prepared.key, paid)
    known = cache.get(key, store.StoredImage)
    if known is not None and chain.has(known.hero.provider) and known.is_whole(cache):
        return KeyVisual(known, cached=True)
    painting = await chain.paint(request, paid)
    context.outcome.switches |= dict.fromkeys(painting.why)
    making = partial(finish, prepared.load(cache), painting.painted, painting.provider)
    hero = await context.work(StageName.GENERATE, f"{request.product} received", making)
    made = store.StoredImage.keep(replace(hero, occupant=painting.occupant), cache)
    cache.put(key, made)
    return KeyVisual(made, cached=False)


def _from_studio(job: PictureJob, context: RunContext) -> KeyVisual:
    """Return the hero whose scene the studio paints on each canvas."""
    prepared, cache = job.prepared.visual, context.cache
    hero = generate.make_studio_image(prepared.stored.hero, job.plan.brief.brief.campaign)
    visual = replace(prepared, stored=replace(prepared.stored, hero=hero))
    # Only a trace: whether an earlier run used this scene is what the report tells.
    known = cache.get(visual.key, store.StoredImage)
    if known is None:
        cache.put(visual.key, visual.stored)
    return replace(visual, cached=known is not None)
