"""Data with the place of every key and value, grown from the events that YAML and JSON both come down to."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from types import MappingProxyType
from typing import TypeAlias

SourceScalar: TypeAlias = str | int | float | bool | None
SourceData: TypeAlias = "SourceScalar | list[SourceData] | dict[str, SourceData]"
KeyPath: TypeAlias = tuple[str | int, ...]
"""The way from the top to a value: keys of mappings, indexes of lists (from 0)."""

MAX_BRIEF_DEPTH = 12
"""A brief is five levels deep; anything far deeper is an accident or an attack."""


_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True, order=True)
class SourcePosition:
    """Where something starts in a file; both count from 1, the column in characters."""

    line: int
    column: int


class ParseEventKind(Enum):
    """What an event opens, closes or holds."""

    MAPPING = auto()
    LIST = auto()
    CLOSE = auto()
    SCALAR = auto()


@dataclass(frozen=True, slots=True)
class ParseEvent:
    """One step through a file: `source` is a scalar as it is written, without quotes; keys are read by it."""

    kind: ParseEventKind
    place: SourcePosition
    value: SourceScalar = None
    source: str = ""


class UnreadableBriefError(Exception):
    """The file cannot be read further than *place*; *sentence* says why and what to do."""

    def __init__(self, place: SourcePosition, sentence: str) -> None:
        """Keep both."""
        super().__init__(sentence)
        self.place = place
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """What a file holds: plain data, where each value and key stands, and keys that stand twice.

    `sources` has the text of every value that is neither text nor container, as it is written.
    """

    data: SourceData
    values: Mapping[KeyPath, SourcePosition]
    keys: Mapping[KeyPath, SourcePosition]
    sources: Mapping[KeyPath, str]
    repeated: tuple[tuple[KeyPath, SourcePosition], ...]

    def place(self, keys: KeyPath) -> SourcePosition:
        """Return where the value at *keys* starts, or the nearest thing around it that is in the file."""
        while keys and keys not in self.values:
            keys = keys[:-1]
        return self.values[keys]

    def key_place(self, keys: KeyPath) -> SourcePosition:
        """Return where the key that leads to *keys* starts; an item of a list has no key and starts itself."""
        return self.keys.get(keys) or self.place(keys)

    def at(self, *keys: str | int) -> SourceData:
        """Return the value that *keys* lead to, None where there is none."""
        node = self.data
        for key in keys:
            if isinstance(node, dict) and isinstance(key, str):
                node = node.get(key)
            elif isinstance(node, list) and isinstance(key, int) and key < len(node):
                node = node[key]
            else:
                return None
        return node

    def items(self, *keys: str | int) -> range:
        """Return the indexes of the list that *keys* lead to, none where there is no list."""
        found = self.at(*keys)
        return range(len(found) if isinstance(found, list) else 0)

    def text(self, *keys: str | int) -> str | None:
        """Return the text that *keys* lead to, None where there is none."""
        found = self.at(*keys)
        return found if isinstance(found, str) else None


@dataclass(slots=True)
class _OpenContainer:
    """A container that is not closed yet; `key` is the one whose value comes next."""

    keys: KeyPath
    content: dict[str, SourceData] | list[SourceData]
    key: str | None = None


@dataclass(slots=True)
class _DocumentParts:
    values: dict[KeyPath, SourcePosition] = field(default_factory=dict)
    keys: dict[KeyPath, SourcePosition] = field(default_factory=dict)
    sources: dict[KeyPath, str] = field(default_factory=dict)
    repeated: list[tuple[KeyPath, SourcePosition]] = field(default_factory=list)


def assemble_document(events: Iterable[ParseEvent]) -> SourceDocument:
    """Grow the document that *events* describe; raise UnreadableError for what no brief can hold.

    Of a key that stands twice the last value is kept, as JSON does, and the repetition is noted.
    """
    grown = _DocumentParts()
    root: list[SourceData] = []
    open_: list[_OpenContainer] = [_OpenContainer((), root)]
    for event in events:
        top = open_[-1]
        if event.kind is ParseEventKind.CLOSE:
            open_.pop()
            continue
        _refuse_surrogates(event)
        if isinstance(top.content, dict) and top.key is None:
            _record_key(top, event, grown)
            continue
        keys = _next_key_path(top) if len(open_) > 1 else ()
        grown.values[keys] = event.place
        content = _content_of_event(event)
        if isinstance(content, dict | list):
            if len(open_) > MAX_BRIEF_DEPTH:
                raise UnreadableBriefError(
                    event.place, f"Nested more than {MAX_BRIEF_DEPTH} levels deep; a brief needs five."
                )
            open_.append(_OpenContainer(keys, content))
        elif not isinstance(content, str):
            grown.sources[keys] = event.source
        _add_content(top, content)
    if not root:
        grown.values[()] = SourcePosition(1, 1)
    return SourceDocument(
        root[0] if root else None,
        MappingProxyType(grown.values),
        MappingProxyType(grown.keys),
        MappingProxyType(grown.sources),
        tuple(grown.repeated),
    )


def _refuse_surrogates(event: ParseEvent) -> None:
    half = _SURROGATE.search(event.value if isinstance(event.value, str) else event.source)
    if half is not None:
        code = f"U+{ord(half[0]):04X}"
        raise UnreadableBriefError(event.place, f"Holds half a character ({code}): write the character itself.")


def _content_of_event(event: ParseEvent) -> SourceData:
    if event.kind is ParseEventKind.SCALAR:
        return event.value
    return {} if event.kind is ParseEventKind.MAPPING else []


def _next_key_path(top: _OpenContainer) -> KeyPath:
    return (*top.keys, len(top.content) if top.key is None else top.key)


def _add_content(top: _OpenContainer, content: SourceData) -> None:
    if isinstance(top.content, list):
        top.content.append(content)
    elif top.key is not None:
        top.content[top.key] = content
        top.key = None


def _record_key(top: _OpenContainer, event: ParseEvent, grown: _DocumentParts) -> None:
    if event.kind is not ParseEventKind.SCALAR:
        raise UnreadableBriefError(event.place, "A key must be a word, not a list or a mapping.")
    top.key = event.source
    keys = (*top.keys, event.source)
    if keys in grown.keys:
        grown.repeated.append((keys, event.place))
        grown.sources.pop(keys, None)
    grown.keys.setdefault(keys, event.place)
