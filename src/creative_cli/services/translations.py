"""Builds the translator of a run and its memory, and estimates what it costs."""

from collections.abc import Sequence

from creative_cli.brief.loader import LoadedBrief
from creative_cli.engine.copy import list_copy_requests
from creative_cli.http.client import Caller
from creative_cli.http.openai_client import Account
from creative_cli.services.workspace import Workspace
from creative_cli.settings import Settings
from creative_cli.storage.cache import Cache
from creative_cli.storage.paid_results import PaidResults
from creative_cli.translation.memory import TranslationMemory
from creative_cli.translation.translator import AnswerRecord, OpenAITranslator, estimate_translation


def open_copy_memory(where: Workspace) -> TranslationMemory:
    """Return the translation memory of the state folder."""
    return TranslationMemory(where.state.copy_memory)


def build_translator(where: Workspace, settings: Settings, caller: Caller, cache: Cache) -> OpenAITranslator | None:
    """Return the configured translator; None if there is no key."""
    if settings.openai_api_key is None:
        return None

    account = Account(settings.openai_api_key, settings.openai_base_url, settings.silence_seconds)
    answers = PaidResults(where.state, cache, AnswerRecord, where.output)
    return OpenAITranslator(account, settings.openai_text_model, caller, answers, settings.copy_seconds)


def estimate_copy_cost(
    where: Workspace, settings: Settings, brief: LoadedBrief, tags: Sequence[str], variants: Sequence[str] = ()
) -> float:
    """Return the maximum cost in USD of translating what the locales *tags* lack, in some *variants*, () for all."""
    if not tags:
        return 0.0

    requests = [
        one for one in list_copy_requests(brief) if one.locale.tag in tags and (not variants or one.variant in variants)
    ]
    known = open_copy_memory(where).lookup(line.segment for one in requests for line in one.lines)
    texts = {id_: entry.text for id_, entry in known.items()}
    total = 0.0
    for one in requests:
        settled = {line.role: texts[line.segment.id] for line in one.lines if line.segment.id in texts}
        if len(settled) < len(one.lines):
            total += estimate_translation(settings.openai_text_model, one, one.settled_texts | settled)
        # What an earlier variant has translated is there for the next.
        texts |= {line.segment.id: line.text for line in one.lines if line.segment.id not in texts}
    return total
