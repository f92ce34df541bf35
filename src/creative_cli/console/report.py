"""What past runs come to."""

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from creative_cli.console.screen import COLOURS, Screen, counted
from creative_cli.records import Status

if TYPE_CHECKING:
    from creative_cli.report import Figures, Report

RUNS_SHOWN = 20
"""Newest runs in the table of a report; the totals count all."""


def show_report(screen: Screen, report: "Report") -> None:
    """Show the runs, what they made and what was found."""
    if screen.as_json:
        screen.json({"schema": 1, "report": report})
        return
    if not report.runs:
        screen.line("No run is on record here yet. Make ads with: creative run BRIEF")
        return
    screen.table(_runs_table(report))
    total = report.totals
    screen.line(
        f"{counted(total.runs, 'run')}, {total.made} ads made, {total.cached} unchanged ({total.reuse:.0%}), "
        f"{total.failed} not made, ${total.cost_usd:.2f}, {total.seconds:.1f} s"
    )
    for share in total.providers:
        name = f"{share.provider} {share.model}".strip()
        screen.line(
            f"  pictures from {name}: {share.made} made, {share.cached} from earlier runs, ${share.cost_usd:.2f}"
        )
    for check in report.checks:
        worst = check.findings.worst
        if worst is not None and worst >= Status.WARN:
            counts = f"{check.findings.warned} warn, {check.findings.failed} fail, {check.findings.errors} error"
            screen.line(f"  {check.check_id}: {counts}", style=COLOURS[worst])


def _runs_table(report: "Report") -> Table:
    """Show the newest runs; columns that would be all zero are left out, so that it fits 60 columns."""
    total = report.totals
    table = Table(box=None, pad_edge=False)
    table.add_column("started", no_wrap=True)
    table.add_column("campaign", overflow="fold", min_width=10)
    table.add_column("status", no_wrap=True)
    names = ("new", "ads", *(("failed",) if total.failed else ()), "found", *(("USD",) if total.cost_usd else ()), "s")
    for name in names:
        table.add_column(name, justify="right", no_wrap=True)
    for run in report.runs[:RUNS_SHOWN]:
        figures = run.figures
        cells = {
            "new": Text(str(figures.made)),
            "ads": Text(str(figures.made + figures.cached)),
            "failed": Text(str(figures.failed), style="red" if figures.failed else ""),
            "found": _trouble(figures),
            "USD": Text(f"{figures.cost_usd:.2f}"),
            "s": Text(f"{figures.seconds:.1f}"),
        }
        started = f"{run.started_at.astimezone():%m-%d %H:%M}"
        table.add_row(started, run.campaign, run.status, *(cells[name] for name in names))
    return table


def _trouble(figures: "Figures") -> Text:
    worst = figures.findings.worst
    if worst is None or worst < Status.WARN:
        return Text("-", style="green")
    tally = figures.findings
    parts = ((tally.warned, "W"), (tally.failed, "F"), (tally.errors, "E"))
    return Text(" ".join(f"{count}{name}" for count, name in parts if count), style=COLOURS[worst])
