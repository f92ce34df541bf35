"""Tokens of keyword search, for any script.

Scripts without spaces between words (Chinese, Japanese, Thai, Lao, Khmer, Burmese) and Korean, whose particles stick
to the word, are cut into pairs of neighbouring characters. That needs no dictionary and finds every phrase.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

STOP_WORDS_FILE = Path(__file__).with_name("stop_words.txt")

MAX_QUERY_WORDS = 64  # words of a question that are looked up; a pasted brief is found by meaning

_UNSPACED = (
    "\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff"  # Thai, Lao, Burmese, Khmer
    "\\u3040-\\u30ff\\u31f0-\\u31ff\\u1100-\\u11ff\\uac00-\\ud7af"  # kana, Hangul
    "\\u3400-\\u9fff\\uf900-\\ufaff\\U00020000-\\U0003ffff"  # ideographs
)
_IDEOGRAPH = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_LONE_IDEOGRAPH = re.compile(f"(?<!{_IDEOGRAPH.pattern}){_IDEOGRAPH.pattern}(?!{_IDEOGRAPH.pattern})")
_DROPPED = (
    *range(0x0300, 0x0370),  # accents of Latin, Greek and Cyrillic
    *range(0x0591, 0x05C8),  # Hebrew points
    *range(0x064B, 0x0660),  # Arabic vowels and hamzas
    0x0640,  # Arabic stretching stroke
    0x0670,
    0x00AD,  # soft hyphen
    *range(0x200B, 0x2010),  # zero-width spaces, joiners and direction marks
    *range(0x202A, 0x202F),
    *range(0x2060, 0x206A),  # word joiner and isolates
    0xFEFF,
)
_DELETIONS = dict.fromkeys(_DROPPED)


@dataclass(frozen=True, slots=True)
class SearchToken:
    """A searchable piece of a text and its span in the folded text."""

    text: str
    start: int
    end: int


def fold_for_search(text: str) -> str:
    """Return *text* without case, width, accents, vowel points and invisible marks.

    Vowel signs of Indic scripts and Thai stay: words differ by them.
    """
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKD", text).casefold().translate(_DELETIONS))


def tokenize_document(text: str) -> tuple[str, ...]:
    """Return the tokens of a document, with repeats; each ideograph is also a token, since many are words."""
    folded = fold_for_search(text)
    return (
        *(token.text for token in _iterate_tokens(folded) if not _IDEOGRAPH.fullmatch(token.text)),
        *_IDEOGRAPH.findall(folded),
    )


def tokenize_question(text: str) -> tuple[SearchToken, ...]:
    """Return the tokens of a question in order, each once.

    An ideograph alone between other letters is a token, as 夏 is in 夏の.
    """
    first: dict[str, SearchToken] = {}
    for token in _iterate_tokens(fold_for_search(text)):
        first.setdefault(token.text, token)
    return tuple(first.values())


@cache
def read_stop_words() -> frozenset[str]:
    """Return the function words of all languages, folded: a text that shares them shares nothing."""
    lines = STOP_WORDS_FILE.read_text(encoding="utf-8").splitlines()
    words = (word for line in lines if not line.startswith("#") for word in line.partition(":")[2].split())
    return frozenset(fold_for_search(word) for word in words)


def find_content_words(text: str) -> tuple[str, ...]:
    """Return the words of a question that say what it is about, at most `MAX_QUERY_WORDS`, each once."""
    words = (token.text for token in tokenize_question(text))
    return tuple(word for word in words if word not in read_stop_words())[:MAX_QUERY_WORDS]


def join_matched_spans(text: str, matched: frozenset[str]) -> tuple[str, ...]:
    """Return the parts of a question that *matched* covers; overlapping pairs join: 冷た and たい read 冷たい."""
    folded = fold_for_search(text)
    joined: list[tuple[int, int]] = []
    for token in sorted(_iterate_tokens(folded), key=lambda token: token.start):
        if token.text not in matched:
            continue
        if joined and token.start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], token.end))
        else:
            joined.append((token.start, token.end))
    return tuple(dict.fromkeys(folded[start:end] for start, end in joined))


def _iterate_tokens(folded: str) -> Iterator[SearchToken]:
    word, unspaced = _word_patterns()
    for match in word.finditer(folded):
        for run in unspaced.finditer(match.group()):
            start, end = match.start() + run.start(), match.start() + run.end()
            if run.lastgroup == "unspaced" and end - start > 1:
                yield from (SearchToken(folded[at : at + 2], at, at + 2) for at in range(start, end - 1))
                yield from (
                    SearchToken(lone.group(), start + lone.start(), start + lone.end())
                    for lone in _LONE_IDEOGRAPH.finditer(run.group())
                )
            elif not (end - start == 1 and run.group().isascii() and run.group().isalpha()):
                yield SearchToken(run.group(), start, end)


@cache
def _word_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    # `\w` leaves out the combining marks of Indic words.
    marks = "".join(
        re.escape(chr(point)) for point in range(0x0300, 0x1AFF) if unicodedata.category(chr(point)) in {"Mn", "Mc"}
    )
    return (
        re.compile(f"(?:[^\\W_]|[{marks}\u3099\u309a])+"),
        re.compile(f"(?P<unspaced>[{_UNSPACED}]+)|[^{_UNSPACED}]+"),
    )
