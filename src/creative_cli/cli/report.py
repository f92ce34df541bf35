"""`creative report`."""

from typing import Annotated, Literal

import typer

from creative_cli.cli.options import DEFAULT_OUTPUT, JsonOption, OutputOption, StateOption
from creative_cli.errors import UsageError


def report(
    run: Annotated[
        str | None,
        typer.Argument(help="Show one run: its ID, the end of its ID, or last for the latest.", metavar="RUN"),
    ] = None,
    output: OutputOption = DEFAULT_OUTPUT,
    campaign: Annotated[str | None, typer.Option(help="Only runs of this campaign.", metavar="CAMPAIGN")] = None,
    since: Annotated[
        str | None, typer.Option(help="Only runs since this date (2026-06-01) or age (30d, 12h).", metavar="WHEN")
    ] = None,
    until: Annotated[
        str | None, typer.Option(help="Only runs up to this date, itself included, or before this age.", metavar="WHEN")
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(
            help="Group by campaign, market, ratio, provider, check, product, variant, day or month.",
            metavar="WHAT",
            show_default=False,
        ),
    ] = None,
    form: Annotated[
        Literal["table", "json", "csv", "md", "html"],
        typer.Option("--format", help="Output format. csv has the first table only, with all of its rows."),
    ] = "table",
    as_json: JsonOption = False,
    state: StateOption = None,
) -> None:
    """Show what runs made, cost, took and found: all runs together, or one in detail.

    creative report --since 30d --by provider
    """
    from creative_cli.cli import console, report_output
    from creative_cli.services import queries, workspace

    screen = console.Screen(as_json=as_json)
    filters = (campaign, since, until)
    if run is not None and any(one is not None for one in (*filters, by)):
        raise UsageError(
            "A single run cannot be filtered or grouped.",
            "Leave out --campaign, --since, --until and --by, or leave out the run.",
        )
    with workspace.open_readable_workspace(output, state, screen.say) as where:
        if run is None:
            found = queries.query_report(where, screen.say, campaign=campaign, since=since, until=until, by=by)
            report_output.show_report(screen, found, form, narrowed=any(one is not None for one in filters))
            if (
                campaign is not None
                and not found.runs
                and (sentence := queries.suggest_campaign(where, campaign, screen.say))
            ):
                screen.say(sentence)
        else:
            report_output.show_run_detail(screen, queries.query_run(where, run, screen.say), form)
