"""Do texts and logo keep apart?"""

from collections.abc import Iterator
from itertools import combinations
from math import ceil
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from creative_cli.checks.drawn_ink import find_drawn_ink, find_logo_ink
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.formats import Box, FormatContent, join_boxes
from creative_cli.models import Creative, Role, Status
from creative_cli.small_sizes import advise_short_line

# Least distance of two texts, of the size of the smaller: to pass, and not to fail.
FREE_EM, TOUCHING_EM = 0.5, 0.2
# The same to pass of a headline over a button, of the button's type: a plate is a heavier neighbour than letters. The
# layouts keep 1.1 em free.
BUTTON_FREE_EM = 0.8
# Of the short side: larger text needs no more air than text of this size, as a headline under a figure does not.
LARGE_TYPE = 0.036


class _Drawn(NamedTuple):
    """A text or the logo as drawn: its name, its ink, and what else of it takes room, as a button does, px.

    `ink` is how strong it is in `box`, uint8 (height, width); None where all of the box counts, as of a button.
    `font_px` is 0 for the logo.
    """

    name: str
    role: Role
    box: Box
    ink: NDArray[np.uint8] | None
    font_px: float

    def stands_over_button(self, other: "_Drawn") -> bool:
        """Return whether it is the headline, and the *other* the button under it."""
        box, under = self.box, other.box
        button = self.role is Role.HEADLINE and other.role is Role.CTA and other.ink is None
        return button and box.y < under.y and box.x < under.right and under.x < box.right

    def reaches(self, room: Box) -> bool:
        """Return whether any of it lies in *room*."""
        part = _shared_box(self.box, room)
        return part.area > 0 and (self.ink is None or _ink_within(part, self.box, self.ink))


def inspect(creative: Creative) -> Iterator[Outcome]:
    """No text lies on another or on the logo, or so near to another that they read as one."""
    form = creative.canvas.format
    if form.shows is not FormatContent.AD:
        yield Outcome(Status.SKIP, "no_type", f"{form.name} has no text in the picture.")
        return
    found = [*_find_overlaps(creative)]
    lying = {(one, other) for one, other, _ in found}
    found += [each for each in _find_crowded(creative) if each[:2] not in lying]
    yield from (outcome for _, _, outcome in found)
    if not found:
        yield pass_outcome("texts and logo keep apart")


def _find_overlaps(creative: Creative) -> Iterator[tuple[str, str, Outcome]]:
    drawn = [(block.role, *find_drawn_ink(creative, block)) for block in creative.layout]
    drawn.append((Role.LOGO, *find_logo_ink(creative)))
    for (role, box, ink), (other, there, print_) in combinations(drawn, 2):
        both = _shared_box(box, there)
        if both.area and (_ink_within(both, box, ink) or _ink_within(both, there, print_)):
            message = f"The {role} and the {other} overlap by {both.width:.0f} × {both.height:.0f} px."
            yield role, other, Outcome(Status.FAIL, "overlap", message, role)


def _find_crowded(creative: Creative) -> Iterator[tuple[str, str, Outcome]]:
    """Yield the texts that stand too near to each other; those of a price block are set together."""
    for one, other in combinations(_list_drawn(creative), 2):
        if one.role is other.role:
            continue
        free = min(one.font_px, other.font_px, LARGE_TYPE * creative.canvas.format.short_side)
        wanted = BUTTON_FREE_EM if one.stands_over_button(other) else FREE_EM
        if _are_near(one, other, wanted * free):
            near = _are_near(one, other, TOUCHING_EM * free)
            form, copy = creative.canvas.format, creative.adaptation.copy
            advices = (advise_short_line(each.role, form, copy) for each in (one, other))
            advice = next(filter(None, advices), "shorten the copy")
            least = ceil((TOUCHING_EM if near else wanted) * free)
            message = (
                f"Less than {least} px are free between the {one.name} and the {other.name}: {advice}, or choose "
                "another layout."
            )
            yield one.name, other.name, Outcome(Status.FAIL if near else Status.WARN, "crowded", message, one.role)


def _list_drawn(creative: Creative) -> Iterator[_Drawn]:
    for block in creative.layout:
        box, ink = find_drawn_ink(creative, block)
        if box.area:
            button = block.plate is not None
            yield _Drawn(block.role, block.role, block.plate or box, None if button else ink, block.font_px)
    for text in creative.offer:
        if not text.turned:  # a badge has a place of its own
            box = text.box if text.struck is None else join_boxes([text.box, text.struck])
            yield _Drawn(f"{text.name} of the offer", Role.PRICE, box, None, text.font_px)


def _are_near(one: _Drawn, other: _Drawn, free: float) -> bool:
    """Return whether ink of both is less than *free* px from the other's box."""
    return one.reaches(other.box.grown(free)) and other.reaches(one.box.grown(free))


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
