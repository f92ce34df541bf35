"""The events of a run on their way to the journal, the screen and the log, and what they say it cost."""

import time
from typing import TYPE_CHECKING

from creative_cli.engine.context import EventSink
from creative_cli.engine.plan import RunOutcome
from creative_cli.errors import ExitCode
from creative_cli.events import AssetStored, AttemptEnded, AttemptStarted, Event, RunFinished
from creative_cli.providers.base import ImageTask
from creative_cli.runlog.journal import Journal

if TYPE_CHECKING:
    from creative_cli.services.run_prefetch import Prefetch


class RunEvents:
    """Forwards the events of a run and adds up its costs.

    `maybe_usd` is for calls that broke off and may have been charged. `prefetch` starts at the first image request, and
    at the first ad where `idle` says that other processes make the ads.
    """

    def __init__(self, journal: Journal, watch: EventSink) -> None:
        """Append every event to *journal*, then give it to *watch*."""
        self.prefetch: Prefetch | None = None
        self.idle = False
        self.paid_usd = self.maybe_usd = 0.0
        self._journal, self._watch = journal, watch
        self._estimates: dict[str, float] = {}
        self._started = time.monotonic()

    def emit(self, event: Event) -> None:
        """Forward *event*, and start the prefetch where the run waits from now on."""
        self._journal.append(event)
        if isinstance(event, AttemptStarted):
            self._estimates[event.attempt] = event.estimate_usd
        elif isinstance(event, AttemptEnded):
            estimate = self._estimates.pop(event.attempt, 0.0)
            self.paid_usd += event.usd
            if event.maybe_charged:
                self.maybe_usd += max(0.0, estimate - event.usd)
        self._watch(event)
        if self.prefetch is not None and self._waits_after(event):
            self.prefetch.start()

    def _waits_after(self, event: Event) -> bool:
        if isinstance(event, AttemptStarted):
            return event.task in tuple(ImageTask)
        return self.idle and isinstance(event, AssetStored) and not event.cached

    def finish(self, outcome: RunOutcome, status: str, exit_code: ExitCode) -> float:
        """Emit the last event; return the duration of the run in seconds."""
        seconds, made, failed = time.monotonic() - self._started, outcome.made, len(outcome.failures)
        unchanged, paid = outcome.unchanged, self.paid_usd
        self.emit(RunFinished(status, int(exit_code), made, unchanged, failed, paid, 1000 * seconds))
        return seconds
