"""Translations come back into the memory: what fits its unit is kept, and of everything else people are told why."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath

from creative_cli.brief.text import clean, clean_line
from creative_cli.copydesk.assignment import ONE_LINE, PLACEHOLDER, SCHEMA_MOST
from creative_cli.copydesk.exchange.sheet import Returned
from creative_cli.copydesk.memory import CopyMemory
from creative_cli.copydesk.unit import CopyStatus, Entry, Unit


class Outcome(StrEnum):
    """What became of one line of a file."""

    KEPT = "kept"
    """It is in the memory, and used."""
    SAME = "same"
    """The memory had it, with this status or a higher one."""
    SHADOWED = "shadowed"
    """It is in the memory; one of a higher status is used."""
    STALE = "stale"
    """It is in the memory, but the brief says something else by now."""
    EMPTY = "empty"
    """It has no translation yet."""
    REFUSED = "refused"
    """It does not fit and is not kept."""


@dataclass(frozen=True, slots=True)
class Imported:
    """One line of a file and what became of it; `says` is a sentence where people should know."""

    file: str
    line: int
    column: int
    locale: str
    role: str
    outcome: Outcome
    says: str = ""


def take(
    memory: CopyMemory, file: str, lines: Iterable[Returned], status: CopyStatus | None = None
) -> tuple[Imported, ...]:
    """Keep what fits of the *lines* of a file; *status* counts for all of them, where people say so.

    The memory notes the file's name without its folder. Raises StorageError when nothing can be kept.
    """
    lines = tuple(lines)
    known = memory.units(one.id for one in lines if one.id)
    units = [_units(memory, one, known) for one in lines]
    wanted = {unit.id: unit for found in units for unit in found}
    best = dict(memory.lookup(wanted.values()))
    stale = memory.superseded(wanted)
    results: list[Imported] = []
    kept: list[tuple[Unit, Entry]] = []
    for one, found in zip(lines, units, strict=True):
        if not one.target.strip():
            results.append(_told(file, one, found[0] if found else None, Outcome.EMPTY))
        elif not found:
            says = "no brief has asked for this line here; name the brief with --brief, or export again"
            results.append(_told(file, one, None, Outcome.REFUSED, says))
        for unit in found if one.target.strip() else ():
            text, reason = _text(one, unit)
            if reason:
                results.append(_told(file, one, unit, Outcome.REFUSED, reason))
                continue
            counts_as = status or one.status or CopyStatus.DRAFT
            entry = Entry(unit.id, text, counts_as, "file", PurePath(file).name, "")
            outcome, says = _outcome(entry, best.get(unit.id), superseded=unit.id in stale)
            results.append(_told(file, one, unit, outcome, says))
            if not _is_known(entry, best.get(unit.id)):
                kept.append((unit, entry))
                # Of the same status the newer one is used, as the memory will have it.
                best[unit.id] = max(entry, best.get(unit.id, entry), key=lambda each: each.status)
    if kept:
        memory.record_all(kept)
    return tuple(results)


def _units(memory: CopyMemory, one: Returned, known: Mapping[str, Unit]) -> tuple[Unit, ...]:
    """Return the unit a line is of, by its id, or by its words where the file keeps no ids of ours."""
    if one.id in known:
        return (known[one.id],)
    if one.source and one.source_language and one.locale:
        return memory.units_saying(one.source, one.source_language, one.locale)
    return ()


def _text(one: Returned, unit: Unit) -> tuple[str, str]:
    """Return a line's translation as it is kept, and why it cannot be, empty where it can."""
    reason = _misfit(one, unit)
    if reason:
        return "", reason
    try:
        text = clean_line(one.target) if unit.role in ONE_LINE else clean(one.target)
    except ValueError as error:
        return "", f"the translation {str(error).removesuffix('.')}"
    if len(text) > SCHEMA_MOST[unit.role]:
        return "", f"the translation has {len(text)} characters; a {unit.role} has {SCHEMA_MOST[unit.role]} at most"
    return text, ""


def _outcome(entry: Entry, best: Entry | None, *, superseded: bool) -> tuple[Outcome, str]:
    """Return what becomes of a translation beside the *best* one there is, and what people should know of it."""
    if superseded:
        return Outcome.STALE, "kept, but the brief says something else by now: export it again"
    if _is_known(entry, best):
        return Outcome.SAME, ""
    if best is not None and best.status > entry.status:
        return Outcome.SHADOWED, f"kept, but the {best.status.name.lower()} translation is used"
    return Outcome.KEPT, ""


def _is_known(entry: Entry, best: Entry | None) -> bool:
    """Tell whether the memory has these words with this status or a higher one."""
    return best is not None and best.text == entry.text and best.status >= entry.status


def _misfit(one: Returned, unit: Unit) -> str:
    """Return why a line cannot be the translation of *unit*; empty when it can."""
    if one.source is not None and one.source != unit.text:
        return "its source is not the one that was exported: do not change sources"
    if one.locale is not None and _folded(one.locale) != _folded(unit.locale):
        return f"the file is for {one.locale[:35]!r}, but the line is for {unit.locale}"
    wanted, found = Counter(PLACEHOLDER.findall(unit.text)), Counter(PLACEHOLDER.findall(one.target))
    if wanted != found:
        places = ", ".join(wanted) or "no placeholder"
        return f"the translation must have {places}, as its source has"
    return ""


def _folded(tag: str) -> str:
    return tag.casefold().replace("_", "-")


def _told(file: str, one: Returned, unit: Unit | None, outcome: Outcome, says: str = "") -> Imported:
    locale = unit.locale if unit is not None else one.locale or ""
    return Imported(file, one.line, one.column, locale, "" if unit is None else unit.role.value, outcome, says)
