"""In banners the mark stands alone where the name in the logo would be too small to read."""

from dataclasses import replace

import pytest

from creative_cli.formats import Box, parse_format
from creative_cli.imaging.logo_fit import logo_ink_area
from creative_cli.layout.skeleton import list_skeleton_plans
from creative_cli.layout.small_logo import give_words_mark_room, pick_readable_logo
from creative_cli.layout.style_pack import load_style_pack
from creative_cli.locale.locales import Direction
from creative_cli.models import BrandLogo, BrandStyle
from tests.imaging.samples import PALETTES

SIGN = '<circle cx="40" cy="40" r="38" fill="#0F766E"/>'
# A sign, and beside it a name of ten letters, less than half as high as the sign.
NAME = "".join(f'<rect x="{110 + 34 * place}" y="23" width="22" height="34" fill="#123"/>' for place in range(10))


def svg(width: int, *shapes: str) -> bytes:
    """Return a drawing 80 px high."""
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} 80">{"".join(shapes)}</svg>'.encode()


LOGO = BrandLogo(svg(450, SIGN, NAME), mark=svg(80, SIGN))
LOOK = BrandStyle("Meridian", PALETTES["solara"], (), LOGO)


@pytest.mark.parametrize(("size", "alone"), [("1080x1080", False), ("300x250", False), ("320x50", True)])
def test_the_mark_stands_alone_where_the_name_is_too_small(size: str, *, alone: bool) -> None:
    """The name is read in a square and in 300x250, and not in 320x50."""
    form = parse_format(size)
    plan = list_skeleton_plans("split", form, Direction.LTR, load_style_pack("retail"))[0]
    shown = pick_readable_logo(LOGO, plan.logo, logo_ink_area(form.width, form.height), (form.width, form.height))

    assert (shown.file == LOGO.mark) is alone


def test_without_a_mark_the_logo_is_shown() -> None:
    """A brief that brings no mark keeps its logo, however small."""
    logo = replace(LOGO, mark=None)

    assert pick_readable_logo(logo, Box(0, 0, 30, 10), 300.0, (320, 50)) is logo


@pytest.mark.parametrize("direction", list(Direction))
def test_words_begin_right_after_the_mark(direction: Direction) -> None:
    """What the name leaves free goes to the headline, on the side where people begin to read."""
    plan = list_skeleton_plans("split", parse_format("320x50"), direction, load_style_pack("retail"))[0]
    narrow = give_words_mark_room(plan, LOOK)
    (before, after) = (plan.zones[0].box, narrow.zones[0].box)
    freed = plan.logo.width - narrow.logo.width

    assert freed > 0
    assert after.width == pytest.approx(before.width + freed)
    assert narrow.zones[1].box == plan.zones[1].box
    assert after.overlap(narrow.logo) == 0
    if direction is Direction.RTL:
        assert narrow.logo.right == plan.logo.right
    else:
        assert narrow.logo.x == plan.logo.x
