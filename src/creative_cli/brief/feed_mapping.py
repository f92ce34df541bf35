"""Settles which columns of a feed hold what: those that the brief maps, else those that are known by their names.

Mistakes are at the keys of the brief; what the feed itself lacks or leaves open is at its header.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from creative_cli.brief.copy_lines import find_placeholders
from creative_cli.brief.feed_columns import (
    MARKET_KEYS,
    ColumnMap,
    explain_mapped_key,
    explain_missing_column,
    find_column,
    map_known_columns,
    read_mapped_key,
)
from creative_cli.brief.feed_keys import Feed
from creative_cli.brief.market_columns import (
    MarketChoice,
    UnclearColumnError,
    find_lacking_markets,
    map_market_columns,
    names_some_market,
)
from creative_cli.brief.offer import MAX_LISTED_MARKETS
from creative_cli.brief.source_positions import KeyPath, SourceDocument
from creative_cli.errors import Problem
from creative_cli.feeds.feed_rows import FeedRow
from creative_cli.feeds.row_selection import RowCondition, parse_condition


@dataclass(slots=True)
class ColumnSettler:
    """Settles the columns of one feed, and keeps what is wrong with them.

    `columns` are the numbers of the feed's columns, which may grow with its rows. `name` is the feed's in messages,
    `lines` are the lines that each market prints by the tag of its locale. `map` and `texts` are the result.
    """

    document: SourceDocument
    feed: Feed
    name: str
    markets: tuple[MarketChoice, ...]
    lines: Mapping[str, tuple[str, ...]]
    read_number: Callable[[str], Decimal | None]
    columns: dict[str, int] = field(default_factory=dict)
    map: ColumnMap = field(default_factory=lambda: ColumnMap({}, paired=False))
    texts: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def name_column(self, wanted: str) -> str:
        """Return the column that *wanted* names: itself, or the key that is mapped to it."""
        return find_column(wanted, self.columns) or self.map.columns.get(wanted, wanted)

    def settle_columns(self, first: FeedRow) -> tuple[RowCondition, ...]:
        """Settle the map of columns, and return the conditions; problems are at their keys in the brief."""
        names = dict.fromkeys((*self.columns, *first.cells))
        self._map_columns(names)
        for name, column in self.feed.texts.items():
            if find_column(column, names) is None:
                sentence = f"products.texts {explain_missing_column(column, names)}"
                self.problems.append(self.document.problem(("products", "texts", name), sentence))
        self.texts = {name: find_column(column, names) or column for name, column in self.feed.texts.items()}
        for key in ("id", "name"):
            if key not in self.map.columns:
                sentence = (
                    f"The feed has no column for the {key} of a product: name it under map:, as map: {{{key}: …}}."
                )
                self.problems.append(Problem(self.name, 1, 1, f"{sentence} It has: {', '.join(list(names)[:30])}."))
        sort = (self.feed.sort or "").removeprefix("-")
        if sort and self.name_column(sort) not in names:
            sentence = f"products.sort {explain_missing_column(sort, names)}"
            self.problems.append(self.document.problem(("products", "sort"), sentence))
        return tuple(self._read_conditions(names))

    def _map_columns(self, names: Mapping[str, None]) -> None:
        """Settle the column of each key, for all markets and for single ones."""
        feed, known = self.feed, map_known_columns(names)
        everywhere, by_market = self._read_map(names)
        found = dict(known.columns) | everywhere
        if "price" in everywhere and "was" not in everywhere:
            found.pop("was", None)
        known = ColumnMap(found, paired=known.paired and not {"price", "was"} & feed.map.keys())
        try:
            self.map = map_market_columns(names, known, by_market, self.markets)
        except UnclearColumnError as error:
            self.map = known
            place = self.columns.get(error.column, 1)
            self.problems.append(Problem(self.name, 1, place, f"The column {error.column!r} {error.sentence}"))
            return
        self._find_unpriced_markets()
        if "name" in self.map.columns:
            return
        # Names by language only: that of the brief's first market stands for all.
        own = (self.map.by_market.get(one.locale.tag) for one in self.markets)
        named = next((one.columns["name"] for one in own if one is not None and "name" in one.columns), None)
        if named is not None:
            self.map = replace(self.map, columns={**self.map.columns, "name": named})

    def _read_map(self, names: Mapping[str, None]) -> tuple[dict[str, str], dict[str, str]]:
        """Return the columns that the brief maps: for all markets, and for single ones (`price.DE`)."""
        everywhere: dict[str, str] = {}
        by_market: dict[str, str] = {}
        as_written = self.document.mapping("products", "map")
        for written, column in self.feed.map.items():
            keys: KeyPath = ("products", "map", *((written,) if written in as_written else written.split(".")))
            key = read_mapped_key(written)
            wrong = explain_mapped_key(key) or self._explain_market(key)
            meant = find_column(column, names)
            if wrong is not None:
                self.problems.append(self.document.key_problem(keys, f"products.map {wrong}"))
            elif meant is None:
                sentence = f"products.map.{written} {explain_missing_column(column, names)}"
                self.problems.append(self.document.problem(keys, sentence))
            elif "." in key and key.partition(".")[0] in MARKET_KEYS:
                by_market[key] = meant
            else:
                everywhere[key] = meant
        return everywhere, by_market

    def _explain_market(self, key: str) -> str | None:
        """Return what is wrong with the market of a mapped key such as price.DE; None for other keys."""
        first, _, meant = key.partition(".")
        if not meant or first not in MARKET_KEYS or names_some_market(first, meant, self.markets):
            return None
        listed = ", ".join(one.locale.tag for one in self.markets[:MAX_LISTED_MARKETS])
        return f"is for {meant!r}, which is no market of this brief. It has: {listed}."

    def _find_unpriced_markets(self) -> None:
        """Report markets whose lines print a price, and for which a feed with prices by market has no column."""
        lacking = find_lacking_markets(self.map, self.markets)
        printing = [tag for tag in lacking if any("price" in find_placeholders(text) for text in self.lines[tag])]
        if printing and "markets" not in self.map.columns:
            tag = printing[0]
            sentence = (
                f"The feed has prices by market, but no column of them for {', '.join(printing)}, whose lines print"
            )
            advice = f"Name it under map:, as map: {{price: {{{tag}: …}}}}, or take the market out of the brief."
            self.problems.append(Problem(self.name, 1, 1, f"{sentence} {{price}}. {advice}"))

    def _read_conditions(self, names: Mapping[str, object]) -> Iterator[RowCondition]:
        for wanted, value in self.feed.where.items():
            keys: KeyPath = ("products", "where", wanted)
            column = self.name_column(wanted)
            if column not in names:
                sentence = f"products.where {explain_missing_column(wanted, names)}"
                self.problems.append(self.document.key_problem(keys, sentence))
                continue
            try:
                yield parse_condition(column, value, self.read_number)
            except ValueError as error:
                self.problems.append(self.document.problem(keys, f"products.where.{wanted} {error}"))
