"""Runs checks and turns what they find into findings; it knows nothing about ads.

A check has an id, a rationale and a function that yields outcomes. A check that crashes or yields nothing is an ERROR,
never a pass.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Generic, TypeVar

from creative_cli.code_digest import code_digest
from creative_cli.models import Finding, Role, Status

Subject = TypeVar("Subject")
NO_FINDINGS: Mapping[str, tuple[Finding, ...]] = MappingProxyType({})
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One result of a check: a stable code for scripts and a message for people.

    `role` is the line of copy concerned, None for the whole ad.
    """

    status: Status
    code: str
    message: str
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class Check(Generic[Subject]):
    """One check: its stable id, why it exists, and its function.

    `dated` marks a check whose findings depend on the last day the ad runs. `subject` is the type that `inspect` takes:
    CheckedCopy for a plug-in's check of the copy, Creative for one of the finished ad. The product's own checks leave
    it out, as their profile says it.
    """

    id: str
    rationale: str
    inspect: Callable[[Subject], Iterator[Outcome]]
    dated: bool = False
    subject: type[Subject] | None = None

    @property
    def title(self) -> str:
        """First line of the function's docstring: what a pass means."""
        return (self.inspect.__doc__ or "").strip().splitlines()[0]

    def digest(self, last_day: date | None) -> str:
        """Return a digest of the check's code and rule tables, with *last_day* if `dated`; findings hold under it."""
        code = code_digest(self.inspect.__module__)
        return f"{code} {last_day}" if self.dated else code


def pass_outcome(message: str) -> Outcome:
    """Return a PASS outcome."""
    return Outcome(Status.PASS, "ok", message)


def run_check(check: Check[Subject], subject: Subject) -> tuple[Finding, ...]:
    """Run one check; a crash or silence becomes one ERROR finding."""
    try:
        outcomes = tuple(check.inspect(subject))
    except Exception as error:  # a bug in one check must neither stop the others nor count as a pass
        log.exception("check %s crashed", check.id)
        outcomes = (Outcome(Status.ERROR, "crashed", f"{check.id} crashed: {type(error).__name__}: {error}"),)
    if not outcomes:
        outcomes = (Outcome(Status.ERROR, "silent", f"{check.id} reported nothing. This is a bug in the check."),)
    return tuple(Finding(check.id, one.code, one.status, one.message, one.role) for one in outcomes)


def run_profile(
    profile: Iterable[Check[Subject]], subject: Subject, known: Mapping[str, tuple[Finding, ...]] = NO_FINDINGS
) -> tuple[Finding, ...]:
    """Run the checks of a profile in order, reusing findings that are *known* by check id."""
    return tuple(finding for check in profile for finding in known.get(check.id) or run_check(check, subject))


def worst_status(findings: Iterable[Finding]) -> Status:
    """Return the worst status; ERROR without findings, SKIP only if every check was skipped."""
    statuses = {finding.status for finding in findings}
    return max(statuses - {Status.SKIP} or statuses, default=Status.ERROR)
