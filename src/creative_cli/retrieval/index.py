"""The search index: documents, words and vectors in one folder, which `creative search --reindex` rebuilds.

    FOLDER/index.lock      held while the index is read or written
    FOLDER/current         number of the generation in use
    FOLDER/<generation>/   catalog.sqlite (documents, words, image hashes) and vectors.f32
    FOLDER/features.sqlite local features of pictures, whatever the generation
    FOLDER/library         name of this index on a Chroma server, when one replaces vectors.f32

A rebuilt index is a new generation. Writing its number to `current` is one atomic rename: a killed rebuild leaves the
old generation in use. Everything that takes the lock is in this module.
"""

import secrets
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from creative_cli.errors import StorageError
from creative_cli.foreign_files import read_foreign_file
from creative_cli.retrieval.catalog import Catalog, PictureFile
from creative_cli.retrieval.chroma import ChromaAddress, ChromaCollection
from creative_cli.retrieval.document import SearchDocument
from creative_cli.retrieval.embedding import Embedder, Vector, round_vector
from creative_cli.retrieval.feature_store import FeatureStore
from creative_cli.retrieval.filters import NO_FILTERS, SearchFilters, UnknownFilterValue
from creative_cli.retrieval.ranking import ScoredDocument, SearchHit, classify_closeness
from creative_cli.retrieval.results import Lookalike
from creative_cli.retrieval.similar_images import AskedPicture, find_similar_images
from creative_cli.retrieval.tokens import find_content_words
from creative_cli.retrieval.vector_file import REINDEX_HINT, DamagedIndexError, VectorFile, VectorStore
from creative_cli.runlog.report.humanize import count_noun
from creative_cli.storage.atomic import sqlite_to_storage_error
from creative_cli.storage.lock_waits import acquire_lock

MAX_NUMBER_BYTES = 100  # of the file that holds the number of the current index

WRITE_BATCH = 2000  # documents written under one lock: other processes wait seconds

RANKED_BATCH = 400  # documents whose campaigns are looked up at once, best first


class ForeignIndexError(StorageError):
    """The index was built with another embedder."""


class SearchIndex:
    """The index in one folder, for one embedder. Any number of processes may use it at the same time.

    Its methods raise StorageError when the index cannot be used.
    """

    def __init__(
        self,
        folder: Path,
        embedder: Embedder,
        on_wait: Callable[[str], object] | None = None,
        server: ChromaAddress | None = None,
    ) -> None:
        """Wait up to CREATIVE_LOCK_SECONDS for another process, with a sentence to *on_wait*.

        A *server* stores the vectors; documents, words and image hashes stay in *folder*, which may not exist yet.
        """
        self.folder = folder
        self.features = FeatureStore(folder / "features.sqlite")
        self.embedder = embedder
        self._on_wait = on_wait
        self._server = server

    def exists(self) -> bool:
        """Return whether there is an index."""
        return self._generation() is not None

    def size(self) -> int:
        """Return the number of indexed documents."""
        if not self.exists():
            return 0
        with self._turn(), self._catalog(self._existing()) as catalog:
            return catalog.size()

    def missing(self, documents: Iterable[SearchDocument]) -> tuple[SearchDocument, ...]:
        """Return the *documents* that are not indexed, each once; needs no model."""
        wanted = {document.doc_id: document for document in documents}
        if self._generation() is None:
            return tuple(wanted.values())
        with self._turn(), self._catalog(self._existing()) as catalog:
            known = catalog.known(tuple(wanted))
        return tuple(document for doc_id, document in wanted.items() if doc_id not in known)

    def refresh(self, documents: Sequence[SearchDocument]) -> None:
        """Update run, time and pictures of indexed *documents*."""
        with self._turn(), self._catalog(self._existing()) as catalog, catalog.transaction():
            for document in documents:
                catalog.refresh(document)

    def add(self, documents: Sequence[SearchDocument], vectors: Sequence[Vector]) -> None:
        """Index *documents* with their *vectors*, in the same order, and create the index if there is none.

        A document replaces the one with the same place (campaign, product, country, locale, variant). A killed process
        leaves the index intact; documents it had not written are `missing`.
        """
        entries = tuple(zip(documents, vectors, strict=True))
        for start in range(0, len(entries), WRITE_BATCH):
            with self._turn():
                generation = self._generation()
                if generation is None:
                    generation = 1
                    self._create_generation(generation, len(vectors[0]))
                    self._switch_to(generation)
                with self._open(generation) as (catalog, store):
                    _write_documents(catalog, store, entries[start : start + WRITE_BATCH])

    def add_texts(self, documents: Sequence[SearchDocument]) -> None:
        """Index *documents* without their vectors, which the next question makes; creates the index if needed.

        Not for a server.
        """
        with self._turn():
            generation = self._generation()
            if generation is None:
                generation = 1
                self._create_generation(generation, self.embedder.dimension)
                self._switch_to(generation)
            last = {document.place: document for document in documents}
            with self._catalog(generation) as catalog, catalog.transaction():
                for doc, document in zip(catalog.find_free_numbers(len(last)), last.values(), strict=True):
                    catalog.put(doc, document, embedded=False)

    def find_waiting(self) -> tuple[int, set[str]]:
        """Return how many documents have no vector yet, and the SHA-256 of pictures not read yet; needs no model."""
        if self._generation() is None:
            return 0, set()
        with self._turn(), self._catalog(self._existing()) as catalog:
            return catalog.count_unembedded(), catalog.list_unread_pictures()

    def known_vectors(self) -> dict[str, Vector]:
        """Return the vectors of the index by the ids of their documents; none of an index that cannot be used."""
        try:
            with self._turn(), self._open(self._existing()) as (catalog, vectors):
                ids = catalog.list_embedded()
                found = vectors.read(tuple(ids)) if isinstance(vectors, VectorFile) else {}
        except StorageError:
            return {}
        return {ids[doc]: vector for doc, vector in found.items()}

    def rebuild(self, entries: Iterable[tuple[SearchDocument, Vector]]) -> int:
        """Rebuild the index from *entries*, oldest first, and return the number of documents.

        *entries* is read while other writers wait: a generator over the run log misses nothing logged before. The
        embedder may differ from that of the old index.
        """
        with self._turn():
            stream = iter(entries)
            portion = tuple(islice(stream, WRITE_BATCH))
            generation = 1 + max((int(path.name) for path in self.folder.iterdir() if path.name.isdecimal()), default=0)
            self._create_generation(generation, len(portion[0][1]) if portion else self.embedder.dimension)
            with self._open(generation) as (catalog, vectors):
                while portion:
                    _write_documents(catalog, vectors, portion)
                    portion = tuple(islice(stream, WRITE_BATCH))
                size = catalog.size()
            self._switch_to(generation)
            return size

    def query(
        self, text: str, limit: int = 10, filters: SearchFilters = NO_FILTERS, each: int = 3
    ) -> tuple[SearchHit, ...]:
        """Return the *limit* campaigns nearest to *text*, best first, each with its *each* best documents."""
        self._existing()
        words, near = find_content_words(text), self.embedder.closeness
        question = self.embedder.query(text)
        with self._turn(), self._open(self._existing()) as (catalog, vectors):
            self._embed_waiting(catalog, vectors)
            among = catalog.matching(filters)
            similarities = vectors.measure_similarities(question, among, catalog.rows())
            scores = similarities.astype(np.float64)
            if words:
                docs, shared = catalog.count_shared_words(words)
                scores[docs] += near.words * shared / len(words)
            hits = []
            for campaign in _find_best_campaigns(catalog, scores, limit):
                own = catalog.list_documents(campaign)  # ties by id: numbers are others in a rebuilt index
                best = sorted((-scores[doc], doc_id, doc) for doc, doc_id in own.items() if np.isfinite(scores[doc]))
                documents = tuple(
                    ScoredDocument(catalog.document(doc), float(scores[doc]), float(similarities[doc]), text, words)
                    for _, _, doc in best[:each]
                )
                closeness = classify_closeness(documents[0].score, near.threshold, filtered=filters != NO_FILTERS)
                hits.append(SearchHit(closeness, documents))
            return tuple(hits)

    def _embed_waiting(self, catalog: Catalog, vectors: VectorStore) -> None:
        """Make the vectors that runs of few ads have left to the first question."""
        waiting = catalog.list_unembedded()
        if not waiting:
            return
        if self._on_wait is not None:
            self._on_wait(f"Reading {count_noun(len(waiting), 'new text')} to search by; this is done once.")
        made = self.embedder.passages(tuple(waiting.values()))
        vectors.write(tuple(waiting), [round_vector(vector) for vector in made])
        with catalog.transaction():
            catalog.mark_embedded()

    def similar_images(self, asked: AskedPicture, limit: int, filters: SearchFilters) -> tuple[Lookalike, ...]:
        """Return pictures that *asked* shows or looks like, nearest first. Needs no model."""
        with self._turn(), closing(Catalog(self._catalog_path(self._existing()))) as catalog:
            return find_similar_images(catalog, self.features, asked, limit, filters)

    def unread_pictures(self, filters: SearchFilters) -> tuple[PictureFile, ...]:
        """Return the pictures whose local features or image hash are not known; needs no model."""
        known = self.features.read_words()
        with self._turn(), closing(Catalog(self._catalog_path(self._existing()))) as catalog:
            files = catalog.picture_files(filters)
        return tuple(row for row in files if row.sha256 not in known or not row.image_hash)

    def keep_image_hashes(self, hashes: Mapping[str, bytes]) -> None:
        """Keep the image hashes of indexed files, by their SHA-256; needs no model."""
        with self._turn(), closing(Catalog(self._catalog_path(self._existing()))) as catalog, catalog.transaction():
            catalog.put_image_hashes(hashes)

    def unknown(self, filters: SearchFilters) -> tuple[UnknownFilterValue, ...]:
        """Return the values of *filters* that no indexed ad has; needs no model."""
        with self._turn(), self._catalog(self._existing()) as catalog:
            return catalog.unknown(filters)

    def meets(self, filters: SearchFilters) -> bool:
        """Return whether any indexed ad passes all of *filters*; needs no model."""
        with self._turn(), self._catalog(self._existing()) as catalog:
            return catalog.meets(filters)

    def known_image_hashes(self, sha256s: Sequence[str]) -> dict[str, bytes]:
        """Return the image hashes of files, by their SHA-256, where known; none without an index."""
        if self._generation() is None:
            return {}
        with self._turn(), closing(Catalog(self._catalog_path(self._existing()))) as catalog:
            return catalog.known_image_hashes(sha256s)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Hold the index's lock, and translate errors of its files to StorageError."""
        lock = FileLock(self.folder / "index.lock")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            acquire_lock(lock, f"the search index in {self.folder}", self._on_wait)
            try:
                yield
            finally:
                lock.release()
        except (sqlite3.Error, OSError) as error:
            refused = sqlite_to_storage_error(error, self.folder) if isinstance(error, sqlite3.Error) else None
            if refused is not None:
                raise refused from error
            # SQLite's subclasses of DatabaseError tell of locks, full disks and the like, not of damage.
            damaged = type(error) is sqlite3.DatabaseError or isinstance(error, FileNotFoundError)
            raise (DamagedIndexError if damaged else StorageError)(
                f"The search index in {self.folder} cannot be used: {error}", hint=REINDEX_HINT
            ) from error

    def _generation(self) -> int | None:
        try:
            text = read_foreign_file(self.folder / "current", MAX_NUMBER_BYTES).decode("ascii")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise DamagedIndexError(
                f"The search index in {self.folder} cannot be read: {error}", hint=REINDEX_HINT
            ) from error
        if not text.strip().isdecimal():
            raise DamagedIndexError(
                f"The search index in {self.folder} is damaged: `current` is not a number.", hint=REINDEX_HINT
            )
        return int(text)

    def _existing(self) -> int:
        generation = self._generation()
        if generation is None:
            raise DamagedIndexError(
                f"There is no search index in {self.folder} yet.", hint=f"Make ads first. {REINDEX_HINT}"
            )
        return generation

    def _create_generation(self, generation: int, dimension: int) -> None:
        """Create an empty generation that is not in use yet, replacing the remains of a killed process."""
        folder = self.folder / str(generation)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        Catalog.create(self._catalog_path(generation), self.embedder.id, dimension)
        store = self._store(generation, dimension)
        if isinstance(store, ChromaCollection):
            store.create()

    def _switch_to(self, generation: int) -> None:
        """Switch every process to *generation* and delete the others."""
        fresh = self.folder / "current.new"
        fresh.write_text(f"{generation}\n", encoding="ascii")
        fresh.replace(self.folder / "current")
        for path in self.folder.iterdir():
            if path.name.isdecimal() and path.name != str(generation):
                shutil.rmtree(path)
        store = self._store(generation, self.embedder.dimension)
        if isinstance(store, ChromaCollection):
            store.delete_others(store.name.rpartition("-")[0] + "-")

    def _catalog_path(self, generation: int) -> Path:
        return self.folder / str(generation) / "catalog.sqlite"

    def _store(self, generation: int, dimension: int) -> VectorStore:
        """Return the vectors of *generation*; a server knows this index by a name, given at its first use."""
        if self._server is None:
            return VectorFile(self.folder / str(generation) / "vectors.f32", dimension)
        named = self.folder / "library"
        if not named.is_file():
            fresh = self.folder / "library.new"
            fresh.write_text(f"creative-{secrets.token_hex(6)}\n", encoding="ascii")
            fresh.replace(named)
        name = named.read_text(encoding="ascii").strip()
        return ChromaCollection(self._server, f"{name}-{generation}", self.embedder.id, dimension)

    @contextmanager
    def _catalog(self, generation: int) -> Iterator[Catalog]:
        """Open the catalog of *generation*; raise StorageError when it belongs to another embedder."""
        with closing(Catalog(self._catalog_path(generation))) as catalog:
            if catalog.embedder != self.embedder.id:
                raise ForeignIndexError(
                    f"The search index was built with {catalog.embedder}, and its vectors cannot be compared with "
                    f"those of {self.embedder.id}.",
                    hint=f"Set CREATIVE_EMBEDDER back, or change over: {REINDEX_HINT[0].lower()}{REINDEX_HINT[1:]}",
                )
            yield catalog

    @contextmanager
    def _open(self, generation: int) -> Iterator[tuple[Catalog, VectorStore]]:
        with self._catalog(generation) as catalog:
            yield catalog, self._store(generation, catalog.dimension)


def _write_documents(catalog: Catalog, vectors: VectorStore, entries: Sequence[tuple[SearchDocument, Vector]]) -> None:
    """Write vectors before documents: a document never lacks its vector, also where a process is killed between.

    Vectors go to rows that no document has; nothing reads them until the documents are there.
    """
    last = {document.place: (document, vector) for document, vector in entries}
    wrong = next((vector.shape for _, vector in last.values() if vector.shape != (catalog.dimension,)), None)
    if wrong is not None:
        raise StorageError(
            f"The search index has vectors of {catalog.dimension} numbers, not of shape {wrong}.", hint=REINDEX_HINT
        )
    docs = catalog.find_free_numbers(len(last))
    vectors.write(docs, [vector for _, vector in last.values()])
    with catalog.transaction():
        for doc, (document, _) in zip(docs, last.values(), strict=True):
            catalog.put(doc, document)


def _find_best_campaigns(catalog: Catalog, scores: NDArray[np.float64], limit: int) -> tuple[str, ...]:
    """Return at most *limit* campaigns by the score of their best document; rows without a document do not count."""
    order = np.argsort(-scores, kind="stable")
    order = order[np.isfinite(scores[order])]
    best: dict[str, float] = {}
    for start in range(0, len(order), RANKED_BATCH):
        portion = [int(doc) for doc in order[start : start + RANKED_BATCH]]
        campaigns = catalog.name_campaigns(portion)
        for doc in portion:
            if doc in campaigns:
                best.setdefault(campaigns[doc], float(scores[doc]))
        if len(best) >= limit:
            break
    return tuple(sorted(best, key=lambda campaign: (-best[campaign], campaign))[:limit])
