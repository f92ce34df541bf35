"""What goes out to translators, what came back, and how far it has come."""

from collections import Counter
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from creative_cli.cli.output import Screen
from creative_cli.errors import ExitCode
from creative_cli.runlog.report.humanize import count_noun

if TYPE_CHECKING:
    from creative_cli.services.translations import CopyExport
    from creative_cli.translation.exchange.importing import ImportedLine
    from creative_cli.translation.locale_progress import LocaleProgress

COPY_STAGE_COLORS = {"missing": "red", "stale": "yellow", "draft": "yellow", "reviewed": "cyan", "approved": "green"}
"""The stages of a line, the least first, and their colours."""

STORED_OUTCOMES = {"kept", "same", "shadowed", "marked", "stale"}
"""Outcomes of lines that are in the memory."""


def show_copy_export(screen: Screen, made: "CopyExport") -> None:
    """Show the files that were written."""
    if screen.as_json:
        screen.json({"schema": 1, "files": made.files, "locales": made.locales, "lines": made.lines})
        return
    if not made.files:
        screen.line("Nothing is to be translated: every market has its words.")
        return
    for path in made.files:
        screen.line(path)
    screen.say(f"{count_noun(made.lines, 'line')} for {', '.join(made.locales)}.")


def show_copy_import(screen: Screen, taken: "tuple[ImportedLine, ...]") -> ExitCode:
    """Show what became of each line that people should know of; return 1 when one leaves something to do."""
    counts = Counter(one.outcome.value for one in taken)
    unfit = any(one.unfit for one in taken)
    if screen.as_json:
        screen.json({"schema": 1, "counts": dict(sorted(counts.items())), "lines": taken})
    else:
        for one in taken:
            if one.says:
                where = " ".join(part for part in (one.locale, one.role) if part)
                screen.line(f"{one.file}:{one.line}:{one.column}: {where}: {one.says}.".replace(": : ", ": "))
        told = ", ".join(f"{count} {name}" for name, count in sorted(counts.items())) or "no lines"
        screen.line(f"{told}.")
        if counts["held"] or (unfit and not counts.keys() & STORED_OUTCOMES):
            screen.say("Nothing was kept: mend the lines above and import the file again.")
    return ExitCode.FINDINGS if unfit else ExitCode.OK


def show_copy_progress(screen: Screen, found: "tuple[LocaleProgress, ...]", *, require_approved: bool) -> ExitCode:
    """Show every locale and its lines; return 1 when all were to be approved and one is not."""
    waiting = [one.locale for one in found if one.stage.value != "approved"]
    if screen.as_json:
        screen.json({"schema": 1, "approved": not waiting, "locales": found})
    else:
        screen.table(_progress_table(found))
        if waiting and require_approved:
            screen.say(f"Not approved yet: {', '.join(waiting)}.")
    return ExitCode.FINDINGS if waiting and require_approved else ExitCode.OK


def _progress_table(found: "tuple[LocaleProgress, ...]") -> Table:
    """Show a locale a row, with the number of its lines at each stage; stages nobody is at are left out."""
    tallies = [Counter(line.stage.value for line in one.lines) for one in found]
    names = [name for name in COPY_STAGE_COLORS if any(tally[name] for tally in tallies)]
    table = Table(box=None, pad_edge=False)
    table.add_column("locale", no_wrap=True)
    for name in names:
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("", overflow="fold")
    for one, tally in zip(found, tallies, strict=True):
        cells = [Text(str(tally[name]) if tally[name] else "", style=COPY_STAGE_COLORS[name]) for name in names]
        table.add_row(one.locale, *cells, _locale_remark(one))
    return table


def _locale_remark(one: "LocaleProgress") -> str:
    if one.origin != "desk":
        return "in the brief" if one.origin == "brief" else "reads the source"
    marked = sum(line.marked for line in one.lines)
    return f"{marked} to review" if marked else ""
