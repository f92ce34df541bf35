"""Select the runs that a query covers."""

from dataclasses import dataclass
from datetime import UTC, datetime

# A condition on `run_id`, which every table has. DuckDB drops the parts whose parameter is NULL.
SELECTED = """(
  ($since IS NULL OR run_id >= $since)
  AND ($until IS NULL OR run_id < $until)
  AND ($campaign IS NULL OR run_id IN (SELECT run_id FROM run_starts WHERE campaign = $campaign))
  AND ($run_ids IS NULL OR run_id IN (SELECT unnest($run_ids)))
)"""


@dataclass(frozen=True, slots=True)
class Selection:
    """A filter for runs; None does not filter. They start at `since` or later, and before `until`, to the second."""

    since: datetime | None = None
    until: datetime | None = None
    campaign: str | None = None
    run_ids: tuple[str, ...] | None = None

    def parameters(self) -> dict[str, str | list[str] | None]:
        """Return the parameters of a query that contains `SELECTED`."""
        # Run ids begin with the start time to the second, which allows filtering by time without a join.
        since, until = (
            None if moment is None else _name_second(moment.astimezone(UTC)) for moment in (self.since, self.until)
        )
        run_ids = None if self.run_ids is None else list(self.run_ids)
        return {"since": since, "until": until, "campaign": self.campaign, "run_ids": run_ids}


def _name_second(moment: datetime) -> str:
    return f"{moment.year:04}{moment:%m%dT%H%M%SZ}"  # %Y has no leading zeros on Linux


ALL_RUNS = Selection()
