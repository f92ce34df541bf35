"""Cover crops: inside the photo, of the frame's shape, with the subject as an art director would have it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creative_cli.formats import Box
from creative_cli.imaging.cover_crop import CoverCrop, choose_cover_crop
from creative_cli.imaging.faces import Face
from creative_cli.imaging.photo import Photo
from creative_cli.imaging.shown_crop import crop_cover
from tests.imaging.people import known_photo

SIDES = st.integers(300, 2400)


def in_frame(box: Box, crop: CoverCrop) -> Box:
    """Return a box of the photo in fractions of the frame."""
    window = crop.window
    return Box(
        (box.x - window.x) / window.width,
        (box.y - window.y) / window.height,
        box.width / window.width,
        box.height / window.height,
    )


def person(x: float, *, turn: float = 0.0, width: int = 1200, height: int = 800, size: float = 120) -> Photo:
    """Return a photo of a person seen to the knees, whose face's middle is at *x*."""
    face = Face(Box(x - 0.4 * size, 160, 0.8 * size, size), 0.95, turn)
    return known_photo((width, height), Box(x - 1.3 * size, 110, 2.6 * size, height - 110), (face,))


@st.composite
def photos(draw: st.DrawFn) -> Photo:
    """Return a photo of any shape with a product, a person, or no clear subject."""
    width, height = draw(SIDES), draw(SIDES)
    left, top = draw(st.floats(0.05, 0.6)), draw(st.floats(0.05, 0.6))
    box = Box(left * width, top * height, draw(st.floats(0.1, 0.35)) * width, draw(st.floats(0.1, 0.35)) * height)
    kind = draw(st.sampled_from(["product", "person", "scene"]))
    face = Face(Box(box.x + 0.2 * box.width, box.y, 0.5 * box.width, 0.5 * box.height), 0.9, draw(st.floats(-1, 1)))
    return known_photo((width, height), None if kind == "scene" else box, (face,) if kind == "person" else ())


@settings(max_examples=20)
@given(photos(), st.integers(60, 2000), st.integers(60, 2000), st.sampled_from(["rect", "circle", "arch"]))
def test_a_window_lies_inside_the_photo_and_has_the_shape_of_the_frame(
    photo: Photo, width: int, height: int, shape: str
) -> None:
    """Nothing is made up and nothing distorted, whatever photo and frame."""
    crop = choose_cover_crop(photo, (width, height), shape=shape)
    rows, columns = photo.pixels.shape[:2]
    window = crop.window

    assert window.x >= 0
    assert window.y >= 0
    assert window.right <= columns + 1e-6
    assert window.bottom <= rows + 1e-6
    assert window.width / window.height == pytest.approx(width / height, rel=1e-6)
    assert crop.upscale == pytest.approx(width / window.width)
    assert 0 <= crop.kept <= 1
    assert 0 <= crop.crop_score <= 1
    assert bool(crop.reason) is not crop.eligible


@settings(max_examples=20)
@given(photos(), st.integers(60, 2000), st.integers(60, 2000))
def test_kept_is_the_share_of_what_must_stay_whole(photo: Photo, width: int, height: int) -> None:
    """The wider the window, the more it keeps, and an eligible crop keeps all but a sliver."""
    crop = choose_cover_crop(photo, (width, height))
    keep = photo.main.keep
    if not photo.main.clear:
        assert crop.eligible
        return
    assert crop.kept == pytest.approx(min(1.0, keep.overlap(crop.window) / keep.area))
    wider = crop.window.grown(20)
    assert keep.overlap(wider) >= keep.overlap(crop.window)
    if crop.eligible:
        assert crop.kept >= 0.98


@settings(max_examples=15)
@given(photos(), st.integers(40, 300), st.integers(40, 300))
def test_a_crop_is_never_mirrored(photo: Photo, width: int, height: int) -> None:
    """Red grows to the right and green downwards, as in the photo."""
    crop = choose_cover_crop(photo, (width, height))
    shown = crop_cover(photo, crop.window, (width, height)).pixels.astype(int)

    assert shown.shape == (height, width, 3)
    assert shown[:, -1, 0].mean() >= shown[:, 0, 0].mean()
    assert shown[-1, :, 1].mean() >= shown[0, :, 1].mean()


def test_the_same_question_has_the_same_answer() -> None:
    """Nothing is left to chance."""
    first, second = (choose_cover_crop(person(500), (1080, 1350)) for _ in range(2))

    assert first == second


@pytest.mark.parametrize("size", [(1080, 1080), (1080, 1350), (1080, 1920), (900, 500)])
def test_a_product_stays_whole_and_off_the_edges(size: tuple[int, int]) -> None:
    """It has room all round and a size that is seen."""
    photo = known_photo((1600, 1200), Box(900, 350, 220, 560))
    crop = choose_cover_crop(photo, size)
    box = in_frame(photo.main.box, crop)

    assert crop.eligible
    assert crop.kept == pytest.approx(1)
    assert box.y > 0.02
    assert min(box.x, 1 - box.right) > 0.02
    assert max(box.width, box.height) > 0.4


def test_a_product_that_does_not_fit_is_not_cut_silently() -> None:
    """A wide thing in a narrow frame is refused with a sentence."""
    crop = choose_cover_crop(known_photo((1600, 900), Box(200, 300, 1100, 400)), (500, 1500))

    assert not crop.eligible
    assert crop.kept < 0.98
    assert crop.reason.startswith("The frame would cut the subject")
    assert crop.reason.endswith(".")


def test_a_product_that_would_touch_the_frame_is_refused() -> None:
    """A bottle as high as the frame has air in a squarer one, where the photo goes on above and below it."""
    bottle = known_photo((1024, 1024), Box(604, 100, 356, 880))
    tight, airy = (choose_cover_crop(bottle, size) for size in ((1080, 935), (1000, 1000)))

    assert tight.kept > 0.98
    assert tight.reason == "The subject would touch the frame's edge."
    assert airy.eligible


def test_a_portrait_has_a_neck_or_another_frame() -> None:
    """A frame that ends under the chin is refused, although the face is whole."""
    portrait = known_photo((800, 800), Box(88, 112, 637, 688), (Face(Box(214, 210, 350, 424), 0.95, 0.5),))
    wide, tall = (choose_cover_crop(portrait, size) for size in ((900, 600), (700, 900)))

    assert not wide.eligible
    assert tall.eligible


def test_no_head_in_a_scene_is_shaved() -> None:
    """A frame whose upper edge would run through the heads of people in a market is moved or refused."""
    faces = tuple(Face(Box(x, 120, 70, 90), 0.9, 0.0) for x in (180, 420, 640))
    market = known_photo((1000, 1000), None, faces)
    crop = choose_cover_crop(market, (1080, 560))

    assert not crop.eligible or all(face.head.y >= crop.window.y or face.box.bottom <= crop.window.y for face in faces)


def test_a_scene_is_worth_more_where_more_of_it_is_seen() -> None:
    """A panorama scores better in a band than in a sliver."""
    panorama = known_photo((2400, 800), None)
    sliver, band = (choose_cover_crop(panorama, size) for size in ((90, 250), (300, 100)))

    assert band.crop_score > sliver.crop_score + 0.2


def test_a_product_that_the_photo_cuts_keeps_touching_that_side() -> None:
    """What leaves the photo at the bottom leaves the frame at the bottom."""
    photo = known_photo((1600, 1200), Box(900, 450, 220, 750))
    crop = choose_cover_crop(photo, (1080, 1080))

    assert photo.main.touched[3]
    assert crop.window.bottom == pytest.approx(1200, abs=12)
    assert crop.eligible


@pytest.mark.parametrize("size", [(1080, 1080), (1080, 1350), (1080, 1920), (1920, 1080), (1200, 600)])
def test_a_head_is_whole_and_no_neck_is_cut(size: tuple[int, int]) -> None:
    """The face with its hair, and some of the chest below the chin."""
    photo = person(700)
    crop = choose_cover_crop(photo, size)
    face = photo.faces[0].box
    below = (crop.window.bottom - face.bottom) / face.height

    assert crop.eligible
    assert crop.faces_whole
    assert crop.window.y <= face.y - 0.35 * face.height + 1
    assert below > 0.8


@pytest.mark.parametrize("size", [(1080, 900), (1080, 1080), (1500, 1000)])
def test_legs_are_not_cut_at_the_knee(size: tuple[int, int]) -> None:
    """Where the photo shows the whole body, the crop ends above or below the knees, not at them."""
    photo = known_photo((1600, 1600), Box(700, 100, 220, 1400), (Face(Box(760, 140, 100, 130), 0.95, 0.0),))
    crop = choose_cover_crop(photo, size)
    below = (crop.window.bottom - 270) / 130

    assert crop.eligible
    assert not 5.5 < below < 6.5
    assert crop.window.bottom < 1500
    assert below > 0.9


def test_a_turned_face_has_room_before_it() -> None:
    """Who looks to the left stands in the right half, and the other way round."""
    left = choose_cover_crop(person(600, turn=-0.8), (700, 800))
    right = choose_cover_crop(person(600, turn=0.8), (700, 800))

    assert in_frame(person(600).faces[0].box, left).x > in_frame(person(600).faces[0].box, right).x + 0.1


def test_a_face_too_large_for_the_frame_is_shown_and_refused() -> None:
    """Better half a face than a chest without a head; but the crop is not eligible."""
    face = Face(Box(200, 300, 240, 320), 0.95, 0.0)
    photo = known_photo((600, 1100), Box(60, 150, 480, 950), (face,))
    crop = choose_cover_crop(photo, (1200, 500))

    assert not crop.eligible
    assert not crop.faces_whole
    assert face.box.overlap(crop.window) > 0.7 * face.box.area


def test_a_group_needs_every_face() -> None:
    """Three people fit a wide frame and not a column."""
    faces = tuple(Face(Box(x, 260, 110, 140), 0.95, 0.0) for x in (250, 700, 1150))
    photo = known_photo((1600, 1000), Box(120, 200, 1350, 780), faces)
    wide, column = (choose_cover_crop(photo, size) for size in ((1600, 900), (500, 1000)))

    assert wide.eligible
    assert wide.faces_whole
    assert not column.eligible
    assert column.reason == "The frame cannot hold every face whole."


@pytest.mark.parametrize("size", [(1080, 1080), (160, 600), (728, 90), (1080, 1920)])
def test_a_scene_fits_every_frame(size: tuple[int, int]) -> None:
    """A landscape has nothing that could be cut."""
    crop = choose_cover_crop(known_photo((2400, 800), None), size)

    assert crop.eligible
    assert crop.kept == 1


@pytest.mark.parametrize("shape", ["circle", "arch"])
def test_a_round_frame_holds_the_subject_inside_its_outline(shape: str) -> None:
    """A corner of the box outside the curve is not eligible; a small thing in the middle is."""
    inside = choose_cover_crop(known_photo((1600, 1200), Box(700, 400, 260, 300)), (600, 600), shape=shape)
    outside = choose_cover_crop(known_photo((1000, 1000), Box(100, 60, 800, 880)), (600, 600), shape=shape)

    assert inside.eligible
    assert not outside.eligible
    assert outside.reason == f"The subject does not fit inside the {shape}."


def test_the_subject_leaves_the_place_of_the_type() -> None:
    """Boxes behind type push it to the other side, as far as the photo allows."""
    photo = known_photo((2000, 1100), Box(900, 350, 200, 500))
    left, right = Box(60, 250, 420, 500), Box(600, 250, 420, 500)
    beside_left = choose_cover_crop(photo, (1080, 1080), target=(0.7, 0.5), calm=[left])
    beside_right = choose_cover_crop(photo, (1080, 1080), target=(0.3, 0.5), calm=[right])

    assert in_frame(photo.main.box, beside_left).x > 480 / 1080 - 0.02
    assert in_frame(photo.main.box, beside_right).right < 600 / 1080 + 0.02


def test_the_subject_leaves_the_place_of_a_plate() -> None:
    """What a plate covers counts as lost."""
    photo = known_photo((2000, 1100), Box(900, 350, 200, 500))
    plate = Box(40, 40, 480, 1000)
    crop = choose_cover_crop(photo, (1080, 1080), covered=[plate])

    assert in_frame(photo.main.box, crop).x > 0.46


def test_a_shown_crop_tells_where_everything_is() -> None:
    """Mask, boxes and faces are in px of the frame."""
    photo = person(700)
    crop = choose_cover_crop(photo, (540, 540))
    shown = crop_cover(photo, crop.window, (540, 540))
    face = in_frame(photo.faces[0].box, crop)

    assert shown.mask.shape == (540, 540)
    assert set(np.unique(shown.mask)) <= {0, 255}
    assert shown.faces[0].x == pytest.approx(face.x * 540)
    assert shown.mask[int((face.y + face.height / 2) * 540), int((face.x + face.width / 2) * 540)] == 255
    assert shown.touched == photo.main.touched
