"""Puts the sentences of a translation memory that divides at sentences together to the lines of our briefs.

OmegaT and most tools divide so. Their units have no ids of ours, and their sources are parts of our lines.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from creative_cli.errors import UsageError
from creative_cli.locale.tag_matching import is_same_language, suits_locale
from creative_cli.translation.exchange.inline_text import CODE_MARK, restore_codes, source_pattern
from creative_cli.translation.exchange.line_matching import match_line, prefer_named_locale
from creative_cli.translation.exchange.segment_joining import JoinedSegment, join_segments
from creative_cli.translation.exchange.sheet import ReturnedLine
from creative_cli.translation.memory import TranslationMemory
from creative_cli.translation.segment import CopySegment, CopyStatus

# A shorter piece of a sentence would be found in too many lines.
_LEAST_PIECE = 3
_SHOWN_CHARACTERS = 40


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A unit of the file whose source is no line of ours, and the pattern of its source."""

    file: str
    line: ReturnedLine
    pattern: re.Pattern[str]

    @property
    def longest_piece(self) -> str:
        """The longest part of the source between its codes and spaces that fold."""
        pieces = re.split(r"\s{2,}|\n", CODE_MARK.sub("\n", self.line.source or ""))
        return max((piece.strip() for piece in pieces), key=len)


def join_sentences(
    memory: TranslationMemory, lines: Sequence[tuple[str, ReturnedLine]], known: Mapping[str, CopySegment]
) -> list[tuple[str, ReturnedLine]]:
    """Return *lines* with the sentences of one of our lines joined to it; *known* are our segments by id.

    A line of which a sentence is missing is returned with the reason it is refused for.
    """
    loose = {
        index: _Sentence(name, one, re.compile(source_pattern(one.source or "")))
        for index, (name, one) in enumerate(lines)
        if (one.source or "").strip()
        and one.locale
        and one.source_language
        and not match_line(memory, one, known).segments
    }
    if not loose:
        return list(lines)
    joined: dict[int, list[tuple[str, ReturnedLine]]] = {}
    used: set[int] = set()
    for segment, ours in _find_divided(memory, loose):
        made, indexes = _join_line(segment, ours)
        used |= indexes
        joined.setdefault(min(indexes), []).append((ours[min(indexes)].file, made))
    result: list[tuple[str, ReturnedLine]] = []
    for index, one in enumerate(lines):
        result += joined.get(index, [])
        if index not in used:
            result.append(one)
    return result


def _find_divided(
    memory: TranslationMemory, loose: Mapping[int, _Sentence]
) -> Iterator[tuple[CopySegment, Mapping[int, _Sentence]]]:
    """Yield each of our lines that has some of the sentences, with those of its language."""
    by_language: dict[tuple[str, str], dict[int, _Sentence]] = {}
    for index, one in loose.items():
        by_language.setdefault((one.line.locale or "", one.line.source_language or ""), {})[index] = one
    for (locale, language), ours in by_language.items():
        pieces = {one.longest_piece for one in ours.values()}
        found = {
            segment.id: segment
            for piece in pieces
            if len(piece) >= _LEAST_PIECE
            for segment in memory.segments_with_part(piece)
            if _suits(segment, locale, language)
        }
        stale = memory.superseded(found)
        by_text: dict[str, list[CopySegment]] = {}
        for segment in found.values():
            if segment.id not in stale and any(one.pattern.search(segment.text) for one in ours.values()):
                by_text.setdefault(segment.text, []).append(segment)
        for same in by_text.values():
            for segment in prefer_named_locale(locale, same):
                yield segment, ours


def _suits(segment: CopySegment, locale: str, language: str) -> bool:
    try:
        return is_same_language(language, segment.source_language) and suits_locale(locale, segment.locale)
    except UsageError:
        return False


def _join_line(segment: CopySegment, ours: Mapping[int, _Sentence]) -> tuple[ReturnedLine, set[int]]:
    """Return our line with the sentences that make it up, and their indexes."""
    pieces: list[JoinedSegment] = []
    used: set[int] = set()
    missing = ""
    place = 0
    while place < len(segment.text):
        matches = ((index, one.pattern.match(segment.text, place)) for index, one in ours.items())
        whole = [
            (match.end(), index) for index, match in matches if match is not None and _ends_well(segment.text, match)
        ]
        if not whole:
            missing = segment.text[place : place + _SHOWN_CHARACTERS]
            nexts = (one.pattern.search(segment.text, place) for one in ours.values())
            starts = [match.start() for match in nexts if match is not None and match.start() > place]
            if not starts:
                break
            place = min(starts)
            continue
        end, index = max(whole)
        after = end + len(segment.text[end:]) - len(segment.text[end:].lstrip())
        one = ours[index].line
        target, _ = restore_codes((one.target, one.source or ""), one.source or "", segment.text[place:end])
        pieces.append(JoinedSegment(segment.text[place:after], target))
        used.add(index)
        place = after
    first = ours[min(used)].line if used else next(iter(ours.values())).line
    reason = f"only partly translated: the file has no translation of {missing.strip()!r}" if missing else ""
    made = replace(
        first,
        id=segment.id,
        source=segment.text,
        target=join_segments(pieces),
        status=min(ours[index].line.status or CopyStatus.DRAFT for index in used) if used else None,
        refusal=first.refusal or reason,
    )
    return made, used or {next(iter(ours))}


def _ends_well(text: str, match: re.Match[str]) -> bool:
    """Return whether a sentence ends where a word of our line does."""
    end = match.end()
    return end > match.start() and (end == len(text) or text[end].isspace() or not text[end - 1].isalnum())
