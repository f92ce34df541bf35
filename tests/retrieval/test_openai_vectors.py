"""TextVectors from a service: the right call, unit length, and sentences for what goes wrong."""

import asyncio
from pathlib import Path

import numpy as np
import pytest
from pydantic import SecretStr

from creative_cli.errors import ProviderError
from creative_cli.events import AttemptEnded, Event
from creative_cli.http.budget import RunBudget
from creative_cli.http.client import Call, Caller
from creative_cli.http.deadline import Deadline
from creative_cli.http.openai_client import Account, TextVectors
from creative_cli.http.rate_limit import RateLimits
from creative_cli.retrieval.openai_embedder import SHORTENED_DIMENSION, OpenAIEmbedder
from creative_cli.storage.circuit_breakers import StoredBreakers
from creative_cli.storage.state import StateFolder
from tests.loopback import Loopback, embeddings, failing


def embedder(server: Loopback, events: list[Event], model: str = "text-embedding-3-small") -> OpenAIEmbedder:
    """Return the embedder that asks *server* and journals into *events*."""
    said: list[str] = []

    def ask(call: Call[TextVectors]) -> TextVectors:
        async def once() -> TextVectors:
            caller = Caller(
                RateLimits(1), RunBudget(), StoredBreakers(StateFolder(Path("state")), {}, said.append), events.append
            )
            return await caller.call(call, Deadline(30))

        return asyncio.run(once())

    return OpenAIEmbedder(model, Account(SecretStr("sk-test"), f"{server.url}/v1", 10), ask)


def test_texts_become_unit_vectors_in_one_journaled_call() -> None:
    """Documents go out together, with the length we ask for; the attempt and its price are journaled."""
    events: list[Event] = []
    with Loopback() as server:
        server.answer = lambda _: embeddings([[3.0] + [0.0] * 511, [0.0, 2.0] + [0.0] * 510], tokens=9)
        vectors = embedder(server, events).passages(["cold tea", ""])
    (seen,) = server.requests
    ended = [event for event in events if isinstance(event, AttemptEnded)]

    assert seen.path == "/v1/embeddings"
    assert seen.json["input"] == ["cold tea", " "]
    assert seen.json["dimensions"] == SHORTENED_DIMENSION
    assert [vector.dtype for vector in vectors] == [np.dtype(np.float32)] * 2
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)
    assert [(event.task, event.outcome, event.input_tokens) for event in ended] == [("embedding", "ok", 9)]
    assert ended[0].usd == pytest.approx(9 * 0.02 / 1e6)


def test_a_model_of_another_kind_keeps_its_own_length() -> None:
    """Only models that may be cut are asked for a length, and the id tells which rule made a vector."""
    with Loopback() as server:
        server.answer = lambda _: embeddings([[1.0, 0.0, 0.0]])
        mine = embedder(server, [], "nomic-embed-text")
        found = mine.dimension

    assert found == 3
    assert "dimensions" not in server.requests[0].json
    assert mine.id == "openai:nomic-embed-text:whole"


def test_a_refused_key_is_a_sentence_without_the_key() -> None:
    """What the service says becomes a ProviderError with a next step; the key is not in it."""
    with Loopback() as server:
        server.answer = lambda _: failing(401)
        with pytest.raises(ProviderError) as caught:
            embedder(server, []).query("cold tea")

    assert "text-embedding-3-small" in caught.value.sentence
    assert "sk-test" not in caught.value.sentence
    assert "--reindex" in caught.value.hint
