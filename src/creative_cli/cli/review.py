"""`creative review`."""

from pathlib import Path
from typing import Annotated

import typer

from creative_cli.cli.options import DEFAULT_OUTPUT, JsonOption, OutputOption, StateOption, parse_file
from creative_cli.errors import ExitCode

review_app = typer.Typer(
    help="Import verdicts from the gallery page and show the progress of a review.",
    rich_markup_mode=None,
    no_args_is_help=True,
)


@review_app.command("import", short_help="Import an exported review.")
def import_command(
    file: Annotated[
        Path,
        typer.Argument(parser=parse_file, metavar="FILE", help="File written by `Export review` on the gallery page."),
    ],
    output: OutputOption = DEFAULT_OUTPUT,
    reviewer: Annotated[str, typer.Option(metavar="NAME", help="Reviewer's name, stored with every verdict.")] = "",
    as_json: JsonOption = False,
    state: StateOption = None,
) -> None:
    """Import the verdicts of an exported review. Exits with 1 if any of the reviewed files has changed since.

    creative review import summer-drinks-2026-review.json --reviewer Ana
    """
    from creative_cli.cli import console, review_output
    from creative_cli.services import reviews, workspace

    screen = console.Screen(as_json=as_json)
    decisions, progress = reviews.import_reviews(file, workspace.open_workspace(output, state), reviewer, screen.say)
    review_output.show_review_import(screen, decisions, progress)
    if decisions.stale:
        raise typer.Exit(ExitCode.FINDINGS)


@review_app.command("status", short_help="Show the progress of a review.")
def status_command(
    campaign: Annotated[
        list[str] | None,
        typer.Argument(help="Campaigns to show.  [default: all campaigns with ads]", metavar="CAMPAIGN"),
    ] = None,
    output: OutputOption = DEFAULT_OUTPUT,
    as_json: JsonOption = False,
    state: StateOption = None,
) -> None:
    """Show how many ads are approved, rejected and pending. Exits with 3 if a campaign cannot be read.

    creative review status
    """
    from creative_cli.cli import console, review_output
    from creative_cli.services import reviews, workspace

    screen = console.Screen(as_json=as_json)
    with workspace.open_readable_workspace(output, state, screen.say) as where:
        progress, damaged = (
            (reviews.count_reviews(tuple(campaign), where, screen.say), ())
            if campaign
            else reviews.count_readable_reviews(where, screen.say)
        )
    review_output.show_review_standings(screen, progress, damaged)
    if damaged:
        raise typer.Exit(ExitCode.INCOMPLETE)
