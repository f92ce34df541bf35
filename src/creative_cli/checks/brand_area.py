"""Does the ad show the brand's colours?"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from creative_cli.checks.photo_cells import (
    UNCHANGED_LEVELS,
    find_composition,
    find_photo,
    largest_difference,
    mark_tones,
    pack_bins,
    sample_reference,
    split_channels,
)
from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.color.brand_tones import find_brand_tones
from creative_cli.color.color_math import WHITE, Palette
from creative_cli.color.oklab_map import oklab_map
from creative_cli.formats import FormatContent
from creative_cli.models import Creative, Status

# Share of the canvas in the brand's colours: to pass, and not to fail.
GOOD_BRAND_SHARE, MIN_BRAND_SHARE = 0.04, 0.01
# The same for an ad that is all photo, where the button and the type have the brand's colours.
GOOD_ON_PHOTO, MIN_ON_PHOTO = 0.005, 0.001
# The frame of such an ad, of the canvas.
WHOLE_CANVAS = 0.98

# Oklab distance within which two colours are one: half of a difference that is seen side by side.
SAME_COLOUR = 0.02

# Levels of a channel within which such colours lie; blue differs by the most.
SAME_LEVELS = 24

# Every how many px are looked at, for a share of areas.
AREA_STEP = 4


def inspect(creative: Creative) -> Iterator[Outcome]:
    """The brand's colours cover at least a twenty-fifth of the ad."""
    form, layout = creative.canvas.format, find_composition(creative.canvas)
    if isinstance(layout, Outcome):
        yield layout
    elif form.shows is not FormatContent.AD:
        yield Outcome(Status.SKIP, "no_type", f"{form.name} shows only the picture.")
    elif layout.palette is None:
        yield Outcome(
            Status.ERROR, "not_measured", "The ad does not record its palette. This is a bug; please report it."
        )
    else:
        share = _brand_share(creative, layout.palette)
        good, least = (GOOD_ON_PHOTO, MIN_ON_PHOTO) if _is_all_photo(creative) else (GOOD_BRAND_SHARE, MIN_BRAND_SHARE)
        if share >= good:
            yield pass_outcome(f"{share:.1%} of the ad is in the brand's colours")
        else:
            message = f"Only {share:.1%} of the ad is in the brand's colours, {good:.1%} should be."
            yield Outcome(Status.WARN if share >= least else Status.FAIL, "no_brand", message)


def _is_all_photo(creative: Creative) -> bool:
    photo, bounds = creative.canvas.photo, creative.canvas.format.bounds
    return photo is not None and photo.frame.overlap(bounds) >= WHOLE_CANVAS * bounds.area


def _brand_share(creative: Creative, palette: Palette) -> float:
    """Return the share of the canvas in the brand's colours; those of the photo itself do not count."""
    planes = split_channels(creative.pixels[::AREA_STEP, ::AREA_STEP])
    tones = find_brand_tones(palette)
    near = mark_tones(tones, SAME_LEVELS).take(pack_bins(planes))
    photo = find_photo(creative)
    if not isinstance(photo, Outcome):
        same = largest_difference(planes, sample_reference(photo, AREA_STEP)) <= UNCHANGED_LEVELS
        near &= ~(same & (photo.shown[::AREA_STEP, ::AREA_STEP] > 0))
    there = np.flatnonzero(near)
    red, green, blue = (plane.reshape(-1)[there].astype(np.uint32) for plane in planes)
    values, counts = np.unique(red << 16 | green << 8 | blue, return_counts=True)
    colours = np.stack([values >> 16, values >> 8 & 255, values & 255], axis=-1).astype(np.uint8)
    # Paper is nearly white, and must not make white one of the brand's colours.
    to_white = _distances(colours, np.array([WHITE], np.uint8))[:, 0]
    nearest = _distances(colours, np.array(tones, np.uint8)).min(axis=1)
    branded = (nearest <= SAME_COLOUR) & ((nearest < to_white) | (palette.primary == WHITE))
    return float(counts[branded].sum()) / near.size


def _distances(colours: NDArray[np.uint8], others: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return the Oklab distance of each of the *colours* (n, 3) to each of the *others* (m, 3), as (n, m)."""
    apart = oklab_map(colours)[:, None] - oklab_map(others)[None]
    return np.asarray(np.sqrt((apart * apart).sum(axis=-1)), np.float32)


CHECK = Check(
    id="brand_area",
    rationale="People see the colour before they read the name; an ad without it could be from any brand.",
    inspect=inspect,
)
