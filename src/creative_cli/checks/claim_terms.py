"""How a claim is found in copy, whatever its capitals, hyphens, apostrophes, accents and endings.

A term is words; `*` at the end of a word stands for any ending, at its start for any beginning, alone for any word.
Between two words stand spaces, hyphens or nothing. Letters are folded on both sides by the habits of the language.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from creative_cli.checks.copy_text import fold_for_matching, strip_invisible

# Languages whose capitals are often set without accents, and where hardly any word differs by them alone.
UNACCENTED_LANGUAGES = frozenset({"ca", "el", "es", "fr", "gl", "it", "pt", "ro"})
DOTLESS_LANGUAGES = frozenset({"az", "tr"})  # their I is the capital of ı

_APOSTROPHES = re.compile("[\u02bc\u2018\u2019\u201b\u0060\u00b4\u05f3]")
_DASHES = re.compile("[\u058a\u05be\u2010-\u2015\u2212\u30fb\u00b7]")
_SPACE_BETWEEN = r"[\s\-]*"
_BETWEEN_WORDS = re.compile(r"[\s\-]+")
# Vowel signs of Arabic and Hebrew, and the stroke that stretches words.
_POINTS = re.compile("[\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0640]")
_ARABIC_FORMS = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "٪": "%"}
)
# Vowel signs of India's scripts are parts of a word, which Python's \w leaves out; their full stops are not.
_IN_WORD = r"\w\u0900-\u0963\u0966-\u0dff"
# Scripts without spaces around words, or whose particles touch them.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
# Signs that may be set apart for looks: each is a word or a syllable.
_HAN_OR_KANA = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")
# What is written together with a word: and, the, for, in, and the endings of gender and number.
_PREFIXES = {"ar": "(?:[وفبكل]{0,2}(?:ال|لل)?)", "he": "[והבלכמש]{0,3}"}
_SUFFIXES = {"ar": "(?:ه|ا|ات|ين|ون|ها|كم|نا)?", "he": "(?:ים|ות|ת|ה)?", "id": "(?:nya)?", "ms": "(?:nya)?"}
_FREE_ENDING_LANGUAGES = frozenset({"hi", "bn"})  # verbs end in person and number: the last word of several may go on


def fold_claim(text: str, language: str) -> str:
    """Return *text* as claims are compared in *language*: without case, accents and signs that change no word."""
    if language in DOTLESS_LANGUAGES:
        text = text.replace("İ", "i").replace("I", "ı")
    text = _APOSTROPHES.sub("'", _DASHES.sub("-", fold_for_matching(strip_invisible(text))))
    if text.isascii():
        return text
    text = _POINTS.sub("", text.translate(_ARABIC_FORMS))
    text = "".join(_plain_digit(sign) for sign in text)
    if language in UNACCENTED_LANGUAGES:
        text = "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))
    return text


class FoldedText(NamedTuple):
    """A folded text, and for each of its characters the place in the text it comes from."""

    text: str
    places: tuple[int, ...]

    def quote(self, printed: str, start: int, stop: int) -> str:
        """Return what *printed*, the text that was folded, has from *start* to *stop* of the folded one."""
        after = self.places[stop] if stop < len(self.places) else len(printed)
        return printed[self.places[start] : after].strip()


@lru_cache(maxsize=256)
def fold_with_places(text: str, language: str) -> FoldedText:
    """Return *text* folded, with the places its characters come from."""
    folded, places = [], []
    for cluster in re.finditer("[^\\W_]?[\u0300-\u036f\u0591-\u05c7\u064b-\u065f]+|.", text, re.DOTALL):
        for sign in fold_claim(cluster[0], language):
            folded.append(sign)
            places.append(cluster.start())
    return FoldedText("".join(folded), tuple(places))


def _plain_digit(sign: str) -> str:
    digit = unicodedata.decimal(sign, None)
    return sign if digit is None else str(digit)


@dataclass(frozen=True, slots=True)
class ClaimPattern:
    """Finds any of several terms in folded text; longer ones go first.

    `terms` are the folded words of each, and a text without which it does not match.
    """

    terms: tuple[tuple[tuple[str, ...], str], ...]
    language: str

    def finditer(self, folded: str) -> Iterator[re.Match[str]]:
        """Yield the matches in *folded* text, from its start."""
        # Compiling all terms of a rule takes a hundred times as long as searching a line for what each must contain.
        bodies = {_term_body(words, self.language) for words, needed in self.terms if needed in folded}
        if not bodies:
            return iter(())
        return re.finditer("|".join(sorted(bodies, key=lambda body: (-len(body), body))), folded)

    def search(self, folded: str) -> re.Match[str] | None:
        """Return the first match in *folded* text, None without any."""
        return next(self.finditer(folded), None)


def compile_claims(terms: Iterable[str], language: str) -> ClaimPattern | None:
    """Return a pattern that finds any of *terms* in folded text, None without terms."""
    split = (tuple(filter(None, _BETWEEN_WORDS.split(fold_claim(term, language)))) for term in terms)
    known = {words: max(map(_needed_text, words), key=len) for words in split}
    return ClaimPattern(tuple(known.items()), language) if known else None


@lru_cache(maxsize=1024)
def _term_body(words: tuple[str, ...], language: str) -> str:
    """Return the expression of a term."""
    unspaced = any(map(_UNSPACED.search, words))
    between = r"[\s]*" if unspaced else _SPACE_BETWEEN
    parts = [_word_body(word) for word in words]
    if language in _FREE_ENDING_LANGUAGES and len(words) > 1:
        parts[-1] += f"[{_IN_WORD}]*"
    body = between.join(parts)
    if unspaced:
        # Words of Latin letters and figures in such scripts begin and end where others of their kind do.
        edges = (r"(?<![a-z0-9])" if words[0][0].isascii() else "", r"(?![a-z0-9])" if words[-1][-1].isascii() else "")
        return f"{edges[0]}{body}{edges[1]}"
    start = "" if not words[0][0].isalnum() else f"(?<![{_IN_WORD}]){_PREFIXES.get(language, '')}"
    end = "" if not words[-1][-1].isalnum() and words[-1][-1] != "*" else f"(?![{_IN_WORD}])"
    ending = _SUFFIXES.get(language, "") if words[-1][-1].isalpha() else ""
    return f"{start}{body}{ending}{end}"


def _needed_text(word: str) -> str:
    """Return the longest text that is in whatever a word of a term matches."""
    plain = word.strip("*")
    # Space may stand between signs of Chinese and Japanese, and before a percent sign.
    return plain[:1] if _HAN_OR_KANA.fullmatch(word) else max(plain.split("%"), key=len)


def _word_body(word: str) -> str:
    if _HAN_OR_KANA.fullmatch(word):
        return r"\s?".join(word)
    if word == "*":
        return rf"[{_IN_WORD}.,]+"
    start, end = (f"[{_IN_WORD}]*" if word.startswith("*") else ""), (f"[{_IN_WORD}]*" if word.endswith("*") else "")
    return start + re.escape(word.strip("*")).replace("%", r"\s*%") + end
