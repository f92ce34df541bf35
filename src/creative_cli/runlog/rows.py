"""Records that queries of the run log return; money is USD, times are UTC."""

from dataclasses import astuple, dataclass
from datetime import datetime
from operator import add

from creative_cli.events import DocumentEmbedded
from creative_cli.models import Status


@dataclass(frozen=True, slots=True)
class LatestReview:
    """The review of the exact bytes of an ad that counts; `approved_by` names who approves what it rejects."""

    path: str
    sha256: str
    verdict: str
    comment: str
    reviewer: str
    happened_at: datetime
    approved_by: str = ""


@dataclass(frozen=True, slots=True)
class PictureCall:
    """A call to a service for the picture of a product."""

    started_at: datetime
    task: str
    provider: str
    model: str
    seed: int | None
    outcome: str
    request_id: str | None
    usd: float
    sha256: str | None


@dataclass(frozen=True, slots=True)
class RunOfBrief:
    """A run, the brief it read, and the SHA-256 of that."""

    run_id: str
    started_at: datetime
    brief: str
    brief_sha256: str
    tool: str


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """The latest version of a campaign's file; `path` is relative to the campaign's folder."""

    campaign: str
    path: str
    product: str
    locale: str
    ratio: str
    status: Status
    sha256: str
    variant: str = ""


@dataclass(frozen=True, slots=True)
class StoredDocument(DocumentEmbedded):
    """A document and the run that embedded it; its vector is float32."""

    run_id: str
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class Tally:
    """Number of findings per status, or of ads by their worst finding."""

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
        """Return the sum per status."""
        return Tally(*map(add, astuple(self), astuple(other)))

    @property
    def worst(self) -> Status | None:
        """The worst status that occurred; None if nothing was checked."""
        return max((status for status, count in zip(Status, astuple(self), strict=True) if count), default=None)

    @property
    def trouble(self) -> int:
        """Number of findings that are WARN or worse."""
        return self.warned + self.failed + self.errors


@dataclass(frozen=True, slots=True)
class Figures:
    """Totals of a group of runs: ads made, unchanged and failed; money in USD, time in seconds.

    `cost_usd` was charged; `maybe_usd` may have been charged on top, for calls whose outcome is unknown. `unknown` runs
    have journals of which lines are lost: they cost what is counted here, or more.
    """

    runs: int
    made: int
    cached: int
    failed: int
    findings: Tally
    cost_usd: float
    maybe_usd: float
    seconds: float
    unknown: int = 0

    @property
    def reuse(self) -> float:
        """Share of finished ads that were unchanged, 0 to 1."""
        finished = self.made + self.cached
        return self.cached / finished if finished else 0.0


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run; `status` is its final status, 'running' or 'interrupted'."""

    run_id: str
    started_at: datetime
    campaign: str
    brief: str
    status: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Group:
    """The runs of one campaign, day or month, or the ads of one market, ratio or product.

    For runs, `found` counts findings; for ads, it counts ads by their worst finding. Groups of ads have no `runs` and
    no `seconds`. Their money is their share of the runs' cost: the cost of a call is split equally among the ads made
    from it. Cost that led to no ad is a group of its own, which makes all groups add up to the total. `unknown` is the
    number of runs of which it is unknown what they cost.
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
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class ProviderShare:
    """The calls to one model and the pictures it made.

    `answered` of the `calls` succeeded. `made` pictures are from these runs, `cached` ones from earlier runs.
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
    """Calls that failed for the same reason; `next_provider` was tried next, None if there was none."""

    provider: str
    outcome: str
    reason: str
    times: int
    next_provider: str | None
    maybe_usd: float

    def __str__(self) -> str:
        """Return a line such as `huggingface: 402 no credit (3×) → openai`."""
        then = "no other provider was tried" if self.next_provider is None else self.next_provider
        if self.next_provider == self.provider:
            then = "tried again"
        return f"{self.provider}: {self.reason} ({self.times}×) → {then}"


@dataclass(frozen=True, slots=True)
class FindingCount:
    """How often a check reported a code with a status."""

    check_id: str
    code: str
    status: Status
    count: int


@dataclass(frozen=True, slots=True)
class StageTime:
    """Number of tasks in a stage, their ms added up over threads, and those of the CPU."""

    stage: str
    pieces: int
    ms: float
    cpu_ms: float


@dataclass(frozen=True, slots=True)
class FailureCount:
    """Number of ads that failed for the same reason."""

    error: str
    message: str
    ads: int


@dataclass(frozen=True, slots=True)
class Reviews:
    """Number of approved and rejected files, by the latest review of their exact bytes."""

    approved: int = 0
    rejected: int = 0


@dataclass(frozen=True, slots=True)
class Saying:
    """A finding other than PASS, with one example message and the ads it concerns.

    `role` is the copy line it concerns, None for the whole ad.
    """

    check_id: str
    code: str
    status: Status
    role: str | None
    message: str
    paths: tuple[str, ...]
