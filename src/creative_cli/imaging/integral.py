"""Means of a picture under many boxes at once, by an integral image (Crow, SIGGRAPH 1984)."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from creative_cli.imaging.raster import Field

_Cells: TypeAlias = np.ndarray[tuple[int, ...], np.dtype[np.int64]]


@dataclass(frozen=True, slots=True, eq=False)
class IntegralImage:
    """Sums of a field (height, width) from its top left corner to each cell, with a row and a column of zeros first."""

    sums: Field

    @classmethod
    def of_field(cls, field: Field) -> "IntegralImage":
        """Add up *field*, in 64 bits so that differences of sums stay exact enough."""
        sums = np.zeros((field.shape[0] + 1, field.shape[1] + 1))
        sums[1:, 1:] = field.cumsum(axis=0, dtype=np.float64).cumsum(axis=1)
        return cls(sums)

    @property
    def total(self) -> float:
        """Sum of the whole field."""
        return float(self.sums[-1, -1])

    def box_sums(self, boxes: Field) -> tuple[Field, Field]:
        """Return the sums under *boxes* (n, 4): left, top, width, height in cells; and how many cells each holds.

        Edges are rounded to cells and clipped to the field.
        """
        height, width = self.sums.shape[0] - 1, self.sums.shape[1] - 1
        left, right = _edges(boxes[:, 0], boxes[:, 2], width)
        top, bottom = _edges(boxes[:, 1], boxes[:, 3], height)
        flat, pitch = self.sums.ravel(), width + 1
        above, below = top * pitch, bottom * pitch
        total = flat[below + right] - flat[above + right] - flat[below + left] + flat[above + left]
        return total, np.asarray((right - left) * (bottom - top), np.float64)

    def box_means(self, boxes: Field) -> Field:
        """Return the means under *boxes* as in `box_sums`; 0 for a box outside the field."""
        total, cells = self.box_sums(boxes)
        return np.asarray(total / np.maximum(cells, 1))


def _edges(start: Field, length: Field, end: int) -> tuple[_Cells, _Cells]:
    first = np.minimum(np.maximum(np.rint(start), 0), end).astype(np.int64)
    last = np.minimum(np.maximum(np.rint(start + length), 0), end).astype(np.int64)
    return first, np.maximum(first, last)
