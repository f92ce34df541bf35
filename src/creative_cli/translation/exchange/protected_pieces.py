"""The pieces of a text that translators must not change: placeholders and protected names, numbered for pairing."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from creative_cli.translation.exchange.sheet import SheetLine
from creative_cli.translation.request import PLACEHOLDER_PATTERN


@dataclass(frozen=True, slots=True)
class ProtectedPiece:
    """A placeholder or a protected name, as it stands in a text.

    `number` is the same in source and target, from 1: tools pair pieces by it. `place` is that of a placeholder among
    the different ones of the source, from 1; it is 0 for a name.
    """

    text: str
    number: int
    place: int


def source_placeholders(line: SheetLine) -> tuple[str, ...]:
    """Return the different placeholders of a line's source, in order."""
    return tuple(dict.fromkeys(PLACEHOLDER_PATTERN.findall(line.source)))


def split_pieces(text: str, line: SheetLine) -> Iterator[str | ProtectedPiece]:
    """Yield *text*, the source or the target of *line*, in parts: plain text and protected pieces."""
    places = source_placeholders(line)
    pieces = _protected_pattern(line)
    numbers = {piece: number for number, piece in enumerate(_occurrences(pieces, line.source), start=1)}
    end = 0
    for match, occurrence in zip(pieces.finditer(text), _occurrences(pieces, text), strict=True):
        yield text[end : match.start()]
        end = match.end()
        number = numbers.setdefault(occurrence, len(numbers) + 1)
        if match[0] in places:
            yield ProtectedPiece(match[0], number, places.index(match[0]) + 1)
        elif match[0] in line.keep:
            yield ProtectedPiece(match[0], number, 0)
        else:
            yield match[0]
    yield text[end:]


def _protected_pattern(line: SheetLine) -> re.Pattern[str]:
    names = sorted((re.escape(name) for name in line.keep), key=len, reverse=True)
    return re.compile("|".join((PLACEHOLDER_PATTERN.pattern, *names)))


def _occurrences(pieces: re.Pattern[str], text: str) -> Iterator[tuple[str, int]]:
    """Yield each piece of *text* with the number of its earlier occurrences."""
    seen: Counter[str] = Counter()
    for match in pieces.finditer(text):
        yield match[0], seen[match[0]]
        seen[match[0]] += 1
