"""A breaker opens by errors that mean it, for as long as they ask for, and closes by a call that works."""

from datetime import UTC, datetime, timedelta

import pytest

from creative_cli.http.api_error import ApiError, ErrorKind
from creative_cli.http.circuit_breaker import CircuitBreaker
from tests.parameters import walk_rows

START = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


def api_error(kind: ErrorKind, retry_after_s: float | None = None) -> ApiError:
    """Return an error of *kind*."""
    return ApiError(kind, f"It was {kind}.", retry_after_s=retry_after_s)


def failed(breaker: CircuitBreaker, times: int, start: datetime, step: timedelta = SECOND) -> CircuitBreaker:
    """Return *breaker* after so many transient errors, one every *step*."""
    for number in range(times):
        breaker = breaker.after_failure(api_error(ErrorKind.TRANSIENT), start + number * step, "k")
    return breaker


def rest(breaker: CircuitBreaker) -> timedelta:
    """Return how long *breaker* is open in all."""
    assert breaker.since is not None
    assert breaker.until is not None
    return breaker.until - breaker.since


@walk_rows(
    ("kind", "retry_after_s", "expected"),
    [
        (ErrorKind.BILLING, None, timedelta(hours=6)),
        (ErrorKind.AUTH, None, timedelta(hours=1)),
        (ErrorKind.RATE_LIMITED, 300.0, timedelta(minutes=5)),
        (ErrorKind.RATE_LIMITED, None, timedelta(seconds=30)),
        (ErrorKind.RATE_LIMITED, 1e9, timedelta(hours=1)),
        (ErrorKind.LOADING, 45.0, timedelta(seconds=45)),
    ],
)
def test_some_faults_open_it_at_once(kind: ErrorKind, retry_after_s: float | None, expected: timedelta) -> None:
    """One error that concerns everybody is enough, and the reason is kept."""
    breaker = CircuitBreaker("openai").after_failure(api_error(kind, retry_after_s), START, "k")

    assert rest(breaker) == expected
    assert (breaker.is_open(START), breaker.reason) == (True, f"It was {kind}.")
    assert breaker.is_half_open(START + expected)


@pytest.mark.parametrize("kind", [ErrorKind.CONFIGURATION, ErrorKind.CONTENT_POLICY, ErrorKind.BAD_ANSWER])
def test_faults_of_the_request_never_open_it(kind: ErrorKind) -> None:
    """A wrong model or a refused prompt says nothing of the service."""
    breaker = CircuitBreaker("openai")
    for _ in range(10):
        breaker = breaker.after_failure(api_error(kind), START, "k")

    assert breaker == CircuitBreaker("openai")


@pytest.mark.parametrize("kind", [ErrorKind.TRANSIENT, ErrorKind.TIMED_OUT])
def test_the_fifth_failure_in_a_row_opens_it(kind: ErrorKind) -> None:
    """Four failures are bad luck; the fifth within ten minutes opens it for two."""
    four = failed(CircuitBreaker("openai"), 4, START)
    five = four.after_failure(api_error(kind), START + MINUTE, "k")

    assert not four.is_open(START + MINUTE)
    assert five.is_open(START + MINUTE)
    assert rest(five) == 2 * MINUTE


def test_failures_far_apart_do_not_add_up() -> None:
    """Five failures in fifteen minutes are not five in a row within ten."""
    breaker = failed(CircuitBreaker("openai"), 12, START, 3 * MINUTE)

    assert not breaker.is_half_open(START + 33 * MINUTE)
    assert not breaker.is_open(START + 33 * MINUTE)


def test_a_call_that_works_forgets_failures() -> None:
    """Failures count in a row only."""
    breaker = failed(CircuitBreaker("openai"), 4, START).after_success(START + MINUTE)

    assert failed(breaker, 4, START + MINUTE).until is None


def test_each_failed_probe_doubles_the_rest_up_to_fifteen_minutes() -> None:
    """Half-open, one failure is enough: 2, 4, 8, 15, 15 minutes."""
    breaker = failed(CircuitBreaker("openai"), 5, START)
    rests = [rest(breaker)]
    for _ in range(4):
        assert breaker.until is not None
        breaker = breaker.after_failure(api_error(ErrorKind.TRANSIENT), breaker.until, "k")
        rests.append(rest(breaker))

    assert rests == [2 * MINUTE, 4 * MINUTE, 8 * MINUTE, 15 * MINUTE, 15 * MINUTE]


@pytest.mark.parametrize("kind", [None, ErrorKind.CONTENT_POLICY, ErrorKind.CONFIGURATION])
def test_a_probe_that_is_answered_closes_it(kind: ErrorKind | None) -> None:
    """A picture closes it, and so does a refusal: the service is there again."""
    breaker = failed(CircuitBreaker("openai"), 5, START)
    assert breaker.until is not None
    probed = (
        breaker.after_success(breaker.until)
        if kind is None
        else breaker.after_failure(api_error(kind), breaker.until, "k")
    )

    assert probed == CircuitBreaker("openai")


def test_calls_that_left_before_it_opened_change_nothing() -> None:
    """While it is open, the late answers of other workers neither close nor prolong it."""
    breaker = failed(CircuitBreaker("openai"), 5, START)
    late = START + 30 * SECOND

    assert breaker.after_success(late) == breaker
    assert breaker.after_failure(api_error(ErrorKind.TRANSIENT), late, "k") == breaker
    assert breaker.after_failure(api_error(ErrorKind.RATE_LIMITED, 1.0), late, "k") == breaker


@pytest.mark.parametrize("kind", [ErrorKind.AUTH, ErrorKind.BILLING])
def test_a_new_key_is_tried_at_once(kind: ErrorKind) -> None:
    """What one key may not, or cannot pay, says nothing of another key."""
    breaker = CircuitBreaker("openai").after_failure(api_error(kind), START, "old")

    assert breaker.concerns("old")
    assert not breaker.concerns("new")
    assert failed(CircuitBreaker("openai"), 5, START).concerns("new")


def test_a_clock_set_back_does_not_keep_it_open() -> None:
    """A breaker from the future is tried, not believed."""
    breaker = CircuitBreaker("openai").after_failure(api_error(ErrorKind.BILLING), START, "k")

    assert not breaker.is_open(START - MINUTE)
    assert breaker.is_half_open(START - MINUTE)
