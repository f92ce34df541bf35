"""Finds which of our lines a line of a file translates, and whether the file's own languages allow it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from creative_cli.errors import UsageError
from creative_cli.locale.locales import require_language, resolve_locale
from creative_cli.locale.tag_matching import is_same_language, suits_locale
from creative_cli.translation.exchange.sheet import ReturnedLine
from creative_cli.translation.memory import TranslationMemory
from creative_cli.translation.segment import CopySegment


class LineFaultError(ValueError):
    """A line cannot be stored; `cell` is the cell at fault: id, locale, source, target."""

    def __init__(self, cell: str, sentence: str) -> None:
        """Store the cell and the reason."""
        super().__init__(sentence)
        self.cell = cell


@dataclass(frozen=True, slots=True)
class MatchedLine:
    """A line of a file with the segments it translates; without any, `reason` is why."""

    line: ReturnedLine
    segments: tuple[CopySegment, ...]
    reason: str = "no brief has asked for this line here: name the brief with --brief, or export it again"


def match_line(memory: TranslationMemory, one: ReturnedLine, known: Mapping[str, CopySegment]) -> MatchedLine:
    """Return the segments of a line by its ids in *known*, or by its source text if the file dropped our ids.

    A language without a country stands for its only locale in which this text was requested.
    """
    for id_ in (one.id, one.other_id):
        if id_ in known:
            return MatchedLine(one, (known[id_],))
    if not (one.source and one.source_language and one.locale):
        return MatchedLine(one, ())
    try:
        found = [
            segment
            for segment in memory.segments_with_text(one.source)
            if is_same_language(one.source_language, segment.source_language)
            and suits_locale(one.locale, segment.locale)
        ]
    except UsageError as error:
        return MatchedLine(one, (), _unknown_language(error))
    exact = prefer_named_locale(one.locale, found)
    locales = sorted({segment.locale for segment in found})
    if not locales:
        return MatchedLine(one, ())
    if not exact:
        reason = f"the file is for {one.locale[:35]!r}, which may be {' or '.join(locales)}: write one of them"
        return MatchedLine(one, (), reason)
    return MatchedLine(one, exact)


def prefer_named_locale(text: str, segments: Sequence[CopySegment]) -> tuple[CopySegment, ...]:
    """Return the segments of the one locale that a brief would get for the tag *text*, or of the only one there is.

    Returns none if several locales are as good.
    """
    exact = [segment for segment in segments if _names_locale(text, segment.locale)] or segments
    return tuple(exact) if len({segment.locale for segment in exact}) == 1 else ()


def _names_locale(text: str, locale: str) -> bool:
    """Return whether a brief that names *text* as the language of that market would get *locale*."""
    region = require_language(locale).region
    return region is not None and resolve_locale(region, text, text).tag == locale


def check_line_languages(one: ReturnedLine, segment: CopySegment | None) -> None:
    """Raise LineFaultError if the file says no language, another source language, or another market."""
    source_language = one.source_language or ""
    try:
        if source_language and not is_same_language(
            source_language, source_language if segment is None else segment.source_language
        ):
            own = "" if segment is None else segment.source_language
            message = f"the file is a translation from {source_language[:35]!r}, but the line is in {own!r}"
            raise LineFaultError("locale", message)
        locale = one.locale if segment is None else segment.locale
        if one.locale is not None and locale is not None and not suits_locale(one.locale, locale):
            raise LineFaultError("locale", f"the file is for {one.locale[:35]!r}, but the line is for {locale}")
    except UsageError as error:
        raise LineFaultError("locale", _unknown_language(error)) from error


def _unknown_language(error: UsageError) -> str:
    return f"the file's own language is not clear: {error.sentence} {error.hint}".removesuffix(".")
