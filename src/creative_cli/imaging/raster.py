"""Linear light: colours as lamps and surfaces, shapes with soft edges, and the conversion to sRGB.

Scenes are float32 arrays (3, height, width) of linear light, in which lamps add and surfaces multiply. A `ScenePatch`
is the part of a scene that a shape touches, with its px coordinates.
"""

import math
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from creative_cli.color.color_math import Rgb, srgb_to_linear
from creative_cli.models import Pixels

# In practice float32; (height, width) for masks and light levels, (3, height, width) for colour.
Field: TypeAlias = NDArray[np.floating]

FILM_SHOULDER = 0.88  # light above it rolls off to white, as on film
GRAIN_DEVIATION = 1.1  # in steps of 255: hides banding, but is invisible

SRGB_LINEAR_LIGHT_END = 0.0031308  # end of sRGB's linear part (IEC 61966-2-1)

_FILM_STEPS = 8192
_DEVELOPED_ROWS = 64  # of a picture at once, which stay in the processor's cache; 256 is a multiple of it


@dataclass(frozen=True, slots=True)
class ScenePatch:
    """A window of a scene: its rows and columns, and their px centres."""

    rows: slice
    columns: slice
    x: Field
    y: Field


def scene_patch(scene: Field, left: float, top: float, right: float, bottom: float) -> ScenePatch | None:
    """Return the window of *scene* inside these px, or None if it is off the canvas."""
    x, y = math.floor(left) - 1, math.floor(top) - 1
    return picture_patch(scene, x, y, math.ceil(right) + 2 - x, math.ceil(bottom) + 2 - y)


def picture_patch(scene: Field, left: int, top: int, width: int, height: int) -> ScenePatch | None:
    """Return the window of *scene* under a picture of *width* × *height* px at (*left*, *top*); None off canvas."""
    x0, y0 = max(0, left), max(0, top)
    x1, y1 = min(scene.shape[-1], left + width), min(scene.shape[-2], top + height)
    if x0 >= x1 or y0 >= y1:
        return None
    x, y = pixel_centers(x1, y1)
    return ScenePatch(slice(y0, y1), slice(x0, x1), x[:, x0:], y[y0:])


def picture_part(where: ScenePatch, left: int, top: int) -> tuple[slice, slice]:
    """Return the rows and columns of a picture at (*left*, *top*) that *where* shows."""
    rows = slice(where.rows.start - top, where.rows.stop - top)
    return rows, slice(where.columns.start - left, where.columns.stop - left)


def find_window(there: NDArray[np.bool_], across: int, down: int) -> tuple[slice, slice] | None:
    """Return the rows and columns of the cells that are *there*, with so many cells more on each side; None if none."""
    spans = []
    for axis, margin in ((1, down), (0, across)):
        cells = np.flatnonzero(there.any(axis=axis))
        if not cells.size:
            return None
        spans.append(slice(max(0, int(cells[0]) - margin), min(there.shape[1 - axis], int(cells[-1]) + 1 + margin)))
    return spans[0], spans[1]


def enlarge_field(field: Field, size: tuple[int, int]) -> Field:
    """Return a coarse field, (height, width), at *size*: width and height, px."""
    small = Image.fromarray(np.asarray(field, np.float32))
    return np.asarray(small.resize(size, Image.Resampling.BICUBIC))


def enlarge_window(
    scene: Field, cells: Field, window: tuple[slice, slice], cell: int
) -> tuple[ScenePatch, Field] | None:
    """Return *cells*, which are those of a *window* of *scene*, at its size, and where they lie; None off canvas.

    A cell is *cell* px wide and high, and the last ones may reach over the edge.
    """
    (rows, columns), (tall, wide) = window, (cell * side for side in cells.shape)
    where = picture_patch(scene, cell * columns.start, cell * rows.start, wide, tall)
    if where is None:
        return None
    large = enlarge_field(cells, (wide, tall))
    return where, large[: where.y.shape[0], : where.x.shape[1]]


def pixel_centers(width: int, height: int) -> tuple[Field, Field]:
    """Return the px centres of a scene's columns, (1, width), and rows, (height, 1)."""
    x = np.arange(width, dtype=np.float32)[None, :] + np.float32(0.5)
    return x, np.arange(height, dtype=np.float32)[:, None] + np.float32(0.5)


def distance_outside(place: Field, low: float, high: float) -> Field:
    """Return the distance of *place* from the span *low* to *high*; 0 inside."""
    return np.asarray(np.maximum(np.maximum(np.float32(low) - place, place - np.float32(high)), 0))


def color_to_light(colour: Rgb, strength: float = 1.0) -> Field:
    """Return a colour as linear light, float32 (3, 1, 1)."""
    return np.array([srgb_to_linear(channel) * strength for channel in colour], np.float32).reshape(3, 1, 1)


def smooth_step(low: float, high: float, value: Field) -> Field:
    """Return 0 below *low*, 1 above *high* and an S curve between; the other way round when low > high."""
    share = np.clip((value - np.float32(low)) / np.float32(high - low), 0, 1)
    return np.asarray(share * share * (3 - 2 * share), np.float32)


def ellipse_coverage(
    x: Field, y: Field, centre: tuple[float, float], radii: tuple[float, float], soft: float = 1.0
) -> Field:
    """Return the coverage 0..1 of an ellipse whose edge is *soft* px wide."""
    a, b = radii
    u, v = (x - np.float32(centre[0])) / np.float32(a), (y - np.float32(centre[1])) / np.float32(b)
    away = np.sqrt(u * u + v * v)
    slope = np.sqrt((u / np.float32(a)) ** 2 + (v / np.float32(b)) ** 2) / np.maximum(away, np.float32(1e-6))
    distance = (away - 1) / np.maximum(slope, np.float32(1e-6))
    return np.asarray(np.clip(np.float32(0.5) - distance / np.float32(soft), 0, 1))


def gaussian_glow(x: Field, y: Field, centre: tuple[float, float], radii: tuple[float, float]) -> Field:
    """Return a round falloff, 1 in the middle, 0.37 at the radii (a Gaussian)."""
    across, down = glow_axes(x, y, centre, radii)
    return np.asarray(across * down, np.float32)


def glow_axes(x: Field, y: Field, centre: tuple[float, float], radii: tuple[float, float]) -> tuple[Field, Field]:
    """Return the two factors of `gaussian_glow`: along *x* and along *y*."""
    u, v = (x - np.float32(centre[0])) / np.float32(radii[0]), (y - np.float32(centre[1])) / np.float32(radii[1])
    return np.exp(-(u * u)), np.exp(-(v * v))


def blur_field(field: Field, radius: float) -> Field:
    """Return *field* (height, width) blurred by a Gaussian of *radius* px; wide blurs work on a smaller field."""
    return blur_axes(field, radius, radius)


def blur_axes(field: Field, across: float, down: float) -> Field:
    """Return *field* blurred by Gaussians of *across* px along rows and *down* px along columns."""
    height, width = field.shape
    wide, tall = (max(1, int(radius / 3)) for radius in (across, down))
    small, coarse = Image.fromarray(field), wide > 1 or tall > 1
    if coarse:
        size = (max(1, -(-width // wide)), max(1, -(-height // tall)))
        small = small.resize(size, Image.Resampling.BOX)
    soft = _convolve(np.asarray(small), _gaussian_kernel(down / tall), _gaussian_kernel(across / wide))
    if coarse:
        soft = enlarge_field(soft, (width, height))
    return soft


def _gaussian_kernel(radius: float) -> Field:
    reach = max(1, int(np.ceil(3 * radius)))
    place = np.arange(-reach, reach + 1, dtype=np.float32)
    bell = np.exp(-0.5 * (place / max(radius, 1e-3)) ** 2)
    return np.asarray(bell / bell.sum(), np.float32)


def _convolve(field: Field, down: Field, across: Field) -> Field:
    for axis, kernel in enumerate((down, across)):
        reach = len(kernel) // 2
        widths = [(0, 0), (0, 0)]
        widths[axis] = (reach, reach)
        padded = np.pad(field, widths, mode="edge")
        length = field.shape[axis]
        total, part = np.zeros_like(field), np.empty_like(field)
        for step, weight in enumerate(kernel):
            moved = padded[step : step + length] if axis == 0 else padded[:, step : step + length]
            np.multiply(weight, moved, out=part)
            total += part
        field = total
    return field


@cache
def _srgb_table() -> Field:
    return np.array([srgb_to_linear(value) for value in range(256)], np.float32)


def srgb_to_light(channel: Pixels) -> Field:
    """Return sRGB values, uint8, as linear light."""
    return _srgb_table().take(channel)


def apply_film_curve(light: Field) -> Field:
    """Return linear light unchanged up to `FILM_SHOULDER`, and compressed below 1 above it."""
    over = np.maximum(light - FILM_SHOULDER, 0) / (1 - FILM_SHOULDER)
    return np.asarray(np.minimum(light, FILM_SHOULDER) + (1 - FILM_SHOULDER) * (1 - np.exp(-over)))


@cache
def _film_table() -> Field:
    """Return linear light 0..4, indexed by its square root, as sRGB 0..255 with a filmic shoulder."""
    light = apply_film_curve((np.arange(_FILM_STEPS, dtype=np.float64) / (_FILM_STEPS - 1) * 2) ** 2)
    curve = np.where(light <= SRGB_LINEAR_LIGHT_END, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.asarray(curve * 255, np.float32)


def develop_scene(scene: Field, seed: int) -> Pixels:
    """Return *scene* as sRGB, uint8 (height, width, 3), with grain from *seed* against banding."""
    _, height, width = scene.shape
    tile = np.random.default_rng(seed).standard_normal((256, 256), dtype=np.float32) * np.float32(GRAIN_DEVIATION)
    grain = np.tile(tile, (1, -(-width // 256)))[:, :width]
    film, picture = _film_table(), np.empty((height, width, 3), np.uint8)
    for top, channel in product(range(0, height, _DEVELOPED_ROWS), range(3)):
        rows, under = slice(top, top + _DEVELOPED_ROWS), top % 256
        light = np.clip(scene[channel, rows], 0, 4)
        np.sqrt(light, out=light)
        light *= np.float32((_FILM_STEPS - 1) / 2)
        shown = film.take(light.astype(np.uint16))
        shown += grain[under : under + len(shown)]
        shown += np.float32(0.5)
        picture[rows, :, channel] = np.clip(shown, 0, 255, out=shown)
    return picture


def mirror_pixels(pixels: Pixels) -> Pixels:
    """Return *pixels*, uint8 (height, width, channels) or (height, width), left and right exchanged."""
    # A copy of `pixels[:, ::-1]` takes three times as long.
    return pixels.take(np.arange(pixels.shape[1])[::-1], axis=1)
