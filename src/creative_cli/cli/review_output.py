"""Verdicts put on record, and how far a review has come."""

from typing import TYPE_CHECKING

from rich.table import Table

from creative_cli.cli.output import Screen
from creative_cli.runlog.report.humanize import count_noun

if TYPE_CHECKING:
    from collections.abc import Sequence

    from creative_cli.gallery.review_import import ReviewProgress
    from creative_cli.services.reviews import ReviewImport


def show_review_import(screen: Screen, done: "ReviewImport") -> None:
    """Show what was recorded, and name every file that has changed since it was reviewed."""
    if screen.as_json:
        screen.json({"schema": 1, "import": done})
        return
    decisions, now = done.decisions, done.standing
    known = f", {len(decisions.known)} on record already" if decisions.known else ""
    screen.line(f"{done.campaign}: {count_noun(len(decisions.new), 'verdict')} recorded{known}")
    for review in decisions.stale:
        screen.line(f"  {review.path}: not recorded, the file is another one than was reviewed", style="yellow")
    if decisions.stale:
        screen.say("Look at these ads again on the page of the last run, and export the review anew.")
    screen.line(f"  {now.approved} approved, {now.rejected} rejected, {now.pending} pending")


def show_review_standings(screen: Screen, standings: "Sequence[ReviewProgress]") -> None:
    """Show a line for each campaign."""
    if screen.as_json:
        screen.json({"schema": 1, "campaigns": standings})
        return
    if not standings:
        screen.line("There are no ads here yet. Make some with: creative run BRIEF")
        return
    table = Table(box=None, pad_edge=False)
    table.add_column("campaign", overflow="fold")
    for name in ("approved", "rejected", "pending"):
        table.add_column(name, justify="right", no_wrap=True)
    for one in standings:
        table.add_row(one.campaign, *(str(count) for count in (one.approved, one.rejected, one.pending)))
    screen.table(table)
