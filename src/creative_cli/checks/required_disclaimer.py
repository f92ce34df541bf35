"""Does the small print say what the brand requires in this market?"""

from collections.abc import Iterator

from creative_cli.checks.copy_text import CheckedCopy, fold_for_matching, strip_invisible
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.models import Role, Status


def inspect(checked: CheckedCopy) -> Iterator[Outcome]:
    """The small print has every disclaimer that the brand requires."""
    rules, locale = checked.adaptation.rules, checked.locale
    if not rules.disclaimers and not rules.unwritten:
        yield Outcome(Status.SKIP, "no_rule", "The brand requires no disclaimer in this market.")
        return
    # Figures of an offer may stand in it, which the printed copy has in place of their names.
    said = {_fold(copy.disclaimer or "") for copy in (checked.adaptation.copy, checked.written)}
    missing = [text for text in rules.disclaimers if not any(_fold(text) in line for line in said)]
    for text in missing:
        message = f"The small print lacks “{text}”, which the brand requires in {locale.tag} ({rules.source}): add it."
        yield Outcome(Status.FAIL, "missing", message, Role.DISCLAIMER)
    if rules.unwritten:
        what = "a disclaimer" if rules.unwritten == 1 else f"{rules.unwritten} disclaimers"
        message = (
            f"The brand requires {what} in {locale.tag} ({rules.source}), but has no text in {locale.language}: "
            f"add text: {{{locale.language}: …}} there."
        )
        yield Outcome(Status.FAIL, "no_text", message, Role.DISCLAIMER)
    elif not missing:
        yield pass_outcome(f"The small print has what the brand requires ({rules.source}).")


def _fold(text: str) -> str:
    return fold_for_matching(strip_invisible(text)).strip()


CHECK = Check(
    id="required_disclaimer",
    rationale="A brand's legal text keeps it out of court; an ad without it must not leave the house.",
    inspect=inspect,
)
