"""Decides what a finding counts for: the check says, a profile may change it, and a waiver may accept it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from creative_cli.findings.located_finding import BRIEF_CHECK, LocatedFinding
from creative_cli.findings.severity_profile import SeverityProfile
from creative_cli.findings.waivers import find_waivers
from creative_cli.models import Status
from creative_cli.severity_rules import SeverityRules, Waiver


@dataclass(frozen=True, slots=True)
class FindingJudge:
    """A profile, waivers, and the day they are held to."""

    profile: SeverityProfile
    waivers: tuple[Waiver, ...]
    today: date

    def with_waivers(self, more: Iterable[Waiver]) -> "FindingJudge":
        """Return the judge with *more* waivers, as those of a brief."""
        return replace(self, waivers=(*self.waivers, *more))

    @property
    def rules(self) -> SeverityRules:
        """What it judges by, as a record to keep."""
        return SeverityRules(self.profile.name, self.profile.changes, self.waivers)

    def judge_finding(self, found: LocatedFinding) -> LocatedFinding:
        """Return a finding with the status that counts. A check that could not run stays an ERROR."""
        if found.status not in {Status.WARN, Status.FAIL} or found.check == BRIEF_CHECK:
            return found
        change = self.profile.change_for(found.check, found.code, found.status)
        status, reason = (found.status, "") if change is None else (change.severity, change.reason)
        valid, expired = find_waivers(self.waivers, found.check, found.code, found.subject, self.today)
        if valid is not None:
            status = Status.SKIP
        return replace(found, status=status, given=found.status, changed=reason, waiver=valid, expired=expired)

    def judge_findings(self, found: Iterable[LocatedFinding]) -> tuple[LocatedFinding, ...]:
        """Return findings with what counts, those without a place last, then by place, the worst first at each."""
        return tuple(sorted(map(self.judge_finding, found), key=_by_place))


def _by_place(found: LocatedFinding) -> tuple[object, ...]:
    place = found.place
    where = (True, "", 0, 0) if place is None else (False, place.file, place.line, place.column)
    return (*where, -found.status, found.id, found.subject.label, found.message)


def worst_of(findings: Sequence[LocatedFinding]) -> Status:
    """Return the worst status of findings, PASS if there are none."""
    return max((one.status for one in findings if one.status is not Status.SKIP), default=Status.PASS)
