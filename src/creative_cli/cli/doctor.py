"""`creative doctor`."""

from typing import Annotated

import typer

from creative_cli.cli.options import DEFAULT_OUTPUT, JsonOption, OutputOption, StateOption
from creative_cli.errors import ExitCode


def doctor(
    output: OutputOption = DEFAULT_OUTPUT,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Rebuild the run log from the journals first.")] = False,
    reset_providers: Annotated[
        bool,
        typer.Option("--reset-providers", help="Close open circuit breakers and try failing providers again."),
    ] = False,
    online: Annotated[
        bool, typer.Option("--online", help="Also check each provider's key and model. Free: nothing is generated.")
    ] = False,
    as_json: JsonOption = False,
    state: StateOption = None,
) -> None:
    """Check that fonts, folders, run log and search work, and explain how to fix what does not.

    Removes temporary files left by interrupted runs.

    creative doctor
    """
    from creative_cli.cli import console, doctor_output
    from creative_cli.services import doctor as services
    from creative_cli.services import health, queries, workspace

    screen, where = console.Screen(as_json=as_json), workspace.open_workspace(output, state)
    if rebuild:
        screen.say(queries.rebuild_run_log(where, screen.say))
    if reset_providers:
        screen.say(queries.reset_providers(where, screen.say))
    results = services.run_diagnosis(where, screen.say)
    if online:
        results += health.probe_providers(where.settings)
    doctor_output.show_diagnosis(screen, results)
    raise typer.Exit(ExitCode.OK if all(result.ok for result in results) else ExitCode.FINDINGS)
