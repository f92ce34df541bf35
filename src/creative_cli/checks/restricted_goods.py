"""May goods of this kind be advertised in this market at all, and what does a person have to look at?"""

from collections.abc import Iterator

from creative_cli.checks.copy_text import CheckedCopy
from creative_cli.checks.legal_rules import legal_rules_date, load_legal_rules
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.models import Status


def inspect(checked: CheckedCopy) -> Iterator[Outcome]:
    """No rule of the market restricts ads for goods of this category as such."""
    kinds, locale = checked.adaptation.rules.kinds, checked.locale
    if not kinds:
        message = "The brief's category and products name no goods with rules of their own (see `category`)."
        yield Outcome(Status.SKIP, "no_category", message)
        return
    found = [rule for rule in load_legal_rules() if rule.notice and rule.holds(locale, kinds, checked.last_day)]
    for rule in found:
        memory = "; written from memory: have counsel confirm it" if rule.from_memory else ""
        message = f"{', '.join(kinds)} in {locale.territory}: {rule.notice} ({rule.basis}{memory})."
        yield Outcome(rule.status, rule.id, message)
    if not found:
        yield pass_outcome(
            f"No rule of {legal_rules_date()} restricts ads for {', '.join(kinds)} in {locale.territory}."
        )


CHECK = Check(
    id="restricted_goods",
    rationale="Some goods may not be advertised in a market, or only with what no word list can see.",
    inspect=inspect,
    dated=True,
)
