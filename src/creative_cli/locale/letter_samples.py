"""The letters that a language is written with, as far as the names of CLDR show them (through Babel)."""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from unicodedata import category

from babel import localedata
from babel.core import Locale as Cldr

MIN_NAMES = 5
"""In so many names of countries and languages a letter stands that is the language's own, and not a foreign name's."""

_FORMS = ("format", "stand-alone")


@cache
def sample_letters(language: str, script: str) -> str:
    """Return words of a language in a script, with every letter that it commonly uses; "" if CLDR does not know it.

    They are names of months, days, countries and languages, each of which adds a letter.
    """
    cldr = _find_cldr(language, script)
    if cldr is None:
        return ""
    names = [_letters_of(name) for name in (*cldr.territories.values(), *cldr.languages.values()) if name]
    counted = Counter(sign for name in names for sign in set(name))
    usual = [name for name in names if all(counted[sign] >= MIN_NAMES for sign in name)]
    words, seen = list[str](), {" "}
    # Long names first: few of them have nearly all letters.
    for name in sorted({*map(_letters_of, _list_calendar(cldr)), *usual}, key=lambda one: (-len(set(one)), one)):
        if not seen.issuperset(name):
            words.append(name)
            seen.update(name)
    return " ".join(words)


def _letters_of(text: str) -> str:
    return "".join(sign if category(sign)[0] in "LM" else " " for sign in text)


@cache
def own_language_name(language: str, script: str) -> str:
    """Return what a language calls itself, its tag if CLDR does not know it."""
    cldr = _find_cldr(language, script)
    return (None if cldr is None else cldr.languages.get(language)) or language


@cache
def list_weekdays(language: str, script: str) -> tuple[str, ...]:
    """Return the days of the week in a language from Monday on; () if CLDR does not know it."""
    cldr = _find_cldr(language, script)
    return () if cldr is None else tuple(str(cldr.days["stand-alone"]["wide"][day]) for day in range(7))


def _find_cldr(language: str, script: str) -> Cldr | None:
    for name in (f"{language}_{script}", language):
        if localedata.exists(name):
            return Cldr.parse(name)
    return None


def _list_calendar(cldr: Cldr) -> Iterator[str]:
    for table in (cldr.months, cldr.days):
        for form in _FORMS:
            yield from map(str, table[form]["wide"].values())
