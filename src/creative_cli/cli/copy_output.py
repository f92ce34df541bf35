"""Render exports for translators, imports, and translation progress."""

from collections import Counter
from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from creative_cli.cli.console import Screen
from creative_cli.errors import ExitCode
from creative_cli.models import Status
from creative_cli.runlog.report.humanize import count_noun
from creative_cli.services.copy_exchange import CopyImport
from creative_cli.translation.exchange.importing import ImportOutcome
from creative_cli.translation.exchange.sheet import TranslationSheet
from creative_cli.translation.locale_progress import LocaleProgress

# From the least advanced stage to the last; the columns of the table follow this order.
COPY_STAGE_COLORS = {"missing": "red", "stale": "yellow", "draft": "yellow", "reviewed": "cyan", "approved": "green"}
# Outcomes of lines that are in the translation memory.
STORED_OUTCOMES = {"kept", "same", "shadowed", "marked", "stale"}

MOST_LEFT_OUT = 10
"""Lines named for people that no file has."""


def show_copy_export(screen: Screen, files: Sequence[str], sheet: TranslationSheet) -> None:
    """Show the files that were written."""
    if screen.as_json:
        screen.json({"schema": 1, "files": files, "locales": sheet.locales, "lines": len(sheet.lines)})
        return
    if not files:
        screen.line("Nothing to translate: every market has its copy.")
        return
    for path in files:
        screen.line(path)
    screen.say(f"{count_noun(len(sheet.lines), 'line')} for {', '.join(sheet.locales)}.")


def show_copy_import(screen: Screen, done: CopyImport, fail_from: Status | None) -> ExitCode:
    """Show the lines that need attention; return the exit code.

    It is 1 if a line could not be used, or one has a finding of *fail_from* or worse.
    """
    taken = done.lines
    counts = Counter(one.outcome.value for one in taken)
    unfit = any(one.unfit for one in taken)
    found = any(one.status >= fail_from for line in taken for one in line.findings) if fail_from is not None else False
    unused = any(one.unfit and one.outcome is not ImportOutcome.MARKED for one in taken)
    if screen.as_json:
        screen.json({"schema": 1, "counts": dict(sorted(counts.items())), "lines": taken, "left_out": done.left_out})
    else:
        for one in taken:
            if one.says:
                where = " ".join(part for part in (one.locale, one.role) if part)
                screen.line(f"{one.file}:{one.line}:{one.column}: {where}: {one.says}.".replace(": : ", ": "))
        summary = ", ".join(f"{count} {name}" for name, count in sorted(counts.items())) or "no lines"
        screen.line(f"{summary}.")
        if counts["held"] or (unfit and not counts.keys() & STORED_OUTCOMES):
            screen.say("Nothing was imported. Fix the lines above and import the file again.")
        elif done.left_out:
            names = ", ".join(f"{use.locale} {use.role} of {use.campaign}" for use in done.left_out[:MOST_LEFT_OUT])
            more = f" and {len(done.left_out) - MOST_LEFT_OUT:,} more" if len(done.left_out) > MOST_LEFT_OUT else ""
            screen.say(f"Not in the files, and not translated yet: {names}{more}. See `creative copy status BRIEF`.")
    return ExitCode.FINDINGS if unused or found or counts["held"] else ExitCode.OK


def show_copy_progress(screen: Screen, found: tuple[LocaleProgress, ...], *, require_approved: bool) -> ExitCode:
    """Show the progress of every locale; return the exit code, 1 if approval is required and missing."""
    waiting = [" ".join(filter(None, (one.locale, one.variant))) for one in found if one.stage.value != "approved"]
    if screen.as_json:
        screen.json({"schema": 1, "approved": not waiting, "locales": found})
    else:
        screen.table(_progress_table(found))
        if waiting and require_approved:
            screen.say(f"Not approved yet: {', '.join(waiting)}.")
    return ExitCode.FINDINGS if waiting and require_approved else ExitCode.OK


def _progress_table(found: tuple[LocaleProgress, ...]) -> Table:
    tallies = [Counter(line.stage.value for line in one.lines) for one in found]
    names = [name for name in COPY_STAGE_COLORS if any(tally[name] for tally in tallies)]
    table = Table(box=None, pad_edge=False)
    table.add_column("locale", no_wrap=True)
    for name in names:
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("", overflow="fold")
    for one, tally in zip(found, tallies, strict=True):
        cells = [Text(str(tally[name]) if tally[name] else "", style=COPY_STAGE_COLORS[name]) for name in names]
        table.add_row(" ".join(filter(None, (one.locale, one.variant))), *cells, _locale_remark(one))
    return table


def _locale_remark(one: LocaleProgress) -> str:
    if one.origin != "desk":
        return "in the brief" if one.origin == "brief" else "source language"
    marked = sum(line.marked for line in one.lines)
    return f"{marked} to review" if marked else ""
