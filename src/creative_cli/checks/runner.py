"""The machinery of checks; it knows nothing of ads, so that a check can be read without it.

A check is an id, a reason people can read, and a function that yields outcomes. Statuses are ordered and the worst
wins. Silence and crashes are ERROR: a check that could not run never reads as passed.
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
SILENT_CODE = "silent"
CRASHED_CODE = "crashed"
NO_FINDINGS: Mapping[str, tuple[Finding, ...]] = MappingProxyType({})
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One thing a check has to say; the code is stable, the message may improve.

    `role` is the line it is about, None where it is about the whole.
    """

    status: Status
    code: str
    message: str
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class Check(Generic[Subject]):
    """A check by its stable id, with the reason it exists and the function that does it.

    `dated` says that the findings depend on the last day the ad is shown. `subject` is the type that `inspect` takes:
    a plug-in names it, and so says whether it checks the copy (CheckedCopy) or the finished ad (Creative); for the
    product's own checks the profile they stand in says so.
    """

    id: str
    rationale: str
    inspect: Callable[[Subject], Iterator[Outcome]]
    dated: bool = False
    subject: type[Subject] | None = None

    @property
    def title(self) -> str:
        """First line of the function's docstring: what holds when the check passes."""
        return (self.inspect.__doc__ or "").strip().splitlines()[0]

    def digest(self, last_day: date | None) -> str:
        """Return what findings of this check hold under: its code, the rule tables it reads, and the day if `dated`."""
        code = code_digest(self.inspect.__module__)
        return f"{code} {last_day}" if self.dated else code


def pass_outcome(message: str) -> Outcome:
    """Say that all is well; a check says so explicitly."""
    return Outcome(Status.PASS, "ok", message)


def run_check(check: Check[Subject], subject: Subject) -> tuple[Finding, ...]:
    """Run one check; a crash or silence becomes one ERROR finding."""
    try:
        outcomes = tuple(check.inspect(subject))
    except Exception as error:  # any bug of one check must neither stop the others nor read as a pass
        log.exception("check %s crashed", check.id)
        outcomes = (Outcome(Status.ERROR, CRASHED_CODE, f"{check.id} crashed: {type(error).__name__}: {error}"),)
    if not outcomes:
        outcomes = (
            Outcome(Status.ERROR, SILENT_CODE, f"{check.id} ended without a word; that is a bug in the check."),
        )
    return tuple(Finding(check.id, one.code, one.status, one.message, one.role) for one in outcomes)


def run_profile(
    profile: Iterable[Check[Subject]], subject: Subject, known: Mapping[str, tuple[Finding, ...]] = NO_FINDINGS
) -> tuple[Finding, ...]:
    """Run every check of a profile in its order, except those whose findings are *known* by their id."""
    return tuple(finding for check in profile for finding in known.get(check.id) or run_check(check, subject))


def worst_status(findings: Iterable[Finding]) -> Status:
    """Return the worst status of what was checked; no finding at all is an ERROR, as nothing was.

    A check that does not concern the ad says SKIP, and the others decide: an ad in the source's own language has no
    translation to be judged, and is none the worse for it. SKIP is left where nothing concerned it.
    """
    statuses = {finding.status for finding in findings}
    return max(statuses - {Status.SKIP} or statuses, default=Status.ERROR)
