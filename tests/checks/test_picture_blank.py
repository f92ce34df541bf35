"""Pictures of nothing."""

import numpy as np
import pytest

from creative_cli.checks.picture_blank import CHECK
from creative_cli.checks.picture_file import CheckedPicture
from creative_cli.models import Status
from tests.checks.examples import CheckExamples
from tests.checks.pictures import good_picture, noise_pixels, outcomes_of


def examples() -> CheckExamples[CheckedPicture]:
    """Return a picture that passes, and one that does not."""
    return CheckExamples(good_picture(), good_picture(pixels=noise_pixels()), "noise")


@pytest.mark.parametrize("level", [0, 90, 255])
def test_a_plain_surface_is_blank_and_noise_is_noise(level: int) -> None:
    """Black, grey and white alike; a little dirt is no picture."""
    plain = np.full((300, 250, 3), level, np.uint8)
    plain[:3, :3] = 128

    assert outcomes_of(CHECK, good_picture(pixels=plain)) == [("blank", Status.FAIL)]
    assert outcomes_of(CHECK, good_picture(pixels=noise_pixels())) == [("noise", Status.FAIL)]


def test_a_few_words_on_a_surface_are_a_picture() -> None:
    """A typographic ad has large plain parts."""
    words = np.full((300, 250, 3), 20, np.uint8)
    words[100:130, 40:200:9] = 240

    assert outcomes_of(CHECK, good_picture(pixels=words)) == [("ok", Status.PASS)]
