"""How many calls a provider gets at once and in a minute, and pauses it asks for."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol

WINDOW_S = 60.0


class SharedTurns(Protocol):
    """Limits that hold for other processes too."""

    def turn(self, provider: str, /) -> AbstractAsyncContextManager[None]:
        """Wait until *provider* may be called, and hold its place for the block."""
        ...

    def pause(self, provider: str, seconds: float, /) -> None:
        """Start no further call to *provider* for *seconds*."""
        ...


class _Turns:
    """The turns of one provider."""

    def __init__(self, concurrency: int) -> None:
        self.places = asyncio.Semaphore(concurrency)
        self.starts: deque[float] = deque()
        self.paused_until = 0.0


class RateLimits:
    """The limits of every provider, for one event loop.

    At most *concurrency* calls to a provider run at the same time, and in any 60 seconds at most *per_minute* start.
    A call also takes its turn among the processes that *shared* knows.
    """

    def __init__(self, concurrency: int, per_minute: int | None = None, shared: SharedTurns | None = None) -> None:
        """Start with nothing running; without *per_minute*, starts are not limited."""
        self._concurrency = concurrency
        self._per_minute = per_minute
        self._shared = shared
        self._turns: dict[str, _Turns] = {}

    @asynccontextmanager
    async def turn(self, provider: str) -> AsyncIterator[None]:
        """Wait until *provider* may be called, and hold its place for the block."""
        turns = self._turns_of(provider)
        async with turns.places:
            await self._start(turns)
            if self._shared is None:
                yield
            else:
                async with self._shared.turn(provider):
                    yield

    def pause(self, provider: str, seconds: float) -> None:
        """Start no further call to *provider* for *seconds*; running ones go on."""
        turns = self._turns_of(provider)
        turns.paused_until = max(turns.paused_until, asyncio.get_running_loop().time() + seconds)
        if self._shared is not None:
            self._shared.pause(provider, seconds)

    def _turns_of(self, provider: str) -> _Turns:
        return self._turns.setdefault(provider, _Turns(self._concurrency))

    async def _start(self, turns: _Turns) -> None:
        clock = asyncio.get_running_loop().time
        # Nothing awaits between the last check and the recorded start: two calls never take the same slot.
        while (free_at := self._free_at(turns)) > clock():  # noqa: ASYNC110  # a pause may grow while it is slept
            await asyncio.sleep(free_at - clock())
        if self._per_minute is not None:
            turns.starts.append(clock())
            if len(turns.starts) > self._per_minute:
                turns.starts.popleft()

    def _free_at(self, turns: _Turns) -> float:
        """Return when the next call may start: after the pause, and a minute after the one *per_minute* ago."""
        full = self._per_minute is not None and len(turns.starts) >= self._per_minute
        return max(turns.paused_until, turns.starts[0] + WINDOW_S if full else 0.0)
