"""Render what the sizes of a campaign show and leave out."""

from collections.abc import Sequence

from creative_cli.cli.console import Screen
from creative_cli.runlog.report.humanize import count_noun
from creative_cli.services.dropped_texts import SizeTexts


def show_dropped_texts(screen: Screen, sizes: Sequence[SizeTexts]) -> None:
    """Show each size once for each group of markets that show the same texts in it."""
    if screen.as_json:
        screen.json({"schema": 1, "sizes": sizes})
        return
    everywhere = len({locale for one in sizes for locale in one.locales})
    for one in sizes:
        count = len(one.locales)
        markets = "all markets" if count == everywhere else ", ".join(one.locales)
        screen.line(f"{one.ratio}: {markets} ({count})", style="bold")
        screen.line(f"  shows {', '.join(one.shows)}" if one.made else "  not made", style="" if one.made else "yellow")
        for role, why in one.dropped:
            screen.line(f"  {'leaves out ' if one.made else ''}{role}: {why}")
    screen.say(count_noun(len({one.ratio for one in sizes}), "size"))
