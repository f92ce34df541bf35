"""Damage in translations of the memory, which may have come there before anything looked for it.

A damaged translation is never more than a draft, whoever approved it, and is used only if there is no sound one.
"""

from dataclasses import replace
from functools import cache

from creative_cli.brief.damage.damage_record import DamageContext
from creative_cli.brief.damage.detector import DAMAGE_CHECK_ID, EXCUSABLE_CODES, find_damage
from creative_cli.models import Finding, Status
from creative_cli.translation.request import source_locale
from creative_cli.translation.segment import CopySegment, CopyStatus, MemoryEntry


def mark_damaged_entry(entry: MemoryEntry, segment: CopySegment) -> MemoryEntry:
    """Return the entry; if its text is damaged, as a draft with its damage among the findings."""
    damage = _find_entry_damage(entry.text, segment)
    if not damage:
        return entry
    others = tuple(one for one in entry.findings if one.check != DAMAGE_CHECK_ID)
    return replace(entry, status=CopyStatus.DRAFT, findings=(*others, *damage))


def list_entry_damage(entry: MemoryEntry) -> tuple[Finding, ...]:
    """Return the findings of damage of an entry, as `mark_damaged_entry` left them or a translator's check did."""
    return list_damage_findings(entry.findings)


def list_damage_findings(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return the findings of damage that is sure."""
    return tuple(one for one in findings if one.check == DAMAGE_CHECK_ID and one.status >= Status.FAIL)


def rank_entry(entry: MemoryEntry) -> tuple[bool, CopyStatus, int]:
    """Return how good an entry is: sound before damaged, then by its status, then the newest."""
    return not list_entry_damage(entry), entry.status, entry.number


def describe_entry_origin(entry: MemoryEntry) -> str:
    """Return where an entry came from, for messages: its segment, and its file or author."""
    came = f"from the file {entry.author}" if entry.origin == "file" else f"by {entry.author}"
    return f"segment {entry.segment_id}, {came}"


def _find_entry_damage(text: str, segment: CopySegment) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            DAMAGE_CHECK_ID, one.code, Status.FAIL, f"The {segment.role} of {segment.locale} {one.says}", segment.role
        )
        for one in find_damage(text, _locale_context(segment.locale))
        # What the source has, too, was written on purpose: the brief is refused for anything else.
        if one.sure and not (one.code in EXCUSABLE_CODES and one.found in segment.text)
    )


@cache
def _locale_context(tag: str) -> DamageContext:
    locale = source_locale(tag)
    return DamageContext(locale.language, locale.script)
