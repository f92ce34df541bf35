"""`creative markets`."""

from typing import Annotated

import typer

from creative_cli.cli.options import JsonOption


def markets(
    fragment: Annotated[
        str, typer.Argument(metavar="FILTER", help="Only markets of this name, code, locale or language.")
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """List the markets there are: languages, script, direction, fonts, currency, and how prices are written.

    creative markets germany
    """
    from creative_cli.cli.markets_output import show_markets  # noqa: PLC0415  # the help page must not pay for it
    from creative_cli.cli.output import Screen  # noqa: PLC0415  # same
    from creative_cli.services.markets import list_markets as known  # noqa: PLC0415  # same

    show_markets(Screen(as_json=as_json), known(fragment))
