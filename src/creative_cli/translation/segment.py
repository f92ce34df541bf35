"""What is translated once and known for good: one line of copy, for one locale, under one set of rules."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from enum import IntEnum

from creative_cli.brief.term import GlossaryTerm
from creative_cli.models import Finding, Role


class CopyStatus(IntEnum):
    """How far a translation has come; the higher one is used."""

    DRAFT = 1
    REVIEWED = 2
    APPROVED = 3


@dataclass(frozen=True, slots=True)
class CopySegment:
    """Everything that decides whether a translation made before is still the right one.

    `locale` is a tag. `glossary` and `voice` are digests of the names and terms that occur in the line, and of tone
    and audience; `intent` is what a line that is written anew is to achieve, empty for one that is translated.
    """

    role: Role
    text: str
    source_language: str
    locale: str
    glossary: str
    voice: str
    intent: str

    @property
    def id(self) -> str:
        """A name that is the same on every machine, fit for XML ids and file names."""
        return "c" + digest_parts(*astuple(self))


@dataclass(frozen=True, slots=True)
class MemoryEntry:
    """One translation of a unit, as the memory keeps it.

    `origin` is translator, file or person, `author` the model, the file's name or the person; `findings` are what a
    draft is marked for review with: those of its line and those of the copy as a whole; `back` is the line told back in
    the source language, for reviewers. `number` counts up over all entries, 0 before the entry is kept; `at` is UTC,
    ISO 8601.
    """

    unit: str
    text: str
    status: CopyStatus
    origin: str
    author: str
    at: str
    findings: tuple[Finding, ...] = ()
    back: str = ""
    number: int = 0


def digest_parts(*parts: str) -> str:
    """Return 24 hexadecimal digits of SHA-256 over *parts*; their borders count."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=True).encode()).hexdigest()[:24]


def digest_glossary(text: str, keep: Iterable[str], terms: Iterable[GlossaryTerm]) -> str:
    """Return the digest of what the glossary says of *text*; names and terms that are not in it do not count.

    A name added to the brief so leaves the translations of other lines as they are.
    """
    folded = text.casefold()
    names = sorted(name for name in keep if name.casefold() in folded)
    rules = sorted(
        json.dumps([term.source, *sorted(term.approved), "", *sorted(term.forbidden)])
        for term in terms
        if term.source.casefold() in folded
    )
    return digest_parts("keep", *names, "terms", *rules)
