"""Show what `creative check` found: by picture, and by folder."""

from collections import Counter

from rich.table import Table
from rich.text import Text

from creative_cli.cli.console import STATUS_COLORS, Screen
from creative_cli.cli.finding_output import describe_findings, show_finding_counts, show_located_findings
from creative_cli.models import Status
from creative_cli.runlog.report.humanize import count_noun
from creative_cli.services.picture_checks import CheckedPictures, summarize_folders


def show_checked_pictures(screen: Screen, found: CheckedPictures) -> None:
    """Show each finding, each folder with its counts, and what could not be judged."""
    if screen.as_json:
        screen.json(
            {
                "schema": 1,
                "pictures": [
                    {"path": name, "status": status.name, "findings": describe_findings(found.passed[name])}
                    for name, status in found.statuses.items()
                ],
                "others": found.others,
            }
        )
        return
    if screen.quiet:
        for one in found.findings:
            if one.status >= Status.FAIL:
                screen.complain(one.line)
        return
    show_located_findings(screen, found.findings)
    screen.table(_folder_table(found))
    for reason, count in _list_skipped(found):
        screen.line(f"  {count_noun(count, 'picture')}: {reason}", style="dim")
    show_finding_counts(screen, [one for one in found.findings if one.status >= Status.WARN or one.waiver is not None])
    more = f", {count_noun(found.others, 'other file')} not looked at" if found.others else ""
    screen.line(f"{count_noun(len(found.statuses), 'picture')} checked{more}.", style="bold")


def _folder_table(found: CheckedPictures) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("folder", overflow="fold")
    table.add_column("pictures", justify="right")
    seen = [status for status in Status if status in set(found.statuses.values())]
    for status in seen:
        table.add_column(status.name.lower(), justify="right")
    for folder, counts in summarize_folders(found.statuses):
        cells = [Text(str(counts[one]), style=STATUS_COLORS[one]) if counts.get(one) else Text("·") for one in seen]
        table.add_row(folder, str(sum(counts.values())), *cells)
    return table


def _list_skipped(found: CheckedPictures) -> list[tuple[str, int]]:
    """Return what could not be judged, with how many pictures have it."""
    reasons = Counter(
        f"{one.check} {one.message}"
        for one in found.findings
        if one.status is Status.SKIP and one.waiver is None and one.check.startswith("picture_")
    )
    return reasons.most_common()
