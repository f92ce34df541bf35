"""Words of risk stand in a box of their own, as large as the body."""

from creative_cli.color.color_math import Palette
from creative_cli.formats import parse_format
from creative_cli.layout.pack_plans import list_pack_plans
from creative_cli.locale.locales import Direction
from creative_cli.models import BrandStyle, Role
from tests.parameters import walk_rows

PALETTE = Palette((36, 52, 77), (159, 180, 208), (232, 84, 63), (255, 255, 255))
LOOK = BrandStyle("Solara", PALETTE, (), style="retail", devices=True, warning=True)


@walk_rows("size", ["1:1", "4:5", "9:16", "1200x628", "300x250"])
@walk_rows("layout", ["framed", "split", "full-bleed"])
def test_the_box_is_wide_high_and_alone(size: str, layout: str) -> None:
    """Full width, at least 14 % of the height inside the safe zone, and nothing else stands on it."""
    form = parse_format(size)
    for plan in list_pack_plans(layout, form, Direction.LTR, LOOK):
        (box,) = plan.parts
        assert box.box.width == form.width
        assert min(box.box.bottom, form.safe_zone().bottom) - box.box.y >= 0.14 * form.height
        on_box = [zone.roles for zone in plan.zones if zone.box.overlap(box.box) > 1]
        assert on_box == [(Role.DISCLAIMER,)]
        styles = {style.role: style for style in plan.styles}
        assert styles[Role.DISCLAIMER].smallest >= styles[Role.BODY].smallest
        assert form.safe_zone().holds(plan.content)


def test_strips_have_no_box() -> None:
    """Their small print stands where it always does."""
    assert not any(plan.parts for plan in list_pack_plans("framed", parse_format("728x90"), Direction.LTR, LOOK))
