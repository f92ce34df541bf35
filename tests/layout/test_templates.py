"""Every template that ships, on every canvas an ad can have."""

from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from creative_cli.brief.field_types import BUILTIN_TEMPLATES
from creative_cli.channels import load_channels
from creative_cli.color.color_math import Palette
from creative_cli.formats import (
    DEFAULT_FORMATS,
    MAX_ASPECT_RATIO,
    MAX_CANVAS_SIDE,
    MIN_CANVAS_SIDE,
    Box,
    Format,
    Insets,
    parse_format,
)
from creative_cli.layout.backgrounds import draw_background
from creative_cli.layout.template import LOGO_CLEARANCE, MIN_FOREGROUND, CanvasPlan, load_template
from creative_cli.locale.locales import Direction
from creative_cli.models import Role, TemplateRef

PANELLED = ("split", "band")
PALETTE = Palette((15, 92, 99), (31, 154, 143), (255, 209, 102), (255, 255, 255))
ON_PRODUCT = 0.5
"""Part of a zone that may reach into the room over the floor; the product then moves aside or shrinks."""


@st.composite
def formats(draw: st.DrawFn) -> Format:
    """Draw any canvas an ad may have, with any safe zone a platform may ask for."""
    width = draw(st.integers(MIN_CANVAS_SIDE, MAX_CANVAS_SIDE))
    height = draw(
        st.integers(max(MIN_CANVAS_SIDE, -(-width // MAX_ASPECT_RATIO)), min(MAX_CANVAS_SIDE, MAX_ASPECT_RATIO * width))
    )
    safe = Insets(*(draw(st.floats(0, most)) for most in (0.15, 0.12, 0.35, 0.12)))
    return Format(f"{width}x{height}", "any", width, height, safe, mirrors=draw(st.booleans()))


TALLER_THAN_MARGINS = Format("50x67", "any", 50, 67, Insets(right=0.0625), mirrors=False)
"""A zone whose sides are the margins', beside a product in a safe zone cut at one side."""


TOUCHING = Format("69x93", "any", 69, 93, Insets(0.125, 0.0, 0.34375, 0.0), mirrors=False)
"""The logo and the headline's zone meet here, 0.08 px deep."""


def apart(one: Box, other: Box) -> bool:
    """Tell whether two boxes share less than a square pixel, or a strip so thin that no pixel shows it."""
    high = min(one.bottom, other.bottom) - max(one.y, other.y)
    return one.overlap(other) < 1 or high < 0.1


def standing(plan: CanvasPlan) -> Box:
    """Return the room over the floor, which is what a product can cover."""
    return replace(plan.product, height=plan.floor - plan.product.y)


def boxes(plan: CanvasPlan) -> list[Box]:
    """Return everything of a plan that is placed."""
    placed = [plan.content, plan.logo, plan.product, *(zone.box for zone in plan.zones)]
    return placed if plan.panel is None else [*placed, plan.panel]


@pytest.mark.parametrize("name", BUILTIN_TEMPLATES)
@settings(max_examples=30, deadline=None)
@given(form=formats(), subject=st.floats(0.05, 12), direction=st.sampled_from(Direction))
@example(form=TALLER_THAN_MARGINS, subject=0.5, direction=Direction.LTR)
@example(form=TOUCHING, subject=1.0, direction=Direction.LTR)
def test_type_and_logo_stay_inside_and_apart(name: str, form: Format, subject: float, direction: Direction) -> None:
    """On any canvas each role has one zone: in the content box, off logo and other zones, mostly off the product."""
    plan = load_template(name).arrange(form, direction, subject)
    zones = [zone.box for zone in plan.zones]

    assert plan.content.holds(plan.logo)
    assert all(plan.content.holds(box) and box.width > 0 and box.height > 0 for box in zones)
    assert sorted(role for zone in plan.zones for role in zone.roles) == sorted(
        {Role.HEADLINE, Role.BODY, Role.CTA, Role.DISCLAIMER}
    )
    assert all(apart(one, other) for index, one in enumerate(zones) for other in (*zones[:index], plan.logo))
    assert all(box.overlap(standing(plan)) <= ON_PRODUCT * box.area for box in zones if plan.panel is None)


@pytest.mark.parametrize("name", BUILTIN_TEMPLATES)
@settings(max_examples=30, deadline=None)
@given(form=formats(), subject=st.floats(0.05, 12), direction=st.sampled_from(Direction))
def test_the_logo_has_air_and_the_product_ground(name: str, form: Format, subject: float, direction: Direction) -> None:
    """Type over or under the logo stays half its room's height away, and the picture goes on below the floor."""
    plan = load_template(name).arrange(form, direction, subject)
    column = [zone.box for zone in plan.zones if zone.box.x < plan.logo.right and plan.logo.x < zone.box.right]

    for box in column:
        apart = max(box.y - plan.logo.bottom, plan.logo.y - box.bottom)
        assert apart >= LOGO_CLEARANCE * plan.logo.height - 1e-6
    assert form.height - plan.floor >= MIN_FOREGROUND * form.short_side - 1e-6


@pytest.mark.parametrize("name", PANELLED)
@settings(max_examples=30, deadline=None)
@given(form=formats(), subject=st.floats(0.05, 12), direction=st.sampled_from(Direction))
def test_a_panel_carries_all_type_and_none_of_the_product(
    name: str, form: Format, subject: float, direction: Direction
) -> None:
    """All type lies on the panel, the product's room off it, and the logo wholly on or wholly off."""
    plan = load_template(name).arrange(form, direction, subject)
    panel = plan.panel

    assert panel is not None
    assert all(panel.holds(zone.box) for zone in plan.zones)
    assert panel.holds(plan.logo) or panel.overlap(plan.logo) < 1
    assert panel.overlap(standing(plan)) < 1


@pytest.mark.parametrize("name", BUILTIN_TEMPLATES)
@settings(max_examples=30, deadline=None)
@given(form=formats(), subject=st.floats(0.05, 12))
def test_right_to_left_is_the_mirror_image(name: str, form: Format, subject: float) -> None:
    """Where the platform mirrors its controls, all boxes of one direction are those of the other in a mirror."""
    form = replace(form, mirrors=True)
    ltr = load_template(name).arrange(form, Direction.LTR, subject)
    rtl = load_template(name).arrange(form, Direction.RTL, subject)

    mirrored = [box.mirrored(form.width) for box in boxes(rtl)]

    assert [box.x for box in mirrored] == pytest.approx([box.x for box in boxes(ltr)], abs=1e-6)
    assert [box.width for box in mirrored] == pytest.approx([box.width for box in boxes(ltr)], abs=1e-6)


@pytest.mark.parametrize("name", BUILTIN_TEMPLATES)
def test_every_channel_is_covered(name: str) -> None:
    """Every channel has an arrangement for slender and broad products, and candidates for photos."""
    template = load_template(name)

    for known in load_channels().values():
        assert template.candidates(known.format, Direction.LTR)
        for subject in (0.3, 1.0, 3.0):
            assert template.arrange(known.format, Direction.RTL, subject).content.area > 0


@pytest.mark.parametrize("name", PANELLED)
@pytest.mark.parametrize("direction", list(Direction))
@pytest.mark.parametrize("size", [*DEFAULT_FORMATS, "728x90"])
def test_a_panel_is_drawn_where_the_plan_says(name: str, direction: Direction, size: str) -> None:
    """The middle of the panel is opaque in the primary; beside the panel nothing is drawn."""
    plan = load_template(name).arrange(parse_format(size), direction, 0.5)
    background = draw_background(TemplateRef(name), plan, PALETTE)
    panel = plan.panel

    assert background is not None
    assert panel is not None
    drawn = background.pixels
    assert drawn.shape == (plan.format.height, plan.format.width, 4)
    middle = drawn[int(panel.y + panel.height / 2), int(panel.x + panel.width / 2)]
    assert tuple(middle.tolist()) == (*PALETTE.primary, 255)
    product = plan.product
    assert drawn[int(product.y + 2), int(product.x + product.width / 2), 3] == 0


@pytest.mark.parametrize("name", ["poster", "minimal"])
def test_templates_without_ground_draw_nothing(name: str) -> None:
    """The poster and the minimal template lay nothing under the type."""
    plan = load_template(name).arrange(DEFAULT_FORMATS["1:1"], Direction.LTR, 0.5)

    assert draw_background(TemplateRef(name), plan, PALETTE) is None
