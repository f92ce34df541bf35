"""Do the printed words keep the rules of their market?

Rules are data (`data/prohibited-words.toml`). Words are matched whole, folded by NFKC and case, in the language
they are printed in; scripts that do not put spaces between words are matched as they stand.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from creative_cli.checks.check import Check, Outcome, passed
from creative_cli.checks.wording import UNSPACED, Wording, fold
from creative_cli.records import Role, Status

EVERYWHERE = "*"


@dataclass(frozen=True, slots=True)
class Rule:
    """Terms that one market's law or every platform's policy objects to."""

    id: str
    markets: frozenset[str]
    status: Status
    effective: date | None
    basis: str
    terms: tuple[tuple[str, str], ...]
    exceptions: tuple[str, ...]

    def applies(self, wording: Wording) -> bool:
        """Tell whether the rule counts in this market on the last day of the flight."""
        territory = wording.adaptation.locale.territory
        in_market = EVERYWHERE in self.markets or territory in self.markets
        in_force = self.effective is None or wording.last_day is None or wording.last_day >= self.effective
        return in_market and in_force


@cache
def rules() -> tuple[Rule, ...]:
    """Read the rules that ship with the tool, once a process."""
    table = tomllib.loads((files("creative_cli") / "data" / "prohibited-words.toml").read_text("utf-8"))
    return tuple(_rule(entry, table["groups"]) for entry in table["rule"])


def _rule(entry: dict[str, Any], groups: dict[str, list[str]]) -> Rule:
    markets = frozenset(code for market in entry["markets"] for code in groups.get(market, [market]))
    return Rule(
        id=entry["id"],
        markets=markets,
        status=Status.FAIL if entry["severity"] == "fail" else Status.WARN,
        effective=entry.get("effective"),
        basis=entry["basis"],
        terms=tuple((language, term) for language, terms in entry["terms"].items() for term in terms),
        exceptions=tuple(fold(phrase) for phrase in entry.get("except", ())),
    )


@cache
def _pattern(term: str, script: str) -> re.Pattern[str]:
    folded = fold(term)
    stem, open_ended = folded.rstrip("*"), folded.endswith("*")
    body = re.escape(stem)
    if script in UNSPACED:
        return re.compile(body)
    return re.compile(rf"(?<!\w){body}" + (r"\w*" if open_ended else r"(?!\w)"))


def _found(rule: Rule, text: str, wording: Wording) -> Iterator[str]:
    locale = wording.adaptation.locale
    for exception in rule.exceptions:
        text = text.replace(exception, " ")
    for language, term in rule.terms:
        if language in (EVERYWHERE, locale.language) and _pattern(term, locale.script).search(text):
            yield term.rstrip("*")


def inspect(wording: Wording) -> Iterator[Outcome]:
    """No printed word is prohibited in its market."""
    clean = True
    for role, text in wording.adaptation.copy.lines():
        for rule in rules():
            if not rule.applies(wording):
                continue
            for term in _found(rule, fold(text), wording):
                clean = False
                yield Outcome(rule.status, rule.id, _sentence(role, term, rule, wording), role)
    if clean:
        yield passed("no prohibited word")


def _sentence(role: Role, term: str, rule: Rule, wording: Wording) -> str:
    verb = "must not be printed" if rule.status is Status.FAIL else "needs a person's decision"
    return f"“{term}” in the {role} {verb} in {wording.adaptation.locale.tag}: {rule.basis}"


CHECK = Check(
    id="prohibited_words",
    rationale="A banned claim costs fines and the campaign; it is found in the printed language, before any spend.",
    inspect=inspect,
)
