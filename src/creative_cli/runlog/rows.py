"""What the run log answers, as records; money is USD, times are UTC."""

from dataclasses import dataclass
from datetime import datetime

from creative_cli.events import DocumentEmbedded
from creative_cli.models import Status


@dataclass(frozen=True, slots=True)
class LatestReview:
    """The last word on the exact bytes of an ad."""

    path: str
    sha256: str
    verdict: str
    comment: str
    reviewer: str
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """A file of a campaign as it was stored last; `path` is relative to the campaign's folder."""

    campaign: str
    path: str
    product: str
    locale: str
    ratio: str
    status: Status
    sha256: str


@dataclass(frozen=True, slots=True)
class StoredDocument(DocumentEmbedded):
    """A document with the run that embedded it; its vector is float32."""

    run_id: str
    happened_at: datetime


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
class RunRow:
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
    """Calls that failed alike: the provider, a short reason, and the provider asked next, None for none."""

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
class FindingCount:
    """How often a check said the same."""

    check_id: str
    code: str
    status: Status
    count: int


@dataclass(frozen=True, slots=True)
class StageTime:
    """Pieces of work in a stage and their ms, added up over threads."""

    stage: str
    pieces: int
    ms: float


@dataclass(frozen=True, slots=True)
class FailureCount:
    """Ads that could not be made for the same reason."""

    error: str
    message: str
    ads: int


@dataclass(frozen=True, slots=True)
class Reviews:
    """How many files people approved and rejected, by their last word on the exact bytes."""

    approved: int = 0
    rejected: int = 0


@dataclass(frozen=True, slots=True)
class Saying:
    """A finding that is no PASS and the ads it is about, with one of its sentences.

    `role` is the line of the ads it is about, None where it is about the whole.
    """

    check_id: str
    code: str
    status: Status
    role: str | None
    message: str
    paths: tuple[str, ...]
