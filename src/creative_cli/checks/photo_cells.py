"""What the checks of photos share: the records of a canvas, and its pixels summed by cells of 12 px.

The checks look at a finished ad (`Creative.pixels`), the same without letters (`Creative.ground`) and the bare crop of
the photo (`ShownPhoto.reference`). Every third pixel of a large canvas is enough: what they look for is larger.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from creative_cli.checks.runner import Outcome
from creative_cli.checks.shared_measures import measured_once
from creative_cli.color.brand_tones import find_brand_tones
from creative_cli.color.color_math import NEAR_BLACK, WHITE, Rgb
from creative_cli.formats import Box, Format, FormatContent
from creative_cli.imaging.picture_signs import measure_apart
from creative_cli.models import Canvas, Creative, HeroKind, Pixels, Role, Status
from creative_cli.shown import Composition, ShownPhoto

CELL_PX = 12
"""Side of a cell, px: an eye or a word on a label."""

Cells: TypeAlias = NDArray[np.float64]
"""Values of cells, (rows, columns), or planes of them. Less than a cell at the right and the bottom is left out."""

Samples: TypeAlias = NDArray[np.bool_]
"""A mask of the sampled pixels, (height, width) divided by the step."""

INSIDE_MASK = 127
"""A soft mask, 0 to 255, is inside above half."""

# Short sides, px, from which every second and every third pixel is sampled.
_SECOND_FROM, _THIRD_FROM = 540, 1080

# Rounding and resampling change a pixel by up to this, of 255.
UNCHANGED_LEVELS = 4

# Levels of a channel in a bin of colours, and the bins of a channel: flat areas of an ad are exact.
_BIN = 4
_BINS = 256 // _BIN

# How far a button reaches beyond its words, em: 2.7 em high, with room for an arrow beside them.
_BUTTON_REACH_EM = 2.0

# Luma of BT.709, on encoded values: a veil blends those, so it scales contrast by what it leaves.
_LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)

PHOTO_KINDS: Final = frozenset({HeroKind.PHOTO, HeroKind.GENERATED})
"""Kinds of pictures that are whole photos; of the others only the product is a picture of the brief."""


def find_photo(creative: Creative) -> ShownPhoto | Outcome:
    """Return how the photo is shown; where there is none, SKIP, and ERROR where it was not recorded."""
    canvas = creative.canvas
    photo, form = canvas.photo, canvas.format
    if form.shows is FormatContent.LOGO:
        return Outcome(Status.SKIP, "no_photo", f"{form.name} shows only the logo.")
    if photo is None and canvas.kind in PHOTO_KINDS:
        return _not_recorded("how the photo is shown")
    if photo is None:
        return Outcome(Status.SKIP, "no_photo", "This picture is not a photo.")
    sizes = {photo.reference.shape[:2], photo.shown.shape, photo.made_up.shape, photo.subject.shape}
    if sizes != {creative.pixels.shape[:2]} or creative.ground.shape != creative.pixels.shape:
        return _not_recorded("the photo in the size of this ad")
    return photo


def find_composition(canvas: Canvas) -> Composition | Outcome:
    """Return how the ad is laid out; where a template did it, SKIP, and ERROR where a photo's was not recorded."""
    if canvas.format.shows is FormatContent.LOGO:
        return Outcome(Status.SKIP, "no_layout", f"{canvas.format.name} shows only the logo.")
    # A user's template shows photos without a skeleton.
    if canvas.composition is None and canvas.photo is None and canvas.kind in PHOTO_KINDS:
        return _not_recorded("its layout")
    if canvas.composition is None:
        return Outcome(Status.SKIP, "no_layout", "A template arranged this ad: no layout was chosen.")
    return canvas.composition


def _not_recorded(what: str) -> Outcome:
    return Outcome(Status.ERROR, "not_measured", f"The ad does not record {what}. This is a bug; please report it.")


def sampling_step(form: Format) -> int:
    """Return every how many px a canvas is sampled: 1, 2 or 3, which divide a cell."""
    return 1 + (form.short_side >= _SECOND_FROM) + (form.short_side >= _THIRD_FROM)


def split_channels(pixels: Pixels) -> Pixels:
    """Return pixels (height, width, 3) as three planes (3, height, width), which are faster to compute with."""
    return np.ascontiguousarray(pixels.transpose(2, 0, 1))


def luma_levels(planes: Pixels) -> NDArray[np.float32]:
    """Return the luma (BT.709 on encoded values) of planes (3, height, width), float32 (height, width), 0 to 255."""
    total: NDArray[np.float32] = planes[0] * _LUMA[0]
    total += planes[1] * _LUMA[1]
    total += planes[2] * _LUMA[2]
    return total


def largest_difference(one: Pixels, other: Pixels, axis: int = 0) -> Pixels:
    """Return the largest difference of any channel, uint8 (height, width), of two pictures with channels along *axis*.

    They are planes as a rule: for a single comparison it costs more to make these than to compare without them.
    """
    red, green, blue = np.moveaxis(measure_apart(one, other), axis, 0)
    most: Pixels = np.maximum(np.maximum(red, green), blue)
    return most


def sum_cells(samples: NDArray[np.generic], step: int) -> Cells:
    """Return the sums by cell of *samples* at every *step* px, (height, width) or planes of them."""
    side = CELL_PX // step
    # A cell of 144 bytes fits into 16 bits.
    kind = np.float32 if samples.dtype == np.float32 else np.uint16
    rows, columns = (size // side * side for size in samples.shape[-2:])
    tall: NDArray[Any] = samples[..., 0:rows:side, :columns].astype(kind)
    for row in range(1, side):
        tall += samples[..., row:rows:side, :columns]
    whole = tall[..., 0::side].copy()
    for column in range(1, side):
        whole += tall[..., column::side]
    return whole.astype(np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class SampledPhoto:
    """A photo and the ad over it at every `step` px, as planes (3, height, width); masks are (height, width).

    `reference` is the bare photo and `ground` the ad without its letters; `change` is the largest difference of both in
    any channel. `covered` says where something opaque lies
    on the photo: plates, shapes, buttons, logo; one sample wider for soft edges.
    """

    step: int
    reference: Pixels
    ground: Pixels
    change: Pixels
    shown: Pixels
    covered: Samples


@measured_once
def sample_photo(creative: Creative, photo: ShownPhoto) -> SampledPhoto:
    """Return the samples of an ad and its photo that the checks of the photo share."""
    step = sampling_step(creative.canvas.format)
    reference, ground = sample_reference(photo, step), split_channels(creative.ground[::step, ::step])
    shown, change = photo.shown[::step, ::step], largest_difference(ground, reference)
    covered = _find_overlays(creative, ground, (change > UNCHANGED_LEVELS) & (shown > 0), step)
    return SampledPhoto(step, reference, ground, change, shown, covered)


# A canvas is shared by the ads of every market that reads in its direction, and so is what is measured in its photo.
@measured_once
def sample_reference(photo: ShownPhoto, step: int) -> Pixels:
    """Return the bare photo at every *step* px, as planes (3, height, width)."""
    return split_channels(photo.reference[::step, ::step])


def find_change(changed: Samples, step: int, margin: int = 0) -> tuple[slice, slice]:
    """Return the samples that have *changed*, some, in whole cells and with a *margin* of cells around them."""
    side, slices = CELL_PX // step, []
    for lines in (changed.any(axis=1), changed.any(axis=0)):
        there = np.flatnonzero(lines)
        first, last = int(there[0]) // side - margin, int(there[-1]) // side + 1 + margin
        slices.append(slice(max(0, first) * side, last * side))
    return slices[0], slices[1]


def _find_overlays(creative: Creative, ground: Pixels, changed: Samples, step: int) -> Samples:
    # Plates and shapes are found by their colour: where the picture changed, and has one of the brand's colours.
    canvas = creative.canvas
    found = np.zeros(changed.shape, np.bool_)
    if changed.any():
        found = _widen_mask(changed & mark_tones(_list_tones(canvas.composition)).take(pack_bins(ground)))
    buttons = [block.box.grown(_BUTTON_REACH_EM * block.font_px) for block in creative.layout if block.role is Role.CTA]
    for box in (canvas.logo.grown(step), *buttons):
        found[_sample_window(box, canvas.format, step)] = True
    return found


def _widen_mask(mask: Samples) -> Samples:
    tall = mask.copy()
    tall[1:] |= mask[:-1]
    tall[:-1] |= mask[1:]
    wide = tall.copy()
    wide[:, 1:] |= tall[:, :-1]
    wide[:, :-1] |= tall[:, 1:]
    return wide


def _sample_window(box: Box, form: Format, step: int) -> tuple[slice, slice]:
    left, top, right, bottom = box.pixels(form.width, form.height)
    return slice(top // step, -(-bottom // step)), slice(left // step, -(-right // step))


def _list_tones(composition: Composition | None) -> tuple[Rgb, ...]:
    """Return the colours that layouts fill areas with."""
    if composition is None:
        return WHITE, NEAR_BLACK
    tones = (WHITE, NEAR_BLACK, composition.ground)
    palette = composition.palette
    if palette is None:
        return tones
    return *tones, palette.secondary, palette.accent, palette.ink, *find_brand_tones(palette)


@lru_cache(maxsize=16)
def mark_tones(tones: tuple[Rgb, ...], reach: int = 1) -> NDArray[np.bool_]:
    """Return which bins of colours hold one that differs from one of the *tones* by *reach* levels at most.

    `pack_bins` tells the bin of a colour. A bin has four levels of each channel, so some of its colours differ by more.
    """
    table = np.zeros((_BINS, _BINS, _BINS), np.bool_)
    for tone in tones:
        table[tuple(slice(max(0, value - reach) // _BIN, (value + reach) // _BIN + 1) for value in tone)] = True
    return table.reshape(-1)


def pack_bins(planes: Pixels) -> NDArray[np.int32]:
    """Return the bins of colours, for `mark_tones`, of planes (3, height, width)."""
    bins = planes // _BIN
    packed: NDArray[np.int32] = bins[0].astype(np.int32)
    for plane in bins[1:]:
        packed *= _BINS
        packed += plane
    return packed
