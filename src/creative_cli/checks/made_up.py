"""Is everything that the frame shows part of the photo?"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from creative_cli.checks.photo_cells import (
    CELL_PX,
    find_photo,
    luma_levels,
    sample_photo,
    sum_cells,
)
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.models import Creative, Status
from creative_cli.shown import ShownPhoto

# Share of the canvas that an ad may make up beyond the photo, at most.
MAX_INVENTED_SHARE = 0.12

# Share of the canvas in cells that are not the photo's: soft edges of what lies on it reach into a few.
MAX_FOREIGN_SHARE = 0.003

# What a scrim cannot explain, levels of 255: another content has a multiple of it, resampling a fraction.
MAX_RESIDUAL_LEVELS = 10.0


def inspect(creative: Creative) -> Iterator[Outcome]:
    """The frame shows the photo and nothing invented beside it."""
    photo = find_photo(creative)
    if isinstance(photo, Outcome):
        yield photo
        return
    made_up = (photo.made_up > 0) & (photo.shown > 0)
    share, foreign = float(made_up.mean()), _foreign_share(creative, photo)
    sides = _invented_sides(photo)
    if foreign > MAX_FOREIGN_SHARE:
        message = f"{foreign:.1%} of the ad shows something else than the photo in its place."
        yield Outcome(Status.FAIL, "not_the_photo", message)
    elif sides:
        message = f"The {' and '.join(sides)} of the subject is made up: the photo ends there. Show less of that side."
        yield Outcome(Status.FAIL, "made_up_subject", message)
    elif share > MAX_INVENTED_SHARE:
        message = f"{share:.0%} of the ad is made up, at most {MAX_INVENTED_SHARE:.0%} may be: use a larger photo."
        yield Outcome(Status.FAIL, "made_up", message)
    elif made_up.any():
        yield Outcome(Status.WARN, "made_up", f"{share:.1%} of the ad is made up beyond the edge of the photo.")
    else:
        yield pass_outcome("nothing is made up")


def _invented_sides(photo: ShownPhoto) -> list[str]:
    """Return the sides on which the photo cuts the subject and something is made up beside it."""
    height, width = photo.made_up.shape
    left, top, right, bottom = photo.subject_box.pixels(width, height)
    middle, centre = (left + right) // 2, (top + bottom) // 2
    beside = {
        "left": photo.made_up[top:bottom, :middle],
        "top": photo.made_up[:centre, left:right],
        "right": photo.made_up[top:bottom, middle:],
        "bottom": photo.made_up[centre:, left:right],
    }
    return [side for (side, part), cut in zip(beside.items(), photo.touched, strict=True) if cut and part.any()]


def _foreign_share(creative: Creative, photo: ShownPhoto) -> float:
    """Return the share of the canvas in cells of the frame that show no part of the photo, veiled or not.

    A veil scales the contrast of a cell and shifts it; what is left after the best such fit comes from elsewhere.
    """
    sampled = sample_photo(creative, photo)
    step = sampled.step
    bare = (sampled.shown > 0) & (photo.made_up[::step, ::step] == 0) & ~sampled.covered
    samples = (CELL_PX // step) ** 2
    whole = sum_cells(bare, step) == samples
    before, after = luma_levels(sampled.reference), luma_levels(sampled.ground)
    means = [sum_cells(one, step) / samples for one in (before, after, before * before, after * after, before * after)]
    old = np.maximum(means[2] - means[0] ** 2, 0)
    new = np.maximum(means[3] - means[1] ** 2, 0)
    shared = means[4] - means[0] * means[1]
    # Only an upright copy counts: a negative of the photo is another picture.
    explained = np.divide(np.maximum(shared, 0) ** 2, old, out=np.zeros_like(old), where=old > 0)
    foreign = _drop_lines(whole & (new - explained > MAX_RESIDUAL_LEVELS**2))
    return float(foreign.sum()) * CELL_PX**2 / creative.pixels[..., 0].size


def _drop_lines(cells: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the cells that belong to a square of 2 x 2: the hard edge of a veil is one cell wide."""
    square = cells[:-1, :-1] & cells[1:, :-1] & cells[:-1, 1:] & cells[1:, 1:]
    kept = np.zeros_like(cells)
    for down in (0, 1):
        for right in (0, 1):
            kept[down : down + square.shape[0], right : right + square.shape[1]] |= square
    return kept


CHECK = Check(
    id="made_up",
    rationale="Mirrored and invented edges look false, and a customer who notices trusts nothing else in the ad.",
    inspect=inspect,
)
