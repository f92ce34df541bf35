"""A logo is cut to its ink, and a plain ground is taken out."""

import numpy as np
import pytest

from creative_cli.color.color_math import Rgb
from creative_cli.imaging.logo_trim import scale_layer, trim_logo
from creative_cli.models import Pixels


def framed(ground: tuple[int, ...], air: int = 40) -> Pixels:
    """Return a red frame, open below, around a hole, on a ground of (red, green, blue, alpha)."""
    pixels = np.empty((120 + 2 * air, 300 + 2 * air, 4), np.uint8)
    pixels[:] = ground
    pixels[air:-air, air:-air] = (200, 30, 40, 255)
    pixels[air + 30 : -air, air + 60 : -air - 60] = ground
    return pixels


@pytest.mark.parametrize("ground", [(0, 0, 0, 0), (255, 255, 255, 255), (12, 12, 12, 255)])
def test_air_and_a_plain_ground_go(ground: tuple[int, ...]) -> None:
    """Only the ink is left, and the ground is transparent also inside it."""
    trimmed = trim_logo(framed(ground))

    assert trimmed.ground is None
    assert trimmed.pixels.shape == (120, 300, 4)
    assert trimmed.pixels[60, 150, 3] == 0
    assert tuple(trimmed.pixels[10, 10]) == (200, 30, 40, 255)


def test_edges_keep_their_colour_without_the_ground() -> None:
    """A soft edge on white becomes a translucent one in the ink's colour, not a pale one."""
    soft = framed((255, 255, 255, 255))
    soft[40, 40:-40, :3] = (228, 142, 148)
    row = trim_logo(soft).pixels[0, 150]

    assert int(row[3]) == pytest.approx(128, abs=12)
    assert np.abs(row[:3].astype(int) - (200, 30, 40)).max() <= 12


@pytest.mark.parametrize("ground", [(30, 80, 200), (255, 255, 255)])
def test_a_ground_that_may_be_a_part_of_the_mark_stays(ground: Rgb) -> None:
    """A badge's colour, and white that the mark encloses."""
    pixels = framed((*ground, 255))
    pixels[-50:-40, 40:-40] = (200, 30, 40, 255)  # the frame is closed
    trimmed = trim_logo(pixels)

    assert trimmed.ground == ground
    assert (trimmed.pixels[..., 3] == 255).all()
    assert trimmed.bare[60, 150, 3] == 0


def test_a_plain_field_is_left_alone() -> None:
    """A picture of one colour is all ink."""
    assert trim_logo(np.full((50, 80, 4), 255, np.uint8)).pixels.shape == (50, 80, 4)


def test_scaling_does_not_darken_edges() -> None:
    """Transparent black beside white does not bleed into it."""
    pixels = np.zeros((100, 100, 4), np.uint8)
    pixels[:, 50:] = 255
    small = scale_layer(pixels, 33, 33)

    assert (small[small[..., 3] > 0][:, :3] >= 250).all()
