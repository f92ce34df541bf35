"""`creative serve`."""

from typing import Annotated

import typer

from creative_cli.cli.options import DEFAULT_OUTPUT, OutputOption, StateOption
from creative_cli.errors import UsageError


def serve(
    output: OutputOption = DEFAULT_OUTPUT,
    host: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS", help="Address to listen on. Any but this machine's own needs CREATIVE_SERVE_TOKEN."
        ),
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, metavar="PORT", help="Port to listen on; 0 takes a free one.")
    ] = 8000,
    state: StateOption = None,
) -> None:
    """Serve the API and the pages for the browser until Ctrl-C.

    creative serve --port 8000
    """
    from creative_cli.cli import console
    from creative_cli.services import workspace

    try:
        from creative_cli.server import running
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith("creative_cli"):
            raise
        raise UsageError(
            f"creative serve needs the extra `serve`: {error.name} is not installed.",
            "Install it: pip install 'creative[serve]'.",
        ) from error
    screen = console.Screen()
    running.run_server(
        workspace.open_workspace(output, state),
        host,
        port,
        lambda address: screen.line(f"Open {address} in a browser. Ctrl-C stops the server."),
    )
