"""Can the texts of a finished picture be read?"""

from collections.abc import Iterator

import numpy as np

from creative_cli.checks.picture_file import CheckedPicture, skip_inapplicable
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.color.contrast import luminance_map
from creative_cli.models import Status

EXTREME_SHARE = 0.03
"""Pixels of a text's box that may be darker than its darkest tone, or lighter than its lightest: noise."""


def inspect(picture: CheckedPicture) -> Iterator[Outcome]:
    """Where text is known to stand, the tones there reach the contrast of WCAG 2.2 AA."""
    if picture.texts is None:
        yield skip_inapplicable("unknown_text", "no manifest says where its text stands")
        return
    if not picture.texts:
        yield skip_inapplicable("no_text", "it has no text")
        return
    outcomes = []
    height, width = picture.pixels.shape[:2]
    for text in picture.texts:
        left, top, right, bottom = text.box.pixels(width, height)
        part = picture.pixels[top:bottom, left:right]
        if not part.size:
            outcomes.append(Outcome(Status.FAIL, "outside", f"The {text.role} is outside of the picture."))
            continue
        dark, light = np.quantile(luminance_map(part), (EXTREME_SHARE, 1 - EXTREME_SHARE))
        ratio = (float(light) + 0.05) / (float(dark) + 0.05)
        if ratio < text.needed:
            message = (
                f"Where the {text.role} stands the tones have a contrast of {ratio:.1f}:1 at most, not {text.needed}:1."
            )
            outcomes.append(Outcome(Status.FAIL, "low_contrast", message))
    yield from outcomes or [pass_outcome(f"{len(picture.texts)} texts")]


CHECK = Check(
    id="picture_contrast",
    rationale="Text that does not stand out cannot be read, whatever the layout says; this looks at the file itself.",
    inspect=inspect,
)
