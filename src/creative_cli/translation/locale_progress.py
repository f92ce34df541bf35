"""How far the copy of a campaign has come, locale by locale."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from creative_cli.brief.loader import LoadedBrief
from creative_cli.models import Role
from creative_cli.translation.memory import SegmentUse, TranslationMemory
from creative_cli.translation.request import SourceLine, TranslationRequest
from creative_cli.translation.segment import CopyStatus, MemoryEntry


class LineStage(StrEnum):
    """Where one line of a locale stands, the least first."""

    MISSING = "missing"
    """Nobody has written it."""
    STALE = "stale"
    """It was written for a source, a glossary or a tone that has changed since."""
    DRAFT = "draft"
    REVIEWED = "reviewed"
    APPROVED = "approved"


STAGE_ORDER = tuple(LineStage)


@dataclass(frozen=True, slots=True)
class LineProgress:
    """One line: `marked` tells of findings a reviewer should look at, `text` is what stands now or stood before."""

    role: Role
    stage: LineStage
    marked: bool
    text: str
    author: str


@dataclass(frozen=True, slots=True)
class LocaleProgress:
    """One locale: `origin` is brief (approved copy of its own), source (it reads the message) or desk."""

    locale: str
    origin: str
    stage: LineStage
    lines: tuple[LineProgress, ...]


def measure_progress(
    loaded: LoadedBrief, assignments: Sequence[TranslationRequest], memory: TranslationMemory
) -> tuple[LocaleProgress, ...]:
    """Return every locale of a brief, in its order; the stage of a locale is that of its least line.

    Copy of the brief itself is approved by being there, and so is a message that is printed as it is.
    """
    desk = {one.locale.tag: one for one in assignments}
    known = memory.lookup(line.unit for one in assignments for line in one.lines)
    found: dict[str, LocaleProgress] = {}
    for market in loaded.markets:
        tag = market.locale.tag
        if tag in desk:
            lines = tuple(_line_progress(desk[tag], line, known.get(line.unit.id), memory) for line in desk[tag].lines)
            least = min((line.stage for line in lines), key=STAGE_ORDER.index)
            found[tag] = LocaleProgress(tag, "desk", least, lines)
        elif tag not in found:
            origin = "source" if market.copy is None else "brief"
            found[tag] = LocaleProgress(tag, origin, LineStage.APPROVED, ())
    return tuple(found.values())


def _line_progress(
    assignment: TranslationRequest, line: SourceLine, entry: MemoryEntry | None, memory: TranslationMemory
) -> LineProgress:
    if entry is not None:
        stage = {
            CopyStatus.DRAFT: LineStage.DRAFT,
            CopyStatus.REVIEWED: LineStage.REVIEWED,
            CopyStatus.APPROVED: LineStage.APPROVED,
        }[entry.status]
        marked = bool(entry.findings) and stage is LineStage.DRAFT
        return LineProgress(line.role, stage, marked, entry.text, entry.author)
    before = memory.earlier(SegmentUse(assignment.campaign, assignment.locale.tag, line.role), line.unit.id)
    if before:
        return LineProgress(line.role, LineStage.STALE, False, before[-1].text, before[-1].author)  # noqa: FBT003  # a field
    return LineProgress(line.role, LineStage.MISSING, False, "", "")  # noqa: FBT003  # same
