"""Contrast of type against the pixels behind it (WCAG 2.2 §1.4.3)."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from creative_cli.color.color_math import Rgb, relative_luminance, srgb_to_linear
from creative_cli.formats import PHONE_WIDTH

NORMAL_TEXT_CONTRAST = 4.5
LARGE_TEXT_CONTRAST = 3.0
LARGE_TEXT_PX = 24.0
LARGE_BOLD_TEXT_PX = 18.66
BOLD_WEIGHT = 600
WORST_SHARE = 0.10
"""The part of the pixels behind the type that is judged: its least readable tenth."""


def required_contrast(font_px: float, weight: int, short_side: int) -> float:
    """Return the ratio WCAG asks of type this large, judged at the size a phone shows it.

    Large is 18 pt, or 14 pt bold: 24 and 18.66 CSS px.
    """
    shown = font_px * min(1.0, PHONE_WIDTH / short_side)
    large = shown >= LARGE_TEXT_PX or (weight >= BOLD_WEIGHT and shown >= LARGE_BOLD_TEXT_PX)
    return LARGE_TEXT_CONTRAST if large else NORMAL_TEXT_CONTRAST


@cache
def _luminance_curves() -> tuple[NDArray[np.float32], ...]:
    """Return what each step of red, green and blue adds to the luminance; computed once a process."""
    curve = np.array([srgb_to_linear(value) for value in range(256)], dtype=np.float32)
    return tuple(np.asarray(weight * curve, np.float32) for weight in (0.2126, 0.7152, 0.0722))


def luminance_map(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return the relative luminance of each pixel, float32 (height, width), of uint8 (height, width, 3)."""
    red, green, blue = (curve[pixels[..., channel]] for channel, curve in enumerate(_luminance_curves()))
    total: NDArray[np.float32] = red + green
    total += blue
    return total


def worst_contrast(ground: NDArray[np.uint8], ink: Rgb, share: float = WORST_SHARE) -> float:
    """Return the contrast of *ink* that all but *share* of the pixels of *ground* reach.

    *ground* is uint8 (height, width, 3), what lies behind the type and no more. Raises ValueError when it is empty.
    """
    if ground.size == 0:
        raise ValueError("There are no pixels behind the type to measure contrast against.")
    behind, letters = luminance_map(ground), relative_luminance(ink)
    ratios = (np.maximum(behind, letters) + 0.05) / (np.minimum(behind, letters) + 0.05)
    return float(np.quantile(ratios, share))
