"""The second set of judged questions is large, mixed, whole, and shares nothing with the first."""

import re
import unicodedata
from collections import Counter, defaultdict
from functools import cache

from tests.retrieval.judged import SECOND_SET, Judged, JudgedSet, shipped

SECOND = JudgedSet(SECOND_SET)

ASKED_IN = {
    "en": 67, "de": 20, "ar": 17, "fr": 16, "ja": 15, "es": 14, "ko": 13, "el": 11, "pl": 11, "hi": 11, "nb": 10,
    "tr": 10, "zh-Hans": 10, "it": 10, "he": 9, "nl": 9, "pt": 9, "th": 9, "uk": 9, "vi": 9, "bn": 8, "id": 8, "sv": 8,
    "sw": 8, "fi": 7, "da": 6, "cs": 5, "ru": 5, "zh-Hant": 5, "ur": 4, "fa": 3, "ro": 3, "bg": 2, "hu": 2, "ms": 2,
    "ta": 2, "tl": 2,
}  # fmt: skip
"""Questions that have an answer, by language."""

ASKED_AS = {
    "no-copy": 134,
    "word": 54,
    "sentence": 38,
    "occasion": 33,
    "misspelt": 29,
    "filter": 26,
    "audience": 21,
    "transliterated": 21,
    "category": 13,
}
"""Questions that have an answer, by kind."""

UNRELATED = {"near": 52, "elsewhere": 48, "letters": 13}
"""Questions without an answer, by kind; "near" is close to an industry of the set, but no campaign here sells it."""


def everything() -> tuple[Judged, ...]:
    """Return all questions, with an answer and without."""
    return (*SECOND.questions, *SECOND.noise)


@cache
def locales() -> dict[str, set[str]]:
    """Return the locales each campaign has copy in."""
    found: dict[str, set[str]] = defaultdict(set)
    for document in SECOND.documents:
        found[document.campaign].add(document.locale)
    return found


def spoken(campaign: str) -> set[str]:
    """Return the languages a campaign has copy in."""
    return {locale.partition("-")[0] for locale in locales()[campaign]}


def test_it_holds_enough_campaigns_in_enough_languages() -> None:
    """94 campaigns, no two alike, in more than 20 languages; some have one copy only, English or not."""
    lines = (SECOND_SET / "campaigns.jsonl").read_text(encoding="utf-8").splitlines()
    alone = {next(iter(found)) for found in locales().values() if len(found) == 1}

    assert len(lines) == len(locales()) == 94
    assert len({document.product_name for document in SECOND.documents}) == 94
    assert len({document.locale.partition("-")[0] for document in SECOND.documents}) >= 20
    assert alone >= {"en-US", "ja-JP", "ko-KR", "nb-NO", "pl-PL", "tr-TR", "vi-VN", "zh-Hant-TW"}


def test_questions_are_counted_by_language_and_kind() -> None:
    """The tables above give the counts of the files, so that no question is lost unseen."""
    assert Counter(judged.language for judged in SECOND.questions) == ASKED_IN
    assert Counter(judged.kind for judged in SECOND.questions) == ASKED_AS
    assert Counter(judged.kind for judged in SECOND.noise) == UNRELATED
    assert {judged.language for judged in SECOND.noise} <= ASKED_IN.keys()


def test_every_grade_names_a_campaign_of_the_set() -> None:
    """Each question has a right answer, each grade is 1 or 2, and each campaign is the right answer of a question."""
    right = [{one for one, grade in judged.grades.items() if grade == 2} for judged in SECOND.questions]

    assert all(right)
    assert {grade for judged in SECOND.questions for grade in judged.grades.values()} == {1, 2}
    assert set().union(*right) == locales().keys()
    assert {one for judged in SECOND.questions for one in judged.grades} == locales().keys()
    assert not any(judged.grades or judged.filters.countries for judged in SECOND.noise)


def test_no_question_is_asked_twice() -> None:
    """No two questions have the same text, whatever their language or market, so that a text names one of them."""
    counted = Counter(judged.text.casefold() for judged in everything())

    assert counted.total() == len(counted)


def test_nothing_is_shared_with_the_first_set() -> None:
    """No campaign, product or question of the shipped set is here too."""
    first, second = shipped().documents, SECOND.documents

    assert not {document.campaign for document in first} & {document.campaign for document in second}
    assert not {document.product_name for document in first} & {document.product_name for document in second}
    assert not {judged.text.casefold() for judged in (*shipped().questions, *shipped().noise)} & {
        judged.text.casefold() for judged in everything()
    }


def test_a_market_keeps_every_graded_campaign() -> None:
    """A question with a market grades only campaigns that have copy there."""
    narrowed = [judged for judged in SECOND.questions if judged.filters.countries]

    assert len(narrowed) == ASKED_AS["filter"]
    for judged in narrowed:
        for campaign in judged.grades:
            assert any(
                judged.filters.countries[0] in {locale, locale.rpartition("-")[2]} for locale in locales()[campaign]
            )


def test_no_right_answer_has_copy_in_the_language_asked_in() -> None:
    """A question of the kind "no-copy" can only be answered across languages."""
    across = [judged for judged in SECOND.questions if judged.kind == "no-copy"]

    assert len(across) == ASKED_AS["no-copy"]
    for judged in across:
        right = [campaign for campaign, grade in judged.grades.items() if grade == 2]
        assert not any(judged.language.partition("-")[0] in spoken(campaign) for campaign in right), judged.text


def test_texts_are_composed_and_no_word_mixes_alphabets() -> None:
    """Texts are in NFC, and no word mixes Latin with Cyrillic or Greek letters that look the same."""
    texts = [judged.text for judged in everything()]
    texts += (SECOND_SET / "campaigns.jsonl").read_text(encoding="utf-8").splitlines()

    for text in texts:
        assert unicodedata.is_normalized("NFC", text)
        for word in re.findall(r"[^\W\d_]+", text):
            alphabets = {unicodedata.name(letter).partition(" ")[0] for letter in word}
            assert len(alphabets & {"LATIN", "CYRILLIC", "GREEK"}) <= 1, word
