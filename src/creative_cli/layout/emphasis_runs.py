"""Follows emphasized words from a text to its tokens and drawn lines, and cuts lines into runs of one colour."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from creative_cli.brief.emphasis import EmphasizedText
from creative_cli.locale.bidi import DIRECTIONAL_ISOLATES

EmphasisSpan = tuple[int, int]
"""Where emphasized words begin and end, in characters; equal places mean none."""

NO_EMPHASIS: EmphasisSpan = (0, 0)

# What drawn text leaves out: soft hyphens, zero width spaces, and blanks at the ends of lines.
_LEFT_OUT = "\u00ad\u200b"
# In these scripts a run is one character: measured one by one, they stand where a whole line has them. Letters of other
# scripts stay together.
_CHARACTER_RUN = re.compile("[\x00-\u2e7f]+|.[\u3099\u309a\ufe00-\ufe0f]*", re.DOTALL)


class ColorRun(NamedTuple):
    """A part of a line, and whether it is emphasized."""

    text: str
    emphasized: bool


def shown_emphasis(found: EmphasizedText, case: Callable[[str], str]) -> EmphasisSpan:
    """Return the place of emphasized words in a text as it is shown, which *case* may have set in capitals."""
    if found.start == found.stop:
        return NO_EMPHASIS
    return len(case(found.text[: found.start])), len(case(found.text[: found.stop]))


def locate_signs(pieces: Iterable[str], text: str) -> list[list[int | None]]:
    """Return for each character of each drawn piece, in reading order, its place in *text*.

    None stands for what drawing adds: isolates, hyphens at line ends.
    """
    at, found = 0, list[list[int | None]]()
    for piece in pieces:
        places: list[int | None] = []
        for sign in piece:
            place = at
            while place < len(text) and text[place] != sign and (text[place].isspace() or text[place] in _LEFT_OUT):
                place += 1
            if place < len(text) and text[place] == sign:
                places.append(place)
                at = place + 1
            else:
                places.append(None)
        found.append(places)
    return found


def find_line_emphasis(lines: Sequence[str], text: str, span: EmphasisSpan) -> tuple[EmphasisSpan, ...]:
    """Return for each drawn line of *text* where its emphasized part begins and ends, with isolates around it."""
    start, stop = span
    if start == stop:
        return (NO_EMPHASIS,) * len(lines)
    spans = []
    for line, places in zip(lines, locate_signs(lines, text), strict=True):
        inside = [index for index, place in enumerate(places) if place is not None and start <= place < stop]
        if not inside:
            spans.append(NO_EMPHASIS)
            continue
        first, last = inside[0], inside[-1] + 1
        while first and line[first - 1] in DIRECTIONAL_ISOLATES:
            first -= 1
        # Isolates end with their part; so does the hyphen of a divided word.
        while last < len(line) and places[last] is None and line[last] not in DIRECTIONAL_ISOLATES:
            last += 1
        spans.append((first, last))
    return tuple(spans)


def color_runs(line: str, span: EmphasisSpan, *, unspaced: bool) -> tuple[ColorRun, ...]:
    """Return a line as runs of one colour; a space belongs to the run after it. *unspaced* is true for ideographs."""
    start, stop = span
    if start == stop:
        parts = [ColorRun(line, emphasized=False)]
    else:
        start = len(line[:start].rstrip(" "))
        parts = [
            ColorRun(line[:start], emphasized=False),
            ColorRun(line[start:stop], emphasized=True),
            ColorRun(line[stop:], emphasized=False),
        ]
    if unspaced:
        parts = [ColorRun(piece, part.emphasized) for part in parts for piece in _CHARACTER_RUN.findall(part.text)]
    return tuple(part for part in parts if part.text)


def break_place(before: Sequence[int | None], after: Sequence[int | None], text: str, span: EmphasisSpan) -> str:
    """Return where a break between two pieces of *text* lies: at the "edge" of the emphasis, "inside" it, or ""."""
    start, stop = span
    last = max((place for place in before if place is not None), default=None)
    first = min((place for place in after if place is not None), default=None)
    if last is None or first is None or start == stop:
        return ""
    if start <= last and first < stop and _has_word(text[start : last + 1]) and _has_word(text[first:stop]):
        return "inside"
    # Punctuation belongs to the words beside it.
    at_start = last < start and not _has_word(text[last + 1 : start])
    at_stop = stop <= min(last + 1, first) and not _has_word(text[stop : last + 1])
    return "edge" if at_start or at_stop else ""


def _has_word(text: str) -> bool:
    return any(sign.isalnum() for sign in text)
