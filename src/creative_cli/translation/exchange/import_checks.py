"""Checks imported translations the way a run does, together with the other lines of the same copy.

A name may have moved to another line, which is why no line is checked alone if its neighbors are known.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TypeAlias

from creative_cli.models import CopySource, Finding, LocalizedCopy, OriginalCopy, Role, Status
from creative_cli.translation.copy_rules import CopyRules, default_rules
from creative_cli.translation.memory import SegmentUse, TranslationMemory
from creative_cli.translation.request import copy_from_lines, printed_text, source_locale
from creative_cli.translation.response import find_too_long
from creative_cli.translation.segment import CopySegment

# The copy checks of a run; the date is the last day the copy runs.
DatedCopyCheck: TypeAlias = Callable[[LocalizedCopy, date | None], tuple[Finding, ...]]


def check_imported_lines(
    memory: TranslationMemory, lines: Iterable[tuple[CopySegment, str]], check: DatedCopyCheck
) -> Mapping[str, tuple[Finding, ...]]:
    """Return the findings of WARN or worse for each of the *lines*, by segment id, wherever the segment is used.

    Other lines have the translation that the memory would use. A line that its brief no longer has is checked alone,
    by the rules of its last campaign.
    """
    texts = dict(lines)
    uses = memory.uses(segment.id for segment in texts)
    around = {SegmentUse(use.campaign, use.locale, role) for found in uses.values() for use in found for role in Role}
    current = memory.current(around)
    segments = {**memory.segments(current.values()), **{segment.id: segment for segment in texts}}
    words = {id_: entry.text for id_, entry in memory.lookup(segments.values()).items()}
    words |= {segment.id: text for segment, text in texts.items()}
    copies: dict[tuple[str, str], list[CopySegment]] = {}
    for use, id_ in current.items():
        if id_ in words:
            copies.setdefault((use.campaign, use.locale), []).append(segments[id_])
    checked = list(copies.items())
    for segment in texts:
        own_uses = uses.get(segment.id, ())
        if not any(current.get(use) == segment.id for use in own_uses):
            checked.append(((own_uses[-1].campaign if own_uses else "", segment.locale), [segment]))
    rules = memory.rules((use.campaign, use.locale) for use in around)
    found: dict[str, dict[Finding, None]] = {segment.id: {} for segment in texts}
    for key, copy in checked:
        findings = _check_copy(rules.get(key) or default_rules(*key), copy, words, check)
        for segment in copy:
            if segment in texts:
                found[segment.id] |= dict.fromkeys(one for one in findings if one.role in {None, segment.role})
    return {id_: tuple(findings) for id_, findings in found.items()}


def _check_copy(
    rules: CopyRules, segments: Iterable[CopySegment], words: Mapping[str, str], check: DatedCopyCheck
) -> tuple[Finding, ...]:
    by_role = {segment.role: segment for segment in segments}
    texts = {role: words[segment.id] for role, segment in by_role.items()}
    original = OriginalCopy(
        locale=source_locale(next(iter(by_role.values())).source_language),
        # A copy needs a headline: without one, the others are checked beside an empty one.
        copy=copy_from_lines({Role.HEADLINE: "", **{role: segment.text for role, segment in by_role.items()}}),
        keep=rules.keep,
        terms=rules.terms,
        recreated=tuple(role for role, segment in by_role.items() if segment.intent),
    )
    copy = copy_from_lines({Role.HEADLINE: "", **texts})
    translated = LocalizedCopy(rules.locale, copy, CopySource.MEMORY, original=original)
    most = dict(rules.most)
    printed = {role: printed_text(role, text) for role, text in texts.items()}
    long = (find_too_long(role, text, most[role], rules.locale) for role, text in printed.items() if role in most)
    findings = (*check(translated, rules.last_day), *(one for one in long if one is not None))
    return tuple(one for one in findings if one.status >= Status.WARN)
