"""`creative channels`."""

from typing import Annotated

import typer

from creative_cli.cli.options import JsonOption


def channels(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[WORDS]", help="Only channels that all of these are about: a platform, size or ratio."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """List the channels there are: size, ratio, safe zone, file kinds, bytes, text limits, and where that was read.

    creative channels instagram story
    """
    from creative_cli.channels import find_channels  # noqa: PLC0415  # the help page must not pay for it
    from creative_cli.cli.channels_output import show_channels  # noqa: PLC0415  # same
    from creative_cli.cli.output import Screen  # noqa: PLC0415  # same

    show_channels(Screen(as_json=as_json), find_channels(" ".join(words or ())))
