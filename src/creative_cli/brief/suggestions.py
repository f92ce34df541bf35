"""Finds the known word closest to a misspelt one."""

from collections.abc import Iterable
from difflib import get_close_matches


def find_similar_word(word: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """Return the known word that *word* most likely misspells, at least *cutoff* similar (0 to 1), or None."""
    folded = {candidate.casefold(): candidate for candidate in known}
    near = get_close_matches(word.casefold().strip(), folded, n=1, cutoff=cutoff)
    return folded[near[0]] if near else None


def suggest_similar_word(word: str, known: Iterable[str]) -> str:
    """Return ` Did you mean 'word'?` to append to a message, or an empty string."""
    near = find_similar_word(word, known)
    return f" Did you mean {near!r}?" if near else ""
