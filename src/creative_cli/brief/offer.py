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

from creative_cli.brief.grammar import Complaint, label
from creative_cli.brief.positions import Document, Keys
from creative_cli.brief.schema import Brief, Market, Offer
from creative_cli.brief.suggest import did_you_mean
from creative_cli.locale import locales
from creative_cli.locale import numbers as figures
from creative_cli.locale.locales import Locale

FIGURES = ("price", "was", "percent")
"""What lines may ask for in braces."""
MONEY = ("price", "was")
NUMBERS = frozenset(FIGURES)
ROLES = ("headline", "body", "cta", "disclaimer")

_BRACED = re.compile(r"\{([^{}\n]{0,40})\}")


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of an offer, each None where it is not said; `currency` is an ISO 4217 code."""

    price: Decimal | None = None
    was: Decimal | None = None
    percent: Decimal | None = None
    currency: str | None = None

    def named(self) -> tuple[str, ...]:
        """Return the names of the figures that are there."""
        return tuple(name for name in FIGURES if getattr(self, name) is not None)


def placeholders(text: str) -> tuple[str, ...]:
    """Return what stands in braces, in order and as often as it does: `("price", "was")`."""
    return tuple(_BRACED.findall(text))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put figures into a line; braces that name none of *values* stay, for the checks to find."""
    return _BRACED.sub(lambda found: values.get(found[1], found[0]), text)


def settled(base: Figures, own: Figures, territory: str) -> Figures:
    """Return a market's figures: its own, key by key, before the brief's.

    A market with prices of its own has them in its own currency unless it says another; one without prints the
    brief's. Where nobody says one it is the market's.
    """
    inherited = None if own.price is not None or own.was is not None else base.currency
    return Figures(
        price=base.price if own.price is None else own.price,
        was=base.was if own.was is None else own.was,
        percent=base.percent if own.percent is None else own.percent,
        currency=own.currency or inherited or figures.currency_of(territory),
    )


def percent_off(price: Decimal, was: Decimal) -> Decimal:
    """Return what is really taken off, in percent, without its decimals: nobody may be promised more."""
    return ((was - price) * 100 / was).to_integral_value(rounding="ROUND_FLOOR")


def figures_for(brief: Brief, market: Market, locale: Locale) -> Mapping[str, str]:
    """Return the texts a market prints for {price}, {was} and {percent}: those its offer has, as CLDR writes them."""
    found = settled(_of(brief.offer), _of(market.offer), market.country)
    texts = {}
    for name in MONEY:
        amount = getattr(found, name)
        if amount is not None and found.currency is not None:
            texts[name] = figures.price(amount, found.currency, locale)
    if found.percent is not None:
        texts["percent"] = figures.percent(found.percent, locale)
    return MappingProxyType(texts)


def _of(offer: Offer | None) -> Figures:
    return Figures() if offer is None else Figures(offer.price, offer.was, offer.percent, offer.currency)


@dataclass(frozen=True, slots=True)
class _Place:
    """A market as its document has it: where, what it is called, and its figures."""

    keys: Keys
    name: str
    own: Figures
    figures: Figures
    has_copy: bool


def complaints(document: Document) -> Iterator[Complaint]:
    """Yield what is wrong with an offer beyond the schema: sums, currencies, placeholders, figures nobody prints."""
    base = _read(document, ("offer",))
    markets = tuple(_markets(document, base))
    for market in markets:
        yield from _sums(market, base, document)
    lines = tuple(_lines(document))
    for keys, text in lines:
        yield from _line(keys, text, markets, document)
    yield from _unused(markets, lines, base, document)
    yield from _intents(document)


def _read(document: Document, keys: Keys) -> Figures:
    numbers = {name: _number(document, (*keys, name)) for name in FIGURES}
    currency = document.text(*keys, "currency")
    code = currency.strip().upper() if currency else None
    return Figures(**numbers, currency=code if code in figures.currencies() else None)


def _number(document: Document, keys: Keys) -> Decimal | None:
    """Return a number as it is written; None for what the schema refuses."""
    value = document.at(*keys)
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = Decimal(value if isinstance(value, str) else document.sources[keys])
    except InvalidOperation:
        return None
    return number if number.is_finite() and number > 0 else None


def _markets(document: Document, base: Figures) -> Iterator[_Place]:
    for index in document.items("markets"):
        keys: Keys = ("markets", index)
        country = document.text(*keys) or document.text(*keys, "country")
        code = None if country is None else locales.known_territory(country)
        if code is None:
            continue
        own = _read(document, (*keys, "offer"))
        has_copy = isinstance(document.at(*keys, "copy"), dict)
        yield _Place(keys, code, own, settled(base, own, code), has_copy)


def _sums(market: _Place, base: Figures, document: Document) -> Iterator[Complaint]:
    found, own = market.figures, market.own
    keys = (*market.keys, "offer") if own != Figures() else ("offer",)
    name = label(keys, document)
    if found.named() == ():
        return
    if found.currency is None:
        yield Complaint(document.place(keys), f"{name} has no currency, and {market.name} has none: write currency:.")
        return
    if bool(own.price) != bool(own.was) and found.price and found.was and base.currency not in (None, found.currency):
        lost = "was" if own.price else "price"
        sentence = (
            f"{name} is in {found.currency}, but its {lost} comes from the brief in {base.currency}: add {lost}:."
        )
        yield Complaint(document.place(keys), sentence)
        return
    yield from _decimals(market, document)
    if found.price is None or found.was is None:
        return
    if found.was <= found.price:
        sentence = f"{name} says was {found.was}, which is not more than its price {found.price}."
        yield Complaint(document.place((*keys, "was")), sentence)
    elif found.percent is not None and found.percent.to_integral_value("ROUND_FLOOR") != (
        off := percent_off(found.price, found.was)
    ):
        sentence = f"{name} says {found.percent} % off, but {found.price} instead of {found.was} is {off} %."
        yield Complaint(document.place((*keys, "percent")), sentence)


def _decimals(market: _Place, document: Document) -> Iterator[Complaint]:
    """Complain of amounts finer than the currency: nobody can pay them, and rounding would change the offer."""
    currency = market.figures.currency or ""
    digits = figures.minor_digits(currency)
    for name in MONEY:
        amount = getattr(market.figures, name)
        if amount is None or figures.decimals(amount) <= digits or amount == amount.to_integral_value():
            continue
        own = getattr(market.own, name) is not None
        keys = (*market.keys, "offer", name) if own else ("offer", name)
        most = f"{digits} decimals" if digits else "no decimals"
        cure = "." if own else f": give the market {market.name} its own offer:."
        sentence = f"{label(keys, document)} is {amount}, but {currency} has {most}{cure}"
        yield Complaint(document.place(keys), sentence)


def _lines(document: Document) -> Iterator[tuple[Keys, str]]:
    homes: list[Keys] = [("message",), *(("markets", index, "copy") for index in document.items("markets"))]
    for home in homes:
        for role in ROLES:
            text = document.text(*home, role)
            if text is not None:
                yield (*home, role), text


def _printing(keys: Keys, markets: tuple[_Place, ...]) -> tuple[_Place, ...]:
    """Return the markets that print a line: its own, or for the message all that have no copy of their own."""
    if keys[0] == "message":
        return tuple(market for market in markets if not market.has_copy)
    return tuple(market for market in markets if market.keys == keys[:2])


def _line(keys: Keys, text: str, markets: tuple[_Place, ...], document: Document) -> Iterator[Complaint]:
    name = label(keys, document)
    for word in dict.fromkeys(placeholders(text)):
        if word not in NUMBERS:
            meant = did_you_mean(word, FIGURES) or " There are {price}, {was} and {percent}."
            yield Complaint(document.place(keys), f"{name} has {{{word}}}, which is no figure of an offer.{meant}")
            continue
        without = [market.name for market in _printing(keys, markets) if not _said(word, market, document)]
        if without:
            where = f"{', '.join(without[:10])}{' and others' if len(without) > 10 else ''}"  # noqa: PLR2004  # enough
            sentence = f"{name} has {{{word}}}, but no {word} is known in {where}: add {word}: to offer:."
            yield Complaint(document.place(keys), sentence)


def _said(name: str, market: _Place, document: Document) -> bool:
    """Tell whether a market has a figure, or something in its place that the schema refuses."""
    return any(name in (found if isinstance(found := document.at(*keys), dict) else ()) for keys in _homes(market))


def _homes(market: _Place) -> tuple[Keys, Keys]:
    return ("offer",), (*market.keys, "offer")


def _unused(
    markets: tuple[_Place, ...], lines: tuple[tuple[Keys, str], ...], base: Figures, document: Document
) -> Iterator[Complaint]:
    used = [(keys, set(placeholders(text)) & NUMBERS) for keys, text in lines]
    advice = "write {price}, {was} or {percent} where they belong, or leave it out."
    if base.named() and not any(words for _, words in used):
        yield Complaint(document.key_place(("offer",)), f"offer is printed by no line: {advice}")
    for market in markets:
        printed = any(words for keys, words in used if market in _printing(keys, markets))
        if market.own.named() and not printed:
            keys: Keys = (*market.keys, "offer")
            sentence = f"{label(keys, document)} is printed by no line of this market: {advice}"
            yield Complaint(document.key_place(keys), sentence)


def _intents(document: Document) -> Iterator[Complaint]:
    for role in ROLES:
        keys: Keys = ("message", "intent", role)
        if document.text(*keys) and not document.text("message", role):
            sentence = f"{label(keys, document)} is an intent without a line: add message.{role}, or leave it out."
            yield Complaint(document.place(keys), sentence)
