"""The colours of emphasis and kicker: the surface's where it can be read, else that of the other type."""

from dataclasses import replace

import numpy as np
import pytest

from creative_cli.color.color_math import Palette, Rgb
from creative_cli.formats import Box, parse_format
from creative_cli.layout import fit
from creative_cli.layout.draw import Overlay, draw_blocks
from creative_cli.layout.place import PlacedBlock, place_blocks
from creative_cli.layout.skeleton import list_skeleton_plans
from creative_cli.layout.style_pack import SurfaceRole, load_style_pack
from creative_cli.layout.template import CanvasPlan, load_template
from creative_cli.locale.locales import Direction
from creative_cli.models import AdCopy, CopySource, LocalizedCopy, Pixels, Role
from creative_cli.stages.accent_inks import choose_emphasis_inks, choose_kicker_ink, pick_accent
from creative_cli.stages.copyfitting import agree_market_sizes, fit_copy
from creative_cli.translation.request import copy_from_lines
from tests.layout.ads import LOCALES

TEAL = Palette((15, 92, 99), (30, 120, 90), (255, 183, 3), (255, 255, 255))
WHITE, BLACK = (255, 255, 255), (10, 10, 10)
COPY = copy_from_lines(
    {Role.KICKER: "New this summer", Role.HEADLINE: "Summer, *poured over ice*", Role.CTA: "Taste it"}
)


def plan_in(layout: str, surface: SurfaceRole | None = None, ratio: str = "1:1") -> CanvasPlan:
    """Return the first arrangement of a skeleton."""
    plan = list_skeleton_plans(layout, parse_format(ratio), Direction.LTR, load_style_pack("soft"))[0]
    return plan if surface is None else replace(plan, surface=surface)


def drawn(copy: AdCopy, plan: CanvasPlan) -> tuple[tuple[PlacedBlock, ...], tuple[Overlay, ...]]:
    """Settle and draw a copy in white."""
    texts = fit.measure_copy(copy, LOCALES["en-US"], (), plan)
    sizes = fit.fit_sizes(plan.zones, texts, plan.styles, plan.format.short_side)
    blocks = place_blocks(plan.zones, texts, plan.styles, plan.format.short_side, sizes)
    return blocks, draw_blocks(blocks, dict.fromkeys(Role, WHITE), WHITE)


def canvas(ground: Rgb, plan: CanvasPlan) -> Pixels:
    """Return a canvas of one colour."""
    return np.full((plan.format.height, plan.format.width, 3), ground, np.uint8)


def test_a_surface_has_its_own_emphasis() -> None:
    """The primary on light surfaces, the accent on dark ones, nothing where it cannot be told from the type."""
    assert pick_accent(plan_in("framed", SurfaceRole.TINT), TEAL) == TEAL.primary
    assert pick_accent(plan_in("framed", SurfaceRole.PRIMARY), TEAL) == TEAL.accent
    assert pick_accent(plan_in("full-bleed"), TEAL) == TEAL.accent
    assert pick_accent(load_template("poster").arrange(parse_format("1:1"), Direction.LTR, 0.5), TEAL) == TEAL.accent
    pale = replace(TEAL, primary=(250, 240, 160))
    assert pick_accent(plan_in("framed", SurfaceRole.TINT), pale) is None


def test_emphasis_is_measured_behind_its_own_letters() -> None:
    """A ground that swallows the colour behind the phrase counts, one behind the other words does not."""
    plan = plan_in("full-bleed")
    blocks, layers = drawn(COPY, plan)
    weights = {style.role: style.weight for style in plan.styles}
    (headline,) = [layer for layer in layers if layer.emphasis]
    ground = canvas((20, 30, 40), plan)
    assert choose_emphasis_inks(ground, layers, blocks, weights, TEAL.accent) == {Role.HEADLINE: TEAL.accent}
    assert choose_emphasis_inks(ground, layers, blocks, weights, None) == {}
    around = headline.ink
    spoilt = ground.copy()
    left, top, right, bottom = around.pixels(plan.format.width, plan.format.height)
    first = round(min(box.y for box in headline.emphasis))
    spoilt[top : first - 6, left:right] = TEAL.accent
    assert choose_emphasis_inks(spoilt, layers, blocks, weights, TEAL.accent) == {Role.HEADLINE: TEAL.accent}
    spoilt[first:bottom, left:right] = TEAL.accent
    assert choose_emphasis_inks(spoilt, layers, blocks, weights, TEAL.accent) == {}


def test_a_small_headline_needs_more_contrast() -> None:
    """What large type may have at 3:1, small type may not."""
    grey = (118, 130, 150)  # 3.9:1 on white
    for ratio, allowed in (("1:1", True), ("300x250", True), ("160x600", True)):
        plan = plan_in("framed", ratio=ratio)
        blocks, layers = drawn(COPY, plan)
        weights = {style.role: style.weight for style in plan.styles}
        size = next(block.size for block in blocks if block.role is Role.HEADLINE) * plan.format.shown_scale
        found = choose_emphasis_inks(canvas(WHITE, plan), layers, blocks, weights, grey)
        assert bool(found) is (allowed and size >= 18.66), (ratio, size)


def test_a_kicker_needs_the_contrast_of_small_type() -> None:
    """4.5:1, or it has the colour of the other type."""
    plan = plan_in("framed")
    blocks, _ = drawn(COPY, plan)
    (kicker,) = [block for block in blocks if block.role is Role.KICKER]
    assert choose_kicker_ink(canvas(WHITE, plan), kicker, (90, 100, 120), BLACK) == (90, 100, 120)
    assert choose_kicker_ink(canvas(WHITE, plan), kicker, (118, 130, 150), BLACK) == BLACK
    assert choose_kicker_ink(canvas(WHITE, plan), kicker, None, BLACK) == BLACK


def words(copy: AdCopy) -> LocalizedCopy:
    """Return American copy."""
    return LocalizedCopy(LOCALES["en-US"], copy, CopySource.BRIEF)


def squeezed(plan: CanvasPlan, share: float) -> CanvasPlan:
    """Return the plan with less height for its type."""
    zones = tuple(
        replace(zone, box=Box(zone.box.x, zone.box.y, zone.box.width, share * zone.box.height)) for zone in plan.zones
    )
    return replace(plan, zones=zones)


def test_the_kicker_is_the_first_to_go() -> None:
    """Less and less room: first the kicker goes, then the body, and the headline's target decides when."""
    plan = plan_in("framed")
    copy = replace(COPY, body="Cold-brewed tea with real peach, made for warm evenings.")
    kept: list[set[Role]] = []
    for share in (1.0, 0.75, 0.6, 0.5, 0.45, 0.4):
        sizes = dict(fit_copy(words(copy), squeezed(plan, share), (), ()).pairs)
        kept.append(set(sizes))
        if Role.KICKER in sizes:
            alone = dict(fit_copy(words(replace(copy, kicker=None)), squeezed(plan, share), (), ()).pairs)
            assert sizes[Role.HEADLINE] >= min(alone[Role.HEADLINE], plan.headline[1])
        assert Role.KICKER not in sizes or Role.BODY in sizes
    assert Role.KICKER in kept[0]
    assert Role.KICKER not in kept[-1]
    assert {Role.HEADLINE, Role.CTA} <= kept[-1]


def test_a_kicker_comes_back_where_the_agreed_sizes_leave_room() -> None:
    """A market that gave it up for a larger headline has it if another market's words made that headline small."""
    plan = plan_in("framed", ratio="9:16")
    short, long = (
        words(replace(COPY, headline=headline, marked=None, body="Cold-brewed tea with real peach."))
        for headline in ("Summer over ice today", "Summer, poured over a lot of ice for everyone tonight")
    )
    found = None
    for share in np.linspace(1.0, 0.5, 26):
        tight = squeezed(plan, float(share))
        alone = dict(fit_copy(short, tight, (), ()).pairs)
        together = dict(agree_market_sizes({Direction.LTR: tight}, (short, long), ())[0].pairs)
        if Role.KICKER not in alone and Role.KICKER in together:
            found = share
            texts = fit.measure_copy(short.copy, short.locale, (), tight)
            sizes = agree_market_sizes({Direction.LTR: tight}, (short, long), ())[0]
            blocks = place_blocks(tight.zones, texts, tight.styles, tight.format.short_side, sizes)
            assert not any(block.overflow for block in blocks)
            assert next(block.role for block in blocks) is Role.KICKER
            break
    assert found is not None


@pytest.mark.parametrize("name", ["poster", "split", "band", "minimal"])
def test_templates_have_no_place_for_it(name: str) -> None:
    """The copy is fitted as if it had none."""
    plan = load_template(name).arrange(parse_format("1:1"), Direction.LTR, 0.5)
    assert fit_copy(words(COPY), plan, (), ()) == fit_copy(words(replace(COPY, kicker=None)), plan, (), ())
