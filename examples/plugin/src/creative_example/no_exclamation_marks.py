"""Does the copy do without exclamation marks?"""

from collections.abc import Iterator

from creative_cli import Check, CheckedCopy, Outcome, Status

MARKS = frozenset("!！՜¡")
"""Exclamation marks of all scripts."""


def inspect(copy: CheckedCopy) -> Iterator[Outcome]:
    """No line calls out."""
    loud = [role for role, text in copy.written.lines() if MARKS & set(text)]
    for role in loud:
        yield Outcome(Status.FAIL, "exclamation", f"The {role} of {copy.locale.tag} has an exclamation mark.", role)
    if not loud:
        yield Outcome(Status.PASS, "ok", "no line has an exclamation mark")


CHECK = Check(
    id="no_exclamation_marks",
    rationale="Our brand speaks in a calm voice.",
    inspect=inspect,
    subject=CheckedCopy,
)
