"""The search library: indexes finished ads and finds them again by words or by a picture.

The journal stores every text with its vector (`DocumentEmbedded`); `reindex` rebuilds the index from it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, fields, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from creative_cli.errors import PictureError, StorageError
from creative_cli.events import AdText, DocumentEmbedded, Event
from creative_cli.machine_limits import count_cores
from creative_cli.models import Asset, Pixels
from creative_cli.retrieval.ad_places import AdPlaces
from creative_cli.retrieval.chroma import ChromaAddress
from creative_cli.retrieval.document import IndexedPicture, SearchDocument, format_utc
from creative_cli.retrieval.embedding import VECTOR_DECIMALS, Embedder, Vector, round_vector
from creative_cli.retrieval.filters import NO_FILTERS, SearchFilters, UnknownFilterValue
from creative_cli.retrieval.index import WRITE_BATCH, ForeignIndexError, SearchIndex
from creative_cli.retrieval.picture_description import Spread, describe_pictures, hash_picture
from creative_cli.retrieval.results import FoundCampaign, Lookalike, LookalikeAnswer, SearchAnswer, to_found_campaign
from creative_cli.retrieval.similar_images import AskedPicture, describe_asked_picture
from creative_cli.retrieval.vector_file import DamagedIndexError
from creative_cli.runlog.report.humanize import count_noun
from creative_cli.runlog.rows import StoredDocument
from creative_cli.runlog.runlog import RunLog
from creative_cli.storage.state import OnWait, StateFolder

if TYPE_CHECKING:
    from creative_cli.engine.plan import RunPlan

DOCUMENTS_PER_CAMPAIGN = 3  # documents shown of each campaign found

PREFETCH_BATCH = 8  # texts embedded in one prefetch step, 0.2 to 0.4 s: an interrupted run waits for one step only

PROBE_QUERY = "summer drinks"
AnswerT = TypeVar("AnswerT")

MAX_HEALED_DOCUMENTS = 300  # texts embedded again by a search without being asked to: half a minute

LEFT_TEXTS, LEFT_PICTURES = 40, 1000
"""So many texts and pictures at most are left to the first search: a few seconds for words, half a minute of one core
for `--like`. A run spends up to as much on them as on its ads, and most runs are not followed by a search."""

REINDEX_BATCH = 64  # documents between two progress messages

READ_BATCH = 128
"""Pictures whose features are in memory together: 34 KB each, and all of a feed would be a third of a gigabyte."""
READ_PORTION = 8  # of them, described one after the other: a sixth of a second


@dataclass(frozen=True, slots=True)
class ReindexResult:
    """Counts of a rebuilt index: documents, those embedded again, hashed pictures and unreadable ones."""

    documents: int
    embedded: int
    pictures: int
    unread: int


@dataclass(eq=False, slots=True)
class SearchLibrary:
    """The indexed ads of one output folder.

    `decode` reads a picture file to uint8 (height, width, 3) and raises PictureError or OSError; `server` is a Chroma
    server that keeps the vectors. `free` says that the embedder costs no money. `decode_asked` reads the picture to
    search by, in more detail. `spread` describes pictures, several at a time; without it threads do.
    """

    output: Path
    state: StateFolder
    embedder: Embedder
    decode: Callable[[Path], Pixels]
    on_wait: OnWait | None = None
    server: ChromaAddress | None = None
    free: bool = False
    decode_asked: Callable[[Path], Pixels] | None = None
    spread: Spread | None = None
    _index: SearchIndex = field(init=False, repr=False)
    _places: AdPlaces = field(init=False, repr=False)
    _vectors: dict[str, Vector] = field(init=False, repr=False, default_factory=dict)
    _gone: set[str] = field(init=False, repr=False, default_factory=set)

    def __post_init__(self) -> None:
        """Prepare the index without opening it."""
        self._places = AdPlaces(self.output, self.state)
        self._index = SearchIndex(self.state.chroma, self.embedder, on_wait=self.on_wait, server=self.server)

    def prefetch(self, plan: "RunPlan") -> Iterator[str]:
        """Do the work of `index_ads` that needs no pictures, in steps, and yield what each step did.

        Loads the model, and embeds the texts of ads that are not indexed. Writes nothing: ads that are never finished
        are not found.
        """
        from creative_cli.retrieval.plan_documents import describe_planned_ads

        documents = describe_planned_ads(plan)
        texts = [document.text for document in self._index.missing(documents)]
        if self._may_leave_texts(len(texts)):
            return
        for start in range(0, len(texts), PREFETCH_BATCH):
            self._embed(texts[start : start + PREFETCH_BATCH])
            yield f"{len(self._vectors)} vectors"

    def index_ads(self, plan: "RunPlan", assets: tuple[Asset, ...], run_id: str, emit: Callable[[Event], None]) -> None:
        """Index the ads of a run; ads that are already indexed need no embedding."""
        from creative_cli.retrieval.plan_documents import describe_finished_ads

        folder = self.output / plan.campaign
        hashes = self._hash_images(((folder / asset.path, asset.sha256) for asset in assets), may_leave=LEFT_PICTURES)
        stored = {asset.path: self._places.to_stored_path(folder / asset.path) for asset in assets}
        documents = tuple(describe_finished_ads(plan, assets, stored, run_id, hashes))
        self._healing(lambda: self._index_documents(documents, emit))

    def _index_documents(self, documents: tuple[SearchDocument, ...], emit: Callable[[Event], None]) -> None:
        fresh = self._index.missing(documents)
        if self._may_leave_texts(len(fresh)):
            for document in fresh:
                emit(DocumentEmbedded(**_embedded_fields(document), embedder="", vector=()))
            self._index.add_texts(fresh)
        else:
            self._add_documents(fresh, emit)
        new = {document.doc_id for document in fresh}
        known = [document for document in documents if document.doc_id not in new]
        if known:
            self._index.refresh(known)

    def _add_documents(self, fresh: Sequence[SearchDocument], emit: Callable[[Event], None]) -> None:
        """Embed and index *fresh* documents; a vector is in memory until the last document that needs it is indexed."""
        last = {document.text: number for number, document in enumerate(fresh)}
        for start in range(0, len(fresh), WRITE_BATCH):
            portion = fresh[start : start + WRITE_BATCH]
            vectors = self._embed([document.text for document in portion])
            for document, vector in zip(portion, vectors, strict=True):
                emit(_embedding_event(document, self.embedder, vector))
            self._index.add(portion, vectors)
            for document in portion:
                if last[document.text] < start + len(portion):
                    self._vectors.pop(document.text, None)

    def _may_leave_texts(self, count: int) -> bool:
        """Return whether *count* texts are left to the first search: few of them, which a local model embeds free."""
        if not 0 < count <= LEFT_TEXTS or not self.free or self.server is not None:
            return False
        return self._index.find_waiting()[0] + count <= LEFT_TEXTS

    def find(self, query: str, filters: SearchFilters, limit: int) -> SearchAnswer:
        """Return the campaigns nearest to *query*, best first; raise StorageError without an index."""
        hits = self._healing(lambda: self._index.query(query, limit, filters, DOCUMENTS_PER_CAMPAIGN))
        found = tuple(self._locate_campaign(to_found_campaign(hit, filters)) for hit in hits)
        return SearchAnswer(query, filters, found, *(((), False) if hits else self._explain_filters(filters)))

    def _locate_campaign(self, found: FoundCampaign) -> FoundCampaign:
        """Return *found* with the paths of its pictures; say so where none is there any more."""
        there = False
        documents = []
        for document in found.documents:
            pictures = []
            for picture in document.pictures:
                path, exists = self._places.locate_picture(found.campaign, picture.path)
                pictures.append(replace(picture, path=path))
                there = there or exists
            documents.append(replace(document, pictures=tuple(pictures)))
        if not there and any(document.pictures for document in documents):
            self._say_gone(found.campaign)
        return replace(found, documents=tuple(documents))

    def _locate_lookalike(self, found: Lookalike) -> Lookalike:
        path, exists = self._places.locate_picture(found.campaign, found.path)
        if not exists:
            self._say_gone(found.campaign)
        return replace(found, path=path)

    def _say_gone(self, campaign: str) -> None:
        if campaign not in self._gone and self.on_wait is not None:
            self._gone.add(campaign)
            self.on_wait(
                f"The ads of {campaign} are not in {self.output / campaign} any more. Name their folder with "
                "--output, or make them again: creative run BRIEF"
            )

    def _explain_filters(self, filters: SearchFilters) -> tuple[tuple[UnknownFilterValue, ...], bool]:
        """Return the values of *filters* that no ad has, and whether only their combination leaves nothing."""
        unknown = self._index.unknown(filters)
        return unknown, filters != NO_FILTERS and not unknown and not self._index.meets(filters)

    def like(self, picture: Path, filters: SearchFilters, limit: int) -> LookalikeAnswer:
        """Return the indexed ads that are *picture* or look like it, nearest first.

        Raises PictureError when the file cannot be read, or is neither known nor can be decoded, and StorageError
        without an index.
        """
        sha256 = hash_picture(picture)
        found = self._healing(lambda: self._index.similar_images(AskedPicture(sha256), limit, filters))
        if len(found) < limit:
            try:
                asked = describe_asked_picture(sha256, (self.decode_asked or self.decode)(picture))
                self._read_unread_pictures(filters)
                found = self._index.similar_images(asked, limit, filters)
            except PictureError:
                if not found:  # a file known by its bytes need not be decodable
                    raise
        found = tuple(map(self._locate_lookalike, found))
        return LookalikeAnswer(
            str(picture), filters, found, *(((), False) if found else self._explain_filters(filters))
        )

    def reindex(self, report: Callable[[str], None]) -> ReindexResult:
        """Rebuild the index from the run log, with progress to *report*; embed texts of other embedders again."""
        with RunLog.open(self.state, self.on_wait) as log:
            rows = log.documents()
            found = [(row, self._places.find_ad(row.campaign, row.path)) for row in log.pictures()]
        stored = [(row, file) for row, file in found if file is not None]
        hashes = self._hash_images(((file, row.sha256) for row, file in stored), report)
        pictures: dict[tuple[str, str, str, str], list[IndexedPicture]] = {}
        for row, file in stored:
            path = self._places.to_stored_path(file)
            place = (row.campaign, row.product, row.locale, row.variant)
            picture = IndexedPicture(path, row.ratio, row.status, row.sha256, hashes.get(row.sha256, b""))
            pictures.setdefault(place, []).append(picture)
        hashed = sum(row.sha256 in hashes for row, _ in stored)
        rows = self._fill_vectors(rows)
        foreign = sum(row.embedder != self.embedder.id for row in rows)
        size = self._index.rebuild(self._entries(rows, pictures, report))
        self._index.features.keep_only(row.sha256 for row, _ in stored)
        return ReindexResult(size, foreign, hashed, len(stored) - hashed)

    def check_index(self) -> None:
        """Search the index, which reads its documents and its vectors; raise StorageError when that fails."""
        self.find(PROBE_QUERY, NO_FILTERS, 1)

    def _healing(self, ask: Callable[[], AnswerT]) -> AnswerT:
        """Return what *ask* returns; where the index is unusable, rebuild it from the run log and ask once more.

        Not where many texts would have to be embedded again or that costs money, nor for a server, which others may
        use.
        """
        try:
            return ask()
        except (DamagedIndexError, ForeignIndexError) as unusable:
            with RunLog.open(self.state, self.on_wait) as log:
                rows = log.documents()
            foreign = sum(row.embedder != self.embedder.id for row in rows)
            if self.server is not None or not rows or foreign > (MAX_HEALED_DOCUMENTS if self.free else 0):
                raise
            say = self.on_wait or _discard
            say(f"{unusable.sentence.rstrip('.')}. It is rebuilt from the run log.")
            self.reindex(say)
            return ask()

    def _embed(self, texts: Sequence[str]) -> list[Vector]:
        """Return the vectors of *texts*; equal texts and texts embedded earlier are embedded once."""
        fresh = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        if fresh:
            vectors = self.embedder.passages(fresh)
            self._vectors.update(zip(fresh, map(round_vector, vectors), strict=True))
        return [self._vectors[text] for text in texts]

    def _hash_images(
        self,
        files: Iterable[tuple[Path, str]],
        report: Callable[[str], None] | None = None,
        may_leave: int = 0,
    ) -> dict[str, bytes]:
        """Return the image hashes of files by their SHA-256, and keep their local features.

        Only files of which the index lacks either are decoded; none if they and all that were left before are at most
        *may_leave*. A file that is missing, or whose bytes have changed, has no hash.
        """
        wanted = {sha256: path for path, sha256 in files}
        try:
            known = self._index.known_image_hashes(tuple(wanted))
            left = self._index.find_waiting()[1]
        except StorageError:
            known, left = {}, set()  # a damaged or outdated index is reported by the next reader
        read = self._index.features.read_words()
        missing = [(sha256, path) for sha256, path in wanted.items() if sha256 not in known or sha256 not in read]
        if len(left.union(sha256 for sha256, _ in missing)) <= may_leave:
            return known
        if report is not None and missing:
            report(f"Reading {count_noun(len(missing), 'picture')}.")
        return known | self._keep_features(missing)

    def _read_unread_pictures(self, filters: SearchFilters) -> None:
        """Find and keep the image hashes and local features that are not known: runs leave those of few ads to this."""
        unread = {}
        for row in self._index.unread_pictures(filters):
            path, exists = self._places.locate_picture(row.campaign, row.path)
            if exists:
                unread[row.sha256] = Path(path)
        if unread:
            say = self.on_wait or _discard
            say(f"Reading {count_noun(len(unread), 'picture')} to search by; this is done once.")
            self._index.keep_image_hashes(self._keep_features(unread.items()))

    def _keep_features(self, files: Iterable[tuple[str, Path]]) -> dict[str, bytes]:
        """Keep the local features of each file that still has its SHA-256, and return the image hashes of these."""
        describe = partial(describe_pictures, decode=self.decode)
        hashes: dict[str, bytes] = {}
        waiting = sorted(files, key=lambda file: file[1].parts[-2:])  # the same ad of all markets together
        # Decoding and numpy release the interpreter lock.
        with ThreadPoolExecutor(count_cores(), thread_name_prefix="creative") as threads:
            spread = self.spread or threads.map
            for start in range(0, len(waiting), READ_BATCH):
                batch = waiting[start : start + READ_BATCH]
                portions = [batch[at : at + READ_PORTION] for at in range(0, len(batch), READ_PORTION)]
                seen = [picture for portion in spread(describe, portions) for picture in portion]
                self._index.features.write_features({picture.sha256: picture.features for picture in seen})
                hashes |= {picture.sha256: picture.image_hash for picture in seen}
        return hashes

    def _fill_vectors(self, rows: Sequence[StoredDocument]) -> tuple[StoredDocument, ...]:
        """Return *rows* with the vectors that a search has made since, as the index has them."""
        known = {} if all(row.embedder for row in rows) else self._index.known_vectors()
        return tuple(
            replace(row, embedder=self.embedder.id, vector=tuple(known[row.doc_id].tolist()))
            if not row.embedder and row.doc_id in known
            else row
            for row in rows
        )

    def _entries(
        self,
        rows: Sequence[StoredDocument],
        pictures: dict[tuple[str, str, str, str], list[IndexedPicture]],
        report: Callable[[str], None],
    ) -> Iterator[tuple[SearchDocument, Vector]]:
        foreign = [row for row in rows if row.embedder != self.embedder.id]
        if foreign:
            others = sorted({row.embedder for row in foreign} - {""})
            why = f": their vectors come from {others[0]}" if others else ""
            report(f"Embedding {count_noun(len(foreign), 'document')}{why}.")
        for row in rows:
            if row.embedder == self.embedder.id:
                yield _document_from_row(row, pictures), np.asarray(row.vector, np.float32)
        for start in range(0, len(foreign), REINDEX_BATCH):
            portion = foreign[start : start + REINDEX_BATCH]
            vectors = self._embed([row.text for row in portion])
            for row, vector in zip(portion, vectors, strict=True):
                yield _document_from_row(row, pictures), vector
            if start + len(portion) < len(foreign):
                report(f"{start + len(portion)} of {len(foreign)} embedded.")


def _discard(_: str) -> None:
    pass


def _embedding_event(document: SearchDocument, embedder: Embedder, vector: Vector) -> DocumentEmbedded:
    # Numpy rounds what `round_vector` has rounded as Python does, in a fiftieth of the time.
    numbers = tuple(np.round(vector.astype(np.float64), VECTOR_DECIMALS).tolist())
    return DocumentEmbedded(**_embedded_fields(document), embedder=embedder.id, vector=numbers)


def _embedded_fields(source: AdText) -> dict[str, Any]:
    return {field.name: getattr(source, field.name) for field in fields(AdText)}


def _document_from_row(
    row: StoredDocument, pictures: dict[tuple[str, str, str, str], list[IndexedPicture]]
) -> SearchDocument:
    return SearchDocument(
        **_embedded_fields(row),
        run_id=row.run_id,
        made_at=format_utc(row.happened_at),
        pictures=tuple(pictures.get((row.campaign, row.product, row.locale, row.variant), ())),
    )
