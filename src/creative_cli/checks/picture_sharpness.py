"""Is the picture sharp?"""

from collections.abc import Iterator

from creative_cli.checks.picture_blank import MIN_SPREAD
from creative_cli.checks.picture_file import CheckedPicture, skip_inapplicable
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.imaging.picture_signs import blur_share, grey_of
from creative_cli.models import Status

MAX_BLUR = 0.55
"""Share of the edges that a further blur leaves; sharp pictures have 0.15 to 0.45."""
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
    blur = blur_share(grey)
    if blur > MAX_BLUR:
        message = f"The picture is blurred ({blur:.2f}, sharp ones have at most {MAX_BLUR}): was it enlarged?"
        yield Outcome(Status.WARN, "blurred", message)
    else:
        yield pass_outcome(f"blur {blur:.2f}")


CHECK = Check(
    id="picture_sharpness",
    rationale="A blurred picture makes a good product look cheap; most were enlarged or saved too small.",
    inspect=inspect,
)
