"""Collect the documents that may answer a question: the nearest ones and those that share its words."""

from collections.abc import Sequence
from dataclasses import dataclass

from creative_cli.errors import StorageError
from creative_cli.retrieval.catalog import Catalog
from creative_cli.retrieval.chroma import REINDEX_HINT, VectorCollection
from creative_cli.retrieval.embedding import Closeness, Vector
from creative_cli.retrieval.filters import SearchFilters
from creative_cli.retrieval.ranking import SearchCandidate
from creative_cli.retrieval.tokens import join_matched_spans

MAX_QUERY_WORDS = 64  # keywords of a question that are looked up; a pasted brief is found by meaning

FIRST_SEARCH_DEPTH = 200  # documents of the first look-up; each further one takes five times as many

MAX_SEARCH_DEPTH = 5000  # documents of the last look-up, enough to settle the first answers


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A question with its keywords and vector, the number of campaigns wanted, and its own floor in `closeness`."""

    text: str
    words: tuple[str, ...]
    vector: Vector
    filters: SearchFilters
    limit: int
    closeness: Closeness


def collect_candidates(
    catalog: Catalog, vectors: VectorCollection, question: SearchQuery
) -> tuple[SearchCandidate, ...]:
    """Return the documents that are near or share keywords, in no order."""
    among = catalog.matching(question.filters)
    similarities = _find_nearest_documents(catalog, vectors, question, among)
    keywords = catalog.rank(question.words, question.filters, FIRST_SEARCH_DEPTH)
    rest = tuple(doc_id for doc_id in keywords if doc_id not in similarities)
    named = vectors.similarities(question.vector, rest)
    if len(named) < len(rest):
        raise StorageError("The search index has lost its vectors.", hint=REINDEX_HINT)
    similarities |= named
    documents = catalog.load(tuple(similarities))
    pulls = catalog.pulls(tuple(similarities))
    matched = catalog.matched(tuple(keywords), question.words)
    candidates = []
    for doc_id, document in documents.items():
        score, coverage = keywords.get(doc_id, (0.0, 0.0))
        spans = join_matched_spans(question.text, matched[doc_id]) if doc_id in matched else ()
        pull = question.closeness.pull * pulls[doc_id]
        candidates.append(SearchCandidate(document, similarities[doc_id], score, coverage, spans, pull))
    return tuple(candidates)


def _find_nearest_documents(
    catalog: Catalog, vectors: VectorCollection, question: SearchQuery, among: Sequence[str] | None
) -> dict[str, float]:
    """Search deeper until there are enough campaigns, all are found, or the next documents are below the floor."""
    total = catalog.size() if among is None else len(among)
    lowest = question.closeness.floor - question.closeness.margin
    depth = FIRST_SEARCH_DEPTH
    while True:
        near = dict(vectors.nearest(question.vector, depth, among))
        # An approximate index may omit documents, but not nine in ten; Chroma does not report that its files are gone.
        if len(near) * 10 < min(FIRST_SEARCH_DEPTH, total):
            raise StorageError("The search index has lost its vectors.", hint=REINDEX_HINT)
        if (
            depth >= min(total, MAX_SEARCH_DEPTH)
            or len(near) < depth
            or min(near.values()) < lowest
            or catalog.campaigns(tuple(near)) >= question.limit
        ):
            return near
        depth *= 5
