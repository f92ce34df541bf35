"""`creative channels`."""

from typing import Annotated

import typer

from creative_cli.cli.options import JsonOption


def channels(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="WORDS", help="Filter by platform, size or ratio. All words must match."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """List supported channels with their size, safe zone, file types, size limits and text limits.

    creative channels instagram story
    """
    from creative_cli import channels as known_channels
    from creative_cli.cli import channels_output, console

    channels_output.show_channels(console.Screen(as_json=as_json), known_channels.find_channels(" ".join(words or ())))
