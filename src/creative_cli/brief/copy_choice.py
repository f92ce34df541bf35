"""Says which line of the brief an ad prints, where it is written, and which other lines it was chosen before.

The order is that of `product_copy`: the market's copy of the product, the product's copy, the market's copy, the copy
of its locale or language, the message. The lines of a variant come before all of these.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from creative_cli.brief.by_language import rank_languages
from creative_cli.brief.copy_lines import COPY_PATHS, find_placeholders
from creative_cli.brief.line_lists import is_optional_line, list_written_lines
from creative_cli.brief.loader import LoadedBrief
from creative_cli.brief.product_copy import find_market_product, read_line
from creative_cli.brief.schema import Product
from creative_cli.brief.source_positions import KeyPath, SourceDocument
from creative_cli.brief.variant_documents import VARIANTS_KEY
from creative_cli.errors import Problem


@dataclass(frozen=True, slots=True)
class WrittenLine:
    """A line of copy as it is written: its place as file:line, its key and its text.

    `position` is the place with its column, a problem without a message.
    """

    place: str
    key: str
    text: str
    position: Problem = field(repr=False)


@dataclass(frozen=True, slots=True)
class LineChoice:
    """The line that an ad prints for a role (headline, short.cta), and the lines it was chosen before.

    `passed` are the lines of its list before it, each with the words in braces that the product has not. `left_out` is
    True where all of a list are passed and an ad goes without it; `chosen` is then the first of them.
    """

    role: str
    chosen: WrittenLine
    others: tuple[WrittenLine, ...]
    passed: tuple[tuple[WrittenLine, tuple[str, ...]], ...] = ()
    left_out: bool = False


_PlacedLine: TypeAlias = tuple[KeyPath | None, WrittenLine]
"""A line, and the copy of the brief that it is in; None for a feed."""


def explain_copy_choice(
    loaded: LoadedBrief,
    market: int,
    product: Product,
    words: Collection[str],
    *,
    variant: str = "",
    translated: bool,
) -> tuple[LineChoice, ...]:
    """Return the lines of *product* in the market with this index, in reading order; roles without a line are left out.

    *words* are those in braces that it has there, *variant* is the name of a variant of the brief, or empty. Where the
    copy of a market is *translated*, the line is the first of the message's, or that of the variant.
    """
    found = []
    for path in COPY_PATHS:
        own = list(_list_variant_lines(loaded, market, product, path, variant)) if variant else []
        own += _list_product_lines(loaded, market, product, path)
        lines = [*own, *_list_market_lines(loaded, market, path)]
        if lines:
            role = ".".join(map(str, path))
            home, first = lines[0]
            others = tuple(one for _, one in lines[1:])
            found.append(
                LineChoice(role, first, others)
                if home is None
                else _choose_from_list(loaded.written, home, path, first, others, words, translated=translated)
            )
    return tuple(found)


def _list_variant_lines(
    loaded: LoadedBrief, market: int, product: Product, path: KeyPath, variant: str
) -> Iterator[_PlacedLine]:
    document, locale, home = loaded.written, loaded.markets[market].locale, (VARIANTS_KEY, variant)
    for place in ((*home, "products", product.id), home):
        tags = [tag for tag in document.mapping(*place, "copy") if document.text(*place, "copy", tag, *path)]
        for tag in rank_languages(tags, locale):
            yield from _read_written(document, (*place, "copy", tag), path)
    yield from _read_written(document, home, path)


def _choose_from_list(
    document: SourceDocument,
    home: KeyPath,
    path: KeyPath,
    first: WrittenLine,
    others: tuple[WrittenLine, ...],
    words: Collection[str],
    *,
    translated: bool,
) -> LineChoice:
    role = ".".join(map(str, path))
    passed: list[tuple[WrittenLine, tuple[str, ...]]] = []
    for keys, text in list_written_lines(document, home, path)[: 1 if translated else None]:
        lacks = tuple(word for word in dict.fromkeys(find_placeholders(text)) if word not in words)
        line = _describe_written(document, keys, text)
        if not lacks:
            return LineChoice(role, line, others, tuple(passed))
        passed.append((line, lacks))
    if is_optional_line(document, home, path):
        return LineChoice(role, first, others, tuple(passed), left_out=True)
    return LineChoice(role, first, others)


def _list_product_lines(loaded: LoadedBrief, market: int, product: Product, path: KeyPath) -> Iterator[_PlacedLine]:
    brief, document = loaded.brief, loaded.written
    entry = find_market_product(product, brief.markets[market])
    if entry is not None:
        home: KeyPath = ("markets", market, "products", brief.markets[market].products.index(entry), "copy")
        yield from _read_written(document, home, path)
    if product not in brief.products:
        return  # a set of products
    index = brief.products.index(product)
    tags = [tag for tag, copy in product.approved.items() if read_line(copy, path)]
    for tag in rank_languages(tags, loaded.markets[market].locale):
        if loaded.feed is None:
            yield from _read_written(document, ("products", index, "copy", tag), path)
            continue
        column = ".".join(("copy", tag, *map(str, path)))
        problem = loaded.feed.row_problem(index, column, "")
        text = read_line(product.approved[tag], path) or ""
        place = f"{problem.file}:{problem.line}:{problem.column}"
        yield None, WrittenLine(place, f"products[{product.id}].{column}", text, problem)


def _list_market_lines(loaded: LoadedBrief, market: int, path: KeyPath) -> Iterator[_PlacedLine]:
    """Yield the lines that all products have in a market; only the first home that is there counts for a line."""
    document, locale = loaded.written, loaded.markets[market].locale
    homes: list[KeyPath] = [("markets", market, "copy")]
    homes += [("copy", tag) for tag in rank_languages(document.mapping("copy"), locale)]
    homes.append(("message",))
    there = [home for home in homes if document.at(*home) is not None]
    # A market's copy is whole: a line that it leaves out is not taken from elsewhere.
    if there and document.text(*there[0], *path):
        for home in there:
            yield from _read_written(document, home, path)


def _read_written(document: SourceDocument, home: KeyPath, path: KeyPath) -> Iterator[_PlacedLine]:
    text = document.text(*home, *path)
    if text:
        yield home, _describe_written(document, (*home, *path), text)


def _describe_written(document: SourceDocument, keys: KeyPath, text: str) -> WrittenLine:
    position = document.problem(keys, "")
    return WrittenLine(f"{position.file}:{position.line}", document.label(keys), text, position)


def list_delivery_settings(document: SourceDocument) -> tuple[WrittenLine, ...]:
    """Return the settings of packages as a brief has them, each from its own file: the brief, a part or the kit."""
    found = []
    for keys in sorted((one for one in document.values if one[:1] == ("delivery",)), key=document.place):
        value = document.at(*keys)
        if isinstance(value, dict) or isinstance(keys[-1], int) or value is None:
            continue
        text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        found.append(_describe_written(document, keys, text))
    return tuple(found)
