"""Reads a brief, YAML or JSON, and reports everything wrong with it at once."""

import codecs
import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain, islice
from pathlib import Path

from pydantic import BaseModel, ValidationError

from creative_cli.brief import (
    consistency,
    json_reader,
    market_groups,
    parts,
    schema_errors,
    syntax_slips,
    variant_briefs,
    variant_documents,
    variant_problems,
    yaml_reader,
)
from creative_cli.brief.brand_keys import Brand
from creative_cli.brief.copy_keys import MarketCopy
from creative_cli.brief.feed_products import FeedOpener, FeedResult, names_feed, read_feed_products
from creative_cli.brief.feed_record import ReadFeed
from creative_cli.brief.file_names import find_written_name
from creative_cli.brief.line_lists import settle_line_lists
from creative_cli.brief.repeated_problems import join_repeated_problems
from creative_cli.brief.schema import Brief
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
from creative_cli.brief.together import list_advertised
from creative_cli.brief.written_digits import restore_written_digits
from creative_cli.errors import BriefError, Problem, UsageError
from creative_cli.foreign_files import is_web_page, name_file_kind
from creative_cli.input_files import read_input_file
from creative_cli.locale import locales
from creative_cli.locale.locales import Locale

# A brief for five hundred markets is half as large.
MAX_BRIEF_BYTES = 256 * 1024
MAX_NAME_CHARACTERS = 400  # of a file, with its folders

EMPTY_BRIEF = "The brief is empty: start from one that `creative init` writes."
WEB_PAGE = "This is a web page, not a brief: download the file itself."
NOT_A_MAPPING = "A brief is a mapping of keys: start from one that `creative init` writes."

JSON_SUFFIX = ".json"
BRIEF_SUFFIXES = (JSON_SUFFIX, ".yaml", ".yml")

_UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_WINDOWS_SIGNS = frozenset("€‚„…‘’“”•–—£©®°«»¿¡§")  # what texts have beside letters

BRIEF_KEYS = frozenset(key for model in schema_errors.MODELS_BY_PATH.values() for key in schema_errors.list_keys(model))
"""Every key of a brief, at any depth."""


@dataclass(frozen=True, slots=True)
class ResolvedMarket:
    """A market with its locale and its approved copy, None if it has none.

    `source` is True if the market reads the source language, and can print the message as it is. `settled` are the
    lines, by their keys below `copy`, that a variant has without the others, which are translated.
    """

    country: str
    locale: Locale
    copy: MarketCopy | None
    source: bool
    settled: tuple[tuple[KeyPath, str], ...] = ()


@dataclass(frozen=True, slots=True)
class LoadedBrief:
    """A valid brief and its origin.

    File names in the brief are relative to `folder`. `name` is the file's name in messages, `sha256` that of its
    bytes. `document` finds positions for problems that are detected later, and has the markets of `groups` written out:
    the name of each group in the brief, and the countries it stands for. `feed` is what the products were read from,
    None if the brief lists them. `written` has the copy of languages where it was written, `document` in its markets.
    `variants` are the briefs of its variants, each of which has its name as `variant`.
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
    variant: str = ""
    variants: tuple["LoadedBrief", ...] = field(default=(), repr=False, compare=False)

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


def no_brief_error(path: Path) -> BriefError:
    """Return the error for a brief that is not there or is a folder, with the file that may be meant."""
    return BriefError((Problem(str(path), 1, 1, _explain_no_brief(path)),))


def _explain_no_brief(path: Path) -> str:
    if path.is_dir():
        inside = _list_briefs(path)[:1]
        return f"This is a folder: {f'name the brief in it: {inside[0]}' if inside else 'name a brief'}."
    if path.is_symlink():
        return "This is a link to a file that is not there: name the file itself."
    # Without their endings, which are alike in all names.
    beside = {other.stem: other for other in _list_briefs(path.parent)}
    near = find_similar_word(path.stem, beside)
    step = f"Did you mean {str(beside[near])!r}?" if near else "Check the name; `creative init` writes a first brief."
    return f"There is no such file. {step}"


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
        raise no_brief_error(path) from error
    except (OSError, ValueError) as error:
        if isinstance(error, IsADirectoryError):
            raise no_brief_error(path) from error
        # ValueError is raised for a name with a null character.
        reason = error.strerror if isinstance(error, OSError) else "no file has such a name"
        raise BriefError((Problem(str(path), 1, 1, f"The brief cannot be read: {reason}."),)) from error
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
    named_variants, name_problems = variant_documents.name_listed_variants(joined.document)
    document, groups = market_groups.expand_markets(named_variants)
    document, bad_lists = settle_line_lists(document)
    written = document
    document = market_groups.share_copy(document)
    feed = _read_feed(document, folder, open_feed, skip_bad_rows=skip_bad_rows)
    document = parts.find_written_files(document, _named_files(document), folder)
    named = document if feed is None else _name_feed_products(document, feed)
    problems = consistency.find_brief_problems(document, folder, named, translator=translator)
    problems = chain(bad_lists, name_problems, problems, () if feed is None else feed.problems)
    found = dict.fromkeys(islice(problems, MAX_PROBLEMS))
    brief = None
    data_to_validate = restore_written_digits(parts.move_file_names(document, _named_files(document), folder))
    if feed is not None:
        data_to_validate["products"] = feed.products or [_STAND_IN]
    try:
        brief = Brief.model_validate(data_to_validate)
    except ValidationError as error:
        found |= dict.fromkeys(islice(schema_errors.explain_schema_errors(error, document), MAX_PROBLEMS))
    if brief is not None:
        found |= dict.fromkeys(_find_limit_problems(document, brief))
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
    loaded = LoadedBrief(brief, markets, folder, name, digest, document, written, groups, record)
    if not brief.variants:
        return loaded
    judging = partial(consistency.find_brief_problems, folder=folder, named=named, translator=True)
    variants = tuple(_lay_over(loaded, variant) for variant in brief.variants)
    if wrong := tuple(islice(_find_variant_problems(loaded, variants, judging), MAX_PROBLEMS)):
        raise BriefError(_list_problems(dict.fromkeys(wrong), {name: data, **joined.files}))
    return replace(loaded, variants=variants)


def _lay_over(loaded: LoadedBrief, name: str) -> LoadedBrief:
    """Return the brief of the variant *name*."""
    laid = variant_briefs.lay_over_brief(loaded.brief, name, [market.locale for market in loaded.markets])
    markets = zip(_resolve_markets(laid.brief), laid.settled, strict=True)
    return replace(
        loaded,
        brief=laid.brief,
        # Translations have the first line of a list only.
        markets=tuple(
            replace(market, settled=tuple((path, line.texts[0]) for path, line in lines.items()))
            for market, lines in markets
        ),
        document=variant_documents.overlay_variant(loaded.document, name),
        variant=name,
    )


def _find_limit_problems(document: SourceDocument, brief: Brief) -> Iterator[Problem]:
    """Yield what variants name that the brief does not have."""
    if brief.variants:
        try:
            markets = tuple(market.locale for market in _resolve_markets(brief))
        except UsageError:
            return  # a language that its country does not have is a problem of the market
        products = tuple(product.id for product in list_advertised(brief))
        formats = (*brief.asked_ratios, *brief.channels)
        yield from variant_problems.find_limit_problems(document, markets, products, formats)


def _find_variant_problems(
    loaded: LoadedBrief, variants: Sequence[LoadedBrief], judge: Callable[[SourceDocument], Iterator[Problem]]
) -> Iterator[Problem]:
    """Yield what is wrong with variants beyond their keys: lines that do not fit, and two that are the same."""
    for one in variants:
        # The brief alone has no problems: what is wrong now is at what the variant says.
        for problem in judge(one.document):
            yield replace(problem, message=f"In variant {one.variant}: {problem.message}")
    yield from find_equal_variants(loaded, variants)


def find_equal_variants(loaded: LoadedBrief, variants: Sequence[LoadedBrief]) -> Iterator[Problem]:
    """Yield variants that have nothing else than an earlier one: their ads would be the same."""
    for place, one in enumerate(variants):
        for other in variants[:place]:
            limits = [loaded.brief.variants[each.variant].only for each in (one, other)]
            if one.brief == other.brief and one.markets == other.markets and limits[0] == limits[1]:
                sentence = f"The variants {other.variant} and {one.variant} are the same: there is nothing to test"
                keys = (variant_documents.VARIANTS_KEY, one.variant)
                yield loaded.document.key_problem(keys, f"{sentence}. Change {one.variant}, or delete it.")
                break


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
    partly = [market.locale for market in loaded.markets if market.locale.tag in tags and market.settled]
    if partly:
        return BriefError((variant_problems.untranslated_line_problem(loaded.written, loaded.variant, partly),))
    source = loaded.brief.source_language
    return BriefError((consistency.missing_copy_problem(loaded.document, markets, source),))


def _parse_document(data: bytes, name: str) -> SourceDocument:
    start = SourcePosition(1, 1)
    if len(data) > MAX_BRIEF_BYTES:
        size = f"{MAX_BRIEF_BYTES // 1024} KB"
        raise UnreadableBriefError(start, f"The brief is larger than {size}: is this the right file?")
    if kind := name_file_kind(data):
        raise UnreadableBriefError(start, f"This is {kind}: name a YAML or JSON file.")
    text = _decode_utf8(data)
    if not text.strip():
        raise UnreadableBriefError(start, EMPTY_BRIEF)
    if is_web_page(data):
        raise UnreadableBriefError(start, WEB_PAGE)
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
        if b"\0" in data:
            sentence = "This is no text: name a YAML or JSON file."
            raise UnreadableBriefError(SourcePosition(1, 1), sentence) from error
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


def _resolve_markets(brief: Brief) -> Iterator[ResolvedMarket]:
    source = brief.source_language
    for market in brief.markets:
        locale = locales.resolve_locale(market.country, market.language, source)
        reads_source = locales.reads_language(locale, source)
        yield ResolvedMarket(market.country, locale, market.approved, reads_source)


def list_source_folders(path: Path) -> frozenset[Path]:
    """Return the folders of the files that the brief at *path* is read from or may name, for who waits for changes.

    A file that is not there yet has the folder where it is looked for. Empty if the brief cannot be parsed; what it
    includes counts as far as that can be parsed. Nothing outside the project folder is named.
    """
    project, found = parts.find_project_folder(path.parent), {path.parent.resolve()}
    waiting, seen = [path], set[Path]()
    while waiting and len(seen) < parts.MAX_BRIEF_PARTS:
        file = waiting.pop().resolve()
        if file in seen:
            continue
        seen.add(file)
        try:
            document = _parse_document(read_input_file(file, MAX_BRIEF_BYTES), str(file))
        except (OSError, ValueError, BriefError, UnreadableBriefError):
            continue
        for text in _iter_texts(document.data):
            named = _resolve_named_file(file.parent, text, project)
            if named is not None:
                folder = named if named.is_dir() else named.parent
                found.add(next(one for one in (folder, *folder.parents) if one.is_dir()))
                kits = (named / name for name in parts.KIT_FILE_NAMES) if named.is_dir() else (named,)
                waiting += [kit for kit in kits if kit.suffix.lower() in parts.PART_SUFFIXES and kit.is_file()]
    return frozenset(found)


def _iter_texts(data: SourceData) -> Iterator[str]:
    if isinstance(data, Mapping):
        data = list(data.values())
    if isinstance(data, list):
        for one in data:
            yield from _iter_texts(one)
    elif isinstance(data, str):
        yield data


def _resolve_named_file(folder: Path, text: str, project: Path) -> Path | None:
    """Return the file that a text of a brief names, if it is one: it may not be there yet."""
    named = text.strip()
    if not named or len(named) > MAX_NAME_CHARACTERS or any(sign in named for sign in ("\n", "\0", "://")):
        return None
    try:
        path = (folder / named).resolve()
        there = path.exists()
    except (OSError, RuntimeError):
        return None
    return path if path.is_relative_to(project) and (there or path.suffix) else None
