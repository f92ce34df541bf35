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


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A stretch of our line, with the space after it, and the indexes of the sentences it is; none if it is missing."""

    text: str
    indexes: tuple[int, ...]


def _cover_line(text: str, ours: Mapping[int, _Sentence]) -> Iterator[_Stretch]:
    """Yield our line in stretches, each the longest sentence that stands at its place."""
    place = 0
    while place < len(text):
        matches = {index: one.pattern.match(text, place) for index, one in ours.items()}
        ends = {index: match.end() for index, match in matches.items() if match is not None and _ends_well(text, match)}
        if ends:
            end = max(ends.values())
            after = end + len(text[end:]) - len(text[end:].lstrip())
            yield _Stretch(text[place:after], tuple(index for index in ends if ends[index] == end))
        else:
            nexts = (one.pattern.search(text, place + 1) for one in ours.values())
            after = min((match.start() for match in nexts if match is not None and match[0]), default=len(text))
            yield _Stretch(text[place:after], ())
        place = after


def _join_line(segment: CopySegment, ours: Mapping[int, _Sentence]) -> tuple[ReturnedLine, set[int]]:
    """Return our line with the sentences that make it up, and their indexes."""
    pieces: list[JoinedSegment] = []
    used: set[int] = set()
    refusals: list[str] = []
    for stretch in _cover_line(segment.text, ours):
        lines = [ours[index].line for index in stretch.indexes]
        used |= set(stretch.indexes)
        refusals += [one.refusal for one in lines if one.refusal]
        shown = stretch.text.strip()[:_SHOWN_CHARACTERS]
        try:
            targets = {restore_codes((one.target,), one.source or "", stretch.text.strip())[0] for one in lines}
        except ValueError as error:
            targets = set()
            refusals.append(f"the translation of {shown!r} cannot be read: {error}")
        if len(targets) > 1:
            refusals.append(f"the file has different translations of {shown!r}: remove all but one")
        target = next(iter(targets), "")
        if not target.strip():
            refusals.append(f"only partly translated: the file has no translation of {shown!r}")
        pieces.append(JoinedSegment(stretch.text, target))
    used = used or {next(iter(ours))}
    made = replace(
        ours[min(used)].line,
        id=segment.id,
        source=segment.text,
        target=join_segments(pieces),
        status=min(ours[index].line.status or CopyStatus.DRAFT for index in used),
        refusal=next(iter(refusals), ""),
    )
    return made, used


def _ends_well(text: str, match: re.Match[str]) -> bool:
    """Return whether a sentence ends where a word of our line does."""
    end = match.end()
    return end > match.start() and (end == len(text) or text[end].isspace() or not text[end - 1].isalnum())
