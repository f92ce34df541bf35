"""The limits of every provider across all processes that share a state folder.

A call holds one of a provider's places, a lock file each, which the system releases even if the process is killed.
The starts of the last minute and the pause that a provider asked for are in a small file, which changes under a lock.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from filelock import FileLock, Timeout

from creative_cli.http.rate_limit import WINDOW_S
from creative_cli.storage.atomic import raising_storage_errors, read_bytes, write_bytes
from creative_cli.storage.codec import CodecError, decode_json, decode_record, encode_pretty_json
from creative_cli.storage.state import OnWait, StateFolder

TURNS_FOLDER = "turns"
POLL_S = 0.1  # a call takes 2 to 60 s
NOTICE_S = 2.0  # of waiting for another process, before it is said
# A service counts calls when they arrive, and a busy machine that loads an SDK sends the first one late: with a window
# of exactly a minute, two calls more than allowed arrived within one.
ARRIVAL_S = 2.0
LONGEST_PAUSE_S = 3600.0  # a pause that ends later is from before the clock was set back


@dataclass(frozen=True, slots=True)
class ProviderTurns:
    """The starts of a provider's calls in the last minute, and when its pause ends, in seconds since the epoch."""

    starts: tuple[float, ...] = ()
    paused_until: float = 0.0


class StoredTurns:
    """At most *concurrency* calls to a provider at the same time and *per_minute* starts in 60 s, of all processes."""

    def __init__(
        self,
        state: StateFolder,
        concurrency: int,
        per_minute: int | None,
        tell: OnWait,
        now: Callable[[], float] = time.time,
    ) -> None:
        """Use *state*; *tell* gets a sentence when another process has all places, once per provider.

        Processes with different limits share the places that both have, so the larger limit holds for all.
        """
        self._state = state
        self._concurrency = concurrency
        self._per_minute = per_minute
        self._tell = tell
        self._now = now
        self._told: set[str] = set()

    @asynccontextmanager
    async def turn(self, provider: str) -> AsyncIterator[None]:
        """Wait until *provider* may be called, and hold a place for the block. Raises StorageError."""
        place = await self._take_place(provider)
        try:
            while (wait := self._start(provider)) > 0:  # noqa: ASYNC110  # other processes change what is waited for
                await asyncio.sleep(wait)
            yield
        finally:
            place.release()

    def pause(self, provider: str, seconds: float) -> None:
        """Start no further call to *provider* for *seconds*, in any process; running ones go on."""
        until = self._now() + seconds
        with self._changing():
            turns = self._read(provider)
            if until > turns.paused_until:
                self._write(provider, replace(turns, paused_until=until))

    async def _take_place(self, provider: str) -> FileLock:
        folder = self._state.root / TURNS_FOLDER
        with raising_storage_errors(folder, "made"):
            folder.mkdir(parents=True, exist_ok=True)
        waited = 0.0
        while True:
            for number in range(self._concurrency):
                lock = FileLock(folder / f"{provider}-{number}.lock", thread_local=False)
                with raising_storage_errors(folder, "locked"):
                    try:
                        lock.acquire(timeout=0)
                    except Timeout:
                        continue
                return lock
            waited += POLL_S
            if waited >= NOTICE_S and provider not in self._told:
                self._told.add(provider)
                self._tell(f"Other creative commands make all {self._concurrency} calls that {provider} may get.")
            await asyncio.sleep(POLL_S)

    def _start(self, provider: str) -> float:
        """Record a start now and return 0, or return the seconds until one may be possible."""
        with self._changing():
            turns, now = self._read(provider), self._now()
            # Starts that lie ahead are from before the clock was set back.
            starts = tuple(start for start in turns.starts if now - WINDOW_S - ARRIVAL_S < start <= now)
            free_at = turns.paused_until if turns.paused_until < now + LONGEST_PAUSE_S else 0.0
            if self._per_minute is not None and len(starts) >= self._per_minute:
                free_at = max(free_at, starts[-self._per_minute] + WINDOW_S + ARRIVAL_S)
            if free_at > now:
                return free_at - now
            if self._per_minute is not None:
                self._write(provider, ProviderTurns((*starts, now), turns.paused_until))
            return 0.0

    def _changing(self) -> AbstractContextManager[None]:
        return self._state.locked("turns", "the list of calls to providers")

    def _read(self, provider: str) -> ProviderTurns:
        data = read_bytes(self._path(provider))
        try:
            return ProviderTurns() if data is None else decode_record(ProviderTurns, decode_json(data))
        except CodecError:
            return ProviderTurns()  # a minute later nothing in it would count

    def _write(self, provider: str, turns: ProviderTurns) -> None:
        write_bytes(self._path(provider), encode_pretty_json(turns))

    def _path(self, provider: str) -> Path:
        return self._state.root / TURNS_FOLDER / f"{provider}.json"
