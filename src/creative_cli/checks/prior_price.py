"""Is the previous price one that the law allows?"""

from collections.abc import Iterator

from creative_cli.checks.copy_text import CheckedCopy
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.models import Status


def inspect(checked: CheckedCopy) -> Iterator[Outcome]:
    """The previous price is no higher than the lowest of the 30 days before, where the law says so."""
    offer = checked.adaptation.offer
    if offer is None or offer.prior is None:
        yield Outcome(
            Status.SKIP, "not_known", "There is no previous price with lowest_30d: in a market with the rule."
        )
        return
    prior = offer.prior
    if prior.allowed:
        yield pass_outcome(f"{prior.was} is not above {prior.most}")
        return
    says = f"The previous price {prior.was} is above the lowest of the 30 days before the reduction, {prior.most}"
    advice = "write the lowest price as was:, and count percent: from it."
    yield Outcome(Status.WARN, "above_lowest", f"{says} ({prior.rule}): {advice}")


CHECK = Check(
    id="prior_price",
    rationale="A reduction from a price nobody paid lately is unfair by EU law, and authorities fine it.",
    inspect=inspect,
)
