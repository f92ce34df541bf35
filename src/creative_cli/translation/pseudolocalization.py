"""Pseudo-copy: words nobody wrote, to try a layout before any translation.

    expand   as long as the longest translations measured, accented, in brackets: [Šûɱɱéŕ îçé one two]
    accent   the same length, accented: what is not accented on a picture was never taken from the copy
    rtl      Arabic letters for each letter: shaped, joined and read from the right
    cjk      Chinese characters without spaces: broken anywhere and twice as wide

Placeholders, kept names, numbers and tags stay as they are. The same words always give the same pseudo-copy.
The ads are set in a locale of private use, `ar-DE-x-rtl` for the market DE: its tag, and so its folder, is none that a
real market can have (BCP 47 keeps `x-` for private agreements).
"""

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from enum import StrEnum
from itertools import cycle

from creative_cli.locale.locales import Direction, Locale
from creative_cli.models import AdCopy, CopySource, LocalizedCopy
from creative_cli.translation.request import PLACEHOLDER_PATTERN, source_locale


class PseudoMode(StrEnum):
    """The kinds of pseudo-copy."""

    EXPAND = "expand"
    RTL = "rtl"
    CJK = "cjk"
    ACCENT = "accent"


TEXT_GROWTH = ((30, 2.09), (70, 1.7), (math.inf, 1.3))
"""Characters of a source and how much longer its translations get at worst: short lines as measured over 24
languages (Spanish, 2.09), longer ones by the table W3C's International keeps (article on text size)."""

ACCENT_TABLE = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    "ÅƁÇÐÉƑĜĤÎĴĶĻṀÑÔÞǪŔŠŢÛṼŴẊÝŽåƀçðéƒĝĥîĵķļɱñôþǫŕšţûṽŵẋýž",
)

ARABIC_LETTERS = dict(zip("abcdefghijklmnopqrstuvwxyz", "ابچدعفگهيجكلمنوپقرستثڤوخىز", strict=True))
"""Letters by sound where there is one, all of them joining as Arabic letters do or do not."""

ARABIC_MARKS = str.maketrans({",": "،", ";": "؛", "?": "؟"})

COMMON_IDEOGRAPHS = (
    "的一是在有人大中上家本出年生水山日月天地風花木火土金石空光明白高"
    "新好長美小心手目口足車門言語食飲茶果海川林雨雪春夏秋冬朝夕南北東西"
)
"""Common characters that every CJK font has, simplified and traditional alike where it could be."""

FULL_WIDTH_MARKS = str.maketrans({",": "，", ".": "。", "!": "！", "?": "？", ":": "：", ";": "；"})

_FILLER_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_TAG = r"</?[A-Za-z][^<>]*>"
_NUMBER = r"\d+(?:[.,:/]\d+)*\s?%?"


def pseudolocalize_text(text: str, kind: PseudoMode, keep: tuple[str, ...] = ()) -> str:
    """Return the pseudo-copy of one line; what is protected stands in it letter by letter."""
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
    """Return the locale pseudo-copy is set in: the market's territory, a language that has the letters."""
    language, script, direction = {
        PseudoMode.RTL: ("ar", "Arab", Direction.RTL),
        PseudoMode.CJK: ("zh", "Hant", Direction.LTR),
    }.get(kind, (source.language, source.script, source.direction))
    written = f"{language}-{script}" if kind is PseudoMode.CJK else language
    return Locale(f"{written}-{territory}-x-{kind}", language, script, territory, direction)


def pseudolocalize_adaptation(
    words: LocalizedCopy, kind: PseudoMode, keep: tuple[str, ...] = (), source_language: str = "en"
) -> LocalizedCopy:
    """Return *words* as pseudo-copy of their source, in a locale of its own.

    *keep* are the names that stay; those of the original too. *source_language* is what the message is written in,
    for words that are still the message; approved copy is made pseudo in its own language. There is nothing to judge
    in pseudo-copy, so it has no original.
    """
    original = words.original
    copy = words.copy if original is None else original.copy
    if original is not None:
        source, keep = original.locale, (*keep, *original.keep)
    else:
        source = words.locale if words.source is CopySource.BRIEF else source_locale(source_language)

    def line(text: str | None) -> str | None:
        return None if text is None else pseudolocalize_text(text, kind, keep)

    return replace(
        words,
        locale=pseudo_locale(source, words.locale.territory, kind),
        copy=AdCopy(
            pseudolocalize_text(copy.headline, kind, keep), line(copy.body), line(copy.cta), line(copy.disclaimer)
        ),
        source=CopySource.PSEUDO,
        original=None,
        template=None,
    )


def _rewrite(text: str, kind: PseudoMode) -> str:
    write: Callable[[str], str] = {
        PseudoMode.EXPAND: _accent,
        PseudoMode.ACCENT: _accent,
        PseudoMode.RTL: _to_arabic,
        PseudoMode.CJK: _to_ideographs,
    }[kind]
    return write(text)


def _accent(text: str) -> str:
    return text.translate(ACCENT_TABLE)


def _to_arabic(text: str) -> str:
    letters = tuple(ARABIC_LETTERS.values())
    return "".join(
        ARABIC_LETTERS.get(sign.lower(), letters[ord(sign) % len(letters)]) if sign.isalpha() else sign for sign in text
    ).translate(ARABIC_MARKS)


def _to_ideographs(text: str) -> str:
    """Give each word a character for two of its letters, which is how much shorter Chinese is."""
    words = (re.sub(r"[^\W\d_]+", lambda match: "".join(_word_ideographs(match[0])), word) for word in text.split(" "))
    return "".join(words).translate(FULL_WIDTH_MARKS)


def _word_ideographs(word: str) -> Iterator[str]:
    # The place of a letter counts too, so that a word is not one character over and over.
    for at in range(0, len(word), 2):
        yield COMMON_IDEOGRAPHS[(ord(word[at]) + 31 * at + 7 * len(word)) % len(COMMON_IDEOGRAPHS)]


def _filler_for(text: str) -> str:
    growth = next(factor for most, factor in TEXT_GROWTH if len(text) <= most)
    # The brackets are two of the characters to be added.
    room = math.ceil(len(text) * (growth - 1)) - 2
    filling = ""
    for word in cycle(_FILLER_WORDS):
        if len(filling) >= room:
            break
        filling += f" {word}"
    return filling[: max(0, room)].rstrip()
