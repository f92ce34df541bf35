"""The report's figures are those of the runs, however they are grouped."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import TypeAlias, cast

from hypothesis import given
from hypothesis import strategies as st

from creative_cli.records import Status
from creative_cli.report import CheckSummary, ProviderShare, Report, Tally, summarize
from creative_cli.storage.rows import FindingCountRow, ProviderUseRow, RunRow

History: TypeAlias = tuple[list[RunRow], list[ProviderUseRow], list[FindingCountRow]]

COUNTS = st.integers(0, 1000)
CENTS = st.integers(0, 10_000).map(lambda cents: cents / 100)


def run(number: int, campaign: str = "summer", status: str = "finished", **figures: float) -> RunRow:
    """Return the *number*th run, an hour after the one before."""
    started = datetime(2026, 11, 22, tzinfo=UTC) + timedelta(hours=number)
    return RunRow(
        run_id=f"{started:%Y%m%dT%H%M%SZ}-000000",
        started_at=started,
        ended_at=None,
        campaign=campaign,
        brief=f"briefs/{campaign}.yaml",
        brief_sha256="ab" * 32,
        tool="creative 0.1",
        status=status,
        exit_code=0,
        products=2,
        planned=48,
        made=int(figures.get("made", 0)),
        cached=int(figures.get("cached", 0)),
        failed=int(figures.get("failed", 0)),
        cost_usd=figures.get("cost_usd", 0.0),
        ms=figures.get("ms", 0.0),
    )


def use(of: RunRow, provider: str, **figures: float) -> ProviderUseRow:
    """Return what a run took from a provider."""
    made, cached = int(figures.get("made", 0)), int(figures.get("cached", 0))
    return ProviderUseRow(
        of.run_id, of.campaign, "packshot", provider, "one", made, cached, figures.get("cost_usd", 0.0)
    )


def said(of: RunRow, check: str, status: Status, count: int) -> FindingCountRow:
    """Return what a check said in a run."""
    return FindingCountRow(of.run_id, of.campaign, check, status.name.lower(), status, count)


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Draw runs of some campaigns with what they used and found."""
    runs = [
        run(
            number,
            draw(st.sampled_from(["summer", "winter", "spring"])),
            made=draw(COUNTS),
            cached=draw(COUNTS),
            failed=draw(COUNTS),
            cost_usd=draw(CENTS),
            ms=draw(COUNTS),
        )
        for number in range(draw(st.integers(0, 6)))
    ]
    uses = [
        use(row, draw(st.sampled_from(["studio", "openai"])), made=draw(COUNTS), cost_usd=draw(CENTS)) for row in runs
    ]
    findings = [said(row, draw(st.sampled_from("abc")), draw(st.sampled_from(Status)), draw(COUNTS)) for row in runs]
    return runs, uses, findings


@given(histories())
def test_campaigns_and_runs_add_up_to_the_totals(history: History) -> None:
    """Nothing is counted twice or left out by grouping."""
    report = summarize(*history)
    for groups in (report.runs, report.campaigns):
        figures = [group.figures for group in groups]
        assert sum(group.made for group in figures) == report.totals.made
        assert sum(group.cached for group in figures) == report.totals.cached
        assert sum(group.failed for group in figures) == report.totals.failed
        assert sum(group.runs for group in figures) == report.totals.runs == len(history[0])
        assert round(sum(group.cost_usd for group in figures), 6) == round(report.totals.cost_usd, 6)
        assert sum((group.findings for group in figures), Tally()) == report.totals.findings
        assert sum(share.made for group in figures for share in group.providers) == sum(
            share.made for share in report.totals.providers
        )
    assert sum((check.findings for check in report.checks), Tally()) == report.totals.findings


@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(history: History, chance: Random) -> None:
    """The same rows in another order are the same report, to the last bit of the cost."""
    runs, uses, findings = history
    before = summarize(runs, uses, findings)
    for rows in (runs, uses, findings):
        chance.shuffle(cast("list[object]", rows))

    assert summarize(runs, uses, findings) == before


def test_no_runs_are_a_report_of_nothing() -> None:
    """Before the first run every figure is 0 and nothing is divided by it."""
    report = summarize([], [], [])

    assert report == Report((), report.totals, (), ())
    assert (report.totals.runs, report.totals.made, report.totals.reuse) == (0, 0, 0.0)
    assert report.totals.findings.worst is None


def test_runs_are_newest_first_with_their_own_figures() -> None:
    """Each run has what it made, used and found, and how it ended."""
    first, second = run(1, made=2, ms=1500), run(2, "winter", "interrupted", cached=1)
    report = summarize(
        [first, second],
        [use(first, "studio", made=2), use(second, "openai", cached=1)],
        [said(first, "a", Status.WARN, 3)],
    )

    assert [(summary.run_id, summary.status) for summary in report.runs] == [
        (second.run_id, "interrupted"),
        (first.run_id, "finished"),
    ]
    assert report.runs[1].figures.providers == (ProviderShare("studio", "one", 2, 0, 0.0),)
    assert report.runs[1].figures.seconds == 1.5
    assert report.runs[1].figures.findings == Tally(warned=3)
    assert report.runs[0].figures.findings == Tally()


def test_campaigns_are_in_the_order_of_their_last_run() -> None:
    """The campaign somebody worked on last comes first."""
    report = summarize([run(1, "summer"), run(2, "winter"), run(3, "summer")], [], [])

    assert [(summary.campaign, summary.figures.runs) for summary in report.campaigns] == [("summer", 2), ("winter", 1)]
    assert report.campaigns[0].last_run_at == run(3).started_at


def test_checks_with_the_most_trouble_come_first() -> None:
    """Errors weigh more than failures, and these more than warnings."""
    row = run(1)
    findings = [
        said(row, "calm", Status.PASS, 90),
        said(row, "worried", Status.WARN, 50),
        said(row, "broken", Status.ERROR, 1),
        said(row, "angry", Status.FAIL, 4),
        said(row, "angry", Status.PASS, 44),
    ]
    report = summarize([row], [], findings)

    assert [check.check_id for check in report.checks] == ["broken", "angry", "worried", "calm"]
    assert report.checks[1] == CheckSummary("angry", Tally(passed=44, failed=4))


def test_the_worst_status_is_told() -> None:
    """A tally says how bad it got."""
    assert Tally(passed=5).worst == Status.PASS
    assert Tally(passed=5, skipped=1, warned=2).worst == Status.WARN
    assert Tally(failed=1, errors=1).worst == Status.ERROR


def test_rows_of_other_runs_are_left_out() -> None:
    """Uses and findings of runs that were not asked for do not count."""
    asked, other = run(1), run(2)
    report = summarize([asked], [use(other, "openai", made=5)], [said(other, "a", Status.FAIL, 5)])

    assert report.totals.providers == ()
    assert report.totals.findings == Tally()
    assert report.checks == ()


def test_reuse_is_the_share_of_ads_that_were_there() -> None:
    """Ads that failed are neither made nor there."""
    assert summarize([run(1, made=12, cached=36, failed=5)], [], []).totals.reuse == 0.75
