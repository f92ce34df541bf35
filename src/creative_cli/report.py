"""What the runs come to: pure functions from run-log rows to the figures that `creative report` shows."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from math import fsum
from operator import add

from creative_cli.records import Status
from creative_cli.storage.rows import FindingCountRow, ProviderUseRow, RunRow


@dataclass(frozen=True, slots=True)
class Tally:
    """How many findings ended how."""

    passed: int = 0
    skipped: int = 0
    warned: int = 0
    failed: int = 0
    errors: int = 0

    @classmethod
    def of(cls, status: Status, count: int) -> "Tally":
        """Return *count* findings of one *status*."""
        return cls(*(count if status is member else 0 for member in Status))

    def __add__(self, other: "Tally") -> "Tally":
        """Count both together."""
        return Tally(
            self.passed + other.passed,
            self.skipped + other.skipped,
            self.warned + other.warned,
            self.failed + other.failed,
            self.errors + other.errors,
        )

    @property
    def worst(self) -> Status | None:
        """The worst status that occurred; None when nothing was checked."""
        counts = (self.passed, self.skipped, self.warned, self.failed, self.errors)
        return max((status for status, count in zip(Status, counts, strict=True) if count), default=None)


@dataclass(frozen=True, slots=True)
class ProviderShare:
    """The pictures that came from one model: made now, or taken from an earlier run; `cost_usd` is of those made."""

    provider: str
    model: str
    made: int
    cached: int
    cost_usd: float


@dataclass(frozen=True, slots=True)
class Figures:
    """What a group of runs comes to: ads made, taken from before, not made; money in USD, time in seconds."""

    runs: int
    made: int
    cached: int
    failed: int
    findings: Tally
    providers: tuple[ProviderShare, ...]
    cost_usd: float
    seconds: float

    @property
    def reuse(self) -> float:
        """Share of the finished ads that were there already, 0 to 1."""
        finished = self.made + self.cached
        return self.cached / finished if finished else 0.0


@dataclass(frozen=True, slots=True)
class RunSummary:
    """One run; `status` is as it ended, or 'running', or 'interrupted'."""

    run_id: str
    started_at: datetime
    campaign: str
    brief: str
    status: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class CampaignSummary:
    """All runs of one campaign."""

    campaign: str
    last_run_at: datetime
    figures: Figures


@dataclass(frozen=True, slots=True)
class CheckSummary:
    """What one check said over all runs."""

    check_id: str
    findings: Tally


@dataclass(frozen=True, slots=True)
class Report:
    """Runs newest first, campaigns by their last run, checks with the most trouble first."""

    runs: tuple[RunSummary, ...]
    totals: Figures
    campaigns: tuple[CampaignSummary, ...]
    checks: tuple[CheckSummary, ...]


def summarize(runs: Sequence[RunRow], uses: Sequence[ProviderUseRow], findings: Sequence[FindingCountRow]) -> Report:
    """Return what *runs* come to; *uses* and *findings* are those of the same runs, those of others are left out."""
    uses_of: dict[str, list[ProviderUseRow]] = defaultdict(list)
    for use in uses:
        uses_of[use.run_id].append(use)
    findings_of: dict[str, list[FindingCountRow]] = defaultdict(list)
    for finding in findings:
        findings_of[finding.run_id].append(finding)

    def figures(group: Sequence[RunRow]) -> Figures:
        return _figures(
            group,
            [use for run in group for use in uses_of[run.run_id]],
            [finding for run in group for finding in findings_of[run.run_id]],
        )

    newest_first = sorted(runs, key=lambda run: run.run_id, reverse=True)
    campaigns: dict[str, list[RunRow]] = defaultdict(list)
    for run in newest_first:
        campaigns[run.campaign].append(run)
    return Report(
        runs=tuple(
            RunSummary(run.run_id, run.started_at, run.campaign, run.brief, run.status, figures([run]))
            for run in newest_first
        ),
        totals=figures(newest_first),
        campaigns=tuple(
            CampaignSummary(name, group[0].started_at, figures(group)) for name, group in campaigns.items()
        ),
        checks=_checks(finding for run in newest_first for finding in findings_of[run.run_id]),
    )


def _figures(runs: Sequence[RunRow], uses: Iterable[ProviderUseRow], findings: Iterable[FindingCountRow]) -> Figures:
    return Figures(
        runs=len(runs),
        made=sum(run.made for run in runs),
        cached=sum(run.cached for run in runs),
        failed=sum(run.failed for run in runs),
        findings=_tally(findings),
        providers=_shares(uses),
        cost_usd=fsum(run.cost_usd for run in runs),
        seconds=fsum(run.ms for run in runs) / 1000,
    )


def _tally(findings: Iterable[FindingCountRow]) -> Tally:
    return reduce(add, (Tally.of(finding.status, finding.count) for finding in findings), Tally())


def _shares(uses: Iterable[ProviderUseRow]) -> tuple[ProviderShare, ...]:
    by_model: dict[tuple[str, str], list[ProviderUseRow]] = defaultdict(list)
    for use in uses:
        by_model[use.provider, use.model].append(use)
    shares = [
        ProviderShare(
            provider,
            model,
            made=sum(use.made for use in group),
            cached=sum(use.cached for use in group),
            cost_usd=fsum(use.cost_usd for use in group),
        )
        for (provider, model), group in by_model.items()
    ]
    return tuple(sorted(shares, key=lambda share: (-share.made - share.cached, share.provider, share.model)))


def _checks(findings: Iterable[FindingCountRow]) -> tuple[CheckSummary, ...]:
    by_check: dict[str, list[FindingCountRow]] = defaultdict(list)
    for finding in findings:
        by_check[finding.check_id].append(finding)
    checks = [CheckSummary(check_id, _tally(group)) for check_id, group in by_check.items()]
    return tuple(sorted(checks, key=lambda check: (*_badness(check.findings), check.check_id)))


def _badness(tally: Tally) -> tuple[int, int, int]:
    return -tally.errors, -tally.failed, -tally.warned
