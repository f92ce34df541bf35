"""What a run would make and cost, without making anything."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from creative_cli.brief.consistency import URL_PREFIX
from creative_cli.brief.schema import Product
from creative_cli.brief.together import find_together, list_members
from creative_cli.engine.plan import RunPlan
from creative_cli.engine.previews import ImagePreview, RunPreview
from creative_cli.models import HeroImage, HeroKind
from creative_cli.providers.base import select_for_task
from creative_cli.providers.fallback import ImageRecord
from creative_cli.services import translations
from creative_cli.services.brief_findings import list_template_texts
from creative_cli.services.preflight import locating_picture_errors, missing_locales
from creative_cli.services.provider_registry import ProviderChain
from creative_cli.services.recent_results import RecentResults
from creative_cli.services.runs import RunOptions
from creative_cli.services.workspace import Workspace
from creative_cli.stages import generate
from creative_cli.storage.cache import Cache
from creative_cli.storage.paid_results import PaidResults

TYPE_LED_LABEL = "none: the ads are made of type"
GENERATED_LABEL = "none: generated from its description"
NOT_FETCHED_LABEL = "fetched when the run starts, cost unknown until then"
EARLIER_RUN_LABEL = "an earlier run"
RECENT_PICTURES = 8  # with their bytes in memory


def estimate_run(plan: RunPlan, where: Workspace, options: RunOptions) -> RunPreview:
    """Return what a run would make and cost at most. Results of earlier runs cost nothing."""
    cache, settings = Cache(where.state), where.settings
    # All markets, not only the ones to make: they agree on font sizes, which needs the copy of each.
    lacking = (tag for part in plan.parts for tag in missing_locales(part, where, part.everyone))
    translated = () if settings.openai_api_key is None else tuple(dict.fromkeys(lacking))
    paid = PaidResults(where.state, cache, ImageRecord, where.output)
    heroes: list[ImagePreview] = []
    recent = _RecentPictures(plan, cache)
    with locating_picture_errors((plan,), cache):
        for part in plan.parts:
            shown = [
                hero
                for product in part.products
                for hero in _preview_images(part, product, options.providers, paid, recent)
            ]
            # A picture that variants share is made once.
            earlier = frozenset(heroes)
            heroes += [hero for hero in shown if hero not in earlier]
    return RunPreview(
        campaign=plan.campaign,
        folder=str(where.output / plan.campaign),
        assets=plan.count,
        heroes=tuple(heroes),
        formats=tuple(dict.fromkeys(place.format.name for part in plan.parts for place in part.placements)),
        locales=tuple(dict.fromkeys(words.locale.tag for part in plan.parts for words in part.adaptations)),
        translated=translated,
        copy_usd=translations.estimate_copy_cost(where, settings, plan.brief, translated, _list_names(plan)),
        variants=_list_names(plan),
        template_texts=tuple(dict.fromkeys(text for part in plan.parts for text in list_template_texts(part))),
    )


def _list_names(plan: RunPlan) -> tuple[str, ...]:
    return tuple(part.variant for part in plan.variants)


class _RecentPictures:
    """The last pictures that were prepared for a preview: rows of a feed share theirs with those beside them."""

    def __init__(self, plan: RunPlan, cache: Cache) -> None:
        self._plan, self._cache = plan, cache
        self._known = RecentResults[tuple[HeroImage, Mapping[str, object]]](RECENT_PICTURES)

    def prepare(self, product: Product) -> tuple[HeroImage, str]:
        """Return the picture of *product*, and the key of its source. Raises PictureError."""
        name = (product.image, product.image_kind, product.focus)
        known = self._known.find(name)
        if known is None:
            source = generate.load_source(product, self._plan.brief, self._cache)
            known = generate.prepare_image(source), source.identity()
            self._known.keep(name, known)
        hero, identity = known
        return replace(hero, product=product.id), generate.shared_source_key(identity, product.id)


def _preview_images(
    plan: RunPlan, product: Product, chain: ProviderChain, paid: PaidResults[ImageRecord], recent: _RecentPictures
) -> Iterator[ImagePreview]:
    together = find_together(plan.brief.brief, product.id)
    if together is not None:
        count = len(list_members(together, plan.brief.brief))
        yield ImagePreview(product.id, f"the packshots of {count} products", generate.BRIEF_PROVIDER, 0.0)
        return
    image = (product.image or "").split("?", maxsplit=1)[0]
    if product.image is not None and product.image.startswith(URL_PREFIX):
        # Only its pixels tell a photo from a packshot, and a dry run fetches nothing.
        yield ImagePreview(product.id, f"{image}, {NOT_FETCHED_LABEL}", chain.label, 0.0)
        return
    base, source_key = recent.prepare(product)
    formats = [place.format for place in plan.all_placements]
    photo, wish = base.kind is HeroKind.PHOTO, plan.brief.brief.hero
    if photo and not (chain.providers and wish == generate.PER_RATIO):
        yield ImagePreview(product.id, image, generate.BRIEF_PROVIDER, 0.0)
        return
    if not chain.providers:
        yield ImagePreview(product.id, image or TYPE_LED_LABEL, chain.label, 0.0)
        return
    build_request = generate.build_outpaint_request if photo else generate.build_image_request
    for aspect in generate.list_aspects(wish, formats):
        request = build_request(base, product, plan.brief.brief, plan.look.palette, aspect)
        able = () if request is None else select_for_task(chain.providers, request.task)
        if request is None or not able:  # a photo that is cropped
            yield ImagePreview(product.id, image, generate.BRIEF_PROVIDER, 0.0)
            continue
        known = paid.get(generate.generated_image_key(source_key, able[0].identity, request))
        kept = known is not None and known[1].provider in {provider.name for provider in able}
        names = ", ".join(provider.name for provider in able) if photo else chain.label
        width, height = able[0].size(request)
        yield ImagePreview(
            product=product.id,
            picture=image or GENERATED_LABEL,
            provider=EARLIER_RUN_LABEL if kept else names,
            cost_usd=0.0 if kept else max(provider.estimate(request) for provider in able),
            size=f"{width}x{height}",
            prompt=chain.format_prompts(request),
            kept=kept,
        )
