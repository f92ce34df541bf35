"""Faces: found where they are, with the side they look to; none where there are none."""

import numpy as np
import pytest
from PIL import Image, ImageFilter

from creative_cli.imaging.faces import detect_faces
from creative_cli.imaging.main_subject import SubjectKind
from creative_cli.imaging.photo import analyze_pixels
from tests.imaging.people import draw_person, person_picture
from tests.imaging.samples import bottle, gradient


@pytest.mark.parametrize("size", [60, 140, 220])
def test_a_face_is_found_at_its_place(size: float) -> None:
    """The box reaches from brow to chin, whatever the face's size."""
    (face,) = detect_faces(person_picture(300, 250, size))

    assert abs(face.box.x + face.box.width / 2 - 300) < 0.12 * size
    assert abs(face.box.y + face.box.height / 2 - 250) < 0.15 * size
    assert 0.75 * size < face.box.height < 1.25 * size
    assert abs(face.turn) < 0.35


def test_a_turned_face_says_where_it_looks() -> None:
    """The nose stands beside the middle of the face on the side it looks to."""
    (left,) = detect_faces(person_picture(turn=-1))
    (right,) = detect_faces(person_picture(turn=1))

    assert left.turn < -0.15
    assert right.turn > 0.15


def test_faces_of_a_group_come_largest_first() -> None:
    """The largest face is the first."""
    picture = Image.new("RGB", (960, 640), (120, 150, 170))
    for x, size in ((180, 90), (480, 150), (780, 110)):
        draw_person(picture, x, 240, size)
    found = detect_faces(np.asarray(picture.filter(ImageFilter.GaussianBlur(2))))

    assert len(found) == 3
    assert [round(face.box.x / 300) for face in found] == [1, 2, 0]


@pytest.mark.parametrize(
    "pixels",
    [
        np.full((400, 600, 3), 128, np.uint8),
        np.asarray(gradient()),
        np.random.default_rng(1).integers(0, 256, (480, 640, 3), np.uint8),
        np.ascontiguousarray(bottle()[..., :3]),
        np.zeros((300, 3, 3), np.uint8),
    ],
    ids=["grey", "gradient", "noise", "bottle", "sliver"],
)
def test_where_there_is_no_face_none_is_found(pixels: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> None:
    """Plain, restless and odd pictures have no face."""
    assert detect_faces(pixels) == ()


def test_the_same_pixels_yield_the_same_faces() -> None:
    """Nothing is left to chance."""
    picture = person_picture()

    assert detect_faces(picture) == detect_faces(picture)


def test_a_photo_of_a_person_is_one() -> None:
    """Face and saliency together tell a person from a product, and what of it must stay whole."""
    photo = analyze_pixels(person_picture())

    assert photo.main.kind is SubjectKind.PERSON
    assert photo.faces
    assert photo.main.keep.holds(photo.faces[0].box)
    assert photo.main.keep.y < photo.faces[0].box.y
    assert photo.main.box.height > 2 * photo.faces[0].box.height
