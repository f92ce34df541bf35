"""Rank campaigns: nearness and keywords fused, grouped by campaign, cut at the floor.

Chroma has no local hybrid search, so this module fuses the two rankings by reciprocal rank. Ranks count campaigns:
a campaign with sixty markets would otherwise take the first sixty ranks.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from creative_cli.retrieval.document import SearchDocument
from creative_cli.retrieval.embedding import Closeness

# The k of reciprocal rank fusion. Cormack, Clarke and Büttcher 2009 take 60 for lists of a thousand; among a few
# campaigns 60 lets any shared "for" beat the nearest.
RANK_CONSTANT = 5

KEYWORD_LIFT = 0.5  # share of a question's keyword weight that makes an answer close by itself

RankedT = TypeVar("RankedT")


@dataclass(frozen=True, slots=True)
class SearchCandidate:
    """A document with its cosine similarity, BM25 score, share of the keyword weight (0 to 1) and matched words.

    `pull` is subtracted from the similarity before documents are compared: some lie near to everything.
    """

    document: SearchDocument
    similarity: float
    keyword_score: float = 0.0
    coverage: float = 0.0
    matched: tuple[str, ...] = ()
    pull: float = 0.0

    @property
    def nearness(self) -> float:
        """The similarity that documents are compared by."""
        return self.similarity - self.pull


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A campaign that answers a question, with its best documents and the words it shares.

    `similarity` is the best document's cosine, -1 to 1, comparable within one embedder. `score` only orders hits.
    `matched` is empty for a campaign found by meaning alone. `close` is False for a nearest campaign that may be noise.
    """

    campaign: str
    score: float
    similarity: float
    matched: tuple[str, ...]
    close: bool
    documents: tuple[SearchCandidate, ...]


def rank_campaigns(
    candidates: Iterable[SearchCandidate], closeness: Closeness, limit: int, each: int
) -> tuple[SearchHit, ...]:
    """Return at most *limit* campaigns that reach the floor, best first, with at most *each* documents.

    The floor of *closeness* is the question's own. When one campaign reaches it, others count down to the margin below:
    a question with an answer has near ones.
    """
    groups: dict[str, list[SearchCandidate]] = {}
    for candidate in candidates:
        groups.setdefault(candidate.document.campaign, []).append(candidate)
    if not any(reaches_floor(group, closeness.floor) for group in groups.values()):
        return ()
    lowest = closeness.floor - closeness.margin
    close = {campaign: group for campaign, group in groups.items() if reaches_floor(group, lowest)}
    scores = _fuse_rankings(close, lambda group: max(entry.nearness for entry in group), _best_keywords)
    best = sorted(close, key=lambda campaign: (-scores[campaign], campaign))[:limit]
    return tuple(_build_hit(campaign, scores[campaign], close[campaign], each, closeness) for campaign in best)


def reaches_floor(group: Iterable[SearchCandidate], floor: float) -> bool:
    """Return whether a campaign's best document is as near as *floor*, or has enough words of the question."""
    return any(entry.nearness >= floor or entry.coverage >= KEYWORD_LIFT for entry in group)


def _is_close(entry: SearchCandidate, closeness: Closeness) -> bool:
    support = entry.nearness + closeness.agreement * entry.coverage
    return support >= closeness.floor + closeness.doubt or entry.coverage >= KEYWORD_LIFT


def _build_hit(campaign: str, score: float, group: list[SearchCandidate], each: int, closeness: Closeness) -> SearchHit:
    by_id = {entry.document.doc_id: entry for entry in group}
    scores = _fuse_rankings(by_id, lambda entry: entry.nearness, lambda entry: (entry.keyword_score, entry.coverage))
    documents = tuple(by_id[doc_id] for doc_id in sorted(by_id, key=lambda doc_id: (-scores[doc_id], doc_id))[:each])
    return SearchHit(
        campaign=campaign,
        score=score,
        similarity=max(entry.similarity for entry in group),
        matched=max(group, key=lambda entry: (entry.coverage, entry.document.doc_id)).matched,
        close=any(_is_close(entry, closeness) for entry in group),
        documents=documents,
    )


def _best_keywords(group: list[SearchCandidate]) -> tuple[float, float]:
    best = max(group, key=lambda entry: entry.keyword_score)
    return best.keyword_score, best.coverage


def _fuse_rankings(
    entries: Mapping[str, RankedT],
    nearness: Callable[[RankedT], float],
    keywords: Callable[[RankedT], tuple[float, float]],
) -> dict[str, float]:
    """Fuse two rankings of *entries* by reciprocal rank, the keyword rank weighted by its coverage squared."""
    # Plain fusion trusts a shared stop word as much as a product's name. Squared, half of the words weigh a quarter.
    near = sorted(entries, key=lambda name: (-nearness(entries[name]), name))
    scores = {name: 1 / (RANK_CONSTANT + rank) for rank, name in enumerate(near, start=1)}
    found = {name: keywords(entry) for name, entry in entries.items()}
    worded = sorted((name for name in found if found[name][0] > 0), key=lambda name: (-found[name][0], name))
    for rank, name in enumerate(worded, start=1):
        scores[name] += found[name][1] ** 2 / (RANK_CONSTANT + rank)
    return scores
