"""The brief of one variant: what it says stands in place of the brief's own, and all else stays as it is.

    product's line of the variant ◄ variant's line in the market's language ◄ variant's line ◄ any line of the brief

The first of these that there is, is printed: a variant's line comes before every line of the brief, also before those
of its markets and products, or the ads would not show what is tested.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from creative_cli.brief.by_language import find_most_specific
from creative_cli.brief.copy_keys import MarketCopy, Message, ProductCopy, ShortCopy
from creative_cli.brief.copy_lines import COPY_PATHS
from creative_cli.brief.line_lists import LineList, put_line_lists
from creative_cli.brief.product_copy import list_copy_lines
from creative_cli.brief.schema import Brief, Market, MarketProduct, Product
from creative_cli.brief.source_positions import KeyPath
from creative_cli.brief.variant_documents import LOOK_KEYS
from creative_cli.brief.variant_keys import Variant
from creative_cli.locale import locales
from creative_cli.locale.locales import Locale

LineLists: TypeAlias = Mapping[KeyPath, LineList]
"""Lines, or lists of them, by their keys below `copy`."""

CopyT = TypeVar("CopyT", Message, MarketCopy, ProductCopy)


@dataclass(frozen=True, slots=True)
class VariantBrief:
    """The brief of a variant. `settled` are the lines that each of its markets has without being whole.

    The other lines of such a market are translated. A market with whole copy, or with none, has no settled lines.
    """

    brief: Brief
    settled: tuple[LineLists, ...]


def lay_over_brief(brief: Brief, name: str, market_locales: Sequence[Locale]) -> VariantBrief:
    """Return the brief of the variant *name*; *market_locales* are those of the markets of *brief*, in its order."""
    variant = brief.variants[name]
    written = list_copy_lines(brief.message)
    # A line that the brief has already is no other line, and has its translations.
    general = {path: line for path, line in list_copy_lines(variant).items() if line != written.get(path)}
    spoken = {tag: list_copy_lines(copy) for tag, copy in variant.approved.items()}
    message = _with_lines(brief.message, general)
    markets, settled = [], []
    for market, locale in zip(brief.markets, market_locales, strict=True):
        own = _lines_in(spoken, locale)
        reads_source = locales.reads_language(locale, brief.source_language)
        made, kept = _lay_over_market(market, message, general, own, reads_source=reads_source)
        markets.append(made)
        settled.append(kept)
    taken = {path: frozenset(("",)) for path in general}
    for tag, lines in spoken.items():
        for path in lines:
            taken[path] = taken.get(path, frozenset()) | {_language_of(tag)}
    changes: dict[str, Any] = {
        "message": message,
        "markets": tuple(
            _strip_market(one, locale, taken, _list_product_lines(brief, variant))
            for one, locale in zip(markets, market_locales, strict=True)
        ),
        "products": tuple(_lay_over_product(one, variant, taken) for one in brief.products),
        "variants": {},
    }
    for key in LOOK_KEYS:
        field = "studio_set" if key == "set" else key
        value = getattr(variant, field)
        if value is not None:
            changes[field] = value
    return VariantBrief(brief.model_copy(update=changes), tuple(settled))


def _lines_in(spoken: Mapping[str, LineLists], locale: Locale) -> LineLists:
    """Return the lines in the language of *locale*, each from the most specific table that has it."""
    found: dict[KeyPath, LineList] = {}
    for path in COPY_PATHS:
        line = find_most_specific({tag: lines[path] for tag, lines in spoken.items() if path in lines}, locale)
        if line is not None:
            found[path] = line
    return found


def _with_lines(copy: CopyT, lines: LineLists) -> CopyT:
    """Return *copy* with *lines* in place of its own."""
    if not lines:
        return copy
    changes: dict[str, Any] = {str(path[0]): line.texts[0] for path, line in lines.items() if len(path) == 1}
    short = {str(path[1]): line.texts[0] for path, line in lines.items() if len(path) > 1}
    if short:
        changes["short"] = (copy.short or ShortCopy.model_construct()).model_copy(update=short)
    changes["further_lines"] = put_line_lists(copy.further_lines, lines)
    return copy.model_copy(update=changes)


def _lay_over_market(
    market: Market, message: Message, general: LineLists, own: LineLists, *, reads_source: bool
) -> tuple[Market, LineLists]:
    """Return the market with the copy of a variant, and its settled lines if others are yet to be translated."""
    approved = market.approved
    if approved is None and (not own or not (reads_source or list_copy_lines(message).keys() <= own.keys())):
        return market, own  # the message, or a translation of what the variant does not have in its language
    if approved is None:
        whole = MarketCopy.model_construct(**{key: getattr(message, key) for key in MarketCopy.model_fields})
        return market.model_copy(update={"approved": _with_lines(whole, own)}), {}
    if reads_source:
        return market.model_copy(update={"approved": _with_lines(approved, {**general, **own})}), {}
    waiting = general.keys() - own.keys()
    laid = _with_lines(approved, own)
    if not waiting:
        return market.model_copy(update={"approved": laid}), {}
    kept = {path: text for path, text in list_copy_lines(laid).items() if path not in waiting}
    return market.model_copy(update={"approved": None}), kept


def _language_of(tag: str) -> str:
    found = locales.find_language(tag)
    return tag if found is None else found.language


def _lay_over_product(product: Product, variant: Variant, taken: Mapping[KeyPath, frozenset[str]]) -> Product:
    own = variant.products.get(product.id)
    approved = {
        tag: stripped
        for tag, copy in product.approved.items()
        if (stripped := _without_lines(copy, taken, _language_of(tag))) is not None
    }
    if own is not None:
        for tag, copy in own.approved.items():
            approved[tag] = _with_lines(approved[tag], list_copy_lines(copy)) if tag in approved else copy
    changes: dict[str, Any] = {} if approved == product.approved else {"approved": approved}
    image = variant.image if own is None or own.image is None else own.image
    scene = variant.scene if own is None or own.scene is None else own.scene
    if image is not None and image != product.image:
        # The subject and the other pictures belong to the picture of the brief.
        changes |= {"image": image, "image_kind": variant.image_kind, "focus": None, "images": {}}
    if scene is not None:
        changes["scene"] = scene
    return product.model_copy(update=changes) if changes else product


def _list_product_lines(brief: Brief, variant: Variant) -> dict[str, Mapping[KeyPath, frozenset[str]]]:
    """Return the languages of the lines that a variant has for single products, by the names that markets give them."""
    found: dict[str, Mapping[KeyPath, frozenset[str]]] = {}
    for product in brief.products if variant.products else ():
        own = variant.products.get(product.id)
        lines: dict[KeyPath, frozenset[str]] = {}
        for tag, copy in () if own is None else own.approved.items():
            for path in list_copy_lines(copy):
                lines[path] = lines.get(path, frozenset()) | {_language_of(tag)}
        if lines:
            found |= dict.fromkeys((product.id.casefold(), product.name.strip().casefold()), lines)
    return found


def _strip_market(
    market: Market,
    locale: Locale,
    taken: Mapping[KeyPath, frozenset[str]],
    products: Mapping[str, Mapping[KeyPath, frozenset[str]]],
) -> Market:
    """Return the market without those lines of its products that the variant has."""
    kept: list[MarketProduct] = []
    for one in market.products:
        copy = one.approved
        for gone in (taken, products.get(one.product.strip().casefold(), {})):
            copy = None if copy is None else _without_lines(copy, gone, locale.language)
        kept.append(one if copy is one.approved else one.model_copy(update={"approved": copy}))
    return market if tuple(kept) == market.products else market.model_copy(update={"products": tuple(kept)})


def _without_lines(copy: ProductCopy, taken: Mapping[KeyPath, frozenset[str]], language: str) -> ProductCopy | None:
    """Return *copy* without the lines that a variant has for all languages or for this one; None if none is left."""
    gone = [path for path, languages in taken.items() if languages & {"", language}]
    lines = list_copy_lines(copy)
    left = {path: line for path, line in lines.items() if path not in gone}
    if len(left) == len(lines):
        return copy
    return _with_lines(ProductCopy.model_construct(), left) if left else None
