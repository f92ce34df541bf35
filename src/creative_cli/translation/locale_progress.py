"""How far the translation of a campaign has come, by locale."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from creative_cli.brief.loader import LoadedBrief
from creative_cli.models import Role
from creative_cli.translation.memory import SegmentUse, TranslationMemory
from creative_cli.translation.request import SourceLine, TranslationRequest
from creative_cli.translation.segment import CopyStatus, MemoryEntry


class LineStage(StrEnum):
    """How far a line has come, in order. STALE was translated for another source, glossary or tone."""

    MISSING = "missing"
    STALE = "stale"
    DRAFT = "draft"
    REVIEWED = "reviewed"
    APPROVED = "approved"


STAGE_ORDER = tuple(LineStage)


@dataclass(frozen=True, slots=True)
class LineProgress:
    """One line: `marked` if a reviewer should look at its findings, `text` the current or stale translation."""

    role: Role
    stage: LineStage
    marked: bool
    text: str
    author: str


@dataclass(frozen=True, slots=True)
class LocaleProgress:
    """One locale: `origin` is brief (approved copy), source (uses the source copy) or desk (is translated).

    In a brief with variants, each `variant` has its own.
    """

    locale: str
    origin: str
    stage: LineStage
    lines: tuple[LineProgress, ...]
    variant: str = ""


def measure_progress(
    loaded: LoadedBrief, requests: Sequence[TranslationRequest], memory: TranslationMemory
) -> tuple[LocaleProgress, ...]:
    """Return the progress of every locale of a brief, in its order; a locale is as far as its slowest line.

    Copy in the brief and the source copy count as approved.
    """
    by_tag = {one.locale.tag: one for one in requests}
    known = memory.lookup(line.segment for one in requests for line in one.lines)
    found: dict[str, LocaleProgress] = {}
    for market in loaded.markets:
        tag = market.locale.tag
        if tag in by_tag:
            request = by_tag[tag]
            lines = tuple(_line_progress(request, line, known.get(line.segment.id), memory) for line in request.lines)
            slowest = min((line.stage for line in lines), key=STAGE_ORDER.index)
            found[tag] = LocaleProgress(tag, "desk", slowest, lines, loaded.variant)
        elif tag not in found:
            origin = "source" if market.copy is None else "brief"
            found[tag] = LocaleProgress(tag, origin, LineStage.APPROVED, (), loaded.variant)
    return tuple(found.values())


def _line_progress(
    request: TranslationRequest, line: SourceLine, entry: MemoryEntry | None, memory: TranslationMemory
) -> LineProgress:
    stage, marked = LineStage.STALE, False
    if entry is not None:
        stage = LineStage(entry.status.name.lower())
        marked = bool(entry.findings) and entry.status is CopyStatus.DRAFT
    elif stale := memory.earlier(SegmentUse(request.use, request.locale.tag, line.role), line.segment.id):
        entry = stale[-1]
    if entry is None:
        return LineProgress(line.role, LineStage.MISSING, marked, "", "")
    return LineProgress(line.role, stage, marked, entry.text, entry.author)
