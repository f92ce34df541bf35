"""What a month's calls cost over all processes of a state folder, read from their journals right before the next.

A call is admitted and journaled under one lock. So of two runs at the same moment, the later one sees the estimate of
the other's call before it asks whether its own still fits: while no call costs more than its estimate, the journals
of a month never come to more than its budget. A call that ended counts what it is known to have cost, one that may
have been charged, is still on its way, or was on its way when its run was killed counts its estimate.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from creative_cli.events import AttemptEnded, AttemptStarted
from creative_cli.http.budget import TOLERANCE_USD, over_budget
from creative_cli.runlog.importer import list_journals
from creative_cli.runlog.journal import BrokenLine, decode_event, read_lines
from creative_cli.storage.atomic import raising_storage_errors
from creative_cli.storage.state import StateFolder

ATTEMPTS = b'"type":"Attempt'
"""What every line about a call holds; the others are not even parsed."""


class _Calls:
    """The calls one journal tells of, as far as it was read."""

    def __init__(self) -> None:
        self.size = -1
        self.end = 0
        self.charged: dict[str, float] = {}

    def read_on(self, path: Path, month: datetime) -> None:
        """Take in what *path* gained, of calls that left or ended since *month* began."""
        with raising_storage_errors(path, "read"):
            size = path.stat().st_size
        if size == self.size:
            return
        self.size = size
        for line in read_lines(path, self.end, holding=ATTEMPTS):
            self.end = line.end
            # A broken line is told of by whoever opens the run log; what it says of money nobody can read.
            if isinstance(line, BrokenLine) or line.at < month:
                continue
            event = decode_event(line)
            if isinstance(event, AttemptStarted):
                self.charged[event.attempt] = event.estimate_usd
            elif isinstance(event, AttemptEnded):
                most = self.charged.get(event.attempt, 0.0) if event.maybe_charged else 0.0
                self.charged[event.attempt] = max(event.usd, most)


class MonthBudget:
    """The ceiling over one month (UTC) of all calls of a state folder; for one event loop."""

    def __init__(
        self,
        state: StateFolder,
        name: str,
        usd: float,
        tell: Callable[[str], None],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Let *usd* be spent in a month by those who share *state*.

        *name* is what people set, *tell* is told one sentence while another process asks.
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
        """Let a call of at most *usd* be journaled in the block, alone among all processes.

        Raises OverBudgetError when it does not fit with what all others spent and have on their way, StorageError.
        """
        with self._state.locked("month", "the month's budget", self._tell):
            spent = self.spent()
            if usd > 0 and spent + usd > self._usd + TOLERANCE_USD:
                raise over_budget(self._name, self._usd, spent, usd)
            yield

    def spent(self) -> float:
        """Return what the calls of this month cost by now, USD, this process's own among them; writes nothing."""
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
        return path.stat().st_mtime < month.timestamp()
