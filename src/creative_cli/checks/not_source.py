"""Was the copy really translated?"""

from collections.abc import Iterator

from creative_cli.checks.copy_text import (
    UNSPACED_SCRIPTS,
    CheckedCopy,
    fold_for_matching,
    iter_letters,
    pair_lines,
    remove_words,
    skip_without_original,
)
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.models import OriginalCopy, Status

MIN_PHRASE_WORDS = 2
"""Words from which on an equal line is no accident; a single word may be the same in both languages."""
MIN_PHRASE_CHARACTERS = 6
"""The same for scripts without spaces, in characters."""


def inspect(wording: CheckedCopy) -> Iterator[Outcome]:
    """No line is left in the source language."""
    original, locale = wording.adaptation.original, wording.locale
    if original is None:
        yield skip_without_original()
        return
    if (locale.language, locale.script) == (original.locale.language, original.locale.script):
        yield Outcome(Status.SKIP, "same_language", f"{locale.tag} is written in the language of the source.")
        return
    lines = pair_lines(wording, original, recreated=False)
    long_enough = [line for line in lines if _is_phrase(line.source, original)]
    same = [line for line in long_enough if fold_for_matching(line.source) == fold_for_matching(line.text)]
    # A line that only differs in capitals was written so: 1 Million Fans.
    if any(line.source == line.text for line in same) and all(
        fold_for_matching(line.source) == fold_for_matching(line.text) for line in lines
    ):
        yield Outcome(Status.FAIL, "untranslated", f"The copy of {locale.tag} is that of the source: translate it.")
        return
    for line in same:
        message = f"The {line.role} of {locale.tag} is that of the source: translate it, unless it is a slogan."
        yield Outcome(Status.WARN, "same_line", message, line.role)
    if not same:
        yield pass_outcome("no line is the source's")


def _is_phrase(source: str, original: OriginalCopy) -> bool:
    bare = remove_words(source, original.keep)
    if original.locale.script in UNSPACED_SCRIPTS:
        return sum(1 for _ in iter_letters(bare)) >= MIN_PHRASE_CHARACTERS
    return len([word for word in bare.split() if any(iter_letters(word))]) >= MIN_PHRASE_WORDS


CHECK = Check(
    id="not_source",
    rationale="A line forgotten in translation is the first thing a reader of the market sees.",
    inspect=inspect,
)
