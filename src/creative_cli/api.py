"""The tool from Python: what the commands do, as functions that take a brief and return records.

    from creative_cli import run

    result = run("briefs/summer-drinks.yaml", markets=["JP"], provider="studio")
    for asset in result.outcome.assets:
        print(asset.path, asset.status.name)

A brief is a path, or its text: bytes, or a string with a line break in it, YAML or JSON. Files that a text names are
relative to the working folder. *output* is the folder ads go to, *state* the folder of journal, run log, search index
and cache (CREATIVE_STATE, or `OUTPUT/.creative`). All else is read from the environment and `.env`, as the commands do.

Every error that is raised on purpose is a CreativeError: a sentence, a hint and an exit code. BriefError has every
problem of the brief with its line and column. PluginError names an installed plug-in that cannot be used.

The functions block, and run an event loop of their own: where one is running, call them by `asyncio.to_thread`.
Pictures are files (8 bits a channel, sRGB), sizes in px, money in USD, time in seconds.
"""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias, overload

from creative_cli.engine import planner
from creative_cli.engine.plan import RunPlan, RunResult
from creative_cli.engine.previews import RunPreview
from creative_cli.errors import BriefError, Problem
from creative_cli.events import Event
from creative_cli.models import Status
from creative_cli.retrieval.filters import NO_FILTERS, SearchFilters
from creative_cli.retrieval.results import LookalikeAnswer, SearchAnswer
from creative_cli.runlog.report.summary import Report
from creative_cli.services import preflight, queries, runs, searches
from creative_cli.services.brief_checks import check_plan_copy, refuse_failing_copy
from creative_cli.services.estimate import estimate_run
from creative_cli.services.feed_addresses import open_feed_addresses
from creative_cli.services.judging import add_brief_waivers
from creative_cli.services.provider_registry import AUTO_PROVIDERS, select_providers
from creative_cli.services.workspace import Workspace, open_workspace

BriefSource: TypeAlias = Path | str | bytes
"""The path of a brief, or its text."""

DEFAULT_FOLDER = Path("outputs")
log = logging.getLogger(__name__)


def plan(
    brief: BriefSource,
    *,
    markets: Sequence[str] = (),
    ratios: Sequence[str] = (),
    products: Sequence[str] = (),
    variants: Sequence[str] = (),
    draft: bool = False,
    output: Path | str = DEFAULT_FOLDER,
    state: Path | str | None = None,
) -> RunPlan:
    """Return what a run of *brief* would make: `count` ads of `products` in `placements`. Nothing is made or fetched.

    *markets* are countries or locales (JP, fr-CA), *ratios* are ratios, sizes or channels of the brief (9:16, 300x250,
    meta.stories), *products* are ids, *variants* names; empty means all. A brief with variants has a plan for
    each in `parts`. Copy that the brief lacks is missing in the plan. Raises BriefError, and UsageError for a market,
    ratio, product or variant that the brief does not have.
    """
    part = planner.Slice(tuple(markets), tuple(ratios), tuple(products), draft=draft, variants=tuple(variants))
    return _build_plan(brief, part, _open_folders(output, state))


def validate(
    brief: BriefSource, *, output: Path | str = DEFAULT_FOLDER, state: Path | str | None = None
) -> tuple[Problem, ...]:
    """Return every problem of *brief*, sorted by its 1-based line and column; () when it is ready to run.

    Copy that the brief lacks is looked for in *state*. Pictures in its folder are tried, addresses are not fetched.
    """
    where = _open_folders(output, state)
    try:
        preflight.validate_briefs([_brief_name(brief)], where)
    except BriefError as error:
        return error.problems
    return ()


def estimate(
    brief: BriefSource,
    *,
    provider: str = AUTO_PROVIDERS,
    markets: Sequence[str] = (),
    ratios: Sequence[str] = (),
    products: Sequence[str] = (),
    variants: Sequence[str] = (),
    output: Path | str = DEFAULT_FOLDER,
    state: Path | str | None = None,
) -> RunPreview:
    """Return what a run would make and cost at most, USD, and what providers would be asked. Nothing is made.

    What earlier runs in *state* have paid for costs nothing. Raises BriefError and UsageError as `plan` does.
    """
    where = _open_folders(output, state)
    options = runs.RunOptions(select_providers(provider, where.settings), None, None)
    part = planner.Slice(tuple(markets), tuple(ratios), tuple(products), variants=tuple(variants))
    return estimate_run(_build_plan(brief, part, where), where, options)


def run(
    brief: BriefSource,
    *,
    provider: str = AUTO_PROVIDERS,
    markets: Sequence[str] = (),
    ratios: Sequence[str] = (),
    products: Sequence[str] = (),
    variants: Sequence[str] = (),
    draft: bool = False,
    editable: bool = False,
    fail_on: Status | None = Status.FAIL,
    jobs: int | None = None,
    max_usd: float | None = None,
    watch: Callable[[Event], None] | None = None,
    output: Path | str = DEFAULT_FOLDER,
    state: Path | str | None = None,
) -> RunResult:
    """Make the ads of *brief*, or of the part that *markets*, *ratios*, *products* and *variants* name, as for `plan`.

    The ads are in `outcome.assets`, with their files relative to `folder`; those that could not be made are in
    `outcome.failures`. `exit_code` is what the command would end with: FINDINGS when an ad has a finding of *fail_on*
    or worse (None: never), INCOMPLETE when some could not be made.

    *provider* names who makes the pictures, in order (`studio` is built in); *max_usd* is the most the run may spend,
    USD (CREATIVE_MAX_USD). *draft* marks every picture, *editable* writes a PDF beside it. *jobs* is the number of
    threads, as many as cores by default. *watch* gets every event as it happens, from any thread.

    Raises before anything is made: BriefError, UsageError, PictureError, WordsError for copy that nobody can write,
    and FindingsError for copy with a finding of *fail_on* or worse.
    """
    where = _open_folders(output, state)
    settings = where.settings
    ceiling = settings.max_usd if max_usd is None else max_usd
    options = runs.RunOptions(select_providers(provider, settings), jobs, fail_on, editable=editable, max_usd=ceiling)
    part = planner.Slice(tuple(markets), tuple(ratios), tuple(products), draft=draft, variants=tuple(variants))
    order = _build_plan(brief, part, where)
    preflight.validate_before_run(order, where, approved=False)
    judge = add_brief_waivers(options.judge, order.brief)
    refused = refuse_failing_copy(check_plan_copy(order, where, judge, paid=options.paid, fitted=options.paid), fail_on)
    if refused is not None:
        raise refused
    return runs.execute_run(order, where, options, watch or _ignore_event, log.info)


@overload
def search(
    wanted: str,
    filters: SearchFilters = ...,
    *,
    limit: int = ...,
    output: Path | str = ...,
    state: Path | str | None = ...,
) -> SearchAnswer: ...
@overload
def search(
    wanted: Path,
    filters: SearchFilters = ...,
    *,
    limit: int = ...,
    output: Path | str = ...,
    state: Path | str | None = ...,
) -> LookalikeAnswer: ...
def search(
    wanted: str | Path,
    filters: SearchFilters = NO_FILTERS,
    *,
    limit: int = 5,
    output: Path | str = DEFAULT_FOLDER,
    state: Path | str | None = None,
) -> SearchAnswer | LookalikeAnswer:
    """Find past ads by what they say or show, a str in any language; or by the picture in a file, a Path.

    Returns at most *limit* `campaigns`, or `pictures`, the best first, among those that match all *filters*. Raises
    UsageError for a file that does not exist, PictureError for a picture that cannot be decoded, and StorageError
    when there is no index yet.
    """
    where = _open_folders(output, state)
    if isinstance(wanted, str):
        return searches.search_by_text(where, wanted, filters, limit, log.info)
    return searches.search_by_picture(where, wanted, filters, limit, log.info)


def report(
    *,
    campaign: str | None = None,
    since: str | None = None,
    until: str | None = None,
    by: str | None = None,
    output: Path | str = DEFAULT_FOLDER,
    state: Path | str | None = None,
) -> Report:
    """Return what all runs made, cost (USD), took (s) and found; of one *campaign*, or *since* a day or 30d, 12h.

    *until* is the last day, or the moment before which they started. *by* groups it by campaign, market, ratio,
    provider, check, product, variant, day or month. Raises UsageError, and StorageError when the run log cannot be
    read.
    """
    where = _open_folders(output, state)
    return queries.query_report(where, log.info, campaign=campaign, since=since, until=until, by=by)


def _open_folders(output: Path | str, state: Path | str | None) -> Workspace:
    return open_workspace(Path(output), None if state is None else Path(state))


def _build_plan(brief: BriefSource, part: planner.Slice, where: Workspace) -> RunPlan:
    (order,) = planner.build_plans(
        [_brief_name(brief)],
        part,
        translator=where.settings.openai_api_key is not None,
        open_feed=open_feed_addresses(where),
    )
    return order


def _ignore_event(_: Event) -> None:
    pass


def _brief_name(brief: BriefSource) -> str | bytes:
    """Return a brief as the planner takes it: a path as str, text as bytes."""
    if isinstance(brief, str) and "\n" in brief:
        return brief.encode()
    return brief if isinstance(brief, bytes) else str(brief)
