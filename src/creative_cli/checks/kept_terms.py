"""Are names as the brand writes them?"""

import re
from collections.abc import Iterator

from creative_cli.checks.copy_text import (
    INFLECTING_LANGUAGES,
    CheckedCopy,
    LinePair,
    has_whole_word,
    pair_lines,
    skip_without_original,
    strip_invisible,
)
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.locale.locales import Locale
from creative_cli.models import Status

LAST_VOWELS = frozenset("aeiouyаеиоуыэюяіїє")
MAX_ENDING_LETTERS = 4
"""Letters that may stand for the last vowel of a name: Solaro, Solarou, Solaromis."""


def inspect(wording: CheckedCopy) -> Iterator[Outcome]:
    """Names that are kept stand in the words as the brand writes them."""
    original = wording.adaptation.original
    if original is None:
        yield skip_without_original()
        return
    lines = pair_lines(wording, original, recreated=True)
    outcomes = [outcome for name in original.keep for outcome in _check_name(name, lines, wording.locale)]
    yield from outcomes or [pass_outcome("all names are kept")]


def _check_name(name: str, lines: tuple[LinePair, ...], locale: Locale) -> Iterator[Outcome]:
    asked = [line for line in lines if has_whole_word(strip_invisible(line.source), name)]
    lost = [line for line in asked if not has_whole_word(strip_invisible(line.text), name, locale.language)]
    if not lost:
        return
    texts = [strip_invisible(line.text) for line in lines]
    declined = [(line, form) for line in lost if (form := _declined_form(name, strip_invisible(line.text), locale))]
    for line, form in declined:
        message = f"“{name}” is declined to “{form}” in the {line.role} of {locale.tag}: does the brand allow that?"
        yield Outcome(Status.WARN, "declined", message, line.role)
    lost = [line for line in lost if line not in [one for one, _ in declined]]
    if not lost:
        return
    if any(has_whole_word(text, name, locale.language) for text in texts):
        for line in lost:
            message = f"“{name}” is missing in the {line.role} and stands in another line: is that meant?"
            yield Outcome(Status.WARN, "moved", message, line.role)
        return
    altered = [
        (line.role, found) for line, text in zip(lines, texts, strict=True) if (found := _altered_spelling(name, text))
    ]
    for role, found in altered:
        message = f"“{name}” is written “{found}” in the {role} of {locale.tag}: write “{name}”."
        yield Outcome(Status.FAIL, "altered", message, role)
    for line in () if altered else lost:
        message = f"“{name}” is missing in the {line.role} of {locale.tag}, where the source has it: keep it as it is."
        yield Outcome(Status.FAIL, "missing", message, line.role)


def _altered_spelling(name: str, text: str) -> str:
    """Return how *text* writes a name that it has with other capitals; empty where it has it not at all."""
    start = text.casefold().find(name.casefold())
    return text[start : start + len(name)] if start >= 0 else ""


def _declined_form(name: str, text: str, locale: Locale) -> str:
    """Return the form *text* has of a name whose last vowel the language changes (Solary); empty without one."""
    if locale.language not in INFLECTING_LANGUAGES or name[-1:].casefold() not in LAST_VOWELS:
        return ""
    form = re.search(rf"(?<!\w){re.escape(name[:-1])}\w{{1,{MAX_ENDING_LETTERS}}}(?!\w)", text)
    return form[0] if form and form[0].casefold() != name.casefold() else ""


CHECK = Check(
    id="kept_terms",
    rationale="A brand whose name is translated, respelt or dropped has paid for somebody else's advertisement.",
    inspect=inspect,
)
