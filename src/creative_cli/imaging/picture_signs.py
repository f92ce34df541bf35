"""Measures of a whole picture: how much it shows, how sharp it is, and what it looks like."""

import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.float32]

BLUR_WINDOW = 9
"""Width of the mean that a sharp picture loses its edges to, px."""
MEASURED_SIDE_PX = 1080
"""A larger picture is measured at about this size, as it is shown."""
HASH_SIDE, HASHED_TERMS = 32, 8
THUMB_SIDE = 48


def grey_of(pixels: NDArray[np.uint8], side: int = MEASURED_SIDE_PX) -> Grey:
    """Return a picture, uint8 (h, w, 3), in grey, float32 0 to 255, reduced by a whole factor to about *side* px."""
    step = max(1, max(pixels.shape[:2]) // side)
    height, width = (length // step * step for length in pixels.shape[:2])
    grey = pixels[:height, :width] @ np.array([0.299, 0.587, 0.114], np.float32)
    if step > 1:
        grey = grey.reshape(height // step, step, width // step, step).mean(axis=(1, 3))
    reduced: Grey = grey.astype(np.float32)
    return reduced


def neighbor_correlation(grey: Grey) -> float:
    """Return how alike neighboring pixels are, -1 to 1: near 1 in photos and drawings, near 0 in noise.

    Of both directions the more alike counts: stripes are no noise.
    """
    return max(_correlate(grey[:, :-1], grey[:, 1:]), _correlate(grey[:-1], grey[1:]))


def _correlate(one: Grey, other: Grey) -> float:
    if one.std() == 0 or other.std() == 0:
        return 1.0
    return float(np.corrcoef(one.ravel(), other.ravel())[0, 1])


def blur_share(grey: Grey) -> float:
    """Return how blurred a picture is, 0 to 1: the share of its edges that a further blur leaves.

    Of both directions the sharper counts, as motion blurs one. After Crete, Dolmiere, Ladret and Nicolas, The blur
    effect: perception and estimation with a new no-reference perceptual blur metric (2007).
    """
    shares = []
    for axis in (0, 1):
        sharp = np.abs(np.diff(grey, axis=axis))
        total = float(sharp.sum())
        if total == 0:
            continue
        lost = np.maximum(0, sharp - np.abs(np.diff(_mean_along(grey, axis), axis=axis)))
        shares.append(1 - float(lost.sum()) / total)
    return min(shares, default=1.0)


def _mean_along(grey: Grey, axis: int) -> Grey:
    half = BLUR_WINDOW // 2
    padding = [(half + 1, half) if one == axis else (0, 0) for one in (0, 1)]
    sums = np.cumsum(np.pad(grey, padding, mode="edge"), axis=axis, dtype=np.float64)
    upper, lower = (np.take(sums, range(start, start + grey.shape[axis]), axis=axis) for start in (BLUR_WINDOW, 0))
    mean: Grey = ((upper - lower) / BLUR_WINDOW).astype(np.float32)
    return mean


def _shrink(grey: Grey, side: int) -> Grey:
    rows, columns = (np.linspace(0, length, side + 1).astype(int) for length in grey.shape)
    sums = np.add.reduceat(np.add.reduceat(grey, rows[:-1], axis=0), columns[:-1], axis=1)
    counts = np.maximum(1, np.diff(rows))[:, None] * np.maximum(1, np.diff(columns))
    small: Grey = (sums / counts).astype(np.float32)
    return small


def picture_hash(grey: Grey) -> int:
    """Return 64 bits that are alike for pictures that look alike: signs of the low terms of a cosine transform."""
    small = _shrink(grey, HASH_SIDE)
    place = np.arange(HASH_SIDE)
    basis = np.cos(np.pi * (2 * place[None, :] + 1) * place[:, None] / (2 * HASH_SIDE))[:HASHED_TERMS]
    terms = (basis @ small @ basis.T).ravel()
    bits = terms > np.median(terms[1:])
    return int("".join("1" if bit else "0" for bit in bits), 2)


def picture_thumb(grey: Grey) -> Grey:
    """Return a thumbnail for comparing pictures of one size, float32 (48, 48)."""
    return _shrink(grey, THUMB_SIDE)
