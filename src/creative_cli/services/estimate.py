"""What a run would make and cost, without making anything."""

from collections.abc import Iterator

from creative_cli.brief.meaning import ADDRESS
from creative_cli.brief.schema import Product
from creative_cli.engine.plan import HeroPreview, Preview, RunPlan
from creative_cli.models import HeroKind
from creative_cli.providers.base import able
from creative_cli.providers.fallback import Answer
from creative_cli.services import translations
from creative_cli.services.preflight import missing_copy, told_with_places
from creative_cli.services.provider_registry import Casting
from creative_cli.services.runs import Work
from creative_cli.services.workspace import House
from creative_cli.stages import generate
from creative_cli.storage.cache import Cache
from creative_cli.storage.paid_results import Received
from creative_cli.storage.state import StateFolder

STILL_LIFE = "none: a still life in the brand's colours"
PAINTED = "none: painted from its description"
UNREAD = "fetched when the run starts, its cost not known before"
KEPT = "an earlier run"


def preview(order: RunPlan, where: House, work: Work) -> Preview:
    """Say what a run would make and cost at most, and make nothing; what is there from earlier runs costs nothing."""
    cache, settings = Cache(where.state), where.settings
    # A translator is asked for the words of all markets, as sizes of type are agreed among all.
    translated = () if settings.openai_api_key is None else missing_copy(order, where, order.everyone)
    with told_with_places((order,), cache):
        heroes = tuple(
            hero for product in order.products for hero in _heroes(order, product, work.casting, cache, where.state)
        )
    return Preview(
        campaign=order.campaign,
        folder=str(where.output / order.campaign),
        assets=order.count,
        heroes=heroes,
        formats=tuple(dict.fromkeys(place.format.name for place in order.placements)),
        locales=tuple(words.locale.tag for words in order.adaptations),
        translated=translated,
        copy_usd=translations.estimate(where, settings, order.brief, translated),
    )


def _heroes(
    order: RunPlan, product: Product, casting: Casting, cache: Cache, state: StateFolder
) -> Iterator[HeroPreview]:
    """Yield the pictures a product would need, with what providers would be asked."""
    image = (product.image or "").split("?", maxsplit=1)[0]
    if product.image is not None and product.image.startswith(ADDRESS):
        # Whether it is a photo or a packshot only its pixels tell, and a dry run fetches nothing.
        yield HeroPreview(product.id, f"{image}, {UNREAD}", casting.label, 0.0)
        return
    source = generate.source(product, order.brief, cache)
    base, formats = generate.prepare(source), [place.format for place in order.all_placements]
    photo, wish = base.kind is HeroKind.PHOTO, order.brief.brief.hero
    if photo and not (casting.painters and wish == generate.PER_RATIO):
        yield HeroPreview(product.id, image, generate.IN_BRIEF, 0.0)
        return
    if not casting.painters:
        yield HeroPreview(product.id, image or STILL_LIFE, casting.label, 0.0)
        return
    asking = generate.continued if photo else generate.wanted
    for aspect in generate.aspects(wish, formats):
        request = asking(base, product, order.brief.brief, order.look.palette, aspect)
        painters = () if request is None else able(casting.painters, request.task)
        if request is None or not painters:  # a photo that is cropped
            yield HeroPreview(product.id, image, generate.IN_BRIEF, 0.0)
            continue
        key = generate.painting_key(source.identity(), painters[0].identity, request)
        bought = Received(state, cache, Answer).get(key)
        here = bought is not None and bought[1].provider in {painter.name for painter in painters}
        width, height = painters[0].size(request)
        yield HeroPreview(
            product=product.id,
            picture=image or PAINTED,
            provider=KEPT if here else ", ".join(painter.name for painter in painters) if photo else casting.label,
            cost_usd=0.0 if here else max(painter.estimate(request) for painter in painters),
            size=f"{width}x{height}",
            prompt=casting.words(request),
            kept=here,
        )
