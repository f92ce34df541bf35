"""`creative search`."""

from pathlib import Path
from typing import Annotated

import typer

from creative_cli.cli.options import DEFAULT_OUTPUT, JsonOption, OutputOption, StateOption


def search(
    text: Annotated[str | None, typer.Argument(help="What the ad is about, in any language.")] = None,
    like: Annotated[
        Path | None, typer.Option("--like", metavar="PICTURE", help="Find this picture, or ads that look like it.")
    ] = None,
    output: OutputOption = DEFAULT_OUTPUT,
    market: Annotated[
        list[str] | None, typer.Option(help="Only this country or locale; repeat for more.", metavar="MARKET")
    ] = None,
    campaign: Annotated[
        list[str] | None, typer.Option(help="Only this campaign; repeat for more.", metavar="CAMPAIGN")
    ] = None,
    product: Annotated[
        list[str] | None, typer.Option(help="Only this product's id; repeat for more.", metavar="PRODUCT")
    ] = None,
    ratio: Annotated[
        list[str] | None, typer.Option(help="Only ads of this ratio, such as 1:1; repeat for more.", metavar="RATIO")
    ] = None,
    status: Annotated[
        list[str] | None,
        typer.Option(help="Only ads whose checks ended so: pass, skip, warn, fail or error.", metavar="STATUS"),
    ] = None,
    since: Annotated[
        str | None, typer.Option(help="Only ads made since then: 2026-06-01, or 30d, 12h.", metavar="WHEN")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=100, help="Most campaigns shown, or pictures with --like.")] = 5,
    pictures: Annotated[
        bool | None,
        typer.Option(
            "--pictures/--no-pictures", help="Show small pictures, in terminals that can.", show_default=False
        ),
    ] = None,
    reindex: Annotated[bool, typer.Option("--reindex", help="Make the index anew from the run log first.")] = False,
    as_json: JsonOption = False,
    state: StateOption = None,
) -> None:
    """Find past ads by what they say or show, in any language, or by a picture.

    creative search "cold tea for summer" --market JP --since 90d

    creative search --like downloaded.jpg
    """
    from creative_cli.cli.inline_images import InlineImages  # noqa: PLC0415  # the help page must not pay for it
    from creative_cli.cli.output import Screen  # noqa: PLC0415  # same
    from creative_cli.cli.search_output import show_lookalikes, show_reindexed, show_search_results  # noqa: PLC0415  # same
    from creative_cli.errors import UsageError  # noqa: PLC0415  # same
    from creative_cli.services import searches  # noqa: PLC0415  # same
    from creative_cli.services.workspace import open_workspace  # noqa: PLC0415  # same

    screen = Screen(as_json=as_json)
    where = open_workspace(output, state)
    words = (text or "").strip()
    if words and like is not None:
        raise UsageError("Words and a picture cannot be looked for together.", "Leave out the words or --like.")
    wanted = searches.SearchRequest(
        markets=tuple(market or ()),
        campaigns=tuple(campaign or ()),
        products=tuple(product or ()),
        ratios=tuple(ratio or ()),
        statuses=tuple(status or ()),
        since=since,
    )
    if reindex:
        show_reindexed(screen, searches.rebuild_search_index(where, screen.say))
    inline = InlineImages.of_terminal(searches.decode_for_viewing, wanted=pictures)
    if words:
        show_search_results(screen, searches.search_by_text(where, words, wanted, limit, screen.say), inline)
    elif like is not None:
        show_lookalikes(screen, searches.search_by_picture(where, like, wanted, limit, screen.say), inline)
    elif not reindex:
        raise UsageError("There is nothing to look for.", 'Say what the ad is about: creative search "summer drinks"')
