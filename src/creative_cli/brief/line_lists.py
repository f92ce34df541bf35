"""Lines of copy that are written as a list: the first whose words in braces can all be filled is printed.

    body: ["Was {was}: you save {percent}.", "Only {price}.", ""]    # an empty last line: no body at all

A list is settled before anything else reads the brief: its first line takes its place, and the others stand beside it
under a key that no brief has. Every check of lines thus sees texts, and those that ask for more find the rest.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from creative_cli.brief.copy_lines import COPY_PATHS, find_placeholders
from creative_cli.brief.field_types import (
    BodyText,
    CallToActionText,
    DisclaimerText,
    HeadlineText,
    ShortCallToAction,
    ShortHeadline,
    ShortLine,
)
from creative_cli.brief.source_positions import FURTHER_LINES, KeyPath, SourceData, SourceDocument, SourcePosition
from creative_cli.errors import Problem

OPTIONAL_KEY: Final = "optional"
# What every ad must have: its headline, and small print that may be required by law.
_NEEDED: Final = frozenset({("headline",), ("disclaimer",)})
MAX_LINES: Final = 10
WrittenText: TypeAlias = tuple[KeyPath, str]
"""The place of a line and its text."""


# Not a mapping of the brief: no file has these keys, and none can be misspelt.
_AS_SETTLED = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class ShortFurtherLines(BaseModel):
    """The lines after the first of the short ones."""

    model_config = _AS_SETTLED

    headline: tuple[ShortHeadline, ...] = ()
    cta: tuple[ShortCallToAction, ...] = ()


class FurtherLines(BaseModel):
    """The lines after the first of each list; `optional` are the lines that are left out if none can be filled."""

    model_config = _AS_SETTLED

    kicker: tuple[ShortLine, ...] = ()
    headline: tuple[HeadlineText, ...] = ()
    body: tuple[BodyText, ...] = ()
    cta: tuple[CallToActionText, ...] = ()
    disclaimer: tuple[DisclaimerText, ...] = ()
    short: ShortFurtherLines = Field(default=ShortFurtherLines())
    optional: tuple[str, ...] = ()

    def lines(self, path: KeyPath) -> tuple[str, ...]:
        """Return the lines after the first of the list at *path* below `copy`."""
        home = self.short if len(path) > 1 else self
        found: tuple[str, ...] = getattr(home, str(path[-1]))
        return found


NO_FURTHER_LINES: Final = FurtherLines()


@dataclass(frozen=True, slots=True)
class LineList:
    """The lines of a list in their order; with `optional` there may be none at all."""

    texts: tuple[str, ...]
    optional: bool = False

    def choose(self, words: Collection[str]) -> int | None:
        """Return the index of the first line that prints nothing but *words*, None if there is none."""
        known = frozenset(words)
        return next((at for at, text in enumerate(self.texts) if known.issuperset(find_placeholders(text))), None)


def join_line_list(first: str, further: FurtherLines | None, path: KeyPath) -> LineList:
    """Return the list of a line at *path* below `copy` from its first line and those beside it."""
    if further is None:
        return LineList((first,))
    return LineList((first, *further.lines(path)), ".".join(map(str, path)) in further.optional)


def put_line_lists(further: FurtherLines | None, lists: Mapping[KeyPath, LineList]) -> FurtherLines | None:
    """Return *further*, the lines beside the first ones of a copy, with those of *lists* in place of its own."""
    if further is None and all(len(one.texts) == 1 and not one.optional for one in lists.values()):
        return None
    base = NO_FURTHER_LINES if further is None else further
    names = {".".join(map(str, path)): one.optional for path, one in lists.items()}
    more = {path: one.texts[1:] for path, one in lists.items()}
    short = base.short.model_copy(update={str(path[-1]): texts for path, texts in more.items() if len(path) > 1})
    optional = [name for name in base.optional if name not in names] + [name for name, may in names.items() if may]
    changes = {str(path[-1]): texts for path, texts in more.items() if len(path) == 1}
    return base.model_copy(update={**changes, "short": short, "optional": tuple(optional)})


def list_written_lines(document: SourceDocument, home: KeyPath, path: KeyPath) -> tuple[WrittenText, ...]:
    """Return the lines of a list with their places; one where it is a text, none where there is no line."""
    keys = (*home, *path)
    first = document.text(*keys)
    if not first:
        return ()
    more: KeyPath = (*home, FURTHER_LINES, *path)
    places = (((*more, index), document.text(*more, index)) for index in document.items(*more))
    return ((keys, first), *((place, text) for place, text in places if text is not None))


def is_optional_line(document: SourceDocument, home: KeyPath, path: KeyPath) -> bool:
    """Return whether an ad goes without the line at *path* where none of its list can be filled."""
    names = document.at(*home, FURTHER_LINES, OPTIONAL_KEY)
    return isinstance(names, list) and ".".join(map(str, path)) in names


def settle_line_lists(document: SourceDocument) -> tuple[SourceDocument, tuple[Problem, ...]]:
    """Return *document* with the first line of each list in its place, and what is wrong with the lists."""
    settler = _Settler(document)
    data = document.data
    for home in _list_line_homes(document):
        if isinstance(found := document.at(*home), dict):
            data = _put(data, home, settler.settle(home, found))
    if not settler.found and not settler.problems:
        return document, ()
    places = {**document.values, **settler.values}
    return replace(document, data=data, values=places), tuple(settler.problems)


def _list_line_homes(document: SourceDocument) -> Iterator[KeyPath]:
    yield ("message",)
    for name in document.mapping("variants"):
        home: KeyPath = ("variants", name)
        yield home
        yield from ((*home, "copy", tag) for tag in document.mapping(*home, "copy"))
        for product in document.mapping(*home, "products"):
            place: KeyPath = (*home, "products", product, "copy")
            yield from ((*place, tag) for tag in document.mapping(*place))
    yield from (("copy", tag) for tag in document.mapping("copy"))
    for index in document.items("products"):
        yield from (("products", index, "copy", tag) for tag in document.mapping("products", index, "copy"))
    for index in document.items("markets"):
        yield ("markets", index, "copy")
        for at in document.items("markets", index, "products"):
            yield ("markets", index, "products", at, "copy")


def _put(node: SourceData, keys: KeyPath, value: SourceData) -> SourceData:
    if not keys:
        return value
    key = keys[0]
    if isinstance(node, dict) and isinstance(key, str):
        return {**node, key: _put(node[key], keys[1:], value)}
    if isinstance(node, list) and isinstance(key, int):
        return [_put(one, keys[1:], value) if at == key else one for at, one in enumerate(node)]
    return node


class _Settler:
    """Settles the lists of one document after another home."""

    def __init__(self, document: SourceDocument) -> None:
        self._document = document
        self.values: dict[KeyPath, SourcePosition] = {}
        self.problems: list[Problem] = []
        self.found = False

    def settle(self, home: KeyPath, copy: Mapping[str, SourceData]) -> SourceData:
        """Return the copy at *home* without lists."""
        if FURTHER_LINES in copy:
            keys = (*home, FURTHER_LINES)
            sentence = f"{self._document.label(home)} has no key {FURTHER_LINES!r}: write a line as a list of lines."
            self.problems.append(self._document.key_problem(keys, sentence))
            return {key: value for key, value in copy.items() if key != FURTHER_LINES}
        settled = dict(copy)
        further: dict[str, SourceData] = {}
        for path in COPY_PATHS:
            lines = self._document.at(*home, *path)
            if not isinstance(lines, list):
                continue
            self.found = True
            first, rest, optional = self._read_list((*home, *path), lines, path)
            _put_at(settled, path, first)
            if rest:
                _put_at(further, path, rest)
            if optional:
                names = further.setdefault(OPTIONAL_KEY, [])
                if isinstance(names, list):
                    names.append(".".join(map(str, path)))
            self.values[(*home, *path)] = self._document.place((*home, *path, 0))
            for index in range(1, len(lines)):
                place = self._document.place((*home, *path, index))
                self.values[(*home, FURTHER_LINES, *path, index - 1)] = place
        if further:
            settled[FURTHER_LINES] = further
            self.values[(*home, FURTHER_LINES)] = self._document.place(home)
        return settled

    def _read_list(
        self, keys: KeyPath, lines: Sequence[SourceData], path: KeyPath
    ) -> tuple[SourceData, list[SourceData], bool]:
        """Return the first line, the others, and whether the list ends in an empty line."""
        optional = len(lines) > 1 and (lines[-1] is None or lines[-1] == "")
        texts = list(lines[:-1] if optional else lines)
        name = self._document.label(keys)
        if optional and path in _NEEDED:
            sentence = f"{name} ends in an empty line, but an ad cannot go without it: write a line without braces."
            self.problems.append(self._document.problem((*keys, len(texts)), sentence))
        if not texts or len(texts) > MAX_LINES:
            sentence = f"{name} has {len(texts)} lines in its list, but a list has one to {MAX_LINES} of them."
            self.problems.append(self._document.problem(keys, sentence))
            return (texts or [""])[0], texts[1:MAX_LINES], optional
        for at, text in enumerate(texts):
            bare = isinstance(text, str) and not find_placeholders(text)
            if bare and (at < len(texts) - 1 or optional):
                sentence = f"{name} has lines after the one without braces, which is always printed: delete them."
                self.problems.append(self._document.problem((*keys, at), sentence))
                break
        return texts[0], texts[1:], optional


def _put_at(home: dict[str, SourceData], path: KeyPath, value: SourceData) -> None:
    """Put *value* into *home* at *path*, whose mapping on the way is copied."""
    if len(path) > 1:
        inner = home.get(str(path[0]))
        home[str(path[0])] = {**(inner if isinstance(inner, dict) else {}), str(path[-1]): value}
    else:
        home[str(path[0])] = value
