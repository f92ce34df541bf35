"""Measures of a whole picture: how much it shows, how sharp it is, and what it looks like."""

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Grey = NDArray[np.float32]

Levels = NDArray[np.float32] | NDArray[np.uint8]
"""Greys of a picture, 0 to 255, (height, width)."""

EDGE_WINDOW, EDGE_STRIDE = 9, 4
"""An edge is looked for in so many px, and every how many px."""
STRONG_EDGE_LEVELS, MIN_STRONG_EDGES = 40, 40
"""What changes there at least, in levels of 255; with fewer such edges their sharpness is a matter of luck."""
SHARPEST_QUANTILE, CALM_QUANTILE = 0.9, 0.1
LINE_STEP = 5
"""Every which row and column is measured: edges and blocks are longer."""
NOISE_STEP, NOISE_ROWS, NOISE_CELL_PX = 4, 3, 12
CALM_SPAN_PX, CALM_SPAN_LEVELS, MOST_BLOCK_STEP = 12, 40, 16
"""Blocks show where little changes in a span of px; a larger step there is an edge of what is shown."""
MIN_GRID_LINES, MIN_CALM_LINES, PROFILE_REACH = 5, 8, 8
MEASURED_SIDE_PX = 1080
"""A larger picture is measured at about this size, as it is shown."""
HASH_SIDE, HASHED_TERMS = 32, 8
THUMB_SIDE = 48


def grey_of(pixels: NDArray[np.uint8], side: int = MEASURED_SIDE_PX) -> Grey:
    """Return a picture, uint8 (h, w, 3), in grey, float32 0 to 255, reduced by a whole factor to about *side* px."""
    grey = grey_levels(pixels).astype(np.float32)
    step = max(1, max(grey.shape) // side)
    if step == 1:
        return grey
    height, width = (length // step * step for length in grey.shape)
    reduced: Grey = grey[:height, :width].reshape(height // step, step, width // step, step).mean(axis=(1, 3))
    return reduced


def grey_levels(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a picture, uint8 (h, w, 3), in grey of the same size, uint8."""
    return np.asarray(Image.fromarray(pixels).convert("L"))


def neighbor_correlation(grey: Grey) -> float:
    """Return how alike neighboring pixels are, -1 to 1: near 1 in photos and drawings, near 0 in noise.

    Of both directions the more alike counts: stripes are no noise.
    """
    return max(_correlate(grey[:, :-1], grey[:, 1:]), _correlate(grey[:-1], grey[1:]))


def _correlate(one: Grey, other: Grey) -> float:
    if one.std() == 0 or other.std() == 0:
        return 1.0
    return float(np.corrcoef(one.ravel(), other.ravel())[0, 1])


def edge_sharpness(grey: Levels) -> float | None:
    """Return how sharp the strong edges of a picture are: the share of its height that an edge climbs in one px.

    That of the sharpest tenth counts, so that a subject before a soft background is sharp. A blur of s px leaves about
    0.4 / s of a hard edge. None without enough strong edges: a plain surface, or one that is blurred beyond them.
    """
    shares = np.concatenate([_edge_shares(grey[::LINE_STEP]), _edge_shares(grey.T[::LINE_STEP])])
    return float(np.quantile(shares, SHARPEST_QUANTILE)) if len(shares) >= MIN_STRONG_EDGES else None


def _edge_shares(lines: Levels) -> Grey:
    """Return the steepest step of each strong edge along *lines*, as a share of what changes in EDGE_WINDOW px."""
    count = (lines.shape[1] - EDGE_WINDOW) // EDGE_STRIDE + 1
    if count < 1:
        return np.zeros(0, np.float32)
    # Steps are computed between whole rows, which is four times as fast as within them.
    across: NDArray[Any] = np.ascontiguousarray(lines.T)
    rows = [across[start : start + EDGE_STRIDE * count : EDGE_STRIDE] for start in range(EDGE_WINDOW)]
    lowest, highest, steepest = rows[0].copy(), rows[0].copy(), np.zeros_like(rows[0])
    for before, after in pairwise(rows):
        np.minimum(lowest, after, out=lowest)
        np.maximum(highest, after, out=highest)
        np.maximum(steepest, measure_apart(before, after), out=steepest)
    span = highest - lowest
    strong = span >= STRONG_EDGE_LEVELS
    shares: Grey = steepest[strong].astype(np.float32) / span[strong]
    return shares


def measure_apart(one: NDArray[Any], other: NDArray[Any]) -> NDArray[Any]:
    """Return how far apart levels of two pictures of one shape are, in their own type."""
    apart: NDArray[Any] = np.maximum(one, other)
    apart -= np.minimum(one, other)
    return apart


def noise_levels(grey: NDArray[np.uint8]) -> float:
    """Return the standard deviation of the noise, in levels, in the calmest tenth of a picture.

    The Laplacian of Immerkær, Fast noise variance estimation (1996), which plain slopes do not answer.
    """
    above, here, below = (grey[start::NOISE_STEP].astype(np.int16) for start in range(3))
    rows = len(below)
    sides = above[:rows] + below - 2 * here[:rows]
    noise = np.abs(sides[:, :-2] + sides[:, 2:] - 2 * sides[:, 1:-1])
    down, across = noise.shape[0] // NOISE_ROWS, noise.shape[1] // NOISE_CELL_PX
    if not down or not across:
        return 0.0
    cells = noise[: down * NOISE_ROWS, : across * NOISE_CELL_PX].reshape(down, NOISE_ROWS, -1).sum(axis=1)
    starts = np.arange(0, across * NOISE_CELL_PX, NOISE_CELL_PX)
    means = np.add.reduceat(cells, starts, axis=1) / (NOISE_ROWS * NOISE_CELL_PX)
    return float(np.quantile(means, CALM_QUANTILE)) * float(np.sqrt(np.pi / 2)) / 6


def block_strength(grey: NDArray[np.uint8], period: float) -> float:
    """Return how clearly a grid of *period* px shows in the calm parts of a picture, as blocks of JPEG do.

    It is the step at the lines of the grid, in levels, times the share of all steps there that repeat with the grid;
    of both directions the lower counts, as stripes are no blocks.
    """
    return min(_grid_strength(grey[::LINE_STEP], period), _grid_strength(grey.T[::LINE_STEP], period))


def _grid_strength(lines: NDArray[np.uint8], period: float) -> float:
    count = lines.shape[1] // CALM_SPAN_PX
    if count * CALM_SPAN_PX < MIN_GRID_LINES * period:
        return 0.0
    across = np.ascontiguousarray(lines.T[: count * CALM_SPAN_PX])
    spans = across.reshape(count, CALM_SPAN_PX, -1)
    calm = spans.max(axis=1) - spans.min(axis=1) <= CALM_SPAN_LEVELS
    steps = (
        np.minimum(measure_apart(across[1:], across[:-1]), MOST_BLOCK_STEP) * np.repeat(calm, CALM_SPAN_PX, axis=0)[1:]
    )
    seen = np.repeat(calm.sum(axis=1), CALM_SPAN_PX)[1:]
    profile = steps.sum(axis=1, dtype=np.uint32) / np.maximum(seen, 1)
    there = seen >= MIN_CALM_LINES
    if there.sum() < MIN_GRID_LINES * period:
        return 0.0
    smooth = np.convolve(np.pad(profile, PROFILE_REACH, mode="edge"), np.ones(2 * PROFILE_REACH + 1), "valid")
    apart = (profile - smooth / (2 * PROFILE_REACH + 1))[there]
    wave = np.exp(-2j * np.pi * np.flatnonzero(there) / period)
    height = 2 * float(np.abs((apart * wave).sum())) / float(there.sum())
    mean = float(profile[there].mean())
    return height * period / 2 * height / mean if mean else 0.0


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
