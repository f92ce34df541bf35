"""What is done after each kind of fault: the table of `remote.fault` as data, and the waiting it asks for."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from creative_cli.http.api_error import Fault, FaultKind

MOST_ATTEMPTS = 3
"""Calls to one provider for one thing, whatever the faults between them."""

PATIENCE_S = 10.0
"""The longest wait a service may ask for; one that asks for more is left to rest, and the next one is called."""

LAST_PATIENCE_S = 60.0
"""The same where nobody else could be asked: limits are counted by the minute, and a picture has several."""

MOST_WAITS = 30
"""Times a service may send a call away and say for how long, where nobody else could be asked; it costs nothing."""

FIRST_BACKOFF_S = 1.0
LONGEST_BACKOFF_S = 8.0


class Action(StrEnum):
    """What followed an attempt, as the journal tells it."""

    DONE = "done"
    """The answer is used."""
    RETRY = "retry"
    """The same provider is called again, after a backoff."""
    WAIT = "wait"
    """The same, and until then nobody else calls it either."""
    NEXT = "next"
    """This provider is given up for this; the next one may have it."""
    STOP = "stop"
    """Nobody is to be asked again."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What one kind of fault asks for: how many times it is tried again and in what manner, and what comes then."""

    retries: int = 0
    again: Action = Action.RETRY
    then: Action = Action.NEXT


RULES: Mapping[FaultKind, Rule] = {
    FaultKind.TRANSIENT: Rule(retries=2),
    FaultKind.RATE_LIMITED: Rule(retries=2, again=Action.WAIT),
    FaultKind.LOADING: Rule(retries=2, again=Action.WAIT),
    FaultKind.TIMED_OUT: Rule(),
    FaultKind.AUTH: Rule(),
    FaultKind.BILLING: Rule(),
    FaultKind.CONFIGURATION: Rule(),
    FaultKind.CONTENT_POLICY: Rule(then=Action.STOP),
    FaultKind.BAD_ANSWER: Rule(retries=1),
}


@dataclass(frozen=True, slots=True)
class Step:
    """The next thing to do, after *wait_s* seconds."""

    action: Action
    wait_s: float = 0.0


class Tries:
    """The attempts made for one call, and so what the next fault leads to."""

    def __init__(self, jitter: Callable[[], float]) -> None:
        """Begin with none; *jitter* returns numbers from 0 to 1."""
        self._jitter = jitter
        self._faults: Counter[FaultKind] = Counter()
        self._waits = 0

    def after(self, fault: Fault, left_s: float, *, last: bool = False) -> Step:
        """Count *fault* and return what to do; a wait never takes more than *left_s* nor more than PATIENCE_S.

        For the *last* who can be asked, up to MOST_WAITS waits that it asks for are no tries, and may be longer: other
        runs draw on the same account, and a picture would be lost for their sake.
        """
        asked_s = fault.retry_after_s
        if last and asked_s is not None and RULES[fault.kind].again is Action.WAIT and not fault.final:
            self._waits += 1
            wait_s = max(FIRST_BACKOFF_S * self._jitter(), asked_s)
            if self._waits <= MOST_WAITS and wait_s <= LAST_PATIENCE_S and wait_s < left_s:
                return Step(Action.WAIT, wait_s)
        backoff = min(LONGEST_BACKOFF_S, FIRST_BACKOFF_S * 2 ** self._faults.total())
        self._faults[fault.kind] += 1
        rule = RULES[fault.kind]
        if fault.final or self._faults[fault.kind] > rule.retries or self._faults.total() >= MOST_ATTEMPTS:
            return Step(rule.then)
        # Full jitter: workers that failed together do not come back together. What a service asks for is kept.
        wait_s = max(backoff * self._jitter(), fault.retry_after_s or 0.0)
        if wait_s > PATIENCE_S or wait_s >= left_s:
            return Step(rule.then)
        return Step(rule.again, wait_s)
