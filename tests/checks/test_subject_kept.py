"""The subject is seen under what lies over it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creative_cli.channels import get_channel
from creative_cli.checks.runner import run_check
from creative_cli.checks.subject_kept import CHECK, MIN_SEEN_SHARE
from creative_cli.formats import Box
from creative_cli.models import Creative, Role, Status, TextBlock
from tests.checks.examples import CheckExamples
from tests.checks.photo_ads import PRIMARY, WHITE, lay_veil, photo_ad, results, set_text, shown_photo, with_photo

FACE = Box(700, 320, 90, 110)
AD = photo_ad("320x320")


def kept_order(creative: Creative) -> Status:
    """Return the status of the check."""
    return run_check(CHECK, creative)[0].status


@pytest.mark.parametrize("name", ["1:1", "9:16", "1.91:1", "300x250", "728x90"])
def test_a_bare_subject_passes(name: str) -> None:
    """Type beside the subject takes nothing from it."""
    assert results(CHECK, photo_ad(name)) == [("ok", Status.PASS)]


def test_fog_over_the_subject_fails(photo: Creative) -> None:
    """A veil that leaves less than half of the contrast hides the subject; a thin one does not."""
    whole = photo.canvas.format.bounds

    assert results(CHECK, lay_veil(photo, whole, 0.6)) == [("covered", Status.FAIL)]
    assert results(CHECK, lay_veil(photo, whole, 0.2)) == [("ok", Status.PASS)]


def test_a_plate_counts_by_what_it_covers(photo: Creative) -> None:
    """A tenth of the subject under a plate is a warning, a fifth fails."""
    box = shown_photo(photo).subject_box
    tenth, fifth = (Box(box.x, box.y, box.width, share * box.height) for share in (0.10, 0.22))

    assert results(CHECK, lay_veil(photo, tenth, 1, PRIMARY)) == [("covered", Status.WARN)]
    assert results(CHECK, lay_veil(photo, fifth, 1, PRIMARY)) == [("covered", Status.FAIL)]


def test_a_plate_over_a_flat_bottle_is_a_loss(photo: Creative) -> None:
    """A subject without contrast keeps its colour or is lost; a little noise is no loss."""
    box = shown_photo(photo).subject_box
    left, top, right, bottom = box.pixels(1080, 1080)
    noise = np.random.default_rng(1).integers(0, 3, (bottom - top, right - left, 3), np.uint8)
    painted = {name: getattr(photo, name).copy() for name in ("pixels", "ground")}
    painted["reference"] = shown_photo(photo).reference.copy()
    for picture in painted.values():
        picture[top:bottom, left:right] = (150, 90, 60)
    flat = with_photo(photo, reference=painted.pop("reference"))
    for picture in painted.values():
        picture[top:bottom, left:right] += noise
    bottle = replace(flat, **painted)

    assert results(CHECK, bottle) == [("ok", Status.PASS)]
    half = Box(box.x, box.y, box.width, box.height / 2)
    assert results(CHECK, lay_veil(bottle, half, 1, PRIMARY)) == [("covered", Status.FAIL)]


def test_a_covered_face_fails_however_small_it_is(photo: Creative) -> None:
    """A plate over a part of a face fails where the same plate beside it passes."""
    person = with_photo(photo, faces=(FACE,))
    over, beside = Box(720, 350, 40, 40), Box(820, 350, 40, 40)

    assert results(CHECK, person) == [("ok", Status.PASS)]
    assert results(CHECK, lay_veil(person, over, 1)) == [("face_covered", Status.FAIL)]
    assert results(CHECK, lay_veil(person, beside, 1)) == [("ok", Status.PASS)]


def test_a_headline_over_a_face_fails(photo: Creative) -> None:
    """Letters have more contrast than a face, but not that of the face."""
    block = TextBlock(Role.BODY, Box(600, 330, 400, 80), 60, ("Over it",), overflow=False, ink=WHITE, weight=700)

    assert results(CHECK, set_text(with_photo(photo, faces=(FACE,)), block)) == [("face_covered", Status.FAIL)]


@given(st.floats(0, 1), st.floats(0, 1), st.sampled_from([WHITE, PRIMARY, (0, 0, 0)]))
def test_more_veil_never_shows_more(one: float, other: float, colour: tuple[int, int, int]) -> None:
    """Whatever a veil hides, a stronger one hides too."""
    weak, strong = sorted((one, other))
    if strong - weak < 0.02:  # less is lost in the rounding of pixels
        return
    whole = AD.canvas.format.bounds

    assert kept_order(lay_veil(AD, whole, weak, colour)) <= kept_order(lay_veil(AD, whole, strong, colour))


def test_a_photo_without_a_subject_is_skipped_and_a_tiny_one_is_an_error(photo: Creative) -> None:
    """A landscape has nothing to keep; a subject that no cell holds cannot be measured."""
    empty = np.zeros_like(shown_photo(photo).subject)
    tiny = empty.copy()
    tiny[500:503, 800:803] = 255

    assert results(CHECK, with_photo(photo, subject=empty)) == [("no_subject", Status.SKIP)]
    assert results(CHECK, with_photo(photo, subject=tiny)) == [("not_measured", Status.ERROR)]
    assert results(CHECK, replace(photo, canvas=replace(photo.canvas, photo=None))) == [("not_measured", Status.ERROR)]


def test_a_packshot_is_seen_at_least_by_half(good: Creative) -> None:
    """Less than the least part is too little, that part is enough."""
    for share, expected in ((MIN_SEEN_SHARE - 0.01, ("hidden", Status.FAIL)), (MIN_SEEN_SHARE, ("ok", Status.PASS))):
        assert results(CHECK, replace(good, canvas=replace(good.canvas, product_seen=share))) == [expected]


def test_a_packshot_that_nothing_is_left_of_fails(good: Creative) -> None:
    """A panel over all of the product leaves an empty mask."""
    canvas = replace(good.canvas, product_mask=np.zeros_like(good.canvas.product_mask), product_seen=0.0)

    assert results(CHECK, replace(good, canvas=canvas)) == [("hidden", Status.FAIL)]


def test_type_and_logo_hide_a_packshot(good: Creative) -> None:
    """What lies under lines of type is not seen, even where all of it is in the picture."""
    headline, button = good.layout
    over, logo = replace(headline, box=Box(600, 400, 320, 400)), Box(600, 400, 320, 400)

    assert results(CHECK, replace(good, layout=(over, button))) == [("hidden", Status.FAIL)]
    assert results(CHECK, replace(good, canvas=replace(good.canvas, logo=logo))) == [("hidden", Status.FAIL)]


def test_where_there_is_no_product_the_check_says_so(good: Creative) -> None:
    """An ad without a picture, and a picture of the logo alone, are skipped."""
    logo = replace(good.canvas, format=get_channel("google.rda.logo_sq").format, product_box=None)

    assert results(CHECK, replace(good, canvas=replace(good.canvas, product_box=None))) == [("no_subject", Status.SKIP)]
    assert results(CHECK, replace(good, canvas=logo)) == [("no_subject", Status.SKIP)]


def test_a_packshot_that_was_not_measured_has_not_passed(good: Creative) -> None:
    """A product without a word on how much of it is seen, or with a mask of another picture, is our mistake."""
    for canvas in (
        replace(good.canvas, product_seen=None),
        replace(good.canvas, product_mask=np.zeros((9, 9), np.uint8)),
    ):
        assert results(CHECK, replace(good, canvas=canvas)) == [("not_measured", Status.ERROR)]


def examples() -> CheckExamples[Creative]:
    """Return an ad that passes, and an ad that does not."""
    photo = photo_ad()
    return CheckExamples(photo, lay_veil(photo, photo.canvas.format.bounds, 0.6), "covered")
