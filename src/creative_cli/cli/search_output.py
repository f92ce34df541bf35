"""Render search results."""

import sys
from collections.abc import Sequence
from pathlib import Path

import typer
from rich.text import Text

from creative_cli.brief.suggestions import suggest_similar_word
from creative_cli.cli.console import STATUS_COLORS, Screen
from creative_cli.cli.inline_images import InlineImages
from creative_cli.cli.streams import StyledStream
from creative_cli.retrieval.filters import SearchFilters, UnknownFilterValue
from creative_cli.retrieval.library import ReindexResult
from creative_cli.retrieval.results import FoundCampaign, FoundPicture, LookalikeAnswer, SearchAnswer
from creative_cli.runlog.report.humanize import count_noun

MAX_SHOWN_PICTURES = 4  # per product and market; `--json` has all
MAX_LISTED_VALUES = 12  # a longer list of valid filter values is not shown


def show_search_results(screen: Screen, answer: SearchAnswer, inline: InlineImages) -> None:
    """Show the results of a text search, best first, and why each matches."""
    if screen.as_json:
        left = {"unknown": answer.unknown, "none_has_all": answer.none_has_all}
        answers = {"campaigns": answer.campaigns, **left}
        screen.json({"schema": 1, "query": answer.query, "filters": answer.filters, **answers})
        return
    if _report_unknown(screen, answer.unknown):
        return
    only = _describe_filters(answer.filters)
    if answer.none_has_all:
        screen.line(_no_match_sentence(answer.filters))
        return
    if not any(campaign.close for campaign in answer.campaigns):
        nearest = " The nearest ads, which may be unrelated:" if answer.campaigns else ""
        screen.line(f"Nothing close to “{answer.query}”{f' {only}' if only else ''}.{nearest}")
    closest = answer.campaigns[0].label if answer.campaigns else None
    for campaign in answer.campaigns:
        _show_campaign(screen, campaign, only, inline, whole=campaign.label == closest)


def _show_campaign(screen: Screen, found: FoundCampaign, only: str, inline: InlineImages, *, whole: bool) -> None:
    """Show a campaign with its thumbnail; of one that is less close than the first, its best ad only."""
    why = f"shares: {', '.join(found.words)}" if found.words else "by meaning"
    match = f"  {found.label}, {found.similarity:.2f}, {why}{f' {only}' if only else ''}"
    screen.line(Text(found.campaign, style="bold" if whole else "") + Text(match, style="dim"))
    for document in found.documents if whole else found.documents[:1]:
        screen.line(f"  {document.product_name}, {document.locale}: {document.headline}")
        _show_pictures(screen, document.pictures if whole else document.pictures[:1])
    best = find_best_picture(found)
    if whole and best is not None:
        _draw_inline(inline, best)


def find_best_picture(found: FoundCampaign) -> str | None:
    """Return the path of the picture that a campaign is shown by."""
    return next((picture.path for document in found.documents for picture in document.pictures), None)


def open_in_viewer(screen: Screen, path: str | None) -> None:
    """Open a picture in the viewer of the system, or say why not."""
    if path is None or not Path(path).is_file():
        screen.say("There is no picture to open.")
    elif typer.launch(path):
        screen.say(f"No program opens {path} here.")


def show_lookalikes(screen: Screen, found: LookalikeAnswer, inline: InlineImages) -> None:
    """Show the pictures that look like one, nearest first, with their distance."""
    if screen.as_json:
        known = {"pictures": found.pictures, "unknown": found.unknown, "none_has_all": found.none_has_all}
        screen.json({"schema": 1, "like": found.picture, "filters": found.filters, **known})
        return
    if _report_unknown(screen, found.unknown):
        return
    if found.none_has_all:
        screen.line(_no_match_sentence(found.filters))
        return
    if not found.pictures:
        only = _describe_filters(found.filters)
        screen.line(f"No ad looks like {found.picture}{f' {only}' if only else ''}.")
        return
    for copy in found.pictures:
        line = Text(f"{copy.likeness}", style="bold")
        if copy.signs or copy.colour:
            line += Text(f"  {copy.signs} of 64 hash bits differ, colors by {copy.colour:.1f}", style="dim")
        screen.line(line)
        screen.line(f"  {copy.campaign}: {copy.product_name}, {copy.locale}: {copy.headline}")
        screen.line(Text(f"  {copy.path} ", style="dim") + Text(copy.status.name, style=STATUS_COLORS[copy.status]))
        _draw_inline(inline, copy.path)


def show_reindexed(screen: Screen, made: ReindexResult) -> None:
    """Summarize a rebuilt index."""
    again = f", {made.embedded} of them embedded again" if made.embedded else ""
    unread = (
        f"; {made.unread} files have changed since they were stored, and --like cannot find them" if made.unread else ""
    )
    screen.say(
        f"{count_noun(made.documents, 'document')} indexed{again}, "
        f"{count_noun(made.pictures, 'picture')} for --like{unread}."
    )


def _show_pictures(screen: Screen, pictures: Sequence[FoundPicture]) -> None:
    for picture in pictures[:MAX_SHOWN_PICTURES]:
        status = Text(picture.status.name, style=STATUS_COLORS[picture.status])
        screen.line(Text(f"    {picture.path} ", style="dim") + status)
    if len(pictures) > MAX_SHOWN_PICTURES:
        screen.line(f"    and {len(pictures) - MAX_SHOWN_PICTURES} more", style="dim")


def _report_unknown(screen: Screen, unknown: Sequence[UnknownFilterValue]) -> bool:
    """Report filter values that no ad has; return whether there are any."""
    for one in unknown:
        guess = suggest_similar_word(one.value, one.known)
        listed = f" Known: {', '.join(one.known)}." if not guess and 0 < len(one.known) <= MAX_LISTED_VALUES else ""
        screen.line(f"No ad has {one.filter} {one.value!r}.{guess or listed}")
    return bool(unknown)


def _no_match_sentence(filters: SearchFilters) -> str:
    # A single filter leaves nothing only if it is a date or a status: other unknown values are reported before.
    asked = _filter_values(filters)
    if len(asked) == 1:
        return f"No ad is {asked[0]}."
    return f"No ad matches all of {', '.join(asked)}. Leave one out."


def _describe_filters(filters: SearchFilters) -> str:
    asked = _filter_values(filters)
    return f"(only {', '.join(asked)})" if asked else ""


def _filter_values(filters: SearchFilters) -> list[str]:
    return [
        *filters.campaigns,
        *filters.products,
        *filters.countries,
        *filters.locales,
        *filters.ratios,
        *(status.name for status in filters.statuses),
        *([f"since {filters.since[:10]}"] if filters.since else []),
    ]


def _draw_inline(inline: InlineImages, path: str) -> None:
    drawn = inline.drawn(path)
    if drawn:
        # Not through Rich, which would count the escape sequence as text.
        StyledStream("stdout").write(f"{drawn}\n")
        sys.stdout.flush()
