"""The circuit breakers of all providers, stored between runs: not every command asks a provider without credit again.

They are in `breakers.json` in the state folder, which changes under a lock. The call that tries a half-open breaker
holds another lock, released even if its process is killed.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from filelock import FileLock, Timeout

from creative_cli.http.api_error import ApiError, ErrorKind
from creative_cli.http.circuit_breaker import CircuitBreaker
from creative_cli.storage.atomic import raising_storage_errors, read_bytes, write_bytes
from creative_cli.storage.codec import CodecError, decode_json, decode_record, encode_pretty_json
from creative_cli.storage.state import StateFolder

BREAKERS_FILE = "breakers.json"


def fingerprint_key(provider: str, key: str) -> str:
    """Return a digest that identifies *key* in the file without revealing it."""
    return hashlib.sha256(f"{provider}\n{key}".encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class _BreakersFile:
    breakers: tuple[CircuitBreaker, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class CallPermission:
    """Permission for one call to *provider*; the caller reports its result."""

    breakers: "StoredBreakers"
    provider: str

    def succeeded(self) -> None:
        """Record success, which closes the breaker."""
        self.breakers.change(self.provider, lambda breaker, now: breaker.after_success(now))

    def failed(self, error: ApiError) -> None:
        """Record *error*, which may open the breaker."""
        key = self.breakers.key(self.provider)
        self.breakers.change(self.provider, lambda breaker, now: breaker.after_failure(error, now, key))


class StoredBreakers:
    """The circuit breakers of one state folder, safe for threads and processes."""

    def __init__(
        self,
        state: StateFolder,
        keys: Mapping[str, str],
        tell: Callable[[str], None],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Use *state*; *keys* has the fingerprint of each provider's key, *tell* prints messages for people."""
        self._state = state
        self._path = state.root / BREAKERS_FILE
        self._keys = keys
        self._tell = tell
        self._now = now

    def key(self, provider: str) -> str:
        """Return the fingerprint of the provider's key, empty if it needs none."""
        return self._keys.get(provider, "")

    @contextmanager
    def admitted(self, provider: str) -> Iterator[CallPermission]:
        """Allow one call to *provider* in the block.

        Raises an ApiError of the kind that opened the breaker if it is open, or if it is half-open and another call of
        any process is trying it.
        """
        permission, now = CallPermission(self, provider), self._now()
        breaker = self._require_not_open(provider, now)
        if not breaker.is_half_open(now):
            yield permission
            return
        with self._probing(breaker):
            # Another process may have tried and failed before we got the lock.
            self._require_not_open(provider, self._now())
            yield permission

    def _require_not_open(self, provider: str, now: datetime) -> CircuitBreaker:
        breaker = self._known(provider)
        if breaker.is_open(now) and breaker.until is not None:
            until = f"{breaker.until:%Y-%m-%d %H:%M} UTC"
            raise _breaker_open_error(breaker, f"It is paused until {until}. {breaker.reason}")
        return breaker

    @contextmanager
    def _probing(self, breaker: CircuitBreaker) -> Iterator[None]:
        # The name of a server has a colon before its port, which no file may have on Windows.
        path = self._state.root / f"probe-{breaker.provider.replace(':', '-')}.lock"
        lock = FileLock(path, thread_local=False)
        with raising_storage_errors(path, "locked"):
            try:
                lock.acquire(timeout=0)
            except Timeout as error:
                raise _breaker_open_error(
                    breaker, f"Another call is trying whether it works again. {breaker.reason}"
                ) from error
        try:
            yield
        finally:
            lock.release()

    def open_ones(self) -> tuple[CircuitBreaker, ...]:
        """Return the breakers that are open now."""
        now = self._now()
        return tuple(one for one in self._read().breakers if one.concerns(self.key(one.provider)) and one.is_open(now))

    def reset(self) -> tuple[str, ...]:
        """Close all breakers and return the names of their providers."""
        with self._state.locked("breakers", "the list of circuit breakers"):
            names = tuple(breaker.provider for breaker in self._read().breakers)
            self._write(())
        return names

    def change(self, provider: str, step: Callable[[CircuitBreaker, datetime], CircuitBreaker]) -> None:
        """Replace the breaker of *provider* by what *step* returns; takes no lock if nothing changes, as usual."""
        known = self._known(provider)
        if step(known, self._now()) == known:
            return
        with self._state.locked("breakers", "the list of circuit breakers"):
            others = tuple(one for one in self._read().breakers if one.provider != provider)
            changed = step(self._known(provider), self._now())
            self._write((*others, changed) if changed != CircuitBreaker(provider) else others)

    def _known(self, provider: str) -> CircuitBreaker:
        for breaker in self._read().breakers:
            if breaker.provider == provider and breaker.concerns(self.key(provider)):
                return breaker
        return CircuitBreaker(provider)

    def _read(self) -> _BreakersFile:
        data = read_bytes(self._path)
        if data is None:
            return _BreakersFile()
        try:
            stored = decode_record(_BreakersFile, decode_json(data))
            for breaker in stored.breakers:
                _require_time_zone(breaker)
        except CodecError as error:
            self._set_aside(str(error))
            return _BreakersFile()
        return stored

    def _write(self, breakers: tuple[CircuitBreaker, ...]) -> None:
        write_bytes(self._path, encode_pretty_json(_BreakersFile(breakers)))

    def _set_aside(self, reason: str) -> None:
        aside = self._path.with_name("breakers.aside.json")
        with raising_storage_errors(self._path, "moved"):
            try:
                self._path.replace(aside)
            except FileNotFoundError:  # another command has moved it
                return
        self._tell(f"{self._path} was damaged ({reason}) and moved to {aside.name}. All circuit breakers are closed.")


def _breaker_open_error(breaker: CircuitBreaker, sentence: str) -> ApiError:
    return ApiError(breaker.kind or ErrorKind.TRANSIENT, sentence)


def _require_time_zone(breaker: CircuitBreaker) -> None:
    for moment in (breaker.since, breaker.until, *breaker.failures):
        if moment is not None and moment.tzinfo is None:
            raise CodecError(f"{moment} lacks its time zone")
