"""Decides whether a brand's font sets a text, or leaves it to a bundled one.

A text is set in the brand's font if no word of it would need letters from two fonts: see
docs/decisions/0010-brand-fonts.md.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from unicodedata import category

from fontTools import unicodedata as scripts
from icu4py.breakers import CharacterBreaker

from creative_cli.layout.brand_fonts import brand_font_coverage
from creative_cli.layout.glyph_coverage import visible_forms
from creative_cli.models import BrandFont

SCRIPT_LETTERS = {
    "Jpan": frozenset({"Hira", "Kana", "Hani"}),
    "Kore": frozenset({"Hang", "Hani"}),
    "Hans": frozenset({"Hani", "Bopo"}),
    "Hant": frozenset({"Hani", "Bopo"}),
    "Hant-HK": frozenset({"Hani", "Bopo"}),
    "Aran": frozenset({"Arab"}),
}
"""The scripts of the letters (Unicode) of those keys of SCRIPT_SETTINGS that are no Unicode script themselves."""

_SPACES = re.compile(r"\s+")


@lru_cache(maxsize=4096)  # every arrangement of a market asks again
def find_brand_gaps(font: BrandFont, text: str, script: str) -> tuple[str, ...]:
    """Return the clusters for which *text* cannot be set in a brand's font, each once, in order; () if it can.

    They are letters of *script* (a key of SCRIPT_SETTINGS) that the font does not draw, and letters, digits and
    punctuation that it does not draw of a word that it draws in part. A word in another script may come from another
    font as a whole, and so may a symbol (`find_lent_signs`).
    """
    own = SCRIPT_LETTERS.get(script, frozenset({script}))
    gaps: dict[str, None] = {}
    for word in _SPACES.split(text):
        clusters, lacking = _split_word(font, word)
        gaps.update(dict.fromkeys(one for one in lacking if not _may_be_lent(font, one)))
        letters = [one for one in lacking if _may_be_lent(font, one) and not _is_symbol(one)]
        drawn = [one for one in clusters if one not in lacking and not _is_symbol(one)]
        if letters and (drawn or any(scripts.script(one[0]) in own for one in letters)):
            gaps.update(dict.fromkeys(letters))
    return tuple(gaps)


@lru_cache(maxsize=4096)
def find_lent_signs(font: BrandFont, text: str) -> tuple[str, ...]:
    """Return the symbols (™, €, →) of a text in a brand's font that a bundled font draws, each once, in order."""
    _, lacking = _split_word(font, _SPACES.sub("", text))
    return tuple(dict.fromkeys(one for one in lacking if _is_symbol(one) and _may_be_lent(font, one)))


@lru_cache(maxsize=4096)
def find_empty_glyphs(font: BrandFont, text: str) -> tuple[str, ...]:
    """Return the clusters of a text that a brand's font claims to have but does not draw, each once, in order."""
    ink = brand_font_coverage(font)
    lacking = [one for word in _SPACES.split(text) for one in _split_word(font, word)[1]]
    return tuple(
        dict.fromkeys(one for one in lacking if any(all(map(ink.has_code, form)) for form in visible_forms(one)))
    )


def _split_word(font: BrandFont, word: str) -> tuple[list[str], list[str]]:
    """Return the visible clusters of a word, and those that a font does not draw, alone or in the word."""
    ink = brand_font_coverage(font)
    clusters = [cluster for cluster in CharacterBreaker(word, "und") if visible_forms(cluster) != ("",)]
    lacking = [cluster for cluster in clusters if not any(map(ink.draws, visible_forms(cluster)))]
    if clusters and not lacking:
        lacking = [blank for blank in ink.find_blanks(word) if visible_forms(blank) != ("",)]
    return clusters, lacking


def _may_be_lent(font: BrandFont, cluster: str) -> bool:
    # The character map alone decides for Typst: it would draw the empty glyph of a character that is there.
    return not any(brand_font_coverage(font).has_code(sign) for sign in cluster)


def _is_symbol(cluster: str) -> bool:
    return category(cluster[0]).startswith("S")


@lru_cache(maxsize=4096)
def find_latin_gaps(font: BrandFont, text: str) -> tuple[str, ...]:
    """Return the Latin letters and the digits of a text in another script that a brand's Latin font does not draw."""
    ink = brand_font_coverage(font)
    found = (cluster for cluster in CharacterBreaker(text, "und") if _is_latin(cluster))
    return tuple(dict.fromkeys(one for one in found if not any(map(ink.draws, visible_forms(one)))))


def _is_latin(cluster: str) -> bool:
    return scripts.script(cluster[0]) == "Latn" or cluster[0] in "0123456789"


def nearest_fonts(brand: tuple[BrandFont, ...], scripts_wanted: tuple[str, ...], weight: int) -> Iterator[BrandFont]:
    """Yield the brand's fonts for the first of *scripts_wanted* that it has, the nearest in weight first."""
    for script in scripts_wanted:
        fonts = [font for font in brand if font.script == script]
        if fonts:
            yield from sorted(fonts, key=lambda font: abs(font.weight - weight))
            return
