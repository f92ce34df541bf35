"""Plain data with the position of every key and value, assembled from the events of the YAML and JSON readers."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path
from typing import TypeAlias

from creative_cli.brief.text_rules import quote_if_unprintable
from creative_cli.errors import Problem

SourceScalar: TypeAlias = str | int | float | bool | None
SourceData: TypeAlias = "SourceScalar | list[SourceData] | dict[str, SourceData]"
KeyPath: TypeAlias = tuple[str | int, ...]
"""The path to a value: keys of mappings and indexes of lists (from 0)."""

# A brief is five levels deep; anything far deeper is an accident or an attack.
MAX_BRIEF_DEPTH = 12

FURTHER_LINES = "further_lines"
"""The key beside a line of copy that has the others of its list (`line_lists`); no file has it."""

_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True, order=True)
class SourcePosition:
    """A 1-based line and column (in characters) of a file; `file` is empty for the document's own."""

    line: int
    column: int
    file: str = ""


@dataclass(frozen=True, slots=True)
class SourceHome:
    """Where the file names in a part of a document are looked for: relative to `base`, inside `limit`.

    `name` is what messages call `limit`.
    """

    base: Path
    limit: Path
    name: str = "the brief's folder"


class ParseEventKind(Enum):
    """Kind of a parse event."""

    MAPPING = auto()
    LIST = auto()
    CLOSE = auto()
    SCALAR = auto()


@dataclass(frozen=True, slots=True)
class ParseEvent:
    """One step of a parser. `source` is a scalar as written, without quotes, or the name of a key."""

    kind: ParseEventKind
    place: SourcePosition
    value: SourceScalar = None
    source: str = ""


class UnreadableBriefError(Exception):
    """The file cannot be parsed beyond *place*; *sentence* says why and how to fix it."""

    def __init__(self, place: SourcePosition, sentence: str) -> None:
        """Store the position and the message."""
        super().__init__(sentence)
        self.place = place
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """The content of a file as plain data, with the positions of values and keys.

    `name` is the file's name in messages. `sources` has the text of every value that is neither text nor a container,
    as written. `repeated` lists the keys that appear more than once. `homes` are the folders of the other files that
    the content was joined from, by their names.
    """

    name: str
    data: SourceData
    values: Mapping[KeyPath, SourcePosition]
    keys: Mapping[KeyPath, SourcePosition]
    sources: Mapping[KeyPath, str]
    repeated: tuple[tuple[KeyPath, SourcePosition], ...]
    homes: Mapping[str, SourceHome] = field(default_factory=dict)

    def place(self, keys: KeyPath) -> SourcePosition:
        """Return the position of the value at *keys*, or of the nearest container that exists."""
        while keys and keys not in self.values:
            keys = keys[:-1]
        return self.values[keys]

    def key_place(self, keys: KeyPath) -> SourcePosition:
        """Return the position of the key at *keys*; of the value itself for an item of a list."""
        return self.keys.get(keys) or self.place(keys)

    def problem(self, keys: KeyPath, message: str) -> Problem:
        """Return a problem at the value at *keys*, or at the nearest container that exists."""
        return self.problem_at(self.place(keys), message)

    def key_problem(self, keys: KeyPath, message: str) -> Problem:
        """Return a problem at the key at *keys*."""
        return self.problem_at(self.key_place(keys), message)

    def problem_at(self, place: SourcePosition, message: str) -> Problem:
        """Return a problem at a place of the document."""
        return Problem(place.file or self.name, place.line, place.column, message)

    def home(self, keys: KeyPath, folder: Path) -> SourceHome:
        """Return where a file named at *keys* is looked for; *folder* is that of the document's own file."""
        return self.homes.get(self.place(keys).file, SourceHome(folder, folder))

    def label(self, keys: KeyPath) -> str:
        """Return a readable path: `brand.name`, `products[iced-tea].image`, `markets[JP].copy.cta`."""
        if FURTHER_LINES in keys and isinstance(keys[-1], int):
            # The first line of the list has the key to itself.
            at = keys.index(FURTHER_LINES)
            return f"{self.label((*keys[:at], *keys[at + 1 : -1]))}[#{keys[-1] + 2}]"
        words = "".join(
            f".{quote_if_unprintable(key)}" if isinstance(key, str) else f"[{_item_name(self.at(*keys[:end]), key)}]"
            for end, key in enumerate(keys, start=1)
        )
        return words.removeprefix(".") or "The brief"

    def at(self, *keys: str | int) -> SourceData:
        """Return the value at *keys*, None if it does not exist."""
        node = self.data
        for key in keys:
            if isinstance(node, dict) and isinstance(key, str):
                node = node.get(key)
            elif isinstance(node, list) and isinstance(key, int) and key < len(node):
                node = node[key]
            else:
                return None
        return node

    def mapping(self, *keys: str | int) -> Mapping[str, SourceData]:
        """Return the mapping at *keys*, empty if there is none."""
        found = self.at(*keys)
        return found if isinstance(found, dict) else {}

    def items(self, *keys: str | int) -> range:
        """Return the indexes of the list at *keys*, empty if there is none."""
        found = self.at(*keys)
        return range(len(found) if isinstance(found, list) else 0)

    def text(self, *keys: str | int) -> str | None:
        """Return the text at *keys*, None if there is none."""
        found = self.at(*keys)
        return found if isinstance(found, str) else None


def _item_name(item: SourceData, index: int) -> str:
    if isinstance(item, dict):
        item = item.get("id", item.get("country", item.get("term")))
    return item if isinstance(item, str) and item and item == quote_if_unprintable(item) else f"#{index + 1}"


def assemble_document(events: Iterable[ParseEvent], name: str = "") -> SourceDocument:
    """Return the document that *events* describe; raise UnreadableBriefError for what no brief can contain.

    The last value of a repeated key wins, as in JSON.
    """
    assembler = _Assembler(iter(events))
    first = next(assembler.events, None)
    assembler.values[()] = SourcePosition(1, 1)
    data = None if first is None else assembler.read_value(first, ())
    for _ in assembler.events:
        pass  # readers check what follows the data
    return SourceDocument(name, data, assembler.values, assembler.keys, assembler.sources, tuple(assembler.repeated))


class _Assembler:
    def __init__(self, events: Iterator[ParseEvent]) -> None:
        self.events = events
        self.values: dict[KeyPath, SourcePosition] = {}
        self.keys: dict[KeyPath, SourcePosition] = {}
        self.sources: dict[KeyPath, str] = {}
        self.repeated: list[tuple[KeyPath, SourcePosition]] = []

    def read_value(self, event: ParseEvent, keys: KeyPath) -> SourceData:
        """Return the value that starts with *event*, consuming the events of its content."""
        _refuse_surrogates(event)
        self.values[keys] = event.place
        if event.kind is ParseEventKind.SCALAR:
            if not isinstance(event.value, str):
                self.sources[keys] = event.source
            return event.value
        if len(keys) >= MAX_BRIEF_DEPTH:
            sentence = f"Nested more than {MAX_BRIEF_DEPTH} levels deep; a brief needs five."
            raise UnreadableBriefError(event.place, sentence)
        if event.kind is ParseEventKind.LIST:
            return [self.read_value(item, (*keys, index)) for index, item in enumerate(self._read_content())]
        return {key.source: self._read_entry(key, keys) for key in self._read_content()}

    def _read_content(self) -> Iterator[ParseEvent]:
        """Yield the events that start an item or a key of the open container."""
        for event in self.events:
            if event.kind is ParseEventKind.CLOSE:
                return
            yield event

    def _read_entry(self, key: ParseEvent, parent: KeyPath) -> SourceData:
        _refuse_surrogates(key)
        if key.kind is not ParseEventKind.SCALAR:
            raise UnreadableBriefError(key.place, "A key must be a word, not a list or a mapping.")
        keys = (*parent, key.source)
        if keys in self.keys:
            self.repeated.append((keys, key.place))
            self.sources.pop(keys, None)
        self.keys.setdefault(keys, key.place)
        return self.read_value(next(self.events), keys)


def _refuse_surrogates(event: ParseEvent) -> None:
    half = _SURROGATE.search(event.value if isinstance(event.value, str) else event.source)
    if half is not None:
        code = f"U+{ord(half[0]):04X}"
        raise UnreadableBriefError(event.place, f"Contains half a character ({code}): write the character itself.")
