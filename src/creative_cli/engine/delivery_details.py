"""What a manifest says of each ad for its delivery: alt text, landing page, and the settings of packages."""

from collections.abc import Container, Iterable
from dataclasses import replace

from creative_cli.brief.delivery_facts import DEFAULT_NAME, DeliveryFacts, fill_pattern
from creative_cli.brief.loader import LoadedBrief
from creative_cli.brief.product_copy import name_product
from creative_cli.brief.schema import Brief, Market, Product
from creative_cli.brief.together import list_advertised
from creative_cli.engine.alt_text import describe_ad
from creative_cli.engine.plan import RunPlan
from creative_cli.engine.product_words import find_plan_market, write_product_words
from creative_cli.models import Asset, LocalizedCopy


def describe_delivery(brief: LoadedBrief) -> DeliveryFacts:
    """Return what the packages of a campaign need beside its ads."""
    asked, flight = brief.brief.delivery, brief.brief.flight
    utm = {} if asked is None or asked.utm is None else asked.utm.model_dump(exclude_none=True)
    return DeliveryFacts(
        brand=brief.brief.brand.name,
        name=DEFAULT_NAME if asked is None else asked.name,
        utm=tuple(sorted(utm.items())),
        call_to_action="" if asked is None else asked.call_to_action or "",
        start="" if flight is None else flight.start.isoformat(),
        end="" if flight is None else flight.end.isoformat(),
    )


def complete_assets(plan: RunPlan, assets: Iterable[Asset], kept: Container[str] = ()) -> tuple[Asset, ...]:
    """Return the ads of a run with their alt texts and landing pages; *kept* ones have them in the manifest."""
    brief = plan.brief.brief
    products = {product.id: product for product in list_advertised(brief)}
    places = {words.locale.tag: (words, find_plan_market(plan.brief, words)) for words in plan.adaptations}
    return tuple(
        asset if asset.path in kept else _complete(plan, asset, products[asset.product], *places[asset.locale])
        for asset in assets
    )


def _complete(plan: RunPlan, asset: Asset, product: Product, words: LocalizedCopy, market: Market) -> Asset:
    brief, printed = plan.brief.brief, write_product_words(plan.brief, words, product)
    alt_text = describe_ad(asset, printed, brief.brand.name, name_product(product, market))
    return replace(asset, alt_text=alt_text, landing_page=_find_landing_page(brief, asset, product, words, market))


def _find_landing_page(brief: Brief, asset: Asset, product: Product, words: LocalizedCopy, market: Market) -> str:
    """Return the product's own page, else the market's, else the campaign's; empty if the brief names none."""
    everyone = None if brief.delivery is None else brief.delivery.landing_page
    values = {
        "campaign": brief.campaign,
        "country": asset.country.lower(),
        "language": words.locale.language,
        "locale": asset.locale,
        "product": asset.product,
    }
    return fill_pattern(product.landing_page or market.landing_page or everyone or "", values)
