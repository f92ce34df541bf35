"""Do the fonts have every character of the copy?"""

import unicodedata
from collections.abc import Iterator

from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.models import Creative, Role, Status


def inspect(creative: Creative) -> Iterator[Outcome]:
    """The fonts have a glyph for every character of the copy."""
    if not creative.missing_glyphs:
        yield pass_outcome("all characters have glyphs")
        return
    for cluster in creative.missing_glyphs:
        names = ", ".join(f"U+{ord(sign):04X} {unicodedata.name(sign, 'unnamed')}" for sign in cluster)
        message = f"No bundled font has {cluster} ({names}), and it was left out: change the copy."
        roles: list[Role | None] = [role for role, text in creative.adaptation.copy.lines() if cluster in text]
        for role in roles or [None]:
            yield Outcome(Status.FAIL, "no_glyph", message, role)


CHECK = Check(
    id="missing_glyph",
    rationale="A missing character prints as an empty box, which reviewers miss in a language they cannot read.",
    inspect=inspect,
)
