"""Compares what an OCR engine read with the words that an ad should have."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

# Engines drop opening quotation marks and mistake one for another: they are not compared.
_QUOTES = re.compile("[‘’‚‛'`´“”„‟«»‹›\"「」『』]")
_DASHES = re.compile("[‐-―−]")


@dataclass(frozen=True, slots=True)
class ReadText:
    """A text of an ad as approved, the best reading of it, and the letters by which they differ."""

    locale: str
    role: str
    wanted: str
    read: str
    errors: int
    letters: int


def fold_read_text(text: str) -> str:
    """Return *text* as it is compared: NFKC, without spaces, invisible signs and quotation marks, with one dash."""
    plain = unicodedata.normalize("NFKC", text)
    plain = "".join(sign for sign in plain if unicodedata.category(sign)[0] not in "ZC")
    return _DASHES.sub("-", _QUOTES.sub("", plain))


def choose_best_reading(locale: str, role: str, wanted: str, readings: Iterable[str]) -> ReadText:
    """Return the reading that is nearest to what is wanted; none is asked for after one that is equal.

    A text is read in several sizes. One in which an engine reads the approved words proves that they are drawn; a
    misreading in another size proves nothing.
    """
    target = fold_read_text(wanted)
    best, errors = "", len(target)
    for reading in readings:
        read = fold_read_text(reading)
        if (differ := Levenshtein.distance(read, target)) < errors:
            best, errors = read, differ
        if not errors:
            break
    return ReadText(locale, role, target, best, errors, len(target))


def error_rate(texts: list[ReadText]) -> float:
    """Return the character error rate: insertions, deletions and replacements for each wanted letter."""
    return sum(one.errors for one in texts) / max(1, sum(one.letters for one in texts))


def swap_letters(text: str) -> str:
    """Return *text* with two different letters in its longest word swapped."""
    word = max(text.split(), key=len)
    at = next(place for place in range(len(word) // 2, len(word) - 1) if word[place] != word[place + 1])
    return text.replace(word, word[:at] + word[at + 1] + word[at] + word[at + 2 :], 1)


def lose_word(text: str) -> str:
    """Return *text* without its last word; without its last four letters where words have no spaces."""
    before, _, last = text.rpartition(" ")
    return before if before and len(last) > 1 else text[:-4]
