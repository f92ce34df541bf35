"""Is the product alone in its generated scene?"""

from collections.abc import Iterator

from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.models import Creative, Status


def inspect(creative: Creative) -> Iterator[Outcome]:
    """A generated scene shows no object that competes with the product."""
    if creative.canvas.occupant is not None:
        message = "The generated scene seems to show another object beside the product: look at it."
        yield Outcome(Status.WARN, "occupied", message)
    else:
        yield pass_outcome("no other object found in the scene")


CHECK = Check(
    id="empty_scene",
    rationale="Image models add products unasked, and a bottle that is not the brand's misleads customers.",
    inspect=inspect,
)
