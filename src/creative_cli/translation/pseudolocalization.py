"""Pseudolocalized copy, to test a layout before any translation exists.

    expand   as long as the longest translations measured, accented, in brackets: [Šûɱɱéŕ îçé one two]
    accent   the same length, accented: text without accents on a picture does not come from the copy
    rtl      Arabic letters: shaped, joined and read from the right
    cjk      Chinese characters without spaces: breakable anywhere and twice as wide

Placeholders, protected names, numbers and tags stay. The same text always gives the same result. The ads get a private
use locale, `ar-DE-x-rtl` for the market DE, whose tag and folder no real market has (BCP 47 reserves `x-`).
"""

import math
import re
from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum
from itertools import cycle

from creative_cli.locale.locales import Direction, Locale
from creative_cli.models import CopySource, LocalizedCopy
from creative_cli.translation.request import PLACEHOLDER_PATTERN, copy_from_lines, source_locale


class PseudoMode(StrEnum):
    """How copy is pseudolocalized."""

    EXPAND = "expand"
    RTL = "rtl"
    CJK = "cjk"
    ACCENT = "accent"


# Maximum source length and worst growth in translation: short lines as measured over 24 languages (Spanish, 2.09),
# longer ones by the W3C's table (Internationalization, article on text size).
TEXT_GROWTH = ((30, 2.09), (70, 1.7), (math.inf, 1.3))

ACCENT_TABLE = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    "ÅƁÇÐÉƑĜĤÎĴĶĻṀÑÔÞǪŔŠŢÛṼŴẊÝŽåƀçðéƒĝĥîĵķļɱñôþǫŕšţûṽŵẋýž",
)

# Letters of a similar sound where there is one.
ARABIC_LETTERS = dict(zip("abcdefghijklmnopqrstuvwxyz", "ابچدعفگهيجكلمنوپقرستثڤوخىز", strict=True))
ARABIC_MARKS = str.maketrans({",": "،", ";": "؛", "?": "؟"})

# Common characters that every CJK font has, most of them the same in simplified and traditional Chinese.
COMMON_IDEOGRAPHS = (
    "的一是在有人大中上家本出年生水山日月天地風花木火土金石空光明白高"
    "新好長美小心手目口足車門言語食飲茶果海川林雨雪春夏秋冬朝夕南北東西"
)
FULL_WIDTH_MARKS = str.maketrans({",": "，", ".": "。", "!": "！", "?": "？", ":": "：", ";": "；"})

_FILLER_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_TAG = r"</?[A-Za-z][^<>]*>"
_NUMBER = r"\d+(?:[.,:/]\d+)*\s?%?"


def pseudolocalize_text(text: str, kind: PseudoMode, keep: tuple[str, ...] = ()) -> str:
    """Return one line pseudolocalized, with placeholders, tags, numbers and *keep* unchanged."""
    names = sorted((re.escape(name) for name in keep if name), key=len, reverse=True)
    protected = re.compile("|".join((PLACEHOLDER_PATTERN.pattern, _TAG, *names, _NUMBER)))
    pieces: list[str] = []
    end = 0
    for match in protected.finditer(text):
        pieces += (_rewrite(text[end : match.start()], kind), match[0])
        end = match.end()
    pieces.append(_rewrite(text[end:], kind))
    whole = "".join(pieces)
    return f"[{whole}{_filler_for(text)}]" if kind is PseudoMode.EXPAND else whole


def pseudo_locale(source: Locale, territory: str, kind: PseudoMode) -> Locale:
    """Return the private use locale: the market's territory and a language with the letters of *kind*."""
    language, script, direction = {
        PseudoMode.RTL: ("ar", "Arab", Direction.RTL),
        PseudoMode.CJK: ("zh", "Hant", Direction.LTR),
    }.get(kind, (source.language, source.script, source.direction))
    written = f"{language}-{script}" if kind is PseudoMode.CJK else language
    return Locale(f"{written}-{territory}-x-{kind}", language, script, territory, direction)


def pseudolocalize_adaptation(
    words: LocalizedCopy, kind: PseudoMode, keep: tuple[str, ...] = (), source_language: str = "en"
) -> LocalizedCopy:
    """Return *words* with their source pseudolocalized, in a private use locale and without an original to check.

    The names in *keep* and in the original stay. *source_language* is the language of copy that is the source itself;
    approved copy is pseudolocalized in its own language.
    """
    original = words.original
    copy = words.copy if original is None else original.copy
    if original is not None:
        source, keep = original.locale, (*keep, *original.keep)
    else:
        source = words.locale if words.source is CopySource.BRIEF else source_locale(source_language)

    return replace(
        words,
        locale=pseudo_locale(source, words.locale.territory, kind),
        copy=copy_from_lines({role: pseudolocalize_text(text, kind, keep) for role, text in copy.marked_lines()}),
        source=CopySource.PSEUDO,
        original=None,
        template=None,
    )


def _rewrite(text: str, kind: PseudoMode) -> str:
    if kind is PseudoMode.RTL:
        return _to_arabic(text)
    return _to_ideographs(text) if kind is PseudoMode.CJK else text.translate(ACCENT_TABLE)


def _to_arabic(text: str) -> str:
    letters = tuple(ARABIC_LETTERS.values())
    return "".join(
        ARABIC_LETTERS.get(sign.lower(), letters[ord(sign) % len(letters)]) if sign.isalpha() else sign for sign in text
    ).translate(ARABIC_MARKS)


def _to_ideographs(text: str) -> str:
    # One character for two letters: Chinese is that much shorter.
    words = (re.sub(r"[^\W\d_]+", lambda match: "".join(_word_ideographs(match[0])), word) for word in text.split(" "))
    return "".join(words).translate(FULL_WIDTH_MARKS)


def _word_ideographs(word: str) -> Iterator[str]:
    # The position counts too: a word must not be one character repeated.
    for at in range(0, len(word), 2):
        yield COMMON_IDEOGRAPHS[(ord(word[at]) + 31 * at + 7 * len(word)) % len(COMMON_IDEOGRAPHS)]


def _filler_for(text: str) -> str:
    growth = next(factor for most, factor in TEXT_GROWTH if len(text) <= most)
    room = math.ceil(len(text) * (growth - 1)) - len("[]")
    filling = ""
    for word in cycle(_FILLER_WORDS):
        if len(filling) >= room:
            break
        filling += f" {word}"
    return filling[: max(0, room)].rstrip()
