"""Is every character of the copy in our fonts?"""

import unicodedata
from collections.abc import Iterator

from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.models import Creative, Role, Status


def inspect(creative: Creative) -> Iterator[Outcome]:
    """Every character of the copy has a glyph in the fonts of its script."""
    if not creative.missing_glyphs:
        yield pass_outcome("all characters have glyphs")
        return
    for cluster in creative.missing_glyphs:
        names = ", ".join(f"U+{ord(sign):04X} {unicodedata.name(sign, 'unnamed')}" for sign in cluster)
        message = f"No font of ours has {cluster} ({names}): it is left out. Change the copy."
        roles: list[Role | None] = [role for role, text in creative.adaptation.copy.lines() if cluster in text]
        for role in roles or [None]:
            yield Outcome(Status.FAIL, "no_glyph", message, role)


CHECK = Check(
    id="missing_glyph",
    rationale="A character without a glyph prints as an empty box, unseen by reviewers who cannot read the language.",
    inspect=inspect,
)
