"""Is every figure of the offer in the copy?"""

from collections import Counter
from collections.abc import Iterator

from creative_cli.brief.copy_lines import find_placeholders
from creative_cli.brief.field_types import LINE_WORDS
from creative_cli.checks.copy_text import CheckedCopy, LinePair, pair_lines, skip_without_original
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.models import CopySource, Status


def inspect(checked: CheckedCopy) -> Iterator[Outcome]:
    """The copy has the same placeholders as the source, and none is printed without its value."""
    copy = checked.adaptation
    unfilled = []
    if copy.template is not None or copy.original is None:
        unfilled = [
            (role, name) for role, text in copy.copy.lines() for name in find_placeholders(text) if name in LINE_WORDS
        ]
    for role, name in unfilled:
        advice = f"add {name}: to the offer of the product or this market."
        message = f"The {role} of {copy.locale.tag} would print {{{name}}}: {advice}"
        yield Outcome(Status.FAIL, "unfilled", message, role)
    if unfilled:
        return
    if copy.original is None:
        yield skip_without_original()
        return
    lines = pair_lines(checked, copy.original, recreated=True)
    outcomes = list(_compare_placeholders(lines, copy.locale.tag, approved=copy.source is CopySource.BRIEF))
    yield from outcomes or [pass_outcome("all placeholders are present")]


def _compare_placeholders(lines: tuple[LinePair, ...], tag: str, *, approved: bool) -> Iterator[Outcome]:
    pairs = [
        (line.role, Counter(find_placeholders(line.source)), Counter(find_placeholders(line.text))) for line in lines
    ]
    expected = Counter(name for _, source, _ in pairs for name in source.elements())
    found = Counter(name for _, _, text in pairs for name in text.elements())
    for name in sorted(expected - found):
        message = f"{{{name}}} is missing in {tag}: the source prints this figure, and the translation must too."
        role = next(role for role, source, text in pairs if text[name] < source[name])
        yield Outcome(Status.FAIL, "missing", message, role)
    for name in sorted(found - expected):
        # Approved copy may have an offer for this market alone; a translator must not invent one.
        status, advice = (Status.WARN, "is that intended?") if approved else (Status.FAIL, "remove it.")
        role = next(role for role, source, text in pairs if text[name] > source[name])
        yield Outcome(status, "added", f"{{{name}}} in {tag} is not in the source: {advice}", role)
    moved = next((role for role, source, text in pairs if source != text), None)
    if expected == found and moved is not None:
        message = f"The {moved} has other placeholders than the source: was a figure moved on purpose?"
        yield Outcome(Status.WARN, "moved", message, moved)


CHECK = Check(
    id="placeholders",
    rationale="An offer without its price is no offer, and an ad that prints {price} embarrasses the brand.",
    inspect=inspect,
)
