"""`creative texts`."""

from typing import Annotated

import typer

from creative_cli.cli.options import DEFAULT_OUTPUT, JsonOption, OutputOption, StateOption


def texts(
    campaign: Annotated[str, typer.Argument(help="The campaign, as the brief names it.", metavar="CAMPAIGN")],
    output: OutputOption = DEFAULT_OUTPUT,
    as_json: JsonOption = False,
    state: StateOption = None,
) -> None:
    """Show which texts the ads of a campaign leave out, per size and market, and why.

    creative texts summer-drinks-2026
    """
    from creative_cli.cli import console, texts_output
    from creative_cli.services import dropped_texts, workspace

    found = dropped_texts.list_dropped_texts(campaign, workspace.open_workspace(output, state))
    texts_output.show_dropped_texts(console.Screen(as_json=as_json), found)
