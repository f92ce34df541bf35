"""`creative review`."""

from pathlib import Path
from typing import Annotated

import typer

from creative_cli.cli.options import DEFAULT_OUTPUT, JsonOption, OutputOption, StateOption

review_app = typer.Typer(
    help="Put the verdicts people gave on the gallery page on record, and see how far a review has come.",
    rich_markup_mode=None,
    no_args_is_help=True,
)


@review_app.command("import")
def import_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `Export review` on the page wrote.")],
    output: OutputOption = DEFAULT_OUTPUT,
    reviewer: Annotated[str, typer.Option(metavar="NAME", help="Who decided; kept with every verdict.")] = "",
    as_json: JsonOption = False,
    state: StateOption = None,
) -> None:
    """Record the verdicts of an exported review. Exit code 1 when some are on files that have changed since.

    creative review import summer-drinks-2026-review.json --reviewer Ana
    """
    from creative_cli.cli.output import Screen  # noqa: PLC0415  # same
    from creative_cli.cli.review_output import show_review_import  # noqa: PLC0415  # the help page must not pay for it
    from creative_cli.errors import ExitCode  # noqa: PLC0415  # same
    from creative_cli.services.reviews import import_reviews  # noqa: PLC0415  # same
    from creative_cli.services.workspace import open_workspace  # noqa: PLC0415  # same

    screen = Screen(as_json=as_json)
    done = import_reviews(file, open_workspace(output, state), reviewer, screen.say)
    show_review_import(screen, done)
    if done.decisions.stale:
        raise typer.Exit(ExitCode.FINDINGS)


@review_app.command("status", short_help="Show how far a review has come.")
def status_command(
    campaign: Annotated[
        list[str] | None, typer.Argument(help="Campaigns; all that have ads when none is named.")
    ] = None,
    output: OutputOption = DEFAULT_OUTPUT,
    as_json: JsonOption = False,
    state: StateOption = None,
) -> None:
    """Show how many ads are approved, rejected and still to be reviewed.

    creative review status
    """
    from creative_cli.cli.output import Screen  # noqa: PLC0415  # same
    from creative_cli.cli.review_output import show_review_standings  # noqa: PLC0415  # the help page must not pay for it
    from creative_cli.services.reviews import count_reviews  # noqa: PLC0415  # same
    from creative_cli.services.workspace import open_workspace  # noqa: PLC0415  # same

    screen = Screen(as_json=as_json)
    show_review_standings(screen, count_reviews(tuple(campaign or ()), open_workspace(output, state), screen.say))
