"""Is the subject of the picture seen under what lies over it?"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from creative_cli.checks.photo_cells import (
    CELL_PX,
    INSIDE_MASK,
    Cells,
    find_photo,
    luma_levels,
    sample_photo,
    sampling_step,
    split_channels,
    sum_cells,
)
from creative_cli.checks.runner import Check, Outcome, pass_outcome
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
    mask = (photo.subject[::step, ::step] > INSIDE_MASK) & (photo.shown[::step, ::step] > INSIDE_MASK)
    for face in photo.faces:
        mask |= _face_samples(face, photo, step)
    part = mask.astype(np.float32)
    count = sum_cells(part, step)
    subject = count >= (CELL_PX // step) ** 2 / 2
    count = np.maximum(count, 1)
    before, after = sample_photo(creative, photo).reference, split_channels(creative.pixels[::step, ::step])
    old, new = luma_levels(before), luma_levels(after)
    here, there = old * part, new * part
    mean, other = sum_cells(here, step) / count, sum_cells(there, step) / count
    contrast = np.maximum(sum_cells(here * old, step) / count - mean**2, 0)
    found = np.maximum(sum_cells(there * new, step) / count - other**2, 0)
    shared = sum_cells(here * new, step) / count - mean * other
    textured = subject & (contrast >= FLAT_LEVELS**2)
    faded = (shared < MIN_CONTRAST_KEPT * contrast) | (shared < MIN_LIKENESS * np.sqrt(contrast * found))
    apart = _mean_colour(before, mask, count, step) - _mean_colour(after, mask, count, step)
    repainted = (np.sqrt((apart**2).sum(axis=-1)) > COLOUR_CHANGE) | (found > (PATTERN_LEVELS + FLAT_LEVELS) ** 2)
    return subject, np.where(textured, faded, subject & repainted), textured


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
