"""Which runs a question is about."""

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Selection:
    """Which runs are asked for; what is None does not narrow. `since` is inclusive, to the second."""

    since: datetime | None = None
    campaign: str | None = None
    run_id: str | None = None

    def where(self) -> tuple[str, tuple[str, ...]]:
        """Return a condition on the column `run_id`, which every table has, and its parameters."""
        # Run ids begin with the second the run started in: time is cut without a join.
        since = None if self.since is None else f"{self.since.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        wanted = {
            "run_id >= ?": since,
            "run_id IN (SELECT run_id FROM run_starts WHERE campaign = ?)": self.campaign,
            "run_id = ?": self.run_id,
        }
        conditions = {condition: value for condition, value in wanted.items() if value is not None}
        return " AND ".join(conditions) or "TRUE", tuple(conditions.values())


ALL_RUNS = Selection()
