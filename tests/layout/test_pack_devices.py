"""The devices of the style packs: where they stand, and where they stay away."""

from dataclasses import replace

import numpy as np
import pytest

from creative_cli.color.color_math import Palette
from creative_cli.formats import parse_format
from creative_cli.layout.ground_parts import GroundKind
from creative_cli.layout.pack_plans import list_pack_plans
from creative_cli.layout.part_painting import paint_ground_parts
from creative_cli.layout.scallops import draw_scallops
from creative_cli.layout.skeleton import list_skeleton_plans
from creative_cli.layout.style_pack import STYLE_NAMES, FrameShape, load_style_pack
from creative_cli.layout.template import CanvasPlan
from creative_cli.locale.locales import Direction
from creative_cli.models import BrandStyle
from tests.parameters import walk_rows

CORAL = Palette((36, 52, 77), (159, 180, 208), (232, 84, 63), (255, 255, 255))
AMBER = Palette((36, 52, 77), (159, 180, 208), (251, 183, 53), (255, 255, 255))
LOOK = BrandStyle("Solara", CORAL, (), devices=True)
SOLID = {GroundKind.RULE, GroundKind.STRIPES, GroundKind.PATTERN}
LARGE = ("1080x1080", "1080x1350", "1080x1920", "1200x628")
FAMILY = {
    "editorial": {GroundKind.RULE},
    "bold": {GroundKind.STRIPES},
    "retail": {GroundKind.PATTERN},
    "soft": set(),
    "tech": {GroundKind.COLUMNS, GroundKind.CROSSES},
}


def plans_of(
    style: str, size: str, layout: str = "framed", way: Direction = Direction.LTR, look: BrandStyle = LOOK
) -> tuple[CanvasPlan, ...]:
    """Return the arrangements of a look in a style."""
    return list_pack_plans(layout, parse_format(size), way, replace(look, style=style))


@walk_rows("style", STYLE_NAMES)
@walk_rows("size", LARGE)
def test_an_ad_has_at_most_two_devices_of_its_pack_and_none_lies_on_type_or_logo(style: str, size: str) -> None:
    """Rules, strips and crosses keep clear of zones, logo and price; hairlines run under the type."""
    for layout in ("framed", "split", "breakout"):
        for plan in plans_of(style, size, layout):
            kinds = {part.kind for part in plan.parts}
            assert kinds <= FAMILY[style]
            assert len(plan.parts) <= 2
            solid = [part.box for part in plan.parts if part.kind in SOLID]
            for box in solid:
                assert all(zone.box.overlap(box) <= 1 for zone in plan.zones), (layout, plan.arrangement)
                assert plan.logo.overlap(box) == 0
                assert plan.frame is not None
                assert plan.frame.box.overlap(box) <= 1
                assert plan.format.bounds.holds(box)


@pytest.mark.parametrize("style", STYLE_NAMES)
def test_small_sizes_and_looks_that_are_not_asked_for_stay_plain(style: str) -> None:
    """A leaderboard, a tower and a brief without a style have the skeleton's own arrangements."""
    for size in ("728x90", "160x600", "320x50"):
        plain = list_skeleton_plans("framed", parse_format(size), Direction.LTR, load_style_pack(style))
        assert plans_of(style, size) == plain
    form = parse_format("1080x1080")
    unasked = list_pack_plans("framed", form, Direction.LTR, BrandStyle("Solara", CORAL, (), style=style))
    assert unasked == list_skeleton_plans("framed", form, Direction.LTR, load_style_pack(style))


@pytest.mark.parametrize("size", LARGE)
def test_a_strip_takes_its_height_and_type_keeps_its_least_size(size: str) -> None:
    """Content ends above the strip, inside the format's own safe zone, at sizes that can be read."""
    form = parse_format(size)
    for plan in plans_of("retail", size):
        (strip,) = plan.parts
        assert strip.box.height == pytest.approx(0.05 * (form.width * form.height) ** 0.5, abs=1)
        assert plan.format == form
        assert form.safe_zone().holds(plan.content)
        assert all(zone.box.bottom <= strip.box.y for zone in plan.zones)


def test_stripes_are_no_warning_sign() -> None:
    """Amber and dark stripes are for builders only."""
    amber = replace(LOOK, palette=AMBER)
    assert not any(plan.parts for plan in plans_of("bold", "1080x1080", look=amber))
    assert all(plan.parts for plan in plans_of("bold", "1080x1080", look=replace(amber, category="building-supplies")))


def test_the_strip_of_a_story_lies_over_its_photo() -> None:
    """Where the photo ends a story, the strip parts it from the type; the type keeps its room."""
    plain = list_skeleton_plans("split", parse_format("1080x1920"), Direction.LTR, load_style_pack("bold"))
    for plan, bare in zip(plans_of("bold", "1080x1920", "split"), plain, strict=True):
        (strip,) = plan.parts
        assert plan.zones == bare.zones
        assert plan.frame is not None
        assert strip.box.bottom == plan.frame.box.y


@pytest.mark.parametrize("style", ["editorial", "bold", "retail", "tech"])
def test_devices_are_mirrored_with_the_ad(style: str) -> None:
    """Boxes of both directions are mirror images, and the picture of them is deterministic."""
    for size in ("1080x1080", "1200x628"):
        for left, right in zip(plans_of(style, size), plans_of(style, size, way=Direction.RTL), strict=True):
            assert len(left.parts) == len(right.parts)
            for one, other in zip(left.parts, right.parts, strict=True):
                back = other.box.mirrored(left.format.width)
                assert (back.x, back.y) == pytest.approx((one.box.x, one.box.y), abs=1)
                assert (back.width, back.height) == pytest.approx((one.box.width, one.box.height))
    drawn = []
    for _ in range(2):
        plan = plans_of(style, "1080x1080")[0]
        pixels = np.full((1080, 1080, 3), 255, np.uint8)
        paint_ground_parts(pixels, plan, CORAL, behind=True)
        paint_ground_parts(pixels, plan, CORAL, behind=False)
        drawn.append(pixels)
    assert (drawn[0] == drawn[1]).all()
    assert (drawn[0] != 255).any()


@pytest.mark.parametrize("shape", [FrameShape.ARCH, FrameShape.CIRCLE, FrameShape.ROUNDED, FrameShape.RECT])
def test_scallops_follow_the_frame(shape: FrameShape) -> None:
    """The outline touches its box on every side, has notches on it, and is full in the middle."""
    mask = draw_scallops(shape, (400, 500), 20.0, 40.0, (False, False, False, False))
    assert mask.shape == (500, 400)
    assert mask[250, 200] == 255
    assert mask[:, :3].any()
    assert mask[:, -3:].any()
    foot = mask[-3]
    assert 0 < int((foot > 128).sum()) < 400


def test_a_side_off_the_canvas_is_plain() -> None:
    """A frame that bleeds off the end has scallops on the side that faces the type alone."""
    mask = draw_scallops(FrameShape.RECT, (400, 500), 0.0, 40.0, (False, True, True, True))
    assert (mask[:, -1] == 255).all()
    assert (mask[:, 0] < 255).any()
