"""`creative init`."""

from pathlib import Path
from typing import Annotated

import typer


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to create. An existing one must be empty.")],
) -> None:
    """Write a starter brief with a product picture and a logo, ready to run.

    creative init my-campaign
    """
    from creative_cli.brief import starter_campaign
    from creative_cli.cli import console

    brief = starter_campaign.write_starter_campaign(folder)
    console.Screen().say(f"Wrote {brief} and its assets. Make the ads with: creative run {brief}")
