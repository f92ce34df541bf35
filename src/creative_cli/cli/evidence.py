"""`creative evidence`."""

from pathlib import Path
from typing import Annotated

import typer

from creative_cli.cli.options import JsonOption, StateOption, parse_file


def evidence(
    ad: Annotated[
        Path, typer.Argument(parser=parse_file, metavar="AD", help="The file of an ad, in the folder of its campaign.")
    ],
    as_json: JsonOption = False,
    state: StateOption = None,
) -> None:
    """Print all that is on record about one ad: brief, prompt, model, calls, rights, review, checks and rules.

    creative evidence outputs/summer-drinks-2026/de-DE/1x1/iced-tea.jpg
    """
    from creative_cli.cli import console, evidence_output
    from creative_cli.services import evidence as services

    screen = console.Screen(as_json=as_json)
    evidence_output.show_evidence(screen, services.gather_evidence(ad, state, screen.say))
