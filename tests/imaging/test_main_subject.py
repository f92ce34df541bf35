"""What a photo is about: products, people and scenes, and what belongs to them."""

import numpy as np
import pytest

from creative_cli.formats import Box
from creative_cli.imaging.faces import Face
from creative_cli.imaging.main_subject import SubjectKind, describe_subject
from creative_cli.imaging.saliency import PhotoSubject
from tests.imaging.people import known_photo


def found(*parts: Box, certain: bool = True, size: tuple[int, int] = (256, 160)) -> PhotoSubject:
    """Return a subject of solid boxes on a grid of one cell per px."""
    presence = np.zeros((size[1], size[0]), np.float32)
    for part in parts:
        presence[int(part.y) : int(part.bottom), int(part.x) : int(part.right)] = 1
    return PhotoSubject(Box(0, 0, *size), presence, 1.0, certain=certain)


def face(x: float, y: float, height: float = 30) -> Face:
    """Return a face that looks at the camera."""
    return Face(Box(x, y, 0.75 * height, height), 0.9, 0.0)


def test_a_thing_alone_is_a_product_and_must_stay_whole() -> None:
    """Its box is what a crop keeps."""
    main = describe_subject(found(Box(100, 40, 50, 90)), ())

    assert main.kind is SubjectKind.PRODUCT
    assert main.keep == main.box
    assert main.box == Box(100, 40, 50, 90)
    assert main.touched == (False, False, False, False)


def test_small_islands_far_off_do_not_belong_to_it() -> None:
    """A speck in a corner does not widen the subject; one beside it, or a large one, does."""
    bottle, speck, fruit = Box(100, 40, 50, 90), Box(2, 2, 25, 20), Box(155, 110, 20, 20)

    assert describe_subject(found(bottle, speck), ()).box == bottle
    assert describe_subject(found(bottle, fruit), ()).box == Box(100, 40, 75, 90)
    assert describe_subject(found(bottle, Box(10, 40, 40, 80)), ()).box == Box(10, 40, 140, 90)


@pytest.mark.parametrize(
    "subject",
    [
        found(Box(0, 60, 256, 60)),
        found(Box(4, 60, 248, 60)),
        found(Box(0, 0, 180, 160)),
        found(Box(100, 40, 50, 90), certain=False),
    ],
    ids=["side to side", "nearly so", "three sides", "guessed"],
)
def test_what_has_no_outline_is_a_scene(subject: PhotoSubject) -> None:
    """A street, a table, hills: any part of them may be shown."""
    main = describe_subject(subject, ())

    assert main.kind is SubjectKind.SCENE
    assert not main.clear
    assert main.keep.area == 0


def test_what_the_network_doubts_is_a_scene() -> None:
    """Haze of which half is in doubt has no outline."""
    subject = found(Box(100, 40, 50, 90))
    doubtful = PhotoSubject(subject.box, subject.presence * np.float32(0.6), 1.0, certain=True)

    assert describe_subject(doubtful, ()).kind is SubjectKind.SCENE


def test_a_marked_subject_is_never_a_scene() -> None:
    """The focus of the brief wins."""
    subject = PhotoSubject(Box(0, 60, 256, 60), found(Box(0, 60, 256, 60)).presence, 1.0)
    main = describe_subject(subject, (face(10, 5),), marked=True)

    assert main.kind is SubjectKind.PRODUCT
    assert main.box == Box(0, 60, 256, 60)


def test_the_sides_that_cut_the_subject_are_known() -> None:
    """A person cut at the photo's bottom is cut there."""
    assert describe_subject(found(Box(100, 40, 50, 120)), ()).touched == (False, False, False, True)
    assert describe_subject(found(Box(200, 0, 56, 100)), ()).touched == (False, True, True, False)


def test_one_main_face_makes_a_person_and_several_a_group() -> None:
    """A small face behind a large one is a passer-by."""
    body = found(Box(60, 20, 130, 140))
    person = describe_subject(body, (face(80, 30, 40), face(150, 30, 15)))
    group = describe_subject(body, (face(80, 30, 40), face(150, 30, 30)))

    assert person.kind is SubjectKind.PERSON
    assert len(person.faces) == 1
    assert group.kind is SubjectKind.GROUP
    assert group.keep.holds(face(150, 30, 30).box)
    assert group.keep.y == pytest.approx(20)  # hair up to where the body begins, not higher


def test_small_faces_in_a_street_leave_it_a_scene() -> None:
    """Passers-by before a bus are not what the photo is about."""
    main = describe_subject(found(Box(0, 40, 256, 90)), (face(60, 60, 9), face(90, 60, 9)))

    assert main.kind is SubjectKind.SCENE
    assert len(main.faces) == 2


def test_a_person_is_told_from_what_stands_elsewhere() -> None:
    """Only the part with the face is the person."""
    main = describe_subject(found(Box(20, 20, 60, 140), Box(170, 20, 60, 140)), (face(40, 30, 35),))

    assert main.box.right < 90
    assert known_photo((256, 160), None).main.kind is SubjectKind.SCENE
