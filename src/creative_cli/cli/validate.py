"""`creative validate`."""

from creative_cli.cli.options import DEFAULT_OUTPUT, BriefsArgument, JsonOption, OutputOption, StateOption


def validate(
    briefs: BriefsArgument,
    output: OutputOption = DEFAULT_OUTPUT,
    as_json: JsonOption = False,
    state: StateOption = None,
) -> None:
    """Check briefs without making anything. Every problem is reported with its line and column.

    Missing copy is fine if the translation memory of --output or --state has it, or if a translator can write it.
    Pictures on disk are checked; pictures at a URL are not fetched.

    creative validate briefs/*.yaml
    """
    from creative_cli.cli import console, run_output
    from creative_cli.services import preflight, workspace

    briefs_checked = preflight.validate_briefs(briefs, workspace.open_workspace(output, state))
    run_output.show_valid_briefs(console.Screen(as_json=as_json), briefs_checked)
