"""`creative report`."""

from enum import StrEnum
from typing import Annotated

import typer

from creative_cli.cli.options import DEFAULT_OUTPUT, JsonOption, OutputOption, StateOption


class ReportFormat(StrEnum):
    """How a report is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MD = "md"
    HTML = "html"


def report(
    run: Annotated[
        str | None, typer.Argument(help="One run, whole: its id or the end of it, or last.", metavar="[RUN|last]")
    ] = None,
    output: OutputOption = DEFAULT_OUTPUT,
    campaign: Annotated[str | None, typer.Option(help="Only runs of this campaign.", metavar="CAMPAIGN")] = None,
    since: Annotated[
        str | None, typer.Option(help="Only runs since then: 2026-06-01, or 30d, 12h.", metavar="WHEN")
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(
            help="Group by campaign, market, ratio, provider, check, product, day or month.",
            metavar="WHAT",
            show_default=False,
        ),
    ] = None,
    form: Annotated[
        ReportFormat, typer.Option("--format", help="How it is written; csv holds the first table, whole.")
    ] = ReportFormat.TABLE,
    as_json: JsonOption = False,
    state: StateOption = None,
) -> None:
    """Show what was made, what it cost, how long it took and what was found: over all runs, or in one.

    creative report --since 30d --by provider
    """
    from creative_cli.cli.output import Screen  # noqa: PLC0415  # same
    from creative_cli.cli.report_output import show_report, show_run_detail  # noqa: PLC0415  # the help page must not pay for it
    from creative_cli.errors import UsageError  # noqa: PLC0415  # same
    from creative_cli.services import queries  # noqa: PLC0415  # same
    from creative_cli.services.workspace import open_workspace  # noqa: PLC0415  # same

    screen = Screen(as_json=as_json)
    where = open_workspace(output, state)
    if run is None:
        show_report(
            screen, queries.query_report(where, campaign, since, by, screen.say), form, narrowed=bool(campaign or since)
        )
    elif campaign or since or by:
        raise UsageError("One run is shown whole.", "Leave out --campaign, --since and --by, or leave out the run.")
    else:
        show_run_detail(screen, queries.query_run(where, run, screen.say), form)
