"""`creative search`."""

from pathlib import Path
from typing import Annotated

import typer

from creative_cli.cli.options import DEFAULT_OUTPUT, JsonOption, MarketsOption, OutputOption, StateOption, parse_file
from creative_cli.errors import UsageError


def search(
    text: Annotated[str | None, typer.Argument(help="What the ad is about, in any language.", metavar="TEXT")] = None,
    like: Annotated[
        Path | None,
        typer.Option(
            "--like", parser=parse_file, metavar="PICTURE", help="Find the ads this picture shows, whole or in part."
        ),
    ] = None,
    output: OutputOption = DEFAULT_OUTPUT,
    market: MarketsOption = None,
    campaign: Annotated[
        list[str] | None, typer.Option(help="Only this campaign. Repeatable.", metavar="CAMPAIGN")
    ] = None,
    product: Annotated[
        list[str] | None, typer.Option(help="Only this product ID. Repeatable.", metavar="PRODUCT")
    ] = None,
    variant: Annotated[
        list[str] | None, typer.Option(help="Only this variant of an A/B test. Repeatable.", metavar="NAME")
    ] = None,
    ratio: Annotated[
        list[str] | None, typer.Option(help="Only this ratio, such as 1:1. Repeatable.", metavar="RATIO")
    ] = None,
    status: Annotated[
        list[str] | None,
        typer.Option(help="Filter by check status: pass, skip, warn, fail or error.", metavar="STATUS"),
    ] = None,
    since: Annotated[
        str | None, typer.Option(help="Only ads made since this date (2026-06-01) or age (30d, 12h).", metavar="WHEN")
    ] = None,
    limit: Annotated[
        int,
        typer.Option(min=1, max=100, metavar="N", help="Maximum number of campaigns, or of pictures with --like."),
    ] = 5,
    pictures: Annotated[
        bool | None,
        typer.Option(
            "--pictures/--no-pictures", help="Show thumbnails if the terminal supports them.", show_default=False
        ),
    ] = None,
    open_best: Annotated[bool, typer.Option("--open", help="Open the best picture in the system's viewer.")] = False,
    reindex: Annotated[
        bool, typer.Option("--reindex", help="Rebuild the search index from the run log first.")
    ] = False,
    as_json: JsonOption = False,
    state: StateOption = None,
) -> None:
    """Find past ads by what they say or show, in any language, or by a picture.

    creative search "cold tea for summer" --market JP --since 90d

    creative search --like downloaded.jpg
    """
    from creative_cli.cli import console, inline_images, search_output
    from creative_cli.services import searches, workspace

    screen = console.Screen(as_json=as_json)
    words = (text or "").strip()
    if words and like is not None:
        raise UsageError("Text and --like cannot be combined.", "Leave out one of them.")
    if not words and like is None and not reindex:
        raise UsageError("Nothing to search for.", 'Describe the ad: creative search "summer drinks"')
    filters = searches.parse_filters(
        markets=market,
        campaigns=campaign,
        products=product,
        ratios=ratio,
        statuses=status,
        since=since,
        variants=variant,
    )
    with workspace.open_readable_workspace(output, state, screen.say) as where:
        if reindex:
            search_output.show_reindexed(screen, searches.rebuild_search_index(where, screen.say))
        best: str | None = None
        inline = inline_images.InlineImages.of_terminal(searches.decode_for_viewing, wanted=pictures)
        if words:
            found = searches.search_by_text(where, words, filters, limit, screen.say)
            search_output.show_search_results(screen, found, inline)
            best = search_output.find_best_picture(found.campaigns[0]) if found.campaigns else None
        elif like is not None:
            alike = searches.search_by_picture(where, like, filters, limit, screen.say)
            search_output.show_lookalikes(screen, alike, inline)
            best = alike.pictures[0].path if alike.pictures else None
        if open_best and (words or like is not None):
            search_output.open_in_viewer(screen, best)
