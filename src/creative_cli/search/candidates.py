"""Collecting what may answer a question: the nearest documents, those with its words, and both figures for each."""

from collections.abc import Sequence
from dataclasses import dataclass

from creative_cli.errors import StorageError
from creative_cli.search.catalog import Catalog
from creative_cli.search.chroma import REINDEX_HINT, VectorCollection
from creative_cli.search.embedding import Vector
from creative_cli.search.filters import SearchFilters
from creative_cli.search.ranking import RelevanceFloor, SearchCandidate
from creative_cli.search.tokens import join_matched_spans

MAX_QUERY_WORDS = 64
"""Keywords of a question that are looked up; a whole brief pasted in is found by meaning."""

MAX_SEARCH_DEPTH = 5000
"""Documents looked at last: with so many under a few campaigns, the first answers are settled."""

FIRST_SEARCH_DEPTH = 200
"""Documents looked at first, by nearness and by keywords; more where they belong to too few campaigns."""


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What is asked: the text, its keywords and vector, how many campaigns are wanted and what they have to reach."""

    text: str
    words: tuple[str, ...]
    vector: Vector
    filters: SearchFilters
    limit: int
    floor: RelevanceFloor
    pull: float


@dataclass(frozen=True, slots=True)
class SearchCandidates:
    """What may answer a question, in no order, and what an answer has to reach."""

    candidates: tuple[SearchCandidate, ...]
    floor: RelevanceFloor


def collect_candidates(
    catalog: Catalog, vectors: VectorCollection, question: SearchQuery
) -> tuple[SearchCandidate, ...]:
    """Collect the documents that are near or share keywords, each with both figures."""
    among = catalog.matching(question.filters)
    similarities = _find_nearest_documents(catalog, vectors, question, among)
    keywords = {hit.doc_id: hit for hit in catalog.rank(question.words, question.filters, FIRST_SEARCH_DEPTH)}
    rest = tuple(doc_id for doc_id in keywords if doc_id not in similarities)
    named = vectors.similarities(question.vector, rest)
    if len(named) < len(rest):
        raise StorageError("The search index has lost its vectors.", hint=REINDEX_HINT)
    similarities |= named
    wanted = tuple({**similarities, **keywords})
    documents = catalog.load(wanted)
    pulls = catalog.pulls(wanted)
    matched = catalog.matched(tuple(keywords), question.words)
    return tuple(
        SearchCandidate(
            document=document,
            similarity=similarities.get(doc_id, 0.0),
            keyword_score=keywords[doc_id].score if doc_id in keywords else 0.0,
            coverage=keywords[doc_id].coverage if doc_id in keywords else 0.0,
            matched=join_matched_spans(question.text, matched[doc_id]) if doc_id in matched else (),
            off=question.pull * pulls[doc_id],
        )
        for doc_id, document in documents.items()
    )


def _find_nearest_documents(
    catalog: Catalog, vectors: VectorCollection, question: SearchQuery, among: Sequence[str] | None
) -> dict[str, float]:
    """Look deeper until enough campaigns are found, all are, or what follows is under the floor.

    An approximate index may leave documents out, but not nine in ten: Chroma says nothing when its files are gone.
    """
    total = catalog.size() if among is None else len(among)
    depth = FIRST_SEARCH_DEPTH
    while True:
        near = dict(vectors.nearest(question.vector, depth, among))
        if len(near) * 10 < min(FIRST_SEARCH_DEPTH, total):
            raise StorageError("The search index has lost its vectors.", hint=REINDEX_HINT)
        if (
            depth >= min(total, MAX_SEARCH_DEPTH)
            or len(near) < depth
            or min(near.values()) < question.floor.nearness - question.floor.margin
            or catalog.campaigns(tuple(near)) >= question.limit
        ):
            return near
        depth *= 5
