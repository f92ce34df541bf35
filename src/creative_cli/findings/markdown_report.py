"""Findings as Markdown, for the summary of a CI job or a comment."""

import re

from creative_cli.findings.finding_report import FindingReport, escape_unseen, place_of, relative_path, worst_first
from creative_cli.findings.located_finding import LocatedFinding
from creative_cli.models import Status

MAX_ROWS = 1000
"""GitHub refuses a summary of more than 1 MiB."""
_SIGNS = re.compile(r"([\\`*_{}\[\]()#+\-.!|~@:$/&])")


def write_markdown_report(report: FindingReport) -> str:
    """Return a heading with the counts, and a table with one row for each finding, the worst first."""
    counts = ", ".join(f"{report.count(status)} {status.name}" for status in (Status.ERROR, Status.FAIL, Status.WARN))
    lines = [f"# creative {report.command}", "", f"{len(report.checked)} checked: {counts}, {report.waived} waived."]
    if report.error:
        lines += ["", _escape(report.error)]
    rows = worst_first(report.shown)
    if rows:
        lines += ["", "| status | finding | place | about | message |", "|---|---|---|---|---|"]
        lines += [_write_row(one) for one in rows[:MAX_ROWS]]
    if len(rows) > MAX_ROWS:
        lines += ["", f"{len(rows) - MAX_ROWS} more findings are in the other reports."]
    return "\n".join(lines) + "\n"


def _write_row(one: LocatedFinding) -> str:
    place = place_of(one)
    where = f"{relative_path(place.file)}:{place.line}:{place.column}"
    status = "WAIVED" if one.waiver is not None else one.status.name
    cells = (status, one.id, where, one.subject.label, one.sentence)
    return f"| {' | '.join(map(_escape, cells))} |"


def _escape(text: str) -> str:
    """Return text that Markdown shows as it is: neither a cell, nor a link, nor HTML begins or ends in it."""
    plain = _SIGNS.sub(r"\\\1", escape_unseen(text))
    return plain.replace("<", "&lt;").replace(">", "&gt;")
