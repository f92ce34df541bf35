"""`creative validate`."""

from typing import Annotated

import typer

from creative_cli.cli.event_log import EventLog, LogFormatOption, VerboseOption
from creative_cli.cli.options import (
    DEFAULT_OUTPUT,
    BriefsArgument,
    FailOnOption,
    JsonOption,
    OutputOption,
    ProfileOption,
    ReportOption,
    SkipBadRowsOption,
    StateOption,
    VariantsOption,
    WaiversOption,
)
from creative_cli.errors import ExitCode, StorageError, UsageError


def validate(
    briefs: BriefsArgument,
    output: OutputOption = DEFAULT_OUTPUT,
    explain: Annotated[
        tuple[str, str, str] | None,
        typer.Option(
            help="Show which lines one ad prints, where they are written, and which lines they were chosen before.",
            metavar="LOCALE PRODUCT FORMAT",
        ),
    ] = None,
    variant: VariantsOption = None,
    fail_on: FailOnOption = "fail",
    profile: ProfileOption = "default",
    waivers: WaiversOption = None,
    report: ReportOption = None,
    skip_bad_rows: SkipBadRowsOption = False,
    as_json: JsonOption = False,
    verbose: VerboseOption = 0,
    log_format: LogFormatOption = "text",
    state: StateOption = None,
) -> None:
    """Check briefs without making anything. Every problem and finding is reported with its line and column.

    Copy is checked as a run checks it, and what fits at no legible size is found. Missing copy is fine if the
    translation memory of --output or --state has it, or if a translator can write it. Pictures on disk are checked;
    pictures at a URL are not fetched.

    creative validate briefs/*.yaml
    """
    from creative_cli.cli import console, finding_output, run_output
    from creative_cli.findings.judge import worst_of
    from creative_cli.findings.report_targets import parse_report_targets
    from creative_cli.services import brief_checks, copy_explanations, judging, run_arguments, workspace

    log, screen = EventLog.open(verbose, log_format), console.Screen(as_json=as_json)
    where = workspace.open_workspace(output, state)
    if explain is not None:
        if len(briefs) != 1:
            raise UsageError("--explain is about one ad of one brief.", "Name one brief.")
        told = copy_explanations.explain_ad_copy(briefs[0], *explain, where, variant or ())
        run_output.show_copy_explanations(screen, told)
        return
    if variant:
        raise UsageError("--variant names the variant of an ad to explain.", "Add --explain LOCALE PRODUCT FORMAT.")
    targets, fail_from = parse_report_targets(report or ()), run_arguments.parse_fail_on(fail_on)
    judge = judging.open_finding_judge(profile, waivers or ())
    checked = brief_checks.check_briefs(briefs, where, judge, skip_bad_rows=skip_bad_rows)
    refused = checked.refused
    code = ExitCode.OK if refused is None else refused.exit_code
    if refused is None and fail_from is not None and worst_of(checked.findings) >= fail_from:
        code = ExitCode.FINDINGS
    try:
        run_output.show_valid_briefs(screen, checked, refused)
    except StorageError as unwritten:
        if refused is None:
            raise
        screen.complain(unwritten.sentence)  # the exit code stays that of the brief
    log.note_findings(checked.findings)
    if not as_json:
        finding_output.show_located_findings(screen, checked.findings)
        finding_output.show_finding_counts(screen, checked.findings)
    left_out = run_output.show_skipped_rows(screen, checked.briefs)
    code = code or left_out
    desk = finding_output.ReportDesk(screen, targets, "validate", judge.profile.name)
    desk.write(checked.checked, checked.findings, code, refused)
    if refused is not None:
        console.show_error(refused)
    raise typer.Exit(code)
