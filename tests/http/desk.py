"""A caller with everything it needs, real but for the clock, and what it journals."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from creative_cli.events import AttemptEnded, AttemptStarted, Event
from creative_cli.http.api_error import ApiError, ErrorKind
from creative_cli.http.budget import Ceiling, RunBudget
from creative_cli.http.client import Call, Caller, Reply
from creative_cli.http.rate_limit import RateLimits
from creative_cli.storage.circuit_breakers import StoredBreakers
from creative_cli.storage.state import StateFolder
from tests.http.timeline import now

START = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PRICE = 0.04


class Desk:
    """A run's caller; `events` are what it journaled."""

    def __init__(self, folder: Path, concurrency: int = 6, max_usd: float | None = None, jitter: float = 1.0) -> None:
        """Keep breakers in *folder*; *jitter* is what chance always says."""
        state = StateFolder(folder)
        state.create()
        self.events: list[Event] = []
        self.budget = RunBudget([] if max_usd is None else [Ceiling("--max-usd", max_usd)])
        self.limits = RateLimits(concurrency)
        self.told: list[str] = []
        self.breakers = StoredBreakers(state, {}, self.told.append, lambda: START + timedelta(seconds=now()))
        self.caller = Caller(self.limits, self.budget, self.breakers, self.events.append, lambda: jitter)

    @property
    def started(self) -> list[AttemptStarted]:
        """The attempts that left."""
        return [event for event in self.events if isinstance(event, AttemptStarted)]

    @property
    def ended(self) -> list[AttemptEnded]:
        """The attempts that ended."""
        return [event for event in self.events if isinstance(event, AttemptEnded)]


def call(
    send: Callable[[], Awaitable[Reply[str]]], provider: str = "openai", seed: int = 7, *, last: bool = False
) -> Call[str]:
    """Return a call of *send* that may cost PRICE."""
    return Call("picture", "tea", provider, "model-1", "1024x1024", seed, PRICE, send, last=last)


class Service:
    """Answers with *script*, one entry a call, the last one for ever: an error, or a word."""

    def __init__(self, *script: ApiError | str) -> None:
        """Begin at the first entry."""
        self.script = list(script)
        self.times: list[float] = []

    async def send(self) -> Reply[str]:
        """Answer at once."""
        self.times.append(now())
        entry = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        if isinstance(entry, ApiError):
            raise entry
        return Reply(entry, PRICE, "req-1", 10, 20, "ab" * 32)


def api_error(kind: ErrorKind, retry_after_s: float | None = None, *, maybe_charged: bool = False) -> ApiError:
    """Return an error of *kind*."""
    return ApiError(kind, f"It was {kind}.", retry_after_s=retry_after_s, maybe_charged=maybe_charged)
