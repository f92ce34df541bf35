"""The badge of a claim beside a product that stands on a shape."""

from dataclasses import replace

import pytest

from creative_cli.brief.badge_facts import BadgeKind, BadgeWords
from creative_cli.checks.badge_shown import CHECK
from creative_cli.checks.runner import run_check
from creative_cli.models import Status
from creative_cli.stages.badge_drawing import draw_market_badge
from creative_cli.stages.offer_drawing import draw_offer
from tests.stages.checked import LOOK
from tests.stages.test_offer_drawing import ARABIC, MARKETS, drawn, market

RATING = BadgeWords(BadgeKind.RATING, "4.8", ("(2,310)", "Shopvote", "May 2026"), 0.96, 5)


@pytest.mark.run  # seconds
@pytest.mark.parametrize("size", ["1:1", "4:5", "9:16", "16:9"])
@pytest.mark.parametrize("tag", ["en-GB", "ar-AE"])
def test_a_rating_finds_a_place_beside_an_offer(size: str, tag: str) -> None:
    """A product fills its shape from top to bottom: the badge stands over the shape's edge, clear of the burst."""
    words = replace(market(tag, *(MARKETS | ARABIC)[tag]), badge=RATING)
    plan, ad = drawn(words, "breakout", size)
    offer = draw_offer(words, plan, ad.canvas, LOOK)

    overlays, shown = draw_market_badge(words, plan, ad.canvas, LOOK, (), offer.overlays)

    assert shown is not None
    assert all(shown.box.overlap(part.ink) == 0 for part in offer.overlays if part.ink.area)
    assert overlays
    found = run_check(CHECK, replace(ad, adaptation=words, badge=shown))
    assert [finding.status for finding in found] == [Status.PASS]


AWARD = BadgeWords(BadgeKind.AWARD, "Taste Award", ("Food Institute", "2026"))


@pytest.mark.run  # seconds
@pytest.mark.parametrize("style", ["retail", "soft", "editorial"])
@pytest.mark.parametrize(("tag", "lines"), [("en-GB", 4), ("ar-AE", 2)])
def test_an_award_that_fits_nowhere_as_a_disc_stands_in_a_low_box(style: str, tag: str, lines: int) -> None:
    """Beside the same bottle a burst finds a place in English; in Arabic that of the offer is in its way."""
    words = replace(market(tag, *(MARKETS | ARABIC)[tag]), badge=AWARD)
    plan, ad = drawn(words, "breakout", "1:1", style)
    look = replace(LOOK, style=style)
    offer = draw_offer(words, plan, ad.canvas, look)

    _, shown = draw_market_badge(words, plan, ad.canvas, look, (), offer.overlays)

    assert shown is not None
    assert len(shown.lines) == lines
    assert (shown.box.height < shown.box.width / 2) is (lines == 2)  # name and proof
    found = run_check(CHECK, replace(ad, adaptation=words, badge=shown))
    assert [finding.status for finding in found] == [Status.PASS]
