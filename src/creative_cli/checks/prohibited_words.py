"""Does the copy avoid the words its market prohibits, and those that its brand forbids?

The rules of markets are data (`data/prohibited-words.toml`), those of a brand are in its kit or its brief. Whole words
match, in NFKC and ignoring case, in the language of the copy. In scripts without spaces, any part of the text matches.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from creative_cli.checks.copy_text import UNSPACED_SCRIPTS, CheckedCopy, fold_for_matching
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.locale.locales import Locale
from creative_cli.models import Status

ANY_MARKET_OR_LANGUAGE = "*"
# Confidence of a rule written from memory and never compared with the law.
UNVERIFIED_CONFIDENCE = "M"
# The code of a finding that a brand's own list makes, beside the ids of the rules.
BRAND_RULE = "brand"


@dataclass(frozen=True, slots=True)
class WordRule:
    """Terms that a market's law or a platform's policy prohibits or restricts."""

    id: str
    markets: frozenset[str]
    status: Status
    effective: date | None
    basis: str
    conf: str
    terms: tuple[tuple[str, str], ...]
    exceptions: tuple[str, ...]

    def applies(self, checked: CheckedCopy) -> bool:
        """Tell whether the rule is in force in this market on the last day of the flight."""
        in_market = not self.markets.isdisjoint({ANY_MARKET_OR_LANGUAGE, checked.locale.territory})
        return in_market and (self.effective is None or checked.last_day is None or checked.last_day >= self.effective)

    def has_language(self, language: str) -> bool:
        """Tell whether the rule has words in a language."""
        return any(known in (ANY_MARKET_OR_LANGUAGE, language) for known, _ in self.terms)


@cache
def load_word_rules() -> tuple[WordRule, ...]:
    """Return the bundled rules; they are read once per process."""
    table = _rules_table()
    return tuple(_read_rule(entry, table["groups"]) for entry in table["rule"])


def word_rules_date() -> date:
    """Return the day the rules were collected."""
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
    body = re.escape(folded.rstrip("*"))
    if script in UNSPACED_SCRIPTS:
        return re.compile(body)
    return re.compile(rf"(?<!\w){body}" + (r"\w*" if folded.endswith("*") else r"(?!\w)"))


def _found_terms(rule: WordRule, text: str, locale: Locale) -> Iterator[str]:
    for exception in rule.exceptions:
        text = text.replace(exception, " ")
    for language, term in rule.terms:
        if language in (ANY_MARKET_OR_LANGUAGE, locale.language) and _term_pattern(term, locale.script).search(text):
            yield term.rstrip("*")


def find_forbidden_words(forbidden: Iterable[str], text: str, locale: Locale) -> Iterator[str]:
    """Yield the words of a brand's own list that *text* has, matched as those of the rules are."""
    folded = fold_for_matching(text)
    for term in forbidden:
        if _term_pattern(term, locale.script).search(folded):
            yield term.rstrip("*")


def inspect(checked: CheckedCopy) -> Iterator[Outcome]:
    """No word of the copy is prohibited in its market or forbidden by its brand."""
    clean, locale, brand = True, checked.locale, checked.adaptation.rules
    applying = [rule for rule in load_word_rules() if rule.applies(checked)]
    known = [rule for rule in applying if rule.has_language(locale.language)]
    for role, text in checked.adaptation.copy.lines():
        for term in find_forbidden_words(brand.forbidden, text, locale):
            clean = False
            message = f"“{term}” in the {role} is forbidden by the brand ({brand.source}): write it in other words."
            yield Outcome(Status.FAIL, BRAND_RULE, message, role)
        for rule in known:
            verb = "is prohibited" if rule.status is Status.FAIL else "needs legal review"
            for term in _found_terms(rule, fold_for_matching(text), locale):
                clean = False
                message = f"“{term}” in the {role} {verb} in {locale.tag}: {rule.basis}"
                yield Outcome(rule.status, rule.id, message, role)
    if clean and brand.forbidden:
        yield pass_outcome(f"No word is among the {len(brand.forbidden)} that the brand forbids ({brand.source}).")
    if clean and known:
        unverified = sum(rule.conf == UNVERIFIED_CONFIDENCE for rule in known)
        warning = f" Have counsel confirm {unverified} of them, written from memory." if unverified else ""
        yield pass_outcome(f"No word is prohibited by {_list_rules(known, locale)}.{warning}")
    if clean and not applying and not brand.forbidden:
        yield pass_outcome(f"No rule for {locale.territory} of {word_rules_date()} applies.")
    if unknown := [rule for rule in applying if rule not in known]:
        message = f"Not checked, as the rules have no words in {locale.language}: {_list_rules(unknown, locale)}."
        yield Outcome(Status.SKIP, "no_words", message)


def _list_rules(rules: Sequence[WordRule], locale: Locale) -> str:
    """Return what a lawyer asks for: how many rules, of which market and date, and their ids."""
    count = f"{len(rules)} rule{'' if len(rules) == 1 else 's'}"
    return f"{count} for {locale.territory} of {word_rules_date()} ({', '.join(rule.id for rule in rules)})"


CHECK = Check(
    id="prohibited_words",
    rationale="A banned claim can cost a fine and the campaign; it is found before any money is spent.",
    inspect=inspect,
    dated=True,
)
