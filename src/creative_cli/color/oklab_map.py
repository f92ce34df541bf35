"""Oklab of many colours at once (Björn Ottosson, 2020); `color_math` has the same for one."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from creative_cli.color.color_math import srgb_to_linear

# Linear sRGB to cone responses, and their cube roots to Oklab, each as rows times columns.
_TO_CONES = np.array(
    [
        [0.4122214708, 0.2119034982, 0.0883024619],
        [0.5363325363, 0.6806995451, 0.2817188376],
        [0.0514459929, 0.1073969566, 0.6299787005],
    ],
    np.float32,
)
_TO_OKLAB = np.array(
    [
        [0.2104542553, 1.9779984951, 0.0259040371],
        [0.7936177850, -2.4285922050, 0.7827717662],
        [-0.0040720468, 0.4505937099, -0.8086757660],
    ],
    np.float32,
)


@cache
def _linear_curve() -> NDArray[np.float32]:
    """Return linear light, 0 to 1, of each encoded value, 0 to 255."""
    return np.array([srgb_to_linear(value) for value in range(256)], np.float32)


def oklab_map(colours: NDArray[np.floating] | NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return Oklab lightness (0 to 1), green-red and blue-yellow of sRGB *colours* (..., 3), 0 to 255, as float32."""
    curve = _linear_curve()
    if colours.dtype == np.uint8:
        light = curve[colours]
    else:
        light = np.interp(colours, np.arange(256), curve).astype(np.float32)
    return np.asarray(np.cbrt(light @ _TO_CONES) @ _TO_OKLAB, np.float32)
