"""Render what works and what does not."""

from collections.abc import Sequence

from rich.text import Text

from creative_cli.cli.console import Screen
from creative_cli.cli.streams import escape_sentences
from creative_cli.services.doctor import Diagnosis


def show_diagnosis(screen: Screen, diagnosis: Sequence[Diagnosis]) -> None:
    """Show each part and whether it works, with the next step if it does not."""
    if screen.as_json:
        screen.json({"schema": 1, "checks": diagnosis})
        return
    for entry in diagnosis:
        mark, colour = ("ok", "green") if entry.ok else ("--", "red")
        first, *others = escape_sentences(entry.says).split("\n")
        screen.line(Text(f"{mark}  ", style=colour) + Text(f"{entry.subject}: {first}"))
        for line in others:
            screen.line(line)
        if entry.hint:
            screen.line(f"    {entry.hint}", style="yellow")
