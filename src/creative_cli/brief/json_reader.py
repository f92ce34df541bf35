"""JSON as events with places.

The standard library judges the syntax and decodes every scalar; only the walk between them is ours, so
that values are what `json.loads` gives, and each has its place.
"""

import json
import math
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator

from creative_cli.brief.source_positions import ParseEvent, ParseEventKind, SourcePosition, UnreadableBriefError

_SPACE_AND_MARKS = re.compile(r"[ \t\n\r,:]*")
_MAX_DIGITS = 4000
"""Python refuses to read longer integers (4300 digits); ours end before."""

_ADVICE = {
    "Expecting property name enclosed in double quotes": "Expected a key in double quotes; is there a comma too many?",
    "Illegal trailing comma before end of object": "There is a comma before the closing }: delete it.",
    "Illegal trailing comma before end of array": "There is a comma before the closing ]: delete it.",
    "Expecting ',' delimiter": "Expected a comma or a closing bracket here.",
    "Expecting ':' delimiter": "Expected a colon after the key.",
    "Expecting value": "Expected a value here: text in double quotes, a number, [ or {; JSON has no comments.",
    "Extra data": "The brief ends before this; delete what follows.",
    "Unterminated string starting at": "The text that starts here has no closing quote.",
    "Invalid control character at": "There is a line break or tab inside a text: write \\n, or close the quote.",
    "Invalid \\escape": "There is a backslash that means nothing here: write \\\\ for one, and / in file names.",
    "Invalid \\uXXXX escape": "\\u needs four hexadecimal digits.",
}


def _parse_integer(digits: str) -> float:
    return int(digits) if len(digits) <= _MAX_DIGITS else math.inf


_DECODER = json.JSONDecoder(parse_int=_parse_integer)


def read_json_events(text: str) -> Iterator[ParseEvent]:
    """Yield the events of a JSON text; raise UnreadableError where it is not JSON."""
    place_of = _position_finder(text)
    try:
        _DECODER.decode(text)
    except json.JSONDecodeError as error:
        sentence = _ADVICE.get(error.msg.removesuffix(": ").strip(), f"This is not JSON: {error.msg}.")
        raise UnreadableBriefError(place_of(error.pos), sentence) from error
    except RecursionError as error:
        raise UnreadableBriefError(SourcePosition(1, 1), "Nested far deeper than any brief.") from error
    index = _SPACE_AND_MARKS.match(text, 0).end()  # type: ignore[union-attr]  # matches nothing at least
    while index < len(text):
        place = place_of(index)
        start, sign = index, text[index]
        if sign in "{[":
            yield ParseEvent(ParseEventKind.MAPPING if sign == "{" else ParseEventKind.LIST, place)
            index += 1
        elif sign in "}]":
            yield ParseEvent(ParseEventKind.CLOSE, place)
            index += 1
        else:
            value, index = _DECODER.raw_decode(text, start)
            if isinstance(value, float) and not math.isfinite(value):
                raise UnreadableBriefError(place, "This number is too large, or none at all.")
            yield ParseEvent(
                ParseEventKind.SCALAR, place, value, value if isinstance(value, str) else text[start:index]
            )
        index = _SPACE_AND_MARKS.match(text, index).end()  # type: ignore[union-attr]  # same


def _position_finder(text: str) -> Callable[[int], SourcePosition]:
    starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def place_of(index: int) -> SourcePosition:
        line = bisect_right(starts, index)
        return SourcePosition(line, index - starts[line - 1] + 1)

    return place_of
