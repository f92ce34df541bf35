"""Render markets."""

from collections.abc import Sequence

from rich.text import Text

from creative_cli.brief.market_facts import MarketFacts
from creative_cli.cli.console import Screen
from creative_cli.runlog.report.humanize import count_noun


def show_markets(screen: Screen, markets: Sequence[MarketFacts]) -> None:
    """Show each market with its currency, and a line for each language: script, direction, font, percent, price."""
    if screen.as_json:
        screen.json({"schema": 1, "markets": markets})
        return
    for market in markets:
        money = market.currency or "no currency"
        screen.line(Text(f"{market.code}  {market.name}", style="bold") + Text(f"  {money}", style="dim"))
        for writing in market.writings:
            facts = f"{writing.locale:<11} {writing.script} {writing.direction}  {writing.percent:<5}"
            font = writing.fonts[0].removeprefix("Noto ")
            # The price comes last: its direction marks would move anything after them in a terminal.
            screen.line(f"  {facts} {font:<15} {writing.price or '-'}")
    screen.say(count_noun(len(markets), "market"))
