"""Finds the surface in an empty scene, its gloss, and the window that brings it under the product.

Prompts ask for a level surface in the lower two fifths (`providers/prompts.py`). Models roughly follow: the far edge is
searched around there, and used if the picture shows one.
"""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from creative_cli.formats import Box
from creative_cli.imaging.raster import Field, blur_field
from creative_cli.models import Pixels

EXPECTED_FAR_EDGE = 0.60  # far edge in the prompt, of the picture's height

# Product positions from the far edge of the surface to the near one, best first.
FOOT_POSITIONS = (0.30, 0.42, 0.22, 0.55, 0.68)

FAR_EDGE_RANGE = (0.38, 0.86)  # search range of the far edge, of the height
FAR_EDGE_SPREAD = 0.11  # distance from EXPECTED_FAR_EDGE at which an edge counts 0.6 times, of the height
MIN_FAR_EDGE_STEP, MIN_NEAR_EDGE_STEP = 9.0, 16.0  # smallest differences across an edge, of 255
SURFACE_GRID_PX = 160  # longer side of the analyzed picture, px
SURFACE_ZOOMS = (1.0, 0.88, 0.76)  # tried sizes of the window, of the largest possible one
ACROSS_STEPS = 9  # tried positions along the width
MAX_SURFACE_BEHIND = 0.33  # share of the product with the surface behind it; with more, the perspectives disagree
MAX_MIRROR_SHIFT = 5  # rows of the small picture that a reflection may lie below the edge
MIN_LIGHT_SPREAD = 0.6  # of 255; strips with less spread have nothing to compare
MAX_ENLARGEMENT = 2.2  # px of the canvas per px of the scene; beyond, the scene is extended instead of enlarged

# Weight of uneven light behind text against busyness: no ink is readable on both a window and its wall.
UNEVENNESS_WEIGHT = 2.0

FULL_BUSYNESS_STEP = 24.0  # difference of neighbouring px, of 255, that counts as fully busy


@dataclass(frozen=True, slots=True)
class Surface:
    """A surface: y of its `far` and `near` edges, px of the picture, and its `gloss`, 0 to 1."""

    far: float
    near: float
    gloss: float


def find_surface(picture: Pixels) -> Surface:
    """Return the surface of a scene, uint8 (h, w, 3), or the one of the prompt if no edge shows."""
    height, width = picture.shape[:2]
    scale = SURFACE_GRID_PX / max(height, width)
    size = max(16, round(width * scale)), max(16, round(height * scale))
    small = np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BOX), np.float32)
    rows = small.shape[0]
    steps = _row_steps(small)
    places = (np.arange(rows) + 0.5) / rows
    prior = np.exp2(-(((places - EXPECTED_FAR_EDGE) / FAR_EDGE_SPREAD) ** 2) * 0.737)
    prior[(places < FAR_EDGE_RANGE[0]) | (places > FAR_EDGE_RANGE[1])] = 0
    found = int(np.argmax(steps * prior))
    far = found / rows if steps[found] * prior[found] >= MIN_FAR_EDGE_STEP else EXPECTED_FAR_EDGE
    below = np.where((places > far + 0.45 * (1 - far)) & (places < 0.97), steps, 0)  # without the border
    nearest = int(np.argmax(below))
    near = nearest / rows if below[nearest] >= MIN_NEAR_EDGE_STEP else 1.0
    return Surface(far * height, near * height, _measure_gloss(small, round(far * rows), round(near * rows)))


def _row_steps(small: Field) -> Field:
    """Return the change across each row in most columns: a long level edge stands out."""
    reach = max(2, small.shape[0] // 40)
    padded = np.pad(small, ((reach, reach), (0, 0), (0, 0)), mode="edge")
    total = np.concatenate([np.zeros((1, *padded.shape[1:]), np.float32), np.cumsum(padded, axis=0)])
    means = (total[reach:] - total[:-reach]) / reach
    change = means[reach:][: small.shape[0]] - means[: small.shape[0]]
    return np.asarray(np.quantile(np.abs(change).mean(axis=2), 0.35, axis=1))


def _measure_gloss(small: Field, far: int, near: int) -> float:
    """Return the gloss of a surface, 0..1: the similarity to the scene behind it, upside down.

    Ignores grain and slow changes, which come from light.
    """
    deep = min(near - far - MAX_MIRROR_SHIFT, far - MAX_MIRROR_SHIFT)
    if deep < 2 * MAX_MIRROR_SHIFT:
        return 0.0
    above = _local_contrast(small[far - deep : far].mean(axis=2)[::-1])
    alike, clear = 0.0, 0.0
    for slip in range(MAX_MIRROR_SHIFT + 1):
        below = _local_contrast(small[far + slip : far + slip + deep].mean(axis=2))
        spread = float(above.std()), float(below.std())
        if min(spread) > MIN_LIGHT_SPREAD:
            found = float((above * below).mean()) / (spread[0] * spread[1])
            alike, clear = max((alike, clear), (found, spread[1] / spread[0]))
    return min(1.0, max(0.0, (alike - 0.35) / 0.3)) * min(1.0, 2.5 * clear)


def _local_contrast(strip: Field) -> Field:
    """Return a strip without its slow changes."""
    soft = np.asarray(strip, np.float32)
    return np.asarray(blur_field(soft, 2.0) - blur_field(soft, 14.0))


def choose_surface_window(
    picture: Pixels, surface: Surface, size: tuple[int, int], floor: float, quiet: tuple[Box, ...], product: Box
) -> Box:
    """Return the window of a scene, px, for a canvas of *size*, with the surface under *floor* (y, canvas px).

    Prefers calm ground behind the *quiet* boxes and *product*, and a large part of the scene. The window exceeds the
    scene only if it would be too small otherwise.
    """
    maps = _busyness_maps(picture)
    best, chosen = -np.inf, Box(0, 0, picture.shape[1], picture.shape[0])
    for liked, part in enumerate(FOOT_POSITIONS):
        foot = surface.far + part * (surface.near - surface.far)
        largest = _largest_width(picture, foot, size, floor)
        for zoom in SURFACE_ZOOMS:
            scale = min(size[0] / (zoom * largest), MAX_ENLARGEMENT)
            width, height = size[0] / scale, size[1] / scale
            room = picture.shape[1] - width
            lefts = np.linspace(0, room, ACROSS_STEPS) if room > 0 else [room / 2]
            for left in lefts:
                tried = Box(float(left), foot - floor / scale, width, height)
                score = 0.5 * min(1.0, width / largest) - 0.03 * liked - _share_outside(tried, picture)
                score -= 2.0 * max(0.0, (foot - surface.far) * scale / product.height - MAX_SURFACE_BEHIND)
                score -= _window_busyness(maps, picture, tried, scale, quiet, product)
                if score > best + 1e-9:
                    best, chosen = score, tried
    return chosen


def _largest_width(picture: Pixels, foot: float, size: tuple[int, int], floor: float) -> float:
    """Return the width of the largest window inside the scene with *foot* at *floor*, px of the scene."""
    height, width = (int(side) for side in picture.shape[:2])
    above, below = foot / max(floor, 1.0), (height - foot) / max(size[1] - floor, 1.0)
    return max(1.0, min(float(width), min(above, below) * size[0]))


def _share_outside(window_: Box, picture: Pixels) -> float:
    inside = window_.overlap(Box(0, 0, picture.shape[1], picture.shape[0]))
    return 1 - inside / window_.area


def _window_busyness(
    maps: Field, picture: Pixels, window_: Box, scale: float, quiet: tuple[Box, ...], product: Box
) -> float:
    """Return the busyness and unevenness of the scene behind text, and half of that behind the product."""
    _, rows, columns = maps.shape
    across, down = columns / int(picture.shape[1]), rows / int(picture.shape[0])
    busy, area = 0.0, sum(box.area for box in quiet) or 1.0
    for box, share in (*((box, box.area / area) for box in quiet), (product, 0.5)):
        left, top = (window_.x + box.x / scale) * across, (window_.y + box.y / scale) * down
        part = Box(left, top, box.width / scale * across, box.height / scale * down)
        x0, y0, x1, y1 = part.pixels(columns, rows)
        if x1 > x0 and y1 > y0:
            busy += share * (
                float(maps[0, y0:y1, x0:x1].mean()) + UNEVENNESS_WEIGHT * float(maps[1, y0:y1, x0:x1].std())
            )
    return busy


def _busyness_maps(picture: Pixels) -> Field:
    """Return the busyness and lightness of a scene, each 0..1, (2, rows, columns) on a coarse grid."""
    height, width = picture.shape[:2]
    scale = SURFACE_GRID_PX / max(height, width)
    size = max(8, round(width * scale)), max(8, round(height * scale))
    grey = np.asarray(Image.fromarray(picture).convert("L").resize(size, Image.Resampling.BOX), np.float32)
    across = np.abs(np.diff(grey, axis=1, append=grey[:, -1:]))
    down = np.abs(np.diff(grey, axis=0, append=grey[-1:]))
    busy = blur_field(np.asarray(np.clip(np.maximum(across, down) / FULL_BUSYNESS_STEP, 0, 1), np.float32), 1.5)
    return np.stack([busy, grey / np.float32(255)])
