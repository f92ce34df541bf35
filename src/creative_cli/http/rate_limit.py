"""How many calls a provider gets at once and in a minute, and pauses it asks for: the rule, and the waiting.

Records in, records out, as with circuit breakers: `storage.provider_turns` keeps them for all processes that share a
state folder.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from typing import Protocol, TypeAlias

# A service counts calls when they arrive, and a busy machine that loads an SDK sends the first one late: with a window
# of exactly a minute, two calls more than allowed arrived within one.
WINDOW_S = 62.0
LONGEST_PAUSE_S = 3600.0  # a pause that ends later was written by another clock


@dataclass(frozen=True, slots=True)
class CallStarts:
    """The starts of a provider's calls in the last minute, and when its pause ends, in seconds of one clock."""

    starts: tuple[float, ...] = ()
    paused_until: float = 0.0

    def free_at(self, now: float, per_minute: int | None) -> float:
        """Return when the next call may start: after the pause, and a minute after the one *per_minute* ago."""
        free_at = self.paused_until if self.paused_until < now + LONGEST_PAUSE_S else 0.0
        starts = self._recent(now)
        if per_minute is not None and len(starts) >= per_minute:
            free_at = max(free_at, starts[-per_minute] + WINDOW_S)
        return free_at

    def after_start(self, now: float, per_minute: int | None) -> "CallStarts":
        """Return the record after a call that starts *now*; starts count only where they are limited."""
        return self if per_minute is None else replace(self, starts=(*self._recent(now), now))

    def after_pause(self, until: float) -> "CallStarts":
        """Return the record after the provider asked for a pause; a longer one stays."""
        return replace(self, paused_until=max(until, self.paused_until))

    def _recent(self, now: float) -> tuple[float, ...]:
        # Starts that lie ahead were written by another clock.
        return tuple(start for start in self.starts if now - WINDOW_S < start <= now)


StartsStep: TypeAlias = Callable[[CallStarts, float], CallStarts]
"""Takes a provider's record and the time of its clock, and returns the record to keep."""


class TurnStore(Protocol):
    """Keeps the places and the records of all providers."""

    def place(self, provider: str, /) -> AbstractAsyncContextManager[None]:
        """Wait for one of the places of *provider*, and hold it for the block."""
        ...

    def change(self, provider: str, step: StartsStep, /) -> None:
        """Replace the record of *provider* by what *step* returns, alone among all that share it."""
        ...


class _OwnTurns:
    """The turns of one event loop that shares them with nothing."""

    def __init__(self) -> None:
        self._records = defaultdict[str, CallStarts](CallStarts)

    @asynccontextmanager
    async def place(self, _provider: str) -> AsyncIterator[None]:
        yield

    def change(self, provider: str, step: StartsStep) -> None:
        self._records[provider] = step(self._records[provider], asyncio.get_running_loop().time())


class RateLimits:
    """The limits of every provider, for one event loop.

    At most *concurrency* calls to a provider run at the same time, and in any 60 seconds at most *per_minute* start:
    among all processes that share the *store*.
    """

    def __init__(self, concurrency: int, per_minute: int | None = None, store: TurnStore | None = None) -> None:
        """Start with nothing running; without *per_minute*, starts are not limited."""
        self._per_minute = per_minute
        self._store = store or _OwnTurns()
        # The calls of this process queue here in order; only those at the head look for a place among all processes.
        self._queues = defaultdict[str, asyncio.Semaphore](lambda: asyncio.Semaphore(concurrency))

    @asynccontextmanager
    async def turn(self, provider: str) -> AsyncIterator[None]:
        """Wait until *provider* may be called, and hold its place for the block."""
        async with self._queues[provider]:
            while True:
                # A place is held for calls only, never while waiting for the minute: others see that it is in use.
                async with self._store.place(provider):
                    wait_s = self._try_start(provider)
                    if wait_s <= 0:
                        yield
                        return
                await asyncio.sleep(wait_s)

    def pause(self, provider: str, seconds: float) -> None:
        """Start no further call to *provider* for *seconds*; running ones go on."""
        self._store.change(provider, lambda record, now: record.after_pause(now + seconds))

    def _try_start(self, provider: str) -> float:
        """Record a start now and return 0, or return the seconds until one may be possible."""
        wait_s = 0.0

        def step(record: CallStarts, now: float) -> CallStarts:
            nonlocal wait_s
            wait_s = record.free_at(now, self._per_minute) - now
            return record if wait_s > 0 else record.after_start(now, self._per_minute)

        self._store.change(provider, step)
        return wait_s
