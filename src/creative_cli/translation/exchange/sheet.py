"""The lines that go to translators and come back, independent of the file format."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from creative_cli.brief.source_positions import SourcePosition
from creative_cli.brief.term import GlossaryTerm
from creative_cli.errors import BriefError, Problem
from creative_cli.models import Role
from creative_cli.translation.request import SourceLine, TranslationRequest
from creative_cli.translation.segment import CopyStatus, MemoryEntry

# A sheet for five hundred markets has 2 MB; a far larger file is another file, or an attack.
MAX_EXCHANGE_BYTES = 20 * 1024 * 1024
# What a translator of an emphasized headline has to know.
EMPHASIS_NOTE = "Asterisks mark emphasized words: keep one pair around the words that match them."
# A note on the product lists no more than these.
MAX_NOTED_PRODUCTS = 8


class ExchangeFormat(StrEnum):
    """The formats that translators' tools read and write."""

    XLIFF = "xliff"
    XLIFF12 = "xliff12"
    TMX = "tmx"
    CSV = "csv"
    JSON = "json"

    @property
    def suffix(self) -> str:
        """The suffix of file names."""
        return ".xlf" if self in {ExchangeFormat.XLIFF, ExchangeFormat.XLIFF12} else f".{self}"


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One line to translate, with what its translator needs to know.

    `id` is the segment's. `target` and `status` are None without a translation. `most` is the maximum number of
    characters. `notes` are pairs of a subject and a text.
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
    """The lines of one campaign by locale, in the order of the brief; `source_language` is a tag."""

    campaign: str
    source_language: str
    lines: tuple[SheetLine, ...]

    @property
    def locales(self) -> tuple[str, ...]:
        """The tags of its locales, in order."""
        return tuple(dict.fromkeys(line.locale for line in self.lines))

    def of(self, locale: str) -> "TranslationSheet":
        """Return the part for one locale."""
        return replace(self, lines=tuple(one for one in self.lines if one.locale == locale))


@dataclass(frozen=True, slots=True)
class ReturnedLine:
    """One line of an imported file, not validated; `line` and `column` are its position.

    `id` is empty if the file has none, `other_id` is a second one to try. `locale`, `source` and `status` are None if
    the file does not have them. `places` has the positions of its cells by name: id, locale, source, target, status.
    `refusal` is why it cannot be used, `remark` what was done with it. `untranslated` if the file says so itself.
    """

    id: str
    locale: str | None
    source: str | None
    source_language: str | None
    target: str
    status: CopyStatus | None
    line: int
    column: int
    other_id: str = ""
    places: Mapping[str, SourcePosition] = field(default_factory=dict)
    refusal: str = ""
    remark: str = ""
    untranslated: bool = False

    def place_of(self, cell: str) -> SourcePosition:
        """Return the position of a cell, or of the line if the file does not have the cell."""
        return self.places.get(cell, SourcePosition(self.line, self.column))


@dataclass(frozen=True, slots=True)
class FileProblem:
    """What is wrong at a position of a file, 1-based, in a sentence."""

    line: int
    column: int
    sentence: str


class ExchangeFileError(Exception):
    """A file is not readable at some positions."""

    def __init__(self, line: int, column: int, sentence: str, *others: FileProblem) -> None:
        """Store the position, 1-based, and the reason; *others* are further problems of the file."""
        super().__init__(sentence)
        self.problems = (FileProblem(line, column, sentence), *others)

    def of(self, name: str) -> BriefError:
        """Return the error for the user, with the file's *name*."""
        return BriefError(tuple(Problem(name, one.line, one.column, one.sentence) for one in self.problems))


def refuse_file(problems: Sequence[FileProblem]) -> None:
    """Raise ExchangeFileError with *problems*, if there are any."""
    if problems:
        first, *others = problems
        raise ExchangeFileError(first.line, first.column, first.sentence, *others)


def build_sheet(requests: Sequence[TranslationRequest], known: Mapping[str, MemoryEntry]) -> TranslationSheet:
    """Return every line of the requests, with its translation in *known* (by segment id) if there is one.

    A line that several variants have comes once; one that not all of them have names its variants.
    """
    first = requests[0]
    used: dict[str, list[str]] = {}
    asked: dict[str, int] = {}
    lines: dict[str, tuple[TranslationRequest, SourceLine]] = {}
    for one in sorted(requests, key=lambda one: [each.locale for each in requests].index(one.locale)):
        asked[one.locale.tag] = asked.get(one.locale.tag, 0) + 1
        for line in one.lines:
            used.setdefault(line.segment.id, []).append(one.variant)
            lines.setdefault(line.segment.id, (one, line))
    made = []
    for id_, (request, line) in lines.items():
        variants = used[id_] if len(used[id_]) < asked[request.locale.tag] else []
        made.append(_sheet_line(request, line, known.get(id_), ", ".join(variants)))
    return TranslationSheet(first.campaign, first.source_language, tuple(made))


def _sheet_line(request: TranslationRequest, line: SourceLine, entry: MemoryEntry | None, variants: str) -> SheetLine:
    text = line.printed.casefold()
    voice = request.voice
    notes = (
        ("role", line.role.value),
        ("variant", variants),
        ("emphasis", EMPHASIS_NOTE if line.printed != line.text else ""),
        ("intent", line.intent),
        ("product", "; ".join(product.name for product in voice.products[:MAX_NOTED_PRODUCTS])),
        ("audience", voice.audience),
        ("tone", voice.tone),
        ("length", f"about {line.aim} characters, {line.most} at most"),
        ("back-translation", "" if entry is None else entry.back),
        *(("finding", finding.message) for finding in (() if entry is None else entry.findings)),
    )
    return SheetLine(
        id=line.segment.id,
        locale=request.locale.tag,
        role=line.role,
        source=line.text,
        target=None if entry is None else entry.text,
        status=None if entry is None else entry.status,
        marked=entry is not None and bool(entry.findings),
        most=line.most,
        keep=tuple(name for name in request.keep if name.casefold() in text),
        terms=tuple(term for term in request.terms if term.source.casefold() in text),
        notes=tuple((about, says) for about, says in notes if says),
    )
