"""A clock that is behind the last run: it was set back, or was wrong when that run was made."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from creative_cli.runlog.journal import find_newest_start

CLOCK_TOLERANCE = timedelta(days=1)  # machines that share a folder differ by less


def report_clock_behind(journals: Path, say: Callable[[str], None]) -> None:
    """*Say* that the clock is behind the newest run in the folder *journals*, if it is by more than the tolerance."""
    now, newest = datetime.now(UTC), find_newest_start(journals)
    if newest is not None and newest > now + CLOCK_TOLERANCE:
        say(
            f"The clock of this machine says {now:%Y-%m-%d %H:%M} UTC, but the last run began {newest:%Y-%m-%d %H:%M}. "
            "Runs keep their order; dates in reports follow the clock. Set it."
        )
