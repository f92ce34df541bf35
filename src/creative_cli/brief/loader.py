"""Reads a brief, YAML or JSON, and tells everything that is wrong with it at once."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from pathlib import Path

from pydantic import ValidationError

from creative_cli.brief import grammar, json_source, meaning, yaml_source
from creative_cli.brief.grammar import MOST, Complaint
from creative_cli.brief.positions import Data, Document, Keys, Place, UnreadableError, grow
from creative_cli.brief.schema import Brief, MarketCopy
from creative_cli.brief.suggest import nearest
from creative_cli.errors import BriefError, Problem
from creative_cli.locale import locales
from creative_cli.locale.locales import Locale

MAX_BYTES = 256 * 1024
"""A brief for five hundred markets has half of this."""

EMPTY = "The brief is empty: start from one that `creative init` writes."
NO_MAPPING = "A brief is a mapping of keys: start from one that `creative init` writes."

JSON_SUFFIX = ".json"
SUFFIXES = (JSON_SUFFIX, ".yaml", ".yml")

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
    places: Mapping[Keys, Place] = field(default_factory=dict, repr=False, compare=False)

    def problem(self, keys: Keys, message: str) -> Problem:
        """Return what is wrong with the value at *keys*, or around it, with its place."""
        while keys and keys not in self.places:
            keys = keys[:-1]
        place = self.places.get(keys, Place(1, 1))
        return Problem(self.name, place.line, place.column, message)


def load(path: Path, *, translator: bool = False) -> LoadedBrief:
    """Read the brief at *path*; raise BriefError with every problem it has.

    *translator* tells whether something will write the copy of markets that have none.
    """
    name = str(path)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise BriefError((Problem(name, 1, 1, f"There is no such file.{_like(path)}"),)) from error
    except (OSError, ValueError) as error:
        # ValueError is what a name with a null character raises.
        reason = error.strerror if isinstance(error, OSError) else "no file has such a name"
        raise BriefError((Problem(name, 1, 1, f"The brief cannot be read: {reason}.{_inside(path)}"),)) from error
    return loads(data, name=name, folder=path.parent, translator=translator)


def _inside(path: Path) -> str:
    """Return the brief to name instead of its folder, where there is one."""
    try:
        briefs = sorted(str(file) for file in path.iterdir() if file.suffix in SUFFIXES)
    except (OSError, ValueError):
        return ""  # no folder, or one that may not be listed
    return f" Name the brief in it: {briefs[0]}" if briefs else ""


def _like(missing: Path) -> str:
    try:
        briefs = sorted(path.name for path in missing.parent.iterdir() if path.suffix in SUFFIXES)
    except OSError:
        return ""  # no such folder either, or one that may not be listed
    near = nearest(missing.name, briefs)
    return f" Did you mean {str(missing.with_name(near))!r}?" if near else ""


def loads(data: bytes, *, name: str, folder: Path, translator: bool = False) -> LoadedBrief:
    """Read a brief from *data*, such as standard input; *name* is what problems call it.

    A name that ends in .json is JSON, .yaml or .yml is YAML; for others the first sign decides.
    Raises BriefError with every problem it has.
    """
    try:
        document = _document(data, name)
    except UnreadableError as error:
        raise BriefError((Problem(name, error.place.line, error.place.column, error.sentence),)) from error
    found = dict.fromkeys(islice(meaning.complaints(document, folder, translator=translator), MOST))
    brief = None
    try:
        brief = Brief.model_validate(_as_written(document))
    except ValidationError as error:
        found |= dict.fromkeys(islice(grammar.complaints(error, document), MOST))
    if brief is None or found:
        raise BriefError(tuple(_problem(name, complaint) for complaint in found))
    sha256 = hashlib.sha256(data).hexdigest()
    return LoadedBrief(brief, tuple(_resolved(brief, document)), folder, name, sha256, dict(document.values))


def _document(data: bytes, name: str) -> Document:
    if len(data) > MAX_BYTES:
        raise UnreadableError(Place(1, 1), f"The brief is larger than {MAX_BYTES // 1024} KB: is this the right file?")
    text = _decoded(data)
    if not text.strip():
        raise UnreadableError(Place(1, 1), EMPTY)
    suffix = Path(name).suffix.lower()
    if suffix == JSON_SUFFIX or (suffix not in SUFFIXES and _looks_like_json(text)):
        document = grow(json_source.events(text))
    else:
        document = grow(yaml_source.events(text))
    if not isinstance(document.data, dict):
        raise UnreadableError(document.place(()), EMPTY if document.data is None else NO_MAPPING)
    if "$defs" in document.data:
        raise UnreadableError(document.place(()), "This is the JSON Schema of briefs, not a brief.")
    return document


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        good = data[: error.start].decode("utf-8", "replace")
        place = Place(good.count("\n") + 1, len(good) - good.rfind("\n"))
        raise UnreadableError(place, "This is not UTF-8: save the file as UTF-8.") from error


def _looks_like_json(text: str) -> bool:
    start = text.lstrip(" \t\r\n")
    return start.startswith("{") and start[1:].lstrip(" \t\r\n").startswith(('"', "}"))


def _as_written(document: Document) -> dict[str, object]:
    """Return the data without its JSON Schema, the numbers of offers with the digits people wrote: 2.90, not 2.9."""
    data: dict[str, object] = dict(document.data) if isinstance(document.data, dict) else {}
    if isinstance(data.get(SCHEMA_KEY), str):
        del data[SCHEMA_KEY]
    if "offer" in data:
        data["offer"] = _exact(document, ("offer",))
    markets: Keys = ("markets",)
    if document.items(*markets):
        data["markets"] = [_exact_market(document, (*markets, index)) for index in document.items(*markets)]
    return data


def _exact_market(document: Document, keys: Keys) -> object:
    market = document.at(*keys)
    if isinstance(market, dict) and "offer" in market:
        return {**market, "offer": _exact(document, (*keys, "offer"))}
    return market


def _exact(document: Document, keys: Keys) -> object:
    offer = document.at(*keys)
    if not isinstance(offer, dict):
        return offer
    return {key: _number(value, document.sources.get((*keys, key), "")) for key, value in offer.items()}


def _number(value: Data, source: str) -> object:
    return Decimal(source) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _problem(name: str, complaint: Complaint) -> Problem:
    return Problem(name, complaint.place.line, complaint.place.column, complaint.sentence)


def _resolved(brief: Brief, document: Document) -> Iterator[ResolvedMarket]:
    source = brief.source_language
    for index, market in enumerate(brief.markets):
        locale = locales.resolve(market.country, market.language, source)
        line = document.place(("markets", index)).line
        yield ResolvedMarket(market.country, locale, market.approved, locales.reads(locale, source), line)
