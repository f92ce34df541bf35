"""Compare the local features of two pictures, and tell where in the one the other is.

Like features are no proof: letters and buttons of two ads are alike. They have to lie in the same arrangement. Each
pair of like features proposes where the whole picture would be, as patches are upright; the proposal that most pairs
agree with is refined to an affine map (Philbin and others 2007, "Object retrieval with large vocabularies and fast
spatial matching", section 4).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from creative_cli.retrieval.local_features import FeatureGrid, LocalFeatures

LEAST_COSINE = 0.88  # of two features that may be the same
PAIRS_PER_FEATURE = 3  # repeated letters are alike: several may be the one
FIRST_DISTANCE, DISTANCE = 0.035, 0.022  # of the side of the picture's square, before and after it is refined
MOST_SIZE_RATIO = 1.5  # of two features' sizes, beside the ratio of the pictures
MOST_STRETCH = 1.6  # of one axis beside the other; a photo of a screen seen from its side has less
LEAST_PAIRS = 6  # that an affine map is fitted to
FIT_ROUNDS = 4  # of fitting
GRID_CELLS = 6  # cells a side in which the extent of an arrangement is counted


@dataclass(frozen=True, slots=True)
class FeatureMatch:
    """How an indexed picture lies in an asked one.

    `shared` are the features found in the same arrangement, `share` their part of those that should be seen there,
    `cells` the cells of a 6 × 6 grid over the indexed picture that have any. `seen` is how much of the indexed
    picture lies inside the asked one, `filled` how much of the asked picture it takes, both 0 to 1.
    """

    shared: int
    share: float
    cells: int
    seen: float
    filled: float


NO_MATCH = FeatureMatch(0, 0.0, 0, 0.0, 0.0)


def match_features(known: LocalFeatures, asked: LocalFeatures) -> FeatureMatch:
    """Return how the picture of *known* lies in that of *asked*; `NO_MATCH` if it cannot be told."""
    mine, theirs, cosines = _pair_alike(known, asked)
    if len(mine) < LEAST_PAIRS:
        return NO_MATCH
    ratios = asked.points[theirs, 2] / known.points[mine, 2]
    agreeing = _choose_proposal(known.points[mine], asked.points[theirs], mine, ratios)
    placed: NDArray[np.float64] | None = None
    for _ in range(FIT_ROUNDS):
        if len(np.unique(mine[agreeing])) < LEAST_PAIRS:
            break
        fitted = _fit_affine(known.points[mine[agreeing]], asked.points[theirs[agreeing]], cosines[agreeing])
        scale = float(np.linalg.det(fitted[:2])) ** 0.5 if np.linalg.det(fitted[:2]) > 0 else 0.0
        stretches = np.linalg.svd(fitted[:2], compute_uv=False)
        if not scale or stretches[0] > MOST_STRETCH * stretches[1]:
            break
        placed = fitted
        off = np.linalg.norm(_to_asked(known.points[mine], fitted) - asked.points[theirs, :2], axis=1) / scale
        agreeing = (off < DISTANCE) & (np.abs(np.log(ratios / scale)) < np.log(MOST_SIZE_RATIO))
    if placed is None:
        return NO_MATCH
    shared = np.unique(mine[agreeing])
    inside = _to_asked(known.points, placed)
    visible = int(((inside > 0) & (inside < np.array(asked.frame))).all(axis=1).sum())
    places = known.points[shared, :2] * (GRID_CELLS / np.array(known.frame))
    cells = len(np.unique(np.minimum(places.astype(np.intp), GRID_CELLS - 1) @ np.array((1, GRID_CELLS))))
    return FeatureMatch(len(shared), len(shared) / max(1, visible), cells, *_overlap(placed, known.frame, asked.frame))


def _pair_alike(known: LocalFeatures, asked: LocalFeatures) -> tuple[NDArray[np.intp], NDArray[np.intp], FeatureGrid]:
    """Return pairs of like features: numbers in *known*, numbers in *asked*, and their cosines."""
    cosines = known.descriptions @ asked.descriptions.T
    count = min(PAIRS_PER_FEATURE, cosines.shape[1])
    if not count:
        return np.zeros(0, np.intp), np.zeros(0, np.intp), np.zeros(0, np.float32)
    nearest = np.argpartition(-cosines, count - 1, axis=1)[:, :count]
    mine = np.repeat(np.arange(len(nearest)), count)
    theirs = nearest.ravel()
    alike = cosines[mine, theirs] > LEAST_COSINE
    mine, theirs = mine[alike], theirs[alike]
    return mine, theirs, cosines[mine, theirs]


def _choose_proposal(
    known: FeatureGrid, asked: FeatureGrid, mine: NDArray[np.intp], ratios: FeatureGrid
) -> NDArray[np.bool_]:
    """Return which pairs agree with the pair that most features agree with: same size ratio and place."""
    shifts = asked[:, :2] - ratios[:, None] * known[:, :2]
    off = [
        np.abs((asked[None, :, axis] - shifts[:, None, axis]) / ratios[:, None] - known[None, :, axis])
        for axis in (0, 1)
    ]
    logs = np.log(ratios)
    near = (np.maximum(*off) < FIRST_DISTANCE) & (np.abs(logs[None] - logs[:, None]) < np.log(MOST_SIZE_RATIO))
    # A feature with several pairs counts once: pairs of one feature stand side by side.
    starts = np.flatnonzero(np.diff(mine, prepend=-1))
    counts = np.logical_or.reduceat(near, starts, axis=1).sum(axis=1)
    chosen: NDArray[np.bool_] = near[int(counts.argmax())]
    return chosen


def _fit_affine(known: FeatureGrid, asked: FeatureGrid, weights: FeatureGrid) -> NDArray[np.float64]:
    """Return the 3 × 2 affine map of x, y, 1 of *known* to x, y of *asked* with the least squares."""
    places = np.column_stack([known[:, :2], np.ones(len(known))]).astype(np.float64)
    weight = np.sqrt(weights.astype(np.float64))[:, None]
    return np.linalg.lstsq(places * weight, asked[:, :2] * weight, rcond=None)[0].astype(np.float64)


def _to_asked(points: FeatureGrid, placed: NDArray[np.float64]) -> NDArray[np.float64]:
    found: NDArray[np.float64] = points[:, :2] @ placed[:2] + placed[2]
    return found


def _overlap(
    placed: NDArray[np.float64], known: tuple[float, float], asked: tuple[float, float]
) -> tuple[float, float]:
    """Return how much of the known picture is inside the asked one, and of the asked one inside the known one."""
    steps = (np.arange(24) + 0.5) / 24
    grid = np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)
    there = (grid * np.array(known)) @ placed[:2] + placed[2]
    back = (grid * np.array(asked) - placed[2]) @ np.linalg.inv(placed[:2])
    return (
        float(((there > 0) & (there < np.array(asked))).all(axis=1).mean()),
        float(((back > 0) & (back < np.array(known))).all(axis=1).mean()),
    )
