"""What every embedder gives: vectors, and how near is near among them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Vector: TypeAlias = NDArray[np.float32]
"""One embedding, float32 of shape (dimension,), of length 1."""

MAX_EMBEDDED_CHARACTERS = 2000
"""Characters of a text that are embedded: the time for longer ones grows without end (25,000 take 8 s)."""


@dataclass(frozen=True, slots=True)
class Closeness:
    """How near is near with one model: measured on judged questions, as the cosines of models do not compare.

    `pull` is the share of a document's own pull (`neutral.pull`) that is taken off its cosine similarity before
    documents are ranked. What is left counts as close when it reaches `floor` plus `slope` times the question's noise
    (`neutral.noise`); beside a close campaign, others are shown down to `margin` under that. `doubt` and `agreement`
    are those of `ranking.Floor`.
    """

    pull: float
    floor: float
    slope: float
    margin: float
    doubt: float = 0.0
    agreement: float = 0.0


UNMEASURED_CLOSENESS = Closeness(pull=0.0, floor=-1.0, slope=0.0, margin=0.0)
"""For a model nobody measured: every answer is shown, the nearest first, as no figures fit every model."""


class Embedder(Protocol):
    """Turns documents and questions into vectors that lie close when they mean the same.

    `id` names the model and its prefix rule, and vectors of different ids are never compared.
    """

    @property
    def id(self) -> str:
        """Model and rule, stable between versions of the product."""

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""

    @property
    def closeness(self) -> Closeness:
        """What counts as near."""

    def passages(self, texts: Sequence[str]) -> list[Vector]:
        """Embed documents, one vector each, in order."""

    def query(self, text: str) -> Vector:
        """Embed a question."""
