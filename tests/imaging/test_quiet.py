"""How quiet a place of a photo is, by the formula of the composition."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creative_cli.formats import Box
from creative_cli.imaging.photo import Photo
from creative_cli.imaging.quiet import estimate_quiet, measure_quiet
from creative_cli.models import Pixels
from tests.imaging.people import known_photo

WHOLE = Box(0, 0, 1024, 768)


def photo_of(pixels: Pixels, subject: Box | None = None) -> Photo:
    """Return a photo of these pixels."""
    return known_photo((pixels.shape[1], pixels.shape[0]), subject or Box(1000, 740, 20, 20), pixels=pixels)


def plain(level: int = 200) -> Pixels:
    """Return a plain picture."""
    return np.full((768, 1024, 3), level, np.uint8)


def test_a_plain_ground_is_quiet_and_noise_is_not() -> None:
    """A sky has 1, a checkerboard of coarse cells 0."""
    y, x = np.mgrid[:768, :1024] // 4
    board = np.repeat((((x + y) % 2) * 255).astype(np.uint8)[..., None], 3, axis=2)
    box = Box(100, 100, 400, 300)

    assert measure_quiet(photo_of(plain()), WHOLE, (1024, 768), box) == 1
    assert measure_quiet(photo_of(board), WHOLE, (1024, 768), box) == pytest.approx(0.2)  # nothing of the subject
    assert measure_quiet(photo_of(board, Box(100, 100, 400, 300)), WHOLE, (1024, 768), box) == 0


def test_the_subject_makes_a_place_restless() -> None:
    """A tenth of the box on the subject takes a fifth."""
    photo = photo_of(plain(), Box(100, 100, 300, 300))

    assert measure_quiet(photo, WHOLE, (1024, 768), Box(150, 150, 100, 100)) == pytest.approx(0.8)
    assert measure_quiet(photo, WHOLE, (1024, 768), Box(600, 150, 100, 100)) == 1


def test_a_range_of_light_counts_without_edges() -> None:
    """A soft fall of light from white to black takes three tenths."""
    fall = np.repeat(np.linspace(255, 0, 768)[:, None], 1024, axis=1).astype(np.uint8)
    quiet = measure_quiet(photo_of(np.dstack([fall] * 3)), WHOLE, (1024, 768), Box(100, 0, 300, 768))

    assert quiet == pytest.approx(0.7, abs=0.03)


@settings(max_examples=12)
@given(st.integers(0, 2**32 - 1), st.floats(0.05, 0.5), st.floats(0.05, 0.5), st.floats(0.2, 0.4))
def test_the_frame_does_not_change_the_answer(seed: int, left: float, top: float, extent: float) -> None:
    """The same place of the photo is as quiet in a small frame as in a large one, and many at once agree with one."""
    random = np.random.default_rng(seed)
    coarse = random.integers(60, 200, (6, 8, 1)).astype(np.uint8)
    pixels = np.repeat(np.repeat(np.repeat(coarse, 128, 0), 128, 1), 3, 2)
    photo = photo_of(pixels)
    large = Box(left * 1024, top * 768, extent * 1024, extent * 768)
    small = Box(left * 256, top * 192, extent * 256, extent * 192)
    quiet = measure_quiet(photo, WHOLE, (1024, 768), large)

    assert measure_quiet(photo, WHOLE, (256, 192), small) == pytest.approx(quiet)
    assert 0 <= quiet <= 1
    rows = np.array([[large.x, large.y, large.width, large.height]])
    assert float(estimate_quiet(photo, rows)[0]) == pytest.approx(quiet, abs=0.16)
