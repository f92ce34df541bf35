"""What is remembered of finished ads so that they can be found again: documents, their vectors, the index.

The journal keeps every text with its vector (`DocumentEmbedded`); the index is a projection that `reindex` makes anew.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from creative_cli.events import DocumentEmbedded, Event
from creative_cli.order import Order
from creative_cli.records import Asset, Copy
from creative_cli.search.document import Document, Picture, describe
from creative_cli.search.embedders import Embedder, Vector
from creative_cli.search.filters import Filters
from creative_cli.search.index import Index
from creative_cli.search.ranking import Hit
from creative_cli.storage.rows import DocumentRow
from creative_cli.storage.runlog import RunLog
from creative_cli.storage.state import OnWait, StateFolder

EACH = 3
"""Documents shown of each campaign that answers."""


@dataclass(frozen=True, slots=True)
class Found:
    """One product in one market that answers a question: how near it is, its words and its pictures."""

    product: str
    product_name: str
    locale: str
    similarity: float
    headline: str
    pictures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FoundCampaign:
    """A campaign that answers, its best documents first; `words` are those it shares with the question."""

    campaign: str
    similarity: float
    words: tuple[str, ...]
    documents: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a search found, best first; empty means that nothing is close."""

    query: str
    campaigns: tuple[FoundCampaign, ...]


@dataclass(frozen=True, slots=True)
class Memory:
    """The folder ads go to, the folder that remembers, and the model that turns words into vectors for it."""

    output: Path
    state: StateFolder
    embedder: Embedder
    on_wait: OnWait | None = None

    def remember(self, order: Order, assets: tuple[Asset, ...], run_id: str, emit: Callable[[Event], None]) -> None:
        """Index the ads of a run; what is indexed already costs neither an embedding nor the import of Chroma."""
        documents = tuple(_documents(order, assets, self.output / order.campaign, run_id))
        index = self._index()
        fresh = index.missing(documents)
        if fresh:
            vectors = self.embedder.passages([document.text for document in fresh])
            for document, vector in zip(fresh, vectors, strict=True):
                emit(_embedded(document, self.embedder, vector))
            index.add(fresh, vectors)
        new = {document.doc_id for document in fresh}
        known = [document for document in documents if document.doc_id not in new]
        if known:
            index.refresh(known)

    def find(self, query: str, filters: Filters, limit: int) -> Answer:
        """Return the campaigns that answer *query*, best first; raise StorageError when there is no index."""
        hits = self._index().query(query, limit, filters, EACH)
        return Answer(query, tuple(_campaign(hit) for hit in hits))

    def reindex(self) -> int:
        """Make the index anew from the run log and return how many documents it has.

        Vectors of another embedder are not comparable: their texts are embedded again.
        """
        with RunLog.open(self.state, self.on_wait) as log:
            return self._index().rebuild(self._entries(log))

    def _index(self) -> Index:
        return Index(self.state.chroma, self.embedder, on_wait=self.on_wait)

    def _entries(self, log: RunLog) -> Iterator[tuple[Document, Vector]]:
        import numpy as np  # noqa: PLC0415  # only where vectors are made

        pictures: dict[tuple[str, str, str], list[Picture]] = {}
        for row in log.pictures():
            path = self.output / row.campaign / row.path
            if path.is_file():
                place = (row.campaign, row.product, row.locale)
                pictures.setdefault(place, []).append(Picture(str(path), row.ratio, row.status))
        for document in log.documents():
            if document.embedder == self.embedder.id:
                vector: Vector = np.asarray(document.vector, np.float32)
            else:
                (vector,) = self.embedder.passages([document.text])
            mine = pictures.get((document.campaign, document.product, document.locale), [])
            yield _document(document, tuple(mine)), vector


def _documents(order: Order, assets: tuple[Asset, ...], folder: Path, run_id: str) -> Iterator[Document]:
    brief = order.brief.brief
    message = brief.message
    source = Copy(message.headline, message.body, message.cta, message.disclaimer)
    for product in order.products:
        for words in order.adaptations:
            mine = tuple(a for a in assets if a.product == product.id and a.locale == words.locale.tag)
            if mine:
                yield describe(
                    campaign=brief.campaign,
                    product=product.id,
                    product_name=product.name,
                    locale=words.locale.tag,
                    country=words.locale.territory,
                    direction=words.locale.direction,
                    source=source,
                    copy=words.copy,
                    brand=brief.brand.name,
                    description=product.description or "",
                    audience=brief.audience or "",
                    scene=product.scene or "",
                    run_id=run_id,
                    made_at=_written(datetime.now(UTC)),
                    pictures=tuple(Picture(str(folder / a.path), a.ratio, a.status) for a in mine),
                )


def _embedded(document: Document, embedder: Embedder, vector: Vector) -> DocumentEmbedded:
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


def _written(moment: datetime) -> str:
    """Write a moment as the index compares it: ISO 8601, UTC, to the second."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _document(row: DocumentRow, pictures: tuple[Picture, ...]) -> Document:
    return Document(
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
        made_at=_written(row.happened_at),
        pictures=pictures,
    )


def _campaign(hit: Hit) -> FoundCampaign:
    return FoundCampaign(
        campaign=hit.campaign,
        similarity=round(hit.similarity, 4),
        words=hit.matched,
        documents=tuple(
            Found(
                product=entry.document.product,
                product_name=entry.document.product_name,
                locale=entry.document.locale,
                similarity=round(entry.similarity, 4),
                headline=entry.document.headline,
                pictures=tuple(picture.path for picture in entry.document.pictures),
            )
            for entry in hit.documents
        ),
    )
