"""The vectors of one generation of the index, in one file: little-endian float32, row n that of document n.

Every question is compared with all of them: among 100,000 that takes 0.05 s, where importing Chroma takes 1 s
(`docs/decisions/0012-search.md`). The catalog says which rows are in use; the index's file lock is held.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from creative_cli.errors import StorageError
from creative_cli.retrieval.embedding import Vector

REINDEX_HINT = "Rebuild it from the run log: creative search --reindex"

LENGTH_TOLERANCE = 0.01  # of a vector's length, which is 1: rounding to four decimals changes it by 0.001

DocumentNumbers: TypeAlias = NDArray[np.int64]


class DamagedIndexError(StorageError):
    """The files of the search index are damaged or incomplete; the run log can make them again."""


class VectorStore(Protocol):
    """Keeps a vector for each document number."""

    def write(self, docs: Sequence[int], vectors: Sequence[Vector]) -> None:
        """Store one vector for each number, replacing any earlier one."""

    def measure_similarities(self, question: Vector, docs: DocumentNumbers | None, rows: int) -> Vector:
        """Return the cosine similarity of the *rows* first documents, or those of *docs*; -inf for all others."""


@dataclass(frozen=True, slots=True)
class VectorFile:
    """A file of vectors of *dimension* numbers; it need not exist."""

    path: Path
    dimension: int

    def write(self, docs: Sequence[int], vectors: Sequence[Vector]) -> None:
        """Store one vector for each number and wait until they are on the disk."""
        size = self.dimension * 4
        with self.path.open("r+b" if self.path.exists() else "x+b") as file:
            for doc, vector in zip(docs, vectors, strict=True):
                file.seek(doc * size)
                file.write(np.asarray(vector, dtype="<f4").tobytes())
            file.flush()
            os.fsync(file.fileno())

    def read(self, docs: Sequence[int]) -> dict[int, Vector]:
        """Return the vectors of *docs* by their number, without those that are lost or damaged."""
        rows = self.path.stat().st_size // (self.dimension * 4) if self.path.is_file() else 0
        if not rows:
            return {}
        vectors = np.memmap(self.path, dtype="<f4", mode="r", shape=(rows, self.dimension))
        found = {doc: np.array(vectors[doc]) for doc in docs if doc < rows}
        with np.errstate(over="ignore", invalid="ignore"):
            return {doc: vector for doc, vector in found.items() if _has_right_length(vector)}

    def measure_similarities(self, question: Vector, docs: DocumentNumbers | None, rows: int) -> Vector:
        """Return the cosine similarities of the protocol; raise DamagedIndexError for a file that is cut or foreign."""
        if not rows:
            return np.empty(0, dtype=np.float32)
        size = self.path.stat().st_size if self.path.is_file() else 0
        if size < rows * self.dimension * 4:
            raise DamagedIndexError(f"The search index has lost vectors: {self.path}.", hint=REINDEX_HINT)
        vectors = np.memmap(self.path, dtype="<f4", mode="r", shape=(rows, self.dimension))
        found = np.full(rows, -np.inf, dtype=np.float32)
        asked = np.arange(rows) if docs is None else docs
        if not len(asked):
            return found
        with np.errstate(over="ignore", invalid="ignore"):  # damaged files hold any number
            found[asked] = (vectors if docs is None else vectors[docs]) @ question
            nearest = vectors[asked[np.argmax(found[asked])]]  # NaN counts as the largest
            whole = _has_right_length(nearest)
        if not whole:
            raise DamagedIndexError(f"The vectors of the search index are damaged: {self.path}.", hint=REINDEX_HINT)
        return found


def _has_right_length(vector: Vector) -> bool:
    return abs(float(np.linalg.norm(vector)) - 1) < LENGTH_TOLERANCE
