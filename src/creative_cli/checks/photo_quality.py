"""Is the photo itself good enough for what the ad shows of it?"""

from collections.abc import Iterator
from typing import NamedTuple

from creative_cli.checks.photo_cells import INSIDE_MASK, PHOTO_KINDS, find_photo
from creative_cli.checks.picture_blank import MIN_SPREAD
from creative_cli.checks.picture_sharpness import MIN_SHARPNESS, MIN_SIDE_PX
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.checks.shared_measures import measured_once
from creative_cli.checks.upscale import SHARP_UPSCALE
from creative_cli.imaging.picture_signs import block_strength, edge_sharpness, grey_levels, noise_levels
from creative_cli.models import Creative, Pixels, Status
from creative_cli.shown import ShownPhoto

MAX_NOISE_LEVELS = 5.0
"""Standard deviation of the noise in calm parts, of 255 levels; fine grain has 3."""
MAX_BLOCKS = 1.1
"""Step of JPEG's blocks in calm parts, in levels, times its share there; fine ones have 0 to 0.8."""
MIN_BLURRED_SPREAD = 12.0
"""Standard deviation of the greys from which a photo without a clear edge is blurred and not just calm."""
MIN_CUT_SHARE = 0.4
"""Length of the photo's edge on the subject, of the subject's own length on that side: less is what lies beside it."""
JPEG_BLOCK_PX = 8
SIDE_NAMES = ("left", "top", "right", "bottom")

# Depth of the band along an edge in which a subject that is cut there shows, of the frame's longer side: its mask is
# found on a coarse grid.
_EDGE_BAND = 0.012


class PhotoMeasures(NamedTuple):
    """What was measured in a photo at the size it is shown: `sharpness` is None without a clear edge.

    `cut` are the sides on which the photo ends within its subject.
    """

    sharpness: float | None
    spread: float
    noise: float
    blocks: float
    cut: tuple[str, ...]


def inspect(creative: Creative) -> Iterator[Outcome]:
    """The photo shows something, is sharp, without noise or blocks, and has its subject whole."""
    photo = find_photo(creative)
    if isinstance(photo, Outcome):
        yield photo
        return
    if creative.canvas.kind not in PHOTO_KINDS or photo.cutout:
        yield Outcome(Status.SKIP, "no_photo", "This picture is not a whole photo.")
        return
    if min(photo.frame.width, photo.frame.height) < MIN_SIDE_PX:
        yield Outcome(Status.SKIP, "too_small", f"A frame with a side below {MIN_SIDE_PX} px is too small to judge.")
        return
    measured = _measure_photo(photo)
    if measured.spread < MIN_SPREAD:
        message = "The photo is one plain surface where the ad shows it: use another photo, or another crop of it."
        yield Outcome(Status.FAIL, "blank", message)
        return
    found = [*_find_soft(photo, measured), *_find_cut(measured)]
    yield from found
    if not found:
        sharp = "soft" if measured.sharpness is None else f"{measured.sharpness:.2f}"
        yield pass_outcome(f"sharpness {sharp}, noise {measured.noise:.1f}, blocks {measured.blocks:.1f}")


# A canvas is shared by the ads of every market that reads in its direction.
@measured_once
def _measure_photo(photo: ShownPhoto) -> PhotoMeasures:
    grey = grey_levels(_shown_part(photo))
    return PhotoMeasures(
        edge_sharpness(grey),
        float(grey[::4, ::4].std()),
        noise_levels(grey),
        block_strength(grey, JPEG_BLOCK_PX * photo.upscale),
        _cut_sides(photo),
    )


def _shown_part(photo: ShownPhoto) -> Pixels:
    height, width = photo.shown.shape
    left, top, right, bottom = photo.frame.pixels(width, height)
    return photo.reference[top:bottom, left:right]


def _find_soft(photo: ShownPhoto, measured: PhotoMeasures) -> Iterator[Outcome]:
    """Yield what is wrong with the photo's pixels; that it is too small is said by the check `upscale`."""
    if photo.upscale <= SHARP_UPSCALE:
        if measured.sharpness is not None and measured.sharpness < MIN_SHARPNESS:
            message = (
                f"The photo is blurred: its sharpest edges have {measured.sharpness:.2f}, {MIN_SHARPNESS:.2f} is the "
                "least. Use a sharper photo, or the original of this one."
            )
            yield Outcome(Status.WARN, "blurred", message)
        elif measured.sharpness is None and measured.spread >= MIN_BLURRED_SPREAD:
            message = "The photo is blurred: no edge in it is clear. Use a sharper photo, or the original of this one."
            yield Outcome(Status.WARN, "blurred", message)
    if measured.noise > MAX_NOISE_LEVELS:
        message = (
            f"The photo is noisy: {measured.noise:.0f} levels of 255 in its calm parts, {MAX_NOISE_LEVELS:.0f} is the "
            "most. Use one with more light, or reduce the noise."
        )
        yield Outcome(Status.WARN, "noisy", message)
    if measured.blocks > MAX_BLOCKS:
        message = (
            f"The photo shows the blocks of a strong JPEG compression ({measured.blocks:.1f}, {MAX_BLOCKS} is the "
            "most): use the original file."
        )
        yield Outcome(Status.WARN, "blocky", message)


def _find_cut(measured: PhotoMeasures) -> Iterator[Outcome]:
    if measured.cut:
        where = " and ".join(measured.cut)
        message = f"The photo ends in the middle of its subject, at the {where}: use a photo that shows it whole."
        yield Outcome(Status.WARN, "cut_by_photo", message)


def _cut_sides(photo: ShownPhoto) -> tuple[str, ...]:
    """Return the sides on which the photo itself cuts its subject; people are cut by most photos, and may be."""
    if photo.faces or not photo.subject_box.area or not any(photo.touched):
        return ()
    height, width = photo.shown.shape
    left, top, right, bottom = photo.frame.pixels(width, height)
    there = photo.subject[top:bottom, left:right] > INSIDE_MASK
    band = max(2, round(_EDGE_BAND * max(there.shape)))
    strips = (there[:, :band].T, there[:band], there[:, -band:].T, there[-band:])
    box = photo.subject_box
    lengths = (box.height, box.width, box.height, box.width)
    shares = [float(strip.any(axis=0).sum()) / length for strip, length in zip(strips, lengths, strict=True)]
    return tuple(
        name
        for name, touched, share in zip(SIDE_NAMES, photo.touched, shares, strict=True)
        if touched and share >= MIN_CUT_SHARE
    )


CHECK = Check(
    id="photo_quality",
    rationale="A blank, blurred, noisy or cut photo makes a good product look cheap, whatever the layout does.",
    inspect=inspect,
)
