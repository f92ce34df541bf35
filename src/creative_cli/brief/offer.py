"""The offer: its figures per market, the places in lines where they stand, and what does not add up.

Figures are arithmetic of law: a price before that is lower, or a percentage nobody gets, is a false claim, so they
are checked together before anything is made. Money is never converted. Longer than most files, because the figures and
what is said of them belong together.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

from creative_cli.brief.schema import Brief, Market, Offer
from creative_cli.brief.schema_errors import BriefProblem, label_key_path
from creative_cli.brief.source_positions import KeyPath, SourceDocument
from creative_cli.brief.suggestions import suggest_similar_word
from creative_cli.locale import locales
from creative_cli.locale import number_format as figures
from creative_cli.locale.locales import Locale

OFFER_FIGURES = ("price", "was", "percent")
"""What lines may ask for in braces."""
MONEY_FIGURES = ("price", "was")
FIGURE_NAMES = frozenset(OFFER_FIGURES)
COPY_ROLES = ("headline", "body", "cta", "disclaimer")

_PLACEHOLDER = re.compile(r"\{([^{}\n]{0,40})\}")


@dataclass(frozen=True, slots=True)
class OfferFigures:
    """The figures of an offer, each None where it is not said; `currency` is an ISO 4217 code."""

    price: Decimal | None = None
    was: Decimal | None = None
    percent: Decimal | None = None
    currency: str | None = None

    def named(self) -> tuple[str, ...]:
        """Return the names of the figures that are there."""
        return tuple(name for name in OFFER_FIGURES if getattr(self, name) is not None)


def find_placeholders(text: str) -> tuple[str, ...]:
    """Return what stands in braces, in order and as often as it does: `("price", "was")`."""
    return tuple(_PLACEHOLDER.findall(text))


def fill_placeholders(text: str, values: Mapping[str, str]) -> str:
    """Put figures into a line; braces that name none of *values* stay, for the checks to find."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


def resolve_figures(base: OfferFigures, own: OfferFigures, territory: str) -> OfferFigures:
    """Return a market's figures: its own, key by key, before the brief's.

    A market with prices of its own has them in its own currency unless it says another; one without prints the
    brief's. Where nobody says one it is the market's.
    """
    inherited = None if own.price is not None or own.was is not None else base.currency
    return OfferFigures(
        price=base.price if own.price is None else own.price,
        was=base.was if own.was is None else own.was,
        percent=base.percent if own.percent is None else own.percent,
        currency=own.currency or inherited or figures.find_currency(territory),
    )


def compute_discount(price: Decimal, was: Decimal) -> Decimal:
    """Return what is really taken off, in percent, without its decimals: nobody may be promised more."""
    return ((was - price) * 100 / was).to_integral_value(rounding="ROUND_FLOOR")


def format_offer_figures(brief: Brief, market: Market, locale: Locale) -> Mapping[str, str]:
    """Return the texts a market prints for {price}, {was} and {percent}: those its offer has, as CLDR writes them."""
    found = resolve_figures(_figures_of(brief.offer), _figures_of(market.offer), market.country)
    texts = {}
    for name in MONEY_FIGURES:
        amount = getattr(found, name)
        if amount is not None and found.currency is not None:
            texts[name] = figures.localize_price(amount, found.currency, locale)
    if found.percent is not None:
        texts["percent"] = figures.localize_percent(found.percent, locale)
    return MappingProxyType(texts)


def _figures_of(offer: Offer | None) -> OfferFigures:
    return OfferFigures() if offer is None else OfferFigures(offer.price, offer.was, offer.percent, offer.currency)


@dataclass(frozen=True, slots=True)
class _MarketOffer:
    """A market as its document has it: where, what it is called, and its figures."""

    keys: KeyPath
    name: str
    own: OfferFigures
    figures: OfferFigures
    has_copy: bool


def find_offer_problems(document: SourceDocument) -> Iterator[BriefProblem]:
    """Yield what is wrong with an offer beyond the schema: sums, currencies, placeholders, figures nobody prints."""
    base = _read_figures(document, ("offer",))
    markets = tuple(_read_market_offers(document, base))
    for market in markets:
        yield from _find_arithmetic_problems(market, base, document)
    lines = tuple(_read_copy_lines(document))
    for keys, text in lines:
        yield from _find_placeholder_problems(keys, text, markets, document)
    yield from _find_unprinted_figures(markets, lines, base, document)
    yield from _find_intents_without_line(document)


def _read_figures(document: SourceDocument, keys: KeyPath) -> OfferFigures:
    numbers = {name: _read_number(document, (*keys, name)) for name in OFFER_FIGURES}
    currency = document.text(*keys, "currency")
    code = currency.strip().upper() if currency else None
    return OfferFigures(**numbers, currency=code if code in figures.list_currencies() else None)


def _read_number(document: SourceDocument, keys: KeyPath) -> Decimal | None:
    """Return a number as it is written; None for what the schema refuses."""
    value = document.at(*keys)
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = Decimal(value if isinstance(value, str) else document.sources[keys])
    except InvalidOperation:
        return None
    return number if number.is_finite() and number > 0 else None


def _read_market_offers(document: SourceDocument, base: OfferFigures) -> Iterator[_MarketOffer]:
    for index in document.items("markets"):
        keys: KeyPath = ("markets", index)
        country = document.text(*keys) or document.text(*keys, "country")
        code = None if country is None else locales.find_territory(country)
        if code is None:
            continue
        own = _read_figures(document, (*keys, "offer"))
        has_copy = isinstance(document.at(*keys, "copy"), dict)
        yield _MarketOffer(keys, code, own, resolve_figures(base, own, code), has_copy)


def _find_arithmetic_problems(
    market: _MarketOffer, base: OfferFigures, document: SourceDocument
) -> Iterator[BriefProblem]:
    found, own = market.figures, market.own
    keys = (*market.keys, "offer") if own != OfferFigures() else ("offer",)
    name = label_key_path(keys, document)
    if found.named() == ():
        return
    if found.currency is None:
        yield BriefProblem(
            document.place(keys), f"{name} has no currency, and {market.name} has none: write currency:."
        )
        return
    if bool(own.price) != bool(own.was) and found.price and found.was and base.currency not in (None, found.currency):
        lost = "was" if own.price else "price"
        sentence = (
            f"{name} is in {found.currency}, but its {lost} comes from the brief in {base.currency}: add {lost}:."
        )
        yield BriefProblem(document.place(keys), sentence)
        return
    yield from _find_decimal_problems(market, document)
    if found.price is None or found.was is None:
        return
    if found.was <= found.price:
        sentence = f"{name} says was {found.was}, which is not more than its price {found.price}."
        yield BriefProblem(document.place((*keys, "was")), sentence)
    elif found.percent is not None and found.percent.to_integral_value("ROUND_FLOOR") != (
        off := compute_discount(found.price, found.was)
    ):
        sentence = f"{name} says {found.percent} % off, but {found.price} instead of {found.was} is {off} %."
        yield BriefProblem(document.place((*keys, "percent")), sentence)


def _find_decimal_problems(market: _MarketOffer, document: SourceDocument) -> Iterator[BriefProblem]:
    """Complain of amounts finer than the currency: nobody can pay them, and rounding would change the offer."""
    currency = market.figures.currency or ""
    digits = figures.currency_digits(currency)
    for name in MONEY_FIGURES:
        amount = getattr(market.figures, name)
        if amount is None or figures.count_decimals(amount) <= digits or amount == amount.to_integral_value():
            continue
        own = getattr(market.own, name) is not None
        keys = (*market.keys, "offer", name) if own else ("offer", name)
        most = f"{digits} decimals" if digits else "no decimals"
        cure = "." if own else f": give the market {market.name} its own offer:."
        sentence = f"{label_key_path(keys, document)} is {amount}, but {currency} has {most}{cure}"
        yield BriefProblem(document.place(keys), sentence)


def _read_copy_lines(document: SourceDocument) -> Iterator[tuple[KeyPath, str]]:
    homes: list[KeyPath] = [("message",), *(("markets", index, "copy") for index in document.items("markets"))]
    for home in homes:
        for role in COPY_ROLES:
            text = document.text(*home, role)
            if text is not None:
                yield (*home, role), text


def _markets_that_print(keys: KeyPath, markets: tuple[_MarketOffer, ...]) -> tuple[_MarketOffer, ...]:
    """Return the markets that print a line: its own, or for the message all that have no copy of their own."""
    if keys[0] == "message":
        return tuple(market for market in markets if not market.has_copy)
    return tuple(market for market in markets if market.keys == keys[:2])


def _find_placeholder_problems(
    keys: KeyPath, text: str, markets: tuple[_MarketOffer, ...], document: SourceDocument
) -> Iterator[BriefProblem]:
    name = label_key_path(keys, document)
    for word in dict.fromkeys(find_placeholders(text)):
        if word not in FIGURE_NAMES:
            meant = suggest_similar_word(word, OFFER_FIGURES) or " There are {price}, {was} and {percent}."
            yield BriefProblem(document.place(keys), f"{name} has {{{word}}}, which is no figure of an offer.{meant}")
            continue
        without = [
            market.name for market in _markets_that_print(keys, markets) if not _has_figure(word, market, document)
        ]
        if without:
            where = f"{', '.join(without[:10])}{' and others' if len(without) > 10 else ''}"  # noqa: PLR2004  # enough
            sentence = f"{name} has {{{word}}}, but no {word} is known in {where}: add {word}: to offer:."
            yield BriefProblem(document.place(keys), sentence)


def _has_figure(name: str, market: _MarketOffer, document: SourceDocument) -> bool:
    """Tell whether a market has a figure, or something in its place that the schema refuses."""
    return any(
        name in (found if isinstance(found := document.at(*keys), dict) else ()) for keys in _offer_key_paths(market)
    )


def _offer_key_paths(market: _MarketOffer) -> tuple[KeyPath, KeyPath]:
    return ("offer",), (*market.keys, "offer")


def _find_unprinted_figures(
    markets: tuple[_MarketOffer, ...],
    lines: tuple[tuple[KeyPath, str], ...],
    base: OfferFigures,
    document: SourceDocument,
) -> Iterator[BriefProblem]:
    used = [(keys, set(find_placeholders(text)) & FIGURE_NAMES) for keys, text in lines]
    advice = "write {price}, {was} or {percent} where they belong, or leave it out."
    if base.named() and not any(words for _, words in used):
        yield BriefProblem(document.key_place(("offer",)), f"offer is printed by no line: {advice}")
    for market in markets:
        printed = any(words for keys, words in used if market in _markets_that_print(keys, markets))
        if market.own.named() and not printed:
            keys: KeyPath = (*market.keys, "offer")
            sentence = f"{label_key_path(keys, document)} is printed by no line of this market: {advice}"
            yield BriefProblem(document.key_place(keys), sentence)


def _find_intents_without_line(document: SourceDocument) -> Iterator[BriefProblem]:
    for role in COPY_ROLES:
        keys: KeyPath = ("message", "intent", role)
        if document.text(*keys) and not document.text("message", role):
            sentence = (
                f"{label_key_path(keys, document)} is an intent without a line: add message.{role}, or leave it out."
            )
            yield BriefProblem(document.place(keys), sentence)
