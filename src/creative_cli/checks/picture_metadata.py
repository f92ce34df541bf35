"""Does the file tell what nobody meant to publish?"""

from collections.abc import Iterator

from creative_cli.checks.picture_file import CheckedPicture
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.models import Status


def inspect(picture: CheckedPicture) -> Iterator[Outcome]:
    """The metadata have no place, no person, no serial number, and no mark that turns the picture."""
    facts = picture.facts
    outcomes = []
    if facts.location:
        outcomes.append(Outcome(Status.WARN, "location", "The file has the place where it was taken: remove it."))
    if facts.author:
        outcomes.append(Outcome(Status.WARN, "author", f"The file names a person: {facts.author}. Remove it."))
    if facts.serial:
        outcomes.append(Outcome(Status.WARN, "serial", "The file has the serial number of a camera: remove it."))
    if facts.turned:
        message = "The file is turned by a mark in its metadata, which some platforms ignore: save it upright."
        outcomes.append(Outcome(Status.WARN, "turned", message))
    yield from outcomes or [pass_outcome("nothing of that kind")]


CHECK = Check(
    id="picture_metadata",
    rationale="A place or a name in a published file is personal data, and a turned picture lies on its side.",
    inspect=inspect,
)
