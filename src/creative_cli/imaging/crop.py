"""Photos to canvases: the window that keeps the subject whole and leaves the quietest room for type.

Windows of every size and place are scored on a small picture; when none keeps the subject, or only by putting type
on it, the photo is extended instead: its outermost strip is stretched and softened, as a wider backdrop would look.
A photo is never flipped: letters in it must read right.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np
from PIL import Image

from creative_cli.formats import Box
from creative_cli.imaging.light import Field, blur
from creative_cli.imaging.saliency import subject_box
from creative_cli.records import Pixels

WHOLE = 0.85
"""Least part of the subject a crop may keep; below it the canvas is extended."""

ZOOMS = (1.0, 0.93, 0.86, 0.8, 0.74, 0.68, 0.62)
"""Sizes of the window tried, of the largest that fits."""

WIDER = (1.0, 1.12, 1.25, 1.4, 1.6, 1.8)
"""Sizes tried when the photo is extended, of the largest window inside it."""

STEPS = 9
"""Places tried along each axis."""


@dataclass(frozen=True, slots=True, eq=False)
class Crop:
    """A photo cut for a canvas: `pixels` uint8 (height, width, 3) and the `subject`'s box on it, px.

    `window` is what was cut, in px of the photo; it reaches outside where the photo was `extended`. `kept` is the part of
    the subject inside.
    """

    pixels: Pixels
    subject: Box
    window: Box
    kept: float
    extended: bool


def crop(
    photo: Pixels,
    size: tuple[int, int],
    subject: Box | None = None,
    room: Box | None = None,
    quiet: tuple[Box, ...] = (),
) -> Crop:
    """Cut *photo* (h, w, 3) to *size* (width, height): subject whole, in *room*, and calm where *quiet* boxes lie.

    *subject* is a box in px of the photo, found by saliency when None; *room* and *quiet* are in px of the canvas.
    """
    height, width = photo.shape[:2]
    subject = subject or subject_box(photo)
    busy = _busyness(photo)
    room = room or Box(0, 0, *size)
    inside = max(
        _windows((width, height), size, ZOOMS), key=lambda w: _score(w, size, subject, room, quiet, busy, photo)
    )
    best = inside
    if _kept(subject, inside) < WHOLE or _covered(subject, inside, size, quiet) > 0.12:  # noqa: PLR2004  # more is seen
        outside = _windows((width, height), size, WIDER)
        best = max((inside, *outside), key=lambda w: _score(w, size, subject, room, quiet, busy, photo))
    extended = not Box(0, 0, width, height).holds(best, slack=1.0)
    pixels = _extended(photo, best, size, subject) if extended else _cut(photo, best, size)
    return Crop(pixels, _placed(subject, best, size), best, _kept(subject, best), extended)


def quietness(pixels: Pixels, box: Box) -> float:
    """Return how calm *pixels* are inside *box*, 1 (plain) to 0 (busy), judged by their local contrast."""
    left, top, right, bottom = box.pixels(pixels.shape[1], pixels.shape[0])
    part = pixels[top:bottom, left:right]
    if part.size == 0:
        return 1.0
    scale = 256 / max(pixels.shape[:2])
    size = max(2, round(part.shape[1] * scale)), max(2, round(part.shape[0] * scale))
    grey = np.asarray(
        Image.fromarray(np.ascontiguousarray(part)).convert("L").resize(size, Image.Resampling.BOX), np.float32
    )
    rough = np.abs(np.diff(grey, axis=0)).mean() + np.abs(np.diff(grey, axis=1)).mean()
    return float(1 / (1 + (rough + 0.25 * grey.std()) / 12))


def _busyness(photo: Pixels) -> tuple[Field, float]:
    """Return the integral image of local contrast at a small scale, and that scale (small px per photo px)."""
    height, width = photo.shape[:2]
    scale = 160 / max(height, width)
    size = max(8, round(width * scale)), max(8, round(height * scale))
    grey = np.asarray(Image.fromarray(photo).convert("L").resize(size, Image.Resampling.BOX), np.float32)
    rough = np.abs(np.gradient(grey, axis=0)) + np.abs(np.gradient(grey, axis=1))
    rough = np.clip(blur(np.asarray(rough, np.float32), 1.5) / 24, 0, 1)
    return np.pad(rough.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0))).astype(np.float32), scale


def _mean_busyness(busy: tuple[Field, float], box: Box) -> float:
    total, scale = busy
    rows, columns = total.shape[0] - 1, total.shape[1] - 1
    x0, y0 = int(np.clip(box.x * scale, 0, columns - 1)), int(np.clip(box.y * scale, 0, rows - 1))
    x1, y1 = int(np.clip(box.right * scale, x0 + 1, columns)), int(np.clip(box.bottom * scale, y0 + 1, rows))
    held = total[y1, x1] - total[y0, x1] - total[y1, x0] + total[y0, x0]
    return float(held) / ((x1 - x0) * (y1 - y0))


def _windows(photo: tuple[int, int], size: tuple[int, int], zooms: tuple[float, ...]) -> tuple[Box, ...]:
    width, height = photo
    largest = min(width / size[0], height / size[1])
    windows = []
    for zoom, across, down in product(zooms, range(STEPS), range(STEPS)):
        w, h = size[0] * largest * zoom, size[1] * largest * zoom
        x, y = (width - w) * across / (STEPS - 1), (height - h) * down / (STEPS - 1)
        if zoom <= 1 or w > width or h > height:
            windows.append(Box(x, y, w, h))
    return tuple(windows)


def _placed(box: Box, window: Box, size: tuple[int, int]) -> Box:
    scale = size[0] / window.width
    return Box((box.x - window.x) * scale, (box.y - window.y) * scale, box.width * scale, box.height * scale)


def _kept(subject: Box, window: Box) -> float:
    return subject.overlap(window) / max(subject.area, 1.0)


def _covered(subject: Box, window: Box, size: tuple[int, int], quiet: tuple[Box, ...]) -> float:
    placed = _placed(subject, window, size)
    return sum(placed.overlap(box) for box in quiet) / max(placed.area, 1.0)


def _score(
    window: Box,
    size: tuple[int, int],
    subject: Box,
    room: Box,
    quiet: tuple[Box, ...],
    busy: tuple[Field, float],
    photo: Pixels,
) -> float:
    placed = _placed(subject, window, size)
    scale = window.width / size[0]
    kept = _kept(subject, window)
    inside = placed.overlap(room) / max(placed.area, 1.0)
    covered = _covered(subject, window, size, quiet)
    noise = 0.0
    area = sum(box.area for box in quiet)
    for box in quiet:
        source = Box(window.x + box.x * scale, window.y + box.y * scale, box.width * scale, box.height * scale)
        noise += _mean_busyness(busy, source) * box.area / area
    photo_box = Box(0, 0, photo.shape[1], photo.shape[0])
    made_up = 1 - window.overlap(photo_box) / window.area
    large = min(1.0, placed.area / max(room.area, 1.0))
    cut = max(0.0, 1 - kept)
    return 2.2 * (kept >= WHOLE) - 2.0 * cut - 1.5 * covered + 0.5 * inside - 1.0 * noise + 0.35 * large - 1.1 * made_up


def _cut(photo: Pixels, window: Box, size: tuple[int, int]) -> Pixels:
    box = (
        max(0.0, window.x), max(0.0, window.y),
        min(float(photo.shape[1]), window.right), min(float(photo.shape[0]), window.bottom),
    )  # fmt: skip
    return np.asarray(Image.fromarray(photo).resize(size, Image.Resampling.LANCZOS, box=box))


def _extended(photo: Pixels, window: Box, size: tuple[int, int], subject: Box) -> Pixels:
    """Return *window* of *photo*, what lies outside made by stretching the strip between subject and edge."""
    scale = window.width / size[0]
    x = _stretched(size[0], window.x, scale, photo.shape[1], (subject.x, subject.right))
    y = _stretched(size[1], window.y, scale, photo.shape[0], (subject.y, subject.bottom))
    source = photo
    columns = _sampled(source, x, 1)
    return _sampled(columns, y, 0)


def _stretched(length: int, start: float, scale: float, limit: int, keep: tuple[float, float]) -> Field:
    """Return for each canvas px along one axis where it comes from in the photo, px.

    Inside *keep* the picture is untouched; between it and a photo edge that has to reach further, places are spread
    out more and more (a parabola that leaves the kept part at its own pace and arrives at the edge at the canvas' end).
    """
    place = start + (np.arange(length) + 0.5) * scale
    end = start + length * scale
    low, high = max(keep[0], 0.0), min(keep[1], float(limit))
    out = place.copy()
    if start < 0:
        out = np.where(place < low, low - _eased(low - place, low - start, low), out)
    if end > limit:
        out = np.where(place > high, high + _eased(place - high, end - high, limit - high), out)
    return np.clip(out, 0, limit - 1).astype(np.float32)


def _eased(
    away: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]", target: float, have: float
) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    share = np.clip(away / max(target, 1e-6), 0, 1)
    ratio = have / max(target, 1e-6)
    # Slope `1/ratio` at the kept side would be the photo's own pace; a power curve eases towards the edge.
    power = 1 / max(ratio, 0.12)
    return have * (1 - (1 - share) ** power)


def _sampled(picture: Pixels, place: Field, axis: int) -> Pixels:
    whole = np.floor(place - 0.5).astype(np.int64)
    part = (place - 0.5 - whole).astype(np.float32)
    limit = picture.shape[axis] - 1
    a, b = np.clip(whole, 0, limit), np.clip(whole + 1, 0, limit)
    weight = part.reshape((-1, 1, 1) if axis == 0 else (1, -1, 1))
    one, other = np.take(picture, a, axis=axis), np.take(picture, b, axis=axis)
    return np.asarray(one + weight * (other.astype(np.float32) - one) + 0.5, np.uint8)
