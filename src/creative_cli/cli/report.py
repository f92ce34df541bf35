"""`creative report`."""

from typing import Annotated

import typer

from creative_cli.cli.options import OUTPUT, AsJson, Output, State


def report(
    output: Output = OUTPUT,
    campaign: Annotated[str | None, typer.Option(help="Only runs of this campaign.", metavar="CAMPAIGN")] = None,
    since: Annotated[
        str | None, typer.Option(help="Only runs since then: 2026-06-01, or 30d, 12h.", metavar="WHEN")
    ] = None,
    as_json: AsJson = False,
    state: State = None,
) -> None:
    """Show what was made, what it cost, how long it took and what was found, over all runs.

    creative report --since 30d
    """
    from creative_cli import console, wiring  # noqa: PLC0415  # the help page must not pay for them

    screen = console.Screen(as_json=as_json)
    screen.show_report(wiring.report(wiring.house(output, state), campaign, since, screen.say))
