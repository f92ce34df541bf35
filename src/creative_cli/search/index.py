"""The search index: documents, keywords and vectors in one folder, made so that it can be thrown away.

    FOLDER/index.lock      held by whoever reads or writes vectors
    FOLDER/current         number of the generation in use
    FOLDER/<generation>/   catalog.sqlite (documents, keywords, looks of pictures) and vectors/ (Chroma)
    FOLDER/library         name of this index on a Chroma server, where one is used instead of vectors/

The run log keeps every document with its vector, so `creative search --reindex` makes all of this again. A rebuilt
index is a new generation, and naming it in `current` is one atomic rename: a killed rebuild leaves the old in use.
Longer than most files: whatever takes the lock is here, so that its order can be seen.
"""

import secrets
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from filelock import FileLock, Timeout

from creative_cli.errors import StorageError
from creative_cli.search.candidates import MAX_QUERY_WORDS, SearchCandidates, SearchQuery, collect_candidates
from creative_cli.search.catalog import Catalog, IndexFacts
from creative_cli.search.chroma import (
    REINDEX_HINT,
    SERVER_TIMEOUT_S,
    ChromaServer,
    VectorCollection,
    VectorLocation,
    delete_other_generations,
    open_vectors,
    preload_chroma,
)
from creative_cli.search.document import SearchDocument
from creative_cli.search.embedding import Embedder, Vector
from creative_cli.search.filters import NO_FILTERS, SearchFilters, UnknownFilterValue
from creative_cli.search.noise_floor import NEUTRAL_SENTENCES, measure_noise, measure_pulls, pack_vectors
from creative_cli.search.ranking import RelevanceFloor, SearchHit, rank_campaigns
from creative_cli.search.similar_images import QueryImage, SimilarImage, find_similar_images
from creative_cli.search.tokens import tokenize_question

INDEX_LOCK_TIMEOUT_S = 120.0
"""Seconds to wait for another process' turn, which takes seconds unless the whole index is being rebuilt."""

QUIET_WAIT_S = 1.0
"""Seconds of waiting that need no words."""

WRITE_BATCH = 2000
"""Documents written in one turn, so that others wait for seconds only."""


@dataclass(frozen=True, slots=True)
class ChromaAddress:
    """Where a Chroma server listens, and how many seconds it may say nothing before it counts as gone."""

    host: str
    port: int
    ssl: bool
    patience: float = SERVER_TIMEOUT_S


class SearchIndex:
    """The index in one folder, for one embedder. Any number of processes may use it at the same time."""

    def __init__(
        self,
        folder: Path,
        embedder: Embedder,
        patience: float = INDEX_LOCK_TIMEOUT_S,
        on_wait: Callable[[str], object] | None = None,
        server: ChromaAddress | None = None,
    ) -> None:
        """Touch nothing yet; *patience* is how many seconds to wait for another process, *on_wait* is told of it.

        With a *server* the vectors are there; documents, keywords and looks stay in *folder*.
        """
        self.folder = folder
        self.embedder = embedder
        self._patience = patience
        self._on_wait = on_wait
        self._server = server
        self._neutral: bytes | None = None

    def exists(self) -> bool:
        """Tell whether there is an index."""
        return self._generation() is not None

    def size(self) -> int:
        """Return how many documents are indexed; needs no Chroma."""
        if not self.exists():
            return 0
        with self._turn(), self._catalog(self._existing()) as catalog:
            return catalog.size()

    def missing(self, documents: Iterable[SearchDocument]) -> tuple[SearchDocument, ...]:
        """Return the *documents* whose vectors are not indexed, each once; needs neither Chroma nor the embedder."""
        wanted = {document.doc_id: document for document in documents}
        if self._generation() is None:
            return tuple(wanted.values())
        with self._turn(), self._catalog(self._existing()) as catalog:
            known = catalog.known(tuple(wanted))
        return tuple(document for doc_id, document in wanted.items() if doc_id not in known)

    def prepare(self) -> None:
        """Load ahead what the first `add` would wait for; nothing in the folder changes."""
        preload_chroma()
        if self._generation() is None:
            self._neutral = pack_vectors(self.embedder.passages(NEUTRAL_SENTENCES))

    def refresh(self, documents: Sequence[SearchDocument]) -> None:
        """Write run, time and pictures of *documents* that are indexed already; needs no Chroma."""
        with self._turn(), self._catalog(self._existing()) as catalog, catalog.transaction():
            for document in documents:
                catalog.refresh(document)

    def add(self, documents: Sequence[SearchDocument], vectors: Sequence[Vector]) -> None:
        """Index *documents* with their *vectors*, in the same order, creating the index if there is none.

        A document replaces the one that had its place (campaign, product, country, locale). A process that is
        killed on the way leaves an index in order; what it had not written is `missing` and is written next time.
        """
        entries = tuple(zip(documents, vectors, strict=True))
        for start in range(0, len(entries), WRITE_BATCH):
            with self._turn():
                generation = self._generation()
                if generation is None:
                    generation = 1
                    self._begin(generation, len(vectors[0]))
                    self._name_current(generation)
                with self._open(generation) as (catalog, store):
                    _write_documents(catalog, store, entries[start : start + WRITE_BATCH])

    def remove(self, doc_ids: Sequence[str]) -> None:
        """Forget documents; ids that are not indexed are no error."""
        with self._turn(), self._open(self._existing()) as (catalog, vectors):
            with catalog.transaction():
                catalog.drop(doc_ids)
                catalog.mark(doc_ids)
            _delete_stray_vectors(catalog, vectors)

    def rebuild(self, entries: Iterable[tuple[SearchDocument, Vector]]) -> int:
        """Make the index again from *entries*, oldest first, and return how many documents it has.

        *entries* is read while other writers wait, so give a generator over the run log: then nothing that was
        logged before its turn is lost. The embedder may differ from the one the old index was made with.
        """
        with self._turn():
            stream = iter(entries)
            portion = tuple(islice(stream, WRITE_BATCH))
            generation = 1 + max((int(path.name) for path in self.folder.iterdir() if path.name.isdecimal()), default=0)
            self._begin(generation, len(portion[0][1]) if portion else self.embedder.dimension)
            with self._open(generation) as (catalog, vectors):
                while portion:
                    _write_documents(catalog, vectors, portion)
                    portion = tuple(islice(stream, WRITE_BATCH))
                size = catalog.size()
            self._name_current(generation)
            return size

    def query(
        self, text: str, limit: int = 10, filters: SearchFilters = NO_FILTERS, each: int = 3
    ) -> tuple[SearchHit, ...]:
        """Return at most *limit* campaigns that answer *text*, best first, each with its *each* best documents.

        Empty means that nothing is close. Raises StorageError when there is no index or it cannot be read.
        """
        found = self.candidates(text, limit, filters)
        return () if found is None else rank_campaigns(found.candidates, found.floor, limit, each)

    def candidates(self, text: str, limit: int = 10, filters: SearchFilters = NO_FILTERS) -> SearchCandidates | None:
        """Return what may answer *text*, in no order, with the floor; None for a question without a word.

        Raises StorageError when there is no index or it cannot be read.
        """
        self._existing()
        words = tuple(token.text for token in tokenize_question(text)[:MAX_QUERY_WORDS])
        if not words:
            return None
        vector = self.embedder.query(text)
        with self._turn(), self._open(self._existing()) as (catalog, vectors):
            near = self.embedder.closeness
            floor = RelevanceFloor(
                near.floor + near.slope * measure_noise(vector, catalog.facts().neutral),
                margin=near.margin,
                doubt=near.doubt,
                agreement=near.agreement,
            )
            question = SearchQuery(text, words, vector, filters, limit, floor, near.pull)
            return SearchCandidates(collect_candidates(catalog, vectors, question), floor)

    def alike(
        self, picture: QueryImage, limit: int = 10, filters: SearchFilters = NO_FILTERS
    ) -> tuple[SimilarImage, ...]:
        """Return the pictures that are *picture* or look like it, nearest first; needs neither Chroma nor a model.

        A file that is known by its bytes is found whatever it holds. Raises StorageError when there is no index.
        """
        with self._turn(), closing(Catalog(self._catalog_path(self._existing()))) as catalog:
            return find_similar_images(catalog, picture, limit, filters)

    def unknown(self, filters: SearchFilters) -> tuple[UnknownFilterValue, ...]:
        """Return the values of *filters* that nothing indexed has; needs neither Chroma nor a model."""
        with self._turn(), self._catalog(self._existing()) as catalog:
            return catalog.unknown(filters)

    def meets(self, filters: SearchFilters) -> bool:
        """Tell whether anything indexed meets all of *filters* together; needs neither Chroma nor a model."""
        with self._turn(), self._catalog(self._existing()) as catalog:
            return catalog.meets(filters)

    def looks(self, hashes: Sequence[str]) -> dict[str, bytes]:
        """Return the looks that are known of files with these SHA-256; none where there is no index."""
        if self._generation() is None:
            return {}
        with self._turn(), closing(Catalog(self._catalog_path(self._existing()))) as catalog:
            return catalog.seen(hashes)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Wait until nobody else has the index, and put what goes wrong with its files into words."""
        lock = FileLock(self.folder / "index.lock")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._acquire(lock)
            try:
                yield
            finally:
                lock.release()
        except Timeout as error:
            raise StorageError(
                f"Another process has used the search index in {self.folder} for {self._patience:.0f} s.",
                hint="Try again when it has finished; a process that was killed holds nothing.",
            ) from error
        except (sqlite3.Error, OSError) as error:
            raise StorageError(
                f"The search index in {self.folder} cannot be used: {error}", hint=REINDEX_HINT
            ) from error

    def _acquire(self, lock: FileLock) -> None:
        """Take *lock*, and say so when it is not to be had at once."""
        try:
            lock.acquire(timeout=min(QUIET_WAIT_S, self._patience))
        except Timeout:
            if self._on_wait is not None:
                self._on_wait(f"Waiting for another process that uses the search index in {self.folder}.")
            lock.acquire(timeout=self._patience)

    def _generation(self) -> int | None:
        """Return the number of the generation in use, or None where there is no index."""
        try:
            text = (self.folder / "current").read_text(encoding="ascii")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise StorageError(
                f"The search index in {self.folder} cannot be read: {error}", hint=REINDEX_HINT
            ) from error
        if not text.strip().isdecimal():
            raise StorageError(
                f"The search index in {self.folder} is damaged: `current` is no number.", hint=REINDEX_HINT
            )
        return int(text)

    def _existing(self) -> int:
        generation = self._generation()
        if generation is None:
            raise StorageError(
                f"There is no search index in {self.folder} yet.", hint=f"Make ads first. {REINDEX_HINT}"
            )
        return generation

    def _begin(self, generation: int, dimension: int) -> None:
        """Make an empty generation that is not in use yet, in place of what a killed process left of it."""
        folder = self.folder / str(generation)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        neutral = self._neutral or pack_vectors(self.embedder.passages(NEUTRAL_SENTENCES))
        Catalog.create(self._catalog_path(generation), IndexFacts(self.embedder.id, dimension, neutral))
        with open_vectors(self._place(generation), self.embedder.id, dimension, create=True):
            pass

    def _name_current(self, generation: int) -> None:
        """Put *generation* in use, for everyone and at once, and clear away the others."""
        fresh = self.folder / "current.new"
        fresh.write_text(f"{generation}\n", encoding="ascii")
        fresh.replace(self.folder / "current")
        for path in self.folder.iterdir():
            if path.name.isdecimal() and path.name != str(generation):
                shutil.rmtree(path)
        delete_other_generations(self._place(generation))

    def _catalog_path(self, generation: int) -> Path:
        return self.folder / str(generation) / "catalog.sqlite"

    def _place(self, generation: int) -> VectorLocation:
        """Return where the vectors of *generation* are; the index gets its name on a server when it first needs one."""
        folder = self.folder / str(generation) / "vectors"
        if self._server is None:
            return VectorLocation(folder)
        named = self.folder / "library"
        if not named.is_file():
            fresh = self.folder / "library.new"
            fresh.write_text(f"creative-{secrets.token_hex(6)}\n", encoding="ascii")
            fresh.replace(named)
        prefix = f"{named.read_text(encoding='ascii').strip()}-"
        server = ChromaServer(self._server.host, self._server.port, self._server.ssl, prefix, self._server.patience)
        return VectorLocation(folder, f"{prefix}{generation}", server)

    @contextmanager
    def _catalog(self, generation: int) -> Iterator[Catalog]:
        """Open the catalog of *generation*; raises StorageError when another embedder made it."""
        with closing(Catalog(self._catalog_path(generation))) as catalog:
            made_with = catalog.facts().embedder
            if made_with != self.embedder.id:
                raise StorageError(
                    f"The search index was made with {made_with}, and {self.embedder.id} is asked for now; "
                    "their vectors cannot be compared.",
                    hint=f"Go back to the first, or change over: {REINDEX_HINT[0].lower()}{REINDEX_HINT[1:]}",
                )
            yield catalog

    @contextmanager
    def _open(self, generation: int) -> Iterator[tuple[Catalog, VectorCollection]]:
        """Open both halves of *generation*."""
        with self._catalog(generation) as catalog:
            dimension = catalog.facts().dimension
            with open_vectors(self._place(generation), self.embedder.id, dimension) as vectors:
                yield catalog, vectors


def _write_documents(
    catalog: Catalog, vectors: VectorCollection, entries: Sequence[tuple[SearchDocument, Vector]]
) -> None:
    """Write vectors first and name the documents after, so that a document never lacks its vector.

    Ids are marked as strays in between; whatever a killed process leaves so is cleared by the next write.
    """
    last = {document.place: (document, vector) for document, vector in entries}
    documents = tuple(document for document, _ in last.values())
    doc_ids = tuple(document.doc_id for document in documents)
    dimension = catalog.facts().dimension
    wrong = next((vector.shape for _, vector in last.values() if vector.shape != (dimension,)), None)
    if wrong is not None:
        raise StorageError(
            f"The search index holds vectors of {dimension} numbers, not of shape {wrong}.", hint=REINDEX_HINT
        )
    with catalog.transaction():
        catalog.mark(doc_ids)
    vectors.upsert(doc_ids, tuple(vector for _, vector in last.values()))
    drawn = measure_pulls([vector for _, vector in last.values()], catalog.facts().neutral)
    with catalog.transaction():
        replaced = [catalog.put(document, pull) for document, pull in zip(documents, drawn, strict=True)]
        catalog.unmark(doc_ids)
        catalog.mark(doc_id for doc_id in replaced if doc_id is not None)
    _delete_stray_vectors(catalog, vectors)


def _delete_stray_vectors(catalog: Catalog, vectors: VectorCollection) -> None:
    """Delete vectors that belong to no document."""
    strays = tuple(sorted(catalog.strays()))
    vectors.delete(strays)
    with catalog.transaction():
        catalog.unmark(strays)
