"""Do texts and logo keep apart?"""

from collections.abc import Iterator
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from creative_cli.checks.drawn_ink import find_drawn_ink, find_logo_ink
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.formats import Box, FormatContent
from creative_cli.models import Creative, Role, Status


def inspect(creative: Creative) -> Iterator[Outcome]:
    """No text lies on another text or on the logo."""
    form = creative.canvas.format
    if form.shows is not FormatContent.AD:
        yield Outcome(Status.SKIP, "no_type", f"{form.name} has no text in the picture.")
        return
    drawn = [(block.role, *find_drawn_ink(creative, block)) for block in creative.layout]
    drawn.append((Role.LOGO, *find_logo_ink(creative)))
    touching = False
    for (role, box, ink), (other, there, print_) in combinations(drawn, 2):
        both = _shared_box(box, there)
        if both.area and (_ink_within(both, box, ink) or _ink_within(both, there, print_)):
            touching = True
            message = f"The {role} and the {other} overlap by {both.width:.0f} × {both.height:.0f} px."
            yield Outcome(Status.FAIL, "overlap", message, role)
    if not touching:
        yield pass_outcome("texts and logo keep apart")


def _shared_box(one: Box, other: Box) -> Box:
    left, top = max(one.x, other.x), max(one.y, other.y)
    return Box(left, top, max(0.0, min(one.right, other.right) - left), max(0.0, min(one.bottom, other.bottom) - top))


def _ink_within(part: Box, box: Box, ink: NDArray[np.uint8]) -> bool:
    """Return whether ink that fills *box* has any in *part* of it."""
    top, left = round(part.y - box.y), round(part.x - box.x)
    return bool(ink[top : top + round(part.height), left : left + round(part.width)].any())


CHECK = Check(
    id="overlap",
    rationale="Two texts on one place cannot be read, and a covered logo breaks every brand guide.",
    inspect=inspect,
)
