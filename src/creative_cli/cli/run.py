"""`creative run`."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from creative_cli.cli.options import DEFAULT_OUTPUT, BriefsArgument, JsonOption, OutputOption, QuietOption, StateOption
from creative_cli.errors import CreativeError, ExitCode

if TYPE_CHECKING:
    from creative_cli.engine.plan import RunPlan, RunResult


class FailOn(StrEnum):
    """The least finding that makes the command exit 1."""

    WARN = "warn"
    FAIL = "fail"
    NEVER = "never"


class PseudoKind(StrEnum):
    """Kinds of pseudo-copy."""

    EXPAND = "expand"
    RTL = "rtl"
    CJK = "cjk"
    ACCENT = "accent"


class FileKind(StrEnum):
    """Kinds of files people ask for."""

    JPG = "jpg"
    PNG = "png"
    WEBP = "webp"
    AVIF = "avif"


def run(
    briefs: BriefsArgument,
    output: OutputOption = DEFAULT_OUTPUT,
    provider: Annotated[
        str,
        typer.Option(
            help="Who makes the pictures, in order: auto, or huggingface, openai, local, studio (built in, no key).",
            metavar="NAMES",
        ),
    ] = "auto",
    market: Annotated[
        list[str] | None,
        typer.Option(help="Only this country or locale (JP, fr-CA); repeat for more.", metavar="MARKET"),
    ] = None,
    ratio: Annotated[
        list[str] | None,
        typer.Option(
            "--ratio",
            "--channel",
            help="Only this ratio (9:16) or channel (meta.stories); repeat for more.",
            metavar="NAME",
        ),
    ] = None,
    product: Annotated[
        list[str] | None, typer.Option(help="Only this product, by its id; repeat for more.", metavar="ID")
    ] = None,
    kind: Annotated[
        FileKind | None, typer.Option("--format", help="Write the files so.  [default: jpg, or what the channel takes]")
    ] = None,
    jobs: Annotated[
        int | None, typer.Option("--jobs", "-j", min=1, help="Pictures made at once.  [default: cores]")
    ] = None,
    max_usd: Annotated[
        float | None,
        typer.Option("--max-usd", min=0, help="Stop before the call that would pass it.  [default: CREATIVE_MAX_USD]"),
    ] = None,
    fail_on: Annotated[FailOn, typer.Option(help="The least finding that makes the exit code 1.")] = FailOn.FAIL,
    editable: Annotated[
        bool, typer.Option("--editable", help="Also write a PDF of every ad for designers, with live text.")
    ] = False,
    draft: Annotated[
        bool, typer.Option("--draft", help="Lay a mark over every picture and say so in its name.")
    ] = False,
    pseudo: Annotated[
        PseudoKind | None,
        typer.Option("--pseudo", help="Try the layouts with pseudo-copy: longer, right to left, Chinese or accented."),
    ] = None,
    require_approved: Annotated[
        bool,
        typer.Option("--require-approved", help="Make nothing while copy of a market is not approved (exit 1)."),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be made and what it costs; make nothing.")
    ] = False,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
    state: StateOption = None,
) -> None:
    """Make the ads of one brief or more.

    creative run briefs/summer-drinks.yaml --market JP --ratio 9:16
    """
    from creative_cli.cli.output import Screen  # noqa: PLC0415  # same
    from creative_cli.cli.run_output import show_previews, show_run_results  # noqa: PLC0415  # same
    from creative_cli.cli.run_progress import ProgressDisplay  # noqa: PLC0415  # same
    from creative_cli.engine import planner  # noqa: PLC0415  # the help page must not pay for it
    from creative_cli.formats import Encoding  # noqa: PLC0415  # same
    from creative_cli.models import Status  # noqa: PLC0415  # same
    from creative_cli.services import clients, estimate, preflight, runs  # noqa: PLC0415  # same
    from creative_cli.services.provider_registry import select_providers  # noqa: PLC0415  # same
    from creative_cli.services.workspace import open_workspace  # noqa: PLC0415  # same
    from creative_cli.translation.pseudolocalization import PseudoMode  # noqa: PLC0415  # same

    screen = Screen(as_json=as_json, quiet=quiet)
    where = open_workspace(output, state)
    settings = where.settings
    casting = select_providers(provider, settings)
    fail_from = None if fail_on is FailOn.NEVER else Status[fail_on.name]
    encoding = None if kind is None else Encoding(kind.value)
    orders = planner.build_plans(
        briefs,
        planner.Slice(
            tuple(market or ()),
            tuple(ratio or ()),
            tuple(product or ()),
            encoding,
            draft,
            None if pseudo is None else PseudoMode(pseudo.value),
        ),
        translator=settings.openai_api_key is not None,
    )
    ceiling = settings.max_usd if max_usd is None else max_usd
    work = runs.RunOptions(casting, jobs, fail_from, editable=editable, max_usd=ceiling)
    refused = _first_refusal(
        orders,
        lambda order: preflight.validate_before_run(order, where, settings, fail_from, approved=require_approved),
    )
    if dry_run:
        plans = [estimate.estimate_run(order, where, work) for order in orders]
        show_previews(screen, plans, ceiling, refused, clients.month_ceiling(where))
        # After a plan, too: what would stop the run is said, with the run's exit code.
        raise typer.Exit(_report_error(refused))
    if refused is not None:
        raise refused
    watcher = ProgressDisplay(quiet=screen.silent)
    results, refused = _run_in_turn(
        orders,
        ceiling,
        lambda order, left: runs.execute_run(order, where, replace(work, max_usd=left), watcher, screen.say),
    )
    show_run_results(screen, results, refused)
    raise typer.Exit(max(_report_error(refused), *(result.exit_code for result in results)))


def _first_refusal(orders: Iterable["RunPlan"], refuse: "Callable[[RunPlan], None]") -> CreativeError | None:
    """Return what stops the first of *orders* that is refused."""
    try:
        for order in orders:
            refuse(order)
    except CreativeError as error:
        return error
    return None


def _run_in_turn(
    orders: Iterable["RunPlan"], ceiling: float | None, make: "Callable[[RunPlan, float | None], RunResult]"
) -> "tuple[list[RunResult], CreativeError | None]":
    """Make one brief after the other, each with what those before it left of *ceiling*, USD.

    Returns the results and what stopped the brief after them; raises what stops the first, as there is nothing else
    to be told.
    """
    results: list[RunResult] = []
    for order in orders:
        paid = sum(result.cost_usd + result.maybe_usd for result in results)
        try:
            results.append(make(order, None if ceiling is None else max(0.0, ceiling - paid)))
        except CreativeError as error:
            if not results:
                raise
            return results, error
        if results[-1].interrupted:
            break
    return results, None


def _report_error(error: CreativeError | None) -> ExitCode:
    """Tell people of *error*, if there is one, and return the exit code that follows from it."""
    if error is None:
        return ExitCode.OK
    from creative_cli.cli.output import show_error  # noqa: PLC0415  # the help page must not pay for it

    show_error(error)
    return error.exit_code
