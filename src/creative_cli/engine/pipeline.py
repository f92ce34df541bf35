"""The line: a brief's products become finished ads, each stage once where its result is shared.

    generate   each product                            the hero picture                        heroes.py
    compose    each product × ratio × direction        the canvas that all its markets share   ads.py
    localize   each product × ratio × market           the market's copy, set on the canvas    ads.py
    check      each creative                           findings                                ads.py
    store      each creative                           the file and its manifest entry         ads.py, settling.py

Stages are pure functions run in threads. Each result is kept under a key of everything that determines it, so a
second run of the same brief makes nothing. Here a run begins and ends; `line.py` has what happens in between.
"""

import asyncio
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import NoReturn

from creative_cli import __version__
from creative_cli.engine.context import Makers, Watch, Workshop
from creative_cli.engine.executor import Threads
from creative_cli.engine.interrupt import CtrlC
from creative_cli.engine.plan import Order, RunResult
from creative_cli.engine.publish import settle
from creative_cli.engine.scheduler import Line
from creative_cli.engine.variants import Ads
from creative_cli.errors import ExitCode, InterruptedRunError, PictureError, ProviderError, StorageError, WordsError
from creative_cli.events import AttemptEnded, AttemptStarted, Event, RunFinished, RunStarted
from creative_cli.runlog.journal import new_run_id
from creative_cli.storage.outputs import Settlement

LINE = ("generate", "compose", "localize", "check", "store")
"""The stages in their order; the progress display and the docs read it from here."""


def run(order: Order, workshop: Workshop, watch: Watch) -> RunResult:
    """Make what *order* asks for and return how it went.

    A product or ad that cannot be made does not stop the others. Ctrl-C stops cleanly: what is finished is kept.
    Raises PictureError before anything is made when the brief's own pictures cannot be used.
    """
    run_id = new_run_id()
    with workshop.journal(run_id) as journal:
        paid = _Paid()

        def emit(event: Event) -> None:
            journal.append(event)
            paid.note(event)
            watch(event)

        threads = Threads(ThreadPoolExecutor(workshop.jobs, thread_name_prefix="creative"), emit)
        ads = Ads(order, workshop.cache, workshop.folder, workshop.editable, threads)
        return _Run(order, workshop, run_id, paid, threads, ads).go()


@dataclass(slots=True)
class _Paid:
    """What a run has paid so far, USD, and what it may have paid for calls that did not come back."""

    known: float = 0.0
    maybe: float = 0.0
    _estimates: dict[str, float] = field(default_factory=dict)

    def note(self, event: Event) -> None:
        if isinstance(event, AttemptStarted):
            self._estimates[event.attempt] = event.estimate_usd
        elif isinstance(event, AttemptEnded):
            estimate = self._estimates.pop(event.attempt, 0.0)
            self.known += event.usd
            if event.maybe_charged:
                self.maybe += max(0.0, estimate - event.usd)


@dataclass(eq=False)
class _Run:
    """One run from its first event to its last; `order` is the order as it was asked."""

    order: Order
    workshop: Workshop
    run_id: str
    paid: _Paid
    threads: Threads
    ads: Ads

    def go(self) -> RunResult:
        started = time.monotonic()
        order, ads, workshop, brief = self.order, self.ads, self.workshop, self.order.brief
        self.threads.emit(
            RunStarted(order.campaign, brief.name, brief.sha256, __version__, len(order.products), order.count)
        )
        line = Line(order, workshop, self.threads, ads)
        with CtrlC() as ctrl_c:
            try:
                makers = self._made(line, ctrl_c)
            except (PictureError, WordsError) as error:
                self._finish(started, "refused", error.exit_code)
                raise
            settlement = settle(order, ads.assets, self.run_id, workshop.folder)
            notice = " ".join(self._afterwards(line.order, settlement, ctrl_c))
            interrupted = ctrl_c.pressed
        exit_code = self._exit_code(interrupted=interrupted, incomplete=bool(notice))
        seconds = self._finish(started, "interrupted" if interrupted else "finished", exit_code)
        return RunResult(
            run_id=self.run_id,
            campaign=order.campaign,
            folder=str(workshop.folder.path),
            provider=makers.label,
            settlement=settlement,
            assets=tuple(sorted(ads.assets, key=lambda asset: asset.path)),
            unchanged=ads.unchanged,
            failures=tuple(ads.failures),
            kept_aside=tuple(ads.kept_aside),
            switches=tuple(line.switches),
            cost_usd=self.paid.known,
            maybe_usd=self.paid.maybe,
            seconds=seconds,
            exit_code=exit_code,
            interrupted=interrupted,
            notice=notice,
        )

    def _made(self, line: Line, ctrl_c: CtrlC) -> Makers:
        """Make the ads, until all are there or Ctrl-C stops it; return who made them."""
        makers = self.workshop.makers(line.heard)
        try:
            asyncio.run(_stoppable(line.make(makers), ctrl_c))
        except asyncio.CancelledError:
            if not ctrl_c.pressed:
                raise
        finally:
            self.threads.executor.shutdown(wait=True, cancel_futures=True)
        return makers

    def _afterwards(self, order: Order, settlement: Settlement, ctrl_c: CtrlC) -> Iterator[str]:
        """Make the ads findable and the page of them; yield what went wrong: the ads are finished whatever it is."""
        threads, workshop = self.threads, self.workshop
        remember = partial(workshop.remember, order, tuple(self.ads.assets), self.run_id, threads.emit)
        publish = partial(workshop.publish, order, settlement.written)
        # Neither needs the other, and both wait for the disk. Ctrl-C ends the index: the page is soon there.
        with ThreadPoolExecutor(1, thread_name_prefix="creative") as beside:
            page = beside.submit(threads.timed, "store", "gallery", publish)
            # Pseudo-copy is thrown away; nobody wants to find it next year.
            if not ctrl_c.pressed and not order.pseudo:
                try:
                    with ctrl_c.stops(_stop):
                        threads.timed("store", "search index", remember)
                except (StorageError, ProviderError) as error:
                    yield f"The ads are finished, but search will not find them: {error.sentence} {error.hint}"
                except InterruptedRunError:
                    pass  # every ad is finished: what Ctrl-C stopped is only that they are found; the next run mends it
            try:
                page.result()
            except StorageError as error:
                yield f"The ads are finished, but their page is not: {error.sentence} {error.hint}"

    def _exit_code(self, *, interrupted: bool, incomplete: bool) -> ExitCode:
        if interrupted:
            return ExitCode.INTERRUPTED
        if self.ads.failures or incomplete:
            return ExitCode.INCOMPLETE
        threshold = self.workshop.fail_from
        if threshold is not None and any(asset.status >= threshold for asset in self.ads.assets):
            return ExitCode.FINDINGS
        return ExitCode.OK

    def _finish(self, started: float, status: str, exit_code: ExitCode) -> float:
        seconds, unchanged = time.monotonic() - started, self.ads.unchanged
        made, failed, paid = len(self.ads.assets) - unchanged, len(self.ads.failures), self.paid.known
        self.threads.emit(RunFinished(status, int(exit_code), made, unchanged, failed, paid, 1000 * seconds))
        return seconds


async def _stoppable(work: Coroutine[None, None, None], ctrl_c: CtrlC) -> None:
    """Do *work*, cancelled by Ctrl-C."""
    loop, task = asyncio.get_running_loop(), asyncio.ensure_future(work)
    with ctrl_c.stops(partial(loop.call_soon_threadsafe, task.cancel)):
        await task


def _stop() -> NoReturn:
    raise InterruptedRunError("Stopped.", "Run the same command again to go on.")
