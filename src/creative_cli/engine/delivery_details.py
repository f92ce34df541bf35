"""What a manifest says of each ad for its delivery: alt text, landing page, and the settings of packages."""

from collections.abc import Iterable
from dataclasses import replace

from creative_cli.brief.delivery_facts import DEFAULT_NAME, DeliveryFacts, fill_pattern
from creative_cli.brief.loader import LoadedBrief
from creative_cli.brief.product_copy import name_product
from creative_cli.brief.schema import Product
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


def complete_assets(plan: RunPlan, assets: Iterable[Asset]) -> tuple[Asset, ...]:
    """Return the ads of a run with their alt texts and landing pages."""
    products = {product.id: product for product in list_advertised(plan.brief.brief)}
    words = {one.locale.tag: one for one in plan.adaptations}
    pages = _LandingPages(plan.brief)
    return tuple(_complete(plan, asset, words[asset.locale], products[asset.product], pages) for asset in assets)


def _complete(plan: RunPlan, asset: Asset, words: LocalizedCopy, product: Product, pages: "_LandingPages") -> Asset:
    printed = write_product_words(plan.brief, words, product)
    name = name_product(product, find_plan_market(plan.brief, words))
    alt_text = describe_ad(asset, printed, plan.brief.brief.brand.name, name)
    return replace(asset, alt_text=alt_text, landing_page=pages.find(asset))


class _LandingPages:
    """The landing pages of a brief: the product's own, else the market's, else the campaign's."""

    def __init__(self, loaded: LoadedBrief) -> None:
        brief = loaded.brief
        self._campaign = brief.campaign
        self._default = (brief.delivery.landing_page if brief.delivery is not None else None) or ""
        self._products = {product.id: product.landing_page for product in brief.products}
        resolved = zip(brief.markets, loaded.markets, strict=True)
        self._markets = {(one.country, one.locale.tag): market.landing_page for market, one in resolved}
        self._languages = {one.locale.tag: one.locale.language for one in loaded.markets}

    def find(self, asset: Asset) -> str:
        """Return the landing page of an ad with its placeholders filled; empty if the brief names none."""
        own = self._products.get(asset.product)
        pattern = own or self._markets.get((asset.country, asset.locale)) or self._default
        values = {
            "campaign": self._campaign,
            "country": asset.country.lower(),
            "language": self._languages.get(asset.locale, asset.locale),
            "locale": asset.locale,
            "product": asset.product,
        }
        return fill_pattern(pattern, values)
