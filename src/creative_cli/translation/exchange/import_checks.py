"""Translations that come back are judged by the rules of a run, beside the lines they will stand with.

A name may have moved from one line to another, so a line is never judged alone where its neighbours are known.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from creative_cli.models import CopySource, Finding, LocalizedCopy, OriginalCopy, Role, Status
from creative_cli.translation.copy_rules import CopyRules, default_rules
from creative_cli.translation.memory import SegmentUse, TranslationMemory
from creative_cli.translation.request import copy_from_lines, source_locale
from creative_cli.translation.response import find_too_long
from creative_cli.translation.segment import CopySegment

DatedCopyCheck: TypeAlias = Callable[[LocalizedCopy, date | None], tuple[Finding, ...]]
"""The rules on words, as a run checks them; told the last day the words are shown."""


@dataclass(frozen=True, slots=True)
class _LocaleCopy:
    """The lines of one campaign in one locale: what each role is a translation of, and the words it has."""

    rules: CopyRules
    units: Mapping[Role, CopySegment]
    texts: Mapping[Role, str]


def check_imported_lines(
    memory: TranslationMemory, lines: Iterable[tuple[CopySegment, str]], judge: DatedCopyCheck
) -> Mapping[str, tuple[Finding, ...]]:
    """Return what is WARN or worse of each of the *lines*, by its unit's id, wherever the unit is used.

    Neighbours that are not among the lines have the words the memory would use; a line the brief no longer asks for
    is judged alone, by the rules of the campaign that did.
    """
    texts = dict(lines)
    coming = {unit.id: text for unit, text in texts.items()}
    found: dict[str, dict[Finding, None]] = {unit.id: {} for unit in texts}
    for sheet in _locale_copies(memory, texts):
        findings = _check_copy(sheet, judge)
        for role, unit in sheet.units.items():
            if unit.id in coming:
                about = (one for one in findings if one.role in {None, role})
                found[unit.id] |= dict.fromkeys(about)
    return {unit: tuple(findings) for unit, findings in found.items()}


def _locale_copies(memory: TranslationMemory, lines: Mapping[CopySegment, str]) -> Iterable[_LocaleCopy]:
    """Yield every copy that one of the *lines* is part of, and a copy of its own for a line that is part of none."""
    uses = memory.uses(unit.id for unit in lines)
    around = {SegmentUse(use.campaign, use.locale, role) for places in uses.values() for use in places for role in Role}
    current = memory.current(around)
    units = {**memory.units(current.values()), **{unit.id: unit for unit in lines}}
    known = {unit: entry.text for unit, entry in memory.lookup(units.values()).items()}
    words = {**known, **{unit.id: text for unit, text in lines.items()}}
    rules = memory.rules((use.campaign, use.locale) for use in around)
    sheets: dict[tuple[str, str], dict[Role, CopySegment]] = {}
    alone: list[_LocaleCopy] = []
    for place, now in current.items():
        sheets.setdefault((place.campaign, place.locale), {})[place.role] = units[now]
    for unit in lines:
        used = uses.get(unit.id, ())
        if not any(current.get(place) == unit.id for place in used):
            key = (used[-1].campaign, unit.locale) if used else ("", unit.locale)
            alone.append(
                _LocaleCopy(rules.get(key, default_rules(*key)), {unit.role: unit}, {unit.role: words[unit.id]})
            )
    for key, roles in sheets.items():
        texts = {role: words[unit.id] for role, unit in roles.items() if unit.id in words}
        yield _LocaleCopy(rules.get(key, default_rules(*key)), {role: roles[role] for role in texts}, texts)
    yield from alone


def _check_copy(sheet: _LocaleCopy, judge: DatedCopyCheck) -> tuple[Finding, ...]:
    rules, units = sheet.rules, sheet.units
    if not units:
        return ()
    first = next(iter(units.values()))
    original = OriginalCopy(
        locale=source_locale(first.source_language),
        # Without the headline, which every copy has, the others are judged beside an empty one.
        copy=copy_from_lines({Role.HEADLINE: "", **{role: unit.text for role, unit in units.items()}}),
        keep=rules.keep,
        terms=rules.terms,
        recreated=tuple(role for role, unit in units.items() if unit.intent),
    )
    copy = copy_from_lines({Role.HEADLINE: "", **sheet.texts})
    words = LocalizedCopy(rules.locale, copy, CopySource.MEMORY, original=original)
    most = dict(rules.most)
    long = (find_too_long(role, text, most[role], rules.locale) for role, text in sheet.texts.items() if role in most)
    findings = (*judge(words, rules.last_day), *(one for one in long if one is not None))
    return tuple(one for one in findings if one.status >= Status.WARN)
