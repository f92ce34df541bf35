"""The tables of the run log as records: one class a table, one field a column, in the table's order.

Rows that come from an event carry its id, its run and its time (`happened_at`, UTC). Money is USD, sizes are px or
bytes, durations ms. The file is long because the tables are many; it is read one class at a time.
"""

import dataclasses
import functools
import typing
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
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
class FindingRow:
    """What one check said of one ad; `event_id` is that of the ad."""

    event_id: str
    run_id: str
    happened_at: datetime
    path: str
    check_id: str
    code: str
    status: Status
    message: str


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


EventRow: TypeAlias = (
    RunStartRow | RunEndRow | HeroRow | CopyRow | AssetRow | FailureRow | FindingRow | SpanRow | DocumentRow
)
"""A row that comes from an event of a journal."""


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run as a whole (the view `runs`).

    `status` is that of its end, or 'running', or 'interrupted' when its process is gone. Counts and cost are of what
    happened so far; `ms` runs to the last thing that happened when there is no end.
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
    ms: float


@dataclass(frozen=True, slots=True)
class ProviderUseRow:
    """How often a run took its pictures from one model (the view `provider_uses`); `cost_usd` is this run's own."""

    run_id: str
    campaign: str
    kind: str
    provider: str
    model: str
    made: int
    cached: int
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
    """How a kind of row is called in SQL, and how its values go there and come back."""

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
    SpanRow: "spans",
    DocumentRow: "documents",
    RunRow: "runs",
    ProviderUseRow: "provider_uses",
    FindingCountRow: "finding_counts",
    PictureRow: "pictures",
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
    return Table(NAMES[kind], kind, columns, tuple(c[0] for c in conversions), tuple(c[1] for c in conversions))


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
