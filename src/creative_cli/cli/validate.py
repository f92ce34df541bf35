"""`creative validate`."""

from typing import Annotated

import typer

from creative_cli.cli.options import (
    DEFAULT_OUTPUT,
    BriefsArgument,
    JsonOption,
    OutputOption,
    SkipBadRowsOption,
    StateOption,
    VariantsOption,
)
from creative_cli.errors import UsageError


def validate(
    briefs: BriefsArgument,
    output: OutputOption = DEFAULT_OUTPUT,
    explain: Annotated[
        tuple[str, str, str] | None,
        typer.Option(
            help="Show which lines one ad prints, where they are written, and which lines they were chosen before.",
            metavar="LOCALE PRODUCT FORMAT",
        ),
    ] = None,
    variant: VariantsOption = None,
    skip_bad_rows: SkipBadRowsOption = False,
    as_json: JsonOption = False,
    state: StateOption = None,
) -> None:
    """Check briefs without making anything. Every problem is reported with its line and column.

    Missing copy is fine if the translation memory of --output or --state has it, or if a translator can write it.
    Pictures on disk are checked; pictures at a URL are not fetched.

    creative validate briefs/*.yaml
    """
    from creative_cli.cli import console, run_output
    from creative_cli.services import copy_explanations, preflight, workspace

    screen = console.Screen(as_json=as_json)
    where = workspace.open_workspace(output, state)
    if explain is not None:
        if len(briefs) != 1:
            raise UsageError("--explain is about one ad of one brief.", "Name one brief.")
        told = copy_explanations.explain_ad_copy(briefs[0], *explain, where, variant or ())
        run_output.show_copy_explanations(screen, told)
        return
    if variant:
        raise UsageError("--variant names the variant of an ad to explain.", "Add --explain LOCALE PRODUCT FORMAT.")
    briefs_checked = preflight.validate_briefs(briefs, where, skip_bad_rows=skip_bad_rows)
    run_output.show_valid_briefs(screen, briefs_checked)
    raise typer.Exit(run_output.show_skipped_rows(screen, briefs_checked))
