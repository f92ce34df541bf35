"""Reads the products of a brief from a feed: every row is a product, held to the rules of products in a brief.

    feed ─reader─► rows ─where─► cells ─map─► product as a brief writes it ─schema, rules─► Product
                     │                │                                          │
                     └── faults ──────┴──── problems at file:row:column ◄────────┘

Rows are read one by one; only products and their problems are kept.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, TypeAlias

from pydantic import BaseModel, ValidationError

from creative_cli.brief import schema_errors
from creative_cli.brief.country_rows import UnlikeRowsError, join_country_rows
from creative_cli.brief.damaged_texts import find_damaged_texts
from creative_cli.brief.feed_columns import key_path
from creative_cli.brief.feed_keys import Feed
from creative_cli.brief.feed_mapping import ColumnSettler
from creative_cli.brief.feed_record import ReadFeed
from creative_cli.brief.feed_values import FeedSettings, fill_product, make_slug, read_plain_number
from creative_cli.brief.file_names import find_written_name
from creative_cli.brief.market_columns import MarketChoice
from creative_cli.brief.product_problems import ProductRules, judge_product, read_product_rules
from creative_cli.brief.schema import Product
from creative_cli.brief.source_positions import KeyPath, SourceData, SourceDocument, SourceHome, SourcePosition
from creative_cli.brief.suggestions import find_similar_word
from creative_cli.errors import CreativeError, Problem, UsageError
from creative_cli.feeds.feed_kinds import open_feed_table
from creative_cli.feeds.feed_rows import (
    MAX_FEED_BYTES,
    MAX_FEED_ROWS,
    FeedEntry,
    FeedRow,
    FeedTable,
    RowFault,
    UnreadableFeedError,
)
from creative_cli.feeds.row_selection import RowCondition, meets_condition, sort_key
from creative_cli.locale import number_format

FEED_SUFFIXES = (".csv", ".tsv", ".txt", ".jsonl", ".ndjson", ".json", ".xlsx", ".xml")
MAX_ROW_PROBLEMS = 1000
RowSettler: TypeAlias = Callable[[SourceDocument], tuple[SourceDocument, tuple[Problem, ...]]]
"""Returns a row with the names of its files as the brief would write them, and what is wrong with these files."""
FeedOpener: TypeAlias = Callable[[str], bytes]
"""Returns the feed at an https address; raises CreativeError."""


class _FeedProducts(BaseModel):
    products: tuple[Product, ...]


class _NamedFeed(BaseModel):
    products: Feed


@dataclass(slots=True)
class FeedResult:
    """What a feed gave: its products, what is wrong with it, and the record of the reading."""

    products: list[Product] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    record: ReadFeed | None = None


def names_feed(document: SourceDocument) -> bool:
    """Return whether the products of a brief are in a feed: a file of a table, an address, or a mapping with file:."""
    text = document.text("products")
    if text is not None:
        return "://" in text or text.lower().endswith(FEED_SUFFIXES)
    keys = document.mapping("products")
    return "file" in keys or (bool(keys) and not keys.keys() & {"id", "name"})


def read_feed_products(
    document: SourceDocument,
    folder: Path,
    settle_files: RowSettler,
    open_address: FeedOpener | None,
    *,
    skip_bad_rows: bool,
) -> FeedResult:
    """Return the products of the feed that *document* names, with every problem at its place.

    A feed that a part of the brief names is beside that part, and so are the files that its rows name.
    With *skip_bad_rows* the problems of rows are in the record; those of the feed as a whole stay problems.
    """
    try:
        feed = _NamedFeed.model_validate({"products": document.at("products")}).products
    except ValidationError as error:
        return FeedResult(problems=list(schema_errors.explain_schema_errors(error, document)))
    home: KeyPath = ("products", "file") if document.mapping("products") else ("products",)
    place = document.home(home, folder)
    try:
        opened = _open_feed_file(feed, place, open_address)
    except CreativeError as error:
        return FeedResult(
            problems=[document.problem(home, f"{document.label(home)} {error.sentence} {error.hint}".strip())]
        )
    part = document.place(home).file
    shown = os.path.normpath((Path(part).parent if part else folder) / feed.file)
    reader = _FeedReader(document, feed, feed.file if "://" in feed.file else shown, settle_files, place)
    with opened as file:
        digest = _hash_file(file)
        reader.read_rows(file)
    return reader.finish(digest, home, skip_bad_rows=skip_bad_rows)


def _open_feed_file(feed: Feed, home: SourceHome, open_address: FeedOpener | None) -> BinaryIO:
    """Return the open file of a feed; raise UsageError or what fetching raises."""
    name = feed.file
    if "://" in name:
        if not name.startswith("https://"):
            raise UsageError("is no https address:", "feeds are fetched by https only.")
        if open_address is None:
            raise UsageError("is an address, which is not fetched here:", "download it and name the file.")
        return BytesIO(open_address(name))
    path = home.base / (find_written_name(home.base, name) or name)
    try:
        if "\\" in name or Path(name).is_absolute() or not path.resolve().is_relative_to(home.limit.resolve()):
            raise UsageError(f"leads out of {home.name}:", "copy the feed into it, with / between folders.")
        if path.is_dir():
            raise UsageError(f"is {name!r}, a folder:", "name a feed in it.")
        if not path.is_file():
            raise UsageError(f"is {name!r}, but there is no such file.", _suggest_feed(path))
        if path.stat().st_size > MAX_FEED_BYTES:
            raise UsageError(f"is larger than {MAX_FEED_BYTES // 2**20} MB:", "split it, or export fewer columns.")
        return path.open("rb")
    except (OSError, ValueError, RuntimeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "no file has such a name"
        raise UsageError(f"is {name!r}, which cannot be read: {reason}.") from error


def _suggest_feed(missing: Path) -> str:
    try:
        there = sorted(one.name for one in missing.parent.iterdir() if one.suffix.lower() in FEED_SUFFIXES)
    except OSError:
        return f"There is no folder {missing.parent.name!r} either."
    near = find_similar_word(missing.name, there)
    return f"Did you mean {near!r}?" if near else ""


class _FeedReader:
    """Reads one feed; products and problems are in the order of its rows."""

    def __init__(
        self, document: SourceDocument, feed: Feed, name: str, settle_files: RowSettler, home: SourceHome
    ) -> None:
        self._document, self._feed, self._name, self._settle_files = document, feed, name, settle_files
        self._homes = {"": home}
        self._problems: list[Problem] = []
        self._row_problems: list[Problem] = []
        self._products: list[tuple[int, Product]] = []
        self._total = 0
        self._places: dict[str, int] = {}
        self._ids: dict[str, int] = {}
        self._rules: ProductRules = read_product_rules(document)
        flight = document.text("flight", "end")
        own = {one.currency for one in self._rules.markets} - {None}
        choices = (
            MarketChoice(one.locale, number_format.find_currency(one.locale.territory)) for one in self._rules.markets
        )
        self._settings = FeedSettings(
            feed.decimal, feed.currency, frozenset(code for code in own if code), _read_day(flight), tuple(choices)
        )
        lines = {
            one.locale.tag: tuple(line.texts[-1] for line in one.lines.values() if not line.optional)
            for one in self._rules.markets
        }
        self._settler = ColumnSettler(document, feed, name, self._settings.markets, lines, self._read_number)
        # What the rules need of the brief beside a row.
        kept = ("markets", "source_language", "message", "offer", "ratios", "channels")
        self._shared = {key: document.mapping()[key] for key in kept if key in document.mapping()}

    def read_rows(self, file: BinaryIO) -> None:
        """Read all rows that are wanted; what stops the reading is a problem of the feed."""
        feed = self._feed
        try:
            table = open_feed_table(
                file,
                feed.file,
                kind=feed.kind,
                encoding=feed.encoding,
                separator=feed.separator,
                sheet=feed.sheet,
            )
            self._read_table(table)
        except UnreadableFeedError as error:
            self._problems.append(Problem(self._name, error.row, error.column, error.sentence))

    def finish(self, sha256: str, home: KeyPath, *, skip_bad_rows: bool) -> FeedResult:
        """Return what was read; without *skip_bad_rows* the problems of rows are those of the brief."""
        problems, skipped = (
            [*self._settler.problems, *self._problems],
            tuple(self._row_problems) if skip_bad_rows else (),
        )
        if not skip_bad_rows:
            problems += self._row_problems
        if not self._products and not problems:
            says = "no row is left: look at where:, and at the rows that are wrong" if self._total else "it has no rows"
            problems.append(self._document.problem(home, f"{self._document.label(home)} gives no product: {says}."))
        columns = {key: self._settler.columns.get(column, 1) for key, column in self._settler.map.columns.items()}
        record = ReadFeed(
            self._name, sha256, tuple(number for number, _ in self._products), columns, self._total, skipped
        )
        return FeedResult([product for _, product in self._products], problems, record)

    def _read_table(self, table: FeedTable) -> None:
        self._settler.columns = table.columns
        rows = self._list_wanted_rows(table.entries)
        if self._feed.sort is not None:
            chosen: list[FeedRow] = []
            for row in rows:
                chosen.append(row)
                if self._is_full(row.number, len(chosen)):
                    return
            rows = iter(self._sort_rows(chosen))
        limit = self._feed.limit
        for row in rows:
            enough = limit is not None and len(self._products) >= limit
            # Later rows may be the same products in other markets.
            if enough and "markets" not in self._settler.map.columns:
                return
            if not enough or self._read_id(row) in self._places:
                self._take_row(row)
            if self._is_full(row.number):
                return

    def _read_id(self, row: FeedRow) -> str:
        return make_slug(row.cells.get(self._settler.map.columns.get("id", ""), ""))

    def _list_wanted_rows(self, entries: Iterator[FeedEntry]) -> Iterator[FeedRow]:
        """Yield the rows that meet the conditions; what cannot be read is a problem of its row."""
        conditions: tuple[RowCondition, ...] | None = None
        for entry in entries:
            self._total += 1
            if isinstance(entry, RowFault):
                self._row_problems.append(Problem(self._name, entry.number, entry.column, entry.sentence))
                if self._is_full(entry.number):
                    return
                continue
            # Later rows of JSON and XML may have more columns; those that a brief names must be in the first.
            conditions = self._settler.settle_columns(entry) if conditions is None else conditions
            if self._settler.problems:
                return
            cells = entry.cells
            if all(meets_condition(one, cells.get(one.column, ""), self._read_number) for one in conditions):
                yield entry

    def _is_full(self, number: int, chosen: int = 0) -> bool:
        """Return whether reading stops at a row: more are wrong, or wanted, than anyone could use."""
        if len(self._row_problems) >= MAX_ROW_PROBLEMS:
            sentence = f"{MAX_ROW_PROBLEMS} problems up to this row, and no more are read: correct the table first."
        elif len(self._products) + chosen > MAX_FEED_ROWS:
            sentence = f"More than {MAX_FEED_ROWS:,} rows are wanted: choose some by where: or limit:, or split it."
        else:
            return False
        self._problems.append(Problem(self._name, number, 1, sentence))
        return True

    def _sort_rows(self, rows: list[FeedRow]) -> list[FeedRow]:
        wanted = (self._feed.sort or "").removeprefix("-")
        column = self._settler.name_column(wanted)
        return sorted(
            rows,
            key=lambda row: sort_key(row.cells.get(column, ""), self._read_number),
            reverse=(self._feed.sort or "").startswith("-"),
        )

    def _read_number(self, text: str) -> Decimal | None:
        return read_plain_number(text, self._settings)

    def _take_row(self, row: FeedRow) -> None:
        """Add the product of a row, or what is wrong with it."""
        data, faults = fill_product(row.cells, self._settler.map, self._settler.texts, self._settings)
        columns = self._settler.columns
        problems = [
            Problem(self._name, row.number, columns.get(one.column) or self._column_of(one.key), one.sentence)
            for one in faults
        ]
        document, bad_files = self._settle_files(self._place_row(row.number, data))
        wrong = {key_path(fault.key) for fault in faults}
        product = None
        try:
            (product,) = _FeedProducts.model_validate({"products": document.at("products")}).products
        except ValidationError as error:
            problems += schema_errors.explain_schema_errors(error, document)
        problems += (*judge_product(self._rules, document, 0), *bad_files, *find_damaged_texts(document))
        # A price that cannot be read is not missing as well.
        if any(keys[-2:] in {("offer", "price"), ("offer", "was")} for keys in wrong):
            lacking = ("prints {", "which all lines of")
            problems = [one for one in problems if not any(words in one.message for words in lacking)]
        # Nor is an id wrong twice, of which no file name can be made.
        if ("id",) in wrong:
            refused = f"{document.label(('products', 0, 'id'))} "
            problems = [one for one in problems if not one.message.startswith(refused)]
        own = data.get("id")
        first = self._ids.setdefault(own if isinstance(own, str) and own else f"row {row.number}", row.number)
        if product is not None and not problems:
            problems += self._add_product(row.number, product, first)
        self._row_problems += dict.fromkeys(problems)

    def _add_product(self, row: int, product: Product, began: int) -> list[Problem]:
        """Add the product of a row, or what it is in more markets to the one with its id; return what is wrong.

        *began* is the row in which its id came first, which may be one that is wrong.
        """
        place = self._places.get(product.id)
        if place is None and began != row and not product.markets:
            sentence = f"The id {product.id!r} is there already, in row {began}: keep one of them."
            return [Problem(self._name, row, self._column_of("id"), sentence)]
        if place is None:
            self._places[product.id] = len(self._products)
            self._products.append((row, product))
            return []
        first, known = self._products[place]
        try:
            joined = join_country_rows(known, product, first, [one.locale for one in self._settings.markets])
        except UnlikeRowsError as error:
            return [Problem(self._name, row, self._column_of(error.key), error.sentence)]
        self._products[place] = (first, joined)
        return []

    def _column_of(self, key: str) -> int:
        return self._settler.columns.get(self._settler.map.columns.get(key, ""), 1)

    def _place_row(self, number: int, data: dict[str, SourceData]) -> SourceDocument:
        """Return the row as a document, with each value at its row and column."""
        values: dict[KeyPath, SourcePosition] = {
            (): SourcePosition(number, 1),
            ("products", 0): SourcePosition(number, 1),
        }
        for key, column in self._settler.map.columns.items():
            values["products", 0, *key_path(key)] = SourcePosition(number, self._settler.columns.get(column, 1))
        for tag, columns in self._settler.map.by_market.items():
            home: KeyPath = ("products", 0, "by_market", tag)
            values[home] = SourcePosition(number, 1)
            for key, column in columns.columns.items():
                values[(*home, *key_path(key))] = SourcePosition(number, self._settler.columns.get(column, 1))
        for name, column in self._settler.texts.items():
            values["products", 0, "texts", name] = SourcePosition(number, self._settler.columns.get(column, 1))
        shared: dict[str, SourceData] = {**self._shared, "products": [data]}
        return SourceDocument(self._name, shared, values, {}, {}, (), self._homes)


def _hash_file(file: BinaryIO) -> str:
    """Return the SHA-256 of a file, whose position is at its start before and after."""
    digest = hashlib.sha256()
    while chunk := file.read(1 << 20):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _read_day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        return None  # reported by the schema
