"""Render review imports and review progress."""

from collections.abc import Sequence

from rich.table import Table

from creative_cli.cli.console import Screen, error_document, show_error
from creative_cli.errors import CreativeError
from creative_cli.gallery.review_import import ReviewComparison, ReviewProgress
from creative_cli.runlog.report.humanize import count_noun

MOST_LISTED = 100
"""Ads that are listed for people."""


def show_review_import(screen: Screen, decisions: ReviewComparison, progress: ReviewProgress) -> None:
    """Show what was recorded, and every file that has changed since it was reviewed."""
    if screen.as_json:
        done = {"campaign": progress.campaign, "decisions": decisions, "standing": progress}
        screen.json({"schema": 1, "import": done})
        return
    known = f", {len(decisions.known)} already recorded" if decisions.known else ""
    screen.line(f"{progress.campaign}: {count_noun(len(decisions.new), 'verdict')} recorded{known}")
    for review in decisions.stale[:MOST_LISTED]:
        screen.line(f"  {review.path}: not recorded, the file has changed since the review", style="yellow")
    if len(decisions.stale) > MOST_LISTED:
        screen.line(f"  and {len(decisions.stale) - MOST_LISTED:,} more, which --json lists", style="yellow")
    if decisions.stale:
        screen.say("Review these ads again on the page of the latest run, and export the review again.")
    screen.line(f"  {progress.approved} approved, {progress.rejected} rejected, {progress.pending} pending")
    _show_conflicts(screen, progress)
    if progress.approved:
        screen.say(f"Package what is approved: creative package {progress.campaign} --for TARGET --approved-only")


def _show_conflicts(screen: Screen, progress: ReviewProgress) -> None:
    for review in progress.conflicts[:MOST_LISTED]:
        rejects = review.reviewer or "another reviewer"
        comment = f": {' '.join(review.comment.split())}" if review.comment else ""
        screen.line(
            f"  {review.path}: {review.approved_by} approved, {rejects} rejected{comment}",
            style="yellow",
        )
    if len(progress.conflicts) > MOST_LISTED:
        screen.line(f"  and {len(progress.conflicts) - MOST_LISTED:,} more, which --json lists", style="yellow")
    if progress.conflicts:
        screen.say("Rejected ads stay rejected until those who rejected them import another verdict.")


def show_review_standings(
    screen: Screen, standings: Sequence[ReviewProgress], damaged: Sequence[CreativeError] = ()
) -> None:
    """Show a line for each campaign, and on stderr what is wrong with those that cannot be read."""
    for error in damaged:
        show_error(error)
    if screen.as_json:
        screen.json({"schema": 1, "campaigns": standings, "damaged": [error_document(error) for error in damaged]})
        return
    if not standings and damaged:
        return
    if not standings:
        screen.line("No ads yet. Make some with: creative run BRIEF")
        return
    table = Table(box=None, pad_edge=False)
    table.add_column("campaign", overflow="fold")
    for name in ("approved", "rejected", "pending", "conflicts"):
        table.add_column(name, justify="right", no_wrap=True)
    for one in standings:
        counts = (one.approved, one.rejected, one.pending, len(one.conflicts))
        table.add_row(one.campaign, *(str(count) for count in counts))
    screen.table(table)
    for one in standings:
        _show_conflicts(screen, one)
