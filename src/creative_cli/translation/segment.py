"""Segments, the units of translation, and the entries of the translation memory."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from enum import IntEnum

from creative_cli.brief.term import GlossaryTerm
from creative_cli.models import Finding, Role


class CopyStatus(IntEnum):
    """How far a translation has come; the highest is used."""

    DRAFT = 1
    REVIEWED = 2
    APPROVED = 3


@dataclass(frozen=True, slots=True)
class CopySegment:
    """One line of copy for one locale under one set of rules; a translation is reused while all fields are equal.

    `locale` is a tag. `glossary` is a digest of the names and terms in the line, `voice` one of tone and audience.
    `intent` is what a freely written line should achieve, empty for a line that is translated.
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
        """A stable id, valid as an XML id and file name."""
        return "c" + digest_parts(*astuple(self))


@dataclass(frozen=True, slots=True)
class MemoryEntry:
    """One translation of a segment.

    `origin` is translator, file or person, `author` the model, file name or person. `findings` mark a draft for review:
    those of its line and of the whole copy. `back` is the back-translation for reviewers. `at` is UTC in ISO 8601,
    `number` increases over all entries and is 0 before the entry is stored.
    """

    segment_id: str
    text: str
    status: CopyStatus
    origin: str
    author: str
    at: str
    findings: tuple[Finding, ...] = ()
    back: str = ""
    number: int = 0


def digest_parts(*parts: str) -> str:
    """Return 24 hexadecimal digits of SHA-256 over *parts*; where one ends and the next begins matters."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=True).encode()).hexdigest()[:24]


def digest_glossary(text: str, keep: Iterable[str], terms: Iterable[GlossaryTerm]) -> str:
    """Return a digest of the names and glossary terms that occur in *text*.

    Adding a name to the brief leaves the translations of lines without it valid.
    """
    folded = text.casefold()
    names = sorted(name for name in keep if name.casefold() in folded)
    rules = sorted(
        json.dumps([term.source, *sorted(term.approved), "", *sorted(term.forbidden)])
        for term in terms
        if term.source.casefold() in folded
    )
    return digest_parts("keep", *names, "terms", *rules)
