"""Many runs at once."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import reduce
from math import fsum
from operator import add

from creative_cli.http.api_error import ErrorKind
from creative_cli.runlog.aggregates import AdSum, FindingSum, ModelSum, StageSum, Sums, TroubleSum, UseSum, VerdictSum
from creative_cli.runlog.report.measures import (
    CheckSummary,
    Figures,
    Group,
    Point,
    ProviderShare,
    Report,
    Reviews,
    RunSummary,
    Tally,
    Trend,
    Trouble,
)
from creative_cli.runlog.views import RunRow


class By(StrEnum):
    """What a report can be grouped by."""

    CAMPAIGN = "campaign"
    MARKET = "market"
    RATIO = "ratio"
    PROVIDER = "provider"
    CHECK = "check"
    PRODUCT = "product"
    DAY = "day"
    MONTH = "month"


REASONS = {
    ErrorKind.TRANSIENT: "the service failed",
    ErrorKind.RATE_LIMITED: "too many calls",
    ErrorKind.LOADING: "the model was loading",
    ErrorKind.TIMED_OUT: "no answer in time",
    ErrorKind.AUTH: "the key was refused",
    ErrorKind.BILLING: "no credit",
    ErrorKind.CONFIGURATION: "no such model or size",
    ErrorKind.CONTENT_POLICY: "the prompt was refused",
    ErrorKind.BAD_ANSWER: "a useless answer",
    "unknown": "the run was killed meanwhile",
    "cancelled": "stopped by Ctrl-C",
}
"""Why a call failed, in a few words; other outcomes are told by their name."""

RUNS_CHARTED = 30
"""A trend of more runs is by day, week or month."""
DAYS_CHARTED, WEEKS_CHARTED = 60, 60
STAGES = ("generate", "compose", "localize", "check", "store")


def summarize(runs: Sequence[RunRow], sums: Sums, by: By | None = None, ads: Sequence[AdSum] = ()) -> Report:
    """Return what *runs* come to; *sums* are those of the same runs, *ads* theirs by what *by* says."""
    newest_first = sorted(runs, key=lambda run: run.run_id, reverse=True)
    groups = {
        By.CAMPAIGN: lambda: by_campaign(newest_first),
        By.DAY: lambda: _grouped(newest_first, lambda run: f"{run.started_at.astimezone(UTC):%Y-%m-%d}"),
        By.MONTH: lambda: _grouped(newest_first, lambda run: f"{run.started_at.astimezone(UTC):%Y-%m}"),
    }
    return Report(
        totals=figures(newest_first),
        interrupted=sum(run.status == "interrupted" for run in runs),
        runs=tuple(summary(run) for run in newest_first),
        campaigns=by_campaign(newest_first),
        by=by,
        groups=groups[by]() if by in groups else tuple(ad_group(ad) for ad in ads),
        providers=shares(sums.models, sums.uses),
        troubles=troubles(sums.troubles),
        checks=checks(sums.findings),
        stages=in_order(sums.stages),
        failures=sums.failures,
        reviews=reviews(sums.verdicts),
        elsewhere=shares(sums.elsewhere, ()),
        trend=trend(newest_first),
    )


def figures(runs: Sequence[RunRow]) -> Figures:
    """Return what *runs* come to together."""
    return Figures(
        runs=len(runs),
        made=sum(run.made for run in runs),
        cached=sum(run.cached for run in runs),
        failed=sum(run.failed for run in runs),
        findings=reduce(add, map(_findings, runs), Tally()),
        cost_usd=fsum(run.cost_usd for run in runs),
        maybe_usd=fsum(run.maybe_usd for run in runs),
        seconds=fsum(run.ms for run in runs) / 1000,
    )


def summary(run: RunRow) -> RunSummary:
    """Return one run with its figures."""
    return RunSummary(run.run_id, run.started_at, run.campaign, run.brief, run.status, figures([run]))


def by_campaign(runs: Sequence[RunRow]) -> tuple[Group, ...]:
    """Return the campaigns of *runs* in the order they are met."""
    return _grouped(runs, lambda run: run.campaign)


def _grouped(runs: Iterable[RunRow], key: Callable[[RunRow], str]) -> tuple[Group, ...]:
    grouped: dict[str, list[RunRow]] = defaultdict(list)
    for run in runs:
        grouped[key(run)].append(run)
    return tuple(_run_group(name, figures(members)) for name, members in grouped.items())


def _run_group(name: str, sums: Figures) -> Group:
    return Group(
        name,
        sums.runs,
        sums.made,
        sums.cached,
        sums.failed,
        sums.findings,
        sums.cost_usd,
        sums.maybe_usd,
        sums.seconds,
    )


def ad_group(ad: AdSum) -> Group:
    """Return the ads of one market, ratio or product."""
    found = Tally(ad.passes, ad.skips, ad.warnings, ad.fails, ad.errors)
    return Group(ad.key, None, ad.made, ad.cached, ad.failed, found, ad.usd, ad.maybe_usd, None)


def _findings(run: RunRow) -> Tally:
    return Tally(run.passes, run.skips, run.warnings, run.fails, run.errors)


def shares(models: Iterable[ModelSum], uses: Iterable[UseSum]) -> tuple[ProviderShare, ...]:
    """Return what each model was asked, gave and cost; the busiest first."""
    paid: dict[tuple[str, str], list[ModelSum]] = defaultdict(list)
    for model in models:
        paid[model.provider, model.model].append(model)
    used = {(use.provider, use.model): use for use in uses}
    result = [
        ProviderShare(
            *key,
            calls=sum(model.calls for model in paid[key]),
            answered=sum(model.answered for model in paid[key]),
            made=used[key].made if key in used else 0,
            cached=used[key].cached if key in used else 0,
            cost_usd=fsum(model.usd for model in paid[key]),
            maybe_usd=fsum(model.maybe_usd for model in paid[key]),
        )
        for key in sorted({*paid, *used})
    ]
    return tuple(sorted(result, key=lambda share: (-share.calls - share.made - share.cached, share.provider)))


def troubles(sums: Iterable[TroubleSum]) -> tuple[Trouble, ...]:
    """Return why calls failed and who was asked instead; the most frequent first."""
    alike: dict[tuple[str, str, str, str | None], list[TroubleSum]] = defaultdict(list)
    for one in sums:
        reason = REASONS.get(one.outcome, one.outcome)
        said = reason if one.http_status is None else f"{one.http_status} {reason}"
        alike[one.provider, one.outcome, said, one.next_provider].append(one)
    result = [
        Trouble(
            provider,
            outcome,
            reason,
            times=sum(one.calls for one in group),
            next_provider=then,
            maybe_usd=fsum(one.maybe_usd for one in group),
        )
        for (provider, outcome, reason, then), group in alike.items()
    ]
    return tuple(sorted(result, key=lambda one: (-one.times, one.provider, one.reason, one.next_provider or "")))


def checks(findings: Iterable[FindingSum]) -> tuple[CheckSummary, ...]:
    """Return what each check said; errors weigh more than failures, and these more than warnings."""
    by_check: dict[str, list[FindingSum]] = defaultdict(list)
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
    return tuple(
        sorted(
            result,
            key=lambda one: (-one.findings.errors, -one.findings.failed, -one.findings.warned, one.check_id),
        )
    )


def in_order(stages: Iterable[StageSum]) -> tuple[StageSum, ...]:
    """Return the stages in the order of the line, others behind them."""
    place = {stage: number for number, stage in enumerate(STAGES)}
    return tuple(sorted(stages, key=lambda stage: (place.get(stage.stage, len(place)), stage.stage)))


def reviews(verdicts: Iterable[VerdictSum]) -> Reviews:
    """Return how people decided."""
    ads = {verdict.verdict: verdict.ads for verdict in verdicts}
    return Reviews(ads.get("approved", 0), ads.get("rejected", 0))


def trend(newest_first: Sequence[RunRow]) -> Trend | None:
    """Return the runs over time, each by itself while they are few; None for less than two."""
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
    sums = figures(runs)
    return Point(label, sums.made + sums.cached, sums.findings.trouble, sums.cost_usd, sums.seconds)
