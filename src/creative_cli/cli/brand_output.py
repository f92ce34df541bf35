"""Render what was found out about a brand kit."""

from rich.text import Text

from creative_cli.cli.console import STATUS_COLORS, Screen
from creative_cli.errors import ExitCode
from creative_cli.models import Status
from creative_cli.runlog.report.humanize import count_noun
from creative_cli.services.brand_kits import CheckedKit

FAIL_FROM = {"warn": Status.WARN, "fail": Status.FAIL, "never": None}


def show_checked_kit(screen: Screen, checked: CheckedKit, fail_on: str) -> int:
    """Show the findings, the sheet and a count; return the exit code under *fail_on*."""
    report = checked.report
    least = FAIL_FROM[fail_on]
    bad = least is not None and any(one.status >= least for one in report.findings)
    code = ExitCode.FINDINGS if bad else ExitCode.OK
    if screen.as_json:
        screen.json(
            {
                "schema": 1,
                "brand": report.name,
                "file": report.file,
                "sheet": str(checked.sheet),
                "findings": report.findings,
                "colors": report.pairs,
                "logo": report.trials,
                "fonts": report.scripts,
            }
        )
        return code
    screen.line(Text(report.name, style="bold"))
    for one in report.findings:
        status = Text(f"  {one.status.name:<5}", style=STATUS_COLORS[one.status])
        screen.line(status + Text(f" {one.check:<7}", style="dim") + Text(f" {one.message}"))
        if one.status >= Status.WARN and one.place:
            screen.line(Text(f"               {one.place}", style="dim"))
    screen.line(f"Sheet: {checked.sheet}")
    counts = [(Status.FAIL, "failure"), (Status.WARN, "warning")]
    said = [count_noun(sum(one.status is status for one in report.findings), noun) for status, noun in counts]
    screen.say(", ".join(said))
    return code
