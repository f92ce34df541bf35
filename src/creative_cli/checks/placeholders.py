"""Is every figure of the offer in its place?"""

from collections import Counter
from collections.abc import Iterator

from creative_cli.brief.offer import OFFER_FIGURES
from creative_cli.brief.offer import find_placeholders as placeholders_of
from creative_cli.checks.copy_text import CheckedCopy, LinePair, pair_lines, skip_without_original
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.models import CopySource, Status


def inspect(wording: CheckedCopy) -> Iterator[Outcome]:
    """The words have the placeholders of the source, and none is printed unfilled."""
    words = wording.adaptation
    if words.template is not None or words.original is None:
        unfilled = [
            (role, name) for role, text in words.copy.lines() for name in placeholders_of(text) if name in OFFER_FIGURES
        ]
        for role, name in unfilled:
            message = f"The {role} would print {{{name}}} in {words.locale.tag}: give this market's offer its {name}:."
            yield Outcome(Status.FAIL, "unfilled", message, role)
        if words.original is None:
            if not unfilled:
                yield skip_without_original()
            return
        if unfilled:
            return
    lines = pair_lines(wording, words.original, recreated=True)
    outcomes = list(_compare_placeholders(lines, words.locale.tag, approved=words.source is CopySource.BRIEF))
    yield from outcomes or [pass_outcome("all placeholders are there")]


def _compare_placeholders(lines: tuple[LinePair, ...], tag: str, *, approved: bool) -> Iterator[Outcome]:
    asked = Counter(name for line in lines for name in placeholders_of(line.source))
    there = Counter(name for line in lines for name in placeholders_of(line.text))
    for name in sorted(asked - there):
        message = f"{{{name}}} is missing in {tag}: the source prints this figure, so it has to stand here too."
        role = next(
            line.role for line in lines if _count_placeholder(line.text, name) < _count_placeholder(line.source, name)
        )
        yield Outcome(Status.FAIL, "missing", message, role)
    for name in sorted(there - asked):
        # Who approved the copy may have an offer for this market alone; a translator may not invent one.
        status, cure = (Status.WARN, "is that meant?") if approved else (Status.FAIL, "take it out.")
        role = next(
            line.role for line in lines if _count_placeholder(line.text, name) > _count_placeholder(line.source, name)
        )
        yield Outcome(status, "added", f"{{{name}}} in {tag} is not in the source: {cure}", role)
    if asked != there:
        return
    for line in lines:
        if Counter(placeholders_of(line.source)) != Counter(placeholders_of(line.text)):
            message = f"The {line.role} has other placeholders than in the source: was a figure moved on purpose?"
            yield Outcome(Status.WARN, "moved", message, line.role)
            return


def _count_placeholder(text: str, name: str) -> int:
    return sum(one == name for one in placeholders_of(text))


CHECK = Check(
    id="placeholders",
    rationale="A price that is not printed is no offer; one printed as {price} is on every screen by lunchtime.",
    inspect=inspect,
)
