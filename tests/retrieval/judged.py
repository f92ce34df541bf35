"""What search is measured on: invented campaigns, questions judged by hand, and the usual figures.

`data/campaigns.jsonl` holds 161 campaigns of 26 industries in 474 documents; `data/queries.jsonl` 172 questions in 18
languages with graded answers (2: what was looked for, 1: near to it), 18 of them without any. Judgements were
made from the list of campaigns before anything was ranked, and a campaign nobody judged counts as wrong.
`data/noise.jsonl` holds 170 more that no campaign answers: random letters, and what nobody here advertises. Another set
is a folder with files of the same names and form; a question of it may have `filters`, fields of `SearchFilters`.

`second_set/` is such a folder. Its campaigns and questions were written before the ranking was changed, without a look
at any result, to show what a change does to questions it was not chosen by. Nothing may be tuned on them.
"""

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from creative_cli.models import AdCopy
from creative_cli.retrieval.document import SearchDocument, build_search_document
from creative_cli.retrieval.filters import NO_FILTERS, SearchFilters

DATA = Path(__file__).parent / "data"
SECOND_SET = Path(__file__).parent / "second_set"

CUT = 10
"""Answers that count."""

HELD_OUT = 4
"""Every so many-th question is kept aside: nothing is tuned on it."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A question and how well each campaign answers it, 1 or 2; none at all where nothing should be close."""

    text: str
    language: str
    grades: dict[str, int] = field(hash=False)
    filters: SearchFilters = NO_FILTERS
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Scores:
    """The means over some questions that have answers, 0 to 1, and the share of errors the threshold makes.

    `missed` is the share of questions with answers whose first campaign is called less close; `called` that of
    questions without an answer whose first campaign is called close.
    """

    questions: int
    unrelated: int
    hit: float
    ndcg: float
    mrr: float
    recall: float
    missed: float
    called: float


@dataclass(frozen=True, slots=True)
class Answers:
    """The campaigns found for a question, best first, and whether the first counts as close."""

    campaigns: Sequence[str]
    close: bool


@dataclass(frozen=True)
class JudgedSet:
    """The campaigns and questions in *folder*; `noise.jsonl` may be missing."""

    folder: Path

    @cached_property
    def documents(self) -> tuple[SearchDocument, ...]:
        """One document for each campaign and market, as a run makes them; the first copy is the source."""
        return tuple(document for line in self._lines("campaigns.jsonl") for document in _described(json.loads(line)))

    @cached_property
    def questions(self) -> tuple[Judged, ...]:
        """Every judged question."""
        return self._asked("queries.jsonl")

    @cached_property
    def noise(self) -> tuple[Judged, ...]:
        """Questions that no campaign answers."""
        return self._asked("noise.jsonl") if (self.folder / "noise.jsonl").is_file() else ()

    def _asked(self, name: str) -> tuple[Judged, ...]:
        entries = [json.loads(line) for line in self._lines(name)]
        return tuple(
            Judged(
                entry["query"],
                entry["language"],
                entry.get("grades", {}),
                _to_filters({"countries": [entry["market"]]} if "market" in entry else entry.get("filters", {})),
                entry.get("kind", ""),
            )
            for entry in entries
        )

    def _lines(self, name: str) -> list[str]:
        return (self.folder / name).read_text(encoding="utf-8").splitlines()


@cache
def shipped() -> JudgedSet:
    """Return the set beside this file."""
    return JudgedSet(DATA)


def held_out() -> tuple[Judged, ...]:
    """Return the questions that nothing was tuned on: every fourth, and every second without an answer."""
    return (*shipped().questions[HELD_OUT - 1 :: HELD_OUT], *shipped().noise[1::2])


def tuned_on() -> tuple[Judged, ...]:
    """Return the questions weights and thresholds were chosen by."""
    asked = enumerate(shipped().questions, start=1)
    return (*(judged for number, judged in asked if number % HELD_OUT), *shipped().noise[::2])


def measure(asked: Sequence[Judged], answer: Callable[[Judged], Answers]) -> Scores:
    """Ask every question and score what *answer* returns for it."""
    answers = [(judged.grades, answer(judged)) for judged in asked]
    real = [(grades, list(found.campaigns)[:CUT]) for grades, found in answers if grades]
    return Scores(
        questions=len(real),
        unrelated=len(answers) - len(real),
        hit=_mean([float(bool(found) and found[0] in grades) for grades, found in real]),
        ndcg=_mean([ndcg(grades, found) for grades, found in real]),
        mrr=_mean([_reciprocal_rank(grades, found) for grades, found in real]),
        recall=_mean([len(grades.keys() & set(found)) / len(grades) for grades, found in real]),
        missed=_mean([float(not found.close) for grades, found in answers if grades]),
        called=_mean([float(found.close) for grades, found in answers if not grades]),
    )


def ndcg(grades: dict[str, int], found: Sequence[str]) -> float:
    """Return the normalised discounted cumulative gain (Järvelin and Kekäläinen 2002), a gain being 2^grade - 1."""
    best = _gain(sorted(grades.values(), reverse=True)[:CUT])
    return _gain([grades.get(campaign, 0) for campaign in found]) / best


def _gain(grades: Sequence[int]) -> float:
    return sum(float(2**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades, start=1))


def _reciprocal_rank(grades: dict[str, int], found: Sequence[str]) -> float:
    """Return 1 / the place of the first campaign with the best grade there is."""
    top = max(grades.values())
    return next((1 / place for place, campaign in enumerate(found, start=1) if grades.get(campaign) == top), 0.0)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else math.nan


def _to_filters(fields: dict[str, list[str]]) -> SearchFilters:
    given: dict[str, Any] = {key: tuple(values) for key, values in fields.items()}
    return replace(NO_FILTERS, **given)


def _described(entry: dict[str, str | dict[str, list[str]]]) -> list[SearchDocument]:
    plain = {key: value for key, value in entry.items() if isinstance(value, str)}
    copies = entry["copies"]
    assert isinstance(copies, dict)
    words = {locale: AdCopy(lines[0], lines[1] or None, lines[2] or None) for locale, lines in copies.items()}
    return [
        build_search_document(
            campaign=plain["campaign"],
            product=plain["product"].casefold().replace(" ", "-"),
            product_name=plain["product"],
            brand=plain["brand"],
            description=plain["description"],
            audience=plain["audience"],
            scene=plain["scene"],
            source=next(iter(words.values())),
            copy=copy,
            locale=locale,
            country=locale[-2:],
            direction="rtl" if locale[:2] in {"ar", "he", "ur"} else "ltr",
        )
        for locale, copy in words.items()
    ]
