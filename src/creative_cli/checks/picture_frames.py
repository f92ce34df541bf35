"""Is the picture still?"""

from collections.abc import Iterator

from creative_cli.checks.picture_file import CheckedPicture
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.models import Status


def inspect(picture: CheckedPicture) -> Iterator[Outcome]:
    """The file has one frame: it is no animation, and has one page."""
    frames = picture.facts.frames
    if frames > 1:
        message = f"The file has {frames} frames or pages; only the first was looked at. Export a still picture."
        yield Outcome(Status.FAIL if picture.forms else Status.WARN, "animated", message)
    else:
        yield pass_outcome("a still picture")


CHECK = Check(
    id="picture_frames",
    rationale="Placements for pictures refuse animations, or show their first frame, which is often empty.",
    inspect=inspect,
)
