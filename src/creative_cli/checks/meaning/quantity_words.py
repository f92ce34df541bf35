"""Words that say a number or the kind of one: half, doppelt, zwei, gratis, statt. Not a check itself.

CLDR spells the numbers; the other words are in `data/quantity-words.toml`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from creative_cli.checks.copy_text import fold_for_matching, strip_invisible
from creative_cli.checks.number_parsing import UNSPACED_LANGUAGES
from creative_cli.locale.locales import Locale
from creative_cli.locale.quantity_names import (
    list_clock_words,
    list_minus_words,
    list_spelled_numbers,
    list_unit_signs,
)
from creative_cli.resources import read_data_table

# Endings may be added to words from this length, in letters.
MIN_STEM = 4
# Languages that add endings even to short numbers: pet, petih.
_ENDING_LANGUAGES = frozenset(
    {"ar", "be", "bg", "bs", "cs", "hr", "lt", "lv", "mk", "pl", "ru", "sk", "sl", "sr", "uk"}
)
MIN_INFLECTED = 3
_APOSTROPHES = str.maketrans("'ʼ", "’’")
# Digits that one sign says in East Asian copy.
_HAN_DIGITS = {
    "一": 1,
    "二": 2,
    "两": 2,
    "兩": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
}
_SAYS: dict[str, frozenset[int]] = {
    "double": frozenset({2}),
    "triple": frozenset({3, 33}),
    "dozen": frozenset({12}),
    "one": frozenset({1}),
    "two": frozenset({2}),
    "three": frozenset({3}),
    "whole": frozenset({100}),
    "none": frozenset({0}),
}
# Units that copy names without a number: a week, a day.
_BARE_UNITS = ("minute", "hour", "day", "week", "month", "year", "liter")


@cache
def _word_table() -> Mapping[str, Mapping[str, list[str]]]:
    return read_data_table("quantity-words.toml")


@cache
def quantity_pattern(kind: str, language: str) -> re.Pattern[str] | None:
    """Return what finds the words of a kind in folded text of a language; None if the table has none."""
    words = _word_table()[kind].get(language, ())
    return _words_pattern(words, language) if words else None


def _words_pattern(words: Iterable[str], language: str) -> re.Pattern[str]:
    folded = sorted(map(_fold, words), key=len, reverse=True)
    if language in UNSPACED_LANGUAGES:
        return re.compile("|".join(re.escape(word.rstrip("$")) for word in folded))
    body = "|".join(re.escape(word.removesuffix("$")) + (r"(?!\w)" if word.endswith("$") else "") for word in folded)
    # Arabic and Hebrew join an article or a preposition to a word.
    before = r"(?<![^\W\d_])(?:و|ب|ال|بال|لل|ל|ב|ה|ו|מ)?" if language in {"ar", "he"} else r"(?<![^\W\d_])"
    return re.compile(rf"{before}(?:{body})")


def says_kind(text: str, kind: str, locale: Locale) -> bool:
    """Tell whether a text has a word of a kind, such as `discount`, in its language."""
    pattern = quantity_pattern(kind, locale.language)
    return pattern is not None and pattern.search(_fold(text)) is not None


def says_minus(before: str, after: str, locale: Locale) -> bool:
    """Tell whether the text around a number says in words that it is below zero."""
    if says_kind(f"{before} {after}", "below_zero", locale):
        return True
    folded = _fold(before).rstrip()
    pattern = quantity_pattern("minus", locale.language)
    return any(folded.endswith(word) for word in list_minus_words(locale)) or (
        pattern is not None and re.search(rf"(?:{pattern.pattern})$", folded) is not None
    )


def find_said_numbers(text: str, locale: Locale) -> Iterator[frozenset[int]]:
    """Yield, for each word that says a number, the numbers that it may stand for."""
    folded = _fold(text)
    for kind, numbers in _SAYS.items():
        pattern = quantity_pattern(kind, locale.language)
        if pattern is not None:
            yield from (numbers for _ in pattern.finditer(folded))
    for form in _word_table()["forms"].get(locale.language, ()):
        word, _, value = form.partition("=")
        pattern = _words_pattern([word], locale.language)
        yield from (frozenset({int(value)}) for _ in pattern.finditer(folded))
    yield from (hours for word, hours in list_clock_words(locale).items() if word in folded)
    for number, pattern in _spelled_patterns(locale):
        yield from (frozenset[int]({number}) for _ in pattern.finditer(folded))
    if locale.language in {"ja", "zh"}:
        yield from (frozenset[int]({_HAN_DIGITS[sign]}) for sign in folded if sign in _HAN_DIGITS)


def find_bare_units(text: str, locale: Locale) -> frozenset[str]:
    """Return the units that a text names in full: week, year, litre."""
    folded = _fold(text)
    return frozenset(unit for unit in _BARE_UNITS if _unit_pattern(unit, locale).search(folded))


@cache
def _spelled_patterns(locale: Locale) -> tuple[tuple[int, re.Pattern[str]], ...]:
    """Return what finds each number spelled out; longer words may have another ending."""
    return tuple(
        (number, _words_pattern((_inflected(word, locale.language) for word in words), locale.language))
        for number, words in list_spelled_numbers(locale).items()
        if not (locale.language in {"ja", "zh"} and number in _HAN_DIGITS.values())
    )


def _stem(word: str) -> str:
    return word[:-1] if len(word) > MIN_STEM else f"{word}$"


def _inflected(word: str, language: str) -> str:
    """Return the part of a number's word that its forms have in common: pět for pěti, خمس for خمسة."""
    return (
        word.removesuffix("ة").rstrip("ьъ")
        if language in _ENDING_LANGUAGES and len(word) >= MIN_INFLECTED
        else _stem(word)
    )


@cache
def _unit_pattern(unit: str, locale: Locale) -> re.Pattern[str]:
    names = [name for name, one in list_unit_signs(locale).items() if one == unit and len(name) > 1]
    if locale.language in UNSPACED_LANGUAGES or not names:
        return _words_pattern(names or ["\0"], locale.language)
    # Any case of a noun: Tag, Tages, Tagen.
    body = "|".join(re.escape(_fold(name)) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{body})\w{{0,3}}(?!\w)")


@cache
def count_words_pattern(locale: Locale) -> re.Pattern[str] | None:
    """Return what finds 1 to 12 as words, for offers such as "two for one"."""
    words = list_spelled_numbers(locale)
    known = [word for number in range(1, 13) for word in words[number]]
    return _words_pattern([f"{word}$" for word in known], locale.language) if known else None


def write_counts_as_digits(text: str, locale: Locale) -> str:
    """Return folded text with 1 to 12 in words written as digits: 买二送一 becomes 买2送1."""
    folded = _fold(text)
    if locale.language in {"ja", "zh"}:
        return re.sub("[一二两兩三四五六七八九十]", lambda match: str(_HAN_DIGITS[match[0]]), folded)
    for kind, number in (("one", 1), ("two", 2), ("three", 3)):
        pattern = quantity_pattern(kind, locale.language)
        if pattern is not None:
            folded = re.sub(rf"{pattern.pattern}\w{{0,4}}", str(number), folded)
    numbers = {word: number for number, words in list_spelled_numbers(locale).items() for word in words}
    pattern = count_words_pattern(locale)
    return folded if pattern is None else pattern.sub(lambda match: str(numbers.get(match[0], match[0])), folded)


def _fold(text: str) -> str:
    return fold_for_matching(strip_invisible(text)).translate(_APOSTROPHES)
