"""Vectors on a Chroma server (`chroma run`), through its HTTP API, version 2.

The server is for teams whose commands share one store. Its own Python client takes a second to import, reads the
user's `.env`, and waits for ever: seven requests need no client.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from creative_cli.blocking_calls import start_blocking_call
from creative_cli.errors import StorageError
from creative_cli.retrieval.embedding import Vector
from creative_cli.retrieval.vector_file import REINDEX_HINT, DocumentNumbers

COLLECTIONS = "/api/v2/tenants/default_tenant/databases/default_database/collections"

# Markets of one campaign are near-duplicates that arrive together, which splits a graph with Chroma's own settings
# (16, 100, 100): of 30,000 such documents it found 77 % of the 50 nearest. These settings found all of them.
HNSW_SETTINGS = {"space": "cosine", "max_neighbors": 48, "ef_construction": 300, "ef_search": 3000}

SERVER_BATCH = 2000  # vectors of one request; servers take 5,461

NEAREST_ON_SERVER = 5000  # documents that a server returns for a question

NOT_FOUND = 404  # HTTP

SERVER_HINT = "Check that the server runs (chroma run), or unset CREATIVE_CHROMA_URL to search without one."


@dataclass(frozen=True, slots=True)
class ChromaAddress:
    """Address of a Chroma server; *timeout* is the time for one answer, s: it takes 2,000 documents in seconds."""

    host: str
    port: int
    ssl: bool
    timeout: float = 60.0

    def __str__(self) -> str:
        """Return the address as a URL."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.ssl else 'http'}://{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class ChromaCollection:
    """The vectors of one generation: the collection *name* on *server*, which other libraries may share."""

    server: ChromaAddress
    name: str
    embedder: str
    dimension: int

    def create(self) -> None:
        """Create the collection, empty, replacing the remains of a killed process."""
        self._send("DELETE", f"/{self.name}", missing={})
        facts = {"embedder": self.embedder, "dimension": self.dimension}
        self._send("POST", "", {"name": self.name, "metadata": facts, "configuration": {"hnsw": HNSW_SETTINGS}})

    def delete_others(self, prefix: str) -> None:
        """Delete the other collections whose name begins with *prefix*."""
        for collection in self._send("GET", "?limit=10000"):
            if collection["name"].startswith(prefix) and collection["name"] != self.name:
                self._send("DELETE", f"/{collection['name']}", missing={})

    def write(self, docs: Sequence[int], vectors: Sequence[Vector]) -> None:
        """Store one vector for each number, replacing any earlier one."""
        place = self._find()
        for start in range(0, len(docs), SERVER_BATCH):
            portion = slice(start, start + SERVER_BATCH)
            rows = [[float(number) for number in vector] for vector in vectors[portion]]
            self._send("POST", f"{place}/upsert", {"ids": [str(doc) for doc in docs[portion]], "embeddings": rows})

    def measure_similarities(self, question: Vector, docs: DocumentNumbers | None, rows: int) -> Vector:
        """Return the cosine similarity of the nearest documents, at most `NEAREST_ON_SERVER`; -inf for all others."""
        found = np.full(rows, -np.inf, dtype=np.float32)
        if rows and (docs is None or len(docs)):
            asked: dict[str, Any] = {
                "query_embeddings": [[float(number) for number in question]],
                "n_results": min(NEAREST_ON_SERVER, rows if docs is None else len(docs)),
                "include": ["distances"],
            }
            if docs is not None:
                asked["ids"] = [str(doc) for doc in docs]
            answer = self._send("POST", f"{self._find()}/query", asked)
            try:
                numbers = np.array([int(doc) for doc in answer["ids"][0]], dtype=np.int64)
                similarities = 1 - np.array(answer["distances"][0], dtype=np.float32)
                known = numbers < rows  # a killed process may have left more
                found[numbers[known]] = similarities[known]
            except (TypeError, KeyError, IndexError, ValueError) as error:
                raise self._refuse("its answer has another form") from error
        return found

    def _find(self) -> str:
        """Return the path of the collection by its id; raise StorageError when it is gone or another model's."""
        found = self._send("GET", f"/{self.name}", missing=None)
        facts = {"embedder": self.embedder, "dimension": self.dimension}
        if found is None:
            raise StorageError(f"The search index has no collection {self.name} on {self.server}.", hint=REINDEX_HINT)
        if not isinstance(found, dict) or "id" not in found:
            raise self._refuse("its answer has another form")
        if found.get("metadata") != facts:
            raise StorageError(
                f"The vectors of {self.name} on {self.server} belong to another embedder: {found.get('metadata')} "
                f"instead of {facts}.",
                hint=REINDEX_HINT,
            )
        return f"/{found['id']}"

    def _send(self, method: str, path: str, body: dict[str, Any] | None = None, missing: Any = ...) -> Any:
        """Return the decoded answer to a request; *missing* is returned for what is not there."""
        import httpx2

        url, limit = f"{self.server}{COLLECTIONS}{path}", self.server.timeout
        send = partial(httpx2.request, method, url, json=body, timeout=limit, follow_redirects=False)
        try:
            # A limit for each read would not end an answer that never ends.
            answer = start_blocking_call(send, "creative-chroma").result(limit)
            if answer.status_code == NOT_FOUND and missing is not ...:
                return missing
            answer.raise_for_status()
            return answer.json()
        except (TimeoutError, httpx2.TimeoutException) as error:
            raise StorageError(
                f"The Chroma server {self.server} does not answer: nothing whole came within {limit:g} s.",
                hint=f"{SERVER_HINT} CREATIVE_CHROMA_SECONDS sets the limit.",
            ) from error
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
            raise self._refuse(str(error)) from error

    def _refuse(self, why: str) -> StorageError:
        return StorageError(f"The Chroma server {self.server} does not answer: {why}", hint=SERVER_HINT)
