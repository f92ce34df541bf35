"""Filters of a search, and the same filters as SQL over the catalog's tables."""

from collections.abc import Sequence
from dataclasses import dataclass

from creative_cli.models import Status


@dataclass(frozen=True, slots=True)
class SearchFilters:
    """Filters of a search; an empty field does not filter. `since` is ISO 8601, UTC.

    A document passes `ratios` and `statuses` when one of its pictures passes both.
    """

    campaigns: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    locales: tuple[str, ...] = ()
    ratios: tuple[str, ...] = ()
    statuses: tuple[Status, ...] = ()
    since: str = ""
    variants: tuple[str, ...] = ()

    def keeps(self, ratio: str, status: Status) -> bool:
        """Return whether a picture passes."""
        return (not self.ratios or ratio in self.ratios) and (not self.statuses or status in self.statuses)


NO_FILTERS = SearchFilters()


@dataclass(frozen=True, slots=True)
class UnknownFilterValue:
    """A filter value that no indexed ad has; `filter` is its kind (`campaign`), `known` the indexed values, sorted."""

    filter: str
    value: str
    known: tuple[str, ...]


def build_sql_condition(filters: SearchFilters) -> tuple[str, dict[str, str | int]]:
    """Return *filters* as a condition for WHERE over `documents`, and its named values; "" when nothing filters."""
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
        ("variant", filters.variants),
    )
    parts = [among(column, allowed) for column, allowed in fields if allowed]
    statuses = tuple(int(status) for status in filters.statuses)
    pictures = [
        among(column, allowed) for column, allowed in (("ratio", filters.ratios), ("status", statuses)) if allowed
    ]
    if pictures:
        parts.append(f"doc IN (SELECT doc FROM pictures WHERE {' AND '.join(pictures)})")
    if filters.since:
        values["since"] = filters.since
        parts.append("made_at >= :since")
    return " AND ".join(parts), values
