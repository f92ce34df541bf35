"""What answers are narrowed to, and the same as a condition over the catalog's tables."""

from collections.abc import Sequence
from dataclasses import dataclass

from creative_cli.models import Status


@dataclass(frozen=True, slots=True)
class SearchFilters:
    """What answers are narrowed to; an empty tuple asks for nothing. `since` is ISO 8601, UTC.

    `ratios` and `statuses` are met by a document with at least one picture that has both.
    """

    campaigns: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    locales: tuple[str, ...] = ()
    ratios: tuple[str, ...] = ()
    statuses: tuple[Status, ...] = ()
    since: str = ""

    def keeps(self, ratio: str, status: Status) -> bool:
        """Tell whether a picture is among those asked for."""
        return (not self.ratios or ratio in self.ratios) and (not self.statuses or status in self.statuses)


NO_FILTERS = SearchFilters()


@dataclass(frozen=True, slots=True)
class UnknownFilterValue:
    """A value of a filter that nothing on record has: what it is of (`campaign`), and those that are, sorted."""

    filter: str
    value: str
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SqlCondition:
    """A part of SQL that may stand after WHERE over `documents`, and its named values; empty where all is asked for."""

    sql: str
    values: dict[str, str | int]


def build_sql_condition(filters: SearchFilters) -> SqlCondition:
    """Write *filters* as SQL; every value is bound, none is pasted in."""
    values: dict[str, str | int] = {}

    def among(column: str, allowed: Sequence[str | int]) -> str:
        names = [f"{column}_{number}" for number in range(len(allowed))]
        values.update(zip(names, allowed, strict=True))
        return f"{column} IN ({', '.join(f':{name}' for name in names)})"

    fields = (
        ("campaign", filters.campaigns),
        ("product", filters.products),
        ("country", filters.countries),
        ("locale", filters.locales),
    )
    parts = [among(column, allowed) for column, allowed in fields if allowed]
    statuses = tuple(int(status) for status in filters.statuses)
    pictures = [
        *([among("ratio", filters.ratios)] if filters.ratios else []),
        *([among("status", statuses)] if statuses else []),
    ]
    if pictures:
        parts.append(f"doc IN (SELECT doc FROM pictures WHERE {' AND '.join(pictures)})")  # noqa: S608  # bound above
    if filters.since:
        values["since"] = filters.since
        parts.append("made_at >= :since")
    return SqlCondition(" AND ".join(parts), values)
