"""Was the copy really translated?"""

from collections.abc import Iterator

from creative_cli.checks.copy_text import (
    UNSPACED_SCRIPTS,
    CheckedCopy,
    fold_for_matching,
    iter_letters,
    needs_original,
    pair_lines,
    remove_words,
)
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.models import OriginalCopy, Status

# An equal line of this length is no coincidence; a single word may be the same in both languages.
MIN_PHRASE_WORDS = 2
MIN_PHRASE_CHARACTERS = 6  # for scripts without spaces


@needs_original
def inspect(checked: CheckedCopy, original: OriginalCopy) -> Iterator[Outcome]:
    """No line is still in the source language."""
    locale = checked.locale
    if (locale.language, locale.script) == (original.locale.language, original.locale.script):
        yield Outcome(Status.SKIP, "same_language", f"{locale.tag} uses the source language.")
        return
    lines = pair_lines(checked, original, recreated=False)
    equal = [line for line in lines if fold_for_matching(line.source) == fold_for_matching(line.text)]
    same = [line for line in equal if _is_phrase(line.source, original)]
    # A line that differs only in its capitals was written on purpose: 1 Million Fans.
    if any(line.source == line.text for line in same) and equal == list(lines):
        yield Outcome(Status.FAIL, "untranslated", f"The copy of {locale.tag} equals the source: translate it.")
        return
    for line in same:
        message = f"The {line.role} of {locale.tag} equals the source: translate it, unless it is a slogan."
        yield Outcome(Status.WARN, "same_line", message, line.role)
    if not same:
        yield pass_outcome("every line is translated")


def _is_phrase(source: str, original: OriginalCopy) -> bool:
    bare = remove_words(source, original.keep)
    if original.locale.script in UNSPACED_SCRIPTS:
        return sum(1 for _ in iter_letters(bare)) >= MIN_PHRASE_CHARACTERS
    return len([word for word in bare.split() if any(iter_letters(word))]) >= MIN_PHRASE_WORDS


CHECK = Check(
    id="not_source",
    rationale="An untranslated line is the first thing that readers in the market notice.",
    inspect=inspect,
)
