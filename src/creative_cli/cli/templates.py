"""`creative templates`."""

from pathlib import Path
from typing import Annotated

import typer

from creative_cli.cli.options import DEFAULT_OUTPUT, JsonOption, StateOption, parse_file


def templates(
    sheet: Annotated[
        Path | None,
        typer.Option("--sheet", parser=parse_file, metavar="FILE", help="Also draw each template into this PNG file."),
    ] = None,
    as_json: JsonOption = False,
    state: StateOption = None,
) -> None:
    """List the templates that a brief may name, those of plug-ins included.

    creative templates --sheet templates.png
    """
    from creative_cli.cli import console
    from creative_cli.services import template_gallery, workspace

    screen = console.Screen(as_json=as_json)
    if sheet is None:
        entries = template_gallery.describe_templates()
    else:
        entries = template_gallery.write_template_sheet(sheet, workspace.open_workspace(DEFAULT_OUTPUT, state))
        screen.say(f"Wrote {sheet}.")
    if as_json:
        screen.json({"schema": 1, "templates": entries})
        return
    for entry in entries:
        screen.line(f"{entry.name:<10} {entry.looks or f'of the package {entry.package}'}")
