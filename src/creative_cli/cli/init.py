"""`creative init`."""

from pathlib import Path
from typing import Annotated

import typer


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to make; an existing one must be empty.")],
) -> None:
    """Write a starter brief with a product picture and a logo, ready to run.

    creative init my-campaign
    """
    from creative_cli.brief import starter_campaign  # noqa: PLC0415  # the help page must not pay for them
    from creative_cli.cli.output import Screen  # noqa: PLC0415  # same

    brief = starter_campaign.write_starter_campaign(folder)
    Screen().say(f"Wrote {brief} and its assets. Make its ads with: creative run {brief}")
