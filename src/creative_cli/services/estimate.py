"""What a run would make and cost, without making anything."""

from collections.abc import Iterator

from creative_cli.brief.consistency import URL_PREFIX
from creative_cli.brief.schema import Product
from creative_cli.engine.plan import ImagePreview, RunPlan, RunPreview
from creative_cli.models import HeroKind
from creative_cli.providers.base import select_for_task
from creative_cli.providers.fallback import ImageRecord
from creative_cli.services import translations
from creative_cli.services.preflight import locating_picture_errors, missing_locales
from creative_cli.services.provider_registry import ProviderChain
from creative_cli.services.runs import RunOptions
from creative_cli.services.workspace import Workspace
from creative_cli.stages import generate
from creative_cli.storage.cache import Cache
from creative_cli.storage.paid_results import PaidResults
from creative_cli.storage.state import StateFolder

STILL_LIFE_LABEL = "none: a still life in the brand's colours"
GENERATED_LABEL = "none: painted from its description"
NOT_FETCHED_LABEL = "fetched when the run starts, its cost not known before"
EARLIER_RUN_LABEL = "an earlier run"


def estimate_run(order: RunPlan, where: Workspace, work: RunOptions) -> RunPreview:
    """Say what a run would make and cost at most, and make nothing; what is there from earlier runs costs nothing."""
    cache, settings = Cache(where.state), where.settings
    # A translator is asked for the words of all markets, as sizes of type are agreed among all.
    translated = () if settings.openai_api_key is None else missing_locales(order, where, order.everyone)
    with locating_picture_errors((order,), cache):
        heroes = tuple(
            hero
            for product in order.products
            for hero in _preview_images(order, product, work.casting, cache, where.state)
        )
    return RunPreview(
        campaign=order.campaign,
        folder=str(where.output / order.campaign),
        assets=order.count,
        heroes=heroes,
        formats=tuple(dict.fromkeys(place.format.name for place in order.placements)),
        locales=tuple(words.locale.tag for words in order.adaptations),
        translated=translated,
        copy_usd=translations.estimate_copy_cost(where, settings, order.brief, translated),
    )


def _preview_images(
    order: RunPlan, product: Product, casting: ProviderChain, cache: Cache, state: StateFolder
) -> Iterator[ImagePreview]:
    """Yield the pictures a product would need, with what providers would be asked."""
    image = (product.image or "").split("?", maxsplit=1)[0]
    if product.image is not None and product.image.startswith(URL_PREFIX):
        # Whether it is a photo or a packshot only its pixels tell, and a dry run fetches nothing.
        yield ImagePreview(product.id, f"{image}, {NOT_FETCHED_LABEL}", casting.label, 0.0)
        return
    source = generate.load_source(product, order.brief, cache)
    base, formats = generate.prepare_image(source), [place.format for place in order.all_placements]
    photo, wish = base.kind is HeroKind.PHOTO, order.brief.brief.hero
    if photo and not (casting.painters and wish == generate.PER_RATIO):
        yield ImagePreview(product.id, image, generate.BRIEF_PROVIDER, 0.0)
        return
    if not casting.painters:
        yield ImagePreview(product.id, image or STILL_LIFE_LABEL, casting.label, 0.0)
        return
    asking = generate.build_outpaint_request if photo else generate.build_image_request
    for aspect in generate.list_aspects(wish, formats):
        request = asking(base, product, order.brief.brief, order.look.palette, aspect)
        painters = () if request is None else select_for_task(casting.painters, request.task)
        if request is None or not painters:  # a photo that is cropped
            yield ImagePreview(product.id, image, generate.BRIEF_PROVIDER, 0.0)
            continue
        key = generate.generated_image_key(source.identity(), painters[0].identity, request)
        bought = PaidResults(state, cache, ImageRecord).get(key)
        here = bought is not None and bought[1].provider in {painter.name for painter in painters}
        width, height = painters[0].size(request)
        yield ImagePreview(
            product=product.id,
            picture=image or GENERATED_LABEL,
            provider=EARLIER_RUN_LABEL
            if here
            else ", ".join(painter.name for painter in painters)
            if photo
            else casting.label,
            cost_usd=0.0 if here else max(painter.estimate(request) for painter in painters),
            size=f"{width}x{height}",
            prompt=casting.words(request),
            kept=here,
        )
