"""Money is counted once, where it was paid: at the attempts."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from creative_cli.events import (
    AssetReviewed,
    AssetStored,
    AttemptEnded,
    AttemptStarted,
    HeroMade,
    RunFinished,
    RunStarted,
    StageTimed,
)
from creative_cli.runlog.journal import Entry, Journal
from creative_cli.runlog.report.run_detail import describe_run
from creative_cli.runlog.report.summary import SHARED, By, count_ads, report_runs
from creative_cli.runlog.rows import Reviews
from creative_cli.runlog.runlog import RunLog
from creative_cli.runlog.selection import ALL_RUNS, Selection
from creative_cli.storage.state import StateFolder
from tests.storage.samples import asset

FIRST, SECOND, THIRD = (f"2026110{day}T120000Z-00000{day}" for day in (1, 2, 3))
STARTED = RunStarted("summer", "briefs/summer.yaml", "ab" * 32, "0.1", 1, 3)


def started(attempt: str, provider: str = "openai", task: str = "picture", subject: str = "tea") -> AttemptStarted:
    """Return the start of a call for at most 4 cents."""
    return AttemptStarted(attempt, task, subject, provider, "one", "1024x1024", 7, 0.04)


def ended(call: AttemptStarted, outcome: str = "ok", usd: float = 0.04, *, maybe: bool = False) -> AttemptEnded:
    """Return the end of *call*."""
    return AttemptEnded(
        attempt=call.attempt,
        task=call.task,
        subject=call.subject,
        provider=call.provider,
        model=call.model,
        size=call.size,
        seed=call.seed,
        outcome=outcome,
        action="done",
        status=None if outcome == "ok" else 402,
        code=None,
        request_id="r-1",
        message="",
        ms=900.0,
        input_tokens=None,
        output_tokens=5,
        usd=usd,
        maybe_charged=maybe,
        sha256=None,
    )


def painted(usd: float = 0.04, *, cached: bool = False) -> HeroMade:
    """Return the picture that such a call returns."""
    return HeroMade("tea", "generated", "openai", "one", 7, usd, cached)


def finished(usd: float = 0.0) -> RunFinished:
    """Return the end of a run that says it cost *usd*."""
    return RunFinished("finished", 0, 1, 0, 0, usd, 1000.0)


def write(state: StateFolder, run_id: str, *events: Entry) -> None:
    """Write the journal of a run that is over."""
    with Journal.open(state, run_id) as journal:
        for event in events:
            journal.append(event)


def costs(state: StateFolder) -> list[tuple[float, float]]:
    """Return the certain and possible cost of each run, oldest first."""
    with RunLog.open(state) as log:
        runs = [(round(run.figures.cost_usd, 6), round(run.figures.maybe_usd, 6)) for run in reversed(log.runs())]
    ((spent,),) = RunLog.ask(state, "SELECT sum(usd) FROM spend").rows

    assert spent == pytest.approx(sum(cost for cost, _ in runs))
    return runs


def test_a_run_costs_what_its_calls_cost(state: StateFolder) -> None:
    """Pictures, copy and vectors are all calls; the cost in the run's end does not count on top."""
    calls = [started("a"), started("b", task="copy", subject="ja-JP"), started("c", task="embedding")]
    ends = [ended(calls[0]), ended(calls[1], usd=0.002), ended(calls[2], usd=0.0001)]
    write(state, FIRST, STARTED, *calls, *ends, painted(), finished(9.99))

    assert costs(state) == [(0.0421, 0.0)]


def test_a_call_without_its_end_is_unknown_and_may_have_been_charged(state: StateFolder) -> None:
    """A run killed during a call is interrupted, and shows what the call may have cost."""
    write(state, FIRST, STARTED, started("a"))
    with RunLog.open(state) as log:
        (run,) = log.runs()
    (attempt,) = RunLog.ask(state, "SELECT outcome, ended_at, usd, maybe_usd FROM attempts").rows

    assert attempt == ("unknown", None, 0.0, 0.04)
    assert (run.status, run.figures.cost_usd, run.figures.maybe_usd) == ("interrupted", 0.0, 0.04)


def test_what_may_be_charged_is_at_most_the_estimate(state: StateFolder) -> None:
    """A timed-out call may cost the rest of its estimate; a call that certainly failed costs nothing."""
    calls = [started("a"), started("b"), started("c")]
    ends = [ended(calls[0], "timed_out", 0.0, maybe=True), ended(calls[1], "auth", 0.0), ended(calls[2])]
    write(state, FIRST, STARTED, *calls, *ends, finished())

    assert costs(state) == [(0.04, 0.04)]


def test_a_picture_that_a_killed_run_had_received_is_paid_once(state: StateFolder) -> None:
    """The run that takes the picture over costs nothing, whatever its end says."""
    call = started("a")
    write(state, FIRST, STARTED, call, ended(call))
    write(state, SECOND, STARTED, painted(), finished(0.04))
    write(state, THIRD, STARTED, painted(cached=True), finished())

    assert costs(state) == [(0.04, 0.0), (0.0, 0.0), (0.0, 0.0)]


@pytest.mark.parametrize("end", [True, False], ids=["noted", "in flight"])
def test_a_picture_without_a_seed_is_taken_over_too(state: StateFolder, *, end: bool) -> None:
    """A service that takes no seeds returns a picture with 0, whatever seed its call had: it is paid once."""
    call = started("a")
    write(state, FIRST, STARTED, call, *((ended(call),) if end else ()))
    write(state, SECOND, STARTED, replace(painted(), seed=0), finished())

    assert costs(state) == [(0.04, 0.0) if end else (0.0, 0.04), (0.0, 0.0)]


def test_a_picture_whose_call_never_ended_is_perhaps_charged_and_nowhere_else(state: StateFolder) -> None:
    """Killed between a picture's arrival and the end of its call, a run says that it may have paid.

    The run that uses the picture costs nothing: the money is told once.
    """
    write(state, FIRST, STARTED, started("a"))
    write(state, SECOND, STARTED, painted(), finished(0.04))

    assert costs(state) == [(0.0, 0.04), (0.0, 0.0)]


def test_runs_from_before_calls_were_recorded_keep_their_cost(state: StateFolder) -> None:
    """Without attempts, the cost is that of the pictures made, even if the run was killed."""
    write(state, FIRST, STARTED, painted(0.02), finished(0.02))
    write(state, SECOND, STARTED, painted(0.03))

    assert costs(state) == [(0.02, 0.0), (0.03, 0.0)]


def test_another_campaigns_picture_is_another_picture(state: StateFolder) -> None:
    """A paid picture of the same name in another campaign changes nothing here."""
    call = started("a")
    write(state, FIRST, RunStarted("winter", "w.yaml", "ab" * 32, "0.1", 1, 3), call, ended(call))
    write(state, SECOND, STARTED, painted(0.05), finished(0.05))

    assert costs(state) == [(0.04, 0.0), (0.05, 0.0)]


def test_who_was_asked_next_is_told(state: StateFolder) -> None:
    """The next provider is that of the next call for the same thing."""
    first, other, second = started("a", "huggingface"), started("x", subject="soap"), started("b")
    write(state, FIRST, STARTED, first, other, ended(first, "billing", 0.0), ended(other), second, ended(second))
    with RunLog.open(state) as log:
        (trouble,) = report_runs(log, ALL_RUNS).troubles
    asked = RunLog.ask(state, "SELECT attempt, next_provider FROM attempts ORDER BY event_id").rows

    assert asked == (("a", "openai"), ("x", None), ("b", None))
    assert (trouble.provider, trouble.reason, trouble.next_provider, trouble.times) == (
        "huggingface",
        "402 no credit",
        "openai",
        1,
    )


def test_money_is_told_by_day_campaign_task_and_model(state: StateFolder) -> None:
    """Commands other than `run` have no campaign, and their cost is separate from that of runs."""
    call, search = started("a"), started("s", task="embedding", subject="query")
    write(state, FIRST, STARTED, call, ended(call))
    write(state, SECOND, search, ended(search, usd=0.001))
    with RunLog.open(state) as log:
        sums = report_runs(log, ALL_RUNS)
        narrowed = report_runs(log, Selection(campaign="summer"))
        spent = log.spent_since(datetime.now(UTC).date())
    rows = RunLog.ask(state, "FROM spend ORDER BY run_id").rows

    today = datetime.now(UTC).date()
    assert rows[0] == (FIRST, "summer", today, "picture", "openai", "one", 1, 1, 0.04, 0.0)
    assert rows[1] == (SECOND, "", today, "embedding", "openai", "one", 1, 1, 0.001, 0.0)
    assert ([one.cost_usd for one in sums.providers], [one.cost_usd for one in sums.elsewhere]) == ([0.04], [0.001])
    assert (len(narrowed.providers), narrowed.elsewhere) == (1, ())
    assert spent == pytest.approx(0.041)


def test_an_end_whose_beginning_was_lost_still_counts(state: StateFolder) -> None:
    """A known charge counts even if the line before it is broken."""
    write(state, FIRST, STARTED, ended(started("a")))

    assert costs(state) == [(0.04, 0.0)]


def test_reading_a_journal_again_counts_nothing_twice(state: StateFolder) -> None:
    """Findings, times and money are the same after a journal was replaced by its own beginning."""
    call, span = started("a"), StageTimed("compose", "tea 1:1", 80.0)
    write(state, FIRST, STARTED, call, ended(call), span, AssetStored(asset(), cached=False), finished())
    with RunLog.open(state) as log:
        before = report_runs(log, ALL_RUNS)
    path = state.journal / f"{FIRST}.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    with RunLog.open(state) as log:
        assert log.imported.events == 5
        again = report_runs(log, ALL_RUNS)

    assert (again.providers, again.checks, again.stages) == (before.providers, before.checks, before.stages)
    assert [(one.stage, one.pieces, one.ms) for one in before.stages] == [("compose", 1, 80.0)]
    assert {(one.check_id, one.codes[0].count) for one in before.checks} == {("exact_size", 1), ("text_contrast", 1)}


def test_the_last_word_on_the_same_bytes_counts(state: StateFolder) -> None:
    """A review applies to exact bytes: other bytes at the same path are another file."""

    def said(verdict: str, sha256: str = "aa") -> AssetReviewed:
        return AssetReviewed("summer", "ja-JP/1x1/tea.jpg", sha256, verdict, f"{verdict}!", "mika")

    write(state, FIRST, said("rejected"), said("approved", "bb"))
    write(state, SECOND, said("approved"))
    with RunLog.open(state) as log:
        reviews = {review.sha256: (review.verdict, review.comment) for review in log.reviews("summer")}
        counted = report_runs(log, ALL_RUNS).reviews
        nobody = log.reviews("winter")

    assert reviews == {"aa": ("approved", "approved!"), "bb": ("approved", "approved!")}
    assert (counted, nobody) == (Reviews(approved=2), ())


def test_the_reviews_of_a_run_are_those_of_its_files(state: StateFolder) -> None:
    """A verdict counts for the run that stored exactly these bytes."""
    entry = asset()
    write(state, FIRST, STARTED, AssetStored(entry, cached=False), finished())
    write(state, SECOND, AssetReviewed("summer", entry.path, entry.sha256, "approved", "", "mika"))
    write(state, THIRD, AssetReviewed("summer", entry.path, "other", "rejected", "", "mika"))
    with RunLog.open(state) as log:
        of_run = describe_run(log, FIRST).reviews
        of_all = report_runs(log, ALL_RUNS).reviews

    assert of_run == Reviews(approved=1)
    assert of_all == Reviews(approved=1, rejected=1)


def test_ads_are_counted_by_market_ratio_and_product(state: StateFolder) -> None:
    """Each ad counts once, by its worst finding; the cost of a call is split among the ads made from it."""
    call, words = started("a", subject="iced-tea"), started("b", task="copy", subject="ja-JP")
    entries = (asset(), asset("fr-FR/1x1/soap.jpg"))
    stored = [AssetStored(entry, cached=False) for entry in entries]
    write(state, FIRST, STARTED, call, ended(call), words, ended(words, usd=0.002), *stored, finished())
    with RunLog.open(state) as log:
        markets, ratios, products = (count_ads(log, ALL_RUNS, by) for by in (By.MARKET, By.RATIO, By.PRODUCT))

    assert {By.MARKET, By.RATIO, By.PRODUCT, By.VARIANT} == SHARED
    assert [(one.key, one.made, one.found.warned, round(one.cost_usd, 9)) for one in markets] == [
        ("fr-FR", 1, 1, 0.0),
        ("ja-JP", 1, 1, 0.042),
    ]
    assert [(one.key, one.made, one.found.warned, round(one.cost_usd, 9)) for one in ratios] == [("1:1", 2, 2, 0.042)]
    assert [(one.key, round(one.cost_usd, 9)) for one in products] == [("iced-tea", 0.042), ("soap", 0.0)]


def test_a_call_is_shared_by_the_new_ads_it_was_for(state: StateFolder) -> None:
    """Pictures count for their product, copy for its market, vectors for all; unchanged ads cost nothing."""
    calls = (
        started("a", subject="iced-tea"),
        started("b", task="copy", subject="ja-JP"),
        started("c", task="embedding"),
    )
    paid = [event for call in calls for event in (call, ended(call, usd=0.06))]
    paths = ("ja-JP/1x1/iced-tea.jpg", "fr-FR/1x1/iced-tea.jpg", "fr-FR/1x1/soap.jpg")
    stored = [AssetStored(asset(path), cached=False) for path in paths]
    old = AssetStored(asset("de-DE/1x1/iced-tea.jpg"), cached=True)
    lost = started("d", subject="flask")
    write(state, FIRST, STARTED, *paid, *stored, old, lost, ended(lost, usd=0.01), finished())
    with RunLog.open(state) as log:
        markets = {one.key: one.cost_usd for one in count_ads(log, ALL_RUNS, By.MARKET)}
        (whole,) = log.runs()

    assert markets == {
        "de-DE": 0.0,
        "fr-FR": pytest.approx(0.03 + 0.02 + 0.02),
        "ja-JP": pytest.approx(0.03 + 0.06 + 0.02),
        "no ad": pytest.approx(0.01),
    }
    assert sum(markets.values()) == pytest.approx(whole.figures.cost_usd)


def test_attempts_of_a_run_come_in_the_order_they_left(state: StateFolder) -> None:
    """Rows are limited to the run and combine both events."""
    call = started("a")
    write(state, FIRST, STARTED, call, ended(call))
    write(state, SECOND, STARTED, started("b"))
    with RunLog.open(state) as log:
        (row,) = describe_run(log, FIRST).attempts

    wanted = ("attempt", "estimate_usd", "usd", "request_id", "output_tokens", "ms", "seed", "http_status", "action")
    assert [row[name] for name in wanted] == ["a", 0.04, 0.04, "r-1", 5, 900.0, 7, None, "done"]
