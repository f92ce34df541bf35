"""Photos cut and extended: the subject stays whole, type gets the quiet side, nothing is flipped."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from creative_cli.formats import RATIOS, Box
from creative_cli.imaging.crop import crop, quietness
from creative_cli.imaging.saliency import find_subject
from creative_cli.records import Pixels
from tests.imaging.samples import bottle


def photo(x: int, *, width: int = 640, height: int = 640, busy: bool = False) -> Pixels:
    """Return a bottle standing at *x* before a soft backdrop, or before texture all over."""
    random = np.random.default_rng(4)
    y = np.linspace(210, 120, height)[:, None, None]
    ground = np.broadcast_to(y + np.array([-30.0, 0.0, 30.0]), (height, width, 3))
    ground = ground + random.normal(0, 2, (height, width, 3))
    if busy:
        ground = random.uniform(0, 255, (height, width, 3))
    picture = Image.fromarray(np.clip(ground, 0, 255).astype(np.uint8))
    cut = Image.fromarray(bottle(130, 400))
    picture.paste(cut, (x, height - 460), cut)
    return np.asarray(picture.filter(ImageFilter.GaussianBlur(0.6)))


def bottle_box(x: int, height: int = 640) -> Box:
    """Return where the bottle stands in `photo`."""
    return Box(x, height - 460, 130, 400)


@pytest.mark.parametrize("x", [40, 250, 470])
def test_subject_is_found(x: int) -> None:
    """The bottle is what the photo is about, wherever it stands."""
    found, wanted = find_subject(photo(x)).box, bottle_box(x)

    assert found.overlap(wanted) > 0.8 * wanted.area
    assert found.area < 2.2 * wanted.area


@pytest.mark.parametrize("ratio", sorted(RATIOS))
@pytest.mark.parametrize("x", [40, 250, 470])
def test_subject_stays_whole(ratio: str, x: int) -> None:
    """In every ratio at least 85 % of the subject is on the canvas, where `subject` says."""
    form = RATIOS[ratio]

    cut = crop(photo(x), (form.width // 4, form.height // 4), subject=bottle_box(x))

    assert cut.pixels.shape == (form.height // 4, form.width // 4, 3)
    assert cut.kept >= 0.85
    visible = cut.subject.overlap(Box(0, 0, form.width / 4, form.height / 4))
    assert visible >= 0.85 * cut.subject.area
    brown = np.abs(cut.pixels.astype(int) - (150, 70, 20)).sum(axis=2) < 40
    rows, columns = np.nonzero(brown)
    assert cut.subject.grown(4).holds(
        Box(float(columns.min()), float(rows.min()), float(np.ptp(columns)), float(np.ptp(rows)))
    )


def test_type_gets_the_free_side() -> None:
    """The subject leaves the type's zone, to whichever side that is."""
    left, right = Box(20, 40, 230, 180), Box(230, 40, 230, 180)
    pixels = photo(250)

    ltr = crop(pixels, (480, 270), subject=bottle_box(250), quiet=(left,))
    rtl = crop(pixels, (480, 270), subject=bottle_box(250), quiet=(right,))

    assert ltr.subject.overlap(left) < 0.1 * ltr.subject.area
    assert rtl.subject.overlap(right) < 0.1 * rtl.subject.area
    assert ltr.subject.x > rtl.subject.x


def test_wide_canvas_is_extended_not_cut() -> None:
    """A bottle as high as the photo cannot be kept by any wide crop: the backdrop is made wider instead."""
    pixels = photo(250, height=520)

    cut = crop(pixels, (960, 400), subject=bottle_box(250, 520))

    assert cut.extended
    assert cut.kept > 0.98
    left_edge, right_edge = cut.pixels[:, :8].astype(int), cut.pixels[:, -8:].astype(int)
    assert np.abs(left_edge.mean(axis=(0, 1)) - pixels[:, :8].mean(axis=(0, 1))).max() < 12
    assert np.abs(right_edge.mean(axis=(0, 1)) - pixels[:, -8:].mean(axis=(0, 1))).max() < 12


def test_extension_does_not_touch_the_subject() -> None:
    """Inside its box the subject of an extended photo keeps its shape: it is scaled evenly."""
    cut = crop(photo(250, height=520), (960, 400), subject=bottle_box(250, 520))

    assert abs(cut.subject.width / cut.subject.height - 130 / 400) < 0.01
    dark = np.abs(cut.pixels.astype(int) - (150, 70, 20)).sum(axis=2) < 60
    columns = np.flatnonzero(dark.any(axis=0))
    assert abs(np.ptp(columns) + 1 - cut.subject.width) <= 3


def test_restless_edges_go_out_of_focus() -> None:
    """Texture is not stretched into streaks: what is made up from it is calmer than it."""
    cut = crop(photo(250, height=520, busy=True), (1200, 400), subject=bottle_box(250, 520))

    assert cut.extended
    assert quietness(cut.pixels, Box(0, 0, 60, 400)) > quietness(cut.pixels, cut.subject.grown(40))


def test_photo_is_not_flipped() -> None:
    """What is left of the subject stays left of it."""
    pixels = photo(250).copy()
    pixels[:60, :60] = (255, 0, 0)

    cut = crop(pixels, (320, 320), subject=bottle_box(250), quiet=(Box(200, 20, 110, 280),))

    red = np.abs(cut.pixels.astype(int) - (255, 0, 0)).sum(axis=2) < 60
    assert not red[:, int(cut.subject.right) :].any()


def test_quietness() -> None:
    """A plain field is quiet, noise is not."""
    noise = np.random.default_rng(0).integers(0, 256, (100, 100, 3), dtype=np.uint8)

    assert quietness(np.full((100, 100, 3), 90, np.uint8), Box(0, 0, 100, 100)) > 0.99
    assert quietness(noise, Box(10, 10, 80, 80)) < 0.5


def test_mask_lies_on_the_subject() -> None:
    """The mask covers the subject on the canvas and little else."""
    cut = crop(photo(250), (320, 320))

    inside = cut.mask[int(cut.subject.y) : int(cut.subject.bottom), int(cut.subject.x) : int(cut.subject.right)]
    assert inside.mean() > 127
    assert (cut.mask > 0).sum() < 2.5 * inside.size


@settings(max_examples=25, deadline=None)
@given(st.integers(40, 500), st.integers(40, 500), st.integers(300, 420), st.integers(300, 420), st.integers(0, 9))
def test_any_photo_any_canvas(width: int, height: int, wide: int, tall: int, seed: int) -> None:
    """Any photo, flat or noise, fits any canvas."""
    random = np.random.default_rng(seed)
    pixels = np.full((tall, wide, 3), 128, np.uint8) if seed < 2 else random.integers(0, 256, (tall, wide, 3), np.uint8)

    cut = crop(pixels, (width, height), quiet=(Box(0, 0, width / 2, height / 2),))

    assert cut.pixels.shape == (height, width, 3)
    assert cut.mask.shape == (height, width)
