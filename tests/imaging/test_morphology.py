"""Masks that are grown and shrunk by whole px are what a search of every square around a px gives."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from creative_cli.imaging.morphology import grow_levels, shrink_levels


@settings(max_examples=40)
@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 12), st.integers(0, 2**32 - 1))
def test_every_px_is_the_extreme_of_the_square_around_it(height: int, width: int, reach: int, seed: int) -> None:
    """Byte for byte as Pillow's rank filters, at the edges too, whatever the reach."""
    levels = np.random.default_rng(seed).integers(0, 256, (height, width), dtype=np.uint8)
    picture, size = Image.fromarray(levels), 2 * reach + 1

    assert np.array_equal(grow_levels(levels, reach), np.asarray(picture.filter(ImageFilter.MaxFilter(size))))
    assert np.array_equal(shrink_levels(levels, reach), np.asarray(picture.filter(ImageFilter.MinFilter(size))))
