"""How answers are put in order: nearness and keywords fused, grouped by campaign, cut at the floor.

Chroma has no hybrid search on one machine, so the two rankings are fused here by reciprocal rank. Ranks are counted
in campaigns first: a campaign with sixty markets would otherwise hold the first sixty ranks by itself.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from creative_cli.search.document import SearchDocument

RANK_CONSTANT = 5
"""How little a first rank outweighs the next: the k of reciprocal rank fusion (Cormack, Clarke and Büttcher 2009).

They take 60 for lists of a thousand; ours are lists of campaigns, where 60 lets any shared "for" beat the nearest.
"""

KEYWORD_LIFT = 0.5
"""Share of a question's keyword weight that makes an answer close even when its meaning is not."""

RankedT = TypeVar("RankedT")


@dataclass(frozen=True, slots=True)
class SearchCandidate:
    """A document and what speaks for it: cosine similarity, BM25 score, share of the keyword weight, words it has.

    `off` is taken from the similarity before documents are compared: some lie near to everything.
    """

    document: SearchDocument
    similarity: float
    keyword_score: float = 0.0
    coverage: float = 0.0
    matched: tuple[str, ...] = ()
    off: float = 0.0

    @property
    def nearness(self) -> float:
        """The similarity documents are compared by."""
        return self.similarity - self.off


@dataclass(frozen=True, slots=True)
class RelevanceFloor:
    """What an answer has to reach: a nearness, and keywords that do without it.

    Where one campaign reaches it, others count down to `margin` under it: a question that has an answer has near ones.
    Up to `doubt` above it lie real answers and noise alike: an answer counts as close only beyond, where all words of
    the question in a document weigh as much as `agreement` of nearness.
    """

    nearness: float
    coverage: float = KEYWORD_LIFT
    margin: float = 0.0
    doubt: float = 0.0
    agreement: float = 0.0

    def reached(self, group: list[SearchCandidate], margin: float = 0.0) -> bool:
        """Tell whether a campaign's best document is close enough, or not more than *margin* too far."""
        return any(entry.nearness >= self.nearness - margin or entry.coverage >= self.coverage for entry in group)

    def passed(self, group: list[SearchCandidate]) -> bool:
        """Tell whether a campaign's best document is close beyond doubt."""
        return any(
            entry.nearness + self.agreement * entry.coverage >= self.nearness + self.doubt
            or entry.coverage >= self.coverage
            for entry in group
        )


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A campaign that answers: its best documents first, how near the nearest lies, and the words it shares.

    `similarity` is the cosine, -1 to 1, comparable within one embedder only. `score` orders hits and means nothing
    else. Where `matched` is empty the campaign was found by meaning alone. `close` is False where it may as well be
    noise: what lies nearest, for people to judge.
    """

    campaign: str
    score: float
    similarity: float
    matched: tuple[str, ...]
    close: bool
    documents: tuple[SearchCandidate, ...]


def rank_campaigns(
    candidates: Iterable[SearchCandidate], floor: RelevanceFloor, limit: int, each: int
) -> tuple[SearchHit, ...]:
    """Return at most *limit* campaigns that reach *floor*, best first, with at most *each* documents."""
    groups: dict[str, list[SearchCandidate]] = {}
    for candidate in candidates:
        groups.setdefault(candidate.document.campaign, []).append(candidate)
    if not any(floor.reached(group) for group in groups.values()):
        return ()
    close = {campaign: group for campaign, group in groups.items() if floor.reached(group, floor.margin)}
    scores = _fuse_rankings(close, lambda group: max(entry.nearness for entry in group), _best_keywords)
    best = sorted(close, key=lambda campaign: (-scores[campaign], campaign))[:limit]
    return tuple(_build_hit(campaign, scores[campaign], close[campaign], each, floor) for campaign in best)


def _build_hit(
    campaign: str, score: float, group: list[SearchCandidate], each: int, floor: RelevanceFloor
) -> SearchHit:
    by_id = {entry.document.doc_id: entry for entry in group}
    scores = _fuse_rankings(by_id, lambda entry: entry.nearness, lambda entry: (entry.keyword_score, entry.coverage))
    documents = tuple(by_id[doc_id] for doc_id in sorted(by_id, key=lambda doc_id: (-scores[doc_id], doc_id))[:each])
    return SearchHit(
        campaign=campaign,
        score=score,
        similarity=max(entry.similarity for entry in group),
        matched=max(group, key=lambda entry: (entry.coverage, entry.document.doc_id)).matched,
        close=floor.passed(group),
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
    """Fuse two rankings of *entries* by reciprocal rank; the keyword rank counts by its coverage, squared.

    Plain fusion trusts a shared stop word as much as a product's name. Squared, half of the words weigh a quarter.
    """
    near = sorted(entries, key=lambda name: (-nearness(entries[name]), name))
    scores = {name: 1 / (RANK_CONSTANT + rank) for rank, name in enumerate(near, start=1)}
    found = {name: keywords(entry) for name, entry in entries.items()}
    worded = sorted((name for name in found if found[name][0] > 0), key=lambda name: (-found[name][0], name))
    for rank, name in enumerate(worded, start=1):
        scores[name] += found[name][1] ** 2 / (RANK_CONSTANT + rank)
    return scores
