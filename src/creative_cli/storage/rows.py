"""The tables of the run log as records: one class a table, one field a column, in the table's order.

Rows that come from an event carry its id, its run and its time (`happened_at`, UTC). Money is USD, sizes are px or
bytes, durations ms. The file is long because the tables are many; it is read one class at a time.
"""

import dataclasses
import functools
import typing
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, Generic, TypeAlias, TypeVar

from creative_cli.records import Status

RowT = TypeVar("RowT")


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


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run as a whole (the view `runs`).

    `status` is that of its end, or 'unfinished': reports say 'running' then, or 'interrupted' when its process is
    gone. Counts and money are of what happened so far; `ms` runs to the last thing that happened when there is no end.
    Money is that of its attempts: `cost_usd` is known to be charged, `maybe_usd` may be charged on top. A picture that
    an earlier run paid for and did not live to use costs nothing here. `passes` to `errors` count findings.
    """

    run_id: str
    started_at: datetime
    ended_at: datetime | None
    campaign: str
    brief: str
    brief_sha256: str
    tool: str
    status: str
    exit_code: int | None
    products: int
    planned: int
    made: int
    cached: int
    failed: int
    cost_usd: float
    maybe_usd: float
    ms: float
    passes: int
    skips: int
    warnings: int
    fails: int
    errors: int


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """A call to a service as a whole (the view `attempts`).

    Without its end `outcome` is 'unknown': nobody knows whether it was charged. `maybe_usd` is what may have been
    charged beyond `usd`: the estimate then, or when a call failed in a way that may cost. `next_provider` is who was
    asked for the same thing next in the run, None when nobody was.
    """

    event_id: str
    run_id: str
    started_at: datetime
    ended_at: datetime | None
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
    estimate_usd: float
    usd: float
    maybe_usd: float
    sha256: str | None
    next_provider: str | None


@dataclass(frozen=True, slots=True)
class SpendRow:
    """What was paid to one model for one task on one day (UTC) by one run (the view `spend`).

    `campaign` is empty for commands that are no run. Pictures of runs from before calls were recorded are in it with
    0 `calls`.
    """

    run_id: str
    campaign: str
    day: date
    task: str
    provider: str
    model: str
    calls: int
    answered: int
    usd: float
    maybe_usd: float


@dataclass(frozen=True, slots=True)
class LatestReviewRow:
    """The last word on the exact bytes of an ad (the view `latest_reviews`)."""

    campaign: str
    path: str
    sha256: str
    verdict: str
    comment: str
    reviewer: str
    run_id: str
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class StageTimeRow:
    """Work one run did in one stage (the view `stage_times`): pieces of it, and their ms added up over threads."""

    run_id: str
    campaign: str
    stage: str
    pieces: int
    ms: float


@dataclass(frozen=True, slots=True)
class ProviderUseRow:
    """How often a run took its pictures from one model (the view `provider_uses`)."""

    run_id: str
    campaign: str
    kind: str
    provider: str
    model: str
    made: int
    cached: int


@dataclass(frozen=True, slots=True)
class HeroCostRow:
    """A picture made in a run without calls (the view `hero_costs`): `cost_usd` is what it cost in this run.

    `taken_over` says that an earlier run paid for it and was killed before it could use it: it cost nothing here.
    """

    run_id: str
    campaign: str
    happened_at: datetime
    kind: str
    product: str
    provider: str
    model: str
    taken_over: bool
    cost_usd: float


@dataclass(frozen=True, slots=True)
class FindingCountRow:
    """How often a check said the same in a run (the view `finding_counts`)."""

    run_id: str
    campaign: str
    check_id: str
    code: str
    status: Status
    count: int


@dataclass(frozen=True, slots=True)
class PictureRow:
    """A file of a campaign as it was stored last (the view `pictures`); `path` is relative to the campaign's folder."""

    campaign: str
    path: str
    product: str
    country: str
    locale: str
    direction: str
    ratio: str
    status: Status
    sha256: str
    run_id: str
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class Table(Generic[RowT]):
    """How a kind of row is called in SQL, and how its values go there and come back.

    `name` is empty for rows that come from a query of ours and stand in no table.
    """

    name: str
    kind: type[RowT]
    columns: tuple[str, ...]
    inward: tuple[Callable[[Any], Any], ...]
    outward: tuple[Callable[[Any], Any], ...]

    def values(self, row: RowT) -> tuple[Any, ...]:
        """Return the row as SQL values."""
        return tuple([convert(getattr(row, column)) for column, convert in zip(self.columns, self.inward, strict=True)])

    def row(self, values: tuple[Any, ...]) -> RowT:
        """Return SQL values, in column order, as the row."""
        return self.kind(*[convert(value) for value, convert in zip(values, self.outward, strict=True)])


NAMES: dict[type, str] = {
    RunStartRow: "run_starts",
    RunEndRow: "run_ends",
    HeroRow: "heroes",
    CopyRow: "copies",
    FindingRow: "findings",
    AssetRow: "assets",
    FailureRow: "failures",
    PassedOverRow: "passed_over",
    SpanRow: "spans",
    DocumentRow: "documents",
    RunRow: "runs",
    ProviderUseRow: "provider_uses",
    FindingCountRow: "finding_counts",
    PictureRow: "pictures",
    AttemptStartRow: "attempt_starts",
    AttemptEndRow: "attempt_ends",
    ReviewRow: "reviews",
    AttemptRow: "attempts",
    HeroCostRow: "hero_costs",
    SpendRow: "spend",
    LatestReviewRow: "latest_reviews",
    StageTimeRow: "stage_times",
}
"""Tables and views by the rows they hold."""


def table(kind: type[RowT]) -> Table[RowT]:
    """Return the table or view that holds rows of *kind*."""
    return _table(typing.cast("Any", kind))


@functools.cache
def _table(kind: Any) -> Table[Any]:
    hints = typing.get_type_hints(kind)
    columns = tuple(field.name for field in dataclasses.fields(kind))
    conversions = [_conversions(hints[column]) for column in columns]
    return Table(NAMES.get(kind, ""), kind, columns, tuple(c[0] for c in conversions), tuple(c[1] for c in conversions))


def _conversions(hint: Any) -> tuple[Callable[[Any], Any], Callable[[Any], Any]]:
    if typing.get_origin(hint) is tuple:
        return list, tuple
    if isinstance(hint, type) and issubclass(hint, Enum):
        return (lambda member: member.name), hint.__getitem__
    if hint is datetime or datetime in typing.get_args(hint):
        return _to_naive_utc, _to_aware_utc
    return _same, _same


def _same(value: Any) -> Any:
    return value


def _to_naive_utc(moment: datetime | None) -> datetime | None:
    # DuckDB's TIMESTAMP WITH TIME ZONE needs pytz in Python; plain timestamps that are always UTC do not.
    return moment and moment.astimezone(UTC).replace(tzinfo=None)


def _to_aware_utc(moment: datetime | None) -> datetime | None:
    return moment and moment.replace(tzinfo=UTC)
