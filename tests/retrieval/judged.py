"""What search is measured on: invented campaigns, questions judged by hand, and the usual figures.

`data/campaigns.jsonl` holds 161 campaigns of 26 industries in 474 documents; `data/queries.jsonl` 172 questions in 18
languages with graded answers (2: what was looked for, 1: near to it), 18 of them without any. Judgements were
made from the list of campaigns before anything was ranked, and a campaign nobody judged counts as wrong.
`data/noise.jsonl` holds 170 more that no campaign answers: random letters, and what nobody here advertises.

`second_set/` holds the same three files with other campaigns and other questions. They were written before the
ranking was changed, without a look at any result, to show what a change does to questions it was not chosen by.
Nothing may be tuned on them.
"""

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from creative_cli.models import AdCopy
from creative_cli.retrieval.document import SearchDocument, build_search_document

DATA = Path(__file__).parent / "data"

SECOND_SET = Path(__file__).parent / "second_set"
"""Campaigns and questions that nothing is tuned on."""

CUT = 10
"""Answers that count."""

HELD_OUT = 4
"""Every so many-th question is kept aside: nothing is tuned on it."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A question and how well each campaign answers it, 1 or 2; none at all where nothing should be close.

    `kind` says how it is asked, such as "misspelt"; `market` is the country or locale it is narrowed to, if any.
    """

    text: str
    language: str
    grades: dict[str, int]
    kind: str = ""
    market: str | None = None


@dataclass(frozen=True, slots=True)
class Scores:
    """The means over some questions that have answers, 0 to 1, and the share of errors the floor makes.

    `refused` is the share of questions with answers that got none, `doubted` that of those told that nothing is close
    though the nearest is shown. Of questions without an answer, `answered` were told that something is close, and
    `shown` were shown something.
    """

    questions: int
    ndcg: float
    mrr: float
    recall: float
    refused: float
    doubted: float
    answered: float
    shown: float


@dataclass(frozen=True, slots=True)
class Answers:
    """The campaigns found for a question, best first, and whether one of them counts as close."""

    campaigns: Sequence[str]
    close: bool


@cache
def documents(folder: Path = DATA) -> tuple[SearchDocument, ...]:
    """Return one document for each campaign and market, as a run makes them; the first copy is the source."""
    return tuple(made for line in _lines(folder / "campaigns.jsonl") for made in _described(json.loads(line)))


@cache
def questions(folder: Path = DATA) -> tuple[Judged, ...]:
    """Return every judged question."""
    return tuple(_judged(json.loads(line)) for line in _lines(folder / "queries.jsonl"))


@cache
def noise(folder: Path = DATA) -> tuple[Judged, ...]:
    """Return questions that no campaign answers."""
    return tuple(_judged({"grades": {}, **json.loads(line)}) for line in _lines(folder / "noise.jsonl"))


def held_out() -> tuple[Judged, ...]:
    """Return the questions that nothing was tuned on: every fourth, and every second without an answer."""
    return (*questions()[HELD_OUT - 1 :: HELD_OUT], *noise()[1::2])


def tuned_on() -> tuple[Judged, ...]:
    """Return the questions weights and floors were chosen by."""
    return (*(judged for number, judged in enumerate(questions(), start=1) if number % HELD_OUT), *noise()[::2])


def measure(asked: Sequence[Judged], answer: Callable[[str], Answers]) -> Scores:
    """Ask every question and score what *answer* returns for it."""
    answers = [(judged.grades, answer(judged.text)) for judged in asked]
    real = [(grades, list(found.campaigns)[:CUT]) for grades, found in answers if grades]
    empty = [found for grades, found in answers if not grades]
    return Scores(
        questions=len(asked),
        ndcg=_mean([ndcg(grades, found) for grades, found in real]),
        mrr=_mean([_reciprocal_rank(grades, found) for grades, found in real]),
        recall=_mean([len(grades.keys() & set(found)) / len(grades) for grades, found in real]),
        refused=_mean([float(not found) for _, found in real]),
        doubted=_mean([float(bool(found.campaigns) and not found.close) for grades, found in answers if grades]),
        answered=_mean([float(found.close) for found in empty]),
        shown=_mean([float(bool(found.campaigns)) for found in empty]),
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


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def _judged(entry: dict[str, Any]) -> Judged:
    return Judged(entry["query"], entry["language"], entry["grades"], entry.get("kind", ""), entry.get("market"))


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
