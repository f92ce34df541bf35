"""Divisions between syllables: those of `pyphen`, of which only the patterns that a word meets are read."""

import numpy as np
import pyphen
import pytest

from creative_cli.layout.hyphens import MIN_HYPHENATED_PART, hyphenation_points

# The others have joints of compounds, own patterns or own rules.
LANGUAGES = ("af", "bg", "cs", "el", "en", "es", "fr", "hr", "it", "lv", "pl", "pt", "ro", "ru", "sk", "sq", "th", "uk")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_is_divided_as_pyphen_divides_it(language: str) -> None:
    """The patterns of the word alone give what the whole dictionary gives, alternatives and codes of letters too."""
    whole = pyphen.Pyphen(lang=pyphen.language_fallback(language), left=2, right=2)
    random = np.random.default_rng(7)
    patterns = [letters.replace(".", "") for letters in whole.hd.patterns if letters.replace(".", "").isalpha()]
    divided = 0
    for _ in range(200):
        word = "".join(random.choice(patterns, 5)).lower()
        places = [int(place) for place in whole.positions(word) if place.data is None]
        shown = [place for place in places if MIN_HYPHENATED_PART <= place <= len(word) - MIN_HYPHENATED_PART]
        if len(word) >= 8:
            assert list(hyphenation_points(word, language)) == shown, word
            divided += bool(shown)
    assert divided > 10
