"""Contrast of text against the pixels behind it (WCAG 2.2 §1.4.3)."""

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from creative_cli.color.color_math import Rgb, relative_luminance, srgb_to_linear
from creative_cli.formats import PHONE_WIDTH

NORMAL_TEXT_CONTRAST = 4.5
LARGE_TEXT_CONTRAST = 3.0
LARGE_TEXT_PX = 24.0  # 18 pt
LARGE_BOLD_TEXT_PX = 18.66  # 14 pt
BOLD_WEIGHT = 600

# Share of the pixels behind the text that may have less contrast: the least readable tenth.
WORST_SHARE = 0.10
QUANTILE_DOUBT = 3  # pixels around the place of a quantile, between two of which it may lie


def required_contrast(font_px: float, weight: int, short_side: int) -> float:
    """Return the contrast ratio WCAG requires for text of this size, as displayed on a phone."""
    shown = font_px * min(1.0, PHONE_WIDTH / short_side)
    large = shown >= LARGE_TEXT_PX or (weight >= BOLD_WEIGHT and shown >= LARGE_BOLD_TEXT_PX)
    return LARGE_TEXT_CONTRAST if large else NORMAL_TEXT_CONTRAST


@cache
def _luminance_curves() -> tuple[NDArray[np.float32], ...]:
    """Return the luminance of each value of red, green and blue."""
    curve = np.array([srgb_to_linear(value) for value in range(256)], dtype=np.float32)
    return tuple(np.asarray(weight * curve, np.float32) for weight in (0.2126, 0.7152, 0.0722))


def luminance_map(pixels: NDArray[np.uint8], tables: Sequence[NDArray[np.uint8]] | None = None) -> NDArray[np.float32]:
    """Return the relative luminance, float32 (height, width), of *pixels*, uint8 (height, width, 3).

    With *tables*, one of 256 values for each channel, it is that of the pixels after a look-up in them.
    """
    levels, shape = ground_luminances(pixels, tables), pixels.shape[:2]
    return levels if levels.shape == shape else np.full(shape, levels)


def ground_luminances(
    pixels: NDArray[np.uint8], tables: Sequence[NDArray[np.uint8]] | None = None
) -> NDArray[np.float32]:
    """Return what `luminance_map` does, or the one luminance of a ground of one colour, float32 (1, 1).

    That is as good where only their distribution counts.
    """
    curves = _luminance_curves()
    if tables is not None:
        curves = tuple(curve[table] for curve, table in zip(curves, tables, strict=True))
    if _is_plain(pixels):
        pixels = pixels[:1, :1]
    red, green, blue = (curve.take(pixels[..., channel]) for channel, curve in enumerate(curves))
    total: NDArray[np.float32] = red + green
    total += blue
    return total


def _is_plain(pixels: NDArray[np.uint8]) -> bool:
    """Return whether *pixels* are of one colour, as behind most type: ten times as fast as looking all of them up."""
    row = pixels[:1]
    return pixels.size > 0 and bool((row == row[:, :1]).all() and (pixels == row).all())


def worst_contrast(ground: NDArray[np.uint8], ink: Rgb, share: float = WORST_SHARE) -> float:
    """Return the contrast of *ink* that all but a *share* of the pixels of *ground* reach.

    *ground* is uint8 (height, width, 3) and only the part behind the text. Raises ValueError if it is empty.
    """
    if ground.size == 0:
        raise ValueError("There are no pixels behind the text to measure contrast against.")
    return _find_quantile(_contrast_map(ground_luminances(ground), ink), share)


def has_contrast(behind: NDArray[np.float32], ink: Rgb, enough: float) -> bool:
    """Return whether `worst_contrast` is *enough* on a ground with the luminances *behind*, which are not empty.

    They are those of `ground_luminances`.
    """
    ratios = _contrast_map(behind, ink)
    limit = np.float32(enough)
    if float(limit) < enough:
        limit = np.nextafter(limit, np.float32(np.inf))
    # Counting takes a fraction of the time of a quantile, and only a count beside its place leaves doubt.
    low, place = int(np.count_nonzero(ratios < limit)), int(WORST_SHARE * (ratios.size - 1))
    if abs(low - place) > QUANTILE_DOUBT:
        return low < place
    return _find_quantile(ratios, WORST_SHARE) >= enough


def _find_quantile(values: NDArray[np.float32], share: float) -> float:
    """Return what `np.quantile` returns, in a tenth of its time: it selects both neighbours of the place at once."""
    position = share * (values.size - 1)
    place = int(position)
    ordered = np.partition(values, place, axis=None)
    value = float(ordered[place])
    following = float(ordered[place + 1 :].min(initial=np.inf)) if position > place else value
    return value + (position - place) * (following - value)


def _contrast_map(behind: NDArray[np.float32], ink: Rgb) -> NDArray[np.float32]:
    letters, flare = np.float32(relative_luminance(ink)), np.float32(0.05)
    ratios: NDArray[np.float32] = np.maximum(behind, letters) + flare
    ratios /= np.minimum(behind, letters) + flare
    return ratios
