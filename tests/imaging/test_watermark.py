"""The mark over a draft."""

import numpy as np
import pytest

from creative_cli.imaging.watermark import add_watermark
from creative_cli.models import Pixels


@pytest.fixture
def mark() -> Pixels:
    """Return a white bar with room around it, as a mark."""
    bar = np.zeros((40, 160, 4), np.uint8)
    bar[8:32, 10:150] = 255
    return bar


@pytest.mark.parametrize("grey", [0, 128, 255])
def test_the_mark_is_seen_everywhere_on_any_ground(mark: Pixels, grey: int) -> None:
    """Every quarter of the picture changes visibly, on black, grey and white alike, and most of it stays as it was."""
    plain = np.full((600, 900, 3), grey, np.uint8)
    drawn = add_watermark(plain, mark)
    changed = np.abs(drawn.astype(int) - plain).max(axis=2) > 12

    assert drawn.shape == plain.shape
    for rows in (slice(0, 300), slice(300, 600)):
        for columns in (slice(0, 450), slice(450, 900)):
            assert 0.01 < changed[rows, columns].mean() < 0.6


def test_the_same_picture_gets_the_same_mark(mark: Pixels) -> None:
    """A draft is as reproducible as an ad."""
    plain = np.full((300, 300, 3), 90, np.uint8)

    assert np.array_equal(add_watermark(plain, mark), add_watermark(plain, mark))
