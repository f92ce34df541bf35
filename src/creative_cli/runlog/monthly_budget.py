"""The monthly budget of a state folder, shared by all its processes through their journals.

Admitting and journaling a call happens under one lock: with two runs at once, the second sees the estimate of the
first one's call. As long as no call costs more than its estimate, the journals of a month never exceed its budget.
A finished call counts at its known cost. A call that may have been charged, is in flight, or was in flight when its
run was killed counts at its estimate. With a call dated after today nothing is admitted: the clock was set back, or was
wrong then, and the calls of this month cannot be told from others.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from creative_cli.errors import StorageError
from creative_cli.events import AttemptEnded, AttemptStarted
from creative_cli.http.budget import TOLERANCE_USD, over_budget
from creative_cli.runlog.clock_behind import CLOCK_TOLERANCE
from creative_cli.runlog.importer import list_journals
from creative_cli.runlog.journal import BrokenLine, JournalLine, decode_event, read_lines
from creative_cli.storage.atomic import raising_storage_errors
from creative_cli.storage.state import StateFolder

ATTEMPTS = b'"type":"Attempt'  # occurs in every line about a call; other lines are not parsed


class _Calls:
    """The calls of one journal, as far as it was read."""

    def __init__(self) -> None:
        self.size = -1
        self.end = 0
        self.charged: dict[str, float] = {}
        self.broken: BrokenLine | None = None
        self.latest: JournalLine | None = None

    def read_on(self, path: Path, month: datetime) -> None:
        """Add new lines of *path* about calls that started or ended since *month* began."""
        with raising_storage_errors(path, "read"):
            size = path.stat().st_size
        if size == self.size:
            return
        self.size = size
        for line in read_lines(path, self.end, holding=ATTEMPTS):
            self.end = line.end
            if isinstance(line, BrokenLine):
                self.broken = self.broken or line
                continue
            if self.latest is None or line.at > self.latest.at:
                self.latest = line
            if self.latest.at < month:  # not the line's own time: a clock set back in the middle would hide its calls
                continue
            event = decode_event(line)
            if isinstance(event, AttemptStarted):
                self.charged[event.attempt] = event.estimate_usd
            elif isinstance(event, AttemptEnded):
                most = self.charged.get(event.attempt, 0.0) if event.maybe_charged else 0.0
                self.charged[event.attempt] = max(event.usd, most)


class MonthBudget:
    """Spending limit per month (UTC) for all calls of a state folder; for use in one event loop."""

    def __init__(
        self,
        state: StateFolder,
        name: str,
        usd: float,
        tell: Callable[[str], None],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Allow *usd* per month for all processes that share *state*.

        *name* is the setting's name in error messages; *tell* gets one sentence while waiting for another process.
        """
        self._state = state
        self._name = name
        self._usd = usd
        self._tell = tell
        self._now = now
        self._month = datetime.min.replace(tzinfo=UTC)
        self._journals: dict[Path, _Calls] = {}

    @contextmanager
    def admitting(self, usd: float) -> Iterator[None]:
        """Admit a call of at most *usd*, and hold the lock while the block journals it.

        Raises StorageError, also if what the month has cost cannot be known, and OverBudgetError if the budget does not
        cover it besides all other calls.
        """
        with self._state.locked("month", "the month's budget", self._tell):
            spent = self.spent()
            unknown = self.unknown()
            if usd > 0 and unknown:
                raise StorageError(
                    f"What this month has cost is unknown, so {self._name} cannot be kept: {unknown}.",
                    "Restore that journal from a backup. To count the lost as nothing, remove the line, or the file.",
                )
            if usd > 0:
                self._require_sound_clock()
            if usd > 0 and spent + usd > self._usd + TOLERANCE_USD:
                raise over_budget(self._name, self._usd, spent, usd)
            yield

    def unknown(self) -> str:
        """Return the first damaged line among those that `spent` read, with its place; empty if there is none."""
        return next((str(calls.broken) for calls in self._journals.values() if calls.broken is not None), "")

    def _require_sound_clock(self) -> None:
        """Raise StorageError if a call is dated after today: which month it belongs to cannot be known."""
        now = self._now()
        dated = [calls.latest for calls in self._journals.values() if calls.latest is not None]
        latest = max(dated, key=lambda line: line.at, default=None)
        if latest is not None and latest.at > now + CLOCK_TOLERANCE:
            raise StorageError(
                f"The clock of this machine says {now:%Y-%m-%d %H:%M} UTC, but run {latest.run_id} made a call at "
                f"{latest.at:%Y-%m-%d %H:%M}, so {self._name} cannot be kept.",
                f"Set the clock. If it is right now, move {latest.run_id}.jsonl out of {self._state.journal}: "
                "its calls then count in no month.",
            )

    def spent(self) -> float:
        """Return the cost of this month's calls in USD, including those of this process; write nothing."""
        month = self._now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        if month != self._month:
            self._month = month
            self._journals = {}
        for path in list_journals(self._state.journal):
            if path not in self._journals and _untouched_since(path, month):
                continue
            self._journals.setdefault(path, _Calls()).read_on(path, month)
        return sum(sum(calls.charged.values()) for calls in self._journals.values())


def _untouched_since(path: Path, month: datetime) -> bool:
    with raising_storage_errors(path, "read"):
        # Its name too: a clock that was set back in the middle of a run leaves an early time of change.
        return path.stat().st_mtime < month.timestamp() and path.name < f"{month:%Y%m%d}"
