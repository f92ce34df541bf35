"""The twelve studio sets: quiet under type, the product's own pixels, one light, the brand's hues only."""

import math
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from creative_cli.brief.look_names import SetName
from creative_cli.color.color_math import Palette, contrast_ratio
from creative_cli.color.oklab_pixels import pixels_to_oklab
from creative_cli.formats import Box, Format
from creative_cli.imaging.raster import Field
from creative_cli.layout.template import load_template
from creative_cli.locale.locales import Direction
from creative_cli.models import Pixels
from creative_cli.studio.product import scale_product
from creative_cli.studio.scene_spec import SceneSpec
from creative_cli.studio.sets.dressed_set import DressedSet, choose_first_fitting, dress_set, sketch_spec
from creative_cli.studio.sets.set_choice import SET_NAMES
from creative_cli.studio.sets.set_light import MIN_EDGE_SHARE, RIM_WIDTH, cast_set_shadow, touch_ground
from creative_cli.studio.sets.set_paints import keep_own_hues
from creative_cli.studio.sets.set_stage import ProductView, SetLook, find_product_view, stage_set
from tests.imaging.samples import PALETTES, SOLARA
from tests.parameters import parametrize_sparsely

SIDE = 200
SIZES = {"1:1": (200, 200), "4:5": (200, 250), "9:16": (180, 320), "16:9": (320, 180), "tower": (80, 300)}
SIZES |= {"small": (300, 250), "tiny": (100, 100)}
EVERY_SET = pytest.mark.parametrize("name", SET_NAMES)


@cache
def jar(width: int = 120, height: int = 200, tone: tuple[int, int, int] = (206, 120, 40), sag: float = 0.19) -> Pixels:
    """Return a round pack, lit from the left; a circle at its foot is *sag* times as high as wide."""
    x, y = np.meshgrid((np.arange(width) + 0.5) / width * 2 - 1, np.arange(height) + 0.5)
    bulge = sag * width / 2 * np.sqrt(1 - x * x)
    inside = (y < height - sag * width / 2 + bulge) & (y > sag * width / 2 - bulge)
    level = 0.78 + 0.3 * np.clip(-0.5 * x + 0.6 * np.sqrt(1 - x * x), 0, 1)
    colour = np.clip(level[..., None] * np.asarray(tone), 0, 255)
    return np.dstack([colour, 255 * inside]).astype(np.uint8)


def scene_spec(
    ratio: str = "1:1", palette: Palette = SOLARA, seed: int = 3, direction: Direction = Direction.LTR
) -> SceneSpec:
    """Return what a poster in this ratio asks of a set with the jar in it."""
    form = Format(ratio, ratio, *SIZES[ratio])
    plan = load_template("poster").arrange(form, direction, jar().shape[1] / jar().shape[0])
    quiet = (*(zone.box for zone in plan.zones), plan.logo)
    return SceneSpec(form.width, form.height, palette, direction, plan.product, plan.floor, quiet, seed)


@cache
def square_set(name: SetName) -> DressedSet:
    """Return a square set with the jar in it."""
    return dress_set(name, scene_spec(), jar())


@EVERY_SET
def test_the_same_order_gives_the_same_bytes(name: SetName) -> None:
    """A set is a pure function, and the seed is one of its arguments."""
    again, other = dress_set(name, scene_spec(), jar()), dress_set(name, scene_spec(seed=4), jar())

    assert again.scene.pixels.tobytes() == square_set(name).scene.pixels.tobytes()
    assert other.scene.pixels.tobytes() != square_set(name).scene.pixels.tobytes()


@EVERY_SET
def test_a_product_may_stand_at_the_very_edge(name: SetName) -> None:
    """What a set draws before the product then lies off the canvas, as the nearest sheet of paper does."""
    spec = scene_spec()
    made = dress_set(name, replace(spec, floor=float(spec.height)), jar())

    assert made.scene.pixels.shape == (spec.height, spec.width, 3)
    assert made.scene.product_mask.any()


@parametrize_sparsely(("name", "ratio"), SET_NAMES, [ratio for ratio in SIZES if ratio != "tiny"], together=1)
def test_type_can_stand_in_the_quiet_box(name: SetName, ratio: str) -> None:
    """In every format the quiet box is on the canvas, clear of the product, quiet, and its type has 4.5:1."""
    made = dress_set(name, scene_spec(ratio), jar())
    width, height = SIZES[ratio]

    assert made.scene.pixels.shape == (height, width, 3)
    assert made.scene.product_box is not None
    assert Box(0, 0, width, height).holds(made.quiet_box)
    assert Box(0, 0, width, height).holds(made.scene.product_box)
    assert made.quiet_box.overlap(made.scene.product_box) == 0
    assert made.quiet_box.area > 0.08 * width * height
    assert made.readable, (made.quiet, made.contrast)


@EVERY_SET
def test_right_to_left_is_the_mirror_with_the_light_of_the_other_side(name: SetName) -> None:
    """A set is mirrored whole, product and light too, when direction and the packshot's light change sides."""
    turned = np.ascontiguousarray(jar()[:, ::-1])
    mirrored = dress_set(name, scene_spec(direction=Direction.RTL), turned, lit_from="right")

    assert np.array_equal(mirrored.scene.pixels[:, ::-1], square_set(name).scene.pixels)
    assert mirrored.quiet_box == square_set(name).quiet_box.mirrored(SIDE)


@parametrize_sparsely(("name", "direction"), SET_NAMES, Direction, together=1)
def test_product_keeps_its_own_pixels(name: SetName, direction: Direction) -> None:
    """Where a product is opaque it has its own colours, unmirrored and uncovered; at night not on its very edge."""
    made = dress_set(name, scene_spec(direction=direction), jar()).scene
    assert made.product_box is not None
    own = scale_product(jar(), made.product_box).rgba
    left, top, right, bottom = made.product_box.pixels(SIDE, SIDE)
    solid = own[..., 3] == 255
    core, edge = solid.copy(), 1 + math.ceil(RIM_WIDTH * SIDE)
    core[:, :edge] = core[:, -edge:] = False
    for shift in range(1, edge + 1):
        core[:, shift:] &= solid[:, :-shift]
        core[:, :-shift] &= solid[:, shift:]

    assert core.sum() > 0.5 * core.size
    assert np.array_equal(made.pixels[top:bottom, left:right][core], own[..., :3][core])
    assert np.array_equal(made.product_mask[top:bottom, left:right], own[..., 3])


@pytest.mark.parametrize("lean", [1, -1])
def test_shadow_falls_away_from_the_light(lean: int) -> None:
    """On even ground the product's shadow lies on the side away from the light, darkest where it touches."""
    stage = stage_set(scene_spec(), jar()[..., 3], SetLook(), lean=lean)
    scene, tint = np.full((3, SIDE, SIDE), 0.6, np.float32), np.full((3, 1, 1), 0.1, np.float32)
    body = scale_product(jar(), stage.product)
    cast_set_shadow(scene, stage, body, tint, None)
    touch_ground(scene, stage, body, tint, None)
    taken, wide = 0.6 - scene[0], round(0.25 * stage.product.width)
    left, right = round(stage.product.x), round(stage.product.right)
    before, after = float(taken[:, left - wide : left].sum()), float(taken[:, right : right + wide].sum())
    below = taken[round(stage.foot) :, round(stage.middle)]

    assert (after > 2 * before) if lean > 0 else (before > 2 * after)
    assert below[0] > 0.2
    assert np.all(np.diff(below[:12]) <= 1e-3)


@parametrize_sparsely(("name", "brand"), SET_NAMES, ["solara", "black", "yellow", "white"], together=1)
def test_no_hue_that_the_brief_does_not_hold(name: SetName, brand: str) -> None:
    """All that is not the product is a mixture of the brand's colours, white and black: light and shade add no hue."""
    palette = PALETTES[brand]
    made = dress_set(name, scene_spec("tiny", palette), jar()).scene
    outside = pixels_to_oklab(made.pixels[made.product_mask == 0])
    hues, pixels = np.unique(np.round(outside[:, 1:], 3), axis=0, return_counts=True)
    roles = pixels_to_oklab(np.array([palette.primary, palette.secondary, palette.accent, (128,) * 3], np.uint8))

    # Grounds mirror the pack, and a shelf holds it again, out of focus.
    corners = np.concatenate([roles, pixels_to_oklab(jar()[100, 20:100:40, :3])])
    assert pixels[distance_to_mixtures(hues, corners[:, 1:]) >= 0.034].sum() < 0.01 * pixels.sum()


def distance_to_mixtures(points: Field, corners: Field) -> Field:
    """Return how far *points* (n, 2) are from the nearest mixture of *corners*, of which one is grey."""
    shares = np.linspace(0, 1, 9)
    pairs = [one + (other - one) * share for one in corners for other in corners for share in shares]
    mixtures = np.unique(np.round([pair * share for pair in pairs for share in shares], 2), axis=0)
    return np.asarray(np.min([np.hypot(*(points - mixture).T) for mixture in mixtures], axis=0))


@pytest.mark.parametrize("brand", ["solara", "yellow", "black"])
def test_white_product_stands_out(brand: str) -> None:
    """A white pack in a light set differs from what is behind it on 85 % of its edge, or the next set is taken."""
    white = jar(tone=(250, 250, 250))
    names: tuple[SetName, ...] = ("bathroom", "kitchen", "desk", "arch")
    chosen = choose_first_fitting(names, (white,), PALETTES[brand])
    made = dress_set(chosen, sketch_spec(PALETTES[brand]), white)

    assert made.edge >= MIN_EDGE_SHARE
    assert made.accepted


def test_all_formats_share_one_wall() -> None:
    """What makes a product stand out is settled once: the wall has one colour in all formats of a campaign."""
    white, tones = jar(tone=(250, 250, 250)), []
    for ratio in ("1:1", "9:16", "16:9"):
        made = dress_set("desk", scene_spec(ratio), white)
        left, top, right, bottom = made.quiet_box.pixels(*SIZES[ratio])
        tones.append(np.median(made.scene.pixels[top:bottom, left:right].reshape(-1, 3), axis=0))

    assert np.ptp(tones, axis=0).max() < 26


@pytest.mark.parametrize("name", ["kitchen", "garden", "desk", "bathroom"])
def test_calm_ground_leaves_the_wall_alone(name: SetName) -> None:
    """Type on the ground quiets its pattern there: the wall above it is the same as without."""
    spec = scene_spec()
    wall = tuple(box for box in spec.quiet if box.y < 0.6 * SIDE)
    typed, bare = dress_set(name, spec, jar()).scene, dress_set(name, replace(spec, quiet=wall), jar()).scene
    top = round(min(box.y for box in spec.quiet if box not in wall) - 0.05 * SIDE)

    assert np.abs(typed.pixels[:top].astype(int) - bare.pixels[:top]).max() <= 24
    assert not np.array_equal(typed.pixels[top:], bare.pixels[top:])


def test_views_are_told_by_the_foot() -> None:
    """A round foot is seen from above; a straight one from the front, or it is a flat thing."""
    assert find_product_view(jar()[..., 3]) is ProductView.ABOVE
    assert find_product_view(jar(sag=0.0)[..., 3]) is ProductView.FRONTAL
    assert find_product_view(jar(400, 220, sag=0.0)[..., 3]) is ProductView.FLAT


def test_a_brand_of_one_colour_stays_in_its_hue() -> None:
    """Roles that the brief leaves out take the primary's hue; those that it holds are kept."""
    kept = keep_own_hues(SOLARA, secondary=True, accent=True)
    own = keep_own_hues(SOLARA, secondary=False, accent=False)
    roles = pixels_to_oklab(np.array([own.primary, own.secondary, own.accent], np.uint8))
    hues = [math.atan2(blue_yellow, green_red) for _, green_red, blue_yellow in roles]

    assert kept == SOLARA
    assert max(hues) - min(hues) < 0.15
    assert contrast_ratio(own.accent, own.primary) > 2
