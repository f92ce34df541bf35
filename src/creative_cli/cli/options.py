"""Options that more than one command takes, declared once."""

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from creative_cli.errors import UsageError

BriefsArgument: TypeAlias = Annotated[
    list[str], typer.Argument(metavar="BRIEF", help="Campaign briefs, YAML or JSON; - reads one from stdin.")
]


def parse_folder(text: str | Path) -> Path:
    """Read the name of a folder; raise UsageError for an empty one, as an unset variable of a script leaves it.

    It would be the working folder, which nobody named: that one is written as a dot.
    """
    if not str(text).strip():
        raise UsageError("The name of a folder is empty.", "Write one, or . for the folder you are in.")
    return Path(text)


StateOption: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--state",
        parser=parse_folder,
        metavar="DIR",
        help="Folder of journal, run log, search index and cache.  [default: OUTPUT/.creative, or CREATIVE_STATE]",
    ),
]
OutputOption: TypeAlias = Annotated[
    Path, typer.Option("--output", "-o", parser=parse_folder, metavar="DIR", help="Folder the ads go to.")
]
JsonOption: TypeAlias = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]
QuietOption: TypeAlias = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]

DEFAULT_OUTPUT = Path("outputs")
