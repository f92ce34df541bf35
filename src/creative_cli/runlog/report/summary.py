"""Summarize many runs: totals, groups and a trend."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import reduce
from math import fsum
from operator import add

from creative_cli.events import StageName
from creative_cli.runlog.report import report_sql as sql
from creative_cli.runlog.rows import (
    FailureCount,
    Figures,
    FindingCount,
    Group,
    ProviderShare,
    Reviews,
    RunRow,
    StageTime,
    Tally,
    Trouble,
)
from creative_cli.runlog.runlog import UNKNOWN, RunLog
from creative_cli.runlog.selection import Selection

RUNS_CHARTED = 30  # a trend of more runs is by day, week or month
DAYS_CHARTED, WEEKS_CHARTED = 60, 60


class By(StrEnum):
    """Ways to group a report."""

    CAMPAIGN = "campaign"
    MARKET = "market"
    RATIO = "ratio"
    PROVIDER = "provider"
    CHECK = "check"
    PRODUCT = "product"
    VARIANT = "variant"
    DAY = "day"
    MONTH = "month"


SHARED = {By.MARKET, By.RATIO, By.PRODUCT, By.VARIANT}  # these group ads, which share the cost of a call

# These group runs.
_RUN_KEYS: dict[By, Callable[[RunRow], str]] = {
    By.CAMPAIGN: lambda run: run.campaign,
    By.DAY: lambda run: f"{run.started_at.astimezone(UTC):%Y-%m-%d}",
    By.MONTH: lambda run: f"{run.started_at.astimezone(UTC):%Y-%m}",
}


@dataclass(frozen=True, slots=True)
class CheckSummary:
    """The findings of one check over all runs, in total and per code."""

    check_id: str
    findings: Tally
    codes: tuple[FindingCount, ...] = ()


@dataclass(frozen=True, slots=True)
class Point:
    """One run, day, week or month of a trend; `label` is its start time (UTC), `unknown` as in `Figures`."""

    label: str
    ads: int
    trouble: int
    cost_usd: float
    seconds: float
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class Trend:
    """Runs over time, oldest first; `unit` is run, day, week or month, including those without runs."""

    unit: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Many runs: newest first, campaigns by their last run, checks with the most trouble first.

    `groups` are grouped by `by`; they are empty if it is None, or if `providers` or `checks` have that grouping.
    `interrupted` counts runs that were killed. `elsewhere` is spending by commands other than `run`.
    """

    totals: Figures
    interrupted: int
    runs: tuple[RunRow, ...]
    campaigns: tuple[Group, ...]
    by: str | None
    groups: tuple[Group, ...] = ()
    providers: tuple[ProviderShare, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    checks: tuple[CheckSummary, ...] = ()
    stages: tuple[StageTime, ...] = ()
    failures: tuple[FailureCount, ...] = ()
    reviews: Reviews = Reviews()  # noqa: RUF009  # frozen, and equal to any other
    elsewhere: tuple[ProviderShare, ...] = ()
    trend: Trend | None = None


def report_runs(log: RunLog, selection: Selection, by: By | None = None) -> Report:
    """Return a report on the runs of *selection*, grouped by *by*."""
    report = summarize_runs(log.runs(selection), by)
    return replace(
        report,
        groups=_share_ads(log, selection, by, report.totals.unknown) if by in SHARED else report.groups,
        providers=log.select(ProviderShare, sql.PROVIDERS, selection),
        troubles=list_troubles(log, selection),
        checks=summarize_checks(log.select(FindingCount, sql.FINDINGS, selection)),
        stages=list_stages(log, selection),
        failures=log.select(FailureCount, sql.FAILURES, selection, limit=sql.FAILURES_KEPT),
        reviews=count_review_verdicts(log, selection),
        elsewhere=log.select(ProviderShare, sql.ELSEWHERE, selection),
    )


def _share_ads(log: RunLog, selection: Selection, by: By, unknown: int) -> tuple[Group, ...]:
    """Return the ads by market, ratio, product or variant; *unknown* runs have a group, as their cost has no ad."""
    groups = count_ads(log, selection, by)
    return (*groups, Group(UNKNOWN, None, 0, 0, 0, Tally(), 0.0, 0.0, None, unknown)) if unknown else groups


def count_ads(log: RunLog, selection: Selection, by: By) -> tuple[Group, ...]:
    """Return the ads of the selected runs by market, ratio, product or variant, sorted by its name."""
    return log.select(Group, sql.ADS, selection, dimension=by.value, no_ad=sql.NO_AD)


def list_troubles(log: RunLog, selection: Selection) -> tuple[Trouble, ...]:
    """Return why calls failed and which provider was tried next, most frequent first."""
    reasons = {str(outcome): reason for outcome, reason in sql.REASONS.items()}
    return log.select(Trouble, sql.TROUBLES, selection, outcomes=list(reasons), reasons=list(reasons.values()))


def list_stages(log: RunLog, selection: Selection) -> tuple[StageTime, ...]:
    """Return the work per stage, in pipeline order."""
    return log.select(StageTime, sql.STAGE_TIMES, selection, stages=list(StageName))


def count_review_verdicts(log: RunLog, selection: Selection) -> Reviews:
    """Return the number of approved and rejected files of the selected runs."""
    (reviews,) = log.select(Reviews, sql.REVIEWS, selection)
    return reviews


def summarize_runs(runs: Sequence[RunRow], by: By | None = None) -> Report:
    """Return the parts of a report that need only *runs*."""
    newest_first = sorted(runs, key=lambda run: run.run_id, reverse=True)
    return Report(
        totals=add_figures(newest_first),
        interrupted=sum(run.status == "interrupted" for run in runs),
        runs=tuple(newest_first),
        campaigns=_group_runs(newest_first, By.CAMPAIGN),
        by=by,
        groups=_group_runs(newest_first, by) if by in _RUN_KEYS else (),
        trend=_trend(newest_first),
    )


def add_figures(runs: Sequence[RunRow]) -> Figures:
    """Return the totals of *runs*."""
    figures = [run.figures for run in runs]
    return Figures(
        runs=len(figures),
        made=sum(one.made for one in figures),
        cached=sum(one.cached for one in figures),
        failed=sum(one.failed for one in figures),
        findings=reduce(add, (one.findings for one in figures), Tally()),
        cost_usd=fsum(one.cost_usd for one in figures),
        maybe_usd=fsum(one.maybe_usd for one in figures),
        seconds=fsum(one.seconds for one in figures),
        unknown=sum(one.unknown for one in figures),
    )


def _group_runs(runs: Iterable[RunRow], by: By) -> tuple[Group, ...]:
    """Return the groups in order of first appearance."""
    grouped: dict[str, list[RunRow]] = defaultdict(list)
    for run in runs:
        grouped[_RUN_KEYS[by](run)].append(run)
    figures = {key: add_figures(members) for key, members in grouped.items()}
    return tuple(
        Group(
            key,
            one.runs,
            one.made,
            one.cached,
            one.failed,
            one.findings,
            one.cost_usd,
            one.maybe_usd,
            one.seconds,
            one.unknown,
        )
        for key, one in figures.items()
    )


def summarize_checks(findings: Iterable[FindingCount]) -> tuple[CheckSummary, ...]:
    """Return the findings per check, sorted by errors, then failures, then warnings."""
    by_check: dict[str, list[FindingCount]] = defaultdict(list)
    for finding in findings:
        by_check[finding.check_id].append(finding)
    result = [
        CheckSummary(
            check_id,
            reduce(add, (Tally.of(one.status, one.count) for one in group), Tally()),
            tuple(sorted(group, key=lambda one: (-one.status, -one.count, one.code))),
        )
        for check_id, group in by_check.items()
    ]
    worst_first = sorted(
        result, key=lambda one: (-one.findings.errors, -one.findings.failed, -one.findings.warned, one.check_id)
    )
    return tuple(worst_first)


def _trend(newest_first: Sequence[RunRow]) -> Trend | None:
    """Return the runs over time, one point per run if there are few; None for fewer than two."""
    runs = newest_first[::-1]
    if len(runs) <= 1:
        return None
    if len(runs) <= RUNS_CHARTED:
        return Trend("run", tuple(_point(f"{run.started_at.astimezone(UTC):%Y-%m-%d %H:%M}", [run]) for run in runs))
    days = [run.started_at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) for run in runs]
    length = (days[-1] - days[0]).days + 1
    unit = "day" if length <= DAYS_CHARTED else "week" if length <= 7 * WEEKS_CHARTED else "month"
    members: dict[datetime, list[RunRow]] = {start: [] for start in _starts(unit, days[0], days[-1])}
    for run, day in zip(runs, days, strict=True):
        members[_start(unit, day)].append(run)
    return Trend(unit, tuple(_point(f"{start:%Y-%m-%d}", group) for start, group in members.items()))


def _start(unit: str, day: datetime) -> datetime:
    if unit == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if unit == "month" else day


def _starts(unit: str, first: datetime, last: datetime) -> Iterable[datetime]:
    days = ((first + timedelta(days=number)) for number in range((last - first).days + 1))
    return dict.fromkeys(_start(unit, day) for day in days)


def _point(label: str, runs: Sequence[RunRow]) -> Point:
    sums = add_figures(runs)
    return Point(label, sums.made + sums.cached, sums.findings.trouble, sums.cost_usd, sums.seconds, sums.unknown)
