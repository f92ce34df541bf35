"""Is everything that the frame shows part of the photo?"""

from collections.abc import Iterator
from functools import cache
from typing import TypeAlias

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from creative_cli.checks.photo_cells import (
    CELL_PX,
    UNCHANGED_LEVELS,
    Cells,
    Samples,
    find_change,
    find_photo,
    luma_levels,
    sample_photo,
    sum_cells,
)
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.checks.shared_measures import measured_once
from creative_cli.models import Creative, Pixels, Status
from creative_cli.shown import ShownPhoto

Fields: TypeAlias = NDArray[np.float32]
"""Values of the cells of fields, (planes, rows, columns, cells), or a matrix for them."""

# Share of the canvas that an ad may make up beyond the photo, at most.
MAX_INVENTED_SHARE = 0.12

# Share of the canvas in cells that are not the photo's: soft edges of what lies on it reach into a few.
MAX_FOREIGN_SHARE = 0.003

# What a scrim cannot explain, levels of 255: another content has a multiple of it, resampling a fraction.
MAX_RESIDUAL_LEVELS = 10.0

# Cells of a field's side, and how many fields side by side count: the hard edge of a veil spoils fewer.
FIELD_CELLS, OPEN_FIELDS = 3, 4
# What a veil cannot explain in the colours of a field's cells, levels of 255.
MAX_FIELD_LEVELS = 6.0
# Contrast in a cell, and between the cells of a field, that is clear; and the part of it that a veil leaves at least.
CELL_PATTERN_LEVELS, CLEAR_PATTERN_LEVELS, LEAST_SLOPE = 3.0, 5.0, 0.2


def inspect(creative: Creative) -> Iterator[Outcome]:
    """The frame shows the photo and nothing invented beside it."""
    photo = find_photo(creative)
    if isinstance(photo, Outcome):
        yield photo
        return
    share, sides = _measure_invented(photo)
    foreign = _foreign_share(creative, photo)
    if foreign > MAX_FOREIGN_SHARE:
        message = f"{foreign:.1%} of the ad shows something else than the photo in its place."
        yield Outcome(Status.FAIL, "not_the_photo", message)
    elif sides:
        message = f"The {' and '.join(sides)} of the subject is made up: the photo ends there. Show less of that side."
        yield Outcome(Status.FAIL, "made_up_subject", message)
    elif share > MAX_INVENTED_SHARE:
        message = f"{share:.0%} of the ad is made up, at most {MAX_INVENTED_SHARE:.0%} may be: use a larger photo."
        yield Outcome(Status.FAIL, "made_up", message)
    elif share:
        yield Outcome(Status.WARN, "made_up", f"{share:.1%} of the ad is made up beyond the edge of the photo.")
    else:
        yield pass_outcome("nothing is made up")


@measured_once
def _measure_invented(photo: ShownPhoto) -> tuple[float, list[str]]:
    """Return the share of the canvas that is made up, and the sides as `_invented_sides` does."""
    return float(((photo.made_up > 0) & (photo.shown > 0)).mean()), _invented_sides(photo)


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
    """Return the share of the canvas in cells of the frame that show no part of the photo, veiled or not."""
    sampled = sample_photo(creative, photo)
    step = sampled.step
    bare = _sample_own(photo, step) & ~sampled.covered
    changed = (sampled.change > UNCHANGED_LEVELS) & bare
    if not changed.any():
        return 0.0
    part = find_change(changed, step, FIELD_CELLS)
    before, after = sampled.reference[:, *part], sampled.ground[:, *part]
    whole = sum_cells(bare[part], step) == (CELL_PX // step) ** 2
    foreign = _drop_lines(_find_other_patterns(before, after, whole, step))
    foreign |= _find_other_colours(before, after, whole, step)
    return float(foreign.sum()) * CELL_PX**2 / creative.pixels[..., 0].size


# A canvas is shared by the ads of every market that reads in its direction.
@measured_once
def _sample_own(photo: ShownPhoto, step: int) -> Samples:
    """Return where the frame shows the photo itself, at every *step* px."""
    return np.asarray((photo.shown[::step, ::step] > 0) & (photo.made_up[::step, ::step] == 0))


def _find_other_patterns(reference: Pixels, ground: Pixels, whole: Samples, step: int) -> Samples:
    """Return the cells with a pattern of their own, and those that lost the photo's.

    A veil scales the contrast of a cell and shifts it; what is left after the best such fit comes from elsewhere.
    """
    samples = (CELL_PX // step) ** 2
    before, after = luma_levels(reference), luma_levels(ground)
    means = [sum_cells(one, step) / samples for one in (before, after, before * before, after * after, before * after)]
    old = np.maximum(means[2] - means[0] ** 2, 0)
    new = np.maximum(means[3] - means[1] ** 2, 0)
    shared = means[4] - means[0] * means[1]
    # Only an upright copy counts: a negative of the photo is another picture.
    explained = np.divide(np.maximum(shared, 0) ** 2, old, out=np.zeros_like(old), where=old > 0)
    lost = (old >= CELL_PATTERN_LEVELS**2) & (shared < LEAST_SLOPE * old)
    return np.asarray(whole & (lost | (new - explained > MAX_RESIDUAL_LEVELS**2)), np.bool_)


def _find_other_colours(reference: Pixels, ground: Pixels, whole: Samples, step: int) -> Samples:
    """Return the cells in fields whose colours are not those of the photo under a veil, or that lost its pattern.

    A veil scales the differences between neighbouring cells by one factor in all channels, and adds a colour that
    changes slowly. What a blur, a smear, a fill or another tint leaves cannot be explained like that.
    """
    if min(whole.shape) < FIELD_CELLS:
        return np.zeros_like(whole)
    samples = (CELL_PX // step) ** 2
    before, after = (_list_fields(sum_cells(one, step) / samples) for one in (reference, ground))
    full = sliding_window_view(whole, (FIELD_CELLS, FIELD_CELLS)).all(axis=(2, 3))
    old, new, shared = (
        np.einsum("prck,prck->rc", *pair) for pair in ((before, before), (after, after), (before, after))
    )
    shared = np.maximum(shared, 0)
    values = before.shape[0] * before.shape[-1]
    slope = np.divide(shared, old, out=np.ones_like(old), where=old > 0)
    residual = (new - slope * shared) / values
    lost = (old / values >= CLEAR_PATTERN_LEVELS**2) & (slope < LEAST_SLOPE)
    fields = _open_fields(full & (lost | (residual > MAX_FIELD_LEVELS**2)))
    found = np.zeros_like(whole)
    rows, columns = fields.shape
    for down in range(FIELD_CELLS):
        for right in range(FIELD_CELLS):
            found[down : down + rows, right : right + columns] |= fields
    return found


def _list_fields(cells: Cells) -> Fields:
    """Return the fields of planes of cells, (planes, rows, columns, cells of a field), without their slope."""
    fields = sliding_window_view(cells, (FIELD_CELLS, FIELD_CELLS), axis=(1, 2))
    flat = fields.reshape(*fields.shape[:3], FIELD_CELLS**2).astype(np.float32)
    return np.asarray(flat @ _without_slope(), np.float32)


@cache
def _without_slope() -> Fields:
    """Return the matrix that takes the mean and the plane of best fit out of the cells of a field."""
    down, across = np.mgrid[0:FIELD_CELLS, 0:FIELD_CELLS].reshape(2, -1)
    plane = np.linalg.qr(np.stack([np.ones(FIELD_CELLS**2), down, across], axis=1))[0]
    return np.asarray(np.eye(FIELD_CELLS**2) - plane @ plane.T, np.float32)


def _open_fields(fields: Samples) -> Samples:
    """Return the fields in squares of OPEN_FIELDS: along the hard edge of a veil only two or three lie side by side."""
    if min(fields.shape) < OPEN_FIELDS:
        return np.zeros_like(fields)
    squares = sliding_window_view(fields, (OPEN_FIELDS, OPEN_FIELDS)).all(axis=(2, 3))
    kept = np.zeros_like(fields)
    rows, columns = squares.shape
    for down in range(OPEN_FIELDS):
        for right in range(OPEN_FIELDS):
            kept[down : down + rows, right : right + columns] |= squares
    return kept


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
