"""What a product has of its own in a market: name, lines, figures, picture, and whether it is sold there.

    message ◄ copy by language ◄ copy by locale ◄ market's copy ◄ product's copy ◄ market's copy of the product

Each line is that of the last of these that has it. Figures follow the same order: the brief's offer, the market's, the
product's, the market's offer of the product.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from creative_cli.brief.by_language import find_most_specific
from creative_cli.brief.copy_keys import ProductCopy
from creative_cli.brief.market_groups import names_locale, rank_market_name
from creative_cli.brief.offer import COPY_PATHS, OfferFigures, read_offer_figures, resolve_figures
from creative_cli.brief.schema import Brief, Market, MarketProduct, Product
from creative_cli.brief.source_positions import KeyPath
from creative_cli.locale.locales import Locale

NO_FIGURES = OfferFigures()


def find_market_product(product: Product, market: Market) -> MarketProduct | None:
    """Return what a market says of a product by its id or name; None if nothing."""
    names = {product.id.casefold(), product.name.strip().casefold()}
    return next((one for one in market.products if one.product.strip().casefold() in names), None)


def name_product(product: Product, market: Market) -> str:
    """Return the name of a product in a market, which texts print for {product}."""
    own = find_market_product(product, market)
    return product.name if own is None or own.name is None else own.name


@lru_cache(maxsize=4096)
def _sold_there(names: tuple[str, ...], locale: Locale) -> bool:
    return any(names_locale(name, locale) for name in names)


def is_sold_in(product: Product, locale: Locale) -> bool:
    """Return whether a product has ads in a market."""
    return not product.markets or _sold_there(product.markets, locale)


def choose_product_image(product: Product, locale: Locale, ratio: str) -> str | None:
    """Return the picture of a product in a market and a ratio or channel; None if it has none.

    A picture for the ratio comes before one for the market, one for a locale before one for its country.
    """
    if not product.images:
        return product.image
    if ratio in product.images:
        return product.images[ratio]
    closest = min(product.images, key=lambda name: rank_market_name(name, locale))
    return product.images[closest] if names_locale(closest, locale) else product.image


def list_product_lines(product: Product, market: Market, locale: Locale) -> Mapping[KeyPath, str]:
    """Return the product's own lines in a market, by their keys below `copy`."""
    found: dict[KeyPath, str] = {}
    own = find_market_product(product, market)
    for path in COPY_PATHS:
        by_language = {tag: text for tag, copy in product.approved.items() if (text := read_line(copy, path))}
        text = find_most_specific(by_language, locale) if by_language else None
        there = None if own is None or own.approved is None else read_line(own.approved, path)
        if there or text:
            found[path] = there or text or ""
    return found


def read_line(copy: ProductCopy, path: KeyPath) -> str | None:
    """Return the line of a product's copy at *path*, None if it has none."""
    node: object = copy
    for key in path:
        node = None if node is None else getattr(node, str(key))
    return node if isinstance(node, str) else None


def read_product_figures(brief: Brief, market: Market, product: Product) -> OfferFigures:
    """Return the figures of a product's ads in a market of a valid brief."""
    base = resolve_figures(read_offer_figures(brief.offer), read_offer_figures(market.offer), market.country)
    own = find_market_product(product, market)
    there = NO_FIGURES if own is None else read_offer_figures(own.offer)
    return resolve_product_figures(base, read_offer_figures(product.offer), there, market.country)


def resolve_product_figures(
    base: OfferFigures, product: OfferFigures, there: OfferFigures, territory: str
) -> OfferFigures:
    """Return a product's figures in a market: *base* is the market's, *there* what the market says of the product.

    Prices of the product's own leave nothing of the market's prices, but its currency and its percentage. Money is
    never converted: a price without a currency is in that of the market's offer.
    """
    if product == NO_FIGURES and there == NO_FIGURES:
        return base
    # The last step of both gives a currency where neither names one; the market's offer comes before it.
    named = there.currency or (None if _is_priced(there) else product.currency)
    own = product if there == NO_FIGURES else replace(resolve_figures(product, there, territory), currency=named)
    if _is_priced(own):
        base = replace(base, price=None, was=None, unit=None, unit_price=None, unit_base=None, lowest_30d=None)
        own = replace(own, currency=own.currency or base.currency)
    return resolve_figures(base, own, territory)


def _is_priced(figures: OfferFigures) -> bool:
    return figures.price is not None or figures.was is not None
