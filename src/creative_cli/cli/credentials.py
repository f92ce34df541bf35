"""`creative credentials`."""

from pathlib import Path
from typing import Annotated

import typer

from creative_cli.cli.options import JsonOption, parse_file
from creative_cli.errors import ExitCode


def credentials(
    paths: Annotated[
        list[Path], typer.Argument(parser=parse_file, metavar="FILE", help="Pictures: JPEG, PNG, WebP, AVIF or TIFF.")
    ],
    as_json: JsonOption = False,
) -> None:
    """Judge the Content Credentials (C2PA) of pictures. Exits with 1 if any are invalid. Needs the extra c2pa.

    creative credentials photo.jpg
    """
    from creative_cli.cli import console, credentials_output
    from creative_cli.imaging.content_credentials import CredentialsVerdict
    from creative_cli.services import credentials as services

    judged = services.judge_files(paths)
    credentials_output.show_credentials(console.Screen(as_json=as_json), judged)
    if any(one.report.verdict is CredentialsVerdict.INVALID for one in judged):
        raise typer.Exit(ExitCode.FINDINGS)
