"""Money is counted once, where it was paid: at the attempts."""

from dataclasses import fields
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
from creative_cli.runlog.aggregates import Dimension
from creative_cli.runlog.journal import Entry, Journal
from creative_cli.runlog.projection import ALIKE
from creative_cli.runlog.runlog import RunLog
from creative_cli.runlog.selection import Selection
from creative_cli.runlog.views import AttemptRow, SpendRow
from creative_cli.storage.state import StateFolder
from tests.storage.samples import asset

FIRST, SECOND, THIRD = (f"2026110{day}T120000Z-00000{day}" for day in (1, 2, 3))
STARTED = RunStarted("summer", "briefs/summer.yaml", "ab" * 32, "0.1", 1, 3)


def started(attempt: str, provider: str = "openai", task: str = "picture", subject: str = "tea") -> AttemptStarted:
    """Return a call that leaves, for at most 4 cents."""
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
    """Return the picture that such a call brings."""
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
    """Return what each run cost for certain and perhaps, oldest first."""
    with RunLog.open(state) as log:
        spent = sum(row.usd for row in log.spend())
        runs = [(round(run.cost_usd, 6), round(run.maybe_usd, 6)) for run in reversed(log.runs())]

    assert spent == pytest.approx(sum(cost for cost, _ in runs))
    return runs


def test_the_rows_of_plain_events_have_their_values_in_order() -> None:
    """A row holds the event's fields behind its own three, so that none lands in another's column."""
    renamed = {"status": "http_status"}
    for event, row in ALIKE.items():
        theirs = [field.name for field in fields(row)][3:]
        ours = [field.name for field in fields(event)]
        assert theirs in (ours, [renamed.get(name, name) for name in ours])


def test_a_run_costs_what_its_calls_cost(state: StateFolder) -> None:
    """Pictures, words and vectors are all calls; what the run says of itself does not count besides."""
    calls = [started("a"), started("b", task="copy", subject="ja-JP"), started("c", task="embedding")]
    ends = [ended(calls[0]), ended(calls[1], usd=0.002), ended(calls[2], usd=0.0001)]
    write(state, FIRST, STARTED, *calls, *ends, painted(), finished(9.99))

    assert costs(state) == [(0.0421, 0.0)]


def test_a_call_without_its_end_is_unknown_and_may_have_been_charged(state: StateFolder) -> None:
    """A run killed with a call on its way is interrupted, and says how much that may have cost."""
    write(state, FIRST, STARTED, started("a"))
    with RunLog.open(state) as log:
        (attempt,) = log.attempts()
        (run,) = log.runs()

    assert (attempt.outcome, attempt.ended_at, attempt.usd, attempt.maybe_usd) == ("unknown", None, 0.0, 0.04)
    assert (run.status, run.cost_usd, run.maybe_usd) == ("interrupted", 0.0, 0.04)


def test_what_may_be_charged_is_at_most_the_estimate(state: StateFolder) -> None:
    """A timed-out call may cost what was left of its estimate; one that surely failed costs nothing."""
    calls = [started("a"), started("b"), started("c")]
    ends = [ended(calls[0], "timed_out", 0.0, maybe=True), ended(calls[1], "auth", 0.0), ended(calls[2])]
    write(state, FIRST, STARTED, *calls, *ends, finished())

    assert costs(state) == [(0.04, 0.04)]


def test_a_picture_that_a_killed_run_had_received_is_paid_once(state: StateFolder) -> None:
    """The run that takes it over costs nothing, whatever it says of itself."""
    call = started("a")
    write(state, FIRST, STARTED, call, ended(call))
    write(state, SECOND, STARTED, painted(), finished(0.04))
    write(state, THIRD, STARTED, painted(cached=True), finished())

    assert costs(state) == [(0.04, 0.0), (0.0, 0.0), (0.0, 0.0)]


def test_a_picture_whose_call_never_ended_is_perhaps_charged_and_nowhere_else(state: StateFolder) -> None:
    """Killed between a picture's arrival and the end of its call, a run says that it may have paid.

    The run that uses the picture costs nothing: the money is told once.
    """
    write(state, FIRST, STARTED, started("a"))
    write(state, SECOND, STARTED, painted(), finished(0.04))

    assert costs(state) == [(0.0, 0.04), (0.0, 0.0)]


def test_runs_from_before_calls_were_recorded_keep_their_cost(state: StateFolder) -> None:
    """Without attempts the pictures made say what they cost, killed or not."""
    write(state, FIRST, STARTED, painted(0.02), finished(0.02))
    write(state, SECOND, STARTED, painted(0.03))

    assert costs(state) == [(0.02, 0.0), (0.03, 0.0)]


def test_another_campaigns_picture_is_another_picture(state: StateFolder) -> None:
    """A paid picture of the same name elsewhere excuses nothing here."""
    call = started("a")
    write(state, FIRST, RunStarted("winter", "w.yaml", "ab" * 32, "0.1", 1, 3), call, ended(call))
    write(state, SECOND, STARTED, painted(0.05), finished(0.05))

    assert costs(state) == [(0.04, 0.0), (0.05, 0.0)]


def test_who_was_asked_next_is_told(state: StateFolder) -> None:
    """The calls for one thing follow each other; those for another thing do not mix in."""
    first, other, second = started("a", "huggingface"), started("x", subject="soap"), started("b")
    write(state, FIRST, STARTED, first, other, ended(first, "billing", 0.0), ended(other), second, ended(second))
    with RunLog.open(state) as log:
        asked = [(row.attempt, row.next_provider) for row in log.attempts()]
        (trouble,) = log.sums().troubles

    assert asked == [("a", "openai"), ("x", None), ("b", None)]
    assert (trouble.provider, trouble.http_status, trouble.next_provider, trouble.calls) == (
        "huggingface",
        402,
        "openai",
        1,
    )


def test_money_is_told_by_day_campaign_task_and_model(state: StateFolder) -> None:
    """Commands that are no run have no campaign, and their money stands apart from that of runs."""
    call, search = started("a"), started("s", task="embedding", subject="query")
    write(state, FIRST, STARTED, call, ended(call))
    write(state, SECOND, search, ended(search, usd=0.001))
    with RunLog.open(state) as log:
        rows = log.spend()
        sums = log.sums()
        narrowed = log.sums(Selection(campaign="summer"))

    today = datetime.now(UTC).date()
    assert rows[1] == SpendRow(FIRST, "summer", today, "picture", "openai", "one", 1, 1, 0.04, 0.0)
    assert (rows[0].campaign, rows[0].task, rows[0].usd) == ("", "embedding", 0.001)
    assert ([one.usd for one in sums.models], [one.usd for one in sums.elsewhere]) == ([0.04], [0.001])
    assert (len(narrowed.models), narrowed.elsewhere) == (1, ())


def test_an_end_whose_beginning_was_lost_still_counts(state: StateFolder) -> None:
    """What is known to be charged is charged, though the line before it is broken."""
    write(state, FIRST, STARTED, ended(started("a")))

    assert costs(state) == [(0.04, 0.0)]


def test_reading_a_journal_again_counts_nothing_twice(state: StateFolder) -> None:
    """Findings, times and money are the same after a journal was replaced by its own beginning."""
    call, span = started("a"), StageTimed("compose", "tea 1:1", 80.0)
    write(state, FIRST, STARTED, call, ended(call), span, AssetStored(asset(), cached=False), finished())
    with RunLog.open(state) as log:
        before = log.sums()
    path = state.journal / f"{FIRST}.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    with RunLog.open(state) as log:
        assert log.imported.events == 5
        assert log.sums() == before

    assert [(one.stage, one.pieces, one.ms) for one in before.stages] == [("compose", 1, 80.0)]
    assert [(one.check_id, one.count) for one in before.findings] == [("exact_size", 1), ("text_contrast", 1)]


def test_the_last_word_on_the_same_bytes_counts(state: StateFolder) -> None:
    """A review is of a file's bytes: other bytes at the same path are another file."""

    def said(verdict: str, sha256: str = "aa") -> AssetReviewed:
        return AssetReviewed("summer", "ja-JP/1x1/tea.jpg", sha256, verdict, f"{verdict}!", "mika")

    write(state, FIRST, said("rejected"), said("approved", "bb"))
    write(state, SECOND, said("approved"))
    with RunLog.open(state) as log:
        reviews = {review.sha256: (review.verdict, review.comment) for review in log.reviews("summer")}
        (verdict,) = log.sums().verdicts
        nobody = log.reviews("winter")

    assert reviews == {"aa": ("approved", "approved!"), "bb": ("approved", "approved!")}
    assert (verdict.verdict, verdict.ads, nobody) == ("approved", 2, ())


def test_the_reviews_of_a_run_are_those_of_its_files(state: StateFolder) -> None:
    """A verdict counts for the run that stored the very bytes."""
    entry = asset()
    write(state, FIRST, STARTED, AssetStored(entry, cached=False), finished())
    write(state, SECOND, AssetReviewed("summer", entry.path, entry.sha256, "approved", "", "mika"))
    write(state, THIRD, AssetReviewed("summer", entry.path, "other", "rejected", "", "mika"))
    with RunLog.open(state) as log:
        of_run = log.sums(Selection(run_id=FIRST)).verdicts
        of_all = log.sums().verdicts

    assert [(one.verdict, one.ads) for one in of_run] == [("approved", 1)]
    assert [(one.verdict, one.ads) for one in of_all] == [("approved", 1), ("rejected", 1)]


def test_ads_are_counted_by_market_ratio_and_product(state: StateFolder) -> None:
    """Each ad counts once, by how its checks ended; what a call cost is borne by the ads made from it."""
    call, words = started("a", subject="iced-tea"), started("b", task="copy", subject="ja-JP")
    entries = (asset(), asset("fr-FR/1x1/soap.jpg"))
    stored = [AssetStored(entry, cached=False) for entry in entries]
    write(state, FIRST, STARTED, call, ended(call), words, ended(words, usd=0.002), *stored, finished())
    with RunLog.open(state) as log:
        markets, ratios, products = (log.ads_by(dimension) for dimension in Dimension)

    assert [(one.key, one.made, one.warnings, round(one.usd, 9)) for one in markets] == [
        ("fr-FR", 1, 1, 0.0),
        ("ja-JP", 1, 1, 0.042),
    ]
    assert [(one.key, one.made, one.warnings, round(one.usd, 9)) for one in ratios] == [("1:1", 2, 2, 0.042)]
    assert [(one.key, round(one.usd, 9)) for one in products] == [("iced-tea", 0.042), ("soap", 0.0)]


def test_a_call_is_shared_by_the_new_ads_it_was_for(state: StateFolder) -> None:
    """A picture is its product's, words their market's, vectors everybody's; ads that were there bear nothing."""
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
        markets = {one.key: one.usd for one in log.ads_by(Dimension.MARKET)}
        (whole,) = log.runs()

    assert markets == {
        "de-DE": 0.0,
        "fr-FR": pytest.approx(0.03 + 0.02 + 0.02),
        "ja-JP": pytest.approx(0.03 + 0.06 + 0.02),
        "no ad": pytest.approx(0.01),
    }
    assert sum(markets.values()) == pytest.approx(whole.cost_usd)


def test_attempts_of_a_run_come_in_the_order_they_left(state: StateFolder) -> None:
    """Rows are narrowed to the run and hold everything both events said."""
    call = started("a")
    write(state, FIRST, STARTED, call, ended(call))
    write(state, SECOND, STARTED, started("b"))
    with RunLog.open(state) as log:
        (row,) = log.attempts(Selection(run_id=FIRST))

    assert isinstance(row, AttemptRow)
    assert (row.attempt, row.estimate_usd, row.usd, row.request_id, row.output_tokens, row.ms, row.seed) == (
        "a",
        0.04,
        0.04,
        "r-1",
        5,
        900.0,
        7,
    )
