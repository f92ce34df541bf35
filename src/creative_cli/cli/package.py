"""`creative package`."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from creative_cli.cli.event_log import EventLog, LogFormatOption, VerboseOption
from creative_cli.cli.options import DEFAULT_OUTPUT, JsonOption, OutputOption, StateOption, parse_folder
from creative_cli.errors import ExitCode


def package(
    campaign: Annotated[str, typer.Argument(help="The campaign, as the brief names it.", metavar="CAMPAIGN")],
    targets: Annotated[
        list[str] | None,
        typer.Option(
            "--for",
            help="Platform: generic, meta, google-ads, cm360, dv360, tiktok or linkedin; several by repeating it.  "
            "[default: the brief's or its brand kit's, else generic]",
            metavar="TARGET",
        ),
    ] = None,
    approved_only: Annotated[
        bool, typer.Option("--approved-only", help="Leave out ads that no reviewer approved.")
    ] = False,
    require_approved: Annotated[
        bool, typer.Option("--require-approved", help="Write nothing and exit with 1 unless every ad is approved.")
    ] = False,
    name: Annotated[
        str | None,
        typer.Option(
            help="Pattern of names, such as {locale}_{product}_{format}.  [default: the brief's]", metavar="PATTERN"
        ),
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option(
            "--to",
            parser=parse_folder,
            metavar="DIR",
            help="Folder for the package.  [default: OUTPUT/CAMPAIGN/packages]",
        ),
    ] = None,
    sign: Annotated[
        Literal["none", "own", "test"],
        typer.Option(
            "--sign",
            help="Content Credentials (C2PA) in every ad: own signs with CREATIVE_C2PA_CERTIFICATE, test with a "
            "certificate made for it, which viewers do not trust.",
        ),
    ] = "none",
    output: OutputOption = DEFAULT_OUTPUT,
    as_json: JsonOption = False,
    verbose: VerboseOption = 0,
    log_format: LogFormatOption = "text",
    state: StateOption = None,
) -> None:
    """Write a zip of finished ads for the platform they are uploaded to, with a sheet and a report.

    creative package summer-drinks-2026 --for meta --approved-only
    """
    from creative_cli.cli import console, package_output
    from creative_cli.services import package_signing, packages, workspace

    log, screen = EventLog.open(verbose, log_format), console.Screen(as_json=as_json)
    approval = packages.Approval.ONLY if approved_only else packages.Approval.OPTIONAL
    where = workspace.open_workspace(output, state)
    written, refused = packages.write_campaign_packages(
        campaign,
        targets or packages.list_campaign_targets(campaign, where),
        where,
        folder=to,
        pattern=name,
        approval=packages.Approval.REQUIRED if require_approved else approval,
        signing=package_signing.Signing(sign),
        on_wait=screen.say,
    )
    package_output.show_packages(screen, written)
    for one in written:
        told = f"for {one.package.target.id}"
        log.note("package-written", told, campaign=campaign, file=str(one.archive), count=len(one.package.ads))
    for error in refused:
        screen.complain(f"{error.sentence} {error.hint}")
    if refused:
        raise typer.Exit(ExitCode.INCOMPLETE)
