"""Are the words of the copy in the dictionary of their language?

Only a word that is nearly one of the dictionary is reported: new words, names and compounds are like no other word.
What the source has too, and what the brand keeps, is spelled on purpose.
"""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from creative_cli.checks.copy_text import STAND_IN_SOURCES, UNSPACED_SCRIPTS, CheckedCopy, remove_words, skip_unwritten
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.locale.locales import Locale
from creative_cli.locale.spelling_dictionaries import SpellingDictionary, find_dictionary
from creative_cli.models import Status

MIN_SPELLED_LETTERS = 5
"""Shorter words are like too many others."""

MIN_LIKENESS = 0.8
"""How like a word of the dictionary (ratio of difflib) a wrong word is; 0.8 is one letter of five."""

_SPELLED_WORD = re.compile(r"(?<![\w’'-])[^\W\d_]{5,}(?![\w’'-])")


def inspect(checked: CheckedCopy) -> Iterator[Outcome]:
    """No word is nearly one of the dictionary."""
    locale, adaptation = checked.locale, checked.adaptation
    if adaptation.source in STAND_IN_SOURCES:
        yield skip_unwritten(locale)
        return
    dictionary = None if locale.script in UNSPACED_SCRIPTS else find_dictionary(locale)
    if dictionary is None:
        message = (
            f"No dictionary of {locale.language} is installed: pip install 'creative[spelling]' has those there are."
        )
        yield Outcome(Status.SKIP, "no_dictionary", message)
        return
    original = adaptation.original
    known = set() if original is None else {w for _, text in original.copy.lines() for w in _SPELLED_WORD.findall(text)}
    outcomes = [
        Outcome(Status.WARN, "misspelt", f"“{word}” in the {role} of {locale.tag}: is “{meant}” meant?", role)
        for role, text in checked.written.lines()
        for word in _SPELLED_WORD.findall(remove_words(text, () if original is None else original.keep))
        if word not in known and (meant := _find_meant(word, dictionary, locale)) is not None
    ]
    yield from outcomes or [pass_outcome("no word is nearly one of the dictionary")]


def _find_meant(word: str, dictionary: SpellingDictionary, locale: Locale) -> str | None:
    """Return the word of the dictionary that a wrong word is like; None if it is right or like none."""
    if word.isupper() or any(_is_known(form, dictionary) for form in _forms_of(word, locale)):
        return None
    # A capital inside a line is a name's, but for German nouns.
    if word[0].isupper() and locale.language != "de":
        return None
    for meant in dictionary.suggest(word)[:3]:
        if meant.isalpha() and SequenceMatcher(None, word.lower(), meant.lower()).ratio() >= MIN_LIKENESS:
            return meant
    return None


def _forms_of(word: str, locale: Locale) -> tuple[str, ...]:
    """Return how the dictionary may have a word: without its capital, with the ß that Switzerland writes as ss."""
    forms = (word, word.lower())
    if locale.language == "de":
        return (*forms, *(form.replace("ss", "ß") for form in forms))
    return (*forms, *(form.replace("ё", "е") for form in forms)) if locale.language == "ru" else forms


def _is_known(word: str, dictionary: SpellingDictionary) -> bool:
    try:
        return dictionary.spell(word)
    except UnicodeEncodeError:
        return True  # the dictionary's character set lacks a letter: it cannot judge the word


CHECK = Check(
    id="spelling",
    rationale="A misspelt headline is the one thing that everybody notices and shares.",
    inspect=inspect,
)
