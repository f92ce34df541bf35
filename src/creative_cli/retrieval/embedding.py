"""The embedder protocol and the figures that say which vectors of a model are close."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

# One embedding, float32 of shape (dimension,), of length 1.
Vector: TypeAlias = NDArray[np.float32]

MAX_EMBEDDED_CHARACTERS = 2000  # embedding time grows without bound beyond: 25,000 characters take 8 s


@dataclass(frozen=True, slots=True)
class Closeness:
    """Which cosine similarities count as close for one model, measured on judged questions.

    `pull` is the share of a document's pull (`noise_floor.measure_pulls`) that is subtracted from its similarity
    before ranking. The rest is close when it reaches `floor` plus `slope` times the question's noise
    (`noise_floor.measure_noise`). Beside a close campaign, others are shown down to `margin` below that. Up to `doubt`
    above it real answers and noise mix: an answer there is close only when shared words make up for the difference,
    with `agreement` for all words of the question.
    """

    pull: float
    floor: float
    slope: float
    margin: float
    doubt: float = 0.0
    agreement: float = 0.0


# For models without measurements: every answer is shown, nearest first.
UNMEASURED_CLOSENESS = Closeness(pull=0.0, floor=-1.0, slope=0.0, margin=0.0)


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
        """Which similarities count as close."""

    def passages(self, texts: Sequence[str]) -> list[Vector]:
        """Embed documents, one vector each, in order."""

    def query(self, text: str) -> Vector:
        """Embed a question."""
