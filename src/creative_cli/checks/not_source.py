"""Was the copy really translated?"""

from collections.abc import Iterator

from creative_cli.checks.check import Check, Outcome, passed
from creative_cli.checks.wording import UNSPACED, Wording, fold, letters, no_original, pairs, without
from creative_cli.models import Original, Status

WORDS = 2
"""Words from which on an equal line is no accident; a single word may be the same in both languages."""
SIGNS = 6
"""The same for scripts without spaces, in characters."""


def inspect(wording: Wording) -> Iterator[Outcome]:
    """No line is left in the source language."""
    original, locale = wording.adaptation.original, wording.locale
    if original is None:
        yield no_original()
        return
    if (locale.language, locale.script) == (original.locale.language, original.locale.script):
        yield Outcome(Status.SKIP, "same_language", f"{locale.tag} is written in the language of the source.")
        return
    lines = pairs(wording, original, recreated=False)
    long_enough = [line for line in lines if _is_phrase(line.source, original)]
    same = [line for line in long_enough if fold(line.source) == fold(line.text)]
    # A line that only differs in capitals was written so: 1 Million Fans.
    if any(line.source == line.text for line in same) and all(fold(line.source) == fold(line.text) for line in lines):
        yield Outcome(Status.FAIL, "untranslated", f"The copy of {locale.tag} is that of the source: translate it.")
        return
    for line in same:
        message = f"The {line.role} of {locale.tag} is that of the source: translate it, unless it is a slogan."
        yield Outcome(Status.WARN, "same_line", message, line.role)
    if not same:
        yield passed("no line is the source's")


def _is_phrase(source: str, original: Original) -> bool:
    bare = without(source, original.keep)
    if original.locale.script in UNSPACED:
        return sum(1 for _ in letters(bare)) >= SIGNS
    return len([word for word in bare.split() if any(letters(word))]) >= WORDS


CHECK = Check(
    id="not_source",
    rationale="A line forgotten in translation is the first thing a reader of the market sees.",
    inspect=inspect,
)
