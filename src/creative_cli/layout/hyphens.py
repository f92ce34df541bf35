"""Where long words may be divided when they fit in no other way.

Liang patterns from `pyphen` (LibreOffice's dictionaries). Loading German takes 0.4 s, so callers ask only when a word
is too wide for its box.
"""

import re
from functools import cache

import pyphen

MIN_HYPHENATED_LETTERS = 8
"""Shorter words are never divided."""

MIN_HYPHENATED_PART = 3
"""Letters that stay on a line, and letters that go to the next."""

_OPEN_SYLLABLES = {"fi": "aeiouyäöå", "tr": "aeıioöuü", "az": "aeəıioöuü", "ms": "aeiou", "fil": "aeiou", "sw": "aeiou"}
"""Languages `pyphen` has no dictionary for whose syllables begin with the last consonant before a vowel."""


@cache
def _hyphen_patterns(language: str) -> pyphen.Pyphen | None:
    found = pyphen.language_fallback(language)
    return pyphen.Pyphen(lang=found, left=MIN_HYPHENATED_PART, right=MIN_HYPHENATED_PART) if found else None


def hyphenation_points(word: str, language: str) -> tuple[int, ...]:
    """Return the places (offsets in *word*) before which a hyphen may end the line; none for short or mixed words."""
    if len(word) < MIN_HYPHENATED_LETTERS or not word.isalpha() or word.isupper():
        return ()
    vowels = _OPEN_SYLLABLES.get(language)
    if vowels is not None:
        pattern = f"(?<=.)(?=[^{vowels}][{vowels}])"
        places = [match.start() for match in re.finditer(pattern, word.casefold())]
        return tuple(place for place in places if MIN_HYPHENATED_PART <= place <= len(word) - MIN_HYPHENATED_PART)
    patterns = _hyphen_patterns(language)
    return tuple(int(place) for place in patterns.positions(word)) if patterns else ()
