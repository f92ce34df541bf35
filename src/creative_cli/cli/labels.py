"""`creative labels`."""

from datetime import datetime
from typing import Annotated

import typer

from creative_cli.cli.options import JsonOption


def labels(
    markets: Annotated[
        str,
        typer.Option(
            help="Countries, states such as US-NY, locales or groups (EU), with commas.  [default: ten countries]",
            metavar="LIST",
        ),
    ] = "",
    situation: Annotated[
        list[str] | None,
        typer.Option(
            help="person-photo, generated, edited or no-ai. Repeatable.  [default: all four]", metavar="SITUATION"
        ),
    ] = None,
    channel: Annotated[str, typer.Option(help="Add the rules of its platform.", metavar="CHANNEL")] = "",
    on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Leave out rules that begin after this day.", metavar="DAY"),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """List what must be labelled, marked or kept where a model made a picture, with sources and confidence.

    creative labels --markets DE,KR,CN --situation generated
    """
    from creative_cli.cli import console, labels_output
    from creative_cli.services import ai_duties

    wanted = [one.strip() for one in markets.split(",") if one.strip()]
    table = ai_duties.list_ai_duties(wanted, situation or [], channel, None if on is None else on.date())
    labels_output.show_ai_duties(console.Screen(as_json=as_json), table)
