"""Does the copy avoid the words its market prohibits, and those that its brand forbids?

The rules of markets are data (see `legal_rules`), those of a brand are in its kit or its brief. Both are found in any
form that `claim_terms` describes: hyphens, apostrophes, capitals and endings make no difference.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from creative_cli.checks.claim_terms import ClaimPattern, compile_claims, fold_claim
from creative_cli.checks.copy_text import CheckedCopy
from creative_cli.checks.legal_rules import LegalRule, legal_rules_date, load_legal_rules
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.locale.locales import Locale
from creative_cli.models import Status

# The code of a finding that a brand's own list makes, beside the ids of the rules.
BRAND_RULE = "brand"


def find_forbidden_words(forbidden: Iterable[str], text: str, locale: Locale) -> Iterator[str]:
    """Yield the words of a brand's own list that *text* has, matched as those of the rules are."""
    folded = fold_claim(text, locale.language)
    for term in forbidden:
        pattern = _own_pattern(term, locale.language)
        if pattern is not None and pattern.search(folded):
            yield term.strip("*")


@lru_cache(maxsize=2048)
def _own_pattern(term: str, language: str) -> ClaimPattern | None:
    return compile_claims((term,), language)


def inspect(checked: CheckedCopy) -> Iterator[Outcome]:
    """No word of the copy is prohibited in its market or forbidden by its brand."""
    clean, locale, brand = True, checked.locale, checked.adaptation.rules
    rules = [rule for rule in load_legal_rules() if rule.terms and rule.holds(locale, brand.kinds, checked.last_day)]
    known = [rule for rule in rules if rule.has_language(locale.language)]
    for role, text in checked.adaptation.copy.lines():
        for term in find_forbidden_words(brand.forbidden, text, locale):
            clean = False
            message = f"“{term}” in the {role} is forbidden by the brand ({brand.source}): write it in other words."
            yield Outcome(Status.FAIL, BRAND_RULE, message, role)
        for rule in rules:
            if rule.conditions and _has_conditions(text, checked):
                continue
            for term in rule.find_claims(text, locale):
                clean = False
                yield Outcome(rule.status, rule.id, _sentence(rule, term, role.value, locale), role)
    if clean and brand.forbidden:
        yield pass_outcome(f"No word is among the {len(brand.forbidden)} that the brand forbids ({brand.source}).")
    if clean and known:
        unverified = sum(rule.from_memory for rule in known)
        warning = f" Have counsel confirm {unverified} of them, written from memory." if unverified else ""
        yield pass_outcome(f"No word is prohibited by {_list_rules(known, locale)}.{warning}")
    if unknown := [rule for rule in rules if rule not in known]:
        message = f"Not checked, as the rules have no words in {locale.language}: {_list_rules(unknown, locale)}."
        yield Outcome(Status.SKIP, "no_words", message)
    elif not rules:
        yield Outcome(Status.SKIP, "no_rule", f"No rule restricts words in {locale.territory}.")


def _has_conditions(text: str, checked: CheckedCopy) -> bool:
    """Tell whether a line says what something free depends on: in figures, or in the small print."""
    return checked.adaptation.copy.disclaimer is not None or any(sign.isdecimal() for sign in text)


def _sentence(rule: LegalRule, term: str, role: str, locale: Locale) -> str:
    verb = "is prohibited" if rule.status is Status.FAIL else "needs legal review"
    memory = " (written from memory: have counsel confirm it)" if rule.from_memory else ""
    return f"“{term}” in the {role} {verb} in {locale.tag}: {rule.basis}{memory}."


def _list_rules(rules: Sequence[LegalRule], locale: Locale) -> str:
    """Return what a lawyer asks for: how many rules, of which market and date, and their ids."""
    count = f"{len(rules)} rule{'' if len(rules) == 1 else 's'}"
    return f"{count} for {locale.territory} of {legal_rules_date()} ({', '.join(rule.id for rule in rules)})"


CHECK = Check(
    id="prohibited_words",
    rationale="A banned claim can cost a fine and the campaign; it is found before any money is spent.",
    inspect=inspect,
    dated=True,
)
