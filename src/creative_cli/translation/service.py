"""Gets the copy of every locale: from the translation memory, or from the translator if the memory lacks it.

Approved copy in the brief never comes here. Each locale is translated at most once per run.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from creative_cli.errors import CreativeError, ProviderError, WordsError
from creative_cli.models import CopySource, LocalizedCopy, Role
from creative_cli.translation.damaged_entries import list_damage_findings
from creative_cli.translation.memory import TranslationMemory
from creative_cli.translation.request import TranslationRequest, copy_from_lines
from creative_cli.translation.response import Translation, review_findings
from creative_cli.translation.segment import CopyStatus, MemoryEntry
from creative_cli.translation.translator import CopyValidator

MISSING_COPY_HINT = (
    "Write it in the brief under copy:, or send it to translators with `creative copy export` and import it with "
    "`creative copy import`, or set OPENAI_API_KEY to have it translated. "
    "To try the layout first, run `creative run BRIEF --pseudo expand`."
)


class Translator(Protocol):
    """Translates the lines of a request; raises CreativeError if it fails."""

    @property
    def model(self) -> str:
        """The model's name, recorded as the author in the memory."""

    async def translate(
        self, request: TranslationRequest, settled: Mapping[Role, str], check: CopyValidator
    ) -> Translation:
        """Translate the lines of *request* that are not *settled*; *check* finds what is wrong with them."""


@dataclass(frozen=True, slots=True)
class TranslationService:
    """Gets the copy of a run; without a *translator*, from the memory only."""

    memory: TranslationMemory
    translator: Translator | None = None

    def missing(self, requests: Sequence[TranslationRequest]) -> Mapping[str, tuple[Role, ...]]:
        """Return the roles without a translation by locale tag, for each locale that lacks some."""
        known = self.memory.lookup(line.segment for one in requests for line in one.lines)
        lacking = {
            one.locale.tag: tuple(line.role for line in one.lines if line.segment.id not in known) for one in requests
        }
        return {tag: roles for tag, roles in lacking.items() if roles}

    async def get_copy(
        self, requests: Sequence[TranslationRequest], check: CopyValidator
    ) -> Mapping[str, LocalizedCopy | CreativeError]:
        """Return the copy of each locale by tag, or the error of its translation; locales run concurrently.

        The copy still has its placeholders. Raises WordsError before any call if a line is missing and there is no
        translator.
        """
        self.memory.record_requests(requests)
        known = self.memory.lookup(line.segment for one in requests for line in one.lines)
        if self.translator is None and (missing := self.missing(requests)):
            locales = "; ".join(f"{tag} ({', '.join(roles)})" for tag, roles in missing.items())
            raise WordsError(f"There is no copy for {locales}. No ad was made.", MISSING_COPY_HINT)
        found = await asyncio.gather(*(self._get_locale_copy(one, known, check) for one in requests))
        return {one.locale.tag: copy for one, copy in zip(requests, found, strict=True)}

    async def _get_locale_copy(
        self, request: TranslationRequest, known: Mapping[str, MemoryEntry], check: CopyValidator
    ) -> LocalizedCopy | CreativeError:
        entries = {line.role: known[line.segment.id] for line in request.lines if line.segment.id in known}
        settled = request.settled_texts
        source, translator = CopySource.MEMORY, self.translator
        if translator is not None and len(entries) < len(request.lines):
            try:
                done = settled | {role: one.text for role, one in entries.items()}
                made = await translator.translate(request, done, check)
                entries |= self._record_drafts(request, made, translator.model)
            except CreativeError as error:
                return error
            if any(line.role not in entries for line in request.lines):
                return _damaged_answer_error(request, made)
            source = CopySource.TRANSLATED
        marks = tuple(
            mark
            for line in request.lines
            if (entry := entries[line.role]).status is CopyStatus.DRAFT and entry.origin == "translator"
            for mark in review_findings(entry.text, line, request)
        )
        copy = copy_from_lines(settled | {role: entry.text for role, entry in entries.items()})
        return LocalizedCopy(request.locale, copy, source, request.required, request.original, marks=marks)

    def _record_drafts(self, request: TranslationRequest, made: Translation, author: str) -> dict[Role, MemoryEntry]:
        segments = {line.role: line.segment for line in request.lines}
        drafts = [
            (
                segments[one.role],
                MemoryEntry(
                    segment_id=segments[one.role].id,
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
        recorded = self.memory.record_all(drafts)
        return {one.role: entry for one, entry in zip(made.lines, recorded, strict=True)}


def _damaged_answer_error(request: TranslationRequest, made: Translation) -> ProviderError:
    reasons = " ".join(dict.fromkeys(finding.message for finding in list_damage_findings(made.findings)))
    return ProviderError(
        f"Two translations for {request.locale.tag} have damaged lines. {reasons}",
        "Run the same command again: the sound lines are kept, and only the others are asked for. "
        "Or write this market's copy: yourself.",
    )
