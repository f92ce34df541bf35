"""Imports translations into the memory and reports what became of every line."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import PurePath

from creative_cli.brief.field_types import clean_headline
from creative_cli.brief.text_rules import clean_line, clean_text
from creative_cli.models import Finding, Role, Status
from creative_cli.translation.damaged_entries import list_damage_findings
from creative_cli.translation.exchange.import_checks import DatedCopyCheck, check_imported_lines
from creative_cli.translation.exchange.sheet import ReturnedLine, fold_tag
from creative_cli.translation.memory import TranslationMemory
from creative_cli.translation.request import MAX_ROLE_CHARACTERS, ONE_LINE_ROLES, PLACEHOLDER_PATTERN
from creative_cli.translation.segment import CopySegment, CopyStatus, MemoryEntry


class ImportOutcome(StrEnum):
    """What became of one line of a file."""

    KEPT = "kept"
    """Stored and used."""
    SAME = "same"
    """Stored before, with this status or a higher one."""
    SHADOWED = "shadowed"
    """Stored, but a translation with a higher status is used."""
    MARKED = "marked"
    """Stored as a draft and marked for review, as it breaks a rule."""
    STALE = "stale"
    """Stored, but the brief has changed since the export."""
    EMPTY = "empty"
    """Not translated yet."""
    HELD = "held"
    """Valid, but not stored because other lines are not."""
    REFUSED = "refused"
    """Invalid and not stored."""


@dataclass(frozen=True, slots=True)
class ImportedLine:
    """One line of a file and what became of it; `says` explains it where people should know.

    `findings` are those of the copy checks, WARN or worse.
    """

    file: str
    line: int
    column: int
    locale: str
    role: str
    outcome: ImportOutcome
    says: str = ""
    findings: tuple[Finding, ...] = ()

    @property
    def unfit(self) -> bool:
        """Whether somebody has to act on the line."""
        return self.outcome in {ImportOutcome.MARKED, ImportOutcome.STALE, ImportOutcome.REFUSED}


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A line of a file with its status; `segment` and the cleaned `text` only if it can be stored."""

    imported: ImportedLine
    status: CopyStatus | None
    segment: CopySegment | None = None
    text: str = ""


def import_translations(
    memory: TranslationMemory,
    files: Sequence[tuple[str, Sequence[ReturnedLine]]],
    check: DatedCopyCheck,
    *,
    status: CopyStatus | None = None,
    strict: bool = False,
) -> tuple[ImportedLine, ...]:
    """Store the valid lines of *files* (name and lines) in one transaction and return what became of every line.

    *status* overrides that of all lines. A line that fails *check* becomes a draft marked for review. If *strict*,
    nothing is stored if any line is marked, refused or stale. The memory records a file's name without its folder.
    Raises StorageError if the memory cannot be written.
    """
    candidates = list(_find_candidates(memory, [(name, one) for name, lines in files for one in lines]))
    texts = {one.segment: one.text for one in candidates if one.segment is not None}
    best = dict(memory.lookup(texts))
    stale = memory.superseded(segment.id for segment in texts)
    findings = check_imported_lines(memory, texts.items(), check)
    results: list[tuple[ImportedLine, MemoryEntry | None]] = []
    new: list[tuple[CopySegment, MemoryEntry]] = []
    for one in candidates:
        if one.segment is None:
            results.append((one.imported, None))
            continue
        id_, found = one.segment.id, findings[one.segment.id]
        if list_damage_findings(found):
            # Nobody can approve what the writer did not write, and the line above it in the memory stays.
            refused = replace(one.imported, outcome=ImportOutcome.REFUSED, says="the text is damaged", findings=found)
            results.append((refused, None))
            continue
        broken = tuple(finding for finding in found if finding.status >= Status.FAIL)
        stored_as = CopyStatus.DRAFT if broken else status or one.status or CopyStatus.DRAFT
        entry = MemoryEntry(id_, one.text, stored_as, "file", PurePath(one.imported.file).name, "", broken)
        known = best.get(id_)
        outcome = ImportOutcome.STALE if id_ in stale else _decide_outcome(entry, known)
        results.append((replace(one.imported, outcome=outcome, findings=found), known))
        if not _is_known(entry, known):
            new.append((one.segment, entry))
            # Of two entries with the same status the newer one is used, as in the memory.
            best[id_] = max(entry, known or entry, key=lambda each: each.status)
    held = strict and any(line.unfit for line, _ in results)
    if new and not held:
        memory.record_all(new)
    return tuple(_explain(line, known, held=held) for line, known in results)


def _decide_outcome(entry: MemoryEntry, best: MemoryEntry | None) -> ImportOutcome:
    known = _is_known(entry, best)
    if entry.findings and not (known and best is not None and best.status > CopyStatus.DRAFT):
        return ImportOutcome.MARKED
    if known:
        return ImportOutcome.SAME
    return ImportOutcome.SHADOWED if best is not None and best.status > entry.status else ImportOutcome.KEPT


def _is_known(entry: MemoryEntry, best: MemoryEntry | None) -> bool:
    return best is not None and best.text == entry.text and best.status >= entry.status


def _explain(line: ImportedLine, known: MemoryEntry | None, *, held: bool) -> ImportedLine:
    """Return the line with its explanation; *known* is the translation used before, *held* if nothing is stored."""
    stored = "" if held else "kept, but "
    used = "" if known is None else f"the {known.status.name.lower()} translation is used"
    reason = line.says
    if line.outcome is ImportOutcome.STALE:
        reason = f"{stored}the brief has changed since: export it again"
    elif line.outcome is ImportOutcome.MARKED and not held:
        shadowed = known is not None and known.status > CopyStatus.DRAFT
        reason = "kept as a draft to be reviewed" + (f", and {used}" if shadowed else "")
    elif line.outcome is ImportOutcome.SHADOWED and not held:
        reason = f"{stored}{used}"
    outcome = line.outcome
    if held and outcome in {ImportOutcome.KEPT, ImportOutcome.SHADOWED}:
        outcome = ImportOutcome.HELD
    messages = (reason, *(one.message.removesuffix(".") for one in line.findings))
    return replace(line, outcome=outcome, says="; ".join(message for message in messages if message))


def _find_candidates(memory: TranslationMemory, lines: Sequence[tuple[str, ReturnedLine]]) -> Iterator[_Candidate]:
    """Yield every line of the files, once for each segment it translates."""
    known = memory.segments(one.id for _, one in lines if one.id)
    matches = [(name, one, _find_segments(memory, one, known)) for name, one in lines]
    last = {(name, segment.id): one for name, one, segments in matches for segment in segments}
    for name, one, segments in matches:
        for segment in segments or (None,):
            locale, role = (one.locale or "", "") if segment is None else (segment.locale, segment.role.value)
            imported = ImportedLine(name, one.line, one.column, locale, role, ImportOutcome.KEPT)
            if not one.target.strip():
                yield _Candidate(replace(imported, outcome=ImportOutcome.EMPTY), one.status)
                continue
            try:
                text = _clean_target(one, segment, last.get((name, segment.id if segment else "")))
            except ValueError as error:
                refused = replace(imported, outcome=ImportOutcome.REFUSED, says=str(error))
                yield _Candidate(refused, one.status)
            else:
                yield _Candidate(imported, one.status, segment, text)


def _find_segments(
    memory: TranslationMemory, one: ReturnedLine, known: Mapping[str, CopySegment]
) -> Iterable[CopySegment]:
    """Return the segments of a line by its id, or by its source text if the file dropped our ids.

    A language without a country stands for its only locale in which this text was requested.
    """
    if one.id in known:
        return (known[one.id],)
    if not (one.source and one.source_language and one.locale):
        return ()
    found = [
        segment
        for segment in memory.segments_with_text(one.source)
        if _is_same_language(one.source_language, segment.source_language)
    ]
    exact = [segment for segment in found if fold_tag(segment.locale) == fold_tag(one.locale)]
    near = [segment for segment in found if _tag_suits(one.locale, segment.locale)]
    return exact or (near if len({segment.locale for segment in near}) == 1 else ())


def _clean_target(one: ReturnedLine, segment: CopySegment | None, last: ReturnedLine | None) -> str:
    """Return a line's cleaned translation; raise ValueError with the reason if it cannot be stored.

    *last* is the last line of the file for the same segment.
    """
    if segment is None:
        raise ValueError("no brief has asked for this line here: name the brief with --brief, or export it again")
    if last is not None and last.target.strip() and last.target != one.target:
        raise ValueError(f"the file has this line again, with other words, on line {last.line}: remove one of them")
    if one.source is not None and _join_lines(one.source) != _join_lines(segment.text):
        raise ValueError("its source differs from the exported one: do not change sources")
    if one.locale is not None and not _tag_suits(one.locale, segment.locale):
        raise ValueError(f"the file is for {one.locale[:35]!r}, but the line is for {segment.locale}")
    wanted = Counter(PLACEHOLDER_PATTERN.findall(segment.text))
    if wanted != Counter(PLACEHOLDER_PATTERN.findall(one.target)):
        raise ValueError(f"the translation must have {', '.join(wanted) or 'no placeholder'}, as its source has")
    # A tool that folded and indented the source has done the same to the target.
    target = one.target if one.source in {None, segment.text} else _join_lines(one.target)
    try:
        clean = clean_headline if segment.role is Role.HEADLINE else clean_text
        text = clean_line(target) if segment.role in ONE_LINE_ROLES else clean(target)
    except ValueError as error:
        raise ValueError(f"the translation {str(error).removesuffix('.')}") from error
    most = MAX_ROLE_CHARACTERS[segment.role]
    if len(text) > most:
        raise ValueError(f"the translation has {len(text)} characters; a {segment.role} has {most} at most")
    return text


def _is_same_language(tag: str, other: str) -> bool:
    return fold_tag(tag).partition("-")[0] == fold_tag(other).partition("-")[0]


def _tag_suits(tag: str, locale: str) -> bool:
    """Tell whether *tag* is the locale's, or its language alone, as many tools write it."""
    return fold_tag(tag) == fold_tag(locale) or ("-" not in fold_tag(tag) and _is_same_language(tag, locale))


def _join_lines(text: str) -> str:
    # No-break spaces are part of the text.
    return re.sub("[ \\t\\r\\n]+", " ", text).strip(" ")
