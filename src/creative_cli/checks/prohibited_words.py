"""Do the printed words keep the rules of their market?

Rules are data (`data/prohibited-words.toml`). Words are matched whole, folded by NFKC and case, in the language
they are printed in; scripts that do not put spaces between words are matched as they stand.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from creative_cli.checks.check import Check, Outcome, passed
from creative_cli.checks.wording import UNSPACED, Wording, fold
from creative_cli.models import Role, Status

EVERYWHERE = "*"
FROM_MEMORY = "M"
"""The confidence of a rule whose text nobody has read again."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Terms that one market's law or every platform's policy objects to."""

    id: str
    markets: frozenset[str]
    status: Status
    effective: date | None
    basis: str
    conf: str
    terms: tuple[tuple[str, str], ...]
    exceptions: tuple[str, ...]

    def applies(self, wording: Wording) -> bool:
        """Tell whether the rule counts in this market on the last day of the flight."""
        territory = wording.adaptation.locale.territory
        in_market = EVERYWHERE in self.markets or territory in self.markets
        in_force = self.effective is None or wording.last_day is None or wording.last_day >= self.effective
        return in_market and in_force

    def reads(self, language: str) -> bool:
        """Tell whether the rule has any words in a language; where it has none, nothing was looked for."""
        return any(known in (EVERYWHERE, language) for known, _ in self.terms)


@cache
def rules() -> tuple[Rule, ...]:
    """Read the rules that ship with the tool, once a process."""
    table = _table()
    return tuple(_rule(entry, table["groups"]) for entry in table["rule"])


def edition() -> date:
    """Return the day the rules were gathered on."""
    gathered: date = _table()["as_of"]
    return gathered


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((files("creative_cli") / "data" / "prohibited-words.toml").read_text("utf-8"))


def _rule(entry: dict[str, Any], groups: dict[str, list[str]]) -> Rule:
    markets = frozenset(code for market in entry["markets"] for code in groups.get(market, [market]))
    return Rule(
        id=entry["id"],
        markets=markets,
        status=Status.FAIL if entry["severity"] == "fail" else Status.WARN,
        effective=entry.get("effective"),
        basis=entry["basis"],
        conf=entry["conf"],
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
    language = wording.locale.language
    applying = [rule for rule in rules() if rule.applies(wording)]
    looked_up = [rule for rule in applying if rule.reads(language)]
    for role, text in wording.adaptation.copy.lines():
        for rule in looked_up:
            for term in _found(rule, fold(text), wording):
                clean = False
                yield Outcome(rule.status, rule.id, _sentence(role, term, rule, wording), role)
    if clean and looked_up:
        unsure = sum(rule.conf == FROM_MEMORY for rule in looked_up)
        sure = f" {unsure} of them from memory: have counsel confirm." if unsure else ""
        yield passed(f"No prohibited word by {_listed(looked_up, wording)}.{sure}")
    if unread := [rule for rule in applying if not rule.reads(language)]:
        yield Outcome(
            Status.SKIP, "no_words", f"Not looked for, as there are no words in {language}: {_listed(unread, wording)}."
        )


def _listed(some: Sequence[Rule], wording: Wording) -> str:
    """Return rules as a lawyer asks for them: how many, of which market and edition, and which."""
    rules_ = f"{len(some)} rule{'' if len(some) == 1 else 's'}"
    return f"{rules_} for {wording.locale.territory} of {edition()} ({', '.join(rule.id for rule in some)})"


def _sentence(role: Role, term: str, rule: Rule, wording: Wording) -> str:
    verb = "must not be printed" if rule.status is Status.FAIL else "needs a person's decision"
    return f"“{term}” in the {role} {verb} in {wording.adaptation.locale.tag}: {rule.basis}"


CHECK = Check(
    id="prohibited_words",
    rationale="A banned claim costs fines and the campaign; it is found in the printed language, before any spend.",
    inspect=inspect,
    dated=True,
)
