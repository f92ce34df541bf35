"""Are names spelled the way the brand spells them?"""

import re
from collections.abc import Iterator

from creative_cli.checks.copy_text import (
    CheckedCopy,
    LinePair,
    find_tags,
    has_whole_word,
    needs_original,
    pair_lines,
    remove_addresses,
    strip_invisible,
)
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.locale.inflection import INFLECTING_LANGUAGES
from creative_cli.locale.locales import Locale
from creative_cli.models import OriginalCopy, Status

LAST_VOWELS = frozenset("aeiouyаеиоуыэюяіїє")
# Letters that may replace the last vowel of a name: Solaro, Solarou, Solaromis.
MAX_ENDING_LETTERS = 4


@needs_original
def inspect(checked: CheckedCopy, original: OriginalCopy) -> Iterator[Outcome]:
    """Protected names appear exactly as the brand writes them."""
    lines = pair_lines(checked, original, recreated=True)
    outcomes = [outcome for name in original.keep for outcome in _check_name(name, lines, checked.locale)]
    yield from outcomes or [pass_outcome("all names are kept")]


def _check_name(name: str, lines: tuple[LinePair, ...], locale: Locale) -> Iterator[Outcome]:
    # An address has a name's letters in its own way; a hashtag or handle has the name itself.
    expected = [line for line in lines if has_whole_word(remove_addresses(strip_invisible(line.source)), name)]
    lost = [line for line in expected if not _has_name(line.text, name, locale)]
    texts = [remove_addresses(strip_invisible(line.text)) for line in lines]
    declined = {line: form for line in lost if (form := _declined_form(name, strip_invisible(line.text), locale))}
    for line, form in declined.items():
        message = f"The {line.role} of {locale.tag} inflects “{name}” to “{form}”: does the brand allow that?"
        yield Outcome(Status.WARN, "declined", message, line.role)
    lost = [line for line in lost if line not in declined]
    if not lost:
        return
    if any(_has_name(line.text, name, locale) for line in lines):
        for line in lost:
            message = f"“{name}” is missing in the {line.role} but appears in another line: is that intended?"
            yield Outcome(Status.WARN, "moved", message, line.role)
        return
    altered = [
        (line.role, found) for line, text in zip(lines, texts, strict=True) if (found := _altered_spelling(name, text))
    ]
    for role, found in altered:
        message = f"“{name}” is written “{found}” in the {role} of {locale.tag}: write “{name}”."
        yield Outcome(Status.FAIL, "altered", message, role)
    for line in () if altered else lost:
        message = f"“{name}” is missing in the {line.role} of {locale.tag}: keep it as in the source."
        yield Outcome(Status.FAIL, "missing", message, line.role)


def _has_name(text: str, name: str, locale: Locale) -> bool:
    text = strip_invisible(text)
    whole = has_whole_word(remove_addresses(text), name, locale.language)
    return whole or any(name.replace(" ", "") in tag for tag in find_tags(text))


def _altered_spelling(name: str, text: str) -> str:
    """Return *name* as *text* capitalizes it; empty if *text* does not have it."""
    start = text.casefold().find(name.casefold())
    return text[start : start + len(name)] if start >= 0 else ""


def _declined_form(name: str, text: str, locale: Locale) -> str:
    """Return *name* with its last vowel inflected (Solary), if *text* has such a form; else empty."""
    if locale.language not in INFLECTING_LANGUAGES or name[-1:].casefold() not in LAST_VOWELS:
        return ""
    form = re.search(rf"(?<!\w){re.escape(name[:-1])}\w{{1,{MAX_ENDING_LETTERS}}}(?!\w)", text)
    return form[0] if form and form[0].casefold() != name.casefold() else ""


CHECK = Check(
    id="kept_terms",
    rationale="If the brand's name is translated, misspelled or dropped, the ad promotes somebody else.",
    inspect=inspect,
)
