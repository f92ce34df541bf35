"""What is done after each kind of error: the table of `http.api_error` as data, and how long to wait."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from creative_cli.http.api_error import ApiError, ErrorKind

MOST_ATTEMPTS = 3  # calls to one provider for one task, whatever the errors between them

LONGEST_WAIT_S = 10.0  # the longest wait a service may ask for; one that asks for more is passed over

# Where no other provider is left: limits are counted by the minute, and a picture has several. Waits cost nothing.
LONGEST_LAST_WAIT_S = 60.0
MOST_WAITS = 30

FIRST_BACKOFF_S = 1.0
LONGEST_BACKOFF_S = 8.0


class Action(StrEnum):
    """What followed an attempt, as the journal records it."""

    DONE = "done"  # the answer is used
    RETRY = "retry"  # the same provider is called again, after a backoff
    WAIT = "wait"  # the same, and until then nothing else calls it either
    NEXT = "next"  # this provider is given up for this task; the next one may have it
    STOP = "stop"  # no provider is called again


@dataclass(frozen=True, slots=True)
class RetryRule:
    """How often one kind of error is retried and in what manner, and what comes then."""

    retries: int = 0
    again: Action = Action.RETRY
    then: Action = Action.NEXT


RETRY_RULES: Mapping[ErrorKind, RetryRule] = {
    ErrorKind.TRANSIENT: RetryRule(retries=2),
    ErrorKind.RATE_LIMITED: RetryRule(retries=2, again=Action.WAIT),
    ErrorKind.LOADING: RetryRule(retries=2, again=Action.WAIT),
    ErrorKind.TIMED_OUT: RetryRule(),
    ErrorKind.AUTH: RetryRule(),
    ErrorKind.BILLING: RetryRule(),
    ErrorKind.CONFIGURATION: RetryRule(),
    ErrorKind.CONTENT_POLICY: RetryRule(then=Action.STOP),
    ErrorKind.BAD_ANSWER: RetryRule(retries=1),
}


@dataclass(frozen=True, slots=True)
class NextStep:
    """The next action, after *wait_s* seconds."""

    action: Action
    wait_s: float = 0.0


class RetryState:
    """The failed attempts of one call, which decide what the next error leads to."""

    def __init__(self, jitter: Callable[[], float]) -> None:
        """Start with none; *jitter* returns numbers from 0 to 1."""
        self._jitter = jitter
        self._errors: Counter[ErrorKind] = Counter()
        self._waits = 0

    def after_error(self, error: ApiError, left_s: float, *, last: bool = False) -> NextStep:
        """Count *error* and return what to do; a wait is shorter than *left_s* and at most LONGEST_WAIT_S.

        For the *last* provider, up to MOST_WAITS requested waits count as no attempts and may be longer: other runs
        share the account, and a picture would be lost because of them.
        """
        asked_s, rule = error.retry_after_s, RETRY_RULES[error.kind]
        if last and asked_s is not None and rule.again is Action.WAIT and not error.final:
            self._waits += 1
            wait_s = max(FIRST_BACKOFF_S * self._jitter(), asked_s)
            if self._waits <= MOST_WAITS and wait_s <= LONGEST_LAST_WAIT_S and wait_s < left_s:
                return NextStep(Action.WAIT, wait_s)
        backoff = min(LONGEST_BACKOFF_S, FIRST_BACKOFF_S * 2 ** self._errors.total())
        self._errors[error.kind] += 1
        if error.final or self._errors[error.kind] > rule.retries or self._errors.total() >= MOST_ATTEMPTS:
            return NextStep(rule.then)
        # Full jitter, so that workers that failed together do not come back together; a requested wait is kept.
        wait_s = max(backoff * self._jitter(), asked_s or 0.0)
        if wait_s > LONGEST_WAIT_S or wait_s >= left_s:
            return NextStep(rule.then)
        return NextStep(rule.again, wait_s)
