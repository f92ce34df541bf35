"""Photos cut and extended: the subject stays whole, type gets the quiet side, nothing is flipped."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from creative_cli.formats import DEFAULT_FORMATS, Box, Format, parse_format
from creative_cli.imaging.crop import ArrangementBoxes, choose_crop, crop_photo, measure_quietness
from creative_cli.imaging.saliency import PhotoSubject, find_subject, subject_from_box
from creative_cli.layout import template
from creative_cli.locale.locales import Direction
from creative_cli.models import Pixels
from tests.imaging.samples import bottle


@cache
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


@cache
def marked(x: int, *, height: int = 640, busy: bool = False) -> PhotoSubject:
    """Return the bottle of `photo` as a person marks it."""
    return subject_from_box(photo(x, height=height, busy=busy), bottle_box(x, height))


@pytest.mark.parametrize("x", [40, 250, 470])
def test_subject_is_found(x: int) -> None:
    """The bottle is what the photo is about, wherever it stands."""
    found, wanted = find_subject(photo(x)).box, bottle_box(x)

    assert found.overlap(wanted) > 0.8 * wanted.area
    assert found.area < 2.2 * wanted.area


def ways(form: Format, direction: Direction = Direction.LTR) -> list[ArrangementBoxes]:
    """Return the arrangements of the photo template on a canvas."""
    plans = template.load_template("photo").candidates(form, direction)
    return [ArrangementBoxes(tuple(zone.box for zone in plan.zones), plan.logo, plan.product) for plan in plans]


@pytest.mark.parametrize("ratio", sorted(DEFAULT_FORMATS))
@pytest.mark.parametrize("x", [40, 250, 470])
@pytest.mark.parametrize("busy", [False, True])
def test_subject_stays_whole_and_type_off_it(ratio: str, x: int, *, busy: bool) -> None:
    """In every ratio at least 85 % of the subject is on the canvas and none of it under type or logo."""
    form, pixels = DEFAULT_FORMATS[ratio], photo(x, busy=busy)
    subject, size, places = marked(x, busy=busy), (form.width, form.height), ways(form)

    choice = choose_crop(pixels, subject, size, places)
    made = crop_photo(pixels, subject, choice.window, size)

    way = places[choice.arrangement]
    assert choice.kept >= 0.85
    assert made.pixels.shape == (form.height, form.width, 3)
    assert made.subject.overlap(form.bounds) >= 0.85 * made.subject.area
    assert way.logo is not None
    for box in (*way.type, way.logo):
        left, top, right, bottom = box.pixels(*size)
        assert not made.mask[top:bottom, left:right].any()


@pytest.mark.parametrize(("x", "free"), [(30, "right"), (480, "left")])
def test_type_gets_the_free_side(x: int, free: str) -> None:
    """Type stands where the subject does not, whichever side reading starts on; the photo is not flipped for it."""
    form, pixels = DEFAULT_FORMATS["1:1"], photo(x)

    for direction in Direction:
        places = ways(form, direction)
        subject = marked(x)
        choice = choose_crop(pixels, subject, (form.width, form.height), places)
        made = crop_photo(pixels, subject, choice.window, (form.width, form.height))

        (type_box,) = places[choice.arrangement].type
        assert (type_box.x > made.subject.x) is (free == "right")


def test_reading_side_wins_when_both_are_free() -> None:
    """A subject in the middle of a plain photo leaves the side where reading starts to the type."""
    form, pixels = DEFAULT_FORMATS["16:9"], photo(255)
    subject = marked(255)

    starts = {}
    for direction in Direction:
        places = ways(form, direction)
        starts[direction] = (
            places[choose_crop(pixels, subject, (form.width, form.height), places).arrangement].type[0].x
        )

    assert starts[Direction.LTR] < form.width / 3 < starts[Direction.RTL]


def test_wide_canvas_is_extended_not_cut() -> None:
    """A bottle as high as the photo cannot be kept by any wide crop: the backdrop is made wider instead."""
    pixels = photo(250, height=520)
    subject = marked(250, height=520)
    window = Box(-200, 0, 1040, 520)

    made = crop_photo(pixels, subject, window, (1040, 520))

    left_edge, right_edge = made.pixels[:, :8].astype(int), made.pixels[:, -8:].astype(int)
    assert np.abs(left_edge.mean(axis=(0, 1)) - pixels[:, :8].mean(axis=(0, 1))).max() < 12
    assert np.abs(right_edge.mean(axis=(0, 1)) - pixels[:, -8:].mean(axis=(0, 1))).max() < 12
    assert subject.share(window) > 0.98


def test_extension_does_not_touch_the_subject() -> None:
    """Inside its box the subject of an extended photo keeps its pixels."""
    pixels = photo(250, height=520)
    subject = marked(250, height=520)

    made = crop_photo(pixels, subject, Box(-200, 0, 1040, 520), (1040, 520))

    difference = made.pixels[70:440, 460:570].astype(int) - pixels[70:440, 260:370]
    assert np.abs(difference).mean() < 3


def test_restless_edges_fade_into_a_plain_ground() -> None:
    """Texture is neither stretched into streaks nor repeated: far out there is one even tone for type."""
    pixels = photo(250, height=520, busy=True)
    subject = marked(250, height=520, busy=True)

    made = crop_photo(pixels, subject, Box(-500, 0, 1640, 520), (1640, 520))

    assert measure_quietness(made.pixels, Box(0, 0, 200, 520)) > 0.95
    assert made.pixels[:, :200].std(axis=(0, 1)).max() < 12


def test_quietness() -> None:
    """A plain field is quiet, noise is not."""
    noise = np.random.default_rng(0).integers(0, 256, (100, 100, 3), dtype=np.uint8)

    assert measure_quietness(np.full((100, 100, 3), 90, np.uint8), Box(0, 0, 100, 100)) > 0.99
    assert measure_quietness(noise, Box(10, 10, 80, 80)) < 0.5


def test_mask_lies_on_the_subject() -> None:
    """The mask covers the subject on the canvas and little else."""
    pixels = photo(250)
    made = crop_photo(pixels, find_subject(pixels), Box(0, 0, 640, 640), (320, 320))

    inside = made.mask[int(made.subject.y) : int(made.subject.bottom), int(made.subject.x) : int(made.subject.right)]
    assert inside.mean() > 127
    assert (made.mask > 0).sum() < 2.5 * inside.size


def test_point_chooses_among_what_was_found() -> None:
    """A point on one of two bottles makes that one the subject."""
    pixels = photo(60).copy()
    second = photo(460)
    pixels[:, 320:] = second[:, 320:]

    found = subject_from_box(pixels, Box(525, 380, 0, 0)).box

    assert found.x > 380
    assert found.overlap(bottle_box(460)) > 0.7 * bottle_box(460).area


@settings(max_examples=10, deadline=None)  # each is looked at by a network
@given(st.integers(200, 900), st.integers(200, 900), st.integers(300, 420), st.integers(300, 420), st.integers(0, 9))
def test_any_photo_any_canvas(width: int, height: int, wide: int, tall: int, seed: int) -> None:
    """Any photo, flat or noise, fits any canvas."""
    random = np.random.default_rng(seed)
    pixels = np.full((tall, wide, 3), 128, np.uint8) if seed < 2 else random.integers(0, 256, (tall, wide, 3), np.uint8)
    form, subject = parse_format(f"{width}x{height}"), find_subject(pixels)

    made = crop_photo(
        pixels, subject, choose_crop(pixels, subject, (width, height), ways(form)).window, (width, height)
    )

    assert made.pixels.shape == (height, width, 3)
    assert made.mask.shape == (height, width)
