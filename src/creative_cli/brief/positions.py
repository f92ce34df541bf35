"""Data with the place of every key and value, grown from the events that YAML and JSON both come down to."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from types import MappingProxyType
from typing import TypeAlias

Scalar: TypeAlias = str | int | float | bool | None
Data: TypeAlias = "Scalar | list[Data] | dict[str, Data]"
Keys: TypeAlias = tuple[str | int, ...]
"""The way from the top to a value: keys of mappings, indexes of lists (from 0)."""

MAX_DEPTH = 12
"""A brief is five levels deep; anything far deeper is an accident or an attack."""


_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something starts in a file; both count from 1, the column in characters."""

    line: int
    column: int


class Kind(Enum):
    """What an event opens, closes or holds."""

    MAPPING = auto()
    LIST = auto()
    CLOSE = auto()
    SCALAR = auto()


@dataclass(frozen=True, slots=True)
class Event:
    """One step through a file: `source` is a scalar as it is written, without quotes; keys are read by it."""

    kind: Kind
    place: Place
    value: Scalar = None
    source: str = ""


class UnreadableError(Exception):
    """The file cannot be read further than *place*; *sentence* says why and what to do."""

    def __init__(self, place: Place, sentence: str) -> None:
        """Keep both."""
        super().__init__(sentence)
        self.place = place
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Document:
    """What a file holds: plain data, where each value and key stands, and keys that stand twice.

    `sources` has the text of every value that is neither text nor container, as it is written.
    """

    data: Data
    values: Mapping[Keys, Place]
    keys: Mapping[Keys, Place]
    sources: Mapping[Keys, str]
    repeated: tuple[tuple[Keys, Place], ...]

    def place(self, keys: Keys) -> Place:
        """Return where the value at *keys* starts, or the nearest thing around it that is in the file."""
        while keys and keys not in self.values:
            keys = keys[:-1]
        return self.values[keys]

    def key_place(self, keys: Keys) -> Place:
        """Return where the key that leads to *keys* starts; an item of a list has no key and starts itself."""
        return self.keys.get(keys) or self.place(keys)

    def at(self, *keys: str | int) -> Data:
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
class _Open:
    """A container that is not closed yet; `key` is the one whose value comes next."""

    keys: Keys
    content: dict[str, Data] | list[Data]
    key: str | None = None


@dataclass(slots=True)
class _Growth:
    values: dict[Keys, Place] = field(default_factory=dict)
    keys: dict[Keys, Place] = field(default_factory=dict)
    sources: dict[Keys, str] = field(default_factory=dict)
    repeated: list[tuple[Keys, Place]] = field(default_factory=list)


def grow(events: Iterable[Event]) -> Document:
    """Grow the document that *events* describe; raise UnreadableError for what no brief can hold.

    Of a key that stands twice the last value is kept, as JSON does, and the repetition is noted.
    """
    grown = _Growth()
    root: list[Data] = []
    open_: list[_Open] = [_Open((), root)]
    for event in events:
        top = open_[-1]
        if event.kind is Kind.CLOSE:
            open_.pop()
            continue
        _whole(event)
        if isinstance(top.content, dict) and top.key is None:
            _take_key(top, event, grown)
            continue
        keys = _next_keys(top) if len(open_) > 1 else ()
        grown.values[keys] = event.place
        content = _content(event)
        if isinstance(content, dict | list):
            if len(open_) > MAX_DEPTH:
                raise UnreadableError(event.place, f"Nested more than {MAX_DEPTH} levels deep; a brief needs five.")
            open_.append(_Open(keys, content))
        elif not isinstance(content, str):
            grown.sources[keys] = event.source
        _put(top, content)
    if not root:
        grown.values[()] = Place(1, 1)
    return Document(
        root[0] if root else None,
        MappingProxyType(grown.values),
        MappingProxyType(grown.keys),
        MappingProxyType(grown.sources),
        tuple(grown.repeated),
    )


def _whole(event: Event) -> None:
    half = _SURROGATE.search(event.value if isinstance(event.value, str) else event.source)
    if half is not None:
        code = f"U+{ord(half[0]):04X}"
        raise UnreadableError(event.place, f"Holds half a character ({code}): write the character itself.")


def _content(event: Event) -> Data:
    if event.kind is Kind.SCALAR:
        return event.value
    return {} if event.kind is Kind.MAPPING else []


def _next_keys(top: _Open) -> Keys:
    return (*top.keys, len(top.content) if top.key is None else top.key)


def _put(top: _Open, content: Data) -> None:
    if isinstance(top.content, list):
        top.content.append(content)
    elif top.key is not None:
        top.content[top.key] = content
        top.key = None


def _take_key(top: _Open, event: Event, grown: _Growth) -> None:
    if event.kind is not Kind.SCALAR:
        raise UnreadableError(event.place, "A key must be a word, not a list or a mapping.")
    top.key = event.source
    keys = (*top.keys, event.source)
    if keys in grown.keys:
        grown.repeated.append((keys, event.place))
        grown.sources.pop(keys, None)
    grown.keys.setdefault(keys, event.place)
