"""Several products in one ad: who is shown, how, and under which name and price in each market."""

from collections.abc import Iterator, Mapping, Sequence

from creative_cli.brief.group_facts import MOST_TOGETHER, GroupKind, ProductLabel
from creative_cli.brief.market_groups import names_locale
from creative_cli.brief.offer import (
    OfferFigures,
    explain_wrong_percent,
    read_offer_figures,
    read_written_amount,
    resolve_figures,
)
from creative_cli.brief.price_display import describe_price
from creative_cli.brief.product_copy import name_product, read_own_figures
from creative_cli.brief.schema import Brief, Market, Product, Together
from creative_cli.brief.source_positions import KeyPath, SourceDocument
from creative_cli.brief.suggestions import suggest_similar_word
from creative_cli.brief.text_rules import quote_for_message
from creative_cli.errors import Problem, UsageError
from creative_cli.locale import locales
from creative_cli.locale.locales import Locale

PRICES, HERO, LINE_UP = "prices", "hero", "line-up"


def list_advertised(brief: Brief) -> tuple[Product, ...]:
    """Return what a campaign has ads for: its products, then each set of products that are shown together.

    A set is described by the names of its products, so that search finds it by each of them.
    """
    sets = (
        Product(id=one.id, name=one.name, description=", ".join(each.name for each in list_members(one, brief)))
        for one in brief.together
    )
    return (*brief.products, *sets)


def find_together(brief: Brief, product: str) -> Together | None:
    """Return the set of products that has this id; None if it is the id of one product."""
    return next((one for one in brief.together if one.id == product), None)


def list_members(together: Together, brief: Brief) -> tuple[Product, ...]:
    """Return the products that a set of a valid brief shows, in its order."""
    known = _index_products({(one.id, one.name): one for one in brief.products})
    return tuple(known[_fold(name)] for name in together.products[:MOST_TOGETHER])


def find_hero(together: Together, brief: Brief) -> str:
    """Return the id of the product that leads a set: the one the brief names, else the first."""
    known = _index_products({(one.id, one.name): one for one in brief.products})
    return known[_fold(together.hero or together.products[0])].id


def choose_group_kind(together: Together, brief: Brief) -> GroupKind:
    """Return how a set is shown: what the brief says; prices if every market has all; a named hero; a line-up."""
    if together.show is not None:
        return GroupKind(together.show)
    ids = {one.id for one in list_members(together, brief)}
    if all(_has_price(brief, market, product) for market in brief.markets for product in ids):
        return GroupKind.PRICES
    return GroupKind.HERO if together.hero is not None else GroupKind.LINE_UP


def describe_product_labels(brief: Brief, market: Market, locale: Locale) -> tuple[ProductLabel, ...]:
    """Return the name and the price of each product as a market prints them; none if no ad shows several."""
    if not brief.together:
        return ()
    return tuple(
        ProductLabel(
            one.id, name_product(one, market, locale), describe_price(_resolve_offer(one, market, locale), locale)
        )
        for one in brief.products
    )


def describe_shown_products(brief: Brief, product: Product, labels: Sequence[ProductLabel]) -> str:
    """Return the description of a product; of a set the names of its products, those of a market among them."""
    together = find_together(brief, product.id)
    if together is None:
        return product.description or ""
    members = list_members(together, brief)
    ids = {one.id for one in members}
    names = (*(one.name for one in members), *(label.name for label in labels if label.product in ids))
    return ", ".join(dict.fromkeys(names))


def _resolve_offer(product: Product, market: Market, locale: Locale) -> OfferFigures:
    names = {_fold(product.id), _fold(product.name)}
    own = next((one.offer for one in market.products if _fold(one.product) in names and one.offer), None)
    return resolve_figures(read_own_figures(product, locale), read_offer_figures(own), market.country)


def _has_price(brief: Brief, market: Market, product: str) -> bool:
    one = next(each for each in brief.products if each.id == product)
    locale = locales.resolve_locale(market.country, market.language, brief.source_language)
    return _resolve_offer(one, market, locale).price is not None


def _fold(name: str) -> str:
    return name.strip().casefold()


def _index_products(products: Mapping[tuple[str, str], Product]) -> dict[str, Product]:
    """Return products by id and by name; an id wins over the same word as another's name."""
    names = {_fold(name): product for (_, name), product in products.items()}
    return names | {_fold(key): product for (key, _), product in products.items()}


def find_together_problems(document: SourceDocument) -> Iterator[Problem]:
    """Yield what the schema cannot detect: unknown and repeated products, too many, no packshot, no price."""
    products = tuple(_list_products(document))
    taken = {name: index for index, (name, _) in enumerate(products) if name}
    for index in document.items("together"):
        keys: KeyPath = ("together", index)
        own = document.text(*keys, "id")
        if own in taken:
            sentence = f"The id {quote_for_message(own)} is that of a product: files would overwrite each other."
            yield document.problem((*keys, "id"), sentence)
        elif own is not None and own in _earlier_ids(document, index):
            sentence = f"The id {quote_for_message(own)} is that of another set of products: give this one its own."
            yield document.problem((*keys, "id"), sentence)
        yield from _find_member_problems(document, keys, products)
    for index in document.items("markets"):
        for place in document.items("markets", index, "products"):
            name: KeyPath = ("markets", index, "products", place, "product")
            if (text := document.text(*name)) is not None and _match_product(text, products) is None:
                yield document.problem(name, _explain_unknown(document, name, text, products))
    yield from _find_price_problems(document)


def _earlier_ids(document: SourceDocument, index: int) -> set[str | None]:
    return {document.text("together", number, "id") for number in range(index)}


def _list_products(document: SourceDocument) -> Iterator[tuple[str, str]]:
    for index in document.items("products"):
        keys: KeyPath = ("products", index)
        yield document.text(*keys, "id") or "", document.text(*keys, "name") or ""


def _match_product(text: str, products: tuple[tuple[str, str], ...]) -> int | None:
    """Return the place of the product that *text* names by id, or by name."""
    for part in (0, 1):
        for index, words in enumerate(products):
            if words[part] and _fold(words[part]) == _fold(text):
                return index
    return None


def _explain_unknown(document: SourceDocument, keys: KeyPath, text: str, products: tuple[tuple[str, str], ...]) -> str:
    words = [word for pair in products for word in pair if word]
    meant = (
        suggest_similar_word(text, words) or f" Its products are {', '.join(name or key for key, name in products)}."
    )
    return f"{document.label(keys)} is {quote_for_message(text)}, which is no product of this brief.{meant}"


def _find_member_problems(
    document: SourceDocument, keys: KeyPath, products: tuple[tuple[str, str], ...]
) -> Iterator[Problem]:
    listed: list[int] = []
    for place in document.items(*keys, "products"):
        entry: KeyPath = (*keys, "products", place)
        text = document.text(*entry)
        if text is None:
            continue
        found = _match_product(text, products)
        if found is None:
            yield document.problem(entry, _explain_unknown(document, entry, text, products))
        elif found in listed:
            yield document.problem(entry, f"{document.label(entry)} names {quote_for_message(text)} again: keep one.")
        else:
            listed.append(found)
            yield from _find_packshot_problems(document, entry, found)
    count = len(document.items(*keys, "products"))
    if count > MOST_TOGETHER and document.at(*keys, "and_more") is not True:
        sentence = (
            f"names {count} products, but an ad shows {MOST_TOGETHER} at most: "
            "leave some out, or write and_more: true to show the first four."
        )
        yield document.problem((*keys, "products"), f"{document.label((*keys, 'products'))} {sentence}")
    hero = document.text(*keys, "hero")
    leader = None if hero is None else _match_product(hero, products)
    if hero is not None and leader is None:
        yield document.problem((*keys, "hero"), _explain_unknown(document, (*keys, "hero"), hero, products))
    elif hero is not None and leader not in listed[:MOST_TOGETHER]:
        sentence = f"is {quote_for_message(hero)}, which these ads do not show: name it among their products."
        yield document.problem((*keys, "hero"), f"{document.label((*keys, 'hero'))} {sentence}")
    if document.text(*keys, "show") == PRICES:
        for found in listed[:MOST_TOGETHER]:
            yield from _find_missing_prices(document, keys, found, products)


def _find_packshot_problems(document: SourceDocument, entry: KeyPath, product: int) -> Iterator[Problem]:
    home: KeyPath = ("products", product)
    name = document.label(home)
    if document.at(*home, "image") is None:
        sentence = "but a product beside others needs a packshot with a transparent background: add image: to it."
        yield document.problem(entry, f"{document.label(entry)} is {name}, which has no image, {sentence}")
    elif document.text(*home, "image_kind") == "photo":
        sentence = "but a product beside others needs a packshot: give it one, or leave it out here."
        yield document.problem(entry, f"{document.label(entry)} is {name}, whose image is a photo, {sentence}")


def _find_missing_prices(
    document: SourceDocument, keys: KeyPath, product: int, products: tuple[tuple[str, str], ...]
) -> Iterator[Problem]:
    if document.at("products", product, "offer", "price") is not None:
        return
    without = []
    for index in document.items("markets"):
        own = (
            document.at("markets", index, "products", place, "offer", "price")
            for place in document.items("markets", index, "products")
            if _match_product(document.text("markets", index, "products", place, "product") or "", products) == product
        )
        if all(price is None for price in own) and not _is_priced_there(document, product, index):
            without.append(document.text("markets", index) or document.text("markets", index, "country") or "a market")
    if without:
        where = ", ".join(without)
        sentence = f"shows prices, but {products[product][1] or products[product][0]} has none in {where}: add offer:."
        yield document.problem((*keys, "show"), f"{document.label(keys)} {sentence}")


def _is_priced_there(document: SourceDocument, product: int, market: int) -> bool:
    """Return whether a product has a price of its own in a market; True for a market that cannot be read."""
    keys: KeyPath = ("markets", market)
    language = document.text(*keys, "language")
    country = locales.find_territory(document.text(*keys) or document.text(*keys, "country") or "")
    try:
        locale = locales.resolve_locale(country or "", language, document.text("source_language") or "en")
    except UsageError:
        return True
    names = document.mapping("products", product, "by_market")
    return any(
        names_locale(name, locale) and document.at("products", product, "by_market", name, "offer", "price") is not None
        for name in names
    )


def _find_price_problems(document: SourceDocument) -> Iterator[Problem]:
    """Yield prices of products that contradict each other: a previous price below the price, a wrong discount."""
    homes: list[KeyPath] = [("products", index, "offer") for index in document.items("products")]
    homes += [
        ("markets", index, "products", place, "offer")
        for index in document.items("markets")
        for place in document.items("markets", index, "products")
    ]
    for home in homes:
        price, was, percent = (read_written_amount(document, (*home, key)) for key in ("price", "was", "percent"))
        if price is None or was is None:
            continue
        label = document.label(home)
        if was <= price:
            sentence = f"{label} says was {was}, which is not more than its price {price}."
            yield document.problem((*home, "was"), sentence)
        elif percent is not None and (wrong := explain_wrong_percent(percent, price, was)):
            yield document.problem((*home, "percent"), f"{label} {wrong}")
