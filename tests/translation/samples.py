"""Briefs, requests and a translator on the loopback server for tests of translation."""

import json
from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from creative_cli.brief.loader import LoadedBrief, parse_brief
from creative_cli.errors import CreativeError
from creative_cli.http.budget import RunBudget
from creative_cli.http.client import Caller
from creative_cli.http.openai_client import Account
from creative_cli.http.rate_limit import RateLimits
from creative_cli.models import Finding, LocalizedCopy, Role, Status
from creative_cli.storage.cache import Cache
from creative_cli.storage.circuit_breakers import StoredBreakers
from creative_cli.storage.paid_results import PaidResults
from creative_cli.storage.state import StateFolder
from creative_cli.translation.memory import TranslationMemory
from creative_cli.translation.request import TranslationRequest, build_requests
from creative_cli.translation.service import TranslationService
from creative_cli.translation.translator import AnswerRecord, OpenAITranslator
from tests.loopback import Answer, Loopback, Seen, responses

if TYPE_CHECKING:
    from creative_cli.events import Event

MESSAGE = {
    "headline": "Summer, poured over ice",
    "body": "Solara cold brew: now {price}, 50% less sugar.",
    "cta": "Taste it today",
    "disclaimer": "Serve chilled. Please recycle.",
}

MARKETS = "DE FR ES IT NL PL SE DK FI CZ HU RO GR TR BG UA BR PT MX JP KR TH VN ID EG".split()  # noqa: SIM905  # 25 lines else
"""Twenty-five countries with as many locales, none of which reads English."""


def brief(**changes: Any) -> dict[str, Any]:
    """Return a brief in English for Germany and Japan, with *changes*."""
    return {
        "schema": 1,
        "campaign": "summer",
        "brand": {"name": "Solara", "colors": {"primary": "#0F5C63"}, "tone": "warm, playful"},
        "source_language": "en",
        "audience": "young adults, 18-30",
        "message": MESSAGE,
        "offer": {"price": 3},
        "glossary": [{"term": "cold brew", "translations": {"de": ["Cold Brew"], "ja": ["水出し"]}}],
        "products": [{"id": "tea", "name": "Solara Iced Tea", "description": "peach tea in a glass bottle"}],
        "markets": ["DE", "JP"],
        **changes,
    }


def loaded(**changes: Any) -> LoadedBrief:
    """Return that brief as it is read."""
    return parse_brief(json.dumps(brief(**changes)).encode(), name="brief.json", folder=Path(), translator=True)


def asked(**changes: Any) -> tuple[TranslationRequest, ...]:
    """Return that brief's translation requests, without channels."""
    return build_requests(loaded(**changes), lambda _: {})


def memory(folder: Path) -> TranslationMemory:
    """Return an empty memory with a fixed clock."""
    return TranslationMemory(folder / "copy.sqlite", lambda: datetime(2026, 11, 22, 12, 0, tzinfo=UTC))


GOOD: Mapping[str, str] = {
    "headline": "Sommer auf Eis",
    "body": "Solara Cold Brew: jetzt {price}, 50 % weniger Zucker.",
    "cta": "Jetzt probieren",
    "disclaimer": "Gekühlt servieren. Bitte recyceln.",
}
"""A translation that passes for any locale of these tests but those in other scripts."""


def content(seen: Seen) -> dict[str, Any]:
    """Return the data a request carries: the one user message."""
    (message,) = seen.json["input"]
    data: dict[str, Any] = json.loads(message["content"])
    return data


def answered(seen: Seen, lines: Mapping[str, str] = GOOD, **extra: object) -> Answer:
    """Return a good answer of *lines* to the roles a request asks for, with *extra* keys."""
    said: dict[str, object] = {}
    for role in content(seen)["lines"]:
        said[role] = lines[role]
        said[f"{role}_back"] = "what it says"
    return responses(json.dumps({**said, **extra}, ensure_ascii=False))


def no_judge(_: LocalizedCopy) -> tuple[Finding, ...]:
    """Find nothing."""
    return ()


def strict_judge(words: LocalizedCopy) -> tuple[Finding, ...]:
    """Check what these tests break: the brand in the body, its percentage, the script of Japanese."""
    found = []
    body = words.copy.body or ""
    if "Solara" not in body:
        found.append(Finding("kept_terms", "lost", Status.FAIL, "The body has lost the name Solara."))
    if "50" not in body:
        found.append(Finding("same_numbers", "changed", Status.FAIL, "The body must say 50 %, as the source does."))
    if words.locale.script == "Jpan" and words.copy.headline.isascii():
        found.append(Finding("right_script", "wrong", Status.FAIL, "The headline is not in Japanese script."))
    return tuple(found)


class Office:
    """A translation service on the loopback *server*; `events` are those of its calls."""

    def __init__(
        self,
        folder: Path,
        server: Loopback,
        judge: Callable[[LocalizedCopy], tuple[Finding, ...]] = no_judge,
        concurrency: int = 6,
    ) -> None:
        """Keep memory and breakers in *folder*."""
        state = StateFolder(folder)
        state.create()
        self.events: list[Event] = []
        self.memory = memory(folder)
        caller = Caller(
            RateLimits(concurrency),
            RunBudget(),
            StoredBreakers(state, {}, lambda _: None),
            self.events.append,
            lambda: 0.0,
        )
        account = Account(SecretStr("sk-test"), f"{server.url}/v1", 10)
        answers = PaidResults(state, Cache(state), AnswerRecord, folder)
        translator = OpenAITranslator(account, "gpt-5.6-luna", caller, answers, seconds=30)
        self.desk = TranslationService(self.memory, translator)
        self.judge = judge

    def words(
        self, requests: Sequence[TranslationRequest]
    ) -> Coroutine[Any, Any, Mapping[str, LocalizedCopy | CreativeError]]:
        """Get the copy, checked by this office's judge."""
        return self.desk.get_copy(requests, self.judge)

    def findings(self, request: TranslationRequest) -> list[Finding]:
        """Return the findings of the request's lines in the memory, each once."""
        known = self.memory.lookup(line.segment for line in request.lines)
        return list(dict.fromkeys(one for line in request.lines for one in known[line.segment.id].findings))


def roles(request: TranslationRequest) -> Sequence[Role]:
    """Return the roles of a request."""
    return [line.role for line in request.lines]
