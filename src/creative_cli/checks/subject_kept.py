"""Is the subject of the picture seen under what lies over it?"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from creative_cli.checks.photo_cells import (
    CELL_PX,
    INSIDE_MASK,
    Cells,
    Samples,
    find_photo,
    largest_difference,
    luma_levels,
    sample_reference,
    sampling_step,
    split_channels,
    sum_cells,
)
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.checks.shared_measures import measured_once
from creative_cli.color.oklab_map import oklab_map
from creative_cli.formats import Box
from creative_cli.models import Creative, Status
from creative_cli.shown import ShownPhoto

# Share of the subject that has to keep its contrast: to pass, and not to fail.
GOOD_KEPT_SHARE, MIN_KEPT_SHARE = 0.95, 0.85

# Share of a packshot that is neither cropped nor covered.
MIN_SEEN_SHARE = 0.5

# Share of a cell's local contrast that is enough, and how alike its pattern has to be (correlation).
MIN_CONTRAST_KEPT, MIN_LIKENESS = 0.5, 0.5

# Standard deviation of luma, of 255, below which a cell is flat: grain and JPEG noise of a plain wall are 1 to 2.
FLAT_LEVELS = 3.0

# Change of a flat cell: Oklab distance that is another colour, and deviation of luma that is another pattern.
COLOUR_CHANGE, PATTERN_LEVELS = 0.10, 12.0

# With fewer cells that have contrast, their share is a matter of luck.
MIN_TEXTURED_CELLS = 12


def inspect(creative: Creative) -> Iterator[Outcome]:
    """The subject keeps its contrast: no type, plate or veil takes it away."""
    photo = find_photo(creative)
    if isinstance(photo, Outcome) and photo.status is Status.ERROR:
        yield photo
    elif isinstance(photo, Outcome):
        yield _inspect_packshot(creative)
    elif not photo.subject.any() and not photo.faces:
        yield Outcome(Status.SKIP, "no_subject", "The photo has no subject that stands out.")
    else:
        yield _inspect_photo(creative, photo)


def _inspect_photo(creative: Creative, photo: ShownPhoto) -> Outcome:
    subject, lost, textured = _compare_cells(creative, photo)
    faces = sum(bool((lost & _face_cells(face, lost.shape)).any()) for face in photo.faces)
    if faces:
        return Outcome(Status.FAIL, "face_covered", "Something covers or veils a face: move it off the face.")
    if not subject.any():
        return Outcome(Status.ERROR, "not_measured", "The subject is too small to be measured.")
    kept = 1 - float(lost.sum() / subject.sum())
    if textured.sum() >= MIN_TEXTURED_CELLS:
        kept = min(kept, 1 - float((lost & textured).sum() / textured.sum()))
    if kept >= GOOD_KEPT_SHARE:
        return pass_outcome(f"{kept:.0%} of the subject keeps its contrast")
    message = f"Only {kept:.0%} of the subject keeps its contrast, {GOOD_KEPT_SHARE:.0%} should."
    return Outcome(Status.WARN if kept >= MIN_KEPT_SHARE else Status.FAIL, "covered", message)


def _compare_cells(
    creative: Creative, photo: ShownPhoto
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
    """Return the cells of the subject, those of them that are lost, and those that have contrast to lose.

    Only the subject's own pixels count. The slope of the final luma over that of the bare photo is the contrast that
    is left: a veil of strength s leaves 1 - s, a plate nothing.
    """
    step = sampling_step(creative.canvas.format)
    bare = _measure_subject(photo, step)
    part = bare.samples
    after = split_channels(creative.pixels[::step, ::step][part])
    textured = bare.subject & (bare.contrast >= FLAT_LEVELS**2)
    lost = np.zeros_like(textured)
    if (largest_difference(after, sample_reference(photo, step)[:, *part])[bare.mask] > 0).any():
        new = luma_levels(after)
        there = new * bare.mask
        other = sum_cells(there, step) / bare.count
        found = np.maximum(sum_cells(there * new, step) / bare.count - other**2, 0)
        shared = sum_cells(bare.luma * new, step) / bare.count - bare.mean * other
        faded = (shared < MIN_CONTRAST_KEPT * bare.contrast) | (shared < MIN_LIKENESS * np.sqrt(bare.contrast * found))
        apart = bare.colour - _mean_colour(after, bare.mask, bare.count, step)
        repainted = (np.sqrt((apart**2).sum(axis=-1)) > COLOUR_CHANGE) | (found > (PATTERN_LEVELS + FLAT_LEVELS) ** 2)
        lost = np.where(textured, faded, bare.subject & repainted)
    found_cells = np.stack([bare.subject, lost, textured])
    subject, lost, textured = _on_whole_canvas(found_cells, bare.cells, photo)
    return subject, lost, textured


def _on_whole_canvas(planes: NDArray[np.bool_], cells: tuple[slice, slice], photo: ShownPhoto) -> NDArray[np.bool_]:
    """Return planes of some *cells* as planes of all cells of the canvas."""
    whole = np.zeros((len(planes), *(size // CELL_PX for size in photo.shown.shape)), np.bool_)
    whole[:, *cells] = planes
    return whole


@dataclass(frozen=True, slots=True, eq=False)
class _BareSubject:
    """The subject of a bare photo: the samples and the cells around it, its mask there, and what its cells measure.

    `count` is that of its samples in each cell, at least 1; `luma` is the luma of the samples inside the mask.
    """

    samples: tuple[slice, slice]
    cells: tuple[slice, slice]
    mask: Samples
    subject: NDArray[np.bool_]
    count: Cells
    luma: NDArray[np.float32]
    mean: Cells
    contrast: Cells
    colour: NDArray[np.float32]


@measured_once
def _measure_subject(photo: ShownPhoto, step: int) -> _BareSubject:
    mask = (photo.subject[::step, ::step] > INSIDE_MASK) & (photo.shown[::step, ::step] > INSIDE_MASK)
    for face in photo.faces:
        mask |= _face_samples(face, photo, step)
    cells = _cells_around(mask, step)
    rows, columns = (slice(one.start * CELL_PX // step, one.stop * CELL_PX // step) for one in cells)
    mask = mask[rows, columns]
    count = sum_cells(mask, step)
    subject = count >= (CELL_PX // step) ** 2 / 2
    count = np.maximum(count, 1)
    before = sample_reference(photo, step)[:, rows, columns]
    old = luma_levels(before)
    here = old * mask
    mean = sum_cells(here, step) / count
    contrast = np.maximum(sum_cells(here * old, step) / count - mean**2, 0)
    colour = _mean_colour(before, mask, count, step)
    return _BareSubject((rows, columns), cells, mask, subject, count, here, mean, contrast, colour)


def _cells_around(mask: Samples, step: int) -> tuple[slice, slice]:
    """Return the whole cells that hold all of a mask, or the first one where it is empty."""
    side, spans = CELL_PX // step, []
    for axis, size in enumerate(mask.shape):
        there, last = np.flatnonzero(mask.any(axis=1 - axis)), size // side
        ends = (int(there[0]) // side, min(last, int(there[-1]) // side + 1)) if there.size else (0, min(1, last))
        spans.append(slice(*ends))
    return spans[0], spans[1]


def _mean_colour(planes: NDArray[np.uint8], mask: NDArray[np.bool_], count: Cells, step: int) -> NDArray[np.float32]:
    return oklab_map((sum_cells(planes * mask, step) / count).transpose(1, 2, 0))


def _face_samples(face: Box, photo: ShownPhoto, step: int) -> NDArray[np.bool_]:
    """Return the sampled pixels of the ellipse in a face's box that the frame shows."""
    height, width = photo.shown.shape
    down = (np.arange(0, height, step) + 0.5 - (face.y + face.height / 2)) / max(1.0, face.height / 2)
    across = (np.arange(0, width, step) + 0.5 - (face.x + face.width / 2)) / max(1.0, face.width / 2)
    inside = down[:, None] ** 2 + across[None, :] ** 2 <= 1
    return np.asarray(inside & (photo.shown[::step, ::step] > INSIDE_MASK), np.bool_)


def _face_cells(face: Box, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Return the cells with their centre in the ellipse in a face's box."""
    down, across = ((np.arange(size) + 0.5) * CELL_PX for size in shape)
    down = (down - (face.y + face.height / 2)) / max(1.0, face.height / 2)
    across = (across - (face.x + face.width / 2)) / max(1.0, face.width / 2)
    return np.asarray(down[:, None] ** 2 + across[None, :] ** 2 <= 1, np.bool_)


def _inspect_packshot(creative: Creative) -> Outcome:
    canvas = creative.canvas
    if canvas.product_box is None:
        return Outcome(Status.SKIP, "no_subject", "This picture shows no product.")
    if canvas.product_seen is None or canvas.product_mask.shape != creative.pixels.shape[:2]:
        return Outcome(Status.ERROR, "not_measured", "The visible part of the product was not measured.")
    seen = canvas.product_seen * _uncovered_share(creative)
    if seen < MIN_SEEN_SHARE:
        message = f"Only {seen:.0%} of the product is visible, at least {MIN_SEEN_SHARE:.0%} must be."
        return Outcome(Status.FAIL, "hidden", message)
    return pass_outcome(f"{seen:.0%} of the product is visible")


def _uncovered_share(creative: Creative) -> float:
    mask = creative.canvas.product_mask
    there = int((mask > 0).sum())
    if not there:
        return 0.0
    left_over = mask.copy()
    for box in (*(block.box for block in creative.layout), creative.canvas.logo):
        left, top, right, bottom = box.pixels(mask.shape[1], mask.shape[0])
        left_over[top:bottom, left:right] = 0
    return int((left_over > 0).sum()) / there


CHECK = Check(
    id="subject_kept",
    rationale="People look at the face and at the product first; a picture that is covered or veiled sells nothing.",
    inspect=inspect,
)
