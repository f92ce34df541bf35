"""`creative doctor`."""

from typing import Annotated

import typer

from creative_cli.cli.options import OUTPUT, AsJson, Output, State
from creative_cli.errors import ExitCode


def doctor(
    output: Output = OUTPUT,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Make the run log anew from the journals, damaged or not.")
    ] = False,
    as_json: AsJson = False,
    state: State = None,
) -> None:
    """Check that fonts, folders, run log and search work here, and say how to mend what does not.

    creative doctor
    """
    from creative_cli import console, diagnosis, wiring  # noqa: PLC0415  # the help page must not pay for them

    screen = console.Screen(as_json=as_json)
    where = wiring.house(output, state)
    if rebuild:
        screen.say(wiring.rebuild(where, screen.say))
    results = diagnosis.examine(where.state)
    screen.show_diagnosis(results)
    raise typer.Exit(ExitCode.OK if all(result.ok for result in results) else ExitCode.FINDINGS)
