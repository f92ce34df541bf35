"""Two models whose vectors stand side by side in one: their cosine similarity is the weighted mean of both."""

from collections.abc import Sequence

import numpy as np

from creative_cli.retrieval.embedding import Embedder, Vector, find_closeness

SECOND_WEIGHT = 0.2  # weight of the second model; nDCG@10 is the same from 0.15 to 0.25 (docs/decisions/0012-search.md)


class PairedEmbedder:
    """Embeds with *first* and *second*, whose similarities weigh 1 - `SECOND_WEIGHT` and `SECOND_WEIGHT`."""

    def __init__(self, first: Embedder, second: Embedder) -> None:
        """Pair two embedders; each loads on first use."""
        self.id = f"{first.id} + {SECOND_WEIGHT} {second.id}"
        self.dimension = first.dimension + second.dimension
        self.closeness = find_closeness(self.id)
        self._pair = (first, second)

    def passages(self, texts: Sequence[str]) -> list[Vector]:
        """Embed documents."""
        return [_join(*vectors) for vectors in zip(*(one.passages(texts) for one in self._pair), strict=True)]

    def query(self, text: str) -> Vector:
        """Embed a question."""
        first, second = self._pair
        return _join(first.query(text), second.query(text))


def _join(first: Vector, second: Vector) -> Vector:
    # Square roots: a product of two such vectors weighs each model once.
    return np.concatenate(((1 - SECOND_WEIGHT) ** 0.5 * first, SECOND_WEIGHT**0.5 * second)).astype(np.float32)
