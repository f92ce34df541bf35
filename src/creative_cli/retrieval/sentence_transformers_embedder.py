"""Any sentence-transformers model: an extra, because torch takes gigabytes."""

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from threading import Lock
from typing import Any

from creative_cli.errors import StorageError, UsageError
from creative_cli.retrieval.embedding import MAX_EMBEDDED_CHARACTERS, Closeness, Vector

SENTENCE_TRANSFORMERS_PREFIX = "sentence-transformers:"


class SentenceTransformersEmbedder:
    """A model by its hub name or folder, with its own prompts for documents and questions."""

    closeness = Closeness()

    def __init__(self, model: str) -> None:
        """Raise UsageError when the extra is not installed; the model loads on first use."""
        if find_spec("sentence_transformers") is None:
            raise UsageError(
                f"The embedder {SENTENCE_TRANSFORMERS_PREFIX}{model} needs sentence-transformers, "
                "which is not installed.",
                hint="Install it: pip install 'creative[sentence-transformers]'",
            )
        self.id = f"{SENTENCE_TRANSFORMERS_PREFIX}{model}"
        self._name = model
        self._model: Any = None
        self._lock = Lock()

    @property
    def dimension(self) -> int:
        """Length of a vector; loads the model."""
        return int(self.query("dimension").shape[0])

    def passages(self, texts: Sequence[str]) -> list[Vector]:
        """Embed documents."""
        return list(self._embed([text[:MAX_EMBEDDED_CHARACTERS] for text in texts], "encode_document"))

    def query(self, text: str) -> Vector:
        """Embed a question."""
        vector: Vector = self._embed([text[:MAX_EMBEDDED_CHARACTERS]], "encode_query")[0]
        return vector

    def _embed(self, texts: list[str], method: str) -> Any:
        encode = getattr(self._loaded(), method)
        return encode(texts, normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False)

    def _loaded(self) -> Any:
        with self._lock:
            if self._model is None:
                library = import_module("sentence_transformers")
                try:
                    self._model = library.SentenceTransformer(self._name)
                except (OSError, ValueError) as error:
                    raise StorageError(
                        f"The model {self._name} cannot be loaded: {error}",
                        hint="Give the name of a sentence-transformers model, or the folder of one already downloaded.",
                    ) from error
            return self._model
