"""OpenAI's embedding models: texts leave the machine, a call costs money, and needs no model here."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from creative_cli.errors import ProviderError
from creative_cli.http.api_error import ApiError
from creative_cli.http.client import Call
from creative_cli.http.openai_client import Account, TextVectors, request_vectors
from creative_cli.http.prices import embedding_usd
from creative_cli.search.embedding import MAX_EMBEDDED_CHARACTERS, UNMEASURED_CLOSENESS, Vector

DEFAULT_EMBEDDING_MODEL = "text-embedding-3-small"

SHORTENABLE_MODELS = "text-embedding-3-"
"""Models whose vectors may be cut and still mean the same."""

SHORTENED_DIMENSION = 512
"""Numbers asked of those: OpenAI's own figures (MTEB) are 61.6 for 512 of the small model and 62.3 for all 1,536, and
the journal keeps every number in writing."""

OPENAI_EMBEDDING_BATCH = 256
"""Texts of one call: the service takes 2,048 of them, but no more than 300,000 tokens together."""

TOKENS_PER_CHARACTER = 1.0
"""The most tokens a text of any script is assumed to have, for what a call may cost."""


class OpenAIEmbedder:
    """A model of OpenAI's, or of any server that speaks its API; documents and questions are embedded alike.

    Nobody has measured a floor for it on the judged questions, so there is none: the nearest are shown, however far.
    """

    closeness = UNMEASURED_CLOSENESS

    def __init__(self, model: str, account: Account, ask: Callable[[Call[TextVectors]], TextVectors]) -> None:
        """Make nothing yet; *ask* makes one call by the policy of all calls and raises ApiError."""
        self.model = model
        self._account = account
        self._ask = ask
        self._shortened = SHORTENED_DIMENSION if model.startswith(SHORTENABLE_MODELS) else None
        self.id = f"openai:{model}:{self._shortened or 'whole'}"

    @property
    def dimension(self) -> int:
        """Numbers in a vector; asks the service when the model has a length of its own."""
        return self._shortened or int(self.query("dimension").shape[0])

    def passages(self, texts: Sequence[str]) -> list[Vector]:
        """Embed documents; raise ProviderError when the service does not deliver."""
        portions = (
            texts[start : start + OPENAI_EMBEDDING_BATCH] for start in range(0, len(texts), OPENAI_EMBEDDING_BATCH)
        )
        return [vector for portion in portions for vector in self._embed(portion)]

    def query(self, text: str) -> Vector:
        """Embed a question; raise ProviderError when the service does not deliver."""
        return self._embed([text])[0]

    def _embed(self, texts: Sequence[str]) -> list[Vector]:
        # The service refuses empty texts, and half surrogates are no UTF-8.
        plain = tuple(text[:MAX_EMBEDDED_CHARACTERS].encode("utf-8", "ignore").decode("utf-8") or " " for text in texts)
        tokens = round(sum(map(len, plain)) * TOKENS_PER_CHARACTER)
        call = Call(
            task="embedding",
            subject=f"{len(plain)} texts",
            provider="openai",
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
                f"{self.model} made no vectors: {error.sentence}",
                "Try again later, or search without a service: CREATIVE_EMBEDDER=auto and creative search --reindex",
            ) from error
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return list((rows / np.maximum(lengths, np.finfo(np.float32).tiny)).astype(np.float32))
