"""What a command found, as one record that every report format is written from."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from os.path import relpath
from pathlib import Path

from creative_cli import __version__
from creative_cli.checks.profile import list_all_checks
from creative_cli.errors import Problem
from creative_cli.findings.located_finding import BRIEF_CHECK, FindingSubject, LocatedFinding
from creative_cli.models import Status

TOOL_NAME = "creative"
TOOL_VERSION = __version__
CHECKS_PAGE = "docs/checks.md"

_CONTROLS = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class RuleText:
    """What reports say of a check: what holds when it passes, and why that matters."""

    title: str
    rationale: str


@dataclass(frozen=True, slots=True)
class FindingReport:
    """The findings of one command, and all that was looked at, whether or not something was found.

    `profile` is the name of the severity profile. `error` is what ended the command before it was done, or empty.
    """

    command: str
    profile: str
    checked: tuple[FindingSubject, ...]
    findings: tuple[LocatedFinding, ...]
    exit_code: int
    error: str = ""

    @property
    def shown(self) -> tuple[LocatedFinding, ...]:
        """The findings of WARN or worse, and those that were waived."""
        return tuple(one for one in self.findings if one.status >= Status.WARN or one.waiver is not None)

    def count(self, status: Status) -> int:
        """Return the number of findings that count as *status*."""
        return sum(one.status is status for one in self.findings)

    @property
    def waived(self) -> int:
        """The number of findings that were waived."""
        return sum(one.waiver is not None for one in self.findings)

    def cases(self) -> Iterator[tuple[str, tuple[LocatedFinding, ...]]]:
        """Yield what was looked at by name, in order, each with its findings, then findings of anything else."""
        by_label: dict[str, list[LocatedFinding]] = {subject.label: [] for subject in self.checked}
        for one in self.findings:
            label = one.subject.label or (one.place.file if one.place is not None else self.command)
            by_label.setdefault(label, []).append(one)
        for label, found in by_label.items():
            yield label, tuple(found)


def load_rule_texts() -> Mapping[str, RuleText]:
    """Return title and rationale of every check, by id."""
    rules = {check.id: RuleText(check.title, check.rationale) for check in list_all_checks()}
    rules["translation"] = RuleText("A new translation reads like its source.", "Drafts are reviewed before they run.")
    rules[BRIEF_CHECK] = RuleText(
        "The brief can be read and made.", "A brief with a mistake makes no ads, or the wrong ones."
    )
    return rules


def escape_unseen(text: str) -> str:
    r"""Return text on one line: signs that steer a terminal, a line or the order of reading are escapes (\u202e)."""
    return replace_surrogates(_CONTROLS.sub(lambda match: f"\\u{ord(match[0]):04x}", text))


def replace_surrogates(text: str) -> str:
    """Return text that can be written as UTF-8: half a character, as in the name of a file, becomes a mark."""
    return _SURROGATES.sub("\ufffd", text)


def relative_path(file: str) -> str:
    """Return the name of a file as reports have it: relative to the working folder, with slashes, on one line."""
    named = Path(file)
    try:
        name = (Path(relpath(named)) if named.is_absolute() else named).as_posix()
    except ValueError:  # on another drive
        name = named.as_posix()
    return escape_unseen(name)


def place_of(found: LocatedFinding) -> Problem:
    """Return the place of a finding; the first line of what it is about where no file has its cause."""
    return found.place if found.place is not None else Problem(found.subject.path or TOOL_NAME, 1, 1, "")


def worst_first(findings: Iterable[LocatedFinding]) -> list[LocatedFinding]:
    """Return findings by status, the worst first; those that are waived are last."""
    return sorted(findings, key=lambda one: -one.status)
