"""What decides what a finding counts for beside its check: changes by a profile, and waivers; and what they did."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from creative_cli.errors import Problem
from creative_cli.models import Status

EVERY_CHECK = "*"


@dataclass(frozen=True, slots=True)
class SeverityChange:
    """A change of severity: for which findings, from which statuses, to which, and why.

    `check` is the id of a check, `*`, or with a code: `upscale/enlarged`.
    """

    check: str
    origin: tuple[Status, ...]
    severity: Status
    reason: str

    def applies_to(self, check: str, code: str, status: Status) -> bool:
        """Tell whether a finding is changed."""
        return self.check in {EVERY_CHECK, check, f"{check}/{code}"} and status in self.origin


@dataclass(frozen=True, slots=True)
class Waiver:
    """A finding that is accepted: which, why, by whom, and to what day it holds.

    `check` is the id of a check, or with a code: `upscale/enlarged`. `markets` are countries, locales or groups,
    `formats` ratios, channels or their first words; empty means all. `place` is where it is written.
    """

    check: str
    reason: str
    owner: str
    expires: date
    place: Problem
    markets: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """Who waived it, until when and why."""
        return f"Waived until {self.expires} by {self.owner}: {self.reason}"


@dataclass(frozen=True, slots=True)
class SeverityRules:
    """The profile that a campaign was judged by, with its changes, and the waivers of the brief and of files."""

    profile: str
    changes: tuple[SeverityChange, ...] = ()
    waivers: tuple[Waiver, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether every finding counts as its check says."""
        return not self.changes and not self.waivers


def note_rulings(rulings: Iterable["Ruling"]) -> str:
    """Return rulings on one line, as tables show them; empty for none."""
    return " ".join(dict.fromkeys(f"{one.check}/{one.code}: {one.note}" for one in rulings))


@dataclass(frozen=True, slots=True)
class Ruling:
    """What became of one finding: the status that its check gave, the one that counts, and why.

    `note` names the waiver with reason, owner and last day, the waiver that expired, or the reason of the profile.
    """

    check: str
    code: str
    given: Status
    status: Status
    waived: bool
    note: str
