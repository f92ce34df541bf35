"""A logo that a strong surface swallows has ground of its own."""

from dataclasses import replace

import pytest

from creative_cli.checks.legal_size import least_legal_size
from creative_cli.color.color_math import Palette
from creative_cli.formats import parse_format
from creative_cli.layout.ground_parts import GroundKind
from creative_cli.layout.logo_bars import needs_logo_ground
from creative_cli.layout.pack_plans import list_pack_plans
from creative_cli.layout.style_pack import SurfaceRole
from creative_cli.locale.locales import Direction
from creative_cli.models import BrandLogo, BrandStyle, Role

MARK = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40"><circle cx="20" cy="20" r="18" fill="#F2405F"/>
<circle cx="60" cy="20" r="18" fill="#2B2D42"/><circle cx="100" cy="20" r="18" fill="#4ECDC4"/></svg>"""
PINK = Palette((232, 38, 95), (255, 179, 199), (255, 210, 63), (255, 255, 255))
GREY = Palette((60, 62, 66), (160, 163, 170), (255, 210, 63), (255, 255, 255))
LOOK = BrandStyle("Mix", PINK, (), logo=BrandLogo(MARK, recolour=False), style="retail")


def test_only_strong_surfaces_and_logos_that_fail_there_need_ground() -> None:
    """A grey surface, a light style and a name set in type need none."""
    assert needs_logo_ground(LOOK)
    assert not needs_logo_ground(replace(LOOK, palette=GREY))
    assert not needs_logo_ground(replace(LOOK, style="soft"))
    assert not needs_logo_ground(replace(LOOK, logo=None))


@pytest.mark.parametrize(("second", "ground"), [("#FFB800", True), ("#FF7B18", False)])
def test_a_logo_of_several_hues_is_not_set_in_one_colour_on_a_strong_surface(second: str, ground: bool) -> None:  # noqa: FBT001
    """Orange and yellow stay so on a tab of their own; two tones of orange may be white."""
    apart = MARK.replace(b"#F2405F", b"#FF6B00").replace(b"#2B2D42", b"#FF6B00").replace(b"#4ECDC4", second.encode())
    look = replace(LOOK, logo=BrandLogo(apart))

    assert needs_logo_ground(look) is ground
    (tab, *_) = (
        [part for part in plan.parts if part.kind is GroundKind.BAR]
        for plan in list_pack_plans("framed", parse_format("9:16"), Direction.LTR, look)
    )
    assert [part.surface for part in tab] == [SurfaceRole.INK] * ground


@pytest.mark.run  # seconds
@pytest.mark.parametrize("size", ["1080x1080", "1080x1350", "1200x628", "300x250"])
@pytest.mark.parametrize("way", list(Direction))
def test_a_bar_holds_logo_and_small_print(size: str, way: Direction) -> None:
    """Logo at the start, small print at the end, nothing else on it; the type takes the logo's old room."""
    for plan in list_pack_plans("split", parse_format(size), way, LOOK):
        (bar,) = (part for part in plan.parts if part.kind is GroundKind.BAR)
        assert bar.box.holds(plan.logo)
        on_bar = [zone for zone in plan.zones if zone.box.overlap(bar.box) > 1]
        assert [zone.roles for zone in on_bar] == [(Role.DISCLAIMER,)]
        assert on_bar[0].box.overlap(plan.logo) == 0
        assert (on_bar[0].box.x > plan.logo.x) is (way is Direction.LTR)
        assert sum(zone.roles.count(Role.DISCLAIMER) for zone in plan.zones) == 1


@pytest.mark.parametrize("size", ["1080x1080", "1080x1350", "300x250"])
@pytest.mark.parametrize("way", list(Direction))
@pytest.mark.parametrize("offer", [False, True])
def test_type_that_takes_the_logos_room_stays_beside_the_photo(size: str, way: Direction, *, offer: bool) -> None:
    """A photo that stood beside the logo takes its room itself; type would run on over it."""
    for layout in ("framed", "split"):
        for plan in list_pack_plans(layout, parse_format(size), way, LOOK, offer=offer):
            assert plan.frame is not None
            assert plan.frame.box == plan.product
            for zone in plan.zones:
                assert zone.box.overlap(plan.frame.box) == 0, (layout, plan.arrangement)


@pytest.mark.parametrize("way", list(Direction))
def test_logo_and_small_print_keep_off_the_edge(way: Direction) -> None:
    """A bar of 300x250 is 32 px high: 4 of them stay free under a logo as high as wide."""
    form = parse_format("300x250")
    for plan in list_pack_plans("split", form, way, LOOK):
        assert plan.logo.bottom <= form.height - 4
        assert all(zone.box.bottom <= form.height - 4 for zone in plan.zones)


@pytest.mark.parametrize("size", ["1:1", "4:5", "16:9"])
def test_small_print_is_as_large_as_the_whole_canvas_asks(size: str) -> None:
    """What a bar, or the strip of a style, takes of the height makes no type smaller."""
    form = parse_format(size)
    plain = replace(LOOK, logo=None)
    striped = replace(plain, devices=True)
    for look in (LOOK, plain, striped):
        for plan in list_pack_plans("breakout", form, Direction.LTR, look):
            (legal,) = (style for style in plan.styles if style.role is Role.DISCLAIMER)
            assert legal.smallest * form.short_side >= least_legal_size(form) - 0.01


@pytest.mark.parametrize("way", list(Direction))
def test_a_story_has_a_tab_off_its_start_edge(way: Direction) -> None:
    """The tab holds the logo's height, and type begins below it."""
    form = parse_format("9:16")
    for plan in list_pack_plans("framed", form, way, LOOK):
        (tab,) = plan.parts
        assert (tab.box.x < 0) if way is Direction.LTR else (tab.box.right > form.width)
        assert all(zone.box.y >= tab.box.bottom for zone in plan.zones)


def test_strips_towers_and_photos_keep_the_plate() -> None:
    """They have no room for a bar, or no surface."""
    for size in ("728x90", "160x600"):
        assert not any(plan.parts for plan in list_pack_plans("split", parse_format(size), Direction.LTR, LOOK))
    for layout in ("full-bleed", "card"):
        assert not any(plan.parts for plan in list_pack_plans(layout, parse_format("1:1"), Direction.LTR, LOOK))
