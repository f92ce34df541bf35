"""Layers of a canvas: the photo keeps its own pixels, a cut-out is whole and stands on something."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from creative_cli.formats import Box, parse_format
from creative_cli.imaging.photo import load_photo
from creative_cli.imaging.shown_crop import crop_cover
from creative_cli.layout.skeleton import list_skeleton_plans
from creative_cli.layout.style_pack import STYLE_NAMES, load_style_pack
from creative_cli.layout.surface_colors import mix_surface
from creative_cli.layout.template import CanvasPlan
from creative_cli.locale.locales import Direction
from creative_cli.models import Canvas, Pixels
from creative_cli.stages import layered
from tests.imaging.samples import bottle
from tests.parameters import parametrize_sparsely
from tests.stages.checked import LOOK
from tests.stages.test_photos import photo

SIZES = ("540x540", "432x768", "768x432", "300x250", "728x90")
EDGE_PX = 2  # of an outline that is neither inside nor outside


def plan_of(layout: str, size: str, style: str = "retail", direction: Direction = Direction.LTR) -> CanvasPlan:
    """Return the preferred arrangement of a skeleton."""
    return list_skeleton_plans(layout, parse_format(size), direction, load_style_pack(style))[0]


def window_of(frame: Box) -> Box:
    """Return the largest window of a photo of 800 × 800 px with the aspect of a frame, at its upper left corner."""
    scale = 800 / max(frame.width, frame.height)
    return Box(0, 0, scale * frame.width, scale * frame.height)


def region(pixels: Pixels, box: Box) -> Pixels:
    """Return what lies in a box."""
    left, top, right, bottom = box.pixels(pixels.shape[1], pixels.shape[0])
    return pixels[top:bottom, left:right]


@parametrize_sparsely(("layout", "size", "direction"), ["full-bleed", "framed", "split", "card"], SIZES, Direction)
def test_a_photo_in_its_frame_is_the_plain_crop(layout: str, size: str, direction: Direction) -> None:
    """Inside the outline, where no plate lies, every px is that of the crop; outside there is the bare surface."""
    plan = plan_of(layout, size, direction=direction)
    assert plan.frame is not None
    taken, window = load_photo(photo("left"), None), window_of(plan.frame.box)
    canvas = layered.compose_photo(taken, window, LOOK, plan, layout)
    left, top, right, bottom = plan.frame.box.pixels(plan.format.width, plan.format.height)
    crop = crop_cover(taken, window, (right - left, bottom - top)).pixels

    assert canvas.photo is not None
    free = np.ones(canvas.backdrop.shape[:2], bool)
    if plan.plate is not None:
        region(free, plan.plate.grown(EDGE_PX))[...] = False
    inside = (canvas.photo.shown == 255) & free
    whole = np.zeros_like(canvas.backdrop)
    whole[top:bottom, left:right] = crop
    assert inside.mean() > 0.08
    assert np.array_equal(canvas.photo.reference, whole)
    assert np.array_equal(canvas.backdrop[inside], whole[inside])
    outside = (canvas.photo.shown == 0) & free
    assert plan.surface is not None
    assert (canvas.backdrop[outside] == mix_surface(plan.surface, LOOK.palette)).all()


@pytest.mark.parametrize("style", STYLE_NAMES)
def test_nothing_of_a_photo_is_made_up(style: str) -> None:
    """The records say so, and what the frame shows of the subject is the mask of the crop."""
    plan = plan_of("framed", "432x768", style)
    assert plan.frame is not None
    canvas = layered.compose_photo(load_photo(photo("left"), None), window_of(plan.frame.box), LOOK, plan, "framed")

    assert canvas.photo is not None
    assert not canvas.photo.made_up.any()
    assert (canvas.photo.subject <= canvas.photo.shown).all()
    assert canvas.composition is not None
    assert (canvas.composition.layout, canvas.composition.style) == ("framed", LOOK.style)


def test_a_plate_hides_what_it_covers_of_the_subject() -> None:
    """`product_seen` falls by the part of the subject under the plate; the plate itself is one plain colour."""
    plan = plan_of("card", "540x540")
    assert plan.plate is not None
    taken = load_photo(photo("left"), None)
    whole = layered.compose_photo(taken, Box(0, 0, 800, 800), LOOK, replace(plan, plate=None), "card")
    covered = layered.compose_photo(taken, Box(0, 0, 800, 800), LOOK, plan, "card")

    assert whole.product_seen == 1.0
    assert covered.product_seen is not None
    assert covered.product_seen < 1.0
    assert not region(covered.product_mask, plan.plate.grown(-0.1 * plan.plate.height)).any()
    ground = region(covered.backdrop, plan.plate.grown(-plan.plate_radius))
    assert (ground == ground[0, 0]).all()


@cache
def stand(style: str, size: str = "540x540", *, rests: bool = True) -> tuple[CanvasPlan, Canvas]:
    """Return a bottle on the shape of a breakout."""
    plan = plan_of("breakout", size, style)
    return plan, layered.compose_cutout(bottle(), replace(LOOK, style=style), plan, "breakout", rests=rests)


@parametrize_sparsely(("size", "style"), SIZES, STYLE_NAMES, together=1)
def test_a_packshot_that_breaks_out_is_whole(size: str, style: str) -> None:
    """It keeps its shape, stands inside its room and the canvas, and nothing covers it."""
    plan, canvas = stand(style, size)
    assert plan.cutout is not None
    assert canvas.photo is not None
    subject, box = canvas.photo.subject, canvas.photo.subject_box
    solid = float((bottle()[..., 3] / 255).mean())

    assert canvas.product_seen == 1.0
    assert (canvas.photo.cutout, canvas.photo.subject_share) == (True, 1.0)
    assert plan.format.bounds.holds(box)
    assert plan.cutout.holds(box, 1.5)
    assert box.width / box.height == pytest.approx(1 / 3, rel=0.05)
    assert subject.sum() / 255 == pytest.approx(solid * box.area, rel=0.03)


@pytest.mark.parametrize("style", ["retail", "soft", "bold"])
def test_a_packshot_rises_over_its_shape(style: str) -> None:
    """Its top is above that of the shape, its foot inside it."""
    plan, canvas = stand(style)
    assert plan.frame is not None
    assert canvas.photo is not None

    assert canvas.photo.subject_box.y < plan.frame.box.y
    assert plan.frame.box.y < canvas.photo.subject_box.bottom < plan.frame.box.bottom


@pytest.mark.parametrize("style", STYLE_NAMES)
def test_a_packshot_stands_on_a_shadow(style: str) -> None:
    """Under its foot the shape is darker than elsewhere, and the darker the nearer."""
    plan, canvas = stand(style)
    assert plan.frame is not None
    assert canvas.photo is not None
    box, shape = canvas.photo.subject_box, plan.frame.box
    light = canvas.backdrop.astype(int).sum(axis=2)
    middle = round(box.x + box.width / 2)
    under = light[round(box.bottom) + 1, middle]
    plain = light[round(shape.y + shape.height / 2), round((shape.x + box.x) / 2)]
    edge = light[round(shape.bottom) - 2, middle]

    assert under < plain - 20
    assert under < edge <= plain


def test_a_cut_out_that_its_photo_cuts_ends_with_the_shape() -> None:
    """No shadow and no gap: it goes on down to the shape's lower edge, and not beyond."""
    plan, canvas = stand("retail", rests=False)
    assert plan.frame is not None
    assert canvas.photo is not None
    rows = np.flatnonzero((canvas.photo.subject > 128).any(axis=1))

    assert rows[-1] + 1 == pytest.approx(plan.frame.box.bottom, abs=2)
