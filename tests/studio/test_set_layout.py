"""Staging: the product stands on its floor, whole and clear of type."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creative_cli.channels import load_channels
from creative_cli.formats import DEFAULT_FORMATS, Format
from creative_cli.layout.template import load_template
from creative_cli.locale.locales import Direction
from creative_cli.studio.set_layout import MIN_PRODUCT_SCALE, Silhouette, arrange_set

FORMATS = (*DEFAULT_FORMATS.values(), *(known.format for known in load_channels().values()))


@pytest.mark.parametrize("form", FORMATS, ids=str)
@settings(max_examples=4, deadline=None)  # in each of many formats
@given(wide=st.integers(60, 900), foot=st.floats(0.2, 0.5))
def test_the_product_is_in_its_room_and_clear_of_type(form: Format, wide: int, foot: float) -> None:
    """It stands on the floor, inside its room, and beside type unless it would be too small there."""
    figure = Silhouette(wide, 600, wide / 2, foot * wide)
    plan = load_template("poster").arrange(form, Direction.LTR, wide / 600)
    quiet = (*(zone.box for zone in plan.zones), plan.logo)
    placed = arrange_set((form.width, form.height), plan.product, plan.floor, quiet, figure)
    largest = min(plan.product.width / wide, (plan.floor - plan.product.y) / 600)

    assert placed.product.bottom == pytest.approx(plan.floor)
    assert placed.product.right <= plan.product.right + 1e-6
    assert placed.product.height >= MIN_PRODUCT_SCALE * 0.6 * largest * 600
    if placed.product.height > MIN_PRODUCT_SCALE * largest * 600 + 1:
        assert all(box.overlap(placed.product) <= 0 for box in quiet)


def test_a_slender_product_stands_in_the_middle_of_its_room() -> None:
    """Where no type is in the way, nothing moves it aside."""
    form = DEFAULT_FORMATS["9:16"]
    plan = load_template("poster").arrange(form, Direction.LTR, 0.25)
    placed = arrange_set((form.width, form.height), plan.product, plan.floor, (), Silhouette(150, 600, 75, 70))

    assert placed.product.x + placed.product.width / 2 == pytest.approx(plan.product.x + plan.product.width / 2)
