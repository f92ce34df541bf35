"""Phrases and words of languages that are written without spaces, and of Vietnamese, which has spaces within words.

ICU finds the words of its dictionary, budoux the ends of Japanese and Chinese phrases.
docs/decisions/0003-line-breaking.md has the evidence.
"""

import lzma
import re
from functools import cache
from importlib.resources import files
from itertools import accumulate, pairwise
from typing import NamedTuple

import budoux
from icu4py.breakers import LineBreaker, WordBreaker

from creative_cli.layout import break_rules
from creative_cli.layout.break_rules import LAST_RESORT_COST
from creative_cli.locale.locales import Locale

# Inside a Japanese phrase, where ICU ends a shorter one.
PHRASE_COST = LAST_RESORT_COST + 1
# Inside a Japanese or Chinese phrase, at the end of a word.
WORD_COST = LAST_RESORT_COST + 1.5
# Between Chinese or Japanese numerals.
NUMERAL_COST = LAST_RESORT_COST + 2
# Beside a word of one character, which belongs to the other: 新|登場.
SHORT_WORD_COST = LAST_RESORT_COST + 3
# Between two characters of a word, where kinsoku allows it.
CHARACTER_COST = LAST_RESORT_COST + 4

_NUMERALS = frozenset("〇零一二三四五六七八九十百千万萬億兆")
_CHINESE = frozenset({"zh", "yue"})
# Between a month and its day, 8月31日, and before a polite word that budoux joins to its phrase: 冷やして|お召し.
_WITHIN_DATE, _POLITE_WORD = re.compile("[年月][0-9０-９]"), re.compile("[てではがをにもへと][おご御]")
_IDEOGRAPHS = re.compile("[\u3400-\u9fff々]{2}")
_KATAKANA = re.compile("[\u30a1-\u30ff]{2}")


class PhraseEnds(NamedTuple):
    """Offsets where phrases end, where shorter ones do by ICU (Japanese only), and where words do.

    *beside_short* are those ends of words that have a word of one character on a side.
    """

    phrases: frozenset[int] = frozenset()
    shorter: frozenset[int] = frozenset()
    words: frozenset[int] = frozenset()
    beside_short: frozenset[int] = frozenset()


def icu_line_ends(text: str, locale: str) -> list[int]:
    """Return the offsets in *text* where ICU lets a line end."""
    return _string_offsets(text, [end for _, end in LineBreaker(text, locale).segments()])


def _string_offsets(text: str, ends: list[int]) -> list[int]:
    if len(text.encode("utf-16-le")) == 2 * len(text):
        return ends
    # ICU counts UTF-16 units; characters beyond U+FFFF take two.
    units = accumulate((len(character.encode("utf-16-le")) // 2 for character in text), initial=0)
    offsets = {unit: place for place, unit in enumerate(units)}
    return [offsets[end] for end in ends if end in offsets]


def find_phrase_ends(text: str, locale: Locale) -> PhraseEnds:
    """Return where phrases and words of a Japanese or Chinese text end; nothing in other languages."""
    if locale.language not in {"ja", *_CHINESE}:
        return PhraseEnds()
    ends, start = set[int](), 0
    # Chunk by chunk: text after a space must not change the phrases before it.
    for chunk in re.split("([ \u3000]+)", text):
        for phrase in _phrase_parser(locale.language, locale.script).parse(chunk) if chunk else ():
            start += len(phrase)
            ends.add(start)
    shorter = icu_line_ends(text, "ja@lw=phrase") if locale.language == "ja" else ()
    words = frozenset(_string_offsets(text, [end for _, end in WordBreaker(text, locale.language).segments()]))
    single = {end for end in words if (end == 1 or end - 1 in words) and not _is_hiragana(text[end - 1])}
    beside = frozenset(end for end in words if end in single or end + 1 in single)
    torn = {end for end in ends if _tears_word(text[end - 1 : end + 1], locale.language, end, words, single)}
    torn |= {end for end in ends if _WITHIN_DATE.fullmatch(text[end - 1 : end + 1])}
    polite = {end for end in shorter if _POLITE_WORD.fullmatch(text[end - 1 : end + 1])}
    between = {end for end in words if end in single and end + 1 in single}
    return PhraseEnds(frozenset(ends - torn | polite), frozenset(shorter), words - between, beside - between)


def _tears_word(signs: str, language: str, end: int, words: frozenset[int], single: set[int]) -> bool:
    """Tell whether budoux ends a phrase at *end* within a word: between two ideographs or katakana, *signs*."""
    if _IDEOGRAPHS.fullmatch(signs) is None:
        return end not in words and _KATAKANA.fullmatch(signs) is not None
    if language not in _CHINESE:
        return end not in words
    # Two words of one character between longer ones may be one that the dictionary lacks: 限时.
    pair = {end, end + 1} <= single and single.isdisjoint({end - 1, end + 2})
    return (end not in words or pair) and not break_rules.has_chinese_particle(signs[0], signs[1])


@cache
def _phrase_parser(language: str, script: str) -> budoux.Parser:
    if language == "ja":
        return budoux.load_default_japanese_parser()
    if script == "Hant":
        return budoux.load_default_traditional_chinese_parser()
    return budoux.load_default_simplified_chinese_parser()


def ideographic_cost(before: str, after: str, language: str, place: int, ends: PhraseEnds) -> float:
    """Return the cost of a break at *place* between Chinese, Japanese or Korean characters.

    *before* is the phrase so far, *after* what follows.
    """
    if before[-1] in _NUMERALS and after[0] in _NUMERALS:
        return NUMERAL_COST
    if place in ends.phrases:
        if language in _CHINESE:
            return break_rules.chinese_cost(before, after)
        if not (before[-1].isascii() and before[-1].isalnum() and _is_hiragana(after[0])):
            return break_rules.japanese_cost(before)
    if place in ends.beside_short:
        return SHORT_WORD_COST
    if place in ends.shorter:
        return PHRASE_COST
    # What follows in hiragana belongs to the word before: 登場|します.
    return WORD_COST if place in ends.words and not _is_hiragana(after[0]) else CHARACTER_COST


def _is_hiragana(sign: str) -> bool:
    return "\u3040" <= sign <= "\u309f"


@cache
def _vietnamese_words() -> frozenset[str]:
    packed = (files("creative_cli.layout") / "hyphenation" / "words-vi.xz").read_bytes()
    return frozenset(lzma.decompress(packed).decode("utf-8").split("\n"))


def vietnamese_joins(text: str) -> frozenset[int]:
    """Return the offsets after spaces that stand within a Vietnamese word of several syllables: cà phê.

    From the left, the longest known word counts.
    """
    words, joins = _vietnamese_words(), set[int]()
    syllables = list(re.finditer(r"[^\W\d_]+", text))
    index = 0
    while index < len(syllables):
        size = next((size for size in (4, 3, 2) if _is_word(text, syllables[index : index + size], size, words)), 1)
        joins.update(syllable.start() for syllable in syllables[index + 1 : index + size])
        index += size
    return frozenset(joins)


def _is_word(text: str, syllables: list[re.Match[str]], size: int, words: frozenset[str]) -> bool:
    if len(syllables) < size or any(text[left.end() : right.start()] != " " for left, right in pairwise(syllables)):
        return False
    return " ".join(syllable.group() for syllable in syllables).casefold() in words
