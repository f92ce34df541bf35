"""Findings as commands of GitHub Actions, which shows them beside the lines of a brief.

At most ten of each kind are shown for a step, so the worst come first, and each kind of finding once with its count.
"""

from creative_cli.findings.finding_report import FindingReport, escape_unseen, place_of, relative_path, worst_first
from creative_cli.findings.located_finding import LocatedFinding
from creative_cli.models import Status

MOST_ANNOTATIONS = 10
"""Of each kind that GitHub shows for one step."""
_KINDS = {Status.WARN: "warning", Status.FAIL: "error", Status.ERROR: "error"}


def write_github_annotations(report: FindingReport) -> str:
    """Return one command a line; what GitHub would drop is counted in a notice."""
    lines, dropped, shown = [], 0, dict.fromkeys(("error", "warning", "notice"), 0)
    kinds: dict[tuple[object, ...], list[LocatedFinding]] = {}
    for one in worst_first(report.shown):
        place = place_of(one)
        kinds.setdefault((one.status, one.id, place, one.sentence), []).append(one)
    # One place is left for the notice on those that are dropped.
    for group in kinds.values():
        first = group[0]
        kind = "notice" if first.waiver is not None else _KINDS[first.status]
        if shown[kind] >= MOST_ANNOTATIONS - (kind == "notice"):
            dropped += 1
            continue
        shown[kind] += 1
        lines.append(_write_command(kind, first, len(group) - 1))
    if report.error:
        lines.insert(0, f"::error title={_property('creative')}::{_message(report.error)}")
    if dropped:
        lines.append(f"::notice title=creative::{dropped} more findings are in the other reports.")
    return "".join(f"{line}\n" for line in lines)


def _write_command(kind: str, one: LocatedFinding, more: int) -> str:
    place = place_of(one)
    label = one.subject.label + (f" (+{more} more)" if more else "")
    where = f"file={_property(relative_path(place.file))},line={place.line},col={place.column}"
    text = f"{label}: {one.sentence}" if label else one.sentence
    return f"::{kind} {where},title={_property(one.id)}::{_message(text)}"


def _message(text: str) -> str:
    """Return text for the message of a command: it stays on one line."""
    return escape_unseen(text).replace("%", "%25")


def _property(text: str) -> str:
    """Return text for a property of a command: a colon or a comma would end it."""
    return _message(text).replace(":", "%3A").replace(",", "%2C")
