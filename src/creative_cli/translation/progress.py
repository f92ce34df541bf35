"""How far the copy of a campaign has come, locale by locale."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from creative_cli.brief.loader import LoadedBrief
from creative_cli.models import Role
from creative_cli.translation.memory import CopyMemory, Place
from creative_cli.translation.request import Assignment, SourceLine
from creative_cli.translation.segment import CopyStatus, Entry


class Stage(StrEnum):
    """Where one line of a locale stands, the least first."""

    MISSING = "missing"
    """Nobody has written it."""
    STALE = "stale"
    """It was written for a source, a glossary or a tone that has changed since."""
    DRAFT = "draft"
    REVIEWED = "reviewed"
    APPROVED = "approved"


ORDER = tuple(Stage)


@dataclass(frozen=True, slots=True)
class LineProgress:
    """One line: `marked` tells of findings a reviewer should look at, `text` is what stands now or stood before."""

    role: Role
    stage: Stage
    marked: bool
    text: str
    author: str


@dataclass(frozen=True, slots=True)
class LocaleProgress:
    """One locale: `origin` is brief (approved copy of its own), source (it reads the message) or desk."""

    locale: str
    origin: str
    stage: Stage
    lines: tuple[LineProgress, ...]


def progress(loaded: LoadedBrief, assignments: Sequence[Assignment], memory: CopyMemory) -> tuple[LocaleProgress, ...]:
    """Return every locale of a brief, in its order; the stage of a locale is that of its least line.

    Copy of the brief itself is approved by being there, and so is a message that is printed as it is.
    """
    desk = {one.locale.tag: one for one in assignments}
    known = memory.lookup(line.unit for one in assignments for line in one.lines)
    found: dict[str, LocaleProgress] = {}
    for market in loaded.markets:
        tag = market.locale.tag
        if tag in desk:
            lines = tuple(_line(desk[tag], line, known.get(line.unit.id), memory) for line in desk[tag].lines)
            least = min((line.stage for line in lines), key=ORDER.index)
            found[tag] = LocaleProgress(tag, "desk", least, lines)
        elif tag not in found:
            origin = "source" if market.copy is None else "brief"
            found[tag] = LocaleProgress(tag, origin, Stage.APPROVED, ())
    return tuple(found.values())


def _line(assignment: Assignment, line: SourceLine, entry: Entry | None, memory: CopyMemory) -> LineProgress:
    if entry is not None:
        stage = {
            CopyStatus.DRAFT: Stage.DRAFT,
            CopyStatus.REVIEWED: Stage.REVIEWED,
            CopyStatus.APPROVED: Stage.APPROVED,
        }[entry.status]
        marked = bool(entry.findings) and stage is Stage.DRAFT
        return LineProgress(line.role, stage, marked, entry.text, entry.author)
    before = memory.earlier(Place(assignment.campaign, assignment.locale.tag, line.role), line.unit.id)
    if before:
        return LineProgress(line.role, Stage.STALE, False, before[-1].text, before[-1].author)  # noqa: FBT003  # a field
    return LineProgress(line.role, Stage.MISSING, False, "", "")  # noqa: FBT003  # same
