"""Contrast is counted where only an answer is asked for, and layers are filled row by row, with equal results."""

import numpy as np
import pytest

from creative_cli.color.contrast import ground_luminances, has_contrast, luminance_map, worst_contrast
from creative_cli.imaging.blending import color_mask, fill_picture


def test_counting_answers_as_the_quantile_does() -> None:
    """For patches of any size and at the very limit, a count says what a comparison of the quantile says."""
    random = np.random.default_rng(18)
    for _ in range(300):
        height, width = random.integers(1, 40, 2)
        ground = random.integers(0, 256, (height, width, 3), dtype=np.uint8) // int(random.integers(1, 9))
        red, green, blue = (int(channel) for channel in random.integers(0, 256, 3))
        worst = worst_contrast(ground, (red, green, blue))
        for enough in (worst, float(np.nextafter(worst, 0)), float(np.nextafter(worst, 99)), 3.0, 4.545):
            assert has_contrast(ground_luminances(ground), (red, green, blue), enough) == (worst >= enough)


def test_layers_of_one_color_hold_that_color_and_their_mask() -> None:
    """Each px has the three values in their order, and the mask is the alpha."""
    mask = np.arange(12, dtype=np.uint8).reshape(3, 4) * 20
    layer = color_mask(mask, (1, 128, 255))
    assert (layer[..., :3] == (1, 128, 255)).all()
    assert (layer[..., 3] == mask).all()
    assert (fill_picture(3, 4, (9, 8, 7)) == np.full((3, 4, 3), (9, 8, 7), np.uint8)).all()


def test_plain_grounds_have_the_light_of_their_color() -> None:
    """A ground of one color has its light everywhere, and one px of another color keeps its own."""
    random = np.random.default_rng(7)
    for _ in range(30):
        height, width = random.integers(1, 9, 2)
        plain = np.full((height, width, 3), random.integers(0, 256, 3), np.uint8)
        light = luminance_map(plain)
        assert light.shape == (height, width)
        assert (light == luminance_map(plain[:1, :1])).all()
        assert worst_contrast(plain, (255, 255, 255)) == pytest.approx(1.05 / (float(light[0, 0]) + 0.05), rel=1e-5)
        assert has_contrast(ground_luminances(plain), (0, 0, 0), 3.0) == (worst_contrast(plain, (0, 0, 0)) >= 3.0)
        spotted = plain.copy()
        spotted[-1, -1] = 255 - spotted[-1, -1]
        assert luminance_map(spotted)[-1, -1] == luminance_map(spotted[-1:, -1:])[0, 0]
        assert (luminance_map(spotted).ravel()[:-1] == light.ravel()[:-1]).all()
    assert luminance_map(np.zeros((0, 4, 3), np.uint8)).shape == (0, 4)
