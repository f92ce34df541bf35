"""Options shared by several commands."""

import errno
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import typer

from creative_cli.errors import UsageError

DEFAULT_OUTPUT = Path("outputs")


def parse_folder(text: str | Path) -> Path:
    """Read the name of a folder; raise UsageError if it is empty, or can be no name."""
    # An unset shell variable gives an empty name. Path("") would silently be the working folder.
    if not str(text).strip():
        raise UsageError("The folder name is empty.", "Name a folder, or use . for the current one.")
    return Path(_require_possible(str(text)))


def require_file_name(text: str | Path) -> str:
    """Return the name of a file; raise UsageError if it is empty, or can be no name."""
    if not str(text).strip():
        raise UsageError(
            "The file name is empty.", "Name a file: a shell variable that is not set gives an empty name."
        )
    return _require_possible(str(text))


def _require_possible(name: str) -> str:
    # A text in place of a name. Whoever asks later whether there is such a file would get an error for an answer.
    try:
        Path(name).stat()
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise UsageError(f"No file can have the name {name[:40]!r}…: it is too long.", "Check the name.") from error
    return name


def parse_file(text: str | Path) -> Path:
    """Read the name of a file; raise UsageError if it is empty, or can be no name."""
    return Path(require_file_name(text))


BriefsArgument: TypeAlias = Annotated[
    list[str],
    typer.Argument(
        parser=require_file_name,
        metavar="BRIEF",
        help="Campaign briefs, YAML or JSON. Use - to read one from stdin.",
    ),
]
StateOption: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--state",
        parser=parse_folder,
        metavar="DIR",
        help="Folder for journal, run log, search index and cache.  [default: OUTPUT/.creative, or CREATIVE_STATE]",
    ),
]
OutputOption: TypeAlias = Annotated[
    Path,
    typer.Option(
        "--output",
        "-o",
        parser=parse_folder,
        metavar="DIR",
        help="Folder for the ads, or object storage: s3://BUCKET/PREFIX, gs://, az:// (docs/object-storage.md).",
    ),
]
MarketsOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--market", help="Only this country or locale (JP, fr-CA). Repeatable.", metavar="MARKET"),
]
VariantsOption: TypeAlias = Annotated[
    list[str] | None, typer.Option("--variant", help="Only this variant of the brief. Repeatable.", metavar="NAME")
]
SkipBadRowsOption: TypeAlias = Annotated[
    bool,
    typer.Option("--skip-bad-rows", help="Leave out rows of a feed that are wrong, list them, and exit with 3."),
]
JsonOption: TypeAlias = Annotated[bool, typer.Option("--json", help="Print one JSON document to stdout.")]
FailOnOption: TypeAlias = Annotated[
    Literal["warn", "fail", "error", "never"],
    typer.Option(help="Lowest severity that makes the command exit with 1. error: only checks that could not run."),
]
ReportOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--report",
        metavar="FORMAT=FILE",
        help="Also write the findings: junit=FILE, sarif=FILE, gitlab=FILE, json=FILE, md=FILE; github is printed. "
        "Repeatable.",
    ),
]
ProfileOption: TypeAlias = Annotated[
    str,
    typer.Option(
        "--profile",
        parser=require_file_name,
        metavar="NAME",
        help="Severity of the checks: default, strict, draft, or a YAML or JSON file.",
    ),
]
WaiversOption: TypeAlias = Annotated[
    list[Path] | None,
    typer.Option(
        "--waivers", parser=parse_file, metavar="FILE", help="Findings that are accepted, YAML or JSON. Repeatable."
    ),
]
