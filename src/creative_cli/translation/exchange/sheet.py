"""What goes out to translators and what comes back, whatever the file's format."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from creative_cli.brief.term import GlossaryTerm
from creative_cli.errors import BriefError, Problem
from creative_cli.models import Role
from creative_cli.translation.request import SourceLine, TranslationRequest
from creative_cli.translation.segment import CopyStatus, MemoryEntry


class ExchangeFormat(StrEnum):
    """The formats translators' tools read and write."""

    XLIFF = "xliff"
    TMX = "tmx"
    CSV = "csv"
    JSON = "json"

    @property
    def suffix(self) -> str:
        """What file names end in."""
        return ".xlf" if self is ExchangeFormat.XLIFF else f".{self}"


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One line to be translated, with what its translator needs to know.

    `id` is the unit's. `status` is None where there is no target yet. `notes` are pairs of what a note is about and
    what it says; `most` is the most characters the line may have.
    """

    id: str
    locale: str
    role: Role
    source: str
    target: str | None
    status: CopyStatus | None
    marked: bool
    most: int
    keep: tuple[str, ...]
    terms: tuple[GlossaryTerm, ...]
    notes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TranslationSheet:
    """The lines of one campaign, sorted by locale as the brief has them; `source_language` is a tag."""

    campaign: str
    source_language: str
    lines: tuple[SheetLine, ...]

    @property
    def locales(self) -> tuple[str, ...]:
        """The tags of its locales, in order."""
        return tuple(dict.fromkeys(line.locale for line in self.lines))

    def of(self, locale: str) -> "TranslationSheet":
        """Return the part for one locale."""
        return TranslationSheet(
            self.campaign, self.source_language, tuple(one for one in self.lines if one.locale == locale)
        )


@dataclass(frozen=True, slots=True)
class ReturnedLine:
    """One line as a file that came back has it, believed in nothing; `line` and `column` are where it stands.

    `id` is empty where the file keeps none. `locale`, `source` and `status` are None where it does not say.
    """

    id: str
    locale: str | None
    source: str | None
    source_language: str | None
    target: str
    status: CopyStatus | None
    line: int
    column: int


MAX_EXCHANGE_BYTES = 20 * 1024 * 1024
"""A sheet of five hundred markets has 2 MB; anything far larger is another file, or an attack."""


class ExchangeFileError(Exception):  # a place in a file, not an error of the program
    """A file cannot be read at a place; *sentence* says why."""

    def __init__(self, line: int, column: int, sentence: str) -> None:
        """Keep the place, 1-based, and the sentence."""
        super().__init__(sentence)
        self.line = line
        self.column = column
        self.sentence = sentence

    def of(self, name: str) -> BriefError:
        """Return the error people are shown for the file *name*."""
        return BriefError((Problem(name, self.line, self.column, self.sentence),))


def build_sheet(assignments: Sequence[TranslationRequest], known: Mapping[str, MemoryEntry]) -> TranslationSheet:
    """Return what translators are sent: every line, with the translation of *known* (by unit) where there is one."""
    first = assignments[0]
    lines = tuple(_sheet_line(one, line, known.get(line.unit.id)) for one in assignments for line in one.lines)
    return TranslationSheet(first.campaign, first.source_language, lines)


def _sheet_line(assignment: TranslationRequest, line: SourceLine, entry: MemoryEntry | None) -> SheetLine:
    text = line.text.casefold()
    voice = assignment.voice
    notes = (
        ("role", line.role.value),
        ("intent", line.intent),
        ("product", "; ".join(product.name for product in voice.products[:8])),
        ("audience", voice.audience),
        ("tone", voice.tone),
        ("length", f"about {line.budget.aim} characters, {line.budget.most} at most"),
        ("back-translation", "" if entry is None else entry.back),
        *(("finding", finding.message) for finding in (() if entry is None else entry.findings)),
    )
    return SheetLine(
        id=line.unit.id,
        locale=assignment.locale.tag,
        role=line.role,
        source=line.text,
        target=None if entry is None else entry.text,
        status=None if entry is None else entry.status,
        marked=entry is not None and bool(entry.findings),
        most=line.budget.most,
        keep=tuple(name for name in assignment.keep if name.casefold() in text),
        terms=tuple(term for term in assignment.terms if term.source.casefold() in text),
        notes=tuple((about, says) for about, says in notes if says),
    )
