"""Is the photo shaded no more than it has to be?"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from creative_cli.checks.photo_cells import (
    CELL_PX,
    INSIDE_MASK,
    SampledPhoto,
    find_change,
    find_photo,
    sample_photo,
    sample_reference,
    sum_cells,
)
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.checks.shared_measures import measured_once
from creative_cli.color.oklab_map import oklab_map
from creative_cli.models import Creative, Pixels, Status
from creative_cli.shown import ShownPhoto

# Change of the Oklab lightness: more looks like fog or night, and less than the second is not seen on the subject.
MAX_CHANGE, MAX_SUBJECT_CHANGE = 0.45, 0.05


def inspect(creative: Creative) -> Iterator[Outcome]:
    """Shades behind the type are soft and leave the subject alone."""
    photo = find_photo(creative)
    if isinstance(photo, Outcome):
        yield photo
        return
    sampled = sample_photo(creative, photo)
    step = sampled.step
    samples = (CELL_PX // step) ** 2
    bare = (sampled.shown > 0) & ~sampled.covered
    whole = sum_cells(bare, step) == samples
    if not whole.any():
        yield Outcome(Status.SKIP, "covered", "Nothing of the photo is bare enough to be measured.")
        return
    strongest, on_subject = _measure_change(sampled, photo, whole, bare)
    if on_subject > MAX_SUBJECT_CHANGE:
        message = f"A shade changes the lightness of the subject by {on_subject:.0%}: it must end before the subject."
        yield Outcome(Status.FAIL, "on_subject", message)
    elif strongest > MAX_CHANGE:
        message = f"A shade changes the lightness of the photo by {strongest:.0%}, at most {MAX_CHANGE:.0%} is allowed."
        yield Outcome(Status.FAIL, "too_strong", message)
    else:
        yield pass_outcome(f"the strongest shade changes the lightness by {strongest:.0%}")


def _measure_change(
    sampled: SampledPhoto, photo: ShownPhoto, whole: NDArray[np.bool_], bare: NDArray[np.bool_]
) -> tuple[float, float]:
    """Return the largest change of the lightness of a *whole* cell, and of one of the subject."""
    changed = (sampled.change > 0) & bare
    if not changed.any():
        return 0.0, 0.0
    part, side = find_change(changed, sampled.step), CELL_PX // sampled.step
    cells = tuple(slice(one.start // side, one.stop // side) for one in part)
    before, subject = _measure_reference(photo, sampled.step)
    apart = np.abs(_cell_lightness(sampled.ground[:, *part], sampled.step) - before[cells])
    change = np.where(whole[cells], apart, 0)
    return float(change.max(initial=0)), float(change[subject[cells]].max(initial=0))


@measured_once
def _measure_reference(photo: ShownPhoto, step: int) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Return the lightness of the bare photo's cells, and which of them the subject fills."""
    inside = sum_cells(photo.subject[::step, ::step] > INSIDE_MASK, step) >= (CELL_PX // step) ** 2 / 2
    return _cell_lightness(sample_reference(photo, step), step), _inner_cells(inside)


def _cell_lightness(planes: Pixels, step: int) -> NDArray[np.float32]:
    means = sum_cells(planes, step).transpose(1, 2, 0) / (CELL_PX // step) ** 2
    return np.asarray(oklab_map(means)[..., 0], np.float32)


def _inner_cells(cells: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the cells with four neighbours: the outline of a subject is found to a few px only."""
    around = np.pad(cells, 1)
    return cells & around[:-2, 1:-1] & around[2:, 1:-1] & around[1:-1, :-2] & around[1:-1, 2:]


CHECK = Check(
    id="scrim",
    rationale="Fog over a photo is the mark of a template; the photo was chosen for what it shows.",
    inspect=inspect,
)
