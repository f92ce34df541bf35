"""`creative doctor`."""

from functools import partial
from typing import Annotated

import typer

from creative_cli.cli.options import DEFAULT_OUTPUT, JsonOption, OutputOption, StateOption
from creative_cli.errors import ExitCode


def doctor(
    output: OutputOption = DEFAULT_OUTPUT,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Make the run log anew from the journals, damaged or not.")
    ] = False,
    reset_providers: Annotated[
        bool, typer.Option("--reset-providers", help="Ask providers again that rest after failures.")
    ] = False,
    online: Annotated[
        bool, typer.Option("--online", help="Also ask each provider whether key and model work; nothing is painted.")
    ] = False,
    as_json: JsonOption = False,
    state: StateOption = None,
) -> None:
    """Check that fonts, folders, run log and search work here, and say how to mend what does not.

    Half-written files that killed runs left are removed.

    creative doctor
    """
    from creative_cli.cli.doctor_output import show_diagnosis  # noqa: PLC0415  # same
    from creative_cli.cli.output import Screen  # noqa: PLC0415  # same
    from creative_cli.services import doctor as diagnosis  # noqa: PLC0415  # the help page must not pay for it
    from creative_cli.services import health as probing  # noqa: PLC0415  # same
    from creative_cli.services import queries  # noqa: PLC0415  # same
    from creative_cli.services.searches import open_search_library  # noqa: PLC0415  # same
    from creative_cli.services.workspace import open_workspace  # noqa: PLC0415  # same

    screen = Screen(as_json=as_json)
    where = open_workspace(output, state)
    if rebuild:
        screen.say(queries.rebuild_run_log(where, screen.say))
    if reset_providers:
        screen.say(queries.reset_providers(where, screen.say))
    results = diagnosis.run_diagnosis(where.state, where.output, partial(open_search_library, where, screen.say))
    results += tuple(
        diagnosis.breaker_diagnosis(sentence) for sentence in queries.describe_open_breakers(where, screen.say)
    )
    if online:
        results += tuple(diagnosis.health_diagnosis(subject, health) for subject, health in probing.probe_providers())
    show_diagnosis(screen, results)
    raise typer.Exit(ExitCode.OK if all(result.ok for result in results) else ExitCode.FINDINGS)
