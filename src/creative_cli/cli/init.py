"""`creative init`."""

import os
import shlex
import subprocess
from pathlib import Path
from typing import Annotated

import typer

from creative_cli.cli.options import parse_file, parse_folder
from creative_cli.errors import UsageError


def init(
    folder: Annotated[
        Path | None,
        typer.Argument(parser=parse_folder, metavar="DIR", help="Folder to create. An existing one must be empty."),
    ] = None,
    feed: Annotated[
        Path | None,
        typer.Option(
            "--from", parser=parse_file, metavar="FEED", help="Write a brief beside this product feed instead."
        ),
    ] = None,
) -> None:
    """Write a starter brief with a product picture and a logo, ready to run; or a first brief for a feed.

    creative init my-campaign
    """
    from creative_cli.brief import feed_starter, starter_campaign
    from creative_cli.cli import console

    if (folder is None) == (feed is None):
        raise UsageError(
            "Name either a folder or a feed.", "creative init my-campaign, or creative init --from shoes.csv"
        )
    if feed is not None:
        brief = feed_starter.write_feed_brief(feed)
        console.Screen().say(f"Wrote {brief}. Read its comments, then check it with: creative validate {_quote(brief)}")
    elif folder is not None:
        brief = starter_campaign.write_starter_campaign(folder)
        console.Screen().say(f"Wrote {brief} and its assets. Make the ads with: creative run {_quote(brief)}")


def _quote(path: Path) -> str:
    """Return *path* as a shell reads it: a command with a blank in it is for copying, too."""
    return subprocess.list2cmdline([str(path)]) if os.name == "nt" else shlex.quote(str(path))
