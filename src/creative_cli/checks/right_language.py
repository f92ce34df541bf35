"""Is every line in the language of its market, and in the variety of it?

A model of letters guesses the language (locale/language_guess.py). Letters that only one alphabet has, and words that
only one of two close languages has, decide where the model is unsure. Short lines and names prove nothing.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from creative_cli.brief.script_detection import SCRIPT_LETTER_NAMES
from creative_cli.checks.copy_text import (
    STAND_IN_SOURCES,
    CheckedCopy,
    fold_for_matching,
    iter_letters,
    quote_words,
    remove_words,
    script_name,
    skip_unwritten,
)
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.locale.language_guess import guess_label, is_guessable, score_languages
from creative_cli.locale.locales import Locale, english_language_names
from creative_cli.models import CopySource, Role, Status
from creative_cli.resources import read_data_table

MIN_LETTERS = 8
"""Shorter lines are not judged alone."""

MIN_WORDS = 2
"""A single word may be one of another language on purpose; scripts without spaces have one word a line."""

SHORT_LETTERS = 24
"""Up to this many letters, a line needs more evidence."""

LANGUAGE_MARGIN = 4.0
"""By how much (natural logarithm) another language must be likelier than that of the market."""

SHORT_MARGIN = 10.0
"""The same for short lines, and for languages that are close without a letter or word to tell them apart."""

SURE_MARGIN = 15.0
"""From here on a line is surely in another language."""

MARKED_MARGIN, MARKED_CLOSE_MARGIN = 0.5, -4.0
"""The same if the line has a letter or a word that only the other language has; close ones may seem less likely."""

_CLOSE = (
    *({"cs", "sk"}, {"sl", "hr"}, {"bg", "ru", "uk", "be", "mk", "sr"}, {"es", "pt", "ca", "gl", "it"}),
    *({"da", "no", "sv"}, {"fi", "et"}, {"lv", "lt"}, {"hi", "mr", "ne"}, {"fa", "ar", "ur", "ps"}),
    *({"de", "nl", "lb", "af"}, {"zh", "ja"}),
)
_ADVICE = "write it in the language of the market."
_NAMES = {"no": "Norwegian", "hr": "Croatian, Bosnian or Serbian", "id": "Indonesian or Malay", "tl": "Filipino"}


class _Guess(NamedTuple):
    """The language a text is in: its label, and how sure that is."""

    label: str
    margin: float


def inspect(checked: CheckedCopy) -> Iterator[Outcome]:
    """Every line is in the language of the market, and in its variety."""
    locale, adaptation = checked.locale, checked.adaptation
    if adaptation.source in STAND_IN_SOURCES:
        yield skip_unwritten(locale)
        return
    original = adaptation.original
    keep = () if original is None else original.keep
    sources = {} if original is None else dict(original.copy.lines())
    # What equals the source is not_source's to judge.
    lines = [
        (role, bare)
        for role, text in checked.written.lines()
        if sources.get(role) != text and _is_in_script(bare := remove_words(text, keep), locale)
    ]
    outcomes = list(_find_varieties(lines, locale))
    label = guess_label(locale.language, locale.script)
    if is_guessable(label, locale.script):
        outcomes += _find_languages(lines, label, checked)
    elif not outcomes:
        yield Outcome(
            Status.SKIP, "unknown_language", f"No model knows the language of {locale.tag} in {locale.script}."
        )
        return
    yield from outcomes or [pass_outcome("every line is in the language of the market")]


def _is_in_script(text: str, locale: Locale) -> bool:
    """Tell whether most letters are of the locale's script; right_script reports other lines."""
    names = SCRIPT_LETTER_NAMES.get(locale.script, ())
    letters = list(iter_letters(text))
    return 2 * sum(script_name(sign) in names for sign in letters) >= len(letters)


def _find_languages(lines: Sequence[tuple[Role, str]], label: str, checked: CheckedCopy) -> Iterator[Outcome]:
    locale = checked.locale
    wrong = [(role, guess) for role, text in lines if (guess := _guess_other(text, label, locale)) is not None]
    whole = _guess_other(" ".join(text for _, text in lines), label, locale) if len(lines) > 1 else None
    judged = [role for role, text in lines if sum(1 for _ in iter_letters(text)) >= MIN_LETTERS]
    all_wrong = len(wrong) == len(judged)
    for role, guess in wrong:
        # A line of approved copy may be in another language on purpose, as English slogans are.
        meant = guess.label == "en" or checked.adaptation.source in {CopySource.BRIEF, CopySource.SOURCE}
        sure = guess.margin >= SURE_MARGIN and (all_wrong or not meant)
        message = f"The {role} of {locale.tag} seems to be {_name_language(guess.label)}: {_ADVICE}"
        yield Outcome(Status.FAIL if sure else Status.WARN, "other_language", message, role)
    if whole is not None and not wrong:
        message = f"The copy of {locale.tag} seems to be {_name_language(whole.label)}: {_ADVICE}"
        yield Outcome(Status.WARN, "other_language", message)


def _name_language(label: str) -> str:
    # The names are English ones, as all messages are.
    return _NAMES.get(label) or english_language_names().get(label, label)


def _guess_other(text: str, label: str, locale: Locale) -> _Guess | None:
    """Return the language of a text if it is another than the market's; None if it may be the market's."""
    letters = [sign.lower() for sign in iter_letters(text)]
    spaced = locale.script not in {"Jpan", "Hans", "Hant", "Thai", "Laoo", "Khmr", "Mymr"}
    if len(letters) < MIN_LETTERS or (spaced and len(text.split()) < MIN_WORDS):
        return None
    scores = score_languages(" ".join(text.split()), cyrillic=locale.script == "Cyrl")
    if label not in scores:
        return None
    own_words = _count_words(text, label)
    best = next(iter(scores))
    near = [one for group in _CLOSE if label in group for one in group if one != label and one in scores]
    for other in dict.fromkeys((best, *near)):
        if other == label:
            continue
        margin = scores[other] - scores[label]
        foreign, own = _compare_letters(letters, label, other)
        # Words tell two languages apart only if both have a list.
        words = _count_words(text, other) if label in _marks()["words"] else 0
        if own > foreign or own_words > words:
            continue
        if margin >= _needed_margin(other, label, len(letters), marked=foreign > 0 or words > own_words):
            return _Guess(other, margin)
    return None


def _needed_margin(other: str, label: str, letters: int, *, marked: bool) -> float:
    """Return how much likelier another language must be; *marked* if a letter or word is only its own."""
    close = any({other, label} <= group for group in _CLOSE)
    if marked:
        return MARKED_CLOSE_MARGIN if close else MARKED_MARGIN
    if {other, label} == {"da", "no"}:
        return SURE_MARGIN
    if letters <= SHORT_LETTERS:
        return SHORT_MARGIN
    return 2 * LANGUAGE_MARGIN if close else LANGUAGE_MARGIN


def _compare_letters(letters: Sequence[str], label: str, best: str) -> tuple[int, int]:
    """Return how many letters only the other alphabet has, and how many only that of the market has."""
    alphabets = _marks()["letters"]
    ours, theirs = alphabets.get(label), alphabets.get(best)
    if ours is None or theirs is None:
        return 0, 0
    marked = [sign for sign in letters if not sign.isascii()]
    return (
        sum(sign in theirs and sign not in ours for sign in marked),
        sum(sign in ours and sign not in theirs for sign in marked),
    )


def _count_words(text: str, label: str) -> int:
    pattern = _words_pattern(label)
    return 0 if pattern is None else len(pattern.findall(fold_for_matching(text)))


@cache
def _marks() -> Mapping[str, Any]:
    return read_data_table("language-marks.toml")


@cache
def _words_pattern(label: str) -> re.Pattern[str] | None:
    words = _marks()["words"].get(label, ())
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)") if words else None


def _find_varieties(lines: Sequence[tuple[Role, str]], locale: Locale) -> Iterator[Outcome]:
    pattern = _variety_pattern(locale.tag)
    for role, text in lines if pattern is not None else ():
        found = dict.fromkeys(pattern.findall(fold_for_matching(text))) if pattern is not None else {}
        if found:
            words = f"The {role} of {locale.tag} has {quote_words(found)}, which another country writes"
            message = f"{words}: use the words of this one."
            yield Outcome(Status.WARN, "other_variety", message, role)


@cache
def _variety_pattern(tag: str) -> re.Pattern[str] | None:
    words = _marks()["varieties"].get(tag, ())
    if not words:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(fold_for_matching(word)) for word in words)})(?!\w)")


CHECK = Check(
    id="right_language",
    rationale="A line in the language of a neighbour, or in that of another country, tells that an ad is for others.",
    inspect=inspect,
)
