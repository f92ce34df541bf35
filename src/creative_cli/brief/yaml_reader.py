"""Reads YAML as a sequence of events with positions, with the plain scalars of YAML 1.2.

PyYAML implements YAML 1.1, where `NO` is false, `9:16` is 556 and `2026-06-01` is a date. Here a plain scalar is null,
true, false, a number or text, as in the core schema of YAML 1.2 (§10.3.2), and tags are rejected. PyYAML's pure Python
parser behaves the same on every platform and takes 8 ms for a long brief.
"""

import re
from collections.abc import Iterable, Iterator

import yaml
from yaml.error import Mark

from creative_cli.brief.source_positions import (
    ParseEvent,
    ParseEventKind,
    SourcePosition,
    SourceScalar,
    UnreadableBriefError,
)

MAX_ALIAS_EVENTS = 20_000
"""Keys and values that all aliases of a file may add; a brief for five hundred markets has fewer of its own."""

_OPENERS = frozenset({ParseEventKind.MAPPING, ParseEventKind.LIST})
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile("[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,3})?")
# Characters that YAML 1.2 does not allow unescaped, and the three that only YAML 1.1 reads as line breaks.
_NOT_YAML = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# Reported where the text, list or mapping opens.
_UNCLOSED = (
    ("quoted scalar", "The text that starts here has no closing quote."),
    ("flow sequence", "The list that opens here is not closed: add ]."),
    ("flow mapping", "The mapping that opens here is not closed: add }."),
)

_SECOND_COLON = "There is a second colon here: put the whole text in quotes."
_LOST_COLON = "A line above has no colon after its key, or this line is indented too far."
_AFTER_VALUE = "found '<scalar>'"
_QUOTES = ("'", '"')
_ADVICE = (
    ("sequence entries are not allowed", "A list starts on the line below its key."),
    ("'\\t' that cannot start", "There is a tab here: YAML is indented with spaces only."),
    ("that cannot start any token", "A text cannot start with this sign: put it in quotes."),
    ("unknown escape character", "This backslash is not a valid escape in double quotes: use single quotes."),
    ("could not find expected ':'", "A key must be followed by a colon and a space."),
    ("expected the node content", "There is a comma too many here, or a value is missing."),
    ("expected ',' or ']'", "Expected a comma or ] here."),
    ("expected ',' or '}'", "Expected a comma or } here."),
    (_AFTER_VALUE, "There is text after the value: is there a quote missing, or an extra one?"),
    ("expected <block end>", "This line is not indented like its neighbours."),
    ("expected '<document start>'", "This line does not belong to those above: indent it the same, or delete it."),
    ("a comment or a line break", "A text cannot start with > or |: put it in quotes."),
    ("chomping or indentation", "A text cannot start with > or |: put it in quotes."),
    ("expected alphabetic or numeric", "A text cannot start with & or *: put it in quotes."),
)


def read_yaml_events(text: str) -> Iterator[ParseEvent]:
    """Yield the events of a YAML text; raise UnreadableBriefError if it is not YAML.

    An alias yields the events of its anchor again, with the places where they are written; what all of them add is
    bounded, because a few can expand to gigabytes. Tags are rejected because they create objects.
    """
    bare = _NOT_YAML.search(text)
    if bare is not None:
        line = text.count("\n", 0, bare.start()) + 1
        place = SourcePosition(line, bare.start() - text.rfind("\n", 0, bare.start()))
        raise UnreadableBriefError(place, f"Contains the invisible character U+{ord(bare[0]):04X}: delete it.")
    loader = yaml.SafeLoader(text)
    documents, quoted, anchors = 0, None, _Anchors()
    try:
        while loader.check_event():
            event = loader.get_event()  # type: ignore[no-untyped-call]  # untyped in the stubs
            documents += isinstance(event, yaml.DocumentStartEvent)
            if isinstance(event, yaml.ScalarEvent):
                quoted = event if event.style in _QUOTES else None
            if documents > 1:
                raise UnreadableBriefError(
                    _position_of_mark(event.start_mark), "A brief is one document: delete this --- and below."
                )
            yield from anchors.expand_event(event, _convert_event(event, text))
        anchors.require_use()
    except yaml.MarkedYAMLError as error:
        raise _unclosed_quote_error(error, quoted) or _syntax_error(error, text) from error
    except (yaml.YAMLError, ValueError, OverflowError, LookupError, AttributeError, RecursionError) as error:
        # PyYAML does not catch these, for instance from chr() of an escape beyond Unicode.
        sentence = "There is an escape or a number here that is too large."
        raise UnreadableBriefError(_position_of_mark(loader.get_mark()), sentence) from error
    finally:
        loader.dispose()


class _Anchors:
    """Records the events of anchored values and repeats them for aliases."""

    def __init__(self) -> None:
        self._known: dict[str, list[ParseEvent]] = {}
        self._open: list[tuple[str, int, list[ParseEvent]]] = []  # name, depth and events of values that have not ended
        self._places: dict[str, SourcePosition] = {}  # of anchors that no alias has repeated yet
        self._depth = 0
        self._added = 0

    def expand_event(self, event: yaml.Event, converted: Iterable[ParseEvent]) -> Iterator[ParseEvent]:
        """Yield *converted*, which is made of *event*, or for an alias the events of its anchor."""
        if isinstance(event, yaml.AliasEvent):
            yield from self._repeat(event)
            return
        for one in converted:
            if isinstance(event, yaml.NodeEvent) and event.anchor is not None:
                self.require_use(event.anchor)
                self._known.pop(event.anchor, None)
                self._places[event.anchor] = one.place
                self._open.append((event.anchor, self._depth, []))
            self._record(one)
            yield one
            self._depth += (one.kind in _OPENERS) - (one.kind is ParseEventKind.CLOSE)
            while self._open and self._open[-1][1] == self._depth:
                name, _, events = self._open.pop()
                self._known[name] = events

    def require_use(self, *names: str) -> None:
        """Raise UnreadableBriefError for an anchor, of *names* or of all, that nothing repeats: it may be a text."""
        for name in names or tuple(self._places):
            if name in self._places:
                sentence = f"Anchors (&) are for aliases, and no *{name} follows: quote a text that starts with &."
                raise UnreadableBriefError(self._places[name], sentence)

    def _record(self, one: ParseEvent) -> None:
        for _, _, events in self._open:
            events.append(one)

    def _repeat(self, event: yaml.AliasEvent) -> Iterator[ParseEvent]:
        place, name = _position_of_mark(event.start_mark), event.anchor
        if any(name == one for one, _, _ in self._open):
            raise UnreadableBriefError(place, f"The alias *{name} stands inside its own anchor: write the value out.")
        if name not in self._known:
            sentence = f"No anchor &{name} is above, and aliases (*) repeat one: quote a text that starts with *."
            raise UnreadableBriefError(place, sentence)
        self._places.pop(name, None)
        events = self._known[name]
        self._added += len(events)
        if self._added > MAX_ALIAS_EVENTS:
            sentence = f"Aliases (*) add more than {MAX_ALIAS_EVENTS:,} values to this file: write fewer."
            raise UnreadableBriefError(place, sentence)
        for one in events:
            self._record(one)
            yield one


def _convert_event(event: yaml.Event, text: str) -> Iterator[ParseEvent]:
    place = _position_of_mark(event.start_mark)
    if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag is not None:
        sentence = "Tags (!) are not supported: quote the text if it starts with an exclamation mark."
        raise UnreadableBriefError(place, sentence)
    if isinstance(event, yaml.MappingStartEvent):
        yield ParseEvent(ParseEventKind.MAPPING, place)
    elif isinstance(event, yaml.SequenceStartEvent):
        yield ParseEvent(ParseEventKind.LIST, place)
    elif isinstance(event, yaml.CollectionEndEvent):
        yield ParseEvent(ParseEventKind.CLOSE, place)
    elif isinstance(event, yaml.ScalarEvent):
        plain = event.implicit[0]
        source = event.value or (_comment_at(text, event.start_mark) if plain else "")
        yield ParseEvent(ParseEventKind.SCALAR, place, _resolve_scalar(event.value) if plain else event.value, source)


def _comment_at(text: str, mark: object) -> str:
    """Return the first word of a comment in place of a value, such as a colour without quotes."""
    if not isinstance(mark, Mark):
        return ""
    end = text.find("\n", mark.index)
    words = text[mark.index : None if end < 0 else end].split(maxsplit=1)
    return words[0] if words and words[0].startswith("#") else ""


def _resolve_scalar(source: str) -> SourceScalar:
    if source in _NULL:
        return None
    if source in _BOOL:
        return _BOOL[source]
    if _INTEGER.fullmatch(source):
        return int(source)
    return float(source) if _FLOAT.fullmatch(source) else source


def _position_of_mark(mark: object) -> SourcePosition:
    return SourcePosition(mark.line + 1, mark.column + 1) if isinstance(mark, Mark) else SourcePosition(1, 1)


def _unclosed_quote_error(error: yaml.MarkedYAMLError, quoted: yaml.ScalarEvent | None) -> UnreadableBriefError | None:
    """Return the error of a missing quote that made the text run on to a later line; None for other mistakes."""
    if quoted is None or _AFTER_VALUE not in (error.problem or ""):
        return None
    first, last = _position_of_mark(quoted.start_mark), _position_of_mark(quoted.end_mark)
    if not first.line < last.line == _position_of_mark(error.problem_mark).line:
        return None
    sentence = f"The quote that opens here is closed only on line {last.line}: close it where the text ends."
    return UnreadableBriefError(first, sentence)


def _syntax_error(error: yaml.MarkedYAMLError, text: str) -> UnreadableBriefError:
    problem, context = error.problem or "", error.context or ""
    if "stream" in problem:
        for what, sentence in _UNCLOSED:
            if what in context:
                return UnreadableBriefError(_position_of_mark(error.context_mark), sentence)
    place = _position_of_mark(error.problem_mark or error.context_mark)
    if "mapping values are not allowed" in problem:
        before = re.split("\r\n|\r|\n", text)[place.line - 1][: place.column - 1]
        return UnreadableBriefError(place, _SECOND_COLON if ":" in before else _LOST_COLON)
    sentences = (sentence for sign, sentence in _ADVICE if sign in problem)
    return UnreadableBriefError(place, next(sentences, f"This is not YAML: {problem}."))
