"""Local features: small patches of a picture that are found again in its crops, mirror images and screenshots.

Corners and blobs are extrema of differences of Gaussians, and a patch is described by its gradients (Lowe 2004,
"Distinctive Image Features from Scale-Invariant Keypoints"), with the square roots of Arandjelović and Zisserman 2012
("Three things everyone should know to improve object retrieval"). Unlike there, patches are upright, as pictures are
seldom turned by more than a few degrees, and a gradient counts like its opposite: so grey and hue-turned copies, where
light and dark may change places, keep their descriptions. No library is needed: OpenCV would take 160 MB on disk, and
its SIFT takes as long.
"""

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from creative_cli.models import Pixels

FeatureGrid: TypeAlias = NDArray[np.float32]
Numbers: TypeAlias = NDArray[np.intp]

STORED_SIDE = 224  # px; side of the square with the area that an indexed picture is reduced to
STORED_FEATURES = 128  # of an indexed picture: 9 KB at most
# A screenshot shows the picture small: finer levels find it there. Areas as squares of px, with features of each.
ASKED_LEVELS = ((224, 200), (448, 300), (800, 450))

FIRST_BLUR = 1.4  # px, of the finest Gaussian
SCALES_PER_OCTAVE = 3  # Lowe 2004, section 3.2
LEAST_SIDE = 24  # px, of the coarsest octave
LEAST_CONTRAST = 0.006  # of a difference of Gaussians, where 1 is white on black
MOST_EDGE_RATIO = 10.0  # of the curvatures: a point on a straight edge may be anywhere on it (Lowe 2004, section 4.1)
BORDER = 4  # px without features
SPREAD_CELLS = 6  # cells a side that share the features: a block of text must not take them all

CELLS, BINS = 4, 4  # cells a side of a patch, directions of gradients in each: 64 numbers
CELL_BLURS = 3.0  # width of a cell in sigmas of the feature's Gaussian
PATCH_SAMPLES = 16  # samples of gradients a side of a patch
MOST_BIN_SHARE = 0.25  # of a description's length, in one number: one strong edge must not outweigh all others

PLACE_STEPS = 16_384  # steps of a stored place in one side of the square with the picture's area: 4 sides at most
VALUE_STEPS = 400  # steps of a stored number of a description; the largest is about 0.6

_HEADER = struct.Struct("<2H")
_FEATURE = np.dtype([("place", "<u2", 3), ("description", "u1", CELLS * CELLS * BINS)])


@dataclass(frozen=True, slots=True)
class LocalFeatures:
    """Features of one picture, whose unit of length is the side of the square with the picture's area.

    `points` has x, y and size (sigma) of each, `descriptions` a unit vector of 64 numbers; `frame` is the width and
    height of the picture.
    """

    points: FeatureGrid
    descriptions: FeatureGrid
    frame: tuple[float, float]

    def mirrored(self) -> "LocalFeatures":
        """Return the features of the picture seen in a mirror, left and right exchanged."""
        points = self.points.copy()
        points[:, 0] = np.float32(self.frame[0]) - points[:, 0]
        cells = self.descriptions.reshape(-1, CELLS, CELLS, BINS)[:, :, ::-1, (-np.arange(BINS)) % BINS]
        return LocalFeatures(points, cells.reshape(self.descriptions.shape), self.frame)

    def pack(self) -> bytes:
        """Return the features as bytes: 4, and 70 for each."""
        rows = np.zeros(len(self.points), _FEATURE)
        rows["place"] = np.clip(np.rint(self.points * PLACE_STEPS), 0, 65_535)
        rows["description"] = np.clip(np.rint(self.descriptions * VALUE_STEPS), 0, 255)
        frame = (min(65_535, round(side * PLACE_STEPS)) for side in self.frame)
        return _HEADER.pack(*frame) + rows.tobytes()


def unpack_features(data: bytes) -> LocalFeatures:
    """Return the features that `pack` made *data* of. Raises ValueError if it did not."""
    if len(data) < _HEADER.size:
        raise ValueError("the header is missing")
    width, height = _HEADER.unpack_from(data)
    rows = np.frombuffer(data, _FEATURE, offset=_HEADER.size)
    descriptions: FeatureGrid = rows["description"].astype(np.float32)
    descriptions /= np.maximum(np.linalg.norm(descriptions, axis=1, keepdims=True), 1)
    points: FeatureGrid = rows["place"].astype(np.float32) / np.float32(PLACE_STEPS)
    return LocalFeatures(points, descriptions, (width / PLACE_STEPS, height / PLACE_STEPS))


def find_stored_features(pixels: "Pixels") -> LocalFeatures:
    """Return the features of an indexed picture, uint8 (height, width, 3)."""
    return _find_features(_to_grey(pixels), STORED_SIDE, STORED_FEATURES)


def find_asked_features(pixels: "Pixels") -> LocalFeatures:
    """Return the features of a picture to search by, uint8 (height, width, 3), on several levels of detail."""
    grey = _to_grey(pixels)
    full = (grey.shape[0] * grey.shape[1]) ** 0.5
    found = [
        _find_features(grey, min(side, full), count)
        for number, (side, count) in enumerate(ASKED_LEVELS)
        if number == 0 or ASKED_LEVELS[number - 1][0] < full
    ]
    return LocalFeatures(
        np.concatenate([one.points for one in found]),
        np.concatenate([one.descriptions for one in found]),
        found[0].frame,
    )


def _to_grey(pixels: "Pixels") -> FeatureGrid:
    weights = np.array((0.299, 0.587, 0.114), np.float32) / np.float32(255)  # luma of ITU-R BT.601
    return (pixels.astype(np.float32) @ weights).astype(np.float32)


def _find_features(grey: FeatureGrid, side: float, count: int) -> LocalFeatures:
    """Return at most *count* features of *grey* (0..1), reduced to the area of a square of *side* px."""
    height, width = grey.shape
    unit = (height * width) ** 0.5
    size = tuple(max(1, round(length * min(1.0, side / unit))) for length in grey.shape)
    reduced = _average_areas(_average_areas(grey, size[0]).T, size[1]).T
    octaves: list[_Octave] = []
    step = (height * width / (size[0] * size[1])) ** 0.5
    level, scale = np.ascontiguousarray(reduced), 1.0
    while not octaves or min(level.shape) >= LEAST_SIDE:
        octave = _Octave.of_level(level, scale)
        octaves.append(octave)
        level, scale = octave.blurs[SCALES_PER_OCTAVE][::2, ::2], scale * 2
    extrema = np.concatenate([octave.places() for octave in octaves])
    kept = _spread_features(extrema, reduced.shape, count)
    ends = np.cumsum([len(octave.rows) for octave in octaves])
    points, descriptions = [], []
    for octave, end in zip(octaves, ends, strict=True):
        which = kept[(kept >= end - len(octave.rows)) & (kept < end)]
        points.append(extrema[which, :3])
        descriptions.append(octave.describe(which - (end - len(octave.rows))))
    return LocalFeatures(
        np.concatenate(points) * np.float32(step / unit), np.concatenate(descriptions), (width / unit, height / unit)
    )


def _average_areas(grid: FeatureGrid, side: int) -> FeatureGrid:
    """Return the means of *grid* over *side* rows of equal height, parts of pixels included."""
    if side == len(grid):
        return grid
    middle = grid.mean()  # sums of what differs from it stay small, and so exact
    sums = np.zeros((len(grid) + 1, grid.shape[1]), np.float32)
    np.cumsum(grid - middle, axis=0, out=sums[1:])
    edges = np.arange(side + 1, dtype=np.float64) * (len(grid) / side)
    below = np.minimum(edges.astype(np.intp), len(grid) - 1)
    share = (edges - below).astype(np.float32)[:, None]
    at_edges = sums[below] + share * (sums[below + 1] - sums[below])
    means: FeatureGrid = np.diff(at_edges, axis=0) * np.float32(side / len(grid)) + middle
    return means


@dataclass(frozen=True, slots=True)
class _Octave:
    """Gaussians of one level, *scale* px of the finest apart, and the extrema of their differences."""

    blurs: FeatureGrid
    sigmas: FeatureGrid
    scale: float
    layers: Numbers
    rows: Numbers
    columns: Numbers
    contrasts: FeatureGrid

    @staticmethod
    def of_level(level: FeatureGrid, scale: float) -> "_Octave":
        sigmas = (FIRST_BLUR * 2 ** (np.arange(SCALES_PER_OCTAVE + 3) / SCALES_PER_OCTAVE)).astype(np.float32)
        # A level that was taken from a finer one is blurred by FIRST_BLUR already.
        added = np.sqrt(np.maximum(sigmas**2 - FIRST_BLUR**2, 0)) if scale > 1 else sigmas
        blurs = _blur_level(level, added)
        return _Octave(blurs, sigmas, scale, *_find_extrema(np.diff(blurs, axis=0)))

    def places(self) -> FeatureGrid:
        """Return x, y, size and contrast of each extremum, in px of the finest level."""
        x, y = ((along + 0.5) * self.scale for along in (self.columns, self.rows))
        return np.stack([x, y, self.sigmas[self.layers] * self.scale, self.contrasts], axis=1).astype(np.float32)

    def describe(self, which: Numbers) -> FeatureGrid:
        """Return the description of the extrema *which*."""
        if not len(which):
            return np.zeros((0, CELLS * CELLS * BINS), np.float32)
        layers, sizes = self.layers[which], self.sigmas[self.layers[which]]
        samples = (np.arange(PATCH_SAMPLES) - (PATCH_SAMPLES - 1) / 2) * (CELLS / PATCH_SAMPLES)  # in cells
        apart = samples[None] * CELL_BLURS * sizes[:, None]
        height, width = self.blurs.shape[1:]
        y = np.clip(np.rint(self.rows[which][:, None] + apart), 1, height - 2).astype(np.intp)[:, :, None]
        x = np.clip(np.rint(self.columns[which][:, None] + apart), 1, width - 2).astype(np.intp)[:, None, :]
        flat = self.blurs.reshape(-1)
        at = (layers[:, None, None] * height + y) * width + x
        right, down = flat[at + 1] - flat[at - 1], flat[at + width] - flat[at - width]
        near = np.exp(-(samples[:, None] ** 2 + samples[None] ** 2) / (2 * (CELLS / 2) ** 2)).astype(np.float32)
        strength = np.hypot(right, down) * near
        # Modulo half a turn: a gradient counts like its opposite.
        turns = np.arctan2(down, right) * np.float32(BINS / np.pi)
        turns += np.float32(BINS) * (turns < 0)
        off = np.abs(turns[None] - np.arange(BINS, dtype=np.float32)[:, None, None, None])
        off = np.minimum(off, BINS - off)
        weighted = strength[None] * np.maximum(0, 1 - off)
        shares = np.maximum(0, 1 - np.abs(samples[:, None] + CELLS / 2 - 0.5 - np.arange(CELLS)[None])).astype(
            np.float32
        )
        sums = np.swapaxes(np.swapaxes(weighted @ shares, 2, 3) @ shares, 2, 3)  # bins, features, rows, columns
        values = np.moveaxis(sums, 0, 3).reshape(len(which), -1)
        values /= np.maximum(np.linalg.norm(values, axis=1, keepdims=True), 1e-9)
        values = np.minimum(values, MOST_BIN_SHARE)
        described: FeatureGrid = np.sqrt(values / np.maximum(values.sum(axis=1, keepdims=True), 1e-9)).astype(
            np.float32
        )
        return described


def _blur_level(level: FeatureGrid, sigmas: FeatureGrid) -> FeatureGrid:
    """Return *level* blurred by each of *sigmas* px, its edges mirrored, by one Fourier transform."""
    margin = int(3 * float(sigmas[-1])) + 1
    padded = np.pad(level, [(margin, margin + _fill_length(side + 2 * margin)) for side in level.shape], "symmetric")
    waves = np.fft.rfft2(padded)
    down = np.fft.fftfreq(padded.shape[0]).astype(np.float32)[:, None]
    across = np.fft.rfftfreq(padded.shape[1]).astype(np.float32)[None]
    blurs = np.empty((len(sigmas), *level.shape), np.float32)
    for number, sigma in enumerate(sigmas):
        # The Fourier transform of a Gaussian is the product of one along each axis.
        falls = (np.exp(-2 * (np.pi * sigma * along) ** 2) for along in (down, across))
        blurred = np.fft.irfft2(waves * next(falls) * next(falls), padded.shape)
        blurs[number] = blurred[margin : margin + level.shape[0], margin : margin + level.shape[1]]
    return blurs


def _fill_length(length: int) -> int:
    """Return how much *length* lacks to the next product of 2, 3 and 5, which transforms are fast for."""
    added = 0
    while True:
        rest = length + added
        for prime in (2, 3, 5):
            while rest % prime == 0:
                rest //= prime
        if rest == 1:
            return added
        added += 1


def _find_extrema(differences: FeatureGrid) -> tuple[Numbers, Numbers, Numbers, FeatureGrid]:
    """Return layer, row, column and contrast of the extrema of *differences* in place and scale, but not on edges."""
    rows, columns = slice(BORDER, -BORDER), slice(BORDER, -BORDER)
    inner = differences[1:-1, rows, columns]
    beside = [differences[1:-1, BORDER + down : differences.shape[1] - BORDER + down, columns] for down in (-1, 1)] + [
        differences[1:-1, rows, BORDER + right : differences.shape[2] - BORDER + right] for right in (-1, 1)
    ]
    peaks, pits = inner > LEAST_CONTRAST, inner < -LEAST_CONTRAST
    for one in beside:
        peaks &= inner >= one
        pits &= inner <= one
    layer, y, x = np.nonzero(peaks | pits)
    layer, y, x = layer + 1, y + BORDER, x + BORDER
    height, width = differences.shape[1:]
    flat = differences.reshape(-1)
    at = (layer * height + y) * width + x
    sign = np.sign(flat[at])
    around = [(d * height + r) * width + c for d in (-1, 0, 1) for r in (-1, 0, 1) for c in (-1, 0, 1)]
    keep = np.all([sign * flat[at] >= sign * flat[at + step] for step in around], axis=0)
    at, layer, y, x = at[keep], layer[keep], y[keep], x[keep]
    value = flat[at]
    across = flat[at + 1] + flat[at - 1] - 2 * value
    down = flat[at + width] + flat[at - width] - 2 * value
    both = (flat[at + width + 1] - flat[at + width - 1] - flat[at - width + 1] + flat[at - width - 1]) / 4
    determinant = across * down - both**2
    corner = (determinant > 0) & ((across + down) ** 2 * MOST_EDGE_RATIO < determinant * (MOST_EDGE_RATIO + 1) ** 2)
    return layer[corner], y[corner], x[corner], np.abs(value[corner])


def _spread_features(extrema: FeatureGrid, shape: tuple[int, ...], count: int) -> Numbers:
    """Return the *count* strongest of *extrema*, taken from all cells of the picture in turns, in their order."""
    if len(extrema) <= count:
        return np.arange(len(extrema))
    height, width = shape
    rows = np.minimum((extrema[:, 1] * SPREAD_CELLS / height).astype(np.intp), SPREAD_CELLS - 1)
    columns = np.minimum((extrema[:, 0] * SPREAD_CELLS / width).astype(np.intp), SPREAD_CELLS - 1)
    cells = rows * SPREAD_CELLS + columns
    order = np.lexsort((-extrema[:, 3], cells))
    starts = np.searchsorted(cells[order], cells[order])
    turn = (np.arange(len(order)) - starts) // max(1, count // SPREAD_CELLS**2)
    chosen = order[np.lexsort((-extrema[order, 3], turn))][:count]
    return np.sort(chosen)
