"""`creative brand`."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from creative_cli.cli.options import DEFAULT_OUTPUT, JsonOption, OutputOption, parse_file

brand_app = typer.Typer(help="Judge brand kits.", no_args_is_help=True, rich_markup_mode=None)


@brand_app.callback()
def _brand_commands() -> None:
    """Judge brand kits."""


@brand_app.command("check", short_help="Judge a brand kit and write its sheet.")
def brand_check(
    kit: Annotated[
        Path, typer.Argument(parser=parse_file, metavar="KIT", help="A brand kit: brand.yaml, or the folder with it.")
    ],
    sheet: Annotated[
        Path | None,
        typer.Option(
            parser=parse_file, metavar="FILE", help="Where to write the sheet.  [default: OUTPUT/brand-NAME.html]"
        ),
    ] = None,
    output: OutputOption = DEFAULT_OUTPUT,
    form: Annotated[Literal["text", "json"], typer.Option("--format", help="Output format.")] = "text",
    as_json: JsonOption = False,
    fail_on: Annotated[
        Literal["warn", "fail", "never"], typer.Option(help="Lowest severity that makes the command exit with 1.")
    ] = "fail",
) -> None:
    """Judge a brand kit: colours, logo, fonts, texts and keys. Writes a page that shows the brand.

    creative brand check solara/brand.yaml
    """
    from creative_cli.cli import brand_output, console
    from creative_cli.services import brand_kits

    screen = console.Screen(as_json=as_json or form == "json")
    code = brand_output.show_checked_kit(screen, brand_kits.check_brand_kit(kit, sheet, output), fail_on)
    if code:
        raise typer.Exit(code)
