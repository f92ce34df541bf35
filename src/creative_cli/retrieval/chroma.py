"""The only module that uses Chroma: vectors in a folder or on a server.

Two processes in one Chroma folder lose 10 to 20 % of the vectors without an error, and a client that stays open does
not see what others write. Callers therefore hold the index's file lock, and each use opens and closes the vectors.
Chroma never embeds: its default embedding function would download a model.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic_settings import BaseSettings

from creative_cli.blocking_calls import start_blocking_call
from creative_cli.errors import InterruptedRunError, StorageError
from creative_cli.retrieval.embedding import Vector
from creative_cli.scratch_folders import open_scratch_folder
from creative_cli.storage.atomic import find_refusal

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.collection_configuration import CreateHNSWConfiguration
    from chromadb.api.models.Collection import Collection
    from chromadb.config import System

REINDEX_HINT = "Rebuild it from the run log: creative search --reindex"

COLLECTION_NAME = "documents"

# Markets of one campaign are near-duplicates that arrive together, which splits a graph with Chroma's own settings
# (16, 100, 100): of 30,000 such documents it found 77 % of the 50 nearest, and none for some questions. These settings
# found all of them, at 18 ms a question and 0.4 ms a document.
HNSW_SETTINGS: "CreateHNSWConfiguration" = {
    "space": "cosine",
    "max_neighbors": 48,
    "ef_construction": 300,
    "ef_search": 3000,
}

MAX_CRASHES = 2  # processes in a row that died with the vectors open before the files count as damaged

SERVER_HINT = "Check that the server runs (chroma run), or unset CREATIVE_CHROMA_URL to search without one."

_import_lock = Lock()


@dataclass(frozen=True, slots=True)
class ChromaAddress:
    """Address of a Chroma server; *timeout* is the time for one answer, s: it takes 2,000 documents in seconds."""

    host: str
    port: int
    ssl: bool
    timeout: float = 60.0

    def __str__(self) -> str:
        """Return the address as a URL."""
        return f"{'https' if self.ssl else 'http'}://{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class VectorLocation:
    """Where one generation keeps its vectors: in *folder*, or in the collection *name* on *server*.

    On a server *name* is PREFIX-GENERATION, with a prefix of this index: other libraries may share the server.
    """

    folder: Path
    name: str = COLLECTION_NAME
    server: ChromaAddress | None = None

    def __str__(self) -> str:
        """Return the place for messages."""
        return str(self.folder) if self.server is None else f"{self.name} on {self.server}"


class DamagedIndexError(StorageError):
    """The files of the search index are damaged or incomplete; the run log can make them again."""


class VectorCollection:
    """One open collection of vectors by document id, in cosine space."""

    def __init__(self, collection: "Collection", batch: int) -> None:
        """Wrap *collection*, which takes at most *batch* vectors at once."""
        self._collection = collection
        self._batch = batch

    def upsert(self, doc_ids: Sequence[str], vectors: Sequence[Vector]) -> None:
        """Write one vector for each id, replacing any earlier one."""
        for start in range(0, len(doc_ids), self._batch):
            portion = slice(start, start + self._batch)
            self._collection.upsert(
                ids=list(doc_ids[portion]), embeddings=np.asarray(vectors[portion], dtype=np.float32)
            )

    def delete(self, doc_ids: Sequence[str]) -> None:
        """Delete vectors; unknown ids are ignored."""
        for start in range(0, len(doc_ids), self._batch):
            self._collection.delete(ids=list(doc_ids[start : start + self._batch]))

    def nearest(self, vector: Vector, depth: int, among: Sequence[str] | None = None) -> tuple[tuple[str, float], ...]:
        """Return up to *depth* ids with their cosine similarity, nearest first; *among* restricts the ids."""
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
        """Return the cosine similarity of those *doc_ids* that are stored."""
        # Computed from the stored vectors: among 100,000 the graph takes 70 ms for 200 given ids, this takes 10.
        found: dict[str, float] = {}
        for start in range(0, len(doc_ids), self._batch):
            portion = self._collection.get(ids=list(doc_ids[start : start + self._batch]), include=["embeddings"])
            if portion["ids"]:
                rows = np.asarray(portion["embeddings"], dtype=np.float32)
                near = rows @ vector / (np.linalg.norm(rows, axis=1) * np.linalg.norm(vector))
                found |= zip(portion["ids"], map(float, near), strict=True)
        return found


@contextmanager
def open_vectors(
    place: VectorLocation, embedder: str, dimension: int, *, create: bool = False
) -> Iterator[VectorCollection]:
    """Open the vectors at *place* and close them at the end; the caller holds the index's file lock.

    Raises StorageError when they are missing, damaged, or of another *embedder* or *dimension*, or when the server
    cannot be reached.
    """
    if place.server is None and not create and not (place.folder / "chroma.sqlite3").is_file():
        raise DamagedIndexError(f"The vectors of the search index are missing: {place}.", hint=REINDEX_HINT)
    with _open_client(place) as client:
        yield VectorCollection(
            _open_collection(client, place, embedder, dimension, create=create), client.get_max_batch_size()
        )


def delete_other_generations(place: VectorLocation) -> None:
    """Delete this index's other collections from the server; does nothing for a folder."""
    if place.server is None:
        return
    prefix = place.name.rpartition("-")[0] + "-"
    with _open_client(place) as client:
        for collection in client.list_collections():
            if collection.name.startswith(prefix) and collection.name != place.name:
                client.delete_collection(collection.name)


@contextmanager
def _open_client(place: VectorLocation) -> Iterator["ClientAPI"]:
    chromadb = _import_chromadb()
    settings = chromadb.config.Settings(anonymized_telemetry=False)
    server = place.server
    if server is None:
        with _count_crashes(place.folder), _translate_chroma_errors(place):
            client = chromadb.PersistentClient(str(place.folder), settings=settings)
            try:
                yield client
            finally:
                client.close()
        return
    with _translate_server_errors(server), _translate_chroma_errors(place):
        # Chroma's client never closes its connections; without keep-alive each closes after its response.
        settings.chroma_http_max_keepalive_connections = 0
        with _client_timeout(server.timeout):
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
            client.delete_collection(place.name)  # left by a killed process
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


class _LateError(Exception):
    """The answer of a server took too long."""


@contextmanager
def _translate_server_errors(server: ChromaAddress) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        if isinstance(error, _LateError) or isinstance(error.__context__, _LateError):
            raise StorageError(
                f"The Chroma server {server} does not answer: nothing whole came within {server.timeout:g} s.",
                hint=f"{SERVER_HINT} CREATIVE_CHROMA_SECONDS sets the limit.",
            ) from error
        # Chroma passes on its HTTP library's errors, raises ValueError for "no connection", and KeyError or JSON
        # errors for a page from some other server.
        foreign = type(error).__module__.partition(".")[0] in {"httpx", "httpcore", "json", "orjson"}
        if foreign or isinstance(error, ValueError | KeyError):
            raise StorageError(f"The Chroma server {server} does not answer: {error}", hint=SERVER_HINT) from error
        raise


@contextmanager
def _client_timeout(seconds: float) -> Iterator[None]:
    """Give clients created inside *seconds* for each answer.

    Chroma's client waits forever, has no setting for it (chroma-core/chroma#1227), and sends its first request from
    its constructor. A limit for each read would not end an answer that never ends. Chroma looks its class up by name,
    and no setting changes the name: this replaces the class.
    """
    from chromadb.api import fastapi

    class ClientWithTimeout(fastapi.FastAPI):
        def __init__(self, system: "System") -> None:
            super().__init__(system)
            self._session.timeout = seconds
            send: Callable[..., Any] = self._session.request

            def send_in_time(*request: Any, **options: Any) -> Any:
                answer = start_blocking_call(partial(send, *request, **options), "creative-chroma")
                try:
                    return answer.result(seconds)
                except TimeoutError as error:
                    if answer.done():
                        raise
                    raise _LateError from error

            session: Any = self._session
            session.request = send_in_time

    with _import_lock:
        original: Any = fastapi.FastAPI
        module: Any = fastapi  # mypy refuses to assign a class of a typed module
        module.FastAPI = ClientWithTimeout
        try:
            yield
        finally:
            module.FastAPI = original


@contextmanager
def _count_crashes(folder: Path) -> Iterator[None]:
    """Refuse vectors after `MAX_CRASHES` crashes in a row: damaged files make Chroma crash the whole process."""
    marker = folder.with_name(f"{folder.name}.open")
    crashes = int(marker.read_text(encoding="ascii") or 0) if marker.is_file() else 0
    if crashes >= MAX_CRASHES:
        raise DamagedIndexError(
            f"The last {crashes} processes that opened the search index in {folder} crashed.", hint=REINDEX_HINT
        )
    marker.write_text(str(crashes + 1), encoding="ascii")
    try:
        yield
    finally:
        marker.unlink()


@contextmanager
def _translate_chroma_errors(place: VectorLocation) -> Iterator[None]:
    from chromadb.errors import ChromaError

    try:
        yield
    except ChromaError as error:
        if place.server is None and (refused := find_refusal(str(error), place.folder, "written")) is not None:
            raise refused from error
        raise DamagedIndexError(f"The search index in {place} cannot be used: {error}", hint=REINDEX_HINT) from error
    except ValueError as error:
        # While it connects, Chroma turns any exception into a ValueError, Ctrl-C's too.
        if isinstance(error.__context__, InterruptedRunError):
            raise error.__context__ from None
        raise
    except BaseException as error:
        # Chroma's Rust code panics on damaged files; the class is not exported and is no Exception.
        if type(error).__name__ == "PanicException":
            raise DamagedIndexError(f"The search index in {place} is damaged.", hint=REINDEX_HINT) from error
        raise


def preload_chroma() -> None:
    """Import Chroma and open a temporary folder: the first one of a process takes 0.1 s, the next 0.02 s."""
    with (
        open_scratch_folder() as folder,
        open_vectors(VectorLocation(folder), "", 1, create=True),
    ):
        pass


def _import_chromadb() -> Any:
    """Import Chroma without letting the environment or the user's `.env` break or redirect it.

    While it is imported, its settings read `.env` in the working directory and variables such as
    CHROMA_SERVER_HTTP_PORT or CHROMA_API_IMPL: a bad value makes the import fail, another sends a local index to a
    server. The hook changes only Chroma's settings class, before its first use.
    """
    with _import_lock:
        if "chromadb" not in sys.modules:
            base: Any = BaseSettings  # mypy refuses to assign Pydantic's hook from outside
            base.__pydantic_init_subclass__ = classmethod(_isolate_chroma_settings)
            try:
                import chromadb
            finally:
                del base.__pydantic_init_subclass__
        chromadb = sys.modules["chromadb"]
        _ignore_environment(chromadb.config.Settings)
    return chromadb


def _isolate_chroma_settings(settings: Any, /, **_: Any) -> None:
    if settings.__module__ == "chromadb.config":
        _ignore_environment(settings)


def _ignore_environment(settings: Any) -> None:
    """Make *settings* read constructor arguments only."""

    def init_only(_: Any, __: Any, init_settings: Any, *___: Any, **____: Any) -> tuple[Any, ...]:
        return (init_settings,)

    settings.model_config["env_file"] = None
    settings.settings_customise_sources = classmethod(init_only)
