"""The offer: figures per market, the placeholders in texts that print them, and their consistency checks.

A reference price below the price, or a discount that nobody gets, is a false claim by law. The figures are therefore
checked together before anything is made. Money is never converted.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any

from creative_cli.brief.copy_lines import COPY_PATHS, COPY_ROLES, find_placeholders
from creative_cli.brief.line_lists import WrittenText, is_optional_line, list_written_lines
from creative_cli.brief.line_words import explain_unknown_word, has_product_offers, list_line_words
from creative_cli.brief.offer_keys import Offer
from creative_cli.brief.schema import Brief, Market
from creative_cli.brief.source_positions import KeyPath, SourceDocument
from creative_cli.errors import Problem, UsageError
from creative_cli.locale import locales, number_format
from creative_cli.locale.locales import Locale

MONEY_FIGURES = ("price", "was")
OFFER_FIGURES = (*MONEY_FIGURES, "percent")
"""The figures that texts may print in braces."""

OFFER_WORDS = ("unit", "unit_base", "note")
"""The words around the figures; they are printed as written, in the language of the market."""

OFFER_AMOUNTS = (*MONEY_FIGURES, "percent", "unit_price", "lowest_30d")
OFFER_KEYS = (*OFFER_AMOUNTS, *OFFER_WORDS, "currency")

# Markets that a message lists by name; more would make it unreadable.
MAX_LISTED_MARKETS = 10

# Units that every language writes alike: 1 l, 100 g.
_COMMON_UNIT = re.compile(r"[0-9.,]*[ \u00a0]?(?:[kmµ]?g|[mcdh]?l|[mck]?m[²³]?)", re.IGNORECASE)
# Japan's total must be clear, and the net price must not be stressed (総額表示, since 2021-04-01): a note may name the
# net price below the total, not a total above the price.
_NET_WORDS = re.compile("税抜|税別|本体|[+＋]税")
_GROSS_WORD = "税込"
_WRITTEN_AMOUNT = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class OfferFigures:
    """The figures of an offer and the words around them, each None if it is not given.

    `currency` is an ISO 4217 code. `unit_price` is the price of a `unit_base` (1 l), `lowest_30d` the lowest price of
    the 30 days before the reduction.
    """

    price: Decimal | None = None
    was: Decimal | None = None
    percent: Decimal | None = None
    currency: str | None = None
    unit: str | None = None
    unit_price: Decimal | None = None
    unit_base: str | None = None
    note: str | None = None
    lowest_30d: Decimal | None = None

    def named(self) -> tuple[str, ...]:
        """Return the names of the figures that are given."""
        return tuple(name for name in OFFER_FIGURES if getattr(self, name) is not None)


def resolve_figures(base: OfferFigures, own: OfferFigures, territory: str) -> OfferFigures:
    """Return a market's figures: each is its own if given, else the brief's (*base*).

    Prices of its own are in its own currency unless it names another; otherwise the brief's currency applies. If
    neither names one, the market's currency applies. What depends on a price (that of a unit, the lowest of 30 days) is
    the brief's only as long as the prices are; the brief's percentage is then counted from the market's prices.
    """
    priced = own.price is not None or own.was is not None
    inherited = None if priced else base.currency
    price = base.price if own.price is None else own.price
    was = base.was if own.was is None else own.was
    percent = base.percent if own.percent is None else own.percent
    if priced and own.percent is None and base.percent is not None and price is not None and was is not None:
        percent = _count_percent(price, was)
    return OfferFigures(
        price=price,
        was=was,
        percent=percent,
        currency=own.currency or inherited or number_format.find_currency(territory),
        unit=own.unit or base.unit,
        unit_price=base.unit_price if own.unit_price is None and not priced else own.unit_price,
        unit_base=own.unit_base or (None if priced and own.unit_price is None else base.unit_base),
        note=own.note or base.note,
        lowest_30d=base.lowest_30d if own.lowest_30d is None and not priced else own.lowest_30d,
    )


def compute_discount(price: Decimal, was: Decimal) -> Decimal:
    """Return the discount in whole percent, rounded down to never promise more."""
    return ((was - price) * 100 / was).to_integral_value(rounding="ROUND_FLOOR")


def derive_percent(figures: OfferFigures) -> Decimal | None:
    """Return the discount that texts print: the one given, or else that of the prices; None below 1 %."""
    if figures.percent is not None or figures.price is None or figures.was is None:
        return figures.percent
    return _count_percent(figures.price, figures.was)


def _count_percent(price: Decimal, was: Decimal) -> Decimal | None:
    off = compute_discount(price, was)
    return off if off >= 1 else None


def explain_wrong_percent(percent: Decimal, price: Decimal, was: Decimal) -> str | None:
    """Return what is wrong with a discount beside its prices, with the cure; None if it is true.

    It is true if it is not above the exact discount, and its whole percent are those of `compute_discount`.
    """
    off = compute_discount(price, was)
    if percent * was <= (was - price) * 100 and percent.to_integral_value("ROUND_FLOOR") == off:
        return None
    advice = f"write percent: {off}, or leave it out: {{percent}} is counted from the prices."
    if off < 1:
        return f"says {percent} % off, but {price} instead of {was} is less than 1 %: leave percent: out."
    return f"says {percent} % off, but {price} instead of {was} is {off} %: {advice}"


def format_offer_figures(brief: Brief, market: Market, locale: Locale) -> Mapping[str, str]:
    """Return the texts a market prints for {price}, {was} and {percent}, formatted by CLDR; only figures it has.

    Prices have no decimals if all of the market's are written without: 699 kr, but 699,00 kr for 699.00. Without
    percent: it is counted from the prices.
    """
    found = resolve_figures(read_offer_figures(brief.offer), read_offer_figures(market.offer), market.country)
    return format_figures(found, locale)


def format_figures(found: OfferFigures, locale: Locale) -> Mapping[str, str]:
    """Return the texts for {price}, {was} and {percent} of *found* in *locale*."""
    amounts = {name: amount for name in MONEY_FIGURES if (amount := getattr(found, name)) is not None}
    plain = number_format.are_written_whole(amounts.values())
    texts = {}
    for name, amount in amounts.items():
        if found.currency is not None:
            texts[name] = number_format.localize_price(amount, found.currency, locale, plain=plain)
    percent = derive_percent(found)
    if percent is not None:
        texts["percent"] = number_format.localize_percent(percent, locale)
    return MappingProxyType(texts)


def read_offer_figures(offer: Offer | None) -> OfferFigures:
    """Return the figures of an offer in a valid brief; none without an offer."""
    return OfferFigures() if offer is None else OfferFigures(**{name: getattr(offer, name) for name in OFFER_KEYS})


@dataclass(frozen=True, slots=True)
class _MarketOffer:
    """A market of an unvalidated document: its path, its code and its figures, own and resolved.

    `reads_source` is False for a market known to read another language than the message's.
    """

    keys: KeyPath
    name: str
    own: OfferFigures
    figures: OfferFigures
    has_copy: bool
    reads_source: bool

    @property
    def home(self) -> KeyPath:
        """The key of the offer that the market's problems belong to."""
        return (*self.keys, "offer") if self.own != OfferFigures() else ("offer",)


def find_offer_problems(document: SourceDocument) -> Iterator[Problem]:
    """Yield what the schema cannot detect: wrong sums and currencies, unknown placeholders, figures never printed."""
    base = read_document_figures(document, ("offer",))
    markets = tuple(_read_market_offers(document, base))
    for market in markets:
        yield from _find_arithmetic_problems(market, base, document)
        yield from _find_word_problems(market, document)
    homes: list[KeyPath] = [("message",), *(("markets", index, "copy") for index in document.items("markets"))]
    lines: dict[KeyPath, str] = {}
    for home in homes:
        for path in COPY_PATHS:
            written = list_written_lines(document, home, path)
            lines |= dict(written)
            if written:
                printing = _markets_that_print(written[0][0], markets)
                optional = is_optional_line(document, home, path)
                yield from _find_placeholder_problems(written, printing, document, optional=optional)
    yield from _find_unprinted_figures(markets, lines, base, document)
    for role in COPY_ROLES:
        keys = ("message", "intent", role)
        if document.text(*keys) and not document.text("message", role):
            sentence = f"is an intent without a text: add message.{role}, or leave it out."
            yield document.problem(keys, f"{document.label(keys)} {sentence}")


def read_document_figures(document: SourceDocument, keys: KeyPath) -> OfferFigures:
    """Return the figures at *keys* of a document that may be wrong; those that the schema rejects are None."""
    found: dict[str, Any] = {name: read_written_amount(document, (*keys, name)) for name in OFFER_AMOUNTS}
    found |= {name: (document.text(*keys, name) or "").strip() or None for name in OFFER_WORDS}
    currency = document.text(*keys, "currency")
    code = currency.strip().upper() if currency else None
    return OfferFigures(**found, currency=code if code in number_format.list_currencies() else None)


def read_written_amount(document: SourceDocument, keys: KeyPath) -> Decimal | None:
    """Return a number with its digits as written; None for what the schema rejects."""
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
        if code is not None:
            own = read_document_figures(document, (*keys, "offer"))
            has_copy = isinstance(document.at(*keys, "copy"), dict)
            reads_source = _reads_source(document, keys, code)
            yield _MarketOffer(keys, code, own, resolve_figures(base, own, code), has_copy, reads_source)


def _reads_source(document: SourceDocument, keys: KeyPath, code: str) -> bool:
    source, language = document.text("source_language") or "en", document.at(*keys, "language")
    if locales.find_language(source) is None or not isinstance(language, str | None):
        return True
    try:
        return locales.reads_language(locales.resolve_locale(code, language, source), source)
    except UsageError:
        return True  # a wrong language, which has a problem of its own


def _find_arithmetic_problems(market: _MarketOffer, base: OfferFigures, document: SourceDocument) -> Iterator[Problem]:
    found, own = market.figures, market.own
    keys = market.home
    name = document.label(keys)
    if not found.named():
        return
    if found.currency is None:
        yield document.problem(keys, f"{name} has no currency, and {market.name} has none: write currency:.")
        return
    if bool(own.price) != bool(own.was) and found.price and found.was and base.currency not in (None, found.currency):
        lost = "was" if own.price else "price"
        sentence = f"is in {found.currency}, but its {lost} comes from the brief in {base.currency}: add {lost}:."
        yield document.problem(keys, f"{name} {sentence}")
        return
    yield from _find_decimal_problems(market, document)
    if found.price is None or found.was is None:
        return
    if found.was <= found.price:
        sentence = f"{name} says was {found.was}, which is not more than its price {found.price}."
        yield document.problem((*keys, "was"), sentence)
    elif found.percent is not None and (wrong := explain_wrong_percent(found.percent, found.price, found.was)):
        yield document.problem((*keys, "percent"), f"{name} {wrong}")


def _find_word_problems(market: _MarketOffer, document: SourceDocument) -> Iterator[Problem]:
    """Yield words in another language than the market's, a unit without its price, and a net price in Japan."""
    found, own, name = market.figures, market.own, document.label(market.home)
    foreign = [
        word
        for word in OFFER_WORDS
        if not market.reads_source and getattr(own, word) is None and (text := getattr(found, word)) is not None
        if word != "unit_base" or _COMMON_UNIT.fullmatch(text) is None
    ]
    for word in foreign:
        sentence = f"is in the language of the message: add {word}: to the offer of {market.name} in its language."
        yield document.problem(("offer", word), f"offer.{word} {sentence}")
    if (found.unit_price is None) != (found.unit_base is None):
        has, lacks = ("unit_price", "unit_base") if found.unit_base is None else ("unit_base", "unit_price")
        yield document.problem((*market.home, has), f"{name} has {has} but no {lacks}: write both, as 3.03 for 1 l.")
    note = (found.note or "").replace("，", ",")
    amounts = [Decimal(one.replace(",", "")) for one in _WRITTEN_AMOUNT.findall(note)]
    if market.name != "JP" or found.price is None or "%" in note:
        return
    gross = _GROSS_WORD in note and any(amount > found.price for amount in amounts)
    if gross or (_NET_WORDS.search(note) and not any(amount < found.price for amount in amounts)):
        sentence = "but ads in Japan show the price with tax: write that as price:, and the price without tax in note:."
        keys: KeyPath = (*market.home, "note")
        yield document.problem(keys, f"{name}.note says that {found.price} is without tax, {sentence}")


def _find_decimal_problems(market: _MarketOffer, document: SourceDocument) -> Iterator[Problem]:
    """Yield amounts finer than the currency, which cannot be paid; rounding would change the offer."""
    currency = market.figures.currency or ""
    digits = number_format.currency_digits(currency)
    for name in MONEY_FIGURES:
        amount = getattr(market.figures, name)
        if amount is None or number_format.count_decimals(amount) <= digits or amount == amount.to_integral_value():
            continue
        own = getattr(market.own, name) is not None
        keys: KeyPath = (*market.keys, "offer", name) if own else ("offer", name)
        most = f"{digits} decimals" if digits else "no decimals"
        fix = "." if own else f": give the market {market.name} its own offer:."
        yield document.problem(keys, f"{document.label(keys)} is {amount}, but {currency} has {most}{fix}")


def _markets_that_print(keys: KeyPath, markets: tuple[_MarketOffer, ...]) -> tuple[_MarketOffer, ...]:
    """Return the markets that print a text: for the message, all without copy of their own."""
    if keys[0] == "message":
        return tuple(market for market in markets if not market.has_copy)
    return tuple(market for market in markets if market.keys == keys[:2])


def _find_placeholder_problems(
    written: Sequence[WrittenText], markets: tuple[_MarketOffer, ...], document: SourceDocument, *, optional: bool
) -> Iterator[Problem]:
    """Yield unknown words in a line or a list of lines, and markets in which none of them can be filled."""
    known = list_line_words(document)
    for keys, text in written:
        for word in dict.fromkeys(find_placeholders(text)):
            if word not in known:
                yield document.problem(keys, f"{document.label(keys)} {explain_unknown_word(word, known)}")
    if has_product_offers(document):
        return  # product_problems knows what each product prints
    lacking: dict[str, list[str]] = {}
    for market in markets:
        lacks = [_list_lacking(text, market, document) for _, text in written]
        if all(lacks) and not optional:
            for word in lacks[0] if len(lacks) == 1 else [" or ".join(dict.fromkeys(one[0] for one in lacks))]:
                lacking.setdefault(word, []).append(market.name)
    keys, _ = written[0]
    name = document.label(keys)
    for word, without in lacking.items():
        more = " and others" if len(without) > MAX_LISTED_MARKETS else ""
        where = f"{', '.join(without[:MAX_LISTED_MARKETS])}{more}"
        if len(written) == 1:
            sentence = f"{name} has {{{word}}}, but there is no {word} for {where}: add offer.{word}."
        else:
            sentence = f"{name} has no line that can be filled for {where}: there is no {word}. Add one without braces."
        yield document.problem(keys, sentence)


def _list_lacking(text: str, market: _MarketOffer, document: SourceDocument) -> list[str]:
    """Return the figures that a line prints and a market has not."""
    words = (word for word in dict.fromkeys(find_placeholders(text)) if word in OFFER_FIGURES)
    return [word for word in words if _lacks_figure(word, market, document)]


def _lacks_figure(word: str, market: _MarketOffer, document: SourceDocument) -> bool:
    # A figure that the schema rejects, and a percentage of impossible prices, have a problem of their own.
    given = word in document.mapping("offer") or word in document.mapping(*market.keys, "offer")
    found = market.figures
    if word != "percent" or derive_percent(found) is not None:
        return word != "percent" and not given
    return not given or (found.price is not None and found.was is not None and found.was > found.price)


def _find_unprinted_figures(
    markets: tuple[_MarketOffer, ...], lines: Mapping[KeyPath, str], base: OfferFigures, document: SourceDocument
) -> Iterator[Problem]:
    """Yield offers that neither a text prints nor the price block, which needs a price or a percentage."""
    printing = [keys for keys, text in lines.items() if not set(OFFER_FIGURES).isdisjoint(find_placeholders(text))]
    advice = "add price: or percent:, write {was} where it belongs, or leave it out."
    if has_product_offers(document):
        return  # what is the brief's or the market's may be there for its currency, its unit or its note
    if _needs_print(base) and not printing and not any(_has_block(market.figures) for market in markets):
        yield document.key_problem(("offer",), f"offer is never printed: {advice}")
    for market in markets:
        printed = any(market in _markets_that_print(keys, markets) for keys in printing)
        if _needs_print(market.own) and not _has_block(market.figures) and not printed:
            keys: KeyPath = (*market.keys, "offer")
            yield document.key_problem(keys, f"{document.label(keys)} is never printed in this market: {advice}")


def _has_block(figures: OfferFigures) -> bool:
    return figures.price is not None or figures.percent is not None


def _needs_print(figures: OfferFigures) -> bool:
    return any(getattr(figures, name) is not None for name in OFFER_KEYS if name != "currency")
