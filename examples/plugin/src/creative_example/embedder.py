"""An embedder without a model: each word falls into one of 256 numbers of the vector."""

import re
import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from creative_cli import Closeness

DIMENSION = 256


class WordEmbedder:
    """Counts words; texts that share words lie close."""

    id = "example-words-1"
    dimension = DIMENSION
    closeness = Closeness(threshold=0.1)

    def passages(self, texts: Sequence[str]) -> list[NDArray[np.float32]]:
        """Embed documents: one vector each, float32 of shape (256,) and length 1."""
        return [self.query(text) for text in texts]

    def query(self, text: str) -> NDArray[np.float32]:
        """Embed a question."""
        vector = np.zeros(DIMENSION, np.float32)
        for word in re.findall(r"\w+", text.casefold()):
            vector[zlib.crc32(word.encode()) % DIMENSION] += 1
        # A text without words still needs a direction.
        vector[0] += not vector.any()
        return vector / np.linalg.norm(vector)


def make_embedder() -> WordEmbedder:
    """Return the embedder; a model would be loaded with the first text."""
    return WordEmbedder()
