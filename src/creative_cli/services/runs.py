"""Run a plan: connect the engine to the workspace, then index the ads and publish their page."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import NoReturn

from creative_cli.engine.context import EventSink, RunContext
from creative_cli.engine.interrupt import InterruptHandler
from creative_cli.engine.pipeline import run_plan
from creative_cli.engine.plan import RunOutcome, RunPlan, RunResult
from creative_cli.errors import (
    CreativeError,
    ExitCode,
    InterruptedRunError,
    PictureError,
    ProviderError,
    StorageError,
    WordsError,
)
from creative_cli.events import AttemptEnded, AttemptStarted, Event, RunFinished, StageName, StageTimed
from creative_cli.models import Status
from creative_cli.providers.base import ImageTask
from creative_cli.runlog.journal import Journal, new_run_id
from creative_cli.services import clients, preflight, translations
from creative_cli.services.provider_registry import ProviderChain
from creative_cli.services.reviews import gallery_is_current, publish_gallery
from creative_cli.services.searches import open_search_library, prefetch_index_work
from creative_cli.services.workspace import Workspace
from creative_cli.storage.cache import Cache
from creative_cli.storage.outputs import OutputFolder
from creative_cli.translation.service import TranslationService


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How a run works: who paints, pictures at once (None: as many as cores), what makes it exit 1.

    `editable` asks for PDFs beside the ads; `max_usd` is the most that may still be spent, USD, None for no limit.
    """

    casting: ProviderChain
    jobs: int | None
    fail_from: Status | None
    editable: bool = False
    max_usd: float | None = None


@dataclass(slots=True)
class _Spending:
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


def execute_run(
    order: RunPlan, where: Workspace, work: RunOptions, watch: EventSink, say: Callable[[str], None]
) -> RunResult:
    """Make what *order* asks for in *where*; *say* tells people what they should know beside the result.

    Raises BriefError, PictureError and WordsError before anything is made.
    """
    where.state.create()
    cache, run_id = Cache(where.state), new_run_id()
    preflight.remember_marks(order, cache)
    with (
        preflight.locating_picture_errors((order,), cache),
        Journal.open(where.state, run_id) as journal,
        InterruptHandler() as ctrl_c,
    ):
        return _Run(order, where, work, watch, say, run_id, cache, journal).go(ctrl_c)


@dataclass(eq=False)
class _Run:
    """One run from its first event to its last: the engine makes the ads, then they are indexed and published."""

    order: RunPlan
    where: Workspace
    work: RunOptions
    watch: EventSink
    say: Callable[[str], None]
    run_id: str
    cache: Cache
    journal: Journal
    spending: _Spending = field(default_factory=_Spending)
    started: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.library = open_search_library(self.where, None, self.emit)
        self.ahead = _WorkAhead(partial(prefetch_index_work, self.where, self.library, self.order), self.emit)

    def emit(self, event: Event) -> None:
        """Record *event* and show it; the first call for a picture starts what can be done meanwhile."""
        self.journal.append(event)
        self.spending.note(event)
        self.watch(event)
        # Pseudo-copy is thrown away: it is not indexed.
        if isinstance(event, AttemptStarted) and event.task in tuple(ImageTask) and not self.order.pseudo:
            self.ahead.start()

    def go(self, ctrl_c: InterruptHandler) -> RunResult:
        context = self.context()
        try:
            settlement = run_plan(self.order, context, ctrl_c)
        except (PictureError, WordsError) as error:
            self.finish(context.outcome, "refused", error.exit_code)
            raise
        finally:
            self.ahead.stop()
        notice = " ".join(self.publish(context.outcome, ctrl_c, changed=settlement.written))
        interrupted = ctrl_c.pressed
        exit_code = self.exit_code(context.outcome, interrupted=interrupted, incomplete=bool(notice))
        seconds = self.finish(context.outcome, "interrupted" if interrupted else "finished", exit_code)
        return RunResult(
            run_id=self.run_id,
            folder=str(context.folder.path),
            provider=self.work.casting.label,
            outcome=context.outcome,
            settlement=settlement,
            cost_usd=self.spending.known,
            maybe_usd=self.spending.maybe,
            seconds=seconds,
            exit_code=exit_code,
            interrupted=interrupted,
            notice=notice,
        )

    def context(self) -> RunContext:
        """Build what the engine works with, the clients of services among it."""
        where, settings, casting = self.where, self.where.settings, self.work.casting
        caller = clients.build_caller(where, settings, self.work.max_usd, self.say, self.emit)
        return RunContext(
            run_id=self.run_id,
            cache=self.cache,
            folder=OutputFolder(where.output, self.order.campaign, where.state),
            outcome=RunOutcome(self.order),
            emit=self.emit,
            jobs=self.work.jobs or os.cpu_count() or 1,
            chain=clients.build_fallback_chain(where, settings, casting, caller, self.cache)
            if casting.painters
            else None,
            studio=casting.studio,
            copy_desk=TranslationService(
                translations.open_copy_memory(where), translations.build_translator(settings, caller)
            ),
            editable=self.work.editable,
        )

    def publish(self, outcome: RunOutcome, ctrl_c: InterruptHandler, *, changed: bool) -> Iterator[str]:
        """Index the ads and write their page; yield what went wrong: the ads are finished whatever happens here."""
        # The two wait for the disk and do not need each other. Ctrl-C stops the index only: the page is soon done.
        with ThreadPoolExecutor(1, thread_name_prefix="creative") as beside:
            page = beside.submit(self.timed, "gallery", partial(self.publish_page, outcome.plan, changed=changed))
            if not ctrl_c.pressed and not self.order.pseudo:
                try:
                    with ctrl_c.stops(_stop):
                        self.timed("search index", partial(self.index_ads, outcome))
                except (StorageError, ProviderError) as error:
                    yield f"The ads are finished, but search will not find them: {error.sentence} {error.hint}"
                except InterruptedRunError:
                    pass  # every ad is finished; the next run indexes them
            try:
                page.result()
            except StorageError as error:
                yield f"The ads are finished, but their page is not: {error.sentence} {error.hint}"

    def index_ads(self, outcome: RunOutcome) -> None:
        self.library.index_ads(outcome.plan, tuple(outcome.assets), self.run_id, self.emit)

    def publish_page(self, order: RunPlan, *, changed: bool) -> None:
        if changed or not gallery_is_current(order.campaign, self.where):
            publish_gallery(order, self.where, self.say)

    def timed(self, subject: str, call: Callable[[], None]) -> None:
        started = time.monotonic()
        call()
        self.emit(StageTimed(StageName.STORE, subject, 1000 * (time.monotonic() - started)))

    def exit_code(self, outcome: RunOutcome, *, interrupted: bool, incomplete: bool) -> ExitCode:
        if interrupted:
            return ExitCode.INTERRUPTED
        if outcome.failures or incomplete:
            return ExitCode.INCOMPLETE
        threshold = self.work.fail_from
        if threshold is not None and any(asset.status >= threshold for asset in outcome.assets):
            return ExitCode.FINDINGS
        return ExitCode.OK

    def finish(self, outcome: RunOutcome, status: str, exit_code: ExitCode) -> float:
        seconds, unchanged = time.monotonic() - self.started, outcome.unchanged
        made, failed, paid = outcome.made, len(outcome.failures), self.spending.known
        self.emit(RunFinished(status, int(exit_code), made, unchanged, failed, paid, 1000 * seconds))
        return seconds


@dataclass(eq=False)
class _WorkAhead:
    """Loads and embeds in a thread, while calls for pictures are out, what the end of a run needs."""

    pieces: Callable[[], Iterator[str]]
    emit: EventSink
    _stopped: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None
    _bug: BaseException | None = None

    def start(self) -> None:
        """Begin, the first time."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="creative-ahead")
            self._thread.start()

    def stop(self) -> None:
        """End after the piece in hand: what was not reached is done at the end of the run. Raises a bug's exception."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()
        if self._bug is not None:
            raise self._bug

    def _work(self) -> None:
        started = time.monotonic()
        try:
            for _ in self.pieces():
                self.emit(StageTimed(StageName.STORE, "ahead", 1000 * (time.monotonic() - started)))
                if self._stopped.is_set():
                    return
                started = time.monotonic()
        except CreativeError:
            return  # the end of the run meets the same error and reports it
        except BaseException as bug:  # noqa: BLE001  # raised where the run waits for it
            self._bug = bug


def _stop() -> NoReturn:
    raise InterruptedRunError("Stopped.", "Run the same command again to go on.")
