"""Staging: the product stands clear of type, and so does what it stands on."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creative_cli.channels import load_channels
from creative_cli.formats import DEFAULT_FORMATS, Format
from creative_cli.layout.template import load_template
from creative_cli.locale.locales import Direction
from creative_cli.studio.scenes import podium_spread
from creative_cli.studio.set_layout import (
    MIN_PODIUM_LEDGE,
    MIN_TEXT_DISTANCE,
    TIER_SPREAD,
    SetLayout,
    Silhouette,
    arrange_set,
)

ONE_TIER, TWO_TIERS = podium_spread(0), podium_spread(0x100)
TALL = (
    DEFAULT_FORMATS["9:16"],
    *(known.format for known in load_channels().values() if known.format.width < known.format.height),
)


def set_up(form: Format, figure: Silhouette, tiers: float) -> SetLayout:
    """Return the stage of the poster for a product on *form*, with type where the template has it."""
    plan = load_template("poster").arrange(form, Direction.LTR, figure.width / figure.height)
    quiet = (*(zone.box for zone in plan.zones), plan.logo)
    return arrange_set((form.width, form.height), plan.product, plan.floor, quiet, figure, tiers)


@pytest.mark.parametrize("tiers", [ONE_TIER, TWO_TIERS])
@pytest.mark.parametrize("form", TALL, ids=str)
@settings(max_examples=25, deadline=None)
@given(wide=st.integers(60, 480), foot=st.floats(0.2, 0.5))
def test_the_podium_keeps_away_from_type(form: Format, tiers: float, wide: int, foot: float) -> None:
    """Small print beside a podium never runs onto it, unless the product itself needs the place."""
    figure = Silhouette(wide, 600, wide / 2, foot * wide)
    set_ = set_up(form, figure, tiers)
    reach, least = set_.spread * set_.radius, MIN_PODIUM_LEDGE * set_.foot

    assert 1 <= set_.spread <= TIER_SPREAD
    for box in set_.quiet:
        if box.bottom > set_.product.bottom > box.y and box.right < set_.centre - set_.foot:
            clear = set_.centre - box.right - MIN_TEXT_DISTANCE * set_.short_side
            assert reach <= max(clear, least) + 1e-6


def test_a_podium_of_two_tiers_has_them_beside_small_print() -> None:
    """The demo's bottle and can stand on two tiers in 9:16, both clear of the zone of the small print."""
    form = DEFAULT_FORMATS["9:16"]
    small_print = load_template("poster").arrange(form, Direction.LTR, 0.4).zones[1].box
    for figure in (Silhouette(207, 640, 103.5, 90), Silhouette(250, 640, 125, 105)):
        set_ = set_up(form, figure, TWO_TIERS)
        assert set_.spread > 1
        assert set_.centre - set_.spread * set_.radius - small_print.right >= 0.019 * form.width
        assert set_.product.right < form.width


def test_without_a_podium_nothing_is_kept_free_for_one() -> None:
    """In a generated scene the product stands in the middle of its room."""
    form = DEFAULT_FORMATS["9:16"]
    figure = Silhouette(150, 600, 75, 70)
    plan = load_template("poster").arrange(form, Direction.LTR, 0.25)

    assert set_up(form, figure, 0.0).centre == pytest.approx(plan.product.x + plan.product.width / 2)
