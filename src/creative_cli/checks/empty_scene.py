"""Does the product stand alone in a scene that was painted for it?"""

from collections.abc import Iterator

from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.models import Creative, Status


def inspect(creative: Creative) -> Iterator[Outcome]:
    """A scene painted for the product shows no object of its own."""
    if creative.canvas.occupant is not None:
        message = "The painted scene seems to hold an object of its own beside the product; look at it."
        yield Outcome(Status.WARN, "occupied", message)
    else:
        yield pass_outcome("nothing was seen standing in a painted scene")


CHECK = Check(
    id="empty_scene",
    rationale="Models paint products unasked; a bottle that is not the brand's, beside the one that is, misleads.",
    inspect=inspect,
)
