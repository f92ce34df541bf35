"""A perceptual image hash that survives re-encoding, scaling, brighter or darker copies and a slight crop.

A hash is 116 bytes: 64 signs of the low frequencies (the DCT hash of Zauner 2010, "Implementation and Benchmarking of
Perceptual Image Hash Functions") and the colours of a coarse grid. Both are relative to their means, which leaves
brightness out. To find the original of a crop, the copy is also hashed with its edges extended in 45 ways.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import pairwise, product
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from creative_cli.models import Pixels

PixelGrid: TypeAlias = NDArray[np.float32]

SIGN_BYTES = 8  # the signs come first in a hash
FINE_CELLS = 128  # cells a side of the first reduction: fine enough to move an edge by 1 %
DCT_CELLS = 32  # cells a side of the grid that is transformed
DCT_FREQUENCIES = 8  # frequencies kept a side: 8 × 8 signs
COLOR_CELLS = 6  # cells a side of the colour grid: 36 × 3 bytes
FEW_ROWS = 4  # of a cell: up to so many, adding the rows of all cells at once is faster than each cell for itself
CROPPED_CELLS = (2, 4, 7)  # of FINE_CELLS, lost on a cropped side: 1.5, 3 and 5 %

SRGB_LINEAR_END = 0.04045  # end of sRGB's linear part (IEC 61966-2-1)

# Ottosson 2020, "A perceptual color space for image processing": linear sRGB to cone responses, and these to Oklab.
_CONES = np.array(((0.4122, 0.5363, 0.0514), (0.2119, 0.6807, 0.1074), (0.0883, 0.2817, 0.6300)), dtype=np.float32)
_OKLAB = np.array(((0.2105, 0.7936, -0.0041), (1.9780, -2.4286, 0.4506), (0.0259, 0.7828, -0.8087)), dtype=np.float32)


class ImageLikeness(StrEnum):
    """How much a picture looks like the given one; the last is only the nearest of what there is."""

    SAME_FILE = "same file"
    SAME_PICTURE = "same picture"
    SIMILAR = "similar"
    RECOLOURED = "same picture in other colours"
    OTHER_MARKET = "same picture, other market"
    UNLIKE = "less close"


class PictureChange(StrEnum):
    """What was done to a picture that was found."""

    MIRRORED = "mirrored"
    INSIDE = "inside the picture you gave"
    CROPPED = "cropped"
    RECOLOURED = "in other colours"


@dataclass(frozen=True, slots=True, order=True)
class ImageDifference:
    """How two hashes differ: signs (of 64), and mean distance of colour, in hundredths of Oklab."""

    signs: int
    colour: float

    def rank(self) -> float:
        """Return the difference as one number, for sorting."""
        return self.signs / 4 + self.colour

    def within(self, most: "ImageDifference") -> bool:
        """Return whether no figure exceeds that of *most*."""
        return self.signs <= most.signs and self.colour <= most.colour


# Of a picture with the same bytes: nearer than any other.
IDENTICAL_BYTES = ImageDifference(-1, 0.0)
# Of pictures whose hashes are not compared.
UNLIKE_HASH = ImageDifference(64, math.inf)

# Measured on 99 ads of three campaigns: copies (JPEG at quality 40, a third of the size, brightness 0.8 to 1.15, 2 to
# 5 % cut off each side) differ by up to 14 signs and 2.7 hundredths, other ratios of the same scene by at least 8 and
# 3.3, ads of another campaign by 8 and 13.
MAX_COPY_DIFFERENCE = ImageDifference(14, 3.0)
MAX_SIMILAR_DIFFERENCE = ImageDifference(18, 6.0)


def hash_image(pixels: Pixels) -> bytes:
    """Return the hash of *pixels*, uint8 (height, width, 3), sRGB."""
    return _pack_hash(average_cells(pixels.astype(np.float32), (FINE_CELLS, FINE_CELLS)))


def hash_possible_originals(pixels: Pixels) -> tuple[bytes, ...]:
    """Return the hashes of *pixels* and of *pixels* with edges extended, as originals of a cropped copy."""
    fine = average_cells(pixels.astype(np.float32), (FINE_CELLS, FINE_CELLS))
    sides = [side for side in product((0, 1), repeat=4) if any(side)]
    borders = [(0, 0, 0, 0), *(tuple(size * side for side in which) for size in CROPPED_CELLS for which in sides)]
    return tuple(
        _pack_hash(np.pad(fine, ((top, bottom), (left, right), (0, 0)), mode="edge"))
        for top, bottom, left, right in borders
    )


def compare_hashes(asked: Sequence[bytes], known: Sequence[bytes]) -> tuple[ImageDifference, ...]:
    """Return how each *known* hash differs from the nearest of *asked*, in order.

    Colours are compared only where the signs are near; elsewhere their distance is infinite.
    """
    if not known:
        return ()
    signs, colours = _unpack_hashes(known)
    my_signs, my_colours = _unpack_hashes(asked)
    apart = np.stack([np.bitwise_count(signs ^ one) for one in my_signs])
    least = apart.min(axis=0)
    found = [ImageDifference(int(count), math.inf) for count in least]
    for place in np.flatnonzero(least <= MAX_SIMILAR_DIFFERENCE.signs):
        likely = np.flatnonzero(apart[:, place] <= MAX_SIMILAR_DIFFERENCE.signs)
        colour = _color_distances(my_colours[likely], colours[place])
        figures = zip(apart[likely, place].tolist(), colour.tolist(), strict=True)
        found[place] = min((ImageDifference(*figure) for figure in figures), key=ImageDifference.rank)
    return tuple(found)


def measure_recolouring(asked: bytes, known: bytes) -> float:
    """Return the median distance of the cells of two hashes, in hundredths of Oklab's a and b.

    Light is left out, and what covers less than half of a picture, such as a bar, does not change the median.
    """
    cells, others = (_unpack_hashes([one])[1].astype(np.float32).reshape(-1, 3) for one in (asked, known))
    return float(np.median(np.linalg.norm((cells - others)[:, 1:], axis=1)))


def _pack_hash(fine: PixelGrid) -> bytes:
    grey = average_cells(fine, (DCT_CELLS, DCT_CELLS)).mean(axis=2)
    low = (_dct_matrix() @ grey @ _dct_matrix().T).ravel()
    return (
        np.packbits(low > np.median(low[1:])).tobytes()
        + _oklab_cells(average_cells(fine, (COLOR_CELLS, COLOR_CELLS))).tobytes()
    )


def _unpack_hashes(hashes: Sequence[bytes]) -> tuple[NDArray[np.uint64], NDArray[np.int8]]:
    rows = np.frombuffer(b"".join(hashes), dtype=np.uint8).reshape(len(hashes), -1)
    signs = np.ascontiguousarray(rows[:, :SIGN_BYTES]).view(np.uint64)[:, 0]
    return signs, rows[:, SIGN_BYTES:].view(np.int8)


def average_cells(grid: PixelGrid, size: tuple[int, int]) -> PixelGrid:
    """Return the means of *grid* over *size* (rows, columns) cells of whole pixels, repeating a smaller grid."""
    for side in size:
        if len(grid) < side:
            grid = np.repeat(grid, -(-side // len(grid)), axis=0)
        edges = np.append(np.arange(side) * len(grid) // side, len(grid))
        means = _sum_rows(grid, edges) / np.diff(edges).astype(np.float32).reshape(-1, *[1] * (grid.ndim - 1))
        grid = np.ascontiguousarray(means.astype(np.float32).swapaxes(0, 1))
    return grid


def _sum_rows(grid: PixelGrid, edges: NDArray[np.intp]) -> PixelGrid:
    """Return the sums of the rows of *grid* between each of *edges* and the next."""
    counts = np.diff(edges)
    if counts.max() > FEW_ROWS:
        # One sum of whole rows for each cell: `np.add.reduceat` takes four times as long.
        return np.stack([grid[start:stop].sum(axis=0) for start, stop in pairwise(edges)])
    # In the same order, but all cells at once: those of a small picture are too many for a call each.
    sums: PixelGrid = grid[edges[:-1]]
    for number in range(1, counts.max()):
        longer = counts > number
        sums[longer] += grid[edges[:-1][longer] + number]
    return sums


@cache
def _dct_matrix() -> PixelGrid:
    """Return the DCT_FREQUENCIES × DCT_CELLS matrix of the discrete cosine transform, type II."""
    frequency, place = np.arange(DCT_FREQUENCIES)[:, None], np.arange(DCT_CELLS)[None, :]
    cosines: PixelGrid = np.cos(np.pi / DCT_CELLS * (place + 0.5) * frequency).astype(np.float32)
    return cosines


def _oklab_cells(cells: PixelGrid) -> NDArray[np.int8]:
    """Return the Oklab of every cell in hundredths, relative to the mean lightness."""
    share = cells / 255
    linear = np.where(share <= SRGB_LINEAR_END, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    lab = np.cbrt(linear @ _CONES.T) @ _OKLAB.T
    lab[..., 0] -= lab[..., 0].mean()
    return np.clip(np.rint(lab * 100), -127, 127).astype(np.int8).ravel()


def _color_distances(some: NDArray[np.int8], others: NDArray[np.int8]) -> PixelGrid:
    apart = (some.astype(np.int16) - others).reshape(len(some), -1, 3).astype(np.float32)
    distances: PixelGrid = np.sqrt((apart**2).sum(axis=2)).mean(axis=1)
    return distances
