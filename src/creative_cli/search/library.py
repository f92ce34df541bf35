"""What is remembered of finished ads so that they can be found again: documents, their vectors, the index.

The journal keeps every text with its vector (`DocumentEmbedded`); the index is a projection that `reindex` makes anew.
Longer than most files: what is put in and how it is found again have to agree.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from creative_cli.brief.audience import describe_audience
from creative_cli.brief.schema import Product
from creative_cli.engine.plan import RunPlan
from creative_cli.errors import PictureError, StorageError, UsageError
from creative_cli.events import DocumentEmbedded, Event
from creative_cli.models import AdCopy, Asset, LocalizedCopy, Pixels
from creative_cli.runlog.rows import StoredDocument
from creative_cli.runlog.runlog import RunLog
from creative_cli.search.document import IndexedPicture, SearchDocument, build_search_document
from creative_cli.search.embedding import Embedder, Vector
from creative_cli.search.filters import NO_FILTERS, SearchFilters, UnknownFilterValue
from creative_cli.search.image_hash import hash_image, hash_possible_originals
from creative_cli.search.index import ChromaAddress, SearchIndex
from creative_cli.search.results import LookalikeAnswer, SearchAnswer, to_found_campaign, to_lookalike
from creative_cli.search.similar_images import QueryImage
from creative_cli.storage.state import OnWait, StateFolder

DOCUMENTS_PER_CAMPAIGN = 3
"""Documents shown of each campaign that answers."""

PREFETCH_BATCH = 8
"""Texts embedded ahead in one go, 0.2 to 0.4 s: who stops a run does not wait for all of them."""

REINDEX_BATCH = 64
"""Documents between two words of progress, when all are embedded again."""


@dataclass(frozen=True, slots=True)
class ReindexResult:
    """What an index made anew holds: documents, those embedded again, pictures with a look and those without."""

    documents: int
    embedded: int
    pictures: int
    unread: int


@dataclass(eq=False, slots=True)
class SearchLibrary:
    """The folder ads go to, the folder that remembers, and the model that turns words into vectors for it.

    `see` decodes a picture file to uint8 (height, width, 3) and raises PictureError; `server` is a Chroma server to
    use instead of the folder.
    """

    output: Path
    state: StateFolder
    embedder: Embedder
    see: Callable[[Path], Pixels]
    on_wait: OnWait | None = None
    server: ChromaAddress | None = None
    _index: SearchIndex = field(init=False, repr=False)
    _known: dict[str, Vector] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Touch nothing yet."""
        self._index = SearchIndex(self.state.chroma, self.embedder, on_wait=self.on_wait, server=self.server)

    def ahead(self, order: RunPlan) -> Iterator[str]:
        """Do what `remember` will need and no picture is needed for, one piece at a step, which says what it was.

        Chroma and the model are loaded, and the words of ads that are not indexed get their vectors. Nothing is
        written: ads that are not made in the end are not found.
        """
        self._index.prepare()
        yield "search index"
        everything = tuple(
            _build_document(order, product, words, (), "") for product in order.products for words in order.adaptations
        )
        lacking = self._unembedded(document.text for document in self._index.missing(everything))
        for start in range(0, len(lacking), PREFETCH_BATCH):
            self._embed(lacking[start : start + PREFETCH_BATCH])
            yield f"{len(self._known)} vectors"

    def remember(self, order: RunPlan, assets: tuple[Asset, ...], run_id: str, emit: Callable[[Event], None]) -> None:
        """Index the ads of a run; what is indexed already costs neither an embedding nor the import of Chroma."""
        index = self._index
        looks = self._looks(index, ((self.output / order.campaign / a.path, a.sha256) for a in assets))
        documents = tuple(_build_documents(order, assets, self.output / order.campaign, run_id, looks))
        fresh = index.missing(documents)
        if fresh:
            vectors = self._vectors([document.text for document in fresh])
            for document, vector in zip(fresh, vectors, strict=True):
                emit(_embedding_event(document, self.embedder, vector))
            index.add(fresh, vectors)
        new = {document.doc_id for document in fresh}
        known = [document for document in documents if document.doc_id not in new]
        if known:
            index.refresh(known)

    def find(self, query: str, filters: SearchFilters, limit: int) -> SearchAnswer:
        """Return the campaigns that answer *query*, best first; raise StorageError when there is no index."""
        hits = self._index.query(query, limit, filters, DOCUMENTS_PER_CAMPAIGN)
        found = tuple(to_found_campaign(hit, filters) for hit in hits)
        return SearchAnswer(query, filters, found, *(((), False) if hits else self._left_out(filters)))

    def _left_out(self, filters: SearchFilters) -> tuple[tuple[UnknownFilterValue, ...], bool]:
        """Return the values of *filters* that nothing has, and whether only all of them together leave nothing."""
        unknown = self._index.unknown(filters)
        return unknown, filters != NO_FILTERS and not unknown and not self._index.meets(filters)

    def like(self, picture: Path, filters: SearchFilters, limit: int) -> LookalikeAnswer:
        """Return the known ads that are *picture* or look like it, nearest first.

        Raises UsageError when there is no such file, PictureError when it is neither known nor can be decoded, and
        StorageError when there is no index.
        """
        try:
            sha256 = _hash_file(picture)
        except OSError as error:
            raise UsageError(
                f"The picture {picture} cannot be read: {error.strerror}.", "Give the path of a picture."
            ) from error
        index = self._index
        known = index.alike(QueryImage(sha256, ()), limit, filters)
        if len(known) < limit:
            try:
                known = index.alike(QueryImage(sha256, hash_possible_originals(self.see(picture))), limit, filters)
            except PictureError:
                if not known:  # a file that is known by its bytes is found whatever it holds
                    raise
        found = tuple(to_lookalike(alike) for alike in known)
        return LookalikeAnswer(str(picture), filters, found, *(((), False) if known else self._left_out(filters)))

    def reindex(self, tell: Callable[[str], None]) -> ReindexResult:
        """Make the index anew from the run log; *tell* hears of what takes long.

        Vectors of another embedder are not comparable: their texts are embedded again.
        """
        with RunLog.open(self.state, self.on_wait) as log:
            rows = log.documents()
            stored = [row for row in log.pictures() if (self.output / row.campaign / row.path).is_file()]
        index = self._index
        looks = self._looks(index, ((self.output / row.campaign / row.path, row.sha256) for row in stored), tell)
        pictures: dict[tuple[str, str, str], list[IndexedPicture]] = {}
        for row in stored:
            path = str(self.output / row.campaign / row.path)
            place = (row.campaign, row.product, row.locale)
            picture = IndexedPicture(path, row.ratio, row.status, row.sha256, looks.get(row.sha256, b""))
            pictures.setdefault(place, []).append(picture)
        seen = sum(row.sha256 in looks for row in stored)
        again = sum(row.embedder != self.embedder.id for row in rows)
        size = index.rebuild(self._entries(rows, pictures, tell))
        return ReindexResult(size, again, seen, len(stored) - seen)

    def examine(self) -> None:
        """Open the index and read in it; raise StorageError when that cannot be done."""
        self._index.missing(())

    def _vectors(self, texts: Sequence[str]) -> list[Vector]:
        """Return the vectors of *texts*; markets with the same words share one, and some were embedded ahead."""
        self._embed(self._unembedded(texts))
        return [self._known[text] for text in texts]

    def _unembedded(self, texts: Iterable[str]) -> list[str]:
        return [text for text in dict.fromkeys(texts) if text not in self._known]

    def _embed(self, texts: Sequence[str]) -> None:
        if texts:
            self._known.update(zip(texts, self.embedder.passages(texts), strict=True))

    def _looks(
        self, index: SearchIndex, files: Iterable[tuple[Path, str]], tell: Callable[[str], None] | None = None
    ) -> dict[str, bytes]:
        """Return what files look like by their SHA-256, looking only at those that are not known yet.

        A file that is gone, or no longer what was stored, has no look: the bytes under its name are not ours.
        """
        wanted = {sha256: path for path, sha256 in files}
        try:
            looks = index.looks(tuple(wanted))
        except StorageError:
            looks = {}  # the index is damaged or of another version: whoever reads it next says so
        missing = [(sha256, path) for sha256, path in wanted.items() if sha256 not in looks]
        if tell is not None and missing:
            tell(f"Looking at {len(missing)} pictures.")
        if not missing:
            return looks

        def looked(file: tuple[str, Path]) -> tuple[str, bytes] | None:
            sha256, path = file
            try:
                return (sha256, hash_image(self.see(path))) if _hash_file(path) == sha256 else None
            except (OSError, PictureError):
                return None  # counted as unread by those who report it; the words of the ad are found all the same

        # Decoding and sums of pixels let go of the interpreter.
        with ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="creative") as threads:
            return looks | dict(found for found in threads.map(looked, missing) if found is not None)

    def _entries(
        self,
        rows: Sequence[StoredDocument],
        pictures: dict[tuple[str, str, str], list[IndexedPicture]],
        tell: Callable[[str], None],
    ) -> Iterator[tuple[SearchDocument, Vector]]:
        foreign = [row for row in rows if row.embedder != self.embedder.id]
        if foreign:
            tell(f"Embedding {len(foreign)} documents again: their vectors are of {foreign[0].embedder}.")
        for row in rows:
            if row.embedder == self.embedder.id:
                yield _document_from_row(row, pictures), np.asarray(row.vector, np.float32)
        for start in range(0, len(foreign), REINDEX_BATCH):
            portion = foreign[start : start + REINDEX_BATCH]
            vectors = self.embedder.passages([row.text for row in portion])
            for row, vector in zip(portion, vectors, strict=True):
                yield _document_from_row(row, pictures), vector
            if start + len(portion) < len(foreign):
                tell(f"{start + len(portion)} of {len(foreign)} embedded.")


def _build_documents(
    order: RunPlan, assets: tuple[Asset, ...], folder: Path, run_id: str, looks: dict[str, bytes]
) -> Iterator[SearchDocument]:
    """Yield a document for each product and locale that has ads."""
    pictures: dict[tuple[str, str], list[IndexedPicture]] = {}
    for a in assets:
        picture = IndexedPicture(str(folder / a.path), a.ratio, a.status, a.sha256, looks.get(a.sha256, b""))
        pictures.setdefault((a.product, a.locale), []).append(picture)
    for product in order.products:
        for words in order.adaptations:
            mine = pictures.get((product.id, words.locale.tag))
            if mine:
                yield _build_document(order, product, words, tuple(mine), run_id)


def _build_document(
    order: RunPlan, product: Product, words: LocalizedCopy, pictures: tuple[IndexedPicture, ...], run_id: str
) -> SearchDocument:
    brief = order.brief.brief
    message = brief.message
    return build_search_document(
        campaign=brief.campaign,
        product=product.id,
        product_name=product.name,
        locale=words.locale.tag,
        country=words.locale.territory,
        direction=words.locale.direction,
        source=AdCopy(message.headline, message.body, message.cta, message.disclaimer),
        copy=words.copy,
        brand=brief.brand.name,
        description=product.description or "",
        audience=describe_audience(brief.audience) or "",
        scene=product.scene or "",
        run_id=run_id,
        made_at=_format_utc(datetime.now(UTC)),
        pictures=pictures,
    )


def _embedding_event(document: SearchDocument, embedder: Embedder, vector: Vector) -> DocumentEmbedded:
    return DocumentEmbedded(
        doc_id=document.doc_id,
        campaign=document.campaign,
        product=document.product,
        product_name=document.product_name,
        locale=document.locale,
        country=document.country,
        direction=document.direction,
        headline=document.headline,
        text=document.text,
        embedder=embedder.id,
        # Seven digits are what a float32 holds; more would double the journal for nothing.
        vector=tuple(float(f"{number:.7g}") for number in vector),
    )


def _format_utc(moment: datetime) -> str:
    """Write a moment as the index compares it: ISO 8601, UTC, to the second."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _hash_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _document_from_row(
    row: StoredDocument, pictures: dict[tuple[str, str, str], list[IndexedPicture]]
) -> SearchDocument:
    return SearchDocument(
        doc_id=row.doc_id,
        campaign=row.campaign,
        product=row.product,
        product_name=row.product_name,
        locale=row.locale,
        country=row.country,
        direction=row.direction,
        headline=row.headline,
        text=row.text,
        run_id=row.run_id,
        made_at=_format_utc(row.happened_at),
        pictures=tuple(pictures.get((row.campaign, row.product, row.locale), ())),
    )
