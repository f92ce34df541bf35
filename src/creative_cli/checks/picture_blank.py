"""Does the picture show anything?"""

from collections.abc import Iterator

from creative_cli.checks.picture_file import CheckedPicture
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.imaging.picture_signs import grey_of, neighbor_correlation
from creative_cli.models import Status

MIN_SPREAD = 2.0
"""Standard deviation of the grey values (0 to 255) below which a picture is a plain surface."""
MIN_CORRELATION = 0.35
"""Of neighboring pixels: photos and drawings have 0.8 and more, noise has 0."""


def inspect(picture: CheckedPicture) -> Iterator[Outcome]:
    """The picture is neither a plain surface nor noise."""
    grey = grey_of(picture.pixels)
    if float(grey.std()) < MIN_SPREAD:
        yield Outcome(Status.FAIL, "blank", "The picture is one plain surface.")
    elif (alike := neighbor_correlation(grey)) < MIN_CORRELATION:
        yield Outcome(Status.FAIL, "noise", f"The picture is noise: neighboring pixels correlate by {alike:.2f}.")
    else:
        yield pass_outcome("it shows something")


CHECK = Check(
    id="picture_blank",
    rationale="An export that failed is a white, black or noisy picture, and is paid for like any other.",
    inspect=inspect,
)
