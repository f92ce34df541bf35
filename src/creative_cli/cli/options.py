"""Options that more than one command takes, declared once."""

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

Briefs: TypeAlias = Annotated[
    list[str], typer.Argument(metavar="BRIEF", help="Campaign briefs, YAML or JSON; - reads one from stdin.")
]
State: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--state",
        metavar="DIR",
        help="Folder of journal, run log, search index and cache.  [default: OUTPUT/.creative, or CREATIVE_STATE]",
    ),
]
Output: TypeAlias = Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="Folder the ads go to.")]
AsJson: TypeAlias = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]
Quiet: TypeAlias = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]

OUTPUT = Path("outputs")
