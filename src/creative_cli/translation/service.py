"""The copy desk: the words of every locale, from the memory where it has them and from the translator where not.

Approved copy of a brief never comes here. A locale is asked for once a run, whatever its number of ads.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from creative_cli.errors import CreativeError, WordsError
from creative_cli.models import CopySource, Finding, LocalizedCopy, Role
from creative_cli.translation.memory import TranslationMemory
from creative_cli.translation.request import TranslationRequest, copy_from_lines
from creative_cli.translation.response import review_findings
from creative_cli.translation.segment import CopyStatus, MemoryEntry
from creative_cli.translation.translator import CopyCheck, Translation

MISSING_COPY_HINT = (
    "Write them in the brief under copy:, or send them out with `creative copy export` and bring them back with "
    "`creative copy import`, or set OPENAI_API_KEY to have them translated. "
    "To try the layout first: `creative run BRIEF --pseudo expand`."
)


class Translator(Protocol):
    """Somebody who writes the lines of an assignment; failures leave as CreativeError."""

    @property
    def model(self) -> str:
        """Who it is, as the memory notes it."""

    async def translate(
        self, assignment: TranslationRequest, settled: Mapping[Role, str], judge: CopyCheck
    ) -> Translation:
        """Write the lines of *assignment* that are not *settled*; *judge* tells what is wrong with them."""


@dataclass(frozen=True, slots=True)
class TranslatedCopy:
    """The words of one locale: templates still, figures are put in per market.

    `status` is that of the line that has come least far; `findings` are those of lines marked for review.
    """

    adaptation: LocalizedCopy
    status: CopyStatus
    findings: tuple[Finding, ...]
    entries: tuple[MemoryEntry, ...]


@dataclass(frozen=True, slots=True)
class TranslationService:
    """Settles the words of a run; without a *translator* it knows what the memory knows."""

    memory: TranslationMemory
    translator: Translator | None = None

    def missing(self, assignments: Sequence[TranslationRequest]) -> Mapping[str, tuple[Role, ...]]:
        """Return the roles that nobody has written yet, by the tag of each locale that lacks some."""
        known = self.memory.lookup(line.unit for one in assignments for line in one.lines)
        lacking = {
            one.locale.tag: tuple(line.role for line in one.lines if line.unit.id not in known) for one in assignments
        }
        return {tag: roles for tag, roles in lacking.items() if roles}

    async def words(
        self, assignments: Sequence[TranslationRequest], judge: CopyCheck
    ) -> Mapping[str, TranslatedCopy | CreativeError]:
        """Return the words of each locale by its tag, or why there are none; all locales are asked for at once.

        *judge* says what is wrong with a translation. Raises WordsError, before any call, when something
        is missing and there is no translator.
        """
        self.memory.note(assignments)
        known = self.memory.lookup(line.unit for one in assignments for line in one.lines)
        if self.translator is None:
            self._refuse_gaps(assignments)
        settled = await asyncio.gather(*(self._settled(one, known, judge) for one in assignments))
        return {one.locale.tag: words for one, words in zip(assignments, settled, strict=True)}

    def _refuse_gaps(self, assignments: Sequence[TranslationRequest]) -> None:
        missing = self.missing(assignments)
        if missing:
            told = "; ".join(f"{tag} ({', '.join(roles)})" for tag, roles in missing.items())
            raise WordsError(f"Nobody has written the words of {told}. Nothing was made.", MISSING_COPY_HINT)

    async def _settled(
        self, assignment: TranslationRequest, known: Mapping[str, MemoryEntry], judge: CopyCheck
    ) -> TranslatedCopy | CreativeError:
        entries = {line.role: known[line.unit.id] for line in assignment.lines if line.unit.id in known}
        source, translator = CopySource.MEMORY, self.translator
        if translator is not None and len(entries) < len(assignment.lines):
            try:
                made = await translator.translate(assignment, {role: one.text for role, one in entries.items()}, judge)
                entries |= self._kept(assignment, made, translator.model)
            except CreativeError as error:
                return error
            source = CopySource.TRANSLATED
        copy = copy_from_lines({role: entry.text for role, entry in entries.items()})
        marked = tuple(
            mark
            for line in assignment.lines
            if _is_unreviewed(entries[line.role])
            for mark in review_findings(entries[line.role].text, line, assignment)
        )
        return TranslatedCopy(
            LocalizedCopy(
                assignment.locale, copy, source, assignment.required, original=assignment.original, marks=marked
            ),
            status=min(entry.status for entry in entries.values()),
            findings=tuple(dict.fromkeys(finding for entry in entries.values() for finding in entry.findings)),
            entries=tuple(entries[line.role] for line in assignment.lines),
        )

    def _kept(self, assignment: TranslationRequest, made: Translation, author: str) -> dict[Role, MemoryEntry]:
        units = {line.role: line.unit for line in assignment.lines}
        drafts = [
            (
                units[one.role],
                MemoryEntry(
                    unit=units[one.role].id,
                    text=one.text,
                    status=CopyStatus.DRAFT,
                    origin="translator",
                    author=author,
                    at="",
                    findings=tuple(found for found in made.findings if found.role in {None, one.role}),
                    back=one.back,
                ),
            )
            for one in made.lines
        ]
        kept = self.memory.record_all(drafts)
        return {one.role: entry for one, entry in zip(made.lines, kept, strict=True)}


def _is_unreviewed(entry: MemoryEntry) -> bool:
    """Tell whether nobody but a model has seen a translation."""
    return entry.status is CopyStatus.DRAFT and entry.origin == "translator"
