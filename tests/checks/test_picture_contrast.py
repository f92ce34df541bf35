"""Texts of a finished picture."""

import numpy as np

from creative_cli.checks.picture_contrast import CHECK
from creative_cli.checks.picture_file import CheckedPicture, TextRegion
from creative_cli.formats import Box
from creative_cli.models import Status
from tests.checks.examples import CheckExamples
from tests.checks.pictures import good_picture, outcomes_of


def examples() -> CheckExamples[CheckedPicture]:
    """Return a picture that passes, and one that does not."""
    return CheckExamples(lettered(240), lettered(60), "low_contrast")


REGION = TextRegion("headline", Box(100, 100, 400, 60), 3.0)


def lettered(light: int) -> CheckedPicture:
    """Return a dark picture with stripes of a lightness where its headline stands."""
    pixels = np.full((1080, 1080, 3), 30, np.uint8)
    pixels[100:160, 100:500:6] = light
    return good_picture(pixels=pixels, texts=(REGION,))


def test_letters_that_are_not_in_the_pixels_fail() -> None:
    """Neither do those that stand outside; unknown text is no PASS."""
    gone = good_picture(texts=(TextRegion("cta", Box(2000, 2000, 50, 50), 3.0),))

    assert outcomes_of(CHECK, lettered(240)) == [("ok", Status.PASS)]
    assert outcomes_of(CHECK, lettered(60)) == [("low_contrast", Status.FAIL)]
    assert outcomes_of(CHECK, gone) == [("outside", Status.FAIL)]
    assert outcomes_of(CHECK, good_picture()) == [("unknown_text", Status.SKIP)]
    assert outcomes_of(CHECK, good_picture(texts=())) == [("no_text", Status.SKIP)]
