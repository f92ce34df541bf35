"""Measures whether every colour of a logo is seen where it stands, in the pixels of an ad."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from creative_cli.color.color_math import Rgb, relative_luminance
from creative_cli.color.contrast import luminance_map
from creative_cli.formats import Box
from creative_cli.imaging.logo_parts import (
    MIDDLE_SLACK,
    MIN_LOGO_PART_SHARE,
    MIN_MEDIAN_CONTRAST,
    MIN_PART_CONTRAST,
    LogoPart,
    LogoParts,
    range_contrast,
    ratio_of,
    weighted_median,
)
from creative_cli.models import Pixels

RING_SHARE = 0.5  # width of the ring around a logo that is its ground, of its height
CORE_SHARE = 0.6  # of the fullest px of a part: those that show its colour best
FULL_COVER = 0.9  # of a px: a part that fills none is finer than a px
LEAST_COVER = 0.3  # of a px: in finer strokes the colour cannot be told from the ground's
ENOUGH_PX = 20_000  # for a quantile of colours
BARE_COVER = 4  # of 255: px of the logo's box that count as ground
DESIGN_SLACK = 0.9  # of a contrast that the brand's own design has, for what antialiasing takes


class PartContrast(NamedTuple):
    """One colour of a logo with its contrast ratio to its ground, and the ratio it needs."""

    part: LogoPart
    ratio: float
    needed: float


class LogoContrast(NamedTuple):
    """The contrast of every colour, and that which half of the ink reaches, with the one it needs."""

    parts: tuple[PartContrast, ...]
    median: float
    needed: float

    def weakest(self, share: float = MIN_LOGO_PART_SHARE) -> PartContrast | None:
        """Return the colour that falls shortest of what it needs, of those with at least *share* of the ink."""
        large = [one for one in self.parts if one.part.share >= share]
        return min(large, key=lambda one: one.ratio / one.needed, default=None)

    def passes(self, share: float = MIN_LOGO_PART_SHARE, margin: float = 1.0) -> bool:
        """Return whether each colour with *share* of the ink, and the ink as a whole, reach *margin* × their need."""
        weakest = self.weakest(share)
        return weakest is not None and weakest.ratio >= margin * weakest.needed and self.median >= margin * self.needed


def measure_logo_contrast(
    pixels: Pixels, box: Box, found: LogoParts, plate: Box | None = None, radius: float = 0.0
) -> LogoContrast:
    """Measure the logo with the parts *found* whose ink fills *box* (px) of an ad, uint8 (height, width, 3).

    The ground is a ring of half a logo's height, as far as it lies on the *plate* with corners of *radius* px, if there
    is one, and what shows between the ink. A part with other colours around it is measured against these. Antialiased
    strokes count with the colour that gave their mixture. Raises ValueError if the box reaches out of the picture or
    nothing is left as ground.
    """
    left, top, width, height = (round(side) for side in (box.x, box.y, box.width, box.height))
    if min(left, top) < 0 or left + width > pixels.shape[1] or top + height > pixels.shape[0] or not width * height:
        raise ValueError("The logo reaches out of the picture.")
    region = pixels[top : top + height, left : left + width]
    ground = _ground_pixels(pixels, Box(left, top, width, height), _ink_cover(found, width, height), plate, radius)
    under = np.median(ground, axis=0)
    levels = luminance_map(ground[None])[0]
    first = [_part_color(region, part, under) for part in found.parts]
    measured: list[PartContrast] = []
    for part, seen in zip(found.parts, first, strict=True):
        on_ground = range_contrast(relative_luminance(_as_color(seen)), levels)
        if not part.hosts:
            measured.append(PartContrast(part, on_ground, part.needed))
            continue
        own = relative_luminance(_as_color(_part_color(region, part, first[part.hosts[0]])))
        inside = min(ratio_of(own, relative_luminance(_as_color(first[host]))) for host in part.hosts)
        if any(_part_cover(found.parts[host], width, height).max() < FULL_COVER for host in part.hosts):
            # An outline that is a hairline in a small logo does not part it from the ground.
            inside = max(inside, on_ground)
        measured.append(PartContrast(part, inside, min(MIN_PART_CONTRAST, max(1.0, DESIGN_SLACK * part.inner))))
    median = weighted_median([one.ratio for one in measured], [one.part.share for one in measured]) if measured else 1.0
    needed = min(MIN_MEDIAN_CONTRAST, MIDDLE_SLACK * found.best)
    return LogoContrast(tuple(measured), median, needed)


def logo_surroundings(box: Box) -> Box:
    """Return the box in which a logo whose ink fills *box* is measured, px: it, and a ring around it."""
    return box.grown(RING_SHARE * box.height)


@lru_cache(maxsize=256)
def _part_cover(part: LogoPart, width: int, height: int) -> NDArray[np.float64]:
    return _fit_mask(part.cover, width, height).astype(np.float64) / 255


@lru_cache(maxsize=64)
def _ink_cover(found: LogoParts, width: int, height: int) -> Pixels:
    return _fit_mask(found.alpha, width, height)


def _fit_mask(mask: Pixels, width: int, height: int) -> Pixels:
    return np.asarray(Image.fromarray(mask).resize((width, height), Image.Resampling.BOX))


def _ground_pixels(pixels: Pixels, box: Box, cover: Pixels, plate: Box | None, radius: float) -> Pixels:
    """Return the ring around the box and the bare px in it, uint8 (px, 3)."""
    left, top, right, bottom = logo_surroundings(box).pixels(pixels.shape[1], pixels.shape[0])
    bare = np.ones((bottom - top, right - left), np.bool_)
    if plate is not None:
        bare &= _plate_mask(plate, radius, left, top, bare.shape)
    x, y = int(box.x) - left, int(box.y) - top
    bare[y : y + int(box.height), x : x + int(box.width)] &= cover <= BARE_COVER
    ground = pixels[top:bottom, left:right][bare]
    if not ground.size:
        raise ValueError("There is no ground around the logo.")
    return ground[:: 1 + len(ground) // ENOUGH_PX]


def _plate_mask(plate: Box, radius: float, left: int, top: int, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Return the px at (*left*, *top*) that lie a px or more inside a plate with round corners."""
    y, x = np.mgrid[top : top + shape[0], left : left + shape[1]] + 0.5
    inset = max(radius, 1.0)
    across = np.maximum(0, np.maximum(plate.x + inset - x, x - (plate.right - inset)))
    down = np.maximum(0, np.maximum(plate.y + inset - y, y - (plate.bottom - inset)))
    inside: NDArray[np.bool_] = np.hypot(across, down) <= inset - 1
    return inside


def _part_color(region: Pixels, part: LogoPart, under: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the colour in which a part is drawn, from the px that it fills most."""
    cover = _part_cover(part, region.shape[1], region.shape[0])
    core = cover >= max(CORE_SHARE * float(cover.max()), 1 / 255)
    if not core.any():
        return under
    every = 1 + int(core.sum()) // ENOUGH_PX
    share = np.clip(cover[core][::every], LEAST_COVER, 1.0)[:, None]
    return np.clip(np.median(under + (region[core][::every] - under) / share, axis=0), 0, 255)


def _as_color(values: NDArray[np.float64]) -> Rgb:
    red, green, blue = (round(float(value)) for value in values)
    return red, green, blue
