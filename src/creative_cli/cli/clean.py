"""`creative clean`."""

from typing import Annotated

import typer

from creative_cli.cli.options import DEFAULT_OUTPUT, JsonOption, OutputOption, StateOption


def clean(
    output: OutputOption = DEFAULT_OUTPUT,
    keep: Annotated[
        str, typer.Option("--keep", help="Keep what was used since this age (30d, 12h, 2w) or day.", metavar="WHEN")
    ] = "30d",
    outputs: Annotated[
        bool,
        typer.Option("--outputs", help="Also remove the ads of campaigns that were neither run nor reviewed since."),
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be removed, and remove nothing.")] = False,
    as_json: JsonOption = False,
    state: StateOption = None,
) -> None:
    """Remove results of the cache, and drafts and orders of servers, that were not used for long.

    Other commands may work meanwhile.

    What was paid for, what a campaign's manifest names, and all records stay.

    creative clean --keep 30d --dry-run
    """
    from creative_cli.cli import clean_output, console
    from creative_cli.services import cleaning, workspace

    screen, where = console.Screen(as_json=as_json), workspace.open_workspace(output, state)
    found = cleaning.remove_unused(where, keep, screen.say, outputs=outputs, dry_run=dry_run)
    clean_output.show_cleaning(screen, found, dry_run=dry_run)
