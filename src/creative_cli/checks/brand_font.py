"""Are the brand's own fonts used for all of the copy?"""

from collections.abc import Iterator

from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.models import Creative, Status

NAMED_LETTERS = 12


def inspect(creative: Creative) -> Iterator[Outcome]:
    """The brand's fonts set all copy of the market, and their licenses allow it."""
    if not creative.fonts:
        yield Outcome(Status.SKIP, "no_brand_font", "The brief has no font for the scripts of this market.")
        return
    fine, tag = True, creative.adaptation.locale.tag
    for font in creative.fonts:
        key = f"brand.fonts.{font.key}"
        if font.letters:
            fine = False
            message = (
                f"{font.file} ({key}) has no {_list_signs(font.letters)}, which {tag} needs. Set in a bundled font as "
                f"a whole: {_join_words(font.roles)}. Name a file with these letters for {key}, or have its maker add "
                "them."
            )
            yield Outcome(Status.WARN, "letters_missing", message)
        if font.empty:
            fine = False
            message = (
                f"{font.file} ({key}) has glyphs without ink, or the wrong ones, for {_list_signs(font.empty)}: the "
                "file is damaged. Export it again, or name another."
            )
            yield Outcome(Status.FAIL, "empty_glyph", message)
        if font.lent:
            fine = False
            message = (
                f"{font.file} ({key}) has no {_list_signs(font.lent)}: a bundled font prints it for {tag}. "
                f"Name a file with this sign for {key}, or write the text without it."
            )
            yield Outcome(Status.WARN, "sign_missing", message)
        if font.restricted:
            fine = False
            message = (
                f"{font.file} ({key}) says that its license forbids embedding (OS/2 fsType). Have the license "
                "checked for advertising; PDFs of --editable carry the font."
            )
            yield Outcome(Status.WARN, "license", message)
    if fine:
        yield pass_outcome(f"set in {_join_words(tuple(dict.fromkeys(font.face for font in creative.fonts)))}")


def _list_signs(signs: tuple[str, ...]) -> str:
    more = len(signs) - NAMED_LETTERS
    return " ".join(signs[:NAMED_LETTERS]) + (f" and {more} more" if more > 0 else "")


def _join_words(words: tuple[str, ...]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


CHECK = Check(
    id="brand_font",
    rationale="A font without the letters of a language leaves its texts to another one: the brand should know it.",
    inspect=inspect,
)
