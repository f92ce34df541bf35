"""Reads a brief, YAML or JSON, and tells everything that is wrong with it at once."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from pathlib import Path

from pydantic import ValidationError

from creative_cli.brief import consistency, json_reader, schema_errors, yaml_reader
from creative_cli.brief.schema import Brief, MarketCopy
from creative_cli.brief.schema_errors import MAX_PROBLEMS, BriefProblem
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
from creative_cli.locale import locales
from creative_cli.locale.locales import Locale

MAX_BRIEF_BYTES = 256 * 1024
"""A brief for five hundred markets has half of this."""

EMPTY_BRIEF = "The brief is empty: start from one that `creative init` writes."
NOT_A_MAPPING = "A brief is a mapping of keys: start from one that `creative init` writes."

JSON_SUFFIX = ".json"
BRIEF_SUFFIXES = (JSON_SUFFIX, ".yaml", ".yml")

SCHEMA_KEY = "$schema"
"""Where a brief names its JSON Schema for editors; it says nothing about the campaign."""


@dataclass(frozen=True, slots=True)
class ResolvedMarket:
    """A market with its locale settled; `copy` is the approved copy, None where there is none.

    `source` tells that the message can be printed as it is; `line` is where the market stands in the brief.
    """

    country: str
    locale: Locale
    copy: MarketCopy | None
    source: bool
    line: int


@dataclass(frozen=True, slots=True)
class LoadedBrief:
    """A brief without problems, and where it came from.

    File names in the brief are relative to `folder`; `name` is the file as messages call it, and `sha256` is
    of its bytes. `places` has where each value stands.
    """

    brief: Brief
    markets: tuple[ResolvedMarket, ...]
    folder: Path
    name: str
    sha256: str
    places: Mapping[KeyPath, SourcePosition] = field(default_factory=dict, repr=False, compare=False)

    def problem(self, keys: KeyPath, message: str) -> Problem:
        """Return what is wrong with the value at *keys*, or around it, with its place."""
        while keys and keys not in self.places:
            keys = keys[:-1]
        place = self.places.get(keys, SourcePosition(1, 1))
        return Problem(self.name, place.line, place.column, message)


def load_brief(path: Path, *, translator: bool = False) -> LoadedBrief:
    """Read the brief at *path*; raise BriefError with every problem it has.

    *translator* tells whether something will write the copy of markets that have none.
    """
    name = str(path)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BRIEF_BYTES + 1)
    except FileNotFoundError as error:
        raise BriefError((Problem(name, 1, 1, f"There is no such file.{_suggest_similar_brief(path)}"),)) from error
    except (OSError, ValueError) as error:
        # ValueError is what a name with a null character raises.
        reason = error.strerror if isinstance(error, OSError) else "no file has such a name"
        raise BriefError(
            (Problem(name, 1, 1, f"The brief cannot be read: {reason}.{_suggest_brief_in_folder(path)}"),)
        ) from error
    return parse_brief(data, name=name, folder=path.parent, translator=translator)


def _suggest_brief_in_folder(path: Path) -> str:
    """Return the brief to name instead of its folder, where there is one."""
    try:
        briefs = sorted(str(file) for file in path.iterdir() if file.suffix in BRIEF_SUFFIXES)
    except (OSError, ValueError):
        return ""  # no folder, or one that may not be listed
    return f" Name the brief in it: {briefs[0]}" if briefs else ""


def _suggest_similar_brief(missing: Path) -> str:
    try:
        briefs = sorted(path.name for path in missing.parent.iterdir() if path.suffix in BRIEF_SUFFIXES)
    except OSError:
        return ""  # no such folder either, or one that may not be listed
    near = find_similar_word(missing.name, briefs)
    return f" Did you mean {str(missing.with_name(near))!r}?" if near else ""


def parse_brief(data: bytes, *, name: str, folder: Path, translator: bool = False) -> LoadedBrief:
    """Read a brief from *data*, such as standard input; *name* is what problems call it.

    A name that ends in .json is JSON, .yaml or .yml is YAML; for others the first sign decides.
    Raises BriefError with every problem it has.
    """
    try:
        document = _parse_document(data, name)
    except UnreadableBriefError as error:
        raise BriefError((Problem(name, error.place.line, error.place.column, error.sentence),)) from error
    found = dict.fromkeys(
        islice(consistency.find_brief_problems(document, folder, translator=translator), MAX_PROBLEMS)
    )
    brief = None
    try:
        brief = Brief.model_validate(_with_written_digits(document))
    except ValidationError as error:
        found |= dict.fromkeys(islice(schema_errors.explain_schema_errors(error, document), MAX_PROBLEMS))
    if brief is None or found:
        raise BriefError(tuple(_to_file_problem(name, complaint) for complaint in found))
    sha256 = hashlib.sha256(data).hexdigest()
    return LoadedBrief(brief, tuple(_resolve_markets(brief, document)), folder, name, sha256, dict(document.values))


def _parse_document(data: bytes, name: str) -> SourceDocument:
    if len(data) > MAX_BRIEF_BYTES:
        raise UnreadableBriefError(
            SourcePosition(1, 1), f"The brief is larger than {MAX_BRIEF_BYTES // 1024} KB: is this the right file?"
        )
    text = _decode_utf8(data)
    if not text.strip():
        raise UnreadableBriefError(SourcePosition(1, 1), EMPTY_BRIEF)
    suffix = Path(name).suffix.lower()
    if suffix == JSON_SUFFIX or (suffix not in BRIEF_SUFFIXES and _looks_like_json(text)):
        document = assemble_document(json_reader.read_json_events(text))
    else:
        document = assemble_document(yaml_reader.read_yaml_events(text))
    if not isinstance(document.data, dict):
        raise UnreadableBriefError(document.place(()), EMPTY_BRIEF if document.data is None else NOT_A_MAPPING)
    if "$defs" in document.data:
        raise UnreadableBriefError(document.place(()), "This is the JSON Schema of briefs, not a brief.")
    return document


def _decode_utf8(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        good = data[: error.start].decode("utf-8", "replace")
        place = SourcePosition(good.count("\n") + 1, len(good) - good.rfind("\n"))
        raise UnreadableBriefError(place, "This is not UTF-8: save the file as UTF-8.") from error


def _looks_like_json(text: str) -> bool:
    start = text.lstrip(" \t\r\n")
    return start.startswith("{") and start[1:].lstrip(" \t\r\n").startswith(('"', "}"))


def _with_written_digits(document: SourceDocument) -> dict[str, object]:
    """Return the data without its JSON Schema, the numbers of offers with the digits people wrote: 2.90, not 2.9."""
    data: dict[str, object] = dict(document.data) if isinstance(document.data, dict) else {}
    if isinstance(data.get(SCHEMA_KEY), str):
        del data[SCHEMA_KEY]
    if "offer" in data:
        data["offer"] = _offer_with_written_digits(document, ("offer",))
    markets: KeyPath = ("markets",)
    if document.items(*markets):
        data["markets"] = [
            _market_with_written_digits(document, (*markets, index)) for index in document.items(*markets)
        ]
    return data


def _market_with_written_digits(document: SourceDocument, keys: KeyPath) -> object:
    market = document.at(*keys)
    if isinstance(market, dict) and "offer" in market:
        return {**market, "offer": _offer_with_written_digits(document, (*keys, "offer"))}
    return market


def _offer_with_written_digits(document: SourceDocument, keys: KeyPath) -> object:
    offer = document.at(*keys)
    if not isinstance(offer, dict):
        return offer
    return {key: _decimal_as_written(value, document.sources.get((*keys, key), "")) for key, value in offer.items()}


def _decimal_as_written(value: SourceData, source: str) -> object:
    return Decimal(source) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _to_file_problem(name: str, complaint: BriefProblem) -> Problem:
    return Problem(name, complaint.place.line, complaint.place.column, complaint.sentence)


def _resolve_markets(brief: Brief, document: SourceDocument) -> Iterator[ResolvedMarket]:
    source = brief.source_language
    for index, market in enumerate(brief.markets):
        locale = locales.resolve_locale(market.country, market.language, source)
        line = document.place(("markets", index)).line
        yield ResolvedMarket(market.country, locale, market.approved, locales.reads_language(locale, source), line)
