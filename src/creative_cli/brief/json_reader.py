"""Reads JSON as a sequence of events with positions.

The standard library checks the syntax and decodes the scalars, which makes values equal to those of `json.loads`;
this module only tracks positions between them.
"""

import json
import math
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator

from creative_cli.brief.source_positions import ParseEvent, ParseEventKind, SourcePosition, UnreadableBriefError

_SPACE_AND_MARKS = re.compile(r"[ \t\n\r,:]*")

# Python refuses to parse integers longer than 4300 digits; longer ones than this count as infinite.
_MAX_DIGITS = 4000

_BRACKETS = {
    "{": ParseEventKind.MAPPING,
    "[": ParseEventKind.LIST,
    "}": ParseEventKind.CLOSE,
    "]": ParseEventKind.CLOSE,
}

_ADVICE = {
    "Expecting property name enclosed in double quotes": "Expected a key in double quotes; is there an extra comma?",
    "Illegal trailing comma before end of object": "There is a comma before the closing }: delete it.",
    "Illegal trailing comma before end of array": "There is a comma before the closing ]: delete it.",
    "Expecting ',' delimiter": "Expected a comma or a closing bracket here.",
    "Expecting ':' delimiter": "Expected a colon after the key.",
    "Expecting value": "Expected a value here: text in double quotes, a number, [ or {; JSON has no comments.",
    "Extra data": "The brief ends before this: delete what follows.",
    "Unterminated string starting at": "The text that starts here has no closing quote.",
    "Invalid control character at": "There is a line break or tab inside a text: write \\n, or close the quote.",
    "Invalid \\escape": "This backslash is not a valid escape: write \\\\ for a backslash, and / in file names.",
    "Invalid \\uXXXX escape": "\\u needs four hexadecimal digits.",
}


_DECODER = json.JSONDecoder(parse_int=lambda digits: int(digits) if len(digits) <= _MAX_DIGITS else math.inf)


def read_json_events(text: str) -> Iterator[ParseEvent]:
    """Yield the events of a JSON text; raise UnreadableBriefError if it is not JSON."""
    place_of = _position_finder(text)
    try:
        _DECODER.decode(text)
    except json.JSONDecodeError as error:
        sentence = _ADVICE.get(error.msg.removesuffix(": ").strip(), f"This is not JSON: {error.msg}.")
        raise UnreadableBriefError(place_of(error.pos), sentence) from error
    except RecursionError as error:
        raise UnreadableBriefError(SourcePosition(1, 1), "Nested far deeper than any brief.") from error
    index = 0
    while (index := _SPACE_AND_MARKS.match(text, index).end()) < len(text):  # type: ignore[union-attr]  # matches ""
        place = place_of(index)
        start, sign = index, text[index]
        if sign in _BRACKETS:
            yield ParseEvent(_BRACKETS[sign], place)
            index += 1
            continue
        value, index = _DECODER.raw_decode(text, start)
        if isinstance(value, float) and not math.isfinite(value):
            raise UnreadableBriefError(place, "This number is too large, or not a number.")
        source = value if isinstance(value, str) else text[start:index]
        yield ParseEvent(ParseEventKind.SCALAR, place, value, source)


def _position_finder(text: str) -> Callable[[int], SourcePosition]:
    starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def place_of(index: int) -> SourcePosition:
        line = bisect_right(starts, index)
        return SourcePosition(line, index - starts[line - 1] + 1)

    return place_of
