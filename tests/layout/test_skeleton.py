"""Skeletons keep type, price and logo apart and inside, in every format, and mirror for readers from the right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creative_cli.formats import Box, parse_format
from creative_cli.layout.skeleton import FALLBACKS, LAYOUT_NAMES, list_skeleton_plans, order_fallbacks
from creative_cli.layout.style_pack import STYLE_NAMES, load_style_pack
from creative_cli.layout.template import CanvasPlan
from creative_cli.locale.locales import Direction
from creative_cli.models import Role
from tests.parameters import walk_rows

SIZES = ("1:1", "4:5", "2:3", "9:16", "16:9", "1.91:1", "300x250", "336x280", "160x600", "300x600", "728x90", "970x250")
SLACK = 0.6  # px, of rounding


def laid(plan: CanvasPlan) -> list[Box]:
    """Return everything that may not overlap: text zones, logo and price."""
    return [*(zone.box for zone in plan.zones), plan.logo, *([plan.price] if plan.price is not None else [])]


def check_plan(plan: CanvasPlan) -> None:
    """Assert what holds of every plan."""
    boxes = laid(plan)
    for box in boxes:
        assert box.width > 0
        assert box.height > 0
        assert plan.content.holds(box, SLACK), plan.arrangement
    for index, one in enumerate(boxes):
        for other in boxes[:index]:
            assert one.grown(-SLACK).overlap(other.grown(-SLACK)) == 0, plan.arrangement
    frame = plan.frame
    assert frame is not None
    assert plan.format.bounds.holds(frame.box, SLACK)
    if plan.plate is not None:
        assert all(plan.plate.holds(box, SLACK) for box in boxes)
    elif frame.box != plan.format.bounds and plan.cutout is None and not frame.edge and plan.layout != "crossing":
        assert all(frame.box.grown(-SLACK).overlap(box) == 0 for box in boxes), plan.arrangement
    roles = [role for zone in plan.zones for role in zone.roles]
    assert len(roles) == len(set(roles))
    assert {Role.HEADLINE, Role.CTA} <= set(roles)


@pytest.mark.parametrize("size", [*SIZES, "320x50", "300x50", "320x100"])
@pytest.mark.parametrize("layout", LAYOUT_NAMES)
def test_nothing_overlaps_or_leaves_its_room(layout: str, size: str) -> None:
    """For every style pack and reading direction, with an offer and without."""
    for style in STYLE_NAMES:
        for direction in Direction:
            for offer in (False, True):
                plans = list_skeleton_plans(layout, parse_format(size), direction, load_style_pack(style), offer=offer)
                assert plans
                for plan in plans:
                    check_plan(plan)
                    assert (plan.price is not None) is offer


@given(st.integers(120, 2000), st.integers(120, 2000), st.sampled_from(LAYOUT_NAMES), st.sampled_from(STYLE_NAMES))
def test_any_canvas_can_be_laid_out(width: int, height: int, layout: str, style: str) -> None:
    """A skeleton has an arrangement for every size that briefs may ask for."""
    if max(width, height) > 12 * min(width, height):
        return
    for plan in list_skeleton_plans(layout, parse_format(f"{width}x{height}"), Direction.LTR, load_style_pack(style)):
        check_plan(plan)


@walk_rows("size", SIZES)
@walk_rows("layout", LAYOUT_NAMES)
def test_right_to_left_is_the_mirror(layout: str, size: str) -> None:
    """Boxes change sides; the photo's frame does, what it shows does not."""
    form = parse_format(size)
    both = (list_skeleton_plans(layout, form, way, load_style_pack("bold"), offer=True) for way in Direction)
    for left, right in zip(*both, strict=True):
        assert [box.mirrored(form.width) for box in laid(left)] == laid(right)
        assert left.frame is not None
        assert right.frame is not None
        assert left.frame.box.mirrored(form.width) == right.frame.box
        assert left.frame.edge == -right.frame.edge


def test_every_skeleton_has_something_to_fall_back_on() -> None:
    """Whatever a photo is, one of the last ones is a frame on a plain surface."""
    assert set(FALLBACKS) == set(LAYOUT_NAMES)
    for layout in LAYOUT_NAMES:
        order = order_fallbacks(layout)
        assert order[0] == layout
        assert len(set(order)) == len(order)
        assert {"framed", "split"} <= set(order)


@pytest.mark.parametrize("size", ["1:1", "4:5", "9:16", "16:9", "970x250"])
@pytest.mark.parametrize("layout", ["framed", "split"])
def test_a_price_stands_clear_of_the_headline_over_it(layout: str, size: str) -> None:
    """The air grows with the headline: a share of the margin let an old price touch the text above it."""
    for plan in list_skeleton_plans(layout, parse_format(size), Direction.LTR, load_style_pack("retail"), offer=True):
        assert plan.price is not None
        head = next(zone.box for zone in plan.zones if Role.HEADLINE in zone.roles)
        assert plan.price.y - head.bottom >= 0.4 * plan.headline[0], plan.arrangement
