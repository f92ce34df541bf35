"""Does the file say plainly, and without contradiction, that a model made some of its picture?"""

from collections.abc import Iterator

from creative_cli.checks.picture_file import CheckedPicture, CredentialsState
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.models import Status
from creative_cli.provenance.ai_rules import Duty, RuleWeight, load_ai_rules
from creative_cli.provenance.source_types import FROM_MODELS, SourceType

_MADE_WITH_MODELS = FROM_MODELS | {SourceType.COMPOSITE_SYNTHETIC}
MOST_MARKETS = 6
"""Markets that a message names; the members of a group count as one each."""


def inspect(picture: CheckedPicture) -> Iterator[Outcome]:
    """What the file says of its origin is whole and agrees, and a picture of a model is marked and labelled."""
    if picture.recorded:
        yield Outcome(
            Status.SKIP, "recorded", "not applicable: provenance and ai_label judged this ad when it was made"
        )
        return
    outcomes = [*_judge_records(picture), *(_judge_model(picture) if picture.marks.from_model else ())]
    yield from outcomes or [pass_outcome("nothing in the file says that a model made any of it")]


def _judge_records(picture: CheckedPicture) -> Iterator[Outcome]:
    if picture.marks.damaged:
        message = "A part of what the file says of its origin cannot be read: export it again with its metadata."
        yield Outcome(Status.WARN, "damaged", message)
    if picture.credentials is CredentialsState.INVALID:
        message = "Its Content Credentials are invalid: the file was changed after it was signed. Ask for the original."
        yield Outcome(Status.FAIL, "invalid_credentials", f"{message} `creative credentials` names the reason.")
    if picture.credentials is CredentialsState.UNREAD:
        message = "Its Content Credentials were not verified: install the extra creative[c2pa]."
        yield Outcome(Status.WARN, "unread_credentials", message)


def _judge_model(picture: CheckedPicture) -> Iterator[Outcome]:
    systems = ", ".join(picture.marks.systems) or "a model"
    if not picture.stated:
        message = (
            f"Content Credentials or a note in the file name {systems}, but no DigitalSourceType says so, which "
            "platforms read: write trainedAlgorithmicMedia or compositeWithTrainedAlgorithmicMedia into its XMP."
        )
        yield Outcome(Status.WARN, "unmarked", message)
    elif not _MADE_WITH_MODELS.intersection(picture.stated):
        message = (
            f"Its XMP says {', '.join(picture.stated)}, but its Content Credentials or a note in it name {systems}: "
            "one of the two is wrong."
        )
        yield Outcome(Status.FAIL, "contradiction", message)
    message = (
        f"A model made some of it, and this tool did not draw its label. {_name_markets()} ask for a visible one: "
        "look whether it is there."
    )
    yield Outcome(Status.WARN, "label_unknown", message)


def _name_markets() -> str:
    asked = (rule for rule in load_ai_rules() if rule.duty is Duty.VISIBLE and rule.weight is RuleWeight.REQUIRED)
    names = dict.fromkeys("the EU" if len(rule.markets) > MOST_MARKETS else ", ".join(rule.markets) for rule in asked)
    return ", ".join(names)


CHECK = Check(
    id="picture_origin",
    rationale="Platforms and laws go by what the file says: an unmarked picture of a model, or a false mark, is fined.",
    inspect=inspect,
)
