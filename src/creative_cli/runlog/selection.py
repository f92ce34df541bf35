"""Which runs a question is about."""

from dataclasses import dataclass
from datetime import UTC, datetime

SELECTED = """(
  ($since IS NULL OR run_id >= $since)
  AND ($campaign IS NULL OR run_id IN (SELECT run_id FROM run_starts WHERE campaign = $campaign))
  AND ($run_id IS NULL OR run_id = $run_id)
)"""
"""A condition on the column `run_id`, which every table has. DuckDB drops the parts whose parameter is NULL."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which runs are asked for; what is None does not narrow. `since` is inclusive, to the second."""

    since: datetime | None = None
    campaign: str | None = None
    run_id: str | None = None

    def parameters(self) -> dict[str, str | None]:
        """Return the parameters of a query with `SELECTED` in it."""
        # Run ids begin with the second the run started in: time is cut without a join.
        since = None if self.since is None else f"{self.since.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        return {"since": since, "campaign": self.campaign, "run_id": self.run_id}


ALL_RUNS = Selection()
