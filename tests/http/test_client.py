"""One policy for every call: what each error leads to, what it costs, and what the journal says of it."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creative_cli.errors import OverBudgetError
from creative_cli.events import AttemptEnded, AttemptStarted, ProviderPassedOver
from creative_cli.http.api_error import ApiError, ErrorKind
from creative_cli.http.client import Reply
from creative_cli.http.deadline import Deadline
from creative_cli.http.retry import LONGEST_WAIT_S, MOST_ATTEMPTS, RETRY_RULES, Action, RetryState
from tests.http.desk import PRICE, Desk, Service, api_error, call
from tests.http.timeline import now, run

TABLE = [
    (ErrorKind.TRANSIENT, None, ["retry", "retry", "next"], False),
    (ErrorKind.TRANSIENT, 5.0, ["retry", "retry", "next"], False),
    (ErrorKind.TRANSIENT, 60.0, ["next"], False),
    (ErrorKind.RATE_LIMITED, None, ["wait", "wait", "next"], True),
    (ErrorKind.RATE_LIMITED, 10.0, ["wait", "wait", "next"], True),
    (ErrorKind.RATE_LIMITED, 10.5, ["next"], True),
    (ErrorKind.LOADING, 5.0, ["wait", "wait", "next"], True),
    (ErrorKind.LOADING, 40.0, ["next"], True),
    (ErrorKind.TIMED_OUT, None, ["next"], False),
    (ErrorKind.AUTH, None, ["next"], True),
    (ErrorKind.BILLING, None, ["next"], True),
    (ErrorKind.CONFIGURATION, None, ["next"], False),
    (ErrorKind.CONTENT_POLICY, None, ["stop"], False),
    (ErrorKind.BAD_ANSWER, None, ["retry", "next"], False),
]


@pytest.mark.parametrize(("kind", "retry_after_s", "actions", "left_alone"), TABLE)
def test_each_fault_leads_to_its_actions(
    tmp_path: Path,
    kind: ErrorKind,
    retry_after_s: float | None,
    actions: list[str],
    left_alone: bool,  # noqa: FBT001  # a column of the table
) -> None:
    """A service that always fails in one way is called as often as the table says, then given up, and rests or not."""
    service = Service(api_error(kind, retry_after_s))

    async def work() -> tuple[Desk, bool]:
        desk = Desk(tmp_path)
        with pytest.raises(ApiError, match=f"It was {kind}"):
            await desk.caller.call(call(service.send), Deadline(300))
        return desk, bool(desk.breakers.open_ones())

    desk, rests = run(work())

    assert [event.action for event in desk.ended] == actions
    assert {event.outcome for event in desk.ended} == {kind}
    assert len(service.times) == len(desk.started) == len(actions)
    assert rests is left_alone


def test_the_table_is_complete() -> None:
    """Every kind of error has a rule, and a line in the table above."""
    assert set(RETRY_RULES) == set(ErrorKind) == {line[0] for line in TABLE}


def test_a_billed_answer_that_is_none_costs_what_it_says(tmp_path: Path) -> None:
    """A refused or cut answer with its price is settled and journaled for that, not for the estimate or nothing."""
    service = Service(ApiError(ErrorKind.CONTENT_POLICY, "It refuses.", usd=0.003))

    async def work() -> Desk:
        desk = Desk(tmp_path)
        with pytest.raises(ApiError, match="It refuses"):
            await desk.caller.call(call(service.send), Deadline(300))
        return desk

    desk = run(work())

    assert [(event.usd, event.maybe_charged) for event in desk.ended] == [(0.003, False)]
    assert desk.budget.spent_usd == pytest.approx(0.003)


def test_a_good_answer_is_journaled_with_all_its_facts(tmp_path: Path) -> None:
    """The journal says what was asked before it left, and what came, by the same name."""

    async def work() -> Desk:
        desk = Desk(tmp_path)
        assert await desk.caller.call(call(Service("picture").send), Deadline(300)) == "picture"
        return desk

    desk = run(work())
    started, ended = desk.events

    assert isinstance(started, AttemptStarted)
    assert started == AttemptStarted(started.attempt, "picture", "tea", "openai", "model-1", "1024x1024", 7, PRICE)
    assert ended == AttemptEnded(
        attempt=started.attempt,
        task="picture",
        subject="tea",
        provider="openai",
        model="model-1",
        size="1024x1024",
        seed=7,
        outcome="ok",
        action="done",
        status=None,
        code=None,
        request_id="req-1",
        message="",
        ms=0.0,
        input_tokens=10,
        output_tokens=20,
        usd=PRICE,
        maybe_charged=False,
        sha256="ab" * 32,
    )
    assert desk.budget.spent_usd == PRICE


def test_the_journal_knows_of_a_call_before_it_leaves(tmp_path: Path) -> None:
    """When a call reaches the service, `AttemptStarted` is written."""

    async def work() -> list[str]:
        desk = Desk(tmp_path)

        async def send() -> Reply[str]:
            await asyncio.sleep(1)
            return Reply(" ".join(type(event).__name__ for event in desk.events), PRICE)

        seen = await desk.caller.call(call(send), Deadline(300))
        return [seen, *(type(event).__name__ for event in desk.events)]

    assert run(work()) == ["AttemptStarted", "AttemptStarted", "AttemptEnded"]


def test_backoff_grows_and_is_jittered(tmp_path: Path) -> None:
    """With chance at its most, the second try comes after 1 s and the third after 2 more; at its least, at once."""

    async def work(jitter: float) -> list[float]:
        service = Service(api_error(ErrorKind.TRANSIENT), api_error(ErrorKind.TRANSIENT), "picture")
        await Desk(tmp_path, jitter=jitter).caller.call(call(service.send), Deadline(300))
        return service.times

    assert run(work(1.0)) == [0.0, 1.0, 3.0]
    assert run(work(0.0)) == [0.0, 0.0, 0.0]


def test_faults_of_all_kinds_together_are_no_more_than_three(tmp_path: Path) -> None:
    """A service that fails in another way each time is not called for ever."""
    service = Service(
        api_error(ErrorKind.TRANSIENT), api_error(ErrorKind.BAD_ANSWER), api_error(ErrorKind.LOADING, 1.0), "picture"
    )

    async def work() -> None:
        with pytest.raises(ApiError, match="loading"):
            await Desk(tmp_path).caller.call(call(service.send), Deadline(300))

    run(work())

    assert len(service.times) == MOST_ATTEMPTS


def test_a_short_retry_after_is_kept_by_all_workers(tmp_path: Path) -> None:
    """Told to wait 8 s, no worker calls within them, and then all get their answers."""
    service = Service(api_error(ErrorKind.RATE_LIMITED, 8.0), "picture")

    async def work() -> list[str]:
        desk = Desk(tmp_path, concurrency=1)
        calls = [desk.caller.call(call(service.send), Deadline(300)) for _ in range(3)]
        return await asyncio.gather(*calls)

    assert run(work()) == ["picture"] * 3
    assert service.times == [0.0, 8.0, 8.0, 8.0]


def test_the_last_who_can_be_asked_is_waited_for_as_long_as_there_is_time(tmp_path: Path) -> None:
    """Sent away again and again with a time to come back, a call that nobody else could answer comes back each time."""
    waits = [api_error(ErrorKind.RATE_LIMITED, seconds) for seconds in (20.0, 2.0, 2.0, 30.0, 2.0)]
    service = Service(*waits, "picture")

    async def work() -> str:
        return await Desk(tmp_path).caller.call(call(service.send, last=True), Deadline(300))

    assert run(work()) == "picture"
    assert service.times == [0.0, 20.0, 22.0, 24.0, 54.0, 56.0]


@pytest.mark.parametrize(("asked_s", "deadline_s", "calls"), [(0.0, 300.0, 31), (61.0, 300.0, 1), (20.0, 50.0, 3)])
def test_waiting_for_the_last_has_an_end(tmp_path: Path, asked_s: float, deadline_s: float, calls: int) -> None:
    """A service that always says "in a moment", or for longer than a minute, or than is left, is given up."""
    service = Service(api_error(ErrorKind.RATE_LIMITED, asked_s))

    async def work() -> None:
        with pytest.raises(ApiError, match="rate_limited"):
            await Desk(tmp_path).caller.call(call(service.send, last=True), Deadline(deadline_s))

    run(work())

    assert calls <= len(service.times) <= calls + 3


def test_a_retry_after_that_outlasts_the_deadline_is_not_waited_for(tmp_path: Path) -> None:
    """Nobody waits 8 s with 5 s left."""

    async def work() -> float:
        with pytest.raises(ApiError, match="rate_limited"):
            await Desk(tmp_path).caller.call(call(Service(api_error(ErrorKind.RATE_LIMITED, 8.0)).send), Deadline(5))
        return now()

    assert run(work()) == 0.0


def test_a_drip_is_cut_at_the_deadline_and_counted_as_charged(tmp_path: Path) -> None:
    """A service that sends a byte now and then is late, though each byte is in time; it may have been paid."""

    async def work() -> tuple[Desk, float]:
        desk = Desk(tmp_path)

        async def drip() -> Reply[str]:
            for _ in range(1000):
                await asyncio.sleep(0.4)
            raise AssertionError

        with pytest.raises(ApiError, match="No whole answer came within 3 s") as caught:
            await desk.caller.call(call(drip), Deadline(3))
        assert caught.value.kind is ErrorKind.TIMED_OUT
        return desk, now()

    desk, seconds = run(work())
    (ended,) = desk.ended

    assert seconds == pytest.approx(3.0)
    assert (ended.outcome, ended.action, ended.maybe_charged, ended.usd) == ("timed_out", "next", True, 0.0)
    assert ended.ms == pytest.approx(3000)
    assert desk.budget.spent_usd == PRICE


def test_a_drip_over_a_socket_is_cut_and_its_connection_closed(tmp_path: Path) -> None:
    """Over a real connection too the deadline is a total, and the server sees the client go."""

    async def work() -> Desk:
        desk, gone = Desk(tmp_path), asyncio.Event()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            gone_reading = asyncio.create_task(reader.read())
            while not gone_reading.done():
                writer.write(b".")
                await asyncio.wait([gone_reading], timeout=0.02)
            writer.close()
            gone.set()

        async def drip() -> Reply[str]:
            reader, writer = await asyncio.open_connection("127.0.0.1", server.sockets[0].getsockname()[1])
            try:
                return Reply((await reader.read()).decode(), PRICE)
            finally:
                writer.close()

        async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
            with pytest.raises(ApiError, match="No whole answer"):
                await desk.caller.call(call(drip), Deadline(0.2))
            await gone.wait()
        return desk

    (ended,) = asyncio.run(work()).ended

    assert ended.outcome == "timed_out"
    assert 190 < ended.ms < 2000


def test_attempts_and_pauses_share_one_deadline(tmp_path: Path) -> None:
    """Slow failures and the waiting between them use up the same time; a third call is cut where it ends."""

    async def work() -> tuple[Desk, float]:
        desk = Desk(tmp_path)

        async def slow() -> Reply[str]:
            await asyncio.sleep(2)
            raise api_error(ErrorKind.TRANSIENT)

        with pytest.raises(ApiError, match="No whole answer"):
            await desk.caller.call(call(slow), Deadline(8))
        return desk, now()

    desk, seconds = run(work())

    assert [event.outcome for event in desk.ended] == ["transient", "transient", "timed_out"]
    assert seconds == pytest.approx(8.0)


def test_waiting_for_a_turn_costs_no_time(tmp_path: Path) -> None:
    """The tenth picture of a slow provider is not late because nine were painted before it."""

    async def work() -> float:
        desk = Desk(tmp_path, concurrency=1)

        async def slow() -> Reply[str]:
            await asyncio.sleep(4)
            return Reply("picture", PRICE)

        await asyncio.gather(*(desk.caller.call(call(slow), Deadline(5)) for _ in range(10)))
        return now()

    assert run(work()) == pytest.approx(40.0)


def test_twelve_calls_overlap_six_at_a_time(tmp_path: Path) -> None:
    """With a limit of six, twelve calls of 2 s take 4 s; never do seven run."""

    async def work() -> tuple[int, float]:
        desk, running, most = Desk(tmp_path), 0, 0

        async def paint() -> Reply[str]:
            nonlocal running, most
            running += 1
            most = max(most, running)
            await asyncio.sleep(2)
            running -= 1
            return Reply("picture", PRICE)

        await asyncio.gather(*(desk.caller.call(call(paint), Deadline(300)) for _ in range(12)))
        return most, now()

    most, seconds = run(work())

    assert most == 6
    assert seconds == pytest.approx(4.0)


def test_a_cancelled_call_is_journaled_and_counted_as_charged(tmp_path: Path) -> None:
    """Ctrl-C ends the call on its way; the journal says that it may be charged, and its place is free again."""

    async def work() -> Desk:
        desk = Desk(tmp_path, concurrency=1)

        async def hang() -> Reply[str]:
            await asyncio.Event().wait()
            raise AssertionError

        task = asyncio.create_task(desk.caller.call(call(hang), Deadline(300)))
        await asyncio.sleep(1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await desk.caller.call(call(Service("picture").send), Deadline(300)) == "picture"
        return desk

    desk = run(work())
    cancelled = desk.ended[0]

    assert (cancelled.outcome, cancelled.action, cancelled.maybe_charged) == ("cancelled", "stop", True)
    assert desk.budget.spent_usd == pytest.approx(2 * PRICE)


def test_a_bug_in_an_adapter_is_journaled_and_goes_on(tmp_path: Path) -> None:
    """Whatever an adapter raises that is no ApiError ends the attempt in the journal and keeps its traceback."""

    async def work() -> Desk:
        desk = Desk(tmp_path)

        async def broken() -> Reply[str]:
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await desk.caller.call(call(broken), Deadline(300))
        return desk

    (ended,) = run(work()).ended

    assert (ended.outcome, ended.maybe_charged) == ("error", True)


@pytest.mark.parametrize(("maybe_charged", "spent"), [(True, PRICE), (False, 0.0)])
def test_a_fault_counts_as_its_estimate_when_it_may_be_charged(
    tmp_path: Path,
    maybe_charged: bool,  # noqa: FBT001  # a column of the table
    spent: float,
) -> None:
    """Money that may be gone is counted as gone."""

    async def work() -> Desk:
        desk = Desk(tmp_path)
        service = Service(api_error(ErrorKind.TIMED_OUT, maybe_charged=maybe_charged))
        with pytest.raises(ApiError):
            await desk.caller.call(call(service.send), Deadline(300))
        return desk

    desk = run(work())

    assert desk.budget.spent_usd == spent
    assert desk.ended[0].maybe_charged is maybe_charged


def test_a_bad_answer_is_paid_and_asked_for_with_another_seed(tmp_path: Path) -> None:
    """What is checked after it came costs what it cost; the second try asks `instead`, and both are journaled."""

    async def work() -> Desk:
        desk = Desk(tmp_path)

        async def check(value: str) -> None:
            if value == "black":
                raise api_error(ErrorKind.BAD_ANSWER)

        other = replace(call(Service("picture").send, seed=8), check=check)
        first = replace(call(Service("black").send), check=check, instead=other)
        assert await desk.caller.call(first, Deadline(300)) == "picture"
        return desk

    desk = run(work())

    assert [(event.outcome, event.seed, event.usd) for event in desk.ended] == [
        ("bad_answer", 7, PRICE),
        ("ok", 8, PRICE),
    ]
    assert not any(event.maybe_charged for event in desk.ended)
    assert desk.budget.spent_usd == 2 * PRICE


def test_two_calls_fit_under_ten_cents(tmp_path: Path) -> None:
    """With `--max-usd 0.10` and 0.04 a call, six that ask at once make exactly two calls."""

    async def work() -> tuple[Desk, list[str | BaseException]]:
        desk = Desk(tmp_path, max_usd=0.10)

        async def paint() -> Reply[str]:
            await asyncio.sleep(2)
            return Reply("picture", PRICE)

        calls = (desk.caller.call(call(paint), Deadline(300)) for _ in range(6))
        return desk, await asyncio.gather(*calls, return_exceptions=True)

    desk, answers = run(work())

    assert answers[:2] == ["picture", "picture"]
    assert all(isinstance(answer, OverBudgetError) for answer in answers[2:])
    assert len(desk.started) == len(desk.ended) == 2


def test_a_text_is_reckoned_by_its_table_whatever_the_one_before_cost(tmp_path: Path) -> None:
    """The next text may be longer: where the table says it might pass the ceiling, it is not asked for."""

    async def work() -> tuple[Desk, BaseException]:
        desk = Desk(tmp_path, max_usd=0.05)
        short = replace(call(Service("one").send), task="copy", size="")
        cheap = replace(short, send=lambda: _reply(0.001))
        await desk.caller.call(cheap, Deadline(300))
        with pytest.raises(OverBudgetError) as caught:
            await desk.caller.call(replace(short, estimate_usd=0.0495), Deadline(300))
        return desk, caught.value

    desk, _ = run(work())

    assert len(desk.started) == 1


async def _reply(usd: float) -> Reply[str]:
    return Reply("words", usd)


def test_a_service_that_says_it_is_of_no_use_is_not_asked_again(tmp_path: Path) -> None:
    """`x-should-retry: false` is kept: one call, then the next provider."""
    last = api_error(ErrorKind.TRANSIENT)
    last.final = True
    service = Service(last)

    async def work() -> Desk:
        desk = Desk(tmp_path)
        with pytest.raises(ApiError):
            await desk.caller.call(call(service.send), Deadline(300))
        return desk

    assert [event.action for event in run(work()).ended] == ["next"]


FAULTS = st.builds(
    ApiError,
    st.sampled_from(ErrorKind),
    st.just("It failed."),
    retry_after_s=st.none() | st.floats(0, 1e5),
    final=st.booleans(),
)


@settings(deadline=None)
@given(errors=st.lists(FAULTS, min_size=5, max_size=9), left_s=st.floats(0, 400), jitter=st.floats(0, 1))
def test_whatever_goes_wrong_waits_are_bounded_and_tries_are_few(
    errors: list[ApiError], left_s: float, jitter: float
) -> None:
    """At most three calls, no wait above ten seconds or above the time left, none shorter than was asked for."""
    tries = RetryState(lambda: jitter)
    for number, one in enumerate(errors, 1):
        step = tries.after_error(one, left_s)
        if step.action in {Action.NEXT, Action.STOP}:
            assert number <= MOST_ATTEMPTS
            assert (step.action is Action.STOP) == (one.kind is ErrorKind.CONTENT_POLICY)
            return
        assert not one.final
        assert (one.retry_after_s or 0) <= step.wait_s <= LONGEST_WAIT_S
        assert step.wait_s < left_s
    raise AssertionError("It would have gone on for ever.")


def test_retries_never_wait_for_money_that_waits_for_their_place(tmp_path: Path) -> None:
    """With one place, and money for one call, calls that fail and try again end all the same."""

    async def work() -> list[str | BaseException]:
        desk = Desk(tmp_path, concurrency=1, max_usd=0.05)
        service = Service(api_error(ErrorKind.TRANSIENT), api_error(ErrorKind.TRANSIENT), "picture")
        calls = (desk.caller.call(call(service.send), Deadline(300)) for _ in range(4))
        return await asyncio.gather(*calls, return_exceptions=True)

    answers = run(work())

    assert answers.count("picture") == 1
    assert sum(isinstance(answer, OverBudgetError) for answer in answers) == 3


def test_a_provider_that_rests_is_not_called(tmp_path: Path) -> None:
    """After its breaker opened, no call leaves; the error says why and until when."""

    async def work() -> Desk:
        desk = Desk(tmp_path)
        with pytest.raises(ApiError):
            await desk.caller.call(call(Service(api_error(ErrorKind.BILLING)).send), Deadline(300))
        with pytest.raises(ApiError, match=r"paused until 2026-11-22 18:00 UTC\. It was billing") as caught:
            await desk.caller.call(call(Service("picture").send), Deadline(300))
        assert caught.value.kind is ErrorKind.BILLING
        return desk

    desk = run(work())

    assert len(desk.started) == 1
    assert desk.budget.spent_usd == 0.0
    (passed,) = (event for event in desk.events if isinstance(event, ProviderPassedOver))
    assert (passed.task, passed.subject, passed.provider, passed.outcome) == ("picture", "tea", "openai", "billing")
    assert "paused until 2026-11-22 18:00 UTC" in passed.message


def test_looking_at_an_answer_holds_up_no_other_call(tmp_path: Path) -> None:
    """With a limit of one, the second call leaves while the first answer is still looked at."""

    async def work() -> None:
        desk, second_left = Desk(tmp_path, concurrency=1), asyncio.Event()
        first, second = Service("one"), Service("two")

        async def wait(_: str) -> None:
            await second_left.wait()

        async def leave() -> Reply[str]:
            second_left.set()
            return await second.send()

        looked = desk.caller.call(replace(call(first.send), check=wait), Deadline(30))
        answers = await asyncio.gather(looked, desk.caller.call(call(leave), Deadline(30)))
        assert list(answers) == ["one", "two"]

    run(work())


def test_a_service_that_works_now_and_then_is_not_left_alone(tmp_path: Path) -> None:
    """A call that works forgets the failures before it: only those in a row count."""
    failing = [api_error(ErrorKind.TIMED_OUT)] * 4
    service = Service(*failing, "picture", *failing, "picture")

    async def work() -> Desk:
        desk = Desk(tmp_path)
        calls = [desk.caller.call(call(service.send), Deadline(300)) for _ in range(10)]
        assert (await asyncio.gather(*calls, return_exceptions=True)).count("picture") == 2
        return desk

    assert len(run(work()).started) == 10


def test_a_dying_service_is_left_alone_by_all_workers(tmp_path: Path) -> None:
    """Of forty calls to a service that only fails, a handful leave; the rest learn that it rests."""

    async def work() -> Desk:
        desk = Desk(tmp_path)
        service = Service(api_error(ErrorKind.TRANSIENT))
        calls = (desk.caller.call(call(service.send), Deadline(300)) for _ in range(40))
        assert all(isinstance(answer, ApiError) for answer in await asyncio.gather(*calls, return_exceptions=True))
        return desk

    assert len(run(work()).started) <= 6
