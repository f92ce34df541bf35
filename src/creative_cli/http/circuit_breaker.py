"""When a provider is left alone: a breaker that opens by faults and closes by a call that works.

    closed ──5 failures in a row within 10 min──► open 2 min, doubling to 15
    closed ──no credit──► open 6 h          closed ──key refused──► open 1 h, for that key
    closed ──asked to wait for long──► open as long as asked
    open ──time is up──► half-open ──one call works──► closed
                                   └─it fails──► open again

Pure: records in, records out. `storage.breakers` keeps them across runs.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from creative_cli.http.api_error import Fault, FaultKind

FAILURES = 5
WITHIN = timedelta(minutes=10)
FIRST_REST = timedelta(minutes=2)
LONGEST_REST = timedelta(minutes=15)
BILLING_REST = timedelta(hours=6)
AUTH_REST = timedelta(hours=1)
"""A key is not all: a right it lacks can be given to it, so it is tried again some time."""

ASKED_REST = timedelta(seconds=30)
"""For a service that wants to be left alone and does not say how long."""
LONGEST_ASKED_REST = timedelta(hours=1)

_COUNTED = frozenset({FaultKind.TRANSIENT, FaultKind.TIMED_OUT})
_OF_THE_KEY = frozenset({FaultKind.AUTH, FaultKind.BILLING})
_UP = frozenset({FaultKind.CONFIGURATION, FaultKind.CONTENT_POLICY})
"""A service that refuses a prompt or a model is there and works."""

_RESTS: Mapping[FaultKind, timedelta] = {FaultKind.AUTH: AUTH_REST, FaultKind.BILLING: BILLING_REST}


@dataclass(frozen=True, slots=True)
class Breaker:
    """What is known of one provider; all times are UTC.

    `failures` are those in a row that count, `openings` how often in a row it opened by them. `kind` and `reason` say
    why it is open, from `since` to `until`. `key` stands for the key it opened with, which cannot be told from it.
    """

    provider: str
    failures: tuple[datetime, ...] = ()
    openings: int = 0
    kind: FaultKind | None = None
    reason: str = ""
    since: datetime | None = None
    until: datetime | None = None
    key: str = ""

    def concerns(self, key: str) -> bool:
        """Tell whether what is known holds for *key*: credit and rights are a key's own."""
        return self.kind not in _OF_THE_KEY or self.key == key

    def is_open(self, now: datetime) -> bool:
        """Tell whether no call may be made; a clock that was set back does not keep it open."""
        return self.since is not None and self.until is not None and self.since <= now < self.until

    def is_half_open(self, now: datetime) -> bool:
        """Tell whether it was open and one call may find out how things stand."""
        return self.until is not None and not self.is_open(now)

    def after(self, fault: Fault, now: datetime, key: str) -> "Breaker":
        """Return the breaker as it is after *fault* of a call made with *key*."""
        if fault.kind in _UP:
            return self.after_success(now)
        if fault.kind in _COUNTED:
            return self._counting(fault, now)
        if fault.kind in _RESTS:
            return replace(self._opened(fault, now, _RESTS[fault.kind]), key=key)
        if fault.kind in {FaultKind.RATE_LIMITED, FaultKind.LOADING}:
            asked = ASKED_REST if fault.retry_after_s is None else timedelta(seconds=fault.retry_after_s)
            until = now + min(asked, LONGEST_ASKED_REST)
            return self if self.until is not None and self.until >= until else self._opened(fault, now, until - now)
        return self

    def after_success(self, now: datetime) -> "Breaker":
        """Return the breaker as it is after a call that worked; one that left before it opened says nothing new."""
        return self if self.is_open(now) else Breaker(self.provider)

    def _counting(self, fault: Fault, now: datetime) -> "Breaker":
        if self.is_open(now):
            return self
        failures = (*(moment for moment in self.failures if now - moment < WITHIN), now)[-FAILURES:]
        if len(failures) < FAILURES and not self.is_half_open(now):
            return replace(self, failures=failures)
        rest = min(LONGEST_REST, FIRST_REST * 2**self.openings)
        return replace(self._opened(fault, now, rest), failures=failures, openings=self.openings + 1)

    def _opened(self, fault: Fault, now: datetime, rest: timedelta) -> "Breaker":
        return replace(self, kind=fault.kind, reason=fault.sentence, since=now, until=now + rest)


class Permit(Protocol):
    """The right to make one call, which is answered for."""

    def succeeded(self) -> None:
        """Say that the call worked."""

    def failed(self, fault: Fault) -> None:
        """Say how the call failed."""


class Breakers(Protocol):
    """The breakers of all providers."""

    def admitted(self, provider: str) -> AbstractContextManager[Permit]:
        """Allow one call to *provider* in the block; raise its Fault when it is to be left alone."""
