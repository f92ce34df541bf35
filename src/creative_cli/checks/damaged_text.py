"""Is a text damaged on its way from the writer to the ad?

The same detector looks at briefs when they are read, at translation files, at the memory and at translators' answers.
"""

from collections.abc import Iterator

from creative_cli.brief.damage.damage_record import DamageContext
from creative_cli.brief.damage.detector import DAMAGE_CHECK_ID, EXCUSABLE_CODES, find_damage
from creative_cli.checks.copy_text import STAND_IN_SOURCES, CheckedCopy, skip_unwritten
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.models import Status


def inspect(checked: CheckedCopy) -> Iterator[Outcome]:
    """No text has markup, escapes, lost letters, letters of a wrong encoding, or words that hold a place."""
    locale, adaptation = checked.locale, checked.adaptation
    if adaptation.source in STAND_IN_SOURCES:
        yield skip_unwritten(locale)
        return
    original = adaptation.original
    context = DamageContext(locale.language, locale.script, () if original is None else original.keep)
    outcomes = []
    for role, text in checked.written.lines():
        for damage in find_damage(text, context):
            # The message was read with the brief, which knows the names that excuse these.
            if original is None and damage.code in EXCUSABLE_CODES:
                continue
            status = Status.FAIL if damage.sure else Status.WARN
            outcomes.append(Outcome(status, damage.code, f"The {role} of {locale.tag} {damage.says}", role))
    written = dict(checked.written.lines())
    for role, text in adaptation.copy.lines():
        if text != written.get(role):
            # Figures may end in a stop of their own: kr. and the stop of the sentence.
            stops = [one for one in find_damage(text, context) if one.code == "doubled_stop"]
            outcomes += [
                Outcome(Status.FAIL, one.code, f"The {role} of {locale.tag} {one.says}", role)
                for one in stops
                if one.found not in written.get(role, "")
            ]
    yield from outcomes or [pass_outcome("no text is damaged")]


CHECK = Check(
    id=DAMAGE_CHECK_ID,
    rationale="An ad that prints a tag, #NAME? or caf? shows that it was not read before it was made.",
    inspect=inspect,
)
