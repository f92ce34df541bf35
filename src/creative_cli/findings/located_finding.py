"""A finding with what it is about and the place of its cause: what every report is made of."""

from collections.abc import Iterator
from dataclasses import dataclass

from creative_cli.errors import Problem
from creative_cli.models import Finding, Role, Status
from creative_cli.severity_rules import Ruling, Waiver

BRIEF_CHECK = "brief"
"""The check of problems that keep a brief from being read or made."""


@dataclass(frozen=True, slots=True)
class FindingSubject:
    """What a finding is about, as far as it is about one: campaign, locale, product, ratio or channel, and a file.

    `path` is that of an ad or a picture; empty for copy.
    """

    campaign: str = ""
    locale: str = ""
    product: str = ""
    format: str = ""
    path: str = ""

    @property
    def label(self) -> str:
        """What people call it: the file, or the rest."""
        return self.path or " ".join(one for one in (self.locale, self.product, self.format) if one) or self.campaign


@dataclass(frozen=True, slots=True)
class LocatedFinding:
    """A finding, what it is about, and the place of its cause, whose message is empty; None if no file has it.

    `status` is what counts: that of the check in `given`, unless a profile changed it, with its reason in `changed`, or
    a waiver holds, which makes it SKIP. `expired` is a waiver that would have held before.
    """

    check: str
    code: str
    status: Status
    message: str
    subject: FindingSubject = FindingSubject()
    place: Problem | None = None
    role: Role | None = None
    given: Status = Status.PASS
    changed: str = ""
    waiver: Waiver | None = None
    expired: Waiver | None = None

    @property
    def id(self) -> str:
        """Check and code, as people write them: `upscale/enlarged`."""
        return f"{self.check}/{self.code}"

    @property
    def sentence(self) -> str:
        """The message with what became of it: its waiver, or why a profile changed its severity."""
        return " ".join((self.message, *(f"({note})" for note in self._list_notes())))

    @property
    def ruling(self) -> Ruling | None:
        """What a waiver or the profile made of it; None if it counts as its check says and no waiver expired."""
        notes = " ".join(self._list_notes())
        ruled = Ruling(self.check, self.code, self.given, self.status, self.waiver is not None, notes)
        return ruled if notes else None

    def _list_notes(self) -> Iterator[str]:
        if self.waiver is not None:
            yield self.waiver.sentence
        if self.expired is not None:
            home = f"{self.expired.place.file}:{self.expired.place.line}"
            yield f"The waiver by {self.expired.owner} at {home} expired on {self.expired.expires}."
        if self.changed:
            yield f"{self.given.name} by the check: {self.changed}"

    @property
    def line(self) -> str:
        """The whole finding on one line, with its place first, as editors and CI expect."""
        where = f"{self.place.file}:{self.place.line}:{self.place.column}: " if self.place is not None else ""
        about = f" [{self.subject.label}]" if self.subject.label else ""
        status = "WAIVED" if self.waiver is not None else self.status.name
        return f"{where}{status} {self.id}{about}: {self.sentence}"


def locate_finding(finding: Finding, subject: FindingSubject, place: Problem | None) -> LocatedFinding:
    """Return a finding of a check with its subject and place."""
    return LocatedFinding(
        finding.check, finding.code, finding.status, finding.message, subject, place, finding.role, finding.status
    )


def problem_finding(problem: Problem) -> LocatedFinding:
    """Return a problem of a brief as a finding: it fails."""
    return LocatedFinding(BRIEF_CHECK, "problem", Status.FAIL, problem.message, place=problem, given=Status.FAIL)
