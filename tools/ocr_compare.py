"""Compares what an OCR engine read with the words that an ad should have."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

# Engines drop opening quotation marks and mistake one for another: they are not compared.
_QUOTES = re.compile("[‘’‚‛'`´“”„‟«»‹›\"「」『』]")
_DASHES = re.compile("[‐-―−]")
# Stops and commas of scripts that look like, or are read as, the Latin ones.
_STOPS = str.maketrans("։،。、", ":,.,")


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
    """Return *text* as it is compared: NFKC, without spaces, invisible signs and quotation marks, with one dash.

    Stops and commas are the Latin ones.
    """
    plain = unicodedata.normalize("NFKC", text)
    plain = "".join(sign for sign in plain if unicodedata.category(sign)[0] not in "ZC")
    return _DASHES.sub("-", _QUOTES.sub("", plain)).translate(_STOPS)


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
    """Return *text* with two neighbouring letters of a word swapped: of the longest word that has two.

    Marks are no letters: an engine may put a vowel sign right. Letters beyond ASCII come first: brand names are Latin
    in every script.
    """
    pairs = [
        (word, at)
        for word in sorted(text.split(), key=len, reverse=True)
        for at in range(len(word) - 1)
        if word[at] != word[at + 1] and word[at].isalpha() and word[at + 1].isalpha()
    ]
    if not pairs:
        raise ValueError(f"{text!r} has no two letters to swap.")
    word, at = next(((word, at) for word, at in pairs if not word[at : at + 2].isascii()), pairs[0])
    return text.replace(word, word[:at] + word[at + 1] + word[at] + word[at + 2 :], 1)


def lose_word(text: str) -> str:
    """Return *text* without its last word; without its last four letters where words have no spaces."""
    before, _, last = text.rpartition(" ")
    return before if before and len(last) > 1 else text[:-4]
