"""`creative search`."""

from typing import Annotated

import typer

from creative_cli.cli.options import OUTPUT, AsJson, Output, State


def search(
    text: Annotated[str | None, typer.Argument(help="What the ad is about, in any language.")] = None,
    output: Output = OUTPUT,
    market: Annotated[
        list[str] | None, typer.Option(help="Only this country or locale; repeat for more.", metavar="MARKET")
    ] = None,
    campaign: Annotated[
        list[str] | None, typer.Option(help="Only this campaign; repeat for more.", metavar="CAMPAIGN")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=100, help="Most campaigns shown.")] = 5,
    reindex: Annotated[bool, typer.Option("--reindex", help="Make the index anew from the run log first.")] = False,
    as_json: AsJson = False,
    state: State = None,
) -> None:
    """Find past ads by what they say or show; ask in any language.

    creative search "cold tea for summer"
    """
    from creative_cli.console.screen import Screen  # noqa: PLC0415  # the help page must not pay for it
    from creative_cli.console.search import show_answer  # noqa: PLC0415  # same
    from creative_cli.errors import UsageError  # noqa: PLC0415  # same
    from creative_cli.wiring import finding  # noqa: PLC0415  # same
    from creative_cli.wiring.house import house  # noqa: PLC0415  # same

    screen = Screen(as_json=as_json)
    where = house(output, state)
    if reindex:
        screen.say(f"{finding.memory(where, screen.say).reindex()} documents indexed.")
    if text is not None and text.strip():
        found = finding.find(where, text, tuple(market or ()), tuple(campaign or ()), limit, screen.say)
        show_answer(screen, found)
    elif not reindex:
        raise UsageError("There is nothing to look for.", 'Say what the ad is about: creative search "summer drinks"')
