"""A badge is proven by its brief, and written as the market writes."""

from pathlib import Path

import pytest

from creative_cli.brief.badge_facts import BadgeWords
from creative_cli.brief.badge_words import describe_market_badge
from creative_cli.brief.loader import parse_brief
from creative_cli.errors import BriefError

BRIEF = """schema: 1
campaign: trail
brand: {name: Solara, colors: {primary: "#24344D"}}
message: {headline: Go further}
products: [{id: flask, name: Flask}]
markets: [US, DE, FR]
flight: {start: 2026-06-01, end: 2026-08-31}
"""


def badges(lines: str) -> list[BadgeWords | None]:
    """Return the badge of each market of a brief with these lines."""
    loaded = parse_brief((BRIEF + lines).encode(), name="brief.yaml", folder=Path(), translator=True)
    return [
        describe_market_badge(loaded.brief, market, own.locale)
        for market, own in zip(loaded.brief.markets, loaded.markets, strict=True)
    ]


def refusal(lines: str) -> str:
    """Return the sentences with which a brief is refused."""
    with pytest.raises(BriefError) as refused:
        badges(lines)
    return " ".join(problem.message for problem in refused.value.problems)


def test_a_rating_is_written_as_each_market_does() -> None:
    """Decimal sign, groups and month are the market's, the source is printed as it is."""
    us, de, fr = badges("badge: {rating: {score: 4.8, scale: 5, count: 2310, source: Shopvote, month: 2026-05}}\n")
    assert us is not None
    assert de is not None
    assert fr is not None
    assert (us.claim, us.proof) == ("4.8", ("(2,310) Shopvote", "May 2026"))
    assert (de.claim, de.proof[0]) == ("4,8", "(2.310) Shopvote")
    assert fr.proof[1] == "mai 2026"
    assert us.share == pytest.approx(0.96)


@pytest.mark.parametrize("missing", ["score", "scale", "count", "source", "month"])
def test_a_rating_without_one_of_its_keys_is_refused(missing: str) -> None:
    """All five or none."""
    keys = {"score": "4.8", "scale": "5", "count": "2310", "source": "Shopvote", "month": "2026-05"}
    rest = ", ".join(f"{key}: {value}" for key, value in keys.items() if key != missing)
    assert f"badge.rating.{missing} is missing: a rating has all five keys" in refusal(f"badge: {{rating: {{{rest}}}}}")


def test_a_score_above_its_scale_and_two_claims_are_refused() -> None:
    """One badge, one claim."""
    rating = "rating: {score: 5.2, scale: 5, count: 10, source: Shopvote, month: 2026-05}"
    assert "above the scale" in refusal(f"badge: {{{rating}}}")
    award = "award: {name: Design Award, year: 2026, source: iF}"
    assert "makes one claim" in refusal(f"badge: {{{rating.replace('5.2', '4.2')}, {award}}}")


def test_new_has_a_limit() -> None:
    """Twelve months, six in the United States; the word is the market's."""
    us, de, fr = badges("badge: {new: {since: 2026-01-15}}\n")
    assert us is None
    assert de is not None
    assert de.claim == "Neu"
    assert fr is not None
    assert "no longer new" in refusal("badge: {new: {since: 2025-03-01}}\n")
