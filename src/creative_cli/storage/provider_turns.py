"""The places and the starts of every provider's calls, for all processes that share a state folder.

A call holds one of a provider's places, a lock file each, which the system releases even if the process is killed; the
place of a process that shows no sign of life is given to another call. The starts of the last minute and the pause that
a provider asked for are in a small file, which changes under a lock. Its times are those of the machine's monotonic
clock, which processes share and which is never set.
"""

import asyncio
import platform
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from creative_cli.http.rate_limit import CallStarts, StartsStep
from creative_cli.settings import read_settings
from creative_cli.storage.atomic import read_bytes, write_bytes
from creative_cli.storage.codec import CodecError, decode_json, decode_record, encode_pretty_json
from creative_cli.storage.held_lock import HeldLock, HolderWatch
from creative_cli.storage.lock_waits import LOCK_SETTING
from creative_cli.storage.state import OnWait, StateFolder

TURNS_FOLDER = "turns"
POLL_S = 0.1  # a call takes 2 to 60 s
NOTICE_S = 2.0  # of waiting for another process, before it is said

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")  # Linux


@dataclass(frozen=True, slots=True)
class StoredStarts:
    """A provider's record as it is stored: `clock` names the monotonic clock of its times.

    `ahead_s` is how far the time of day was ahead of that clock: it translates the times for another machine, and for
    this one after a restart.
    """

    record: CallStarts = field(default=CallStarts())
    clock: str = ""
    ahead_s: float = 0.0

    def on_clock(self, clock: str, ahead_s: float) -> CallStarts:
        """Return the record in the times of the monotonic clock named *clock*."""
        if clock == self.clock:
            return self.record
        shift = self.ahead_s - ahead_s
        return CallStarts(tuple(start + shift for start in self.record.starts), self.record.paused_until + shift)


class StoredTurns:
    """At most *concurrency* calls to a provider at the same time, and one record of starts, of all processes."""

    def __init__(
        self,
        state: StateFolder,
        concurrency: int,
        tell: OnWait,
        now: Callable[[], float] = time.monotonic,
        time_of_day: Callable[[], float] = time.time,
    ) -> None:
        """Use *state*; *tell* gets a sentence when another process has all places, once per provider.

        Processes with different limits share the places that both have, so the larger limit holds for all.
        """
        self._state = state
        self._concurrency = concurrency
        self._tell = tell
        self._now = now
        self._time_of_day = time_of_day
        self._told: set[str] = set()

    @asynccontextmanager
    async def place(self, provider: str) -> AsyncIterator[None]:
        """Wait for one of the places of *provider*, and hold it for the block. Raises StorageError."""
        held = await self._take_place(provider)
        try:
            yield
        finally:
            held.release()

    def change(self, provider: str, step: StartsStep) -> None:
        """Replace the record of *provider* by what *step* returns, alone among all processes. Raises StorageError."""
        with self._changing():
            now, clock = self._now(), _clock_name()
            ahead_s = self._time_of_day() - now
            record = self._read(provider).on_clock(clock, ahead_s)
            if (changed := step(record, now)) != record:
                stored = StoredStarts(changed, clock, ahead_s)
                write_bytes(self._path(provider), encode_pretty_json(stored))

    async def _take_place(self, provider: str) -> HeldLock:
        folder = self._state.root / TURNS_FOLDER
        paths = [folder / f"{provider}-{number}.lock" for number in range(self._concurrency)]
        watches: list[HolderWatch] = []
        waited = 0.0
        while True:
            for path in paths:
                if (held := HeldLock.try_hold(path)) is not None:
                    return held
            watches = watches or [HolderWatch(path) for path in paths]
            for watch in watches:
                if (held := self._take_from_silent(provider, watch)) is not None:
                    return held
            waited += POLL_S
            if waited >= NOTICE_S and provider not in self._told:
                self._told.add(provider)
                self._tell(f"Other creative commands make all {self._concurrency} calls that {provider} may get.")
            await asyncio.sleep(POLL_S)

    def _take_from_silent(self, provider: str, watch: HolderWatch) -> HeldLock | None:
        """Take the place of a process that is stopped or hangs; None while its holder shows signs of life."""
        limit_s = read_settings().lock_seconds
        if not watch.is_silent(limit_s):
            return None
        with self._changing():
            if not watch.is_silent(limit_s):  # another process has taken it meanwhile
                return None
            try:
                watch.path.unlink(missing_ok=True)
            except PermissionError:  # Windows removes no open file
                return None
            held = HeldLock.try_hold(watch.path)
        self._tell(
            f"A creative command that calls {provider} has shown no sign of life for {limit_s:g} s ({LOCK_SETTING}): "
            "its place is given to another call."
        )
        return held

    def _changing(self) -> AbstractContextManager[None]:
        return self._state.locked("turns", "the list of calls to providers", self._tell)

    def _read(self, provider: str) -> StoredStarts:
        data = read_bytes(self._path(provider))
        try:
            return StoredStarts() if data is None else decode_record(StoredStarts, decode_json(data))
        except CodecError:
            return StoredStarts()  # a minute later nothing in it would count

    def _path(self, provider: str) -> Path:
        return self._state.root / TURNS_FOLDER / f"{provider}.json"


@cache
def _clock_name() -> str:
    """Return the name of this machine's monotonic clock: its start, where the system has an id for that."""
    try:
        return _BOOT_ID.read_text("ascii").strip()
    except (OSError, ValueError):
        return platform.node()
