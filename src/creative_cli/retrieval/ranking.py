"""Rank campaigns by one score: the cosine similarity of their best document, and the share of words that it has."""

from dataclasses import dataclass
from enum import StrEnum

from creative_cli.retrieval.document import SearchDocument
from creative_cli.retrieval.tokens import join_matched_spans, tokenize_document


class AnswerCloseness(StrEnum):
    """What is said about a campaign that was found.

    NEAREST says nothing about its closeness: the model was not measured, or a filter narrowed the library, so that
    the order is what was asked for.
    """

    CLOSE = "close"
    LESS_CLOSE = "less close"
    NEAREST = "nearest"


@dataclass(frozen=True, slots=True)
class ScoredDocument:
    """A document, its score and its cosine similarity to a question with the content words *words*."""

    document: SearchDocument
    score: float
    similarity: float
    question: str
    words: tuple[str, ...]

    @property
    def matched(self) -> tuple[str, ...]:
        """The content words of the question that the document has, as they stand in the question."""
        shared = frozenset(self.words) & frozenset(tokenize_document(self.document.text))
        return join_matched_spans(self.question, shared)


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A campaign with its best documents, best first."""

    closeness: AnswerCloseness
    documents: tuple[ScoredDocument, ...]

    @property
    def best(self) -> ScoredDocument:
        """The document that the campaign is ranked by."""
        return self.documents[0]

    @property
    def campaign(self) -> str:
        """The campaign's name."""
        return self.best.document.campaign


def classify_closeness(score: float, threshold: float | None, *, filtered: bool) -> AnswerCloseness:
    """Return what is said about a campaign whose best document has *score*."""
    if threshold is not None and score >= threshold:
        return AnswerCloseness.CLOSE
    return AnswerCloseness.NEAREST if filtered or threshold is None else AnswerCloseness.LESS_CLOSE
