"""The measures of content-aware layout by which PosterLayout (Hsu et al., CVPR 2023) compares posters.

Alignment is by Li et al. (Attribute-conditioned layout GAN, 2020), whom it cites.
Maps are float (height, width); boxes are (left, top, right, bottom) in px of the map.

- occlusion: mean saliency under the elements. Lower is better.
- utility: share of the space that is not salient (1 - saliency) which the elements use. Higher is better.
- unreadability: mean gradient of the ground under text, in fractions of the full range. Lower is better.
- alignment: for each element the least of -log10(1 - d), d the distance of its left, centre, right, top, middle or
  bottom to the same line of any other element, in fractions of the canvas; averaged over the elements. Lower is better.
- overlay: mean intersection over union of all pairs of elements. Lower is better.
"""

import math
from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Map: TypeAlias = NDArray[np.float32]
Edges: TypeAlias = tuple[float, float, float, float]


class LayoutScores(NamedTuple):
    """The five measures of one ad; nan where an ad has too few elements for one."""

    occlusion: float
    utility: float
    unreadability: float
    alignment: float
    overlay: float


def score_layout(saliency: Map, gradient: Map, boxes: Sequence[Edges]) -> LayoutScores:
    """Return the measures of *boxes* over *saliency* and *gradient*, both 0 to 1 and of the canvas' size."""
    height, width = saliency.shape
    covered = cover_boxes(boxes, width, height)
    free = 1 - saliency
    return LayoutScores(
        occlusion=float(saliency[covered].mean()) if covered.any() else math.nan,
        utility=float(free[covered].sum() / max(float(free.sum()), 1e-6)),
        unreadability=float(gradient[covered].mean()) if covered.any() else math.nan,
        alignment=measure_alignment(boxes, width, height),
        overlay=measure_overlay(boxes),
    )


def cover_boxes(boxes: Sequence[Edges], width: int, height: int) -> NDArray[np.bool_]:
    """Return which pixels, (height, width), lie in any of the *boxes*."""
    covered = np.zeros((height, width), np.bool_)
    for left, top, right, bottom in boxes:
        rows = slice(max(0, math.floor(top)), max(0, math.ceil(bottom)))
        covered[rows, max(0, math.floor(left)) : max(0, math.ceil(right))] = True
    return covered


def measure_alignment(boxes: Sequence[Edges], width: float, height: float) -> float:
    """Return how far the elements are from sharing an edge or an axis, 0 if each shares one; nan for a single one."""
    if len(boxes) < 2:  # noqa: PLR2004 - one element has nothing to align with
        return math.nan
    lines = [
        (left / width, (left + right) / 2 / width, right / width,
         top / height, (top + bottom) / 2 / height, bottom / height)
        for left, top, right, bottom in boxes
    ]  # fmt: skip
    total = 0.0
    for own in lines:
        nearest = min(abs(a - b) for other in lines if other is not own for a, b in zip(own, other, strict=True))
        total -= math.log10(1 - min(nearest, 0.99))
    return total / len(lines)


def measure_overlay(boxes: Sequence[Edges]) -> float:
    """Return the mean intersection over union of all pairs, 0 for a single element."""
    shares = []
    for one, two in combinations(boxes, 2):
        width = min(one[2], two[2]) - max(one[0], two[0])
        height = min(one[3], two[3]) - max(one[1], two[1])
        shared = max(0.0, width) * max(0.0, height)
        areas = sum((box[2] - box[0]) * (box[3] - box[1]) for box in (one, two))
        shares.append(shared / (areas - shared) if areas > shared else 0.0)
    return sum(shares) / len(shares) if shares else 0.0


def mean_scores(scores: Sequence[LayoutScores]) -> LayoutScores:
    """Return the mean of each measure, without the ads that have none."""
    columns = [[value for value in column if not math.isnan(value)] for column in zip(*scores, strict=True)]
    return LayoutScores(*(sum(column) / len(column) if column else math.nan for column in columns))
