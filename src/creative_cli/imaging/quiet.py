"""How quiet a part of a photo is: whether type can stand on it as it was shot.

Measured on the photo at 512 px on its longer side, so that the same photo gives the same answer at every delivery size.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PIL import Image

from creative_cli.formats import Box
from creative_cli.imaging.integral import IntegralImage
from creative_cli.imaging.photo import CACHED_PHOTOS, Photo
from creative_cli.imaging.raster import Field, srgb_to_light
from creative_cli.models import Pixels

QUIET_GRID_PX = 512  # longer side of the picture that is measured
EDGE_GRADIENT = 0.03  # change of L from one px to the next that is an edge

# The share of edges, the range of L and the share of subject that make a place fully restless, and their weights.
FULL_EDGES, FULL_RANGE, FULL_SUBJECT = 0.35, 0.5, 0.10
EDGE_WEIGHT, RANGE_WEIGHT, SUBJECT_WEIGHT = 0.5, 0.3, 0.2

RANGE_OF_DEVIATION = 2.563  # p90 - p10 of a normal distribution, in standard deviations


@dataclass(frozen=True, slots=True, eq=False)
class QuietMaps:
    """A photo prepared for measuring quiet: `lightness` (h, w), 0..1, and integral images of it and of what disturbs.

    `scale` is cells per px of the photo.
    """

    lightness: Field
    edges: IntegralImage
    light: IntegralImage
    light_squared: IntegralImage
    subject: IntegralImage
    scale: float


def measure_quiet(photo: Photo, window: Box, size: tuple[int, int], box: Box) -> float:
    """Return how quiet the photo is under *box*, px of a frame of *size* (width, height) that shows *window* of it.

    1 is a plain ground, 0 a market stall: 1 - (0.5 min(1, e/0.35) + 0.3 min(1, r/0.5) + 0.2 min(1, s/0.10)), where e
    is the share of pixels whose lightness L (cube root of relative luminance) changes by more than 0.03 per px, r is
    the range from the 10th to the 90th percentile of L, and s is the mean of the subject's mask. Type reads on 0.72
    and more. *window* is in px of the photo.
    """
    maps = prepare_quiet(photo)
    cells = boxes_in_photo([box], np.array([[window.x, window.y, window.width, window.height]]), size)[0] * maps.scale
    left, top, width, height = cells[0]
    rows, columns = maps.lightness.shape
    x0, x1 = int(np.clip(round(left), 0, columns - 1)), int(np.clip(round(left + width), 1, columns))
    y0, y1 = int(np.clip(round(top), 0, rows - 1)), int(np.clip(round(top + height), 1, rows))
    part = maps.lightness[y0 : max(y1, y0 + 1), x0 : max(x1, x0 + 1)]
    low, high = np.percentile(part, (10, 90))
    return float(_quiet_score(maps.edges.box_means(cells), high - low, maps.subject.box_means(cells))[0])


def measure_plain_quiet(pixels: Pixels, box: Box) -> float:
    """Return how quiet a picture without a subject, uint8 (h, w, 3), is under *box*, px; as `measure_quiet`."""
    lightness, scale = _lightness(pixels)
    down, across = np.gradient(lightness)
    left, top, right, bottom = box.scaled(scale).pixels(*lightness.shape[::-1])
    window = slice(top, max(bottom, top + 1)), slice(left, max(right, left + 1))
    low, high = np.percentile(lightness[window], (10, 90))
    edges = float((np.hypot(across, down)[window] > EDGE_GRADIENT).mean())
    return float(_quiet_score(np.array(edges), np.array(high - low), np.array(0.0)))


def estimate_quiet(photo: Photo, boxes: Field) -> Field:
    """Return the quiet of many *boxes* (n, 4): left, top, width, height, px of the photo, at once.

    As `measure_quiet`, with the range of L taken from its standard deviation.
    """
    maps = prepare_quiet(photo)
    cells = boxes * maps.scale
    mean = maps.light.box_means(cells)
    deviation = np.sqrt(np.clip(maps.light_squared.box_means(cells) - mean**2, 0, None))
    return _quiet_score(maps.edges.box_means(cells), RANGE_OF_DEVIATION * deviation, maps.subject.box_means(cells))


def _quiet_score(edges: Field, extent: Field, subject: Field) -> Field:
    restless = EDGE_WEIGHT * np.minimum(1, edges / FULL_EDGES) + RANGE_WEIGHT * np.minimum(1, extent / FULL_RANGE)
    return np.asarray(np.maximum(0, 1 - restless - SUBJECT_WEIGHT * np.minimum(1, subject / FULL_SUBJECT)))


def boxes_in_photo(boxes: Sequence[Box], windows: Field, size: tuple[int, int]) -> Field:
    """Return where *boxes*, px of a frame of *size*, lie in the photo under each window: (boxes, windows, 4), px.

    *windows* are rows of left, top, width, height, px of the photo.
    """
    placed = np.array([(box.x, box.y, box.width, box.height) for box in boxes], np.float64).reshape(-1, 1, 4)
    per_px = np.stack([windows[:, 2] / size[0], windows[:, 3] / size[1]] * 2, axis=-1)
    where = placed * per_px
    where[..., :2] += windows[:, :2]
    return np.asarray(where)


@lru_cache(maxsize=CACHED_PHOTOS)
def prepare_quiet(photo: Photo) -> QuietMaps:
    """Return what measuring the quiet of *photo* needs, made once."""
    lightness, scale = _lightness(photo.pixels)
    down, across = np.gradient(lightness)
    edges = np.hypot(across, down) > EDGE_GRADIENT
    presence = Image.fromarray(np.asarray(photo.main.mask, np.float32))
    subject = np.asarray(presence.resize(lightness.shape[::-1], Image.Resampling.BILINEAR))
    return QuietMaps(
        lightness,
        IntegralImage.of_field(edges),
        IntegralImage.of_field(lightness),
        IntegralImage.of_field(lightness.astype(np.float64) ** 2),
        IntegralImage.of_field(subject),
        scale,
    )


def _lightness(pixels: Pixels) -> tuple[Field, float]:
    height, width = pixels.shape[:2]
    scale = QUIET_GRID_PX / max(height, width)
    size = max(2, round(width * scale)), max(2, round(height * scale))
    small = np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BOX, reducing_gap=2.0))
    light = srgb_to_light(small)
    luminance = light @ np.array([0.2126, 0.7152, 0.0722], np.float32)  # relative luminance (WCAG 2)
    return np.asarray(np.cbrt(luminance)), scale
