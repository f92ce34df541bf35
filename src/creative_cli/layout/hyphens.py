"""Hyphenation points of long words, by the Liang patterns of `pyphen` (LibreOffice's dictionaries).

Loading German takes 0.4 s: call this only if a word is too wide for its box.
"""

import re
from functools import cache

import pyphen

# Shorter words are never hyphenated.
MIN_HYPHENATED_LETTERS = 8
# Words in capitals are hyphenated from this length: style packs set headlines in capitals, and names are shorter.
MIN_CAPITAL_LETTERS = 14
# Minimum letters before and after a hyphen.
MIN_HYPHENATED_PART = 3
# The vowels of languages without a `pyphen` dictionary whose syllables begin with the last consonant before a vowel.
_OPEN_SYLLABLES = {"fi": "aeiouyäöå", "tr": "aeıioöuü", "az": "aeəıioöuü", "ms": "aeiou", "fil": "aeiou", "sw": "aeiou"}


@cache
def _hyphen_patterns(language: str) -> pyphen.Pyphen | None:
    found = pyphen.language_fallback(language)
    return pyphen.Pyphen(lang=found, left=MIN_HYPHENATED_PART, right=MIN_HYPHENATED_PART) if found else None


def hyphenation_points(word: str, language: str) -> tuple[int, ...]:
    """Return the offsets in *word* where it may be hyphenated; none for short words, or capitals that may be a name."""
    least = MIN_CAPITAL_LETTERS if word.isupper() else MIN_HYPHENATED_LETTERS
    lower = word.lower() if word.isupper() else word
    if len(word) < least or not word.isalpha() or len(lower) != len(word):
        return ()
    vowels = _OPEN_SYLLABLES.get(language)
    if vowels is not None:
        pattern = f"(?<=.)(?=[^{vowels}][{vowels}])"
        places = [match.start() for match in re.finditer(pattern, word.casefold())]
        return tuple(place for place in places if MIN_HYPHENATED_PART <= place <= len(word) - MIN_HYPHENATED_PART)
    patterns = _hyphen_patterns(language)
    return tuple(int(place) for place in patterns.positions(lower)) if patterns else ()
