"""`creative copy`: send copy to translators and bring it back."""

from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import typer

from creative_cli.cli.options import (
    DEFAULT_OUTPUT,
    FailOnOption,
    JsonOption,
    MarketsOption,
    ProfileOption,
    ReportOption,
    StateOption,
    WaiversOption,
    parse_file,
    parse_folder,
)

BriefArgument: TypeAlias = Annotated[
    Path, typer.Argument(parser=parse_file, metavar="BRIEF", help="A campaign brief, YAML or JSON.")
]
AdsOption: TypeAlias = Annotated[
    Path,
    typer.Option(
        "--output",
        parser=parse_folder,
        metavar="DIR",
        help="Folder for the ads. The translation memory is in its .creative folder.",
    ),
]

copy_app = typer.Typer(
    name="copy",
    help="Send copy to translators, import translations, and show the progress.",
    rich_markup_mode=None,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


@copy_app.command(short_help="Export copy for translation.")
def export(
    brief: BriefArgument,
    form: Annotated[
        Literal["xliff", "xliff12", "tmx", "csv", "json"], typer.Option("--format", help="File format to write.")
    ] = "xliff",
    market: MarketsOption = None,
    to: Annotated[
        Path | None,
        typer.Option(
            "--to",
            "-o",
            parser=parse_file,
            metavar="PATH",
            help="File to write, or a folder for several.  [default: copy]",
        ),
    ] = None,
    output: AdsOption = DEFAULT_OUTPUT,
    as_json: JsonOption = False,
    state: StateOption = None,
) -> None:
    """Export copy for translation as XLIFF 2.1 or 1.2, TMX 1.4b, CSV or JSON, with the translations that exist.

    creative copy export briefs/summer-drinks.yaml --format xliff -o handoff
    """
    from creative_cli.cli import console, copy_output
    from creative_cli.services import copy_exchange, workspace

    where = workspace.open_workspace(output, state)
    files, sheet = copy_exchange.export_copy(where, brief, form, tuple(market or ()), to)
    copy_output.show_copy_export(console.Screen(as_json=as_json), files, sheet)


@copy_app.command(name="import", short_help="Import and check translations.")
def import_(
    files: Annotated[
        list[Path],
        typer.Argument(
            parser=parse_file,
            metavar="FILE",
            help="Translated XLIFF 1.2 or 2.x (also of SDL, memoQ, Phrase, Wordfast), TMX, CSV, JSON.",
        ),
    ],
    status: Annotated[
        Literal["draft", "reviewed", "approved"] | None,
        typer.Option(help="Status for every line.  [default: the status in the file, else draft]"),
    ] = None,
    brief: Annotated[
        Path | None,
        typer.Option(
            "--brief", parser=parse_file, metavar="BRIEF", help="Brief of the lines, if another machine exported them."
        ),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Import nothing unless every line fits and passes every rule.")
    ] = False,
    output: AdsOption = DEFAULT_OUTPUT,
    fail_on: FailOnOption = "fail",
    profile: ProfileOption = "default",
    waivers: WaiversOption = None,
    report: ReportOption = None,
    as_json: JsonOption = False,
    state: StateOption = None,
) -> None:
    """Import translations, with the same checks as a run. A line that breaks a rule becomes a draft to review.

    A line that does not belong to the brief is reported with its place in the file and skipped. With --brief, a line
    that fits its ads at no legible size breaks a rule, too, and the waivers of the brief hold.

    creative copy import handoff/*.xlf --status reviewed
    """
    from creative_cli.cli import console, copy_output, finding_output
    from creative_cli.findings.located_finding import FindingSubject
    from creative_cli.findings.report_targets import parse_report_targets
    from creative_cli.services import copy_exchange, import_findings, judging, run_arguments, workspace

    screen, where = console.Screen(as_json=as_json), workspace.open_workspace(output, state)
    targets, fail_from = parse_report_targets(report or ()), run_arguments.parse_fail_on(fail_on)
    judge = judging.open_finding_judge(profile, waivers or ())
    desk = finding_output.ReportDesk(screen, targets, "copy import", judge.profile.name)
    with desk.reporting_problems():
        judged = import_findings.ImportJudge(where, brief, judge)
        done = copy_exchange.import_copy(where, files, status, brief, strict=strict, check=judged.check)
    code = copy_output.show_copy_import(screen, done, fail_from)
    findings = judged.locate_findings(done.lines)
    if not as_json:
        finding_output.show_waived_findings(screen, findings)
    checked = dict.fromkeys(FindingSubject(locale=one.locale, path=one.file) for one in done.lines)
    desk.write(checked, findings, code)
    raise typer.Exit(code)


@copy_app.command(short_help="Show the translation progress of a brief.")
def status(
    brief: BriefArgument,
    require_approved: Annotated[
        bool, typer.Option("--require-approved", help="Exit with 1 unless every line is approved.")
    ] = False,
    output: AdsOption = DEFAULT_OUTPUT,
    as_json: JsonOption = False,
    state: StateOption = None,
) -> None:
    """Show the translation progress of a brief: missing, stale, draft, reviewed and approved lines.

    creative copy status briefs/summer-drinks.yaml --require-approved
    """
    from creative_cli.cli import console, copy_output
    from creative_cli.services import copy_exchange, workspace

    progress = copy_exchange.read_copy_progress(workspace.open_workspace(output, state), brief)
    screen = console.Screen(as_json=as_json)
    raise typer.Exit(copy_output.show_copy_progress(screen, progress, require_approved=require_approved))
