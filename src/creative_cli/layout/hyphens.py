"""Where long words may be divided when they fit in no other way.

Liang patterns from `pyphen` (LibreOffice's dictionaries). Loading German takes 0.4 s, so callers ask only when a word
is too wide for its box.
"""

import re
from functools import cache

import pyphen

LEAST_WORD = 8
"""Shorter words are never divided."""

LEAST_PART = 3
"""Letters that stay on a line, and letters that go to the next."""

_OPEN_SYLLABLES = {"fi": "aeiouyäöå", "tr": "aeıioöuü", "az": "aeəıioöuü", "ms": "aeiou", "fil": "aeiou", "sw": "aeiou"}
"""Languages `pyphen` has no dictionary for whose syllables begin with the last consonant before a vowel."""


@cache
def _patterns(language: str) -> pyphen.Pyphen | None:

    found = pyphen.language_fallback(language)
    return pyphen.Pyphen(lang=found, left=LEAST_PART, right=LEAST_PART) if found else None


def hyphenation_points(word: str, language: str) -> tuple[int, ...]:
    """Return the places (offsets in *word*) before which a hyphen may end the line; none for short or mixed words."""
    if len(word) < LEAST_WORD or not word.isalpha() or word.isupper():
        return ()
    vowels = _OPEN_SYLLABLES.get(language)
    if vowels is not None:
        pattern = f"(?<=.)(?=[^{vowels}][{vowels}])"
        places = [match.start() for match in re.finditer(pattern, word.casefold())]
        return tuple(place for place in places if LEAST_PART <= place <= len(word) - LEAST_PART)
    patterns = _patterns(language)
    return tuple(int(place) for place in patterns.positions(word)) if patterns else ()
