"""Show findings with their places, and write the reports of `--report`."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from creative_cli.cli.console import STATUS_COLORS, Screen, flushing_stdout
from creative_cli.errors import BriefError, CreativeError, FindingsError
from creative_cli.findings.finding_report import FindingReport
from creative_cli.findings.json_report import describe_finding
from creative_cli.findings.located_finding import FindingSubject, LocatedFinding, problem_finding
from creative_cli.findings.report_targets import ReportTarget, write_report_files
from creative_cli.models import Status
from creative_cli.runlog.report.humanize import count_noun


def show_located_findings(screen: Screen, findings: Iterable[LocatedFinding]) -> None:
    """Show findings of WARN or worse and those that are waived, by place; the same one of several ads once."""
    groups: dict[tuple[object, ...], list[LocatedFinding]] = {}
    for one in findings:
        if one.status >= Status.WARN or one.waiver is not None:
            groups.setdefault((one.status, one.id, one.place, one.sentence), []).append(one)
    lines = []
    for group in groups.values():
        more = f" (+{len(group) - 1} more)" if len(group) > 1 else ""
        first = group[0]
        lines.append((first.line + more, STATUS_COLORS[first.status]))
    screen.lines(lines)


def show_waived_findings(screen: Screen, findings: Iterable[LocatedFinding]) -> None:
    """Show the findings that are waived: what else is found is shown with its ad."""
    show_located_findings(screen, (one for one in findings if one.waiver is not None))


def show_finding_counts(screen: Screen, findings: Sequence[LocatedFinding]) -> None:
    """Say how many findings there are of each severity."""
    counts = [(status, sum(one.status is status for one in findings)) for status in (Status.ERROR, Status.FAIL)]
    counts.append((Status.WARN, sum(one.status is Status.WARN for one in findings)))
    parts = [f"{count} {status.name}" for status, count in counts if count]
    waived = sum(one.waiver is not None for one in findings)
    parts += [f"{waived} waived"] if waived else []
    if parts:
        screen.line(f"{count_noun(len(findings), 'finding')}: {', '.join(parts)}.", style="bold")


def describe_findings(findings: Iterable[LocatedFinding]) -> list[dict[str, object]]:
    """Return findings as the JSON document on stdout has them."""
    return [describe_finding(one) for one in findings]


@dataclass(frozen=True, slots=True)
class ReportDesk:
    """Writes the reports of one command: `targets` are those of --report, `profile` is that of --profile."""

    screen: Screen
    targets: Sequence[ReportTarget]
    command: str
    profile: str

    def write(
        self,
        checked: Iterable[FindingSubject],
        findings: Iterable[LocatedFinding],
        code: int,
        error: CreativeError | None = None,
    ) -> None:
        """Write the files, and print what is meant for the log of a job. Raises StorageError.

        Problems of a brief in *error* are findings, too. With --json stdout has one document only, and GitHub reads
        stderr as well.
        """
        problems = tuple(map(problem_finding, error.problems)) if isinstance(error, BriefError) else ()
        # Findings that stop a run are in the report one by one.
        says = "" if error is None or problems or isinstance(error, FindingsError) else error.sentence
        report = FindingReport(self.command, self.profile, tuple(checked), (*problems, *findings), int(code), says)
        printed = write_report_files(self.targets, report)
        if printed and self.screen.as_json:
            sys.stderr.write(printed)
        elif printed:
            with flushing_stdout():
                sys.stdout.write(printed)

    @contextmanager
    def reporting_problems(
        self, checked: Iterable[FindingSubject] = (), findings: Iterable[LocatedFinding] = ()
    ) -> Iterator[None]:
        """Write the reports, of what was *checked* and found before, where the block ends with an error; raise it."""
        try:
            yield
        except CreativeError as error:
            self.write(checked, findings, error.exit_code, error)
            raise
