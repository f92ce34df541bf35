"""The figures reports are made of."""

from dataclasses import dataclass
from datetime import datetime

from creative_cli.models import Status
from creative_cli.runlog.aggregates import FailureSum, FindingSum, StageSum


@dataclass(frozen=True, slots=True)
class Tally:
    """How many findings, or ads by their worst finding, ended how."""

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

    @property
    def trouble(self) -> int:
        """How many are WARN or worse."""
        return self.warned + self.failed + self.errors


@dataclass(frozen=True, slots=True)
class Figures:
    """What a group of runs comes to: ads made, taken from before, not made; money in USD, time in seconds.

    `cost_usd` is known to be charged, `maybe_usd` may be charged on top: calls whose end nobody saw.
    """

    runs: int
    made: int
    cached: int
    failed: int
    findings: Tally
    cost_usd: float
    maybe_usd: float
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
class Group:
    """The runs of one campaign, day or month, or the ads of one market, ratio or product.

    `found` counts findings where runs are grouped, and ads by their worst finding where ads are. Ads have no `runs`
    and no `seconds`; their money is their share of what the runs cost: a call's cost is shared equally among the ads
    that were made from it, and what no ad was made from is a group of its own, so that all add up to the total.
    """

    key: str
    runs: int | None
    made: int
    cached: int
    failed: int
    found: Tally
    cost_usd: float
    maybe_usd: float
    seconds: float | None


@dataclass(frozen=True, slots=True)
class ProviderShare:
    """What one model was asked and gave.

    `calls` of which `answered` gave what was asked; `made` and `cached` count pictures, of this run or an earlier one.
    """

    provider: str
    model: str
    calls: int
    answered: int
    made: int
    cached: int
    cost_usd: float
    maybe_usd: float


@dataclass(frozen=True, slots=True)
class Trouble:
    """Calls that failed alike: who, why in a few words, and who was asked next (None: nobody)."""

    provider: str
    outcome: str
    reason: str
    times: int
    next_provider: str | None
    maybe_usd: float

    def __str__(self) -> str:
        """Read as `huggingface: 402 no credit (3×) → openai`."""
        then = "nobody else was asked" if self.next_provider is None else self.next_provider
        if self.next_provider == self.provider:
            then = "asked again"
        return f"{self.provider}: {self.reason} ({self.times}×) → {then}"


@dataclass(frozen=True, slots=True)
class CheckSummary:
    """What one check said over all runs, and its codes with how often each was said."""

    check_id: str
    findings: Tally
    codes: tuple[FindingSum, ...] = ()


@dataclass(frozen=True, slots=True)
class Reviews:
    """How many files people approved and rejected, by their last word on the exact bytes."""

    approved: int = 0
    rejected: int = 0


@dataclass(frozen=True, slots=True)
class Point:
    """One run, day, week or month of a trend; `label` is its time of start (UTC)."""

    label: str
    ads: int
    trouble: int
    cost_usd: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Trend:
    """How the runs went over time, oldest first; `unit` is run, day, week or month, those without runs included."""

    unit: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Many runs: newest first, campaigns by their last run, checks with the most trouble first.

    `groups` are by what was asked for in `by`, empty when nothing was, or when `providers` or `checks` answer it.
    `interrupted` counts runs that were killed. `elsewhere` is what commands that are no run paid.
    """

    totals: Figures
    interrupted: int
    runs: tuple[RunSummary, ...]
    campaigns: tuple[Group, ...]
    by: str | None
    groups: tuple[Group, ...]
    providers: tuple[ProviderShare, ...]
    troubles: tuple[Trouble, ...]
    checks: tuple[CheckSummary, ...]
    stages: tuple[StageSum, ...]
    failures: tuple[FailureSum, ...]
    reviews: Reviews
    elsewhere: tuple[ProviderShare, ...]
    trend: Trend | None
