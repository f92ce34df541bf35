"""Says which line of the brief an ad prints, where it is written, and which other lines it was chosen before.

The order is that of `product_copy`: the market's copy of the product, the product's copy, the market's copy, the copy
of its locale or language, the message.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from creative_cli.brief.by_language import rank_languages
from creative_cli.brief.loader import LoadedBrief
from creative_cli.brief.offer import COPY_PATHS
from creative_cli.brief.product_copy import find_market_product, read_line
from creative_cli.brief.schema import Product
from creative_cli.brief.source_positions import KeyPath, SourceDocument
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
    """The line that an ad prints for a role (headline, short.cta), and the lines it was chosen before."""

    role: str
    chosen: WrittenLine
    others: tuple[WrittenLine, ...]


def explain_copy_choice(loaded: LoadedBrief, market: int, product: Product) -> tuple[LineChoice, ...]:
    """Return the lines of *product* in the market with this index, in reading order; roles without a line are left out.

    Where the copy of a market is translated, the line is that of the message.
    """
    found = []
    for path in COPY_PATHS:
        own = list(_list_product_lines(loaded, market, product, path))
        lines = [*own, *_list_market_lines(loaded, market, path)]
        if lines:
            found.append(LineChoice(".".join(map(str, path)), lines[0], tuple(lines[1:])))
    return tuple(found)


def _list_product_lines(loaded: LoadedBrief, market: int, product: Product, path: KeyPath) -> Iterator[WrittenLine]:
    brief, document = loaded.brief, loaded.written
    entry = find_market_product(product, brief.markets[market])
    if entry is not None:
        keys: KeyPath = ("markets", market, "products", brief.markets[market].products.index(entry), "copy", *path)
        yield from _read_written(document, keys)
    if product not in brief.products:
        return  # a set of products
    index = brief.products.index(product)
    tags = [tag for tag, copy in product.approved.items() if read_line(copy, path)]
    for tag in rank_languages(tags, loaded.markets[market].locale):
        keys = ("products", index, "copy", tag, *path)
        if loaded.feed is None:
            yield from _read_written(document, keys)
            continue
        column = ".".join(("copy", tag, *map(str, path)))
        problem = loaded.feed.row_problem(index, column, "")
        text = read_line(product.approved[tag], path) or ""
        place = f"{problem.file}:{problem.line}:{problem.column}"
        yield WrittenLine(place, f"products[{product.id}].{column}", text, problem)


def _list_market_lines(loaded: LoadedBrief, market: int, path: KeyPath) -> Iterator[WrittenLine]:
    """Yield the lines that all products have in a market; only the first home that is there counts for a line."""
    document, locale = loaded.written, loaded.markets[market].locale
    homes: list[KeyPath] = [("markets", market, "copy")]
    homes += [("copy", tag) for tag in rank_languages(document.mapping("copy"), locale)]
    homes.append(("message",))
    there = [home for home in homes if document.at(*home) is not None]
    # A market's copy is whole: a line that it leaves out is not taken from elsewhere.
    if there and document.text(*there[0], *path):
        for home in there:
            yield from _read_written(document, (*home, *path))


def _read_written(document: SourceDocument, keys: KeyPath) -> Iterator[WrittenLine]:
    text = document.text(*keys)
    if text:
        position = document.problem(keys, "")
        yield WrittenLine(f"{position.file}:{position.line}", document.label(keys), text, position)
