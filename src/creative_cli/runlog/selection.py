"""Select the runs that a query covers."""

from dataclasses import dataclass
from datetime import UTC, datetime

# A condition on `run_id`, which every table has. DuckDB drops the parts whose parameter is NULL.
SELECTED = """(
  ($since IS NULL OR run_id >= $since)
  AND ($campaign IS NULL OR run_id IN (SELECT run_id FROM run_starts WHERE campaign = $campaign))
  AND ($run_id IS NULL OR run_id = $run_id)
)"""


@dataclass(frozen=True, slots=True)
class Selection:
    """A filter for runs; None does not filter. `since` is inclusive and precise to the second."""

    since: datetime | None = None
    campaign: str | None = None
    run_id: str | None = None

    def parameters(self) -> dict[str, str | None]:
        """Return the parameters of a query that contains `SELECTED`."""
        # Run ids begin with the start time to the second, which allows filtering by time without a join.
        since = None if self.since is None else f"{self.since.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        return {"since": since, "campaign": self.campaign, "run_id": self.run_id}


ALL_RUNS = Selection()
