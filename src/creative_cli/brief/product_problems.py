"""Finds what is wrong with products beyond their schema: markets, pictures, lines and figures that do not fit.

The products of the brief and the rows of a feed go through the same rules. What holds for all of them (the markets, and
what their lines print) is read once, in `ProductRules`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from creative_cli.brief.by_language import rank_languages
from creative_cli.brief.copy_lines import COPY_PATHS, find_placeholders
from creative_cli.brief.field_types import LINE_WORDS
from creative_cli.brief.line_lists import WrittenText, is_optional_line, list_written_lines
from creative_cli.brief.line_words import explain_unknown_word, has_product_offers, list_line_words
from creative_cli.brief.market_groups import names_locale
from creative_cli.brief.offer import (
    MAX_LISTED_MARKETS,
    MONEY_FIGURES,
    OFFER_FIGURES,
    OfferFigures,
    derive_percent,
    explain_wrong_percent,
    read_document_figures,
    resolve_figures,
)
from creative_cli.brief.product_copy import NO_FIGURES, find_closest_name, override_figures, resolve_product_figures
from creative_cli.brief.script_detection import detect_foreign_script
from creative_cli.brief.source_positions import KeyPath, SourceDocument
from creative_cli.brief.suggestions import suggest_similar_word
from creative_cli.brief.text_rules import quote_for_message
from creative_cli.errors import Problem, UsageError
from creative_cli.locale import locales, number_format
from creative_cli.locale.locales import Locale

ALWAYS_PRINTED = frozenset(LINE_WORDS) - frozenset(OFFER_FIGURES)
"""What every product has for its lines: its name and the brand's."""


@dataclass(frozen=True, slots=True)
class _PrintedList:
    """A line of copy, or a list of which the first that can be filled is printed; `optional` ones may be left out."""

    written: tuple[WrittenText, ...]
    optional: bool
    label: str

    @property
    def texts(self) -> tuple[str, ...]:
        """The lines in their order."""
        return tuple(text for _, text in self.written)


@dataclass(frozen=True, slots=True)
class _PricedMarket:
    """A market as its products meet it: its figures, and the lines that they print where they have none.

    `lines` are by their keys below `copy`, each with those of its list. In a market whose copy is yet to be translated
    they are those of the message, of whose lists only the first line is translated: `translated` is True then.
    """

    place: int
    locale: Locale
    figures: OfferFigures
    lines: Mapping[KeyPath, _PrintedList]
    translated: bool

    @property
    def currency(self) -> str | None:
        """The currency of prices that name none: that of the market's offer, else its country's."""
        return self.figures.currency


@dataclass(frozen=True, slots=True)
class ProductRules:
    """What is the same for all products of a brief."""

    document: SourceDocument
    markets: tuple[_PricedMarket, ...]
    words: tuple[str, ...]
    formats: tuple[str, ...]
    priced: bool
    source: str
    feed: bool


def read_product_rules(document: SourceDocument) -> ProductRules:
    """Return the rules for the products of *document*; markets that the schema rejects are left out."""
    source = document.text("source_language") or "en"
    markets = tuple(_read_markets(document, source)) if locales.find_language(source) is not None else ()
    channels = [document.text("channels", index) for index in document.items("channels")]
    ratios = [document.text("ratios", index) for index in document.items("ratios")]
    formats = tuple(name for name in (*ratios, *channels) if name is not None) or ("1:1", "16:9", "9:16")
    feed = document.at("products") is not None and not isinstance(document.at("products"), list)
    return ProductRules(
        document, markets, list_line_words(document), formats, has_product_offers(document), source, feed
    )


def _read_markets(document: SourceDocument, source: str) -> Iterator[_PricedMarket]:
    base = read_document_figures(document, ("offer",))
    for index in document.items("markets"):
        keys: KeyPath = ("markets", index)
        country = document.text(*keys) or document.text(*keys, "country")
        language = document.at(*keys, "language")
        code = None if country is None else locales.find_territory(country)
        if code is None or not isinstance(language, str | None):
            continue
        try:
            locale = locales.resolve_locale(code, language, source)
        except UsageError:
            continue  # reported with the market
        own = isinstance(document.at(*keys, "copy"), dict)
        home: KeyPath = (*keys, "copy") if own else ("message",)
        translated = not own and not locales.reads_language(locale, source)
        lines = {
            path: _PrintedList(
                written[:1] if translated else written,
                is_optional_line(document, home, path),
                ".".join(map(str, ("copy", *path) if own else (*home, *path))),
            )
            for path in COPY_PATHS
            if (written := list_written_lines(document, home, path))
        }
        figures = resolve_figures(base, read_document_figures(document, (*keys, "offer")), code)
        yield _PricedMarket(index, locale, figures, lines, translated)


def find_product_problems(document: SourceDocument) -> Iterator[Problem]:
    """Yield the problems of the products in a brief, and of sets of products that print what only one of them has."""
    rules = read_product_rules(document)
    for index in document.items("products"):
        yield from judge_product(rules, document, index)
    for index in document.items("together"):
        yield from _find_unprintable_sets(rules, ("together", index))
    for market in document.items("markets"):
        for place in document.items("markets", market, "products"):
            keys: KeyPath = ("markets", market, "products", place, "copy")
            locale = next((one.locale for one in rules.markets if one.place == market), None)
            if locale is not None:
                yield from _find_line_problems(rules, document, keys, locale.script, locale.tag)


def judge_product(rules: ProductRules, document: SourceDocument, index: int) -> Iterator[Problem]:
    """Yield the problems of one product, which is at *index* of the products of *document*."""
    keys: KeyPath = ("products", index)
    sold = tuple(rules.markets)
    if document.items(*keys, "markets"):
        yield from _find_market_problems(rules, document, keys)
        names = [document.text(*keys, "markets", place) or "" for place in document.items(*keys, "markets")]
        sold = tuple(one for one in sold if any(names_locale(name, one.locale) for name in names))
    for name in document.mapping(*keys, "images"):
        if name not in rules.formats and not any(names_locale(name, one.locale) for one in rules.markets):
            meant = suggest_similar_word(name, rules.formats)
            sentence = f"is for {quote_for_message(name)}, which is no market, ratio or channel of this brief.{meant}"
            yield document.key_problem((*keys, "images", name), f"{document.label(keys)}.images {sentence}")
    yield from _find_unknown_markets(rules, document, keys)
    yield from _find_copy_problems(rules, document, keys, sold)
    yield from _find_figure_problems(rules, document, keys, sold)


def _find_market_problems(rules: ProductRules, document: SourceDocument, keys: KeyPath) -> Iterator[Problem]:
    for place in document.items(*keys, "markets"):
        name = document.text(*keys, "markets", place)
        if name is not None and not any(names_locale(name, one.locale) for one in rules.markets):
            tags = [one.locale.tag for one in rules.markets]
            listed = ", ".join(tags[:MAX_LISTED_MARKETS])
            cure = " Leave other rows out by where:." if rules.feed else ""
            sentence = f"is {quote_for_message(name)}, which is no market of this brief. It has: {listed}.{cure}"
            path = (*keys, "markets", place)
            yield document.problem(path, f"{document.label((*keys, 'markets'))} {sentence}")


def _find_unknown_markets(rules: ProductRules, document: SourceDocument, keys: KeyPath) -> Iterator[Problem]:
    for name in document.mapping(*keys, "by_market"):
        if not any(names_locale(name, one.locale) for one in rules.markets):
            listed = ", ".join(one.locale.tag for one in rules.markets[:MAX_LISTED_MARKETS])
            sentence = f"is for {quote_for_message(name)}, which is no market of this brief. It has: {listed}."
            yield document.key_problem((*keys, "by_market", name), f"{document.label(keys)}.by_market {sentence}")


def _find_copy_problems(
    rules: ProductRules, document: SourceDocument, keys: KeyPath, sold: tuple[_PricedMarket, ...]
) -> Iterator[Problem]:
    """Yield lines in a language that no market reads, in the wrong letters, or that would have to be translated."""
    tables = {tag: (*keys, "copy", tag) for tag in document.mapping(*keys, "copy") if locales.find_language(tag)}
    for tag, home in tables.items():
        if not any(_reads_table(one.locale, tag) for one in sold):
            sentence = "is read by no market that this product is sold in: add the market, or leave it out."
            yield document.key_problem(home, f"{document.label(home)} {sentence}")
            continue
        yield from _find_line_problems(rules, document, home, locales.find_script(tag), tag)
    if locales.find_language(rules.source) is None:
        return
    spoken = [home for tag, home in tables.items() if _means_source(tag, rules.source)]
    for path in COPY_PATHS:
        written = next((home for home in spoken if document.text(*home, *path)), None)
        without = [
            one.locale.tag
            for one in sold
            if one.translated
            and not any(document.text(*home, *path) and _reads_table(one.locale, tag) for tag, home in tables.items())
        ]
        if written is not None and without:
            name, listed = document.label((*written, *path)), ", ".join(without[:MAX_LISTED_MARKETS])
            sentence = f"is not translated: add it for {listed} too, below {document.label((*keys, 'copy'))}."
            yield document.problem((*written, *path), f"{name} {sentence}")


def _reads_table(locale: Locale, tag: str) -> bool:
    return locales.reads_language(locale, tag)


def _means_source(tag: str, source: str) -> bool:
    one, other = locales.find_language(tag), locales.find_language(source)
    return one is not None and other is not None and one.language == other.language


def _find_line_problems(
    rules: ProductRules, document: SourceDocument, home: KeyPath, script: str, tag: str
) -> Iterator[Problem]:
    texts = dict(line for path in COPY_PATHS for line in list_written_lines(document, home, path))
    found = detect_foreign_script("".join(texts.values()), script)
    if found is not None:
        sentence = f"is written in {found} letters, but is for {tag}: put it under the language it is in."
        yield document.key_problem(home, f"{document.label(home)} {sentence}")
    for keys, text in texts.items():
        for word in dict.fromkeys(find_placeholders(text)):
            if word not in rules.words:
                yield document.problem(keys, f"{document.label(keys)} {explain_unknown_word(word, rules.words)}")


def _find_figure_problems(
    rules: ProductRules, document: SourceDocument, keys: KeyPath, sold: tuple[_PricedMarket, ...]
) -> Iterator[Problem]:
    """Yield figures that contradict each other in a market, and words of lines that the product has not."""
    offer: KeyPath = (*keys, "offer")
    everywhere, name = read_document_figures(document, offer), document.label(keys)
    wrong: dict[Problem, None] = {}
    missing: dict[str, list[_PricedMarket]] = {}
    places: dict[str, _PrintedList] = {}
    homes: dict[str, KeyPath] = {}
    for market in sold:
        there = _read_there(rules, document, keys, market)
        closest = find_closest_name(document.mapping(*keys, "by_market"), market.locale)
        place: KeyPath = (*keys, "by_market", closest or "")
        texts = {**document.mapping(*keys, "texts"), **document.mapping(*place, "texts")}
        own = read_document_figures(document, (*place, "offer"))
        product = override_figures(everywhere, own)
        offer = (*keys, "offer") if own == NO_FIGURES else (*place, "offer")
        found = resolve_product_figures(market.figures, product, there, market.locale.territory)
        if rules.priced and (product != NO_FIGURES or there != NO_FIGURES):
            wrong |= dict.fromkeys(_judge_figures(document, offer, product, found, market))
        for one in _list_printed(document, keys, market).values():
            lacks = [_list_lacking(rules, text, texts, found, document.mapping(*offer)) for text in one.texts]
            if not all(lacks) or one.optional:
                continue
            for word in lacks[0] if len(lacks) == 1 else (" or ".join(dict.fromkeys(each[0] for each in lacks)),):
                missing.setdefault(word, []).append(market)
                places.setdefault(word, one)
                homes.setdefault(word, offer)
    yield from wrong
    for word, markets in missing.items():
        listed = ", ".join(one.locale.tag for one in markets[:MAX_LISTED_MARKETS])
        more = " and others" if len(markets) > MAX_LISTED_MARKETS else ""
        home = homes[word] if word.split(" ")[0] in OFFER_FIGURES else (*keys, "texts")
        where = "texts:" if home[-1] == "texts" else "offer:"
        cure = f"add {word}: to its {where}"
        if rules.feed:
            cure = "fill in its column, or leave the row out by where:"
        line = places[word]
        if len(line.written) > 1:
            says = f"which all lines of {line.label} need in {listed}{more}: add one without braces, or {cure}"
        else:
            also = "give the line as a list with one that does not print it, "
            says = f"but {line.label} prints {{{word}}} in {listed}{more}: {also if rules.feed else ''}{cure}"
            more_lines = [one for one in markets if one.translated and line.written[0][0][0] == "message"]
            if more_lines and list_written_lines(rules.document, ("message",), line.written[0][0][1:])[1:]:
                says += "; the lines after the first are not translated, so write copy: for that language"
        yield document.problem((*home, word.split(" ")[0]), f"{name} has no {word}, {says}.")


def _list_lacking(
    rules: ProductRules, text: str, texts: Mapping[str, object], found: OfferFigures, given: Mapping[str, object]
) -> list[str]:
    """Return the words that a line prints and a product has not in a market; *given* has what the schema rejects."""
    lacks = []
    for word in dict.fromkeys(find_placeholders(text)):
        has = word in ALWAYS_PRINTED or word in texts or word not in rules.words
        if word in OFFER_FIGURES:
            has = not rules.priced or word in given or _has_figure(found, word)
        if not has:
            lacks.append(word)
    return lacks


def _has_figure(figures: OfferFigures, word: str) -> bool:
    return (derive_percent(figures) if word == "percent" else getattr(figures, word)) is not None


def _read_there(rules: ProductRules, document: SourceDocument, keys: KeyPath, market: _PricedMarket) -> OfferFigures:
    """Return what the market says of the product's offer."""
    names = {(document.text(*keys, key) or "").strip().casefold() for key in ("id", "name")} - {""}
    for place in rules.document.items("markets", market.place, "products"):
        home: KeyPath = ("markets", market.place, "products", place)
        if (rules.document.text(*home, "product") or "").strip().casefold() in names:
            return read_document_figures(rules.document, (*home, "offer"))
    return NO_FIGURES


def _list_printed(document: SourceDocument, keys: KeyPath, market: _PricedMarket) -> Mapping[KeyPath, _PrintedList]:
    """Return the lines that a product prints in a market: its own before those of the market."""
    own: dict[KeyPath, _PrintedList] = {}
    tags = [tag for tag in document.mapping(*keys, "copy") if locales.find_language(tag) is not None]
    for path in COPY_PATHS:
        written = [tag for tag in tags if document.text(*keys, "copy", tag, *path)]
        for tag in rank_languages(written, market.locale)[:1]:
            home: KeyPath = (*keys, "copy", tag)
            lines = list_written_lines(document, home, path)
            own[path] = _PrintedList(lines, is_optional_line(document, home, path), document.label(lines[0][0]))
    return {**market.lines, **own}


def _judge_figures(
    document: SourceDocument, offer: KeyPath, product: OfferFigures, found: OfferFigures, market: _PricedMarket
) -> Iterator[Problem]:
    name = document.label(offer)
    if not found.named():
        return
    if found.currency is None:
        where = market.locale.territory
        yield document.problem(offer, f"{name} has no currency, and {where} has none: write currency:.")
        return
    digits = number_format.currency_digits(found.currency)
    for key in MONEY_FIGURES:
        amount = getattr(product, key)
        if amount is None or number_format.count_decimals(amount) <= digits or amount == amount.to_integral_value():
            continue
        most = f"{digits} decimals" if digits else "no decimals"
        sentence = f"is {amount}, but {found.currency} has {most}: write it as it is paid, or name its currency."
        yield document.problem((*offer, key), f"{document.label((*offer, key))} {sentence}")
    if found.price is None or found.was is None:
        return
    if found.was <= found.price:
        sentence = f"says was {found.was}, which is not more than its price {found.price}."
        yield document.problem((*offer, "was"), f"{name} {sentence}")
    elif found.percent is not None and (wrong := explain_wrong_percent(found.percent, found.price, found.was)):
        yield document.problem((*offer, "percent"), f"{name} {wrong}")


def _find_unprintable_sets(rules: ProductRules, keys: KeyPath) -> Iterator[Problem]:
    """Yield sets of products whose lines print a figure or a text, which only one product has."""
    document = rules.document
    for market in rules.markets:
        for one in market.lines.values():
            lacks = [_list_unshared(rules, text, market) for text in one.texts]
            if all(lacks) and not one.optional:
                word = lacks[0][0]
                sentence = f"shows several products, but {one.label} prints {{{word}}}, which is that of one product"
                advice = "leave it out of the line, or leave out together:."
                yield document.problem(keys, f"{document.label(keys)} {sentence}: {advice}")
                return


def _list_unshared(rules: ProductRules, text: str, market: _PricedMarket) -> list[str]:
    """Return the words of a line that each product has for itself."""
    found = []
    for word in find_placeholders(text):
        shared = word in ALWAYS_PRINTED or (word in OFFER_FIGURES and _has_figure(market.figures, word))
        if word in rules.words and not shared and (rules.priced or word not in OFFER_FIGURES):
            found.append(word)
    return found
