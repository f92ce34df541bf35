"""How the rows of tables and views are called in SQL, and how their values go there and come back."""

import dataclasses
import functools
import typing
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Any, Generic, TypeVar

from creative_cli.runlog.rows import (
    AssetRow,
    AttemptEndRow,
    AttemptStartRow,
    CopyRow,
    DocumentRow,
    FailureRow,
    FindingRow,
    HeroRow,
    PassedOverRow,
    ReviewRow,
    RunEndRow,
    RunStartRow,
    SpanRow,
)
from creative_cli.runlog.views import (
    AttemptRow,
    FindingCountRow,
    HeroCostRow,
    LatestReviewRow,
    PictureRow,
    ProviderUseRow,
    RunRow,
    SpendRow,
    StageTimeRow,
)

RowT = TypeVar("RowT")


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
