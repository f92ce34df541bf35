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
    from creative_cli.console.report import show_report  # noqa: PLC0415  # the help page must not pay for it
    from creative_cli.console.screen import Screen  # noqa: PLC0415  # same
    from creative_cli.wiring import asking  # noqa: PLC0415  # same
    from creative_cli.wiring.house import house  # noqa: PLC0415  # same

    screen = Screen(as_json=as_json)
    show_report(screen, asking.report(house(output, state), campaign, since, screen.say))
