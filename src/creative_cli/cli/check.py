"""`creative check`."""

from pathlib import Path
from typing import Annotated

import typer

from creative_cli.cli.options import (
    DEFAULT_OUTPUT,
    FailOnOption,
    JsonOption,
    OutputOption,
    ProfileOption,
    ReportOption,
    StateOption,
    WaiversOption,
    parse_file,
)


def check_files(
    paths: Annotated[
        list[Path], typer.Argument(parser=parse_file, metavar="PATH", help="Pictures, or folders of them.")
    ],
    channel: Annotated[
        list[str] | None,
        typer.Option(
            "--channel",
            "--ratio",
            metavar="NAME",
            help="Channel (meta.stories), all that begin so (meta.feed), ratio or size. Repeatable.",
        ),
    ] = None,
    brief: Annotated[
        Path | None,
        typer.Option("--brief", parser=parse_file, metavar="BRIEF", help="Brief that the pictures are for."),
    ] = None,
    output: OutputOption = DEFAULT_OUTPUT,
    fail_on: FailOnOption = "fail",
    profile: ProfileOption = "default",
    waivers: WaiversOption = None,
    report: ReportOption = None,
    as_json: JsonOption = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")] = False,
    state: StateOption = None,
) -> None:
    """Check pictures and whole folders, also those that other tools made.

    Size, bytes, kind, colour profile, metadata and frames are held to a channel or a brief; blank, noisy and blurred
    pictures and those that look the same are found. Ads of this tool are known by the manifest in their folder. What
    cannot be judged says so and is no PASS.

    creative check ads --channel meta.feed
    """
    from creative_cli.cli import console, finding_output, picture_output
    from creative_cli.errors import ExitCode
    from creative_cli.findings.report_targets import parse_report_targets
    from creative_cli.services import judging, picture_checks, run_arguments, workspace

    screen, where = console.Screen(as_json=as_json, quiet=quiet), workspace.open_workspace(output, state)
    targets, fail_from = parse_report_targets(report or ()), run_arguments.parse_fail_on(fail_on)
    judge = judging.open_finding_judge(profile, waivers or ())
    desk = finding_output.ReportDesk(screen, targets, "check", judge.profile.name)
    with desk.reporting_problems():
        found = picture_checks.check_pictures(paths, tuple(channel or ()), brief, where, judge)
    worst = max(found.statuses.values())
    code = ExitCode.FINDINGS if fail_from is not None and worst >= fail_from else ExitCode.OK
    picture_output.show_checked_pictures(screen, found)
    desk.write(found.checked, found.findings, code)
    raise typer.Exit(code)
