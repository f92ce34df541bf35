"""OpenAI's embedding models: texts leave the machine and calls cost money."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from creative_cli.errors import ProviderError
from creative_cli.http.api_error import ApiError
from creative_cli.http.client import Call
from creative_cli.http.openai_client import Account, TextVectors, request_vectors
from creative_cli.http.prices import embedding_usd
from creative_cli.retrieval.embedding import MAX_EMBEDDED_CHARACTERS, Closeness, Vector

DEFAULT_EMBEDDING_MODEL = "text-embedding-3-small"

SHORTENABLE_MODELS = "text-embedding-3-"  # their vectors may be cut

# OpenAI's own MTEB scores are 61.6 for 512 numbers of the small model and 62.3 for all 1,536, and the journal stores
# every number as text.
SHORTENED_DIMENSION = 512

OPENAI_EMBEDDING_BATCH = 256  # texts per call; the service takes 2,048, but only 300,000 tokens together

TOKENS_PER_CHARACTER = 1.0  # upper bound for any script, for the cost estimate


class OpenAIEmbedder:
    """A model of OpenAI, or of a server with its API; documents and questions are embedded in the same way."""

    closeness = Closeness()

    def __init__(self, model: str, account: Account, ask: Callable[[Call[TextVectors]], TextVectors]) -> None:
        """Create the embedder; *ask* sends one call with retries and limits, and raises ApiError."""
        self.model = model
        self._account = account
        self._ask = ask
        self._shortened = SHORTENED_DIMENSION if model.startswith(SHORTENABLE_MODELS) else None
        self.id = f"openai:{model}:{self._shortened or 'whole'}"

    @property
    def dimension(self) -> int:
        """Length of a vector; calls the service for a model that cannot be shortened."""
        return self._shortened or int(self.query("dimension").shape[0])

    def passages(self, texts: Sequence[str]) -> list[Vector]:
        """Embed documents; raise ProviderError when the call fails."""
        portions = (
            texts[start : start + OPENAI_EMBEDDING_BATCH] for start in range(0, len(texts), OPENAI_EMBEDDING_BATCH)
        )
        return [vector for portion in portions for vector in self._embed(portion)]

    def query(self, text: str) -> Vector:
        """Embed a question; raise ProviderError when the call fails."""
        return self._embed([text])[0]

    def _embed(self, texts: Sequence[str]) -> list[Vector]:
        # The service refuses empty texts, and lone surrogates are not UTF-8.
        plain = tuple(text[:MAX_EMBEDDED_CHARACTERS].encode("utf-8", "ignore").decode("utf-8") or " " for text in texts)
        tokens = round(sum(map(len, plain)) * TOKENS_PER_CHARACTER)
        call = Call(
            task="embedding",
            subject=f"{len(plain)} texts",
            provider=self._account.provider,
            model=self.model,
            size="",
            seed=None,
            estimate_usd=embedding_usd(self.model, tokens),
            send=partial(request_vectors, self._account, model=self.model, texts=plain, dimensions=self._shortened),
        )
        try:
            rows = np.asarray(self._ask(call), dtype=np.float32)
        except ApiError as error:
            raise ProviderError(
                f"{self.model} returned no vectors: {error.sentence}",
                "Try again later, or switch to a local model: CREATIVE_EMBEDDER=auto and creative search --reindex",
            ) from error
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return list((rows / np.maximum(lengths, np.finfo(np.float32).tiny)).astype(np.float32))
