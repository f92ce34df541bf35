"""Is the picture sharp?"""

from collections.abc import Iterator

from creative_cli.checks.picture_blank import MIN_SPREAD
from creative_cli.checks.picture_file import CheckedPicture, skip_inapplicable
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.imaging.picture_signs import edge_sharpness, grey_of
from creative_cli.models import Status

MIN_SHARPNESS = 0.34
"""Share of an edge's height that it climbs in one px. Sharp photos have 0.5 to 1, a blur of 2.5 px at most 0.33."""
MIN_SIDE_PX = 64


def inspect(picture: CheckedPicture) -> Iterator[Outcome]:
    """The picture has edges as sharp as its size allows."""
    grey = grey_of(picture.pixels)
    if float(grey.std()) < MIN_SPREAD:
        yield skip_inapplicable("plain", "a plain surface has no edges")
        return
    if min(grey.shape) < MIN_SIDE_PX:
        yield skip_inapplicable("too_small", f"a side below {MIN_SIDE_PX} px has too few edges")
        return
    sharpness = edge_sharpness(grey)
    if sharpness is None:
        yield Outcome(Status.WARN, "blurred", "The picture has no clear edge anywhere: was it enlarged?")
    elif sharpness < MIN_SHARPNESS:
        message = f"The picture is blurred ({sharpness:.2f}, sharp ones have {MIN_SHARPNESS} or more): was it enlarged?"
        yield Outcome(Status.WARN, "blurred", message)
    else:
        yield pass_outcome(f"sharpness {sharpness:.2f}")


CHECK = Check(
    id="picture_sharpness",
    rationale="A blurred picture makes a good product look cheap; most were enlarged or saved too small.",
    inspect=inspect,
)
