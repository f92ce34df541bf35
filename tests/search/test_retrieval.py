"""The right campaign comes first, in whatever language it is asked for."""

import pytest

from creative_cli.search.filters import Filters
from creative_cli.search.index import Index
from tests.search.corpus import ARABIC, ENGLISH, GERMAN, JAPANESE, NOTHING, OTHER, Judged


def first(library: Index, question: Judged) -> str | None:
    """Return the campaign that is put first."""
    hits = library.query(question.text, limit=3, each=1)
    return hits[0].campaign if hits else None


@pytest.mark.parametrize(
    "text",
    ["cold tea for summer", "夏の冷たいお茶", "شاي بارد للصيف", "kalter Tee für den Sommer", "여름 음료", "ชาเย็น"],
)
def test_drinks_are_found_in_every_language(library: Index, text: str) -> None:
    """One question in six languages finds the same campaign."""
    assert first(library, Judged(text, None)) == "summer-drinks-2026"


@pytest.mark.parametrize(
    "text", ["skincare for sensitive skin", "敏感肌のスキンケア", "العناية بالبشرة الحساسة", "crème pour le visage"]
)
def test_skincare_is_not_drinks(library: Index, text: str) -> None:
    """The other kind of question finds the other kind of campaign."""
    assert first(library, Judged(text, None)) == "glow-serum-launch"


@pytest.mark.parametrize(
    ("questions", "share"),
    [(ENGLISH, 0.9), (JAPANESE, 0.85), (ARABIC, 0.6), (GERMAN, 0.85), (OTHER, 0.85)],
    ids=["English", "Japanese", "Arabic", "German", "other"],
)
def test_most_judged_questions_are_answered_first(library: Index, questions: tuple[Judged, ...], share: float) -> None:
    """At least *share* of a language's questions have the right campaign first; the rest may be "nothing close"."""
    right = sum(first(library, question) == question.campaign for question in questions)

    assert right >= share * len(questions)


def test_nonsense_and_foreign_matters_are_close_to_nothing(library: Index) -> None:
    """Random letters, tractors and tax returns have no answer among these campaigns, with few exceptions."""
    answered = [question.text for question in NOTHING if library.query(question.text)]

    assert len(answered) <= 0.16 * len(NOTHING), answered


@pytest.mark.parametrize("text", ["", "   ", "?!?!", "\u200b", "🎉"])
def test_question_without_a_word_is_close_to_nothing(library: Index, text: str) -> None:
    """Signs alone ask for nothing."""
    assert library.query(text) == ()


def test_answer_says_which_words_it_shares(library: Index) -> None:
    """The reason is given as words of the question, and is empty where only the meaning is the same."""
    by_word = library.query("cold tea for summer")[0]
    by_meaning = library.query("noise cancelling 헤드폰")[0]
    across = library.query("여름 음료")[0]

    assert by_word.matched == ("cold", "tea", "summer")
    assert by_meaning.matched == ("noise", "cancelling")
    assert across.matched == ()


def test_filters_narrow_the_answers(library: Index) -> None:
    """Only documents of the asked market are shown, and a campaign without one is no answer."""
    hits = library.query("cold tea for summer", filters=Filters(countries=("JP", "DE")))

    assert hits[0].campaign == "summer-drinks-2026"
    assert {found.document.country for found in hits[0].documents} == {"JP", "DE"}
    assert library.query("cold tea for summer", filters=Filters(countries=("KR",))) == ()
