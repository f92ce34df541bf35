"""`creative run`."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from creative_cli.cli.event_log import EventLog, LogFormatOption, VerboseOption
from creative_cli.cli.options import (
    DEFAULT_OUTPUT,
    BriefsArgument,
    FailOnOption,
    JsonOption,
    MarketsOption,
    OutputOption,
    ProfileOption,
    ReportOption,
    SkipBadRowsOption,
    StateOption,
    VariantsOption,
    WaiversOption,
    parse_file,
)
from creative_cli.errors import CreativeError, ExitCode, UsageError

if TYPE_CHECKING:
    from creative_cli.engine.plan import RunPlan, RunResult


def run(
    briefs: BriefsArgument,
    output: OutputOption = DEFAULT_OUTPUT,
    provider: Annotated[
        str,
        typer.Option(
            help="Image providers in order: auto, or huggingface, openai, local, studio (built in, needs no key).",
            metavar="NAMES",
        ),
    ] = "auto",
    market: MarketsOption = None,
    ratio: Annotated[
        list[str] | None,
        typer.Option(
            "--ratio", "--channel", help="Only this ratio (9:16) or channel (meta.stories). Repeatable.", metavar="NAME"
        ),
    ] = None,
    product: Annotated[list[str] | None, typer.Option(help="Only this product ID. Repeatable.", metavar="ID")] = None,
    variant: VariantsOption = None,
    kind: Annotated[
        Literal["jpg", "png", "webp", "avif"] | None,
        typer.Option("--format", help="Output file type.  [default: jpg, or what the channel accepts]"),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs",
            "-j",
            min=1,
            metavar="N",
            help="Number of ads to work on in parallel.  [default: number of cores]",
        ),
    ] = None,
    executor: Annotated[
        str,
        typer.Option(
            "--executor",
            help="Where ads are made: local, or a Dask cluster, dask://HOST:PORT (docs/scale.md).",
            metavar="WHERE",
        ),
    ] = "local",
    max_usd: Annotated[
        float | None,
        typer.Option(
            "--max-usd", min=0, metavar="USD", help="Never spend more than this.  [default: CREATIVE_MAX_USD]"
        ),
    ] = None,
    fail_on: FailOnOption = "fail",
    profile: ProfileOption = "default",
    waivers: WaiversOption = None,
    report: ReportOption = None,
    flame_graph: Annotated[
        Path | None,
        typer.Option(
            "--flame-graph",
            parser=parse_file,
            metavar="FILE",
            help="Write where the time went: a flame graph for https://www.speedscope.app, like run.speedscope.json.",
        ),
    ] = None,
    editable: Annotated[bool, typer.Option("--editable", help="Also write a PDF with live text for every ad.")] = False,
    draft: Annotated[
        bool, typer.Option("--draft", help="Watermark every picture and add .draft to file names.")
    ] = False,
    pseudo: Annotated[
        Literal["expand", "rtl", "cjk", "accent"] | None,
        typer.Option("--pseudo", help="Test the layouts with pseudo-copy: longer, right to left, Chinese or accented."),
    ] = None,
    require_approved: Annotated[
        bool, typer.Option("--require-approved", help="Exit with 1 before making anything if copy is not approved.")
    ] = False,
    skip_bad_rows: SkipBadRowsOption = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what a run would make and cost, without making anything.")
    ] = False,
    as_json: JsonOption = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")] = False,
    verbose: VerboseOption = 0,
    log_format: LogFormatOption = "text",
    state: StateOption = None,
) -> None:
    """Make the ads of one or more briefs.

    creative run briefs/summer-drinks.yaml --market JP --ratio 9:16
    creative run briefs/summer-drinks.yaml --flame-graph run.speedscope.json
    """
    from creative_cli.cli import console, finding_output, run_log_lines, run_output, run_progress
    from creative_cli.engine import planner
    from creative_cli.events import Event
    from creative_cli.findings.report_targets import parse_report_targets
    from creative_cli.runlog.flame_graph import recording_flame_graph
    from creative_cli.runlog.journal import new_run_id
    from creative_cli.services import (
        brief_checks,
        clients,
        estimate,
        feed_addresses,
        judging,
        run_arguments,
        runs,
        workspace,
    )

    if dry_run and flame_graph is not None:
        raise UsageError("A dry run makes nothing that takes time.", "Leave out --flame-graph, or --dry-run.")
    log = EventLog.open(verbose, log_format)
    screen, where = console.Screen(as_json=as_json, quiet=quiet), workspace.open_workspace(output, state)
    ceiling = where.settings.max_usd if max_usd is None else max_usd
    targets = parse_report_targets(report or ())
    options = run_arguments.parse_options(where, provider, jobs, fail_on, editable=editable, max_usd=ceiling)
    options = replace(options, judge=judging.open_finding_judge(profile, waivers or ()), executor=executor)
    markets, formats, products, variants = (tuple(names or ()) for names in (market, ratio, product, variant))
    part = planner.Slice(markets, formats, products, kind, draft, pseudo, skip_bad_rows, variants)
    write_report = finding_output.ReportDesk(screen, targets, "run --dry-run" if dry_run else "run", profile)
    with write_report.reporting_problems():
        plans = planner.build_plans(
            briefs,
            part,
            translator=where.settings.openai_api_key is not None,
            open_feed=feed_addresses.open_feed_addresses(where),
        )
    left_out = run_output.show_skipped_rows(screen, [plan.brief for plan in plans])
    found = brief_checks.check_before_run(plans, where, options, approved=require_approved, all_checks=dry_run)
    if dry_run:
        previews = [estimate.estimate_run(plan, where, options) for plan in plans]
        run_output.show_previews(screen, previews, ceiling, found.refused, clients.month_ceiling(where), found.findings)
        # The preview is complete; what would stop the run is reported after it, with the exit code of the run.
        code = max(_report_error(found.refused), left_out)
        write_report.write(found.checked, found.findings, code, found.refused)
        raise typer.Exit(code)
    if found.refused is not None:
        write_report.write(found.checked, found.findings, found.refused.exit_code, found.refused)
        raise found.refused
    progress = run_progress.ProgressDisplay(quiet=screen.silent or log.wanted)

    with (
        write_report.reporting_problems(found.checked, found.findings),
        recording_flame_graph(flame_graph) as note_time,
    ):

        def execute(plan: "RunPlan", left: float | None) -> "RunResult":
            run_id = new_run_id(where.state.journal)
            lines = run_log_lines.RunLogLines(log, run_id, plan.campaign)

            def watch(event: Event) -> None:
                note_time(event)
                progress(event)
                lines(event)

            return runs.execute_run(plan, where, replace(options, max_usd=left), watch, screen.say, run_id)

        results, refused = _run_in_turn(plans, ceiling, execute)
    checked, findings = judging.judge_results(results, options.judge)
    run_output.show_run_results(screen, results, refused, findings)
    code = max(_report_error(refused), left_out, *(result.exit_code for result in results))
    write_report.write(checked, findings, code, refused)
    raise typer.Exit(code)


def _run_in_turn(
    plans: Iterable["RunPlan"], ceiling: float | None, execute: "Callable[[RunPlan, float | None], RunResult]"
) -> "tuple[list[RunResult], CreativeError | None]":
    """Run plans one after the other, each with what is left of *ceiling*, USD.

    Returns the results and the error that stopped the next plan. An error in the first plan is raised: there are no
    results to show then.
    """
    results: list[RunResult] = []
    for plan in plans:
        paid = sum(result.cost_usd + result.maybe_usd for result in results)
        try:
            results.append(execute(plan, None if ceiling is None else max(0.0, ceiling - paid)))
        except CreativeError as error:
            if not results:
                raise
            return results, error
        if results[-1].interrupted:
            break
    return results, None


def _report_error(error: CreativeError | None) -> ExitCode:
    if error is None:
        return ExitCode.OK
    from creative_cli.cli import console

    console.show_error(error)
    return error.exit_code
