"""When a provider gets no calls: a circuit breaker opens after failures and closes after a call that works.

    closed ──5 failures in a row within 10 min──► open 2 min, doubling to 15
    closed ──no credit──► open 6 h          closed ──key refused──► open 1 h, for that key
    closed ──a long wait requested──► open as long as requested
    open ──time is up──► half-open ──one call works──► closed
                                   └─it fails──► open again

Records in, records out: `storage.circuit_breakers` keeps them across runs.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from creative_cli.http.api_error import ApiError, ErrorKind

FAILURE_LIMIT = 5
FAILURE_WINDOW = timedelta(minutes=10)
FIRST_OPEN = timedelta(minutes=2)
LONGEST_OPEN = timedelta(minutes=15)

# For a service that asks for a pause: without a length, and at most.
DEFAULT_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)

_OPEN_FOR: Mapping[ErrorKind, timedelta] = {
    ErrorKind.AUTH: timedelta(hours=1),  # the missing right may be granted to the same key
    ErrorKind.BILLING: timedelta(hours=6),
}
_COUNTED = frozenset({ErrorKind.TRANSIENT, ErrorKind.TIMED_OUT})
_PAUSED = frozenset({ErrorKind.RATE_LIMITED, ErrorKind.LOADING})
# A service that refuses a prompt or a model is up and works.
_UP = frozenset({ErrorKind.CONFIGURATION, ErrorKind.CONTENT_POLICY})


@dataclass(frozen=True, slots=True)
class CircuitBreaker:
    """The state of one provider; all times are UTC.

    `failures` are the ones in a row that count, `openings` how often in a row they opened it. `kind` and `reason` say
    why it is open, from `since` to `until`. `key` is the fingerprint of the key it opened with.
    """

    provider: str
    failures: tuple[datetime, ...] = ()
    openings: int = 0
    kind: ErrorKind | None = None
    reason: str = ""
    since: datetime | None = None
    until: datetime | None = None
    key: str = ""

    def concerns(self, key: str) -> bool:
        """Tell whether this state applies to *key*: credit and rights belong to one key."""
        return self.kind not in _OPEN_FOR or self.key == key

    def is_open(self, now: datetime) -> bool:
        """Tell whether no call may be made; a clock that was set back does not keep it open."""
        return self.since is not None and self.until is not None and self.since <= now < self.until

    def is_half_open(self, now: datetime) -> bool:
        """Tell whether it was open and one call may now find out whether the provider works."""
        return self.until is not None and not self.is_open(now)

    def after_failure(self, error: ApiError, now: datetime, key: str) -> "CircuitBreaker":
        """Return the breaker after a call made with *key* failed with *error*."""
        if error.kind in _UP:
            return self.after_success(now)
        if error.kind in _COUNTED:
            return self._counted(error, now)
        if error.kind in _OPEN_FOR:
            return replace(self._opened(error, now, _OPEN_FOR[error.kind]), key=key)
        if error.kind in _PAUSED:
            asked = DEFAULT_PAUSE if error.retry_after_s is None else timedelta(seconds=error.retry_after_s)
            pause = min(asked, LONGEST_PAUSE)
            return self if self.until is not None and self.until >= now + pause else self._opened(error, now, pause)
        return self

    def after_success(self, now: datetime) -> "CircuitBreaker":
        """Return the breaker after a call that worked; a call sent before it opened changes nothing."""
        return self if self.is_open(now) else CircuitBreaker(self.provider)

    def _counted(self, error: ApiError, now: datetime) -> "CircuitBreaker":
        if self.is_open(now):
            return self
        recent = (moment for moment in self.failures if abs(now - moment) < FAILURE_WINDOW)
        failures = (*recent, now)[-FAILURE_LIMIT:]
        if len(failures) < FAILURE_LIMIT and not self.is_half_open(now):
            return replace(self, failures=failures)
        length = min(LONGEST_OPEN, FIRST_OPEN * 2**self.openings)
        return replace(self._opened(error, now, length), failures=failures, openings=self.openings + 1)

    def _opened(self, error: ApiError, now: datetime, length: timedelta) -> "CircuitBreaker":
        return replace(self, kind=error.kind, reason=error.sentence, since=now, until=now + length)


class Permit(Protocol):
    """The right to make one call, whose outcome must be reported."""

    def succeeded(self) -> None:
        """Report that the call worked."""

    def failed(self, error: ApiError) -> None:
        """Report how the call failed."""


class CircuitBreakers(Protocol):
    """The circuit breakers of all providers."""

    def admitted(self, provider: str) -> AbstractContextManager[Permit]:
        """Allow one call to *provider* in the block; raise ApiError when its breaker is open."""
