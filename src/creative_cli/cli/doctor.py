"""`creative doctor`."""

from functools import partial
from typing import Annotated

import typer

from creative_cli.cli.options import OUTPUT, AsJson, Output, State
from creative_cli.errors import ExitCode


def doctor(
    output: Output = OUTPUT,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Make the run log anew from the journals, damaged or not.")
    ] = False,
    reset_providers: Annotated[
        bool, typer.Option("--reset-providers", help="Ask providers again that rest after failures.")
    ] = False,
    online: Annotated[
        bool, typer.Option("--online", help="Also ask each provider whether key and model work; nothing is painted.")
    ] = False,
    as_json: AsJson = False,
    state: State = None,
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
    from creative_cli.services.searches import memory  # noqa: PLC0415  # same
    from creative_cli.services.workspace import house  # noqa: PLC0415  # same

    screen = Screen(as_json=as_json)
    where = house(output, state)
    if rebuild:
        screen.say(queries.rebuild(where, screen.say))
    if reset_providers:
        screen.say(queries.reset_providers(where, screen.say))
    results = diagnosis.examine(where.state, where.output, partial(memory, where, screen.say))
    results += tuple(diagnosis.of_rest(sentence) for sentence in queries.resting(where, screen.say))
    if online:
        results += tuple(diagnosis.of_health(subject, health) for subject, health in probing.online())
    show_diagnosis(screen, results)
    raise typer.Exit(ExitCode.OK if all(result.ok for result in results) else ExitCode.FINDINGS)
