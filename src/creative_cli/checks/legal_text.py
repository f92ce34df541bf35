"""Does the small print say what the law of its market requires for goods of this kind?"""

from collections.abc import Iterator

from creative_cli.checks.claim_terms import fold_claim
from creative_cli.checks.copy_text import CheckedCopy
from creative_cli.checks.legal_rules import LegalRule, load_legal_rules
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.models import Role, Status


def inspect(checked: CheckedCopy) -> Iterator[Outcome]:
    """The small print has every text that the law of the market requires, in its wording in force."""
    kinds, locale = checked.adaptation.rules.kinds, checked.locale
    rules = [rule for rule in load_legal_rules() if rule.texts and rule.holds(locale, kinds, checked.last_day)]
    if not rules:
        yield Outcome(Status.SKIP, "no_rule", "No rule we know requires a text of these goods in this market.")
        return
    said = [fold_claim(text, locale.language) for _, text in checked.adaptation.copy.lines()]
    clean = True
    for rule in rules:
        memory = " (written from memory: have counsel confirm it)" if rule.from_memory else ""
        for phrase in rule.outdated:
            if any(fold_claim(phrase, locale.language) in line for line in said):
                clean = False
                message = f"“{phrase}” is an outdated form in {locale.territory} ({rule.basis}): "
                message += _advice(rule, locale.language)
                yield Outcome(rule.status, f"{rule.id}-OUTDATED", message, Role.DISCLAIMER)
        wanted = rule.find_texts(locale.language)
        if not any(_bare(text, locale.language) in line for text in wanted for line in said):
            clean = False
            message = f"The small print lacks a text that {locale.territory} requires ({rule.basis}){memory}: "
            yield Outcome(rule.status, rule.id, message + _advice(rule, locale.language), Role.DISCLAIMER)
    if clean:
        yield pass_outcome(f"The small print has what {', '.join(rule.id for rule in rules)} asks for.")


def _bare(text: str, language: str) -> str:
    return fold_claim(text, language).rstrip(".。! ")


def _advice(rule: LegalRule, language: str) -> str:
    return f"write “{rule.find_texts(language)[0]}” as disclaimer."


CHECK = Check(
    id="legal_text",
    rationale="An ad without its legal notice is unlawful as a whole, however good it looks.",
    inspect=inspect,
    dated=True,
)
