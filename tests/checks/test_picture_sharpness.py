"""Blurred pictures."""

import numpy as np
from PIL import Image, ImageFilter

from creative_cli.checks.picture_file import CheckedPicture
from creative_cli.checks.picture_sharpness import CHECK
from creative_cli.models import Status
from tests.checks.examples import CheckExamples
from tests.checks.pictures import good_picture, outcomes_of


def examples() -> CheckExamples[CheckedPicture]:
    """Return a picture that passes, and one that does not."""
    return CheckExamples(good_picture(), blurred(6), "blurred", Status.WARN)


def blurred(radius: float) -> CheckedPicture:
    """Return the good picture, blurred."""
    soft = Image.fromarray(good_picture().pixels).filter(ImageFilter.GaussianBlur(radius))
    return good_picture(pixels=np.asarray(soft))


def test_a_blurred_picture_is_a_warning() -> None:
    """However large it is; a plain surface and a button have no edges to judge."""
    enlarged = Image.fromarray(good_picture().pixels).resize((180, 180)).resize((1080, 1080))
    plain, tiny = np.full((300, 300, 3), 9, np.uint8), good_picture().pixels[:40, :120]

    assert outcomes_of(CHECK, blurred(0.4)) == [("ok", Status.PASS)]
    assert outcomes_of(CHECK, good_picture(pixels=np.asarray(enlarged))) == [("blurred", Status.WARN)]
    assert outcomes_of(CHECK, good_picture(pixels=plain)) == [("plain", Status.SKIP)]
    assert outcomes_of(CHECK, good_picture(pixels=tiny)) == [("too_small", Status.SKIP)]
