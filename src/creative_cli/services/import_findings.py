"""Judges the findings of imported copy by the profile and the waivers of a run, and puts them in their lines."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from creative_cli.errors import Problem
from creative_cli.findings.judge import FindingJudge
from creative_cli.findings.located_finding import FindingSubject, LocatedFinding, locate_finding, problem_finding
from creative_cli.models import Finding, LocalizedCopy
from creative_cli.services.brief_findings import check_imported_copy, open_import_plan
from creative_cli.services.judging import add_brief_waivers
from creative_cli.services.workspace import Workspace
from creative_cli.translation.exchange.importing import ImportedLine, ImportOutcome


class ImportJudge:
    """Checks copy of an import as a run does, and remembers what counts of each finding."""

    def __init__(self, where: Workspace, brief: Path | None, judge: FindingJudge) -> None:
        """Use the waivers of *brief*, too; with one, copy is held to the room of its ads.

        Raises BriefError for waivers that name what does not exist. A brief that cannot be read is left to whoever
        reads its lines.
        """
        self._where = where
        self._plan = open_import_plan(where, brief)
        self._judge = judge if self._plan is None else add_brief_waivers(judge, self._plan.brief)
        self._found: dict[tuple[object, ...], LocatedFinding] = {}

    def check(self, words: LocalizedCopy, last_day: date | None) -> tuple[Finding, ...]:
        """Return the findings of a market's copy with the status that counts, and why."""
        subject = FindingSubject(locale=words.locale.tag)
        counted = []
        for one in check_imported_copy(words, last_day, self._plan, self._where):
            judged = self._judge.judge_finding(locate_finding(one, subject, None))
            self._found[(one, subject)] = judged
            counted.append(replace(one, status=judged.status, message=judged.sentence))
        return tuple(counted)

    def locate_findings(self, lines: Iterable[ImportedLine]) -> tuple[LocatedFinding, ...]:
        """Return the findings at the *lines* of their texts, and a problem for each line that could not be used."""
        taken = tuple(lines)
        located = []
        for judged in self._found.values():
            own = (one for one in taken if one.locale == judged.subject.locale and judged.role in {None, one.role})
            if (line := next(own, None)) is not None:
                located.append(replace(judged, place=Problem(line.file, line.line, line.column, "")))
        located += [
            problem_finding(Problem(one.file, one.line, one.column, f"{one.says}."))
            for one in taken
            if one.outcome in {ImportOutcome.REFUSED, ImportOutcome.STALE}
        ]
        return tuple(located)
