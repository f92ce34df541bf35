"""Run a plan: connect the engine to the workspace, then index the ads and publish their page."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import NoReturn

from creative_cli.engine.context import EventSink, RunContext
from creative_cli.engine.interrupt import InterruptHandler
from creative_cli.engine.pipeline import run_plan
from creative_cli.engine.plan import RunOutcome, RunPlan, RunResult
from creative_cli.engine.remote_sets import SetWorkers
from creative_cli.engine.work_spans import WorkSubject
from creative_cli.errors import ExitCode, InterruptedRunError, PictureError, StorageError, WordsError
from creative_cli.events import StageName
from creative_cli.findings.judge import FindingJudge
from creative_cli.machine_limits import count_cores
from creative_cli.models import Status
from creative_cli.retrieval.library import SearchLibrary
from creative_cli.runlog.clock_behind import report_clock_behind
from creative_cli.runlog.journal import Journal, new_run_id
from creative_cli.services import clients, preflight, translations
from creative_cli.services.judging import add_brief_waivers, list_rulings, open_finding_judge, weigh_outcome
from creative_cli.services.leftovers import remove_leftovers
from creative_cli.services.object_outputs import open_object_output
from creative_cli.services.provider_registry import ProviderChain
from creative_cli.services.reviews import gallery_is_current, publish_gallery
from creative_cli.services.run_events import RunEvents
from creative_cli.services.run_prefetch import Prefetch
from creative_cli.services.searches import INDEX_ERRORS, open_search_library, prefetch_index_work
from creative_cli.services.set_workers import find_spread, open_set_workers
from creative_cli.services.workspace import Workspace
from creative_cli.storage.cache import Cache
from creative_cli.storage.lock_waits import AFTER_CTRL_C_S
from creative_cli.storage.outputs import OutputFolder
from creative_cli.translation.service import TranslationService


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How to run a plan.

    `jobs` are threads or processes, None for one per core. `fail_from` is the lowest status that makes the run exit
    with 1, None for never. `editable` asks for PDFs beside the ads. `max_usd` is the budget, None for no limit. `judge`
    decides what findings count for, beside the waivers of the brief. `executor` is that of `open_set_workers`.
    """

    providers: ProviderChain
    jobs: int | None
    fail_from: Status | None
    editable: bool = False
    max_usd: float | None = None
    executor: str | None = None
    judge: FindingJudge = field(default_factory=open_finding_judge)

    @property
    def threads(self) -> int:
        """How many ads are made at a time."""
        return self.jobs or count_cores()

    @property
    def paid(self) -> bool:
        """Whether pictures may be bought."""
        return bool(self.providers.providers)


def execute_run(
    plan: RunPlan,
    where: Workspace,
    options: RunOptions,
    watch: EventSink,
    say: Callable[[str], None],
    run_id: str | None = None,
) -> RunResult:
    """Make the ads of *plan*, index them and publish their page. *say* prints messages for people.

    *run_id* is one that the caller has just made (`new_run_id`), to know it beforehand. Raises BriefError,
    PictureError, WordsError and StorageError before anything is made.
    """
    where.state.create()
    OutputFolder(where.output, plan.campaign, where.state).require_writable()
    remove_leftovers(where)
    report_clock_behind(where.state.journal, say)
    cache, run_id = Cache(where.state), run_id or new_run_id(where.state.journal)
    preflight.remember_marks(plan, cache)
    with (
        preflight.locating_picture_errors((plan,), cache),
        open_object_output(where, plan.campaign, say) as publish_objects,
        Journal.open(where.state, run_id) as journal,
        open_set_workers(options.executor, options.jobs, plan, where, say) as workers,
        InterruptHandler() as ctrl_c,
    ):
        events = RunEvents(journal, watch)
        library = open_search_library(where, None, events.emit, find_spread(workers))
        prefetch = Prefetch(partial(prefetch_index_work, where, library, plan), events.emit)
        if not plan.pseudo:  # pseudo-copy is thrown away and not indexed
            events.prefetch, events.idle = prefetch, workers is not None
        context = _build_context(plan, where, options, run_id, workers, say, events.emit)
        try:
            settlement = run_plan(plan, context, ctrl_c)
        except (PictureError, WordsError) as error:
            events.finish(context.outcome, "refused", error.exit_code)
            raise
        except StorageError as error:  # the manifest could not be written; the run has ended, it was not killed
            with suppress(StorageError):
                events.finish(context.outcome, "finished", error.exit_code)
            raise
        finally:
            prefetch.stop(AFTER_CTRL_C_S if ctrl_c.pressed else None)
        publish_page = partial(_publish_page, context.outcome.plan, where, say, changed=settlement.written)
        notice = " ".join((*_publish_ads(context, library, publish_page, ctrl_c), *publish_objects(context, ctrl_c)))
        interrupted = ctrl_c.pressed
        exit_code = _choose_exit_code(context.outcome, options, notice, interrupted=interrupted)
        for ruled in list_rulings(context.outcome, add_brief_waivers(options.judge, context.outcome.plan.brief)):
            events.emit(ruled)
        seconds = events.finish(context.outcome, "interrupted" if interrupted else "finished", exit_code)
        return RunResult(
            run_id=run_id,
            folder=where.name_campaign(plan.campaign),
            provider=options.providers.label,
            outcome=context.outcome,
            settlement=settlement,
            cost_usd=events.paid_usd,
            maybe_usd=events.maybe_usd,
            seconds=seconds,
            exit_code=exit_code,
            interrupted=interrupted,
            notice=notice,
        )


def _build_context(
    plan: RunPlan,
    where: Workspace,
    options: RunOptions,
    run_id: str,
    workers: SetWorkers | None,
    say: Callable[[str], None],
    emit: EventSink,
) -> RunContext:
    settings, providers, cache = where.settings, options.providers, Cache(where.state)
    rules = add_brief_waivers(options.judge, plan.brief).rules
    caller = clients.build_caller(where, settings, options.max_usd, say, emit)
    return RunContext(
        run_id=run_id,
        cache=cache,
        folder=OutputFolder(where.output, plan.campaign, where.state),
        outcome=RunOutcome(plan),
        emit=emit,
        jobs=options.threads,
        chain=clients.build_fallback_chain(where, providers, caller, cache) if providers.providers else None,
        studio=providers.studio,
        copy_desk=TranslationService(
            translations.open_copy_memory(where), translations.build_translator(where, settings, caller, cache)
        ),
        editable=options.editable,
        rules=None if rules.empty else rules,
        workers=workers,
    )


def _publish_ads(
    context: RunContext, library: SearchLibrary, publish_page: Callable[[], None], ctrl_c: InterruptHandler
) -> Iterator[str]:
    """Index the ads and publish their page; yield what went wrong. The ads are finished in any case."""
    outcome = context.outcome
    # Both wait for the disk and are independent. Ctrl-C stops only the indexing: the page takes a moment.
    with ThreadPoolExecutor(1, thread_name_prefix="creative") as beside:
        page = beside.submit(context.timed, StageName.STORE, WorkSubject(note="gallery"), publish_page)
        if not ctrl_c.pressed and not outcome.plan.pseudo:
            remember = partial(library.index_ads, outcome.plan, tuple(outcome.assets), context.run_id, context.emit)
            try:
                with ctrl_c.stops(_stop_indexing):
                    context.timed(StageName.STORE, WorkSubject(note="search index"), remember)
            except INDEX_ERRORS as error:
                yield f"The ads are finished, but search will not find them: {error.sentence} {error.hint}"
            except InterruptedRunError:
                pass  # the next run indexes them
        try:
            page.result()
        except StorageError as error:
            yield f"The ads are finished, but their page is not: {error.sentence} {error.hint}"


def _publish_page(plan: RunPlan, where: Workspace, say: Callable[[str], None], *, changed: bool) -> None:
    if changed or not gallery_is_current(plan.campaign, where):
        publish_gallery(plan, where, say)


def _stop_indexing() -> NoReturn:
    raise InterruptedRunError("Interrupted.", "Run the same command again to continue.")


def _choose_exit_code(outcome: RunOutcome, options: RunOptions, notice: str, *, interrupted: bool) -> ExitCode:
    if interrupted:
        return ExitCode.INTERRUPTED
    if outcome.failures or notice:
        return ExitCode.INCOMPLETE
    judge = add_brief_waivers(options.judge, outcome.plan.brief)
    if options.fail_from is not None and max(weigh_outcome(outcome, judge), default=Status.PASS) >= options.fail_from:
        return ExitCode.FINDINGS
    return ExitCode.OK
