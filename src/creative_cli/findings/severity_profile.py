"""Profiles: what severity the findings of each check have, with a reason for every change."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from creative_cli.brief.source_positions import KeyPath, SourceDocument
from creative_cli.brief.suggestions import find_similar_word, suggest_similar_word
from creative_cli.errors import BriefError, Problem, UsageError
from creative_cli.findings.check_names import explain_unknown_check
from creative_cli.findings.rule_files import RULE_FILE_HINT, read_rule_file
from creative_cli.models import Status
from creative_cli.resources import read_data_table
from creative_cli.severity_rules import EVERY_CHECK, SeverityChange

DEFAULT_PROFILE = "default"
SEVERITIES: Mapping[str, Status] = {"off": Status.SKIP, "warn": Status.WARN, "fail": Status.FAIL}
"""What a profile may make of a finding. An ERROR stays one: a check that could not run has not passed."""
_CHANGED_FROM = (Status.WARN, Status.FAIL)
_FILE_KEYS = ("extends", "changes")
_CHANGE_KEYS = ("check", "severity", "reason")


@dataclass(frozen=True, slots=True)
class SeverityProfile:
    """A named list of changes; the last one that applies counts."""

    name: str
    about: str
    changes: tuple[SeverityChange, ...] = ()

    def change_for(self, check: str, code: str, status: Status) -> SeverityChange | None:
        """Return the change that a finding has, None if it counts as its check says."""
        found = [one for one in self.changes if one.applies_to(check, code, status)]
        return found[-1] if found and found[-1].severity is not status else None


@cache
def load_severity_profiles() -> Mapping[str, SeverityProfile]:
    """Return the built-in profiles by name."""
    return {
        name: SeverityProfile(
            name,
            entry["about"],
            tuple(
                SeverityChange(one["check"], (Status[one["from"].upper()],), Status[one["to"].upper()], one["reason"])
                for one in entry["changes"]
            ),
        )
        for name, entry in read_data_table("check-profiles.toml").items()
    }


def open_severity_profile(name: str) -> SeverityProfile:
    """Return the built-in profile *name*, or the one in the file of that name.

    Raises UsageError if there is neither, and BriefError with all that is wrong in the file.
    """
    known = load_severity_profiles()
    if name in known:
        return known[name]
    path = Path(name)
    if not path.is_file() and path.suffix not in {".yaml", ".yml", ".json"}:
        raise UsageError(
            f"There is no profile {name!r}.{suggest_similar_word(name, known)}",
            f"Write {', '.join(known)}, or the name of a YAML or JSON file with the key `changes`.",
        )
    document = read_rule_file(path, "changes")
    problems = list(_find_profile_problems(document))
    if problems:
        raise BriefError(tuple(problems), RULE_FILE_HINT)
    base = known[document.text("extends") or DEFAULT_PROFILE]
    own = tuple(
        SeverityChange(
            document.text("changes", index, "check") or "",
            _CHANGED_FROM,
            SEVERITIES[document.text("changes", index, "severity") or ""],
            document.text("changes", index, "reason") or "",
        )
        for index in document.items("changes")
    )
    return SeverityProfile(name, f"{base.name}, changed by {name}", (*base.changes, *own))


def _find_profile_problems(document: SourceDocument) -> Iterator[Problem]:
    for key in document.mapping():
        if key not in _FILE_KEYS:
            yield document.key_problem((key,), _say_unknown_key(key, _FILE_KEYS))
    extends = document.at("extends")
    if extends is not None and extends not in load_severity_profiles():
        names = ", ".join(load_severity_profiles())
        guess = suggest_similar_word(str(extends), load_severity_profiles())
        yield document.problem(("extends",), f"extends is not one of {names}.{guess}")
    if not document.items("changes"):
        yield document.problem(("changes",), "changes is missing: list what differs, with check, severity and reason.")
    for index in document.items("changes"):
        yield from _find_change_problems(document, ("changes", index))


def _find_change_problems(document: SourceDocument, keys: KeyPath) -> Iterator[Problem]:
    label = document.label(keys)
    entry = document.mapping(*keys)
    for key in entry:
        if key not in _CHANGE_KEYS:
            yield document.key_problem((*keys, key), f"{label}: {_say_unknown_key(key, _CHANGE_KEYS)}")
    for key in _CHANGE_KEYS:
        text = document.text(*keys, key)
        if not (text or "").strip():
            # YAML 1.1 reads a bare off as false.
            given = document.at(*keys, key)
            advice = ' Write "off" in quotes.' if given is False else ""
            yield document.problem((*keys, key), f"{label} needs {key}: a text.{advice}")
        elif key == "severity" and text not in SEVERITIES:
            guess = suggest_similar_word(str(text), SEVERITIES)
            yield document.problem((*keys, key), f"{label}.severity is not one of {', '.join(SEVERITIES)}.{guess}")
        elif key == "check" and text != EVERY_CHECK and (why := explain_unknown_check(str(text))):
            yield document.problem((*keys, key), why)


def _say_unknown_key(key: str, known: tuple[str, ...]) -> str:
    near = find_similar_word(key, known)
    return f"There is no key {key!r} here. " + (f"Did you mean {near!r}?" if near else f"Write {', '.join(known)}.")
