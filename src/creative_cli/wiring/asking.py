"""What questions to the run log need."""

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from creative_cli.errors import UsageError
from creative_cli.wiring.house import House

if TYPE_CHECKING:
    from creative_cli.report import Report
    from creative_cli.storage.state import OnWait


def report(where: House, campaign: str | None, since: str | None, on_wait: "OnWait") -> "Report":
    """Sum up past runs, of one campaign or all."""
    from creative_cli.report import summarize  # noqa: PLC0415  # only where runs are read
    from creative_cli.storage.runlog import RunLog, Selection  # noqa: PLC0415  # same

    selection = Selection(since=_moment(since), campaign=campaign)
    with RunLog.open(where.state, on_wait) as log:
        if log.rebuilt:
            on_wait(f"The run log was made anew from the journals: {log.rebuilt}")
        return summarize(log.runs(selection), log.provider_uses(selection), log.finding_counts(selection))


def _moment(text: str | None) -> datetime | None:
    """Read a day, a time, or an age such as 30d; raise UsageError for anything else."""
    if text is None:
        return None
    age = re.fullmatch(r"(\d{1,5})([hdw])", text)
    if age is not None:
        unit = {"h": "hours", "d": "days", "w": "weeks"}[age[2]]
        return datetime.now(UTC) - timedelta(**{unit: int(age[1])})
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is not a time.", "Write a day (2026-06-01) or an age (30d, 12h, 2w).") from error
    return moment if moment.tzinfo else moment.astimezone()


def rebuild(where: House, on_wait: "OnWait") -> str:
    """Make the run log anew from the journals and say what came of it."""
    from creative_cli.storage.runlog import RunLog  # noqa: PLC0415  # only where runs are read

    imported = RunLog.rebuild(where.state, on_wait)
    broken = "".join(f"\n{line}" for line in imported.broken)
    return f"The run log was made anew from {imported.events} events.{broken}"
