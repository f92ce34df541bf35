"""Oklab of whole pictures (Björn Ottosson, 2020); `color_math` has single colours."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from creative_cli.color.color_math import srgb_to_linear

# Linear sRGB to cone responses, and the cube roots of these to Oklab.
_CONES = np.array(
    (
        (0.4122214708, 0.5363325363, 0.0514459929),
        (0.2119034982, 0.6806995451, 0.1073969566),
        (0.0883024619, 0.2817188376, 0.6299787005),
    ),
    np.float32,
)
_AXES = np.array(
    (
        (0.2104542553, 0.7936177850, -0.0040720468),
        (1.9779984951, -2.4285922050, 0.4505937099),
        (0.0259040371, 0.7827717662, -0.8086757660),
    ),
    np.float32,
)


@cache
def _linear_curve() -> NDArray[np.float32]:
    return np.array([srgb_to_linear(value) for value in range(256)], np.float32)


def pixels_to_oklab(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return Oklab lightness (0 to 1), green-red and blue-yellow, float32 (..., 3), of sRGB px, uint8 (..., 3)."""
    return light_to_oklab(_linear_curve().take(pixels))


def light_to_oklab(light: NDArray[np.floating]) -> NDArray[np.float32]:
    """Return Oklab of linear *light*, 0 to 1, (..., 3); as `pixels_to_oklab`."""
    return np.asarray(np.cbrt(light @ _CONES.T) @ _AXES.T, np.float32)
