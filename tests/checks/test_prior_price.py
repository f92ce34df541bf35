"""A previous price is held against the lowest of thirty days."""

from dataclasses import replace

from creative_cli.brief.price_parts import PriceDisplay, PriorClaim
from creative_cli.checks.copy_text import CheckedCopy
from creative_cli.checks.prior_price import CHECK
from creative_cli.checks.runner import run_check
from creative_cli.models import AdCopy, Status
from tests.checks.examples import CheckExamples
from tests.checks.words import adapted

COPY = adapted(AdCopy("Now"), AdCopy("Jetzt"))


def told(offer: PriceDisplay | None) -> tuple[Status, str]:
    """Return the status and the message for a market's offer."""
    (finding,) = run_check(CHECK, replace(COPY, adaptation=replace(COPY.adaptation, offer=offer)))
    return finding.status, finding.message


def test_a_price_above_the_lowest_is_a_warning_that_names_the_rule() -> None:
    """A person decides: exceptions such as perishables are the countries'."""
    status, message = told(PriceDisplay(prior=PriorClaim("EU-30D, 98/6/EC", "8,00 €", "7,50 €", allowed=False)))

    assert status is Status.WARN
    assert "EU-30D" in message
    assert "8,00 €" in message


def test_a_price_that_is_not_passes() -> None:
    """The lowest price itself may be the previous one."""
    assert told(PriceDisplay(prior=PriorClaim("EU-30D", "7,50 €", "7,50 €", allowed=True)))[0] is Status.PASS


def test_nothing_is_claimed_without_the_lowest_price() -> None:
    """Neither without an offer nor without lowest_30d."""
    assert told(None)[0] is Status.SKIP
    assert told(PriceDisplay(price="5 €", was="8 €"))[0] is Status.SKIP


def examples() -> CheckExamples[CheckedCopy]:
    """Return copy that passes, and copy that does not."""
    allowed, refused = (
        replace(COPY, adaptation=replace(COPY.adaptation, offer=PriceDisplay(prior=prior)))
        for prior in (
            PriorClaim("EU-30D", "7,50 €", "7,50 €", allowed=True),
            PriorClaim("EU-30D", "8,00 €", "7,50 €", allowed=False),
        )
    )
    return CheckExamples(allowed, refused, "above_lowest", Status.WARN)
