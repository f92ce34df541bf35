"""Reads a brief, YAML or JSON, and reports everything wrong with it at once."""

import codecs
import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import islice
from pathlib import Path

from pydantic import BaseModel, ValidationError

from creative_cli.brief import consistency, json_reader, market_groups, parts, schema_errors, syntax_slips, yaml_reader
from creative_cli.brief.feed_products import FeedOpener, FeedResult, names_feed, read_feed_products
from creative_cli.brief.feed_record import ReadFeed
from creative_cli.brief.file_names import find_written_name
from creative_cli.brief.line_lists import settle_line_lists
from creative_cli.brief.repeated_problems import join_repeated_problems
from creative_cli.brief.schema import Brand, Brief, MarketCopy
from creative_cli.brief.schema_errors import MAX_PROBLEMS
from creative_cli.brief.source_positions import (
    KeyPath,
    SourceData,
    SourceDocument,
    SourcePosition,
    UnreadableBriefError,
    assemble_document,
)
from creative_cli.brief.suggestions import find_similar_word
from creative_cli.errors import BriefError, Problem
from creative_cli.input_files import read_input_file
from creative_cli.locale import locales
from creative_cli.locale.locales import Locale

# A brief for five hundred markets is half as large.
MAX_BRIEF_BYTES = 256 * 1024

EMPTY_BRIEF = "The brief is empty: start from one that `creative init` writes."
NOT_A_MAPPING = "A brief is a mapping of keys: start from one that `creative init` writes."

JSON_SUFFIX = ".json"
BRIEF_SUFFIXES = (JSON_SUFFIX, ".yaml", ".yml")

_UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_WINDOWS_SIGNS = frozenset("€‚„…‘’“”•–—£©®°«»¿¡§")  # what texts have beside letters

BRIEF_KEYS = frozenset(key for model in schema_errors.MODELS_BY_PATH.values() for key in schema_errors.list_keys(model))
"""Every key of a brief, at any depth."""

# Where a brief may name its JSON Schema for editors.
SCHEMA_KEY = "$schema"


@dataclass(frozen=True, slots=True)
class ResolvedMarket:
    """A market with its locale and its approved copy, None if it has none.

    `source` is True if the market reads the source language, and can print the message as it is.
    """

    country: str
    locale: Locale
    copy: MarketCopy | None
    source: bool


@dataclass(frozen=True, slots=True)
class LoadedBrief:
    """A valid brief and its origin.

    File names in the brief are relative to `folder`. `name` is the file's name in messages, `sha256` that of its
    bytes. `document` finds positions for problems that are detected later, and has the markets of `groups` written out:
    the name of each group in the brief, and the countries it stands for. `feed` is what the products were read from,
    None if the brief lists them. `written` has the copy of languages where it was written, `document` in its markets.
    """

    brief: Brief
    markets: tuple[ResolvedMarket, ...]
    folder: Path
    name: str
    sha256: str
    document: SourceDocument = field(repr=False, compare=False)
    written: SourceDocument = field(repr=False, compare=False)
    groups: tuple[tuple[str, tuple[str, ...]], ...] = ()
    feed: ReadFeed | None = field(default=None, repr=False)

    def product_problem(self, index: int, key: str, message: str) -> Problem:
        """Return a problem of the product at *index*, at its *key* in the brief or in its row of the feed."""
        if self.feed is not None:
            return self.feed.row_problem(index, key, message)
        return self.document.problem(("products", index, key), message)


@dataclass(frozen=True, slots=True)
class LoadedKit:
    """A brand kit and its origin: `name` is its file in messages, file names in it are relative to `folder`.

    `document` has the kit below the key `brand`. `problems` are what is wrong beside the shape of its keys: files that
    are not there, unknown languages, damaged texts. `unused_swatches` are the colours that no role names.
    """

    brand: Brand
    name: str
    folder: Path
    document: SourceDocument = field(repr=False, compare=False)
    problems: tuple[Problem, ...] = ()
    unused_swatches: tuple[str, ...] = ()


class _KitFile(BaseModel):
    """A brand kit, as the brand of a brief without anything else."""

    brand: Brand


def load_brief(
    path: Path, *, translator: bool = False, open_feed: FeedOpener | None = None, skip_bad_rows: bool = False
) -> LoadedBrief:
    """Return the brief at *path*; raise BriefError with all its problems.

    With *translator*, markets may lack copy because it will be translated. The others are as for `parse_brief`.
    """
    try:
        data = read_input_file(path, MAX_BRIEF_BYTES)
    except FileNotFoundError as error:
        written = find_written_name(path.parent, path.name)
        if written is not None:
            path = path.with_name(written)
            return load_brief(path, translator=translator, open_feed=open_feed, skip_bad_rows=skip_bad_rows)
        near = find_similar_word(path.name, [other.name for other in _list_briefs(path.parent)])
        hint = f" Did you mean {str(path.with_name(near))!r}?" if near else ""
        raise BriefError((Problem(str(path), 1, 1, f"There is no such file.{hint}"),)) from error
    except (OSError, ValueError) as error:
        # ValueError is raised for a name with a null character.
        reason = error.strerror if isinstance(error, OSError) else "no file has such a name"
        inside = "".join(f" Name the brief in it: {brief}" for brief in _list_briefs(path)[:1])
        raise BriefError((Problem(str(path), 1, 1, f"The brief cannot be read: {reason}.{inside}"),)) from error
    return parse_brief(
        data,
        name=str(path),
        folder=path.parent,
        translator=translator,
        open_feed=open_feed,
        skip_bad_rows=skip_bad_rows,
    )


def _list_briefs(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.suffix in BRIEF_SUFFIXES)
    except (OSError, ValueError):
        return []  # not a folder, or not readable


def parse_brief(
    data: bytes,
    *,
    name: str,
    folder: Path,
    translator: bool = False,
    open_feed: FeedOpener | None = None,
    skip_bad_rows: bool = False,
) -> LoadedBrief:
    """Return the brief in *data*; *name* is its file name in problems.

    *open_feed* fetches a feed at an address. With *skip_bad_rows* rows of a feed that are wrong are left out.

    The suffix of the name selects JSON or YAML; with any other suffix the content decides. Raises BriefError with all
    problems of the brief.
    """
    try:
        document = _parse_document(data, name)
    except UnreadableBriefError as error:
        raise BriefError((Problem(name, error.place.line, error.place.column, error.sentence),)) from error
    joined = parts.join_brief_parts(document, folder, _parse_document)
    document, groups = market_groups.expand_markets(joined.document)
    document, bad_lists = settle_line_lists(document)
    written = document
    document = market_groups.share_copy(document)
    feed = _read_feed(document, folder, open_feed, skip_bad_rows=skip_bad_rows)
    document = parts.find_written_files(document, _named_files(document), folder)
    named = document if feed is None else _name_feed_products(document, feed)
    problems = consistency.find_brief_problems(document, folder, named, translator=translator)
    found = dict.fromkeys(islice((*bad_lists, *problems, *(() if feed is None else feed.problems)), MAX_PROBLEMS))
    brief = None
    data_to_validate = _with_written_digits(parts.move_file_names(document, _named_files(document), folder))
    if feed is not None:
        data_to_validate["products"] = feed.products or [_STAND_IN]
    try:
        brief = Brief.model_validate(data_to_validate)
    except ValidationError as error:
        found |= dict.fromkeys(islice(schema_errors.explain_schema_errors(error, document), MAX_PROBLEMS))
    if brief is None or found:
        wrong = _list_problems(found, {name: data, **joined.files})
        # What is wrong with rows alone need not stop the others.
        rows = feed is not None and feed.record is not None and all(one.file == feed.record.name for one in wrong)
        skip = " Correct the rows, or leave them out with --skip-bad-rows." if rows else ""
        raise BriefError(wrong, f"Nothing was made.{skip}")
    markets = tuple(_resolve_markets(brief))
    record = None if feed is None else feed.record
    read = (data, *joined.files.values(), *(() if record is None else (record.sha256.encode(),)))
    digest = hashlib.sha256(b"".join(read)).hexdigest()
    return LoadedBrief(brief, markets, folder, name, digest, document, written, groups, record)


# Takes the place of products that could not be read: the feed has its own problems, and "write at least one" is none.
_STAND_IN = {"id": "product", "name": "Product"}


def _read_feed(
    document: SourceDocument, folder: Path, open_feed: FeedOpener | None, *, skip_bad_rows: bool
) -> FeedResult | None:
    """Return the products of the feed that a brief names; None if it lists them."""
    if not names_feed(document):
        return None

    def settle_files(row: SourceDocument) -> tuple[SourceDocument, tuple[Problem, ...]]:
        problems = tuple(consistency.find_file_problems(row, folder))
        if problems:  # the same letters may be written in another way on the disk
            row = parts.find_written_files(row, _named_files(row), folder)
            problems = tuple(consistency.find_file_problems(row, folder))
        beside = row.home(("products", 0), folder).base == folder
        return row if beside else parts.move_file_names(row, _named_files(row), folder), problems

    return read_feed_products(document, folder, settle_files, open_feed, skip_bad_rows=skip_bad_rows)


def _name_feed_products(document: SourceDocument, feed: FeedResult) -> SourceDocument:
    """Return the document with the products of a feed, which sets of products name; without sets it needs none."""
    if not document.items("together"):
        return document
    listed: list[SourceData] = []
    for product in feed.products:
        entry: dict[str, SourceData] = {"id": product.id, "name": product.name}
        entry |= {key: value for key in ("image", "image_kind") if (value := getattr(product, key)) is not None}
        if product.offer is not None and product.offer.price is not None:
            entry["offer"] = {"price": str(product.offer.price)}
        priced = {tag: one.offer.price for tag, one in product.by_market.items() if one.offer is not None}
        entry["by_market"] = {
            tag: {"offer": {"price": None if one is None else str(one)}} for tag, one in priced.items()
        }
        listed.append(entry)
    return replace(document, data={**document.mapping(), "products": listed})


def parse_brand_kit(path: Path) -> LoadedKit:
    """Return the brand kit at *path*, a file or its folder; raise BriefError with all its problems."""
    opened = parts.open_brand_kit(path, _parse_document)
    folder = opened.folder
    document = parts.find_written_files(opened.document, _named_files(opened.document), folder)
    found = dict.fromkeys(islice(consistency.find_brand_problems(document, folder), MAX_PROBLEMS))
    kit = None
    try:
        kit = _KitFile.model_validate(document.mapping())
    except ValidationError as error:
        found |= dict.fromkeys(islice(schema_errors.explain_schema_errors(error, document), MAX_PROBLEMS))
    if kit is None:
        raise BriefError(_list_problems(found, opened.files), "A kit is judged when it can be read.")
    return LoadedKit(kit.brand, document.name, folder, document, tuple(found), opened.unused)


def _named_files(document: SourceDocument) -> Iterator[tuple[KeyPath, str]]:
    return ((keys, name) for keys, _, name in consistency.list_brief_files(document))


def _list_problems(found: Iterable[Problem], files: Mapping[str, bytes]) -> tuple[Problem, ...]:
    """Return what is wrong with a document that was read from *files*, by name; the slips of each come first."""
    problems = tuple(found)
    for name, data in files.items():
        problems = _with_slips(problems, _decode_utf8(data), name)
    return join_repeated_problems(problems)


def _with_slips(problems: tuple[Problem, ...], text: str, name: str) -> tuple[Problem, ...]:
    """Return the problems with the slips of the file in place of what they cause on their lines and those above."""
    slips = tuple(
        Problem(name, place.line, place.column, sentence)
        for place, sentence in syntax_slips.find_character_slips(text, len(text), BRIEF_KEYS)
    )
    lines = {line for slip in slips for line in (slip.line - 1, slip.line)}
    return (*slips, *(problem for problem in problems if problem.file != name or problem.line not in lines))


def missing_copy_error(loaded: LoadedBrief, tags: Collection[str]) -> BriefError:
    """Return the error of a brief whose locales *tags* lack copy."""
    markets = [
        (("markets", index), market.locale) for index, market in enumerate(loaded.markets) if market.locale.tag in tags
    ]
    source = loaded.brief.source_language
    return BriefError((consistency.missing_copy_problem(loaded.document, markets, source),))


def _parse_document(data: bytes, name: str) -> SourceDocument:
    start = SourcePosition(1, 1)
    if len(data) > MAX_BRIEF_BYTES:
        size = f"{MAX_BRIEF_BYTES // 1024} KB"
        raise UnreadableBriefError(start, f"The brief is larger than {size}: is this the right file?")
    text = _decode_utf8(data)
    if not text.strip():
        raise UnreadableBriefError(start, EMPTY_BRIEF)
    suffix = Path(name).suffix.lower()
    is_json = suffix == JSON_SUFFIX or (suffix not in BRIEF_SUFFIXES and _looks_like_json(text))
    try:
        events = json_reader.read_json_events(text) if is_json else yaml_reader.read_yaml_events(text)
        document = assemble_document(events, name)
    except UnreadableBriefError as error:
        raise syntax_slips.explain_unreadable(text, error, BRIEF_KEYS) from error
    if slips := tuple(syntax_slips.find_quote_slips(document, text)):
        raise BriefError(slips)
    syntax_slips.join_decimal_commas(document, text)
    if not isinstance(document.data, dict):
        raise UnreadableBriefError(document.place(()), EMPTY_BRIEF if document.data is None else NOT_A_MAPPING)
    if "$defs" in document.data:
        raise UnreadableBriefError(document.place(()), "This is the JSON Schema of briefs, not a brief.")
    return document


def _decode_utf8(data: bytes) -> str:
    if data.startswith(_UTF_16_MARKS) or b"\0" in data[:4]:
        raise UnreadableBriefError(SourcePosition(1, 1), "This is UTF-16 or UTF-32: save the file as UTF-8.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        good = data[: error.start].decode("utf-8", "replace").removeprefix("\ufeff")
        place = SourcePosition(good.count("\n") + 1, len(good) - good.rfind("\n"))
        byte = data[error.start]
        meant = bytes((byte,)).decode("cp1252", "replace")
        guess = f", perhaps {meant} in Windows-1252" if meant.isalpha() or meant in _WINDOWS_SIGNS else ""
        sentence = f"This is not UTF-8 (byte {byte:02X}{guess}): save the file as UTF-8."
        raise UnreadableBriefError(place, sentence) from error


def _looks_like_json(text: str) -> bool:
    start = text.lstrip(" \t\r\n")
    return start.startswith("{") and start[1:].lstrip(" \t\r\n").startswith(('"', "}"))


def _with_written_digits(document: SourceDocument) -> dict[str, object]:
    """Return the data to validate, with the numbers of offers as written: 2.90 instead of 2.9."""
    data: dict[str, object] = dict(document.mapping())
    if isinstance(data.get(SCHEMA_KEY), str):
        del data[SCHEMA_KEY]
    if "offer" in data:
        data["offer"] = _read_offer(document, "offer")
    if document.items("products"):
        data["products"] = [_read_priced(document, "products", index) for index in document.items("products")]
    if document.items("markets"):
        data["markets"] = [_read_market(document, index) for index in document.items("markets")]
    return data


def _read_market(document: SourceDocument, index: int) -> object:
    market = _read_priced(document, "markets", index)
    if isinstance(market, dict) and isinstance(market.get("products"), list):
        places = document.items("markets", index, "products")
        return {**market, "products": [_read_priced(document, "markets", index, "products", at) for at in places]}
    return market


def _read_priced(document: SourceDocument, *keys: str | int) -> object:
    """Return the market or product at *keys* with the digits of its offer as written."""
    node = document.at(*keys)
    if not isinstance(node, dict):
        return node
    read: dict[str, object] = {**node}
    if "offer" in node:
        read["offer"] = _read_offer(document, *keys, "offer")
    if isinstance(there := node.get("by_market"), dict):
        read["by_market"] = {name: _read_priced(document, *keys, "by_market", name) for name in there}
    return read


def _read_offer(document: SourceDocument, *keys: str | int) -> object:
    offer = document.at(*keys)
    if not isinstance(offer, dict):
        return offer
    return {key: _decimal_as_written(value, document.sources.get((*keys, key), "")) for key, value in offer.items()}


def _decimal_as_written(value: SourceData, source: str) -> object:
    return Decimal(source) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _resolve_markets(brief: Brief) -> Iterator[ResolvedMarket]:
    source = brief.source_language
    for market in brief.markets:
        locale = locales.resolve_locale(market.country, market.language, source)
        reads_source = locales.reads_language(locale, source)
        yield ResolvedMarket(market.country, locale, market.approved, reads_source)
