"""What a search found."""

from typing import TYPE_CHECKING

from rich.text import Text

from creative_cli.console.screen import Screen

if TYPE_CHECKING:
    from creative_cli.memory import Answer


def show_answer(screen: Screen, answer: "Answer") -> None:
    """Show what a search found, best first, and why."""
    if screen.as_json:
        screen.json({"schema": 1, "query": answer.query, "campaigns": answer.campaigns})
        return
    if not answer.campaigns:
        screen.line(f"Nothing close to “{answer.query}”.")
        return
    for campaign in answer.campaigns:
        why = f"shares: {', '.join(campaign.words)}" if campaign.words else "by meaning"
        screen.line(Text(campaign.campaign, style="bold") + Text(f"  {campaign.similarity:.2f}, {why}", style="dim"))
        for found in campaign.documents:
            screen.line(f"  {found.product_name}, {found.locale}: {found.headline}")
            for path in found.pictures:
                screen.line(f"    {path}", style="dim")
