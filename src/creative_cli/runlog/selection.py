"""Select the runs that a query covers."""

from dataclasses import dataclass
from datetime import UTC, datetime

# A condition on `run_id`, which every table has. DuckDB drops the parts whose parameter is NULL.
SELECTED = """(
  ($since IS NULL OR run_id >= $since)
  AND ($campaign IS NULL OR run_id IN (SELECT run_id FROM run_starts WHERE campaign = $campaign))
  AND ($run_ids IS NULL OR run_id IN (SELECT unnest($run_ids)))
)"""


@dataclass(frozen=True, slots=True)
class Selection:
    """A filter for runs; None does not filter. `since` is inclusive and precise to the second."""

    since: datetime | None = None
    campaign: str | None = None
    run_ids: tuple[str, ...] | None = None

    def parameters(self) -> dict[str, str | list[str] | None]:
        """Return the parameters of a query that contains `SELECTED`."""
        # Run ids begin with the start time to the second, which allows filtering by time without a join.
        since = None if self.since is None else f"{self.since.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        run_ids = None if self.run_ids is None else list(self.run_ids)
        return {"since": since, "campaign": self.campaign, "run_ids": run_ids}


ALL_RUNS = Selection()
