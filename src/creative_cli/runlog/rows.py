"""The tables of the run log as records: one class a table, one field a column, in the table's order.

Every row comes from an event and carries its id, its run and its time (`happened_at`, UTC). Money is USD, sizes are px
or bytes, durations ms. What is summed up from them is in views.py. Long, as the tables are many.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from creative_cli.models import Status


@dataclass(frozen=True, slots=True)
class RunStartRow:
    """A run began."""

    event_id: str
    run_id: str
    happened_at: datetime
    campaign: str
    brief: str
    brief_sha256: str
    tool: str
    products: int
    assets: int


@dataclass(frozen=True, slots=True)
class RunEndRow:
    """A run ended by itself or by Ctrl-C."""

    event_id: str
    run_id: str
    happened_at: datetime
    status: str
    exit_code: int
    made: int
    cached: int
    failed: int
    cost_usd: float
    ms: float


@dataclass(frozen=True, slots=True)
class HeroRow:
    """The picture of a product; `cost_usd` is what it cost when it was made, in an earlier run if `cached`."""

    event_id: str
    run_id: str
    happened_at: datetime
    product: str
    kind: str
    provider: str
    model: str
    seed: int
    cost_usd: float
    cached: bool


@dataclass(frozen=True, slots=True)
class CopyRow:
    """The words of a market."""

    event_id: str
    run_id: str
    happened_at: datetime
    locale: str
    country: str
    source: str
    headline: str
    body: str | None
    cta: str | None
    disclaimer: str | None


@dataclass(frozen=True, slots=True)
class AssetRow:
    """A finished ad; `path` is relative to its campaign's folder."""

    event_id: str
    run_id: str
    happened_at: datetime
    path: str
    product: str
    country: str
    locale: str
    direction: str
    ratio: str
    width: int
    height: int
    bytes: int
    sha256: str
    status: Status
    cached: bool
    hero_kind: str
    hero_provider: str
    hero_model: str
    hero_seed: int
    hero_cost_usd: float
    copy_source: str
    headline: str
    body: str | None
    cta: str | None
    disclaimer: str | None


@dataclass(frozen=True, slots=True)
class FailureRow:
    """An ad that could not be made."""

    event_id: str
    run_id: str
    happened_at: datetime
    product: str
    country: str
    locale: str
    ratio: str
    error: str
    message: str


@dataclass(frozen=True, slots=True)
class PassedOverRow:
    """A call that was not made, as its provider rested; `outcome` is the kind of fault it rested for."""

    event_id: str
    run_id: str
    happened_at: datetime
    task: str
    subject: str
    provider: str
    model: str
    outcome: str
    message: str


@dataclass(frozen=True, slots=True)
class FindingRow:
    """What one check said of one ad; `event_id` is that of the ad, `role` the line it is about, None for the whole."""

    event_id: str
    run_id: str
    happened_at: datetime
    path: str
    check_id: str
    code: str
    status: Status
    message: str
    role: str | None


@dataclass(frozen=True, slots=True)
class SpanRow:
    """Wall-clock time of one piece of work in a stage."""

    event_id: str
    run_id: str
    happened_at: datetime
    stage: str
    subject: str
    ms: float


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """What search knows of one product in one locale: the text and its vector (float32) under one embedder."""

    event_id: str
    run_id: str
    happened_at: datetime
    doc_id: str
    campaign: str
    product: str
    product_name: str
    locale: str
    country: str
    direction: str
    headline: str
    text: str
    embedder: str
    vector: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class AttemptStartRow:
    """A call to a service was about to leave; `estimate_usd` is the most it may cost."""

    event_id: str
    run_id: str
    happened_at: datetime
    attempt: str
    task: str
    subject: str
    provider: str
    model: str
    size: str
    seed: int | None
    estimate_usd: float


@dataclass(frozen=True, slots=True)
class AttemptEndRow:
    """A call came back or failed; `usd` is what is known to be charged, `maybe_charged` whether more may be."""

    event_id: str
    run_id: str
    happened_at: datetime
    attempt: str
    task: str
    subject: str
    provider: str
    model: str
    size: str
    seed: int | None
    outcome: str
    action: str
    http_status: int | None
    code: str | None
    request_id: str | None
    message: str
    ms: float
    input_tokens: int | None
    output_tokens: int | None
    usd: float
    maybe_charged: bool
    sha256: str | None


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A person approved or rejected the exact bytes of an ad; `path` is relative to its campaign's folder."""

    event_id: str
    run_id: str
    happened_at: datetime
    campaign: str
    path: str
    sha256: str
    verdict: str
    comment: str
    reviewer: str


EventRow: TypeAlias = (
    RunStartRow
    | RunEndRow
    | HeroRow
    | CopyRow
    | AssetRow
    | FailureRow
    | PassedOverRow
    | FindingRow
    | SpanRow
    | DocumentRow
    | AttemptStartRow
    | AttemptEndRow
    | ReviewRow
)
"""A row that comes from an event of a journal."""
