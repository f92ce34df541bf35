"""Translations come back into the memory: what fits its unit is kept, and of everything else people are told why.

Longer than most files: a line's outcomes, what decides them and what is said of them are read together.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import PurePath

from creative_cli.brief.text_rules import clean_line, clean_text
from creative_cli.models import Finding, Status
from creative_cli.translation.exchange.import_checks import DatedCopyCheck, check_imported_lines
from creative_cli.translation.exchange.sheet import ReturnedLine
from creative_cli.translation.memory import TranslationMemory
from creative_cli.translation.request import MAX_ROLE_CHARACTERS, ONE_LINE_ROLES, PLACEHOLDER_PATTERN
from creative_cli.translation.segment import CopySegment, CopyStatus, MemoryEntry


class ImportOutcome(StrEnum):
    """What became of one line of a file."""

    KEPT = "kept"
    """It is in the memory, and used."""
    SAME = "same"
    """The memory had it, with this status or a higher one."""
    SHADOWED = "shadowed"
    """It is in the memory; one of a higher status is used."""
    MARKED = "marked"
    """It breaks a rule: it is in the memory as a draft, marked for review, whatever its file says."""
    STALE = "stale"
    """It is in the memory, but the brief says something else by now."""
    EMPTY = "empty"
    """It has no translation yet."""
    HELD = "held"
    """It is fine, and not kept because other lines are not."""
    REFUSED = "refused"
    """It does not fit and is not kept."""


@dataclass(frozen=True, slots=True)
class ImportedLine:
    """One line of a file and what became of it; `says` is a sentence where people should know.

    `findings` are what the rules on words have to say of it, WARN or worse.
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
        """Whether the line leaves something to do."""
        return self.outcome in {ImportOutcome.MARKED, ImportOutcome.STALE, ImportOutcome.REFUSED}


@dataclass(frozen=True, slots=True)
class _FittingLine:
    """A line that fits its unit, and its words as they would be kept."""

    unit: CopySegment
    text: str


def import_translations(
    memory: TranslationMemory,
    files: Sequence[tuple[str, Sequence[ReturnedLine]]],
    judge: DatedCopyCheck,
    *,
    status: CopyStatus | None = None,
    strict: bool = False,
) -> tuple[ImportedLine, ...]:
    """Keep what fits of the lines of *files* (name and lines), all of it or, when it cannot be written, nothing.

    *status* counts for all lines, where people say so. A line that breaks a rule of *judge* comes in as a draft, marked
    for review; where *strict*, nothing at all is kept then, nor when a line is refused or stale. The memory notes a
    file's name without its folder. Raises StorageError when nothing can be kept.
    """
    named = [(name, one) for name, lines in files for one in lines]
    sorted_out = _sort_lines(memory, named)
    fitting = {fit.unit: fit.text for _, _, found in sorted_out for fit in found if isinstance(fit, _FittingLine)}
    best = dict(memory.lookup(fitting))
    stale = memory.superseded(unit.id for unit in fitting)
    findings = check_imported_lines(memory, fitting.items(), judge)
    results: list[ImportedLine | _CheckedLine] = []
    kept: list[tuple[CopySegment, MemoryEntry]] = []
    for name, one, found in sorted_out:
        for fit in found:
            if isinstance(fit, ImportedLine):
                results.append(fit)
                continue
            unit, said = fit.unit, findings[fit.unit.id]
            broken = tuple(finding for finding in said if finding.status >= Status.FAIL)
            counts_as = CopyStatus.DRAFT if broken else status or one.status or CopyStatus.DRAFT
            entry = MemoryEntry(unit.id, fit.text, counts_as, "file", PurePath(name).name, "", broken)
            known = best.get(unit.id)
            outcome = _decide_outcome(entry, known, superseded=unit.id in stale)
            results.append(_CheckedLine(_imported_line(name, one, unit, outcome, findings=said), known))
            if not _is_known(entry, known):
                kept.append((unit, entry))
                # Of the same status the newer one is used, as the memory will have it.
                best[unit.id] = max(entry, known or entry, key=lambda each: each.status)
    lines = [one if isinstance(one, ImportedLine) else one.imported for one in results]
    held = strict and any(one.unfit for one in lines)
    if kept and not held:
        memory.record_all(kept)
    return tuple(one if isinstance(one, ImportedLine) else one.told(held=held) for one in results)


@dataclass(frozen=True, slots=True)
class _CheckedLine:
    """A line that could be kept, and the translation the memory had before it."""

    imported: ImportedLine
    known: MemoryEntry | None

    def told(self, *, held: bool) -> ImportedLine:
        """Return the line with what people should know of it; *held* tells that nothing of the import is kept."""
        line, found = self.imported, [one.message.removesuffix(".") for one in self.imported.findings]
        used = "" if self.known is None else f"the {self.known.status.name.lower()} translation is used"
        says = {
            ImportOutcome.MARKED: "kept as a draft to be reviewed" + (f", and {used}" if self._is_shadowed else ""),
            ImportOutcome.STALE: "kept, but the brief says something else by now: export it again",
            ImportOutcome.SHADOWED: f"kept, but {used}",
        }
        stale = {ImportOutcome.STALE: "the brief says something else by now: export it again"}
        first = (stale if held else says).get(line.outcome, "")
        outcome = (
            ImportOutcome.HELD
            if held and line.outcome in {ImportOutcome.KEPT, ImportOutcome.SHADOWED}
            else line.outcome
        )
        return replace(line, outcome=outcome, says="; ".join(part for part in (first, *found) if part))

    @property
    def _is_shadowed(self) -> bool:
        return self.known is not None and self.known.status > CopyStatus.DRAFT


def _sort_lines(
    memory: TranslationMemory, named: Sequence[tuple[str, ReturnedLine]]
) -> list[tuple[str, ReturnedLine, tuple[_FittingLine | ImportedLine, ...]]]:
    """Return every line of the files with what it is: words for one unit or more, or why it is not."""
    known = memory.units(one.id for _, one in named if one.id)
    units = [_find_segments(memory, one, known) for _, one in named]
    last = {(name, unit.id): one for (name, one), found in zip(named, units, strict=True) for unit in found}
    return [
        (name, one, tuple(_fit_line(name, one, unit, last) for unit in found) if found else (_unknown_line(name, one),))
        for (name, one), found in zip(named, units, strict=True)
    ]


def _fit_line(
    name: str, one: ReturnedLine, unit: CopySegment, last: Mapping[tuple[str, str], ReturnedLine]
) -> _FittingLine | ImportedLine:
    if not one.target.strip():
        return _imported_line(name, one, unit, ImportOutcome.EMPTY)
    again = last[name, unit.id]
    if again is not one and again.target.strip() and again.target != one.target:
        says = f"the file has this line again, with other words, on line {again.line}: take one of them out"
        return _imported_line(name, one, unit, ImportOutcome.REFUSED, says)
    text, reason = _clean_target(one, unit)
    return _imported_line(name, one, unit, ImportOutcome.REFUSED, reason) if reason else _FittingLine(unit, text)


def _unknown_line(name: str, one: ReturnedLine) -> ImportedLine:
    if not one.target.strip():
        return _imported_line(name, one, None, ImportOutcome.EMPTY)
    says = "no brief has asked for this line here; name the brief with --brief, or export again"
    return _imported_line(name, one, None, ImportOutcome.REFUSED, says)


def _find_segments(
    memory: TranslationMemory, one: ReturnedLine, known: Mapping[str, CopySegment]
) -> tuple[CopySegment, ...]:
    """Return the unit a line is of, by its id, or by its words where the file keeps no ids of ours.

    A file that names a language without a country is for the one locale of it that these words are asked for in.
    """
    if one.id in known:
        return (known[one.id],)
    if not (one.source and one.source_language and one.locale):
        return ()
    found = [
        unit for unit in memory.units_saying(one.source) if _is_same_language(one.source_language, unit.source_language)
    ]
    exact = [unit for unit in found if _fold_tag(unit.locale) == _fold_tag(one.locale)]
    near = [unit for unit in found if _tag_suits(one.locale, unit.locale)]
    return tuple(exact or (near if len({unit.locale for unit in near}) == 1 else ()))


def _clean_target(one: ReturnedLine, unit: CopySegment) -> tuple[str, str]:
    """Return a line's translation as it is kept, and why it cannot be, empty where it can."""
    reason = _why_unfit(one, unit)
    if reason:
        return "", reason
    # Where a tool has folded and indented the lines of its file, so it has those of the target.
    target = one.target if one.source in {None, unit.text} else _join_lines(one.target)
    try:
        text = clean_line(target) if unit.role in ONE_LINE_ROLES else clean_text(target)
    except ValueError as error:
        return "", f"the translation {str(error).removesuffix('.')}"
    if len(text) > MAX_ROLE_CHARACTERS[unit.role]:
        return (
            "",
            f"the translation has {len(text)} characters; a {unit.role} has {MAX_ROLE_CHARACTERS[unit.role]} at most",
        )
    return text, ""


def _decide_outcome(entry: MemoryEntry, best: MemoryEntry | None, *, superseded: bool) -> ImportOutcome:
    """Return what becomes of a translation beside the *best* one there is."""
    if superseded:
        return ImportOutcome.STALE
    if entry.findings and not (_is_known(entry, best) and best is not None and best.status > CopyStatus.DRAFT):
        return ImportOutcome.MARKED
    if _is_known(entry, best):
        return ImportOutcome.SAME
    return ImportOutcome.SHADOWED if best is not None and best.status > entry.status else ImportOutcome.KEPT


def _is_known(entry: MemoryEntry, best: MemoryEntry | None) -> bool:
    """Tell whether the memory has these words with this status or a higher one."""
    return best is not None and best.text == entry.text and best.status >= entry.status


def _why_unfit(one: ReturnedLine, unit: CopySegment) -> str:
    """Return why a line cannot be the translation of *unit*; empty when it can."""
    if one.source is not None and one.source != unit.text and _join_lines(one.source) != _join_lines(unit.text):
        return "its source is not the one that was exported: do not change sources"
    if one.locale is not None and not _tag_suits(one.locale, unit.locale):
        return f"the file is for {one.locale[:35]!r}, but the line is for {unit.locale}"
    wanted, found = Counter(PLACEHOLDER_PATTERN.findall(unit.text)), Counter(PLACEHOLDER_PATTERN.findall(one.target))
    if wanted != found:
        places = ", ".join(wanted) or "no placeholder"
        return f"the translation must have {places}, as its source has"
    return ""


def _fold_tag(tag: str) -> str:
    return tag.casefold().replace("_", "-")


def _is_same_language(tag: str, other: str) -> bool:
    """Tell whether two tags are of one language."""
    return _fold_tag(tag).partition("-")[0] == _fold_tag(other).partition("-")[0]


def _tag_suits(tag: str, locale: str) -> bool:
    """Tell whether a file's tag is that of a locale, or of its language alone, as many tools write it."""
    return _fold_tag(tag) == _fold_tag(locale) or ("-" not in _fold_tag(tag) and _is_same_language(tag, locale))


def _join_lines(text: str) -> str:
    """Return text on one line; no-break spaces are no folds."""
    return re.sub("[ \\t\\r\\n]+", " ", text).strip(" ")


def _imported_line(
    file: str,
    one: ReturnedLine,
    unit: CopySegment | None,
    outcome: ImportOutcome,
    says: str = "",
    findings: tuple[Finding, ...] = (),
) -> ImportedLine:
    locale = unit.locale if unit is not None else one.locale or ""
    role = "" if unit is None else unit.role.value
    return ImportedLine(file, one.line, one.column, locale, role, outcome, says, findings)
