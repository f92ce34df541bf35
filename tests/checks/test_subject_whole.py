"""The subject is inside its frame."""

from dataclasses import replace

import numpy as np
import pytest

from creative_cli.checks.subject_whole import CHECK
from creative_cli.formats import Box
from creative_cli.imaging.faces import HEADROOM_ABOVE_FACE
from creative_cli.models import Creative, Status
from tests.checks.examples import CheckExamples
from tests.checks.photo_ads import photo_ad, results, shown_photo, with_photo


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0.98, ("ok", Status.PASS)), (0.95, ("cut", Status.WARN)), (0.85, ("cut", Status.FAIL))],
)
def test_a_product_is_whole_or_nearly_so(photo: Creative, share: float, expected: tuple[str, Status]) -> None:
    """A hundredth of a product's box may be outside, a tenth may not."""
    assert results(CHECK, with_photo(photo, subject_share=share)) == [expected]


def test_a_product_at_the_edge_of_the_frame_is_seen_to_touch_it(photo: Creative) -> None:
    """It needs air where the photo goes on, and none where the photo itself cuts it."""
    frame = shown_photo(photo).frame
    box = Box(frame.x + 200, frame.y + 1, 300, 400)

    assert results(CHECK, with_photo(photo, subject_box=box)) == [("touches", Status.WARN)]
    cut = with_photo(photo, subject_box=box, touched=(False, True, False, False))
    assert results(CHECK, cut) == [("ok", Status.PASS)]
    assert results(CHECK, with_photo(photo, subject_box=Box(box.x, frame.y + 60, 300, 400))) == [("ok", Status.PASS)]


def test_a_chin_does_not_stand_on_the_edge_of_the_frame(photo: Creative) -> None:
    """Unless the photo itself ends there."""
    frame = shown_photo(photo).frame
    face = Box(700, frame.bottom - 110, 100, 100)
    body = Box(600, frame.y + 20, 400, 2000)

    assert results(CHECK, with_photo(photo, faces=(face,), subject_box=body)) == [("touches", Status.WARN)]
    ends = Box(600, frame.y + 20, 400, frame.height - 20)
    assert results(CHECK, with_photo(photo, faces=(face,), subject_box=ends)) == [("ok", Status.PASS)]


def test_a_round_frame_must_not_cut_the_product(photo: Creative) -> None:
    """A product whose box is inside the frame is cut where the frame's outline is not."""
    shown, frame = np.zeros_like(shown_photo(photo).shown), shown_photo(photo).frame
    y, x = np.mgrid[0:1080, 0:1080]
    radius = frame.width / 2
    shown[(x - frame.x - radius) ** 2 + (y - 600) ** 2 <= radius**2] = 255

    assert results(CHECK, with_photo(photo, shown=shown)) == [("cut", Status.FAIL)]


def test_a_head_is_shown_with_the_room_above_it(photo: Creative) -> None:
    """A face at the upper edge of the frame lacks the hair; lower down it has it, whatever is cut of the body."""
    frame = shown_photo(photo).frame
    body = {"subject_box": Box(600, frame.y, 400, 2000), "subject_share": 0.5}
    cut, near, whole = (
        with_photo(photo, faces=(Box(700, frame.y + part * 100, 100, 100),), **body)
        for part in (0.1, HEADROOM_ABOVE_FACE - 0.07, HEADROOM_ABOVE_FACE)
    )

    assert results(CHECK, cut) == [("cut", Status.FAIL)]
    assert results(CHECK, near) == [("cut", Status.WARN)]
    assert results(CHECK, whole) == [("ok", Status.PASS)]


def test_no_room_is_missed_above_a_head_that_is_whole_or_cut_by_the_photo(photo: Creative) -> None:
    """Above a bald head that begins inside the frame there is nothing to show, and none where the photo ends."""
    face = Box(700, 10, 100, 100)
    low = with_photo(photo, faces=(face,), subject_box=Box(600, 6, 400, 900))
    ends = with_photo(photo, faces=(face,), subject_box=Box(600, 0, 400, 900), touched=(False, True, False, False))

    assert results(CHECK, low) == [("ok", Status.PASS)]
    assert results(CHECK, ends) == [("ok", Status.PASS)]


def test_people_in_the_background_may_be_cut(photo: Creative) -> None:
    """The largest face counts, and those nearly as large."""
    main = Box(700, 300, 120, 120)
    for height, expected in ((40, ("ok", Status.PASS)), (90, ("cut", Status.FAIL))):
        faces = (main, Box(1050, 500, height, height))
        assert results(CHECK, with_photo(photo, faces=faces)) == [expected]


def test_a_cut_out_head_is_measured_in_its_frame(photo: Creative) -> None:
    """Around a cut-out nothing is shown, which does not cut the head."""
    shown, face = np.zeros_like(shown_photo(photo).shown), Box(700, 300, 100, 100)
    shown[300:900, 700:800] = 255

    assert results(CHECK, with_photo(photo, faces=(face,), shown=shown, cutout=True)) == [("ok", Status.PASS)]


def test_a_photo_without_a_subject_is_skipped(photo: Creative, good: Creative) -> None:
    """A landscape has no subject, and a packshot no frame."""
    assert results(CHECK, with_photo(photo, subject_box=Box(700, 500, 0, 0))) == [("no_subject", Status.SKIP)]
    assert results(CHECK, good) == [("no_photo", Status.SKIP)]


def test_a_subject_outside_the_frame_fails(photo: Creative) -> None:
    """A mask without a pixel is a subject that is not there."""
    empty = np.zeros_like(shown_photo(photo).subject)

    assert results(CHECK, with_photo(photo, subject=empty)) == [("cut", Status.FAIL)]
    assert results(CHECK, replace(photo, canvas=replace(photo.canvas, photo=None))) == [("not_measured", Status.ERROR)]


def examples() -> CheckExamples[Creative]:
    """Return an ad that passes, and an ad that does not."""
    photo = photo_ad()
    return CheckExamples(photo, with_photo(photo, subject_share=0.85), "cut")
