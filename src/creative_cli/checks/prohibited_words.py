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

from creative_cli.checks.copy_text import UNSPACED_SCRIPTS, CheckedCopy, fold_for_matching
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.models import Role, Status

ANY_MARKET_OR_LANGUAGE = "*"
UNVERIFIED_CONFIDENCE = "M"
"""The confidence of a rule whose text nobody has read again."""


@dataclass(frozen=True, slots=True)
class WordRule:
    """Terms that one market's law or every platform's policy objects to."""

    id: str
    markets: frozenset[str]
    status: Status
    effective: date | None
    basis: str
    conf: str
    terms: tuple[tuple[str, str], ...]
    exceptions: tuple[str, ...]

    def applies(self, wording: CheckedCopy) -> bool:
        """Tell whether the rule counts in this market on the last day of the flight."""
        territory = wording.adaptation.locale.territory
        in_market = ANY_MARKET_OR_LANGUAGE in self.markets or territory in self.markets
        in_force = self.effective is None or wording.last_day is None or wording.last_day >= self.effective
        return in_market and in_force

    def reads(self, language: str) -> bool:
        """Tell whether the rule has any words in a language; where it has none, nothing was looked for."""
        return any(known in (ANY_MARKET_OR_LANGUAGE, language) for known, _ in self.terms)


@cache
def load_word_rules() -> tuple[WordRule, ...]:
    """Read the rules that ship with the tool, once a process."""
    table = _rules_table()
    return tuple(_read_rule(entry, table["groups"]) for entry in table["rule"])


def word_rules_date() -> date:
    """Return the day the rules were gathered on."""
    gathered: date = _rules_table()["as_of"]
    return gathered


@cache
def _rules_table() -> dict[str, Any]:
    return tomllib.loads((files("creative_cli") / "data" / "prohibited-words.toml").read_text("utf-8"))


def _read_rule(entry: dict[str, Any], groups: dict[str, list[str]]) -> WordRule:
    markets = frozenset(code for market in entry["markets"] for code in groups.get(market, [market]))
    return WordRule(
        id=entry["id"],
        markets=markets,
        status=Status.FAIL if entry["severity"] == "fail" else Status.WARN,
        effective=entry.get("effective"),
        basis=entry["basis"],
        conf=entry["conf"],
        terms=tuple((language, term) for language, terms in entry["terms"].items() for term in terms),
        exceptions=tuple(fold_for_matching(phrase) for phrase in entry.get("except", ())),
    )


@cache
def _term_pattern(term: str, script: str) -> re.Pattern[str]:
    folded = fold_for_matching(term)
    stem, open_ended = folded.rstrip("*"), folded.endswith("*")
    body = re.escape(stem)
    if script in UNSPACED_SCRIPTS:
        return re.compile(body)
    return re.compile(rf"(?<!\w){body}" + (r"\w*" if open_ended else r"(?!\w)"))


def _found_terms(rule: WordRule, text: str, wording: CheckedCopy) -> Iterator[str]:
    locale = wording.adaptation.locale
    for exception in rule.exceptions:
        text = text.replace(exception, " ")
    for language, term in rule.terms:
        if language in (ANY_MARKET_OR_LANGUAGE, locale.language) and _term_pattern(term, locale.script).search(text):
            yield term.rstrip("*")


def inspect(wording: CheckedCopy) -> Iterator[Outcome]:
    """No printed word is prohibited in its market."""
    clean = True
    language = wording.locale.language
    applying = [rule for rule in load_word_rules() if rule.applies(wording)]
    looked_up = [rule for rule in applying if rule.reads(language)]
    for role, text in wording.adaptation.copy.lines():
        for rule in looked_up:
            for term in _found_terms(rule, fold_for_matching(text), wording):
                clean = False
                yield Outcome(rule.status, rule.id, _rule_message(role, term, rule, wording), role)
    if clean and looked_up:
        unsure = sum(rule.conf == UNVERIFIED_CONFIDENCE for rule in looked_up)
        sure = f" {unsure} of them from memory: have counsel confirm." if unsure else ""
        yield pass_outcome(f"No prohibited word by {_list_rules(looked_up, wording)}.{sure}")
    if unread := [rule for rule in applying if not rule.reads(language)]:
        yield Outcome(
            Status.SKIP,
            "no_words",
            f"Not looked for, as there are no words in {language}: {_list_rules(unread, wording)}.",
        )


def _list_rules(some: Sequence[WordRule], wording: CheckedCopy) -> str:
    """Return rules as a lawyer asks for them: how many, of which market and edition, and which."""
    rules_ = f"{len(some)} rule{'' if len(some) == 1 else 's'}"
    return f"{rules_} for {wording.locale.territory} of {word_rules_date()} ({', '.join(rule.id for rule in some)})"


def _rule_message(role: Role, term: str, rule: WordRule, wording: CheckedCopy) -> str:
    verb = "must not be printed" if rule.status is Status.FAIL else "needs a person's decision"
    return f"“{term}” in the {role} {verb} in {wording.adaptation.locale.tag}: {rule.basis}"


CHECK = Check(
    id="prohibited_words",
    rationale="A banned claim costs fines and the campaign; it is found in the printed language, before any spend.",
    inspect=inspect,
    dated=True,
)
