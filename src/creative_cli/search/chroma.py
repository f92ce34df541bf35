"""The only place that speaks to Chroma: vectors in a folder or on a server, opened, used and closed each time.

Chroma on one machine is not safe with two processes in one folder (10 to 20 % of vectors vanish without an error), and
a client that stays open does not see what others wrote. So nobody opens a folder without the index' file lock, and
nobody keeps it open. Chroma never embeds: its own function would download a model. The file is longer than most so
that everything that is known of Chroma stands in one place.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic_settings import BaseSettings

from creative_cli.errors import StorageError
from creative_cli.search.embedding import Vector

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.collection_configuration import CreateHNSWConfiguration
    from chromadb.api.models.Collection import Collection
    from chromadb.config import System

REINDEX_HINT = "Make it again from the run log: creative search --reindex"

COLLECTION_NAME = "documents"

HNSW_SETTINGS: "CreateHNSWConfiguration" = {
    "space": "cosine",
    "max_neighbors": 48,
    "ef_construction": 300,
    "ef_search": 3000,
}
"""Settings of the HNSW graph. Markets of one campaign are near-duplicates that arrive together, which splits a graph
of Chroma's own settings (16, 100, 100): of 30,000 such documents it found 77 % of the 50 nearest, and for some
questions none. These found all, at 18 ms a question and 0.4 ms a document."""

MAX_CRASHES = 2
"""Processes in a row that may die with the vectors open, by a kill or a power cut, before they count as torn."""

SERVER_TIMEOUT_S = 60.0
"""How long a server may say nothing, s; it takes 2000 documents in seconds."""

SERVER_HINT = "See that the server runs (chroma run), or search without one: unset CREATIVE_CHROMA_URL."

_import_lock = Lock()


@dataclass(frozen=True, slots=True)
class ChromaServer:
    """A Chroma server and the name by which this index' collections begin there: other libraries may share it.

    It counts as gone when it says nothing for `patience` seconds.
    """

    host: str
    port: int
    ssl: bool
    prefix: str
    patience: float = SERVER_TIMEOUT_S

    def __str__(self) -> str:
        """Read as an address."""
        return f"{'https' if self.ssl else 'http'}://{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class VectorLocation:
    """Where the vectors of one generation are: in *folder*, or in the collection *name* of a *server*."""

    folder: Path
    name: str = COLLECTION_NAME
    server: ChromaServer | None = None

    def __str__(self) -> str:
        """Say where, for people."""
        return str(self.folder) if self.server is None else f"{self.name} on {self.server}"


class VectorCollection:
    """One open collection of vectors by document id, in cosine space."""

    def __init__(self, collection: "Collection", batch: int) -> None:
        """Wrap *collection*, which takes at most *batch* vectors at once."""
        self._collection = collection
        self._batch = batch

    def upsert(self, doc_ids: Sequence[str], vectors: Sequence[Vector]) -> None:
        """Write one vector for each id, in place of the one that was there."""
        for start in range(0, len(doc_ids), self._batch):
            portion = slice(start, start + self._batch)
            self._collection.upsert(
                ids=list(doc_ids[portion]), embeddings=np.asarray(vectors[portion], dtype=np.float32)
            )

    def delete(self, doc_ids: Sequence[str]) -> None:
        """Forget vectors; ids that are not there are no error."""
        for start in range(0, len(doc_ids), self._batch):
            self._collection.delete(ids=list(doc_ids[start : start + self._batch]))

    def nearest(self, vector: Vector, depth: int, among: Sequence[str] | None = None) -> tuple[tuple[str, float], ...]:
        """Return up to *depth* ids with their cosine similarity, the nearest first; *among* narrows them."""
        if depth < 1 or (among is not None and not among):
            return ()
        found = self._collection.query(
            query_embeddings=np.asarray([vector], dtype=np.float32),
            n_results=depth if among is None else min(depth, len(among)),
            ids=None if among is None else list(among),
            include=["distances"],
        )
        distances = found["distances"] or [[]]
        ranked = [
            (doc_id, 1.0 - float(distance)) for doc_id, distance in zip(found["ids"][0], distances[0], strict=True)
        ]
        return tuple(sorted(ranked, key=lambda entry: (-entry[1], entry[0])))

    def similarities(self, vector: Vector, doc_ids: Sequence[str]) -> dict[str, float]:
        """Return the cosine similarity of those of *doc_ids* that are there: a few, of which the graph is not asked.

        Among 100,000 vectors the graph takes 70 ms for 200 named ones, this takes 10.
        """
        found: dict[str, float] = {}
        for start in range(0, len(doc_ids), self._batch):
            portion = self._collection.get(ids=list(doc_ids[start : start + self._batch]), include=["embeddings"])
            if portion["ids"]:
                rows = np.asarray(portion["embeddings"], dtype=np.float32)
                near = rows @ vector / (np.linalg.norm(rows, axis=1) * np.linalg.norm(vector))
                found |= zip(portion["ids"], map(float, near), strict=True)
        return found

    def count(self) -> int:
        """Return how many vectors there are."""
        return int(self._collection.count())


@contextmanager
def open_vectors(
    place: VectorLocation, embedder: str, dimension: int, *, create: bool = False
) -> Iterator[VectorCollection]:
    """Open the vectors in *place* and close them for good at the end; the caller holds the index' file lock.

    Raises StorageError when they are missing, damaged, or of another *embedder* or *dimension*, or when the server
    cannot be reached.
    """
    if place.server is None and not create and not (place.folder / "chroma.sqlite3").is_file():
        raise StorageError(f"The vectors of the search index are missing: {place}.", hint=REINDEX_HINT)
    with _open_client(place) as client:
        yield VectorCollection(
            _open_collection(client, place, embedder, dimension, create=create), client.get_max_batch_size()
        )


def delete_other_generations(place: VectorLocation) -> None:
    """Delete the collections of other generations of this index from the server; in folders there is one each."""
    if place.server is None:
        return
    with _open_client(place) as client:
        for collection in client.list_collections():
            if collection.name.startswith(place.server.prefix) and collection.name != place.name:
                client.delete_collection(collection.name)


@contextmanager
def _open_client(place: VectorLocation) -> Iterator["ClientAPI"]:
    chromadb = _import_chromadb()
    settings = chromadb.config.Settings(anonymized_telemetry=False)
    if place.server is None:
        with _refuse_after_crashes(place.folder), _explain_chroma_errors(place):
            client = chromadb.PersistentClient(str(place.folder), settings=settings)
            try:
                yield client
            finally:
                client.close()
        return
    with _explain_server_errors(place.server), _explain_chroma_errors(place):
        server = place.server
        # Chroma's client never closes its connections; without keep-alive each closes after its answer.
        settings.chroma_http_max_keepalive_connections = 0
        with _client_timeout(server.patience):
            client = chromadb.HttpClient(server.host, server.port, server.ssl, settings=settings)
        try:
            yield client
        finally:
            client.close()


def _open_collection(
    client: "ClientAPI", place: VectorLocation, embedder: str, dimension: int, *, create: bool
) -> "Collection":
    facts = {"embedder": embedder, "dimension": dimension}
    if create:
        if place.server is not None and place.name in {collection.name for collection in client.list_collections()}:
            client.delete_collection(place.name)  # what a killed process left of this generation
        client.create_collection(
            place.name, embedding_function=None, metadata=facts, configuration={"hnsw": HNSW_SETTINGS}
        )
    collection = client.get_collection(place.name, embedding_function=None)
    if collection.metadata != facts:
        raise StorageError(
            f"The vectors in {place} belong to another embedder: {collection.metadata} instead of {facts}.",
            hint=REINDEX_HINT,
        )
    return collection


@contextmanager
def _explain_server_errors(server: ChromaServer) -> Iterator[None]:
    """Put into words that a server does not answer, or is none of Chroma's."""
    try:
        yield
    except Exception as error:
        # Chroma lets its HTTP library's errors through, which has its home elsewhere, and says ValueError for "no
        # connection" and KeyError or JSON errors for a page that some other server sent.
        foreign = type(error).__module__.partition(".")[0] in {"httpx", "httpcore", "json", "orjson"}
        if foreign or isinstance(error, ValueError | KeyError):
            raise StorageError(f"The Chroma server {server} does not answer: {error}", hint=SERVER_HINT) from error
        raise


@contextmanager
def _client_timeout(seconds: float) -> Iterator[None]:
    """Have clients that are made meanwhile give up on a server that says nothing for *seconds*.

    Chroma's own waits for ever, has no setting for it (chroma-core/chroma#1227), and asks its first question while it
    is being made. It finds its class by a name that no setting may change, so the class under the name changes.
    """
    from chromadb.api import fastapi  # noqa: PLC0415  # a second to import

    class Impatient(fastapi.FastAPI):
        def __init__(self, system: "System") -> None:
            super().__init__(system)
            self._session.timeout = seconds

    with _import_lock:
        patient: Any = fastapi.FastAPI
        module: Any = fastapi  # no annotation allows a class of a module to be another
        module.FastAPI = Impatient
        try:
            yield
        finally:
            module.FastAPI = patient


@contextmanager
def _refuse_after_crashes(folder: Path) -> Iterator[None]:
    """Refuse vectors that nobody closed `DEATHS` times in a row: torn files make Chroma crash the whole process."""
    marker = folder.with_name(f"{folder.name}.open")
    deaths = int(marker.read_text(encoding="ascii") or 0) if marker.is_file() else 0
    if deaths >= MAX_CRASHES:
        raise StorageError(
            f"The last {deaths} processes that opened the search index in {folder} died with it open.",
            hint=REINDEX_HINT,
        )
    marker.write_text(str(deaths + 1), encoding="ascii")
    try:
        yield
    finally:
        marker.unlink()


@contextmanager
def _explain_chroma_errors(place: VectorLocation) -> Iterator[None]:
    """Put Chroma's errors into words and let everything else pass."""
    from chromadb.errors import ChromaError  # noqa: PLC0415  # a second to import

    try:
        yield
    except ChromaError as error:
        raise StorageError(f"The search index in {place} cannot be used: {error}", hint=REINDEX_HINT) from error


def preload_chroma() -> None:
    """Load Chroma, and open a folder that is thrown away: the first one of a process takes 0.1 s, the second 0.02."""
    with (
        TemporaryDirectory(prefix="creative-") as folder,
        open_vectors(VectorLocation(Path(folder)), "", 1, create=True),
    ):
        pass


def _import_chromadb() -> Any:
    """Import Chroma so that neither the environment nor a `.env` of the user's can break or redirect it.

    Its settings read `.env` in the working directory and variables such as CHROMA_SERVER_HTTP_PORT or
    CHROMA_API_IMPL while it is being imported: a bad value makes the import itself fail, another sends a local
    index to a server. The hook touches the settings class of Chroma only, before its first use.
    """
    with _import_lock:
        if "chromadb" not in sys.modules:
            base: Any = BaseSettings  # a hook of Pydantic's own, which no annotation allows to be put in from outside
            base.__pydantic_init_subclass__ = classmethod(_isolate_chroma_settings)
            try:
                import chromadb  # noqa: PLC0415  # a second: only where vectors are read or written
            finally:
                del base.__pydantic_init_subclass__
        chromadb = sys.modules["chromadb"]
        _ignore_environment(chromadb.config.Settings)
    return chromadb


def _isolate_chroma_settings(settings: Any, /, **_: Any) -> None:
    """Shut the settings class of Chroma at the moment it is made, and let every other class pass."""
    if settings.__module__ == "chromadb.config":
        _ignore_environment(settings)


def _ignore_environment(settings: Any) -> None:
    """Let *settings* take values from our own calls only."""

    def ours(_: Any, __: Any, init_settings: Any, *___: Any, **____: Any) -> tuple[Any, ...]:
        return (init_settings,)

    settings.model_config["env_file"] = None
    settings.settings_customise_sources = classmethod(ours)
