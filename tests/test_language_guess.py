"""Our model of languages gives the scores of py3langid, from which it was made."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from creative_cli.locale.language_guess import ADVERTISED, guess_label, score_languages


@pytest.fixture(scope="module")
def original() -> LanguageIdentifier:
    """Load the model of py3langid, of the same languages."""
    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=False)
    model.set_languages(sorted(ADVERTISED))
    return model


def assert_same(original: LanguageIdentifier, text: str) -> None:
    """Expect the same scores, to the last bit, in the same order; of the labels that we put together the best."""
    best = dict[str, float]()
    for label, score in original.rank(text):
        best.setdefault(guess_label(label, "Latn"), score)
    assert list(score_languages(text).items()) == list(best.items())


@pytest.mark.parametrize(
    "text",
    [
        *("Summer, poured over ice", "Kesä kaadettuna jäiden päälle", "Лето, сипано преко леда"),
        *("夏を、氷にそそいで。", "여름을 얼음 위에", "صيفٌ يُسكب على الثلج", "गर्मी, बर्फ पर", "ฤดูร้อนราดบนน้ำแข็ง"),
        *("GANZ IN GROSSEN LETTERN", "cafe\u0301 at the end", "50 %", "", "\ud800 half a pair"),
        "long, full-bleed, soft, pooled, " * 9,
    ],
)
def test_scores_are_those_of_the_original(original: LanguageIdentifier, text: str) -> None:
    """Texts of every script, capitals, decomposed letters, no n-gram at all, and n-grams that share a feature."""
    assert_same(original, text)


@given(text=st.text(max_size=60))
def test_scores_of_any_text_are_those_of_the_original(original: LanguageIdentifier, text: str) -> None:
    """Whatever the text."""
    assert_same(original, text)


def test_serbian_is_told_from_croatian_only_in_cyrillic() -> None:
    """Latin Serbian, Croatian and Bosnian are one language to the model."""
    assert "sr" in score_languages("Лето, сипано преко леда", cyrillic=True)
    assert "sr" not in score_languages("Ljeto preko leda")
