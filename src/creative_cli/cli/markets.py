"""`creative markets`."""

from typing import Annotated

import typer

from creative_cli.cli.options import JsonOption


def markets(
    fragment: Annotated[str, typer.Argument(metavar="FILTER", help="Filter by name, code, locale or language.")] = "",
    as_json: JsonOption = False,
) -> None:
    """List supported markets with their languages, script, direction, fonts, currency and price format.

    creative markets germany
    """
    from creative_cli.cli import console, markets_output
    from creative_cli.services import markets as services

    markets_output.show_markets(console.Screen(as_json=as_json), services.list_markets(fragment))
