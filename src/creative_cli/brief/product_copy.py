"""What a product has of its own in a market: name, lines, figures, picture, and whether it is sold there.

    message ◄ copy by language ◄ copy by locale ◄ market's copy ◄ product's copy ◄ market's copy of the product

Each line is that of the last of these that has it. Figures follow the same order: the brief's offer, the market's, the
product's, the product's in the market, the market's offer of the product.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache

from creative_cli.brief.by_language import rank_languages
from creative_cli.brief.copy_keys import MarketCopy, Message, ProductCopy
from creative_cli.brief.copy_lines import COPY_PATHS
from creative_cli.brief.line_lists import LineList, join_line_list
from creative_cli.brief.market_groups import names_locale, rank_market_name
from creative_cli.brief.offer import OFFER_KEYS, OfferFigures, read_offer_figures, resolve_figures
from creative_cli.brief.schema import Brief, Market, MarketProduct, Product, ProductInMarket
from creative_cli.brief.source_positions import KeyPath
from creative_cli.brief.variant_keys import Variant
from creative_cli.locale.locales import Locale

NO_FIGURES = OfferFigures()


def find_market_product(product: Product, market: Market) -> MarketProduct | None:
    """Return what a market says of a product by its id or name; None if nothing."""
    names = {product.id.casefold(), product.name.strip().casefold()}
    return next((one for one in market.products if one.product.strip().casefold() in names), None)


def name_product(product: Product, market: Market, locale: Locale) -> str:
    """Return the name of a product in a market, which texts print for {product}."""
    own = find_market_product(product, market)
    if own is not None and own.name is not None:
        return own.name
    there = find_in_market(product, locale)
    return product.name if there is None or there.name is None else there.name


def find_in_market(product: Product, locale: Locale) -> ProductInMarket | None:
    """Return what is other of a product in a market: that of its locale, else of its country, else of a group."""
    closest = find_closest_name(product.by_market, locale)
    return None if closest is None else product.by_market[closest]


def find_closest_name(names: Iterable[str], locale: Locale) -> str | None:
    """Return the one of *names* of markets that means *locale* most closely, None if none does."""
    closest = min(names, key=lambda name: rank_market_name(name, locale), default=None)
    return closest if closest is not None and names_locale(closest, locale) else None


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
    closest = find_closest_name(product.images, locale)
    return product.image if closest is None else product.images[closest]


def list_product_lines(product: Product, market: Market, locale: Locale) -> Mapping[KeyPath, LineList]:
    """Return the product's own lines in a market, by their keys below `copy`; each may be the first of a list."""
    found: dict[KeyPath, LineList] = {}
    own = find_market_product(product, market)
    for path in COPY_PATHS:
        by_language = {tag: text for tag, copy in product.approved.items() if (text := read_line(copy, path))}
        tag = next(iter(rank_languages(by_language, locale)), None)
        there = None if own is None or own.approved is None else read_line(own.approved, path)
        if own is not None and own.approved is not None and there:
            found[path] = join_line_list(there, own.approved.further_lines, path)
        elif tag is not None:
            found[path] = join_line_list(by_language[tag], product.approved[tag].further_lines, path)
    return found


def list_copy_lines(copy: Message | MarketCopy | ProductCopy | Variant) -> Mapping[KeyPath, LineList]:
    """Return the lines of a message, market, product or variant by their keys; each may be the first of a list."""
    lines = ((path, read_line(copy, path)) for path in COPY_PATHS)
    return {path: join_line_list(text, copy.further_lines, path) for path, text in lines if text}


def read_line(copy: ProductCopy | Message | MarketCopy | Variant, path: KeyPath) -> str | None:
    """Return the line of a product's copy at *path*, None if it has none."""
    node: object = copy
    for key in path:
        node = None if node is None else getattr(node, str(key))
    return node if isinstance(node, str) else None


def list_product_texts(product: Product, locale: Locale) -> Mapping[str, str]:
    """Return the words that lines of a product print in a market beside its name and its figures."""
    there = find_in_market(product, locale)
    return product.texts if there is None else {**product.texts, **there.texts}


def read_own_figures(product: Product, locale: Locale) -> OfferFigures:
    """Return the figures that a product has of its own in a market."""
    there = find_in_market(product, locale)
    own = read_offer_figures(product.offer)
    return own if there is None else override_figures(own, read_offer_figures(there.offer))


def override_figures(base: OfferFigures, there: OfferFigures) -> OfferFigures:
    """Return *there* over *base*, both of a product: a price there leaves nothing of the other prices."""
    if there.price is not None:
        base = OfferFigures(unit=base.unit, unit_base=base.unit_base, note=base.note)
    if there.price is not None and there.unit_price is None:
        base = replace(base, unit_base=None)
    own = {key: value for key in OFFER_KEYS if (value := getattr(there, key)) is not None}
    return replace(base, **own)


def read_product_figures(brief: Brief, market: Market, product: Product, locale: Locale) -> OfferFigures:
    """Return the figures of a product's ads in a market of a valid brief."""
    base = resolve_figures(read_offer_figures(brief.offer), read_offer_figures(market.offer), market.country)
    own = find_market_product(product, market)
    there = NO_FIGURES if own is None else read_offer_figures(own.offer)
    return resolve_product_figures(base, read_own_figures(product, locale), there, market.country)


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
