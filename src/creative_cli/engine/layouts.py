"""The skeleton of a campaign: one for all its photos, so that ratios and markets look like one campaign."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain

from creative_cli.brief.audience import describe_audience
from creative_cli.code_digest import code_digest
from creative_cli.engine.context import RunContext
from creative_cli.engine.images import PreparedProduct, prepare_product
from creative_cli.engine.plan import Placement, RunPlan
from creative_cli.engine.plan_copy import ignore_copy_origin
from creative_cli.engine.planner import DEFAULT_LOOK, TEMPLATE_LOOKS
from creative_cli.engine.work_spans import WorkSubject
from creative_cli.errors import PictureError
from creative_cli.events import StageName
from creative_cli.formats import FormatContent, format_class
from creative_cli.layout.device_choice import settle_device
from creative_cli.models import HeroKind, LocalizedCopy
from creative_cli.providers.studio import derive_seed
from creative_cli.small_sizes import SMALL_CLASSES
from creative_cli.stages import compose, copyfitting
from creative_cli.storage.cache import key_of
from creative_cli.studio.sets.set_choice import SET_NAMES, SetWish

DEFAULT_LAYOUT = "full-bleed"  # of pictures that are yet to be painted: their prompts ask for a quiet side
RANKED_PRODUCTS = 6  # photos that decide, evenly spread over the campaign's: enough to tell one skeleton from another


async def choose_layout(plan: RunPlan, prepared: Sequence[PreparedProduct], context: RunContext) -> str:
    """Return the brief's layout, or the skeleton with the best sum of scores over the campaign's photos and formats.

    A template of ours may name one, too: a brief that has only `template: split` gets split ads of its photos.

    Every market of the brief counts, whichever are made now, so that a part of a campaign looks like the whole.
    """
    named = plan.look.layout or TEMPLATE_LOOKS.get(plan.look.design.name, DEFAULT_LOOK)[0]
    if named is not None:
        return named
    photos = [one for one in prepared if one.stored.hero.kind is HeroKind.PHOTO]
    if not photos or plan.look.design.folder is not None:
        return DEFAULT_LAYOUT
    step = max(1, len(photos) // RANKED_PRODUCTS)
    sums: dict[str, float] = {}
    # Formats of one class have the same arrangements, and banners look alike in every skeleton.
    classes = {
        format_class(place.format): place
        for place in plan.all_placements
        if place.format.shows is not FormatContent.LOGO and format_class(place.format) not in SMALL_CLASSES
    }
    places = tuple(classes.values())
    ranking = (_rank_photo(one, places, plan, context) for one in photos[::step][:RANKED_PRODUCTS])
    for scores in chain.from_iterable(await asyncio.gather(*ranking)):
        for layout, score in scores.items():
            sums[layout] = sums.get(layout, 0.0) + score
    return max(sums, key=lambda layout: sums[layout], default=DEFAULT_LAYOUT)


def share_device(plan: RunPlan, prepared: Sequence[PreparedProduct], others: Sequence[LocalizedCopy] = ()) -> RunPlan:
    """Return the plan with one device for the ads that get no picture, in every market and format.

    *others* is the copy of other variants, which have the same device.
    """
    if all(one.stored.hero.kind is not HeroKind.STUDIO for one in prepared):
        return plan
    settled = settle_device((*plan.everyone, *others), plan.look)
    return plan.with_copy({words.locale.tag: words for words in settled[: len(plan.everyone)]})


async def share_studio_set(plan: RunPlan, prepared: Sequence[PreparedProduct], context: RunContext) -> RunPlan:
    """Return the plan with one set for all its packshots, in every market and format.

    All products of the brief count, whichever are made now, so that a part of a campaign looks like the whole.
    """
    if all(one.stored.hero.kind is not HeroKind.PACKSHOT for one in prepared):
        return plan
    brief, look = plan.brief.brief, plan.look
    step = max(1, len(brief.products) // RANKED_PRODUCTS)
    ranked = brief.products[::step][:RANKED_PRODUCTS]
    known = {one.product.id: one for one in prepared}
    others = (product for product in ranked if product.id not in known)
    for found in await asyncio.gather(*(prepare_product(one, plan, context) for one in others), return_exceptions=True):
        if isinstance(found, PreparedProduct):
            known[found.product.id] = found
        elif not isinstance(found, PictureError):  # a picture that cannot be used is reported when its ads are made
            raise found
    stored = [known[product.id].stored for product in ranked if product.id in known]
    shots = tuple(one for one in stored if one.hero.kind is HeroKind.PACKSHOT)
    wish = SetWish(
        primary=look.palette.primary,
        seed=derive_seed(brief.campaign, ""),
        wanted=brief.studio_set,
        category=" ".join((brief.category or "", *(product.name for product in brief.products))),
        audience=describe_audience(brief.audience) or "",
        tone=brief.brand.tone or "",
    )
    palette = look.set_palette or look.palette
    code = code_digest(compose.__name__)
    key = key_of("studio set", code=code, wish=wish, palette=palette, packshots=[one.packshot for one in shots])
    kept = context.cache.get(key, str)
    for name in SET_NAMES:
        if name == kept:
            return replace(plan, look=replace(look, studio_set=name))
    choosing = partial(compose.choose_studio_set, wish, [one.load(context.cache) for one in shots], palette)
    chosen = await context.work(StageName.COMPOSE, WorkSubject(note="studio set"), choosing)
    context.cache.put(key, chosen)
    return replace(plan, look=replace(look, studio_set=chosen))


def share_treatment(plan: RunPlan, prepared: Sequence[PreparedProduct]) -> RunPlan:
    """Return the plan without a duotone if any product has another picture than a photo: a set is all duotone or none.

    The cut-out of a packshot keeps its colors, and so does what stands beside it.
    """
    photos = {HeroKind.PHOTO, HeroKind.GENERATED}
    if not plan.look.duotone or all(one.stored.hero.kind in photos for one in prepared):
        return plan
    return replace(plan, look=replace(plan.look, duotone=False))


async def _rank_photo(
    one: PreparedProduct, places: Sequence[Placement], plan: RunPlan, context: RunContext
) -> list[Mapping[str, float]]:
    """Return the scores of layouts with one photo in each of *places*."""
    # The first finds what the photo shows, which a thread with the second would only wait for.
    first = [await _rank(one, place, plan, context) for place in places[:1]]
    return [*first, *await asyncio.gather(*(_rank(one, place, plan, context) for place in places[1:]))]


async def _rank(one: PreparedProduct, place: Placement, plan: RunPlan, context: RunContext) -> Mapping[str, float]:
    look = plan.look
    everyone = tuple(map(ignore_copy_origin, place.everyone))
    key = key_of(
        "layout",
        code=code_digest(compose.__name__),
        picture=one.stored.key,
        format=place.format,
        copy=everyone,
        keep=look.keep,
        look=compose.look_identity(look),
        fonts=copyfitting.type_fonts_digest(look.fonts),
    )
    known = context.cache.get(key, tuple[tuple[str, float], ...])
    if known is None:
        ranking = partial(compose.rank_layouts, one.stored.load(context.cache), place.format, everyone, look)
        subject = WorkSubject(one.product.id, place.format.name, note="layouts")
        known = tuple((await context.work(StageName.COMPOSE, subject, ranking)).items())
        context.cache.put(key, known)
    return dict(known)
