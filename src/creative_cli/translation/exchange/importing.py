"""Imports translations into the memory and reports what became of every line."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import PurePath

from creative_cli.brief.field_types import clean_headline
from creative_cli.brief.text_rules import clean_line, clean_text
from creative_cli.models import Finding, Role, Status
from creative_cli.translation.damaged_entries import list_damage_findings
from creative_cli.translation.exchange.import_checks import DatedCopyCheck, check_imported_lines
from creative_cli.translation.exchange.inline_text import restore_codes
from creative_cli.translation.exchange.line_matching import (
    LineFaultError,
    MatchedLine,
    check_line_languages,
    match_line,
)
from creative_cli.translation.exchange.sentence_joining import join_sentences
from creative_cli.translation.exchange.sheet import ReturnedLine
from creative_cli.translation.memory import SegmentUse, TranslationMemory
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
    conflicts: bool = False


def list_left_out(memory: TranslationMemory, lines: Iterable[ReturnedLine]) -> tuple[SegmentUse, ...]:
    """Return the lines that the briefs of *lines* have in the same locales, but no file and no translation for.

    Known are lines that were exported or asked for here; one that the brief has dropped since may be among them.
    """
    returned = {one.id for one in lines if one.id}
    places = {(use.campaign, use.locale) for uses in memory.uses(returned).values() for use in uses}
    now = memory.current(SegmentUse(*place, role) for place in sorted(places) for role in Role)
    done = memory.lookup(memory.segments(now.values()).values())
    return tuple(use for use, id_ in now.items() if id_ not in returned and id_ not in done)


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
    nothing is stored if any line is marked, refused or stale, nor ever if two lines have different words for one
    segment. The memory records a file's name without its folder.
    Raises StorageError if the memory cannot be written.
    """
    flat = [(name, one) for name, lines in files for one in lines]
    candidates = _settle_repeated(list(_find_candidates(memory, flat)))
    conflict = any(one.conflicts for one in candidates)
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
    held = conflict or (strict and any(line.unfit for line, _ in results))
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


def _settle_repeated(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """Return the candidates, refusing those with different words for one segment; equal ones get the lower status."""
    by_segment: dict[str, list[_Candidate]] = {}
    for one in candidates:
        if one.segment is not None:
            by_segment.setdefault(one.segment.id, []).append(one)
    settled: list[_Candidate] = []
    for one in candidates:
        same = [] if one.segment is None else by_segment[one.segment.id]
        other = next((each for each in same if each.text != one.text), None)
        if other is None:
            settled.append(replace(one, status=min((each.status or CopyStatus.DRAFT for each in same), default=None)))
            continue
        there = other.imported
        where = f"line {there.line}" if there.file == one.imported.file else f"{there.file}:{there.line}:{there.column}"
        says = f"{where} has other words for this line: remove one of them"
        refused = replace(one.imported, outcome=ImportOutcome.REFUSED, says=says)
        settled.append(_Candidate(refused, one.status, conflicts=True))
    return settled


def _find_candidates(memory: TranslationMemory, lines: Sequence[tuple[str, ReturnedLine]]) -> Iterator[_Candidate]:
    """Yield every line of the files, once for each segment it translates."""
    known = dict(memory.segments(id_ for _, one in lines for id_ in (one.id, one.other_id) if id_))
    whole = join_sentences(memory, lines, known)
    known |= memory.segments(one.id for _, one in whole if one.id and one.id not in known)
    for name, one in whole:
        found = match_line(memory, one, known)
        for segment in found.segments or (None,):
            locale, role = (one.locale or "", "") if segment is None else (segment.locale, segment.role.value)
            imported = ImportedLine(name, one.line, one.column, locale, role, ImportOutcome.KEPT, one.remark)
            if not one.target.strip() or (one.untranslated and segment is not None and not one.refusal):
                says = one.remark if one.untranslated else ""
                yield _Candidate(replace(imported, outcome=ImportOutcome.EMPTY, says=says), one.status)
                continue
            place = one.place_of("target")
            try:
                text = _clean_target(found, segment)
            except LineFaultError as error:
                place = one.place_of(error.cell)
                refused = replace(imported, outcome=ImportOutcome.REFUSED, says=str(error))
                yield _Candidate(replace(refused, line=place.line, column=place.column), one.status)
            else:
                yield _Candidate(replace(imported, line=place.line, column=place.column), one.status, segment, text)


def _clean_target(found: MatchedLine, segment: CopySegment | None) -> str:
    """Return a line's cleaned translation; raise LineFaultError with the reason if it cannot be stored."""
    one = found.line
    check_line_languages(one, segment)
    if segment is None:
        raise LineFaultError("id", found.reason)
    if one.refusal:
        raise LineFaultError("target", one.refusal)
    try:
        source, target = restore_codes((one.source or "", one.target), one.source or "", segment.text)
    except ValueError as error:
        raise LineFaultError("target", f"the translation cannot be read: {error}") from error
    if one.source is not None and _join_lines(source) != _join_lines(segment.text):
        raise LineFaultError("source", "its source differs from the exported one: do not change sources")
    wanted = Counter(PLACEHOLDER_PATTERN.findall(segment.text))
    if wanted != Counter(PLACEHOLDER_PATTERN.findall(target)):
        names = ", ".join(wanted) or "no placeholder"
        raise LineFaultError("target", f"the translation must have {names}, as its source has")
    # A tool that folded and indented the source has done the same to the target.
    target = target if one.source is None or source == segment.text else _join_lines(target)
    try:
        clean = clean_headline if segment.role is Role.HEADLINE else clean_text
        text = clean_line(target) if segment.role in ONE_LINE_ROLES else clean(target)
    except ValueError as error:
        raise LineFaultError("target", f"the translation {str(error).removesuffix('.')}") from error
    most = MAX_ROLE_CHARACTERS[segment.role]
    if len(text) > most:
        raise LineFaultError(
            "target", f"the translation has {len(text)} characters; a {segment.role} has {most} at most"
        )
    return text


def _join_lines(text: str) -> str:
    # No-break spaces are part of the text.
    return re.sub("[ \\t\\r\\n]+", " ", text).strip(" ")
