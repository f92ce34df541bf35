"""Photos to canvases: the window that keeps the subject whole and leaves the quietest room for type.

Windows of many sizes and places are scored on a small picture. When none keeps the subject, or only with type on it,
the photo is extended (`extend`). A photo is never flipped: letters in it must read right.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np
from PIL import Image

from creative_cli.formats import Box
from creative_cli.imaging.extend import extended, free_strips
from creative_cli.imaging.light import Field, blur
from creative_cli.imaging.saliency import PRESENT, Subject, find_subject, given_subject
from creative_cli.records import Pixels

WHOLE = 0.85
"""Least part of the subject a crop may keep; below it the canvas is extended."""

HIDDEN = 0.10
"""Part of the subject that may lie under type before extending is considered."""

ZOOMS = (1.0, 0.93, 0.86, 0.8, 0.74, 0.68, 0.62)
"""Sizes of the window tried, of the largest that fits."""

WIDER = (0.74, 0.86, 1.0, 1.12, 1.28, 1.45, 1.6, 1.78)
"""Sizes tried when the photo is extended, of the same."""

BEYOND = 0.45
"""Most of a window that may lie outside the photo, along each axis."""

HEADROOM = 0.09
"""Air kept around the subject, of its longer side."""

STEPS = 9
"""Places tried along each axis."""

SIDE = 160
"""Restlessness is measured on a picture this many px on its longer side."""

RESTLESS = 24.0
"""Difference of neighbouring px, of 255, that counts as fully restless."""


@dataclass(frozen=True, slots=True, eq=False)
class Crop:
    """A photo cut for a canvas: `pixels` uint8 (height, width, 3) and the `subject`'s box on it, px.

    `mask` is uint8 (height, width), 255 where the subject is. `window` is what was cut, in px of the photo; it reaches
    outside where the photo was `extended`. `kept` is the part of the subject, 0..1, that is on the canvas.
    """

    pixels: Pixels
    subject: Box
    mask: Pixels
    window: Box
    kept: float
    extended: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Brief:
    """What windows are judged by: the photo, what it is about and where it is restless, and the canvas' plan.

    `around` is the subject's box with some air, inside the photo.
    """

    photo: Box
    subject: Subject
    around: Box
    restless: Field
    size: tuple[int, int]
    room: Box
    quiet: tuple[Box, ...]

    def restlessness(self, box: Box) -> float:
        """Return the mean restlessness, 0..1, inside *box* (px of the photo)."""
        rows, columns = self.restless.shape[0] - 1, self.restless.shape[1] - 1
        scale = columns / self.photo.width
        x0, y0 = int(np.clip(box.x * scale, 0, columns - 1)), int(np.clip(box.y * scale, 0, rows - 1))
        x1, y1 = int(np.clip(box.right * scale, x0 + 1, columns)), int(np.clip(box.bottom * scale, y0 + 1, rows))
        total = self.restless
        return float(total[y1, x1] - total[y0, x1] - total[y1, x0] + total[y0, x0]) / ((x1 - x0) * (y1 - y0))


def crop(
    photo: Pixels,
    size: tuple[int, int],
    subject: Box | None = None,
    room: Box | None = None,
    quiet: tuple[Box, ...] = (),
) -> Crop:
    """Cut *photo* (h, w, 3) to *size* (width, height): subject whole, in *room*, and calm where *quiet* boxes lie.

    *subject* is a box in px of the photo, found when None; *room* and *quiet* are in px of the canvas.
    """
    found = find_subject(photo) if subject is None else given_subject(photo, subject)
    whole = Box(0, 0, photo.shape[1], photo.shape[0])
    around = _common(found.box.grown(HEADROOM * max(found.box.width, found.box.height)), whole)
    brief = _Brief(whole, found, around, _restlessness(photo), size, room or Box(0, 0, *size), quiet)
    best = max(_windows(brief, ZOOMS, 0.0), key=lambda window: _score(window, brief))
    if found.share(best) < WHOLE or _hidden(best, brief) > HIDDEN:
        best = max((best, *_windows(brief, WIDER, BEYOND)), key=lambda window: _score(window, brief))
    outside = not whole.holds(best, slack=1.0)
    pixels = extended(photo, best, size, found.box) if outside else _cut(photo, best, size)
    return Crop(pixels, _placed(found.box, best, size), _mask(brief, best), best, found.share(best), outside)


def quietness(pixels: Pixels, box: Box) -> float:
    """Return how calm *pixels* are inside *box*, 1 (plain) to 0 (busy), judged by their local contrast."""
    left, top, right, bottom = box.pixels(pixels.shape[1], pixels.shape[0])
    part = np.ascontiguousarray(pixels[top:bottom, left:right])
    if part.size == 0:
        return 1.0
    scale = SIDE / max(pixels.shape[:2])
    size = max(2, round(part.shape[1] * scale)), max(2, round(part.shape[0] * scale))
    return 1 - float(_gradient(Image.fromarray(part), size).mean())


def _gradient(picture: Image.Image, size: tuple[int, int]) -> Field:
    grey = np.asarray(picture.convert("L").resize(size, Image.Resampling.BOX), np.float32)
    steep = np.abs(np.gradient(grey, axis=0)) + np.abs(np.gradient(grey, axis=1))
    return np.asarray(np.clip(steep / np.float32(RESTLESS), 0, 1), np.float32)


def _restlessness(photo: Pixels) -> Field:
    """Return the integral image of restlessness, one row and column larger than its grid."""
    scale = SIDE / max(photo.shape[:2])
    size = max(8, round(photo.shape[1] * scale)), max(8, round(photo.shape[0] * scale))
    rough = blur(_gradient(Image.fromarray(photo), size), 1.5)
    return np.pad(rough.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))


def _windows(brief: _Brief, zooms: tuple[float, ...], beyond: float) -> tuple[Box, ...]:
    """Return windows of the canvas' shape, up to *beyond* of each side outside the photo."""
    width, height = brief.photo.width, brief.photo.height
    largest = min(width / brief.size[0], height / brief.size[1])
    windows = []
    for zoom, across, down in product(zooms, range(STEPS), range(STEPS)):
        w, h = brief.size[0] * largest * zoom, brief.size[1] * largest * zoom
        x = _between(*_span(width, w, beyond), across)
        y = _between(*_span(height, h, beyond if h > height else 0.0), down)
        windows.append(Box(x, y, w, h))
    return tuple(dict.fromkeys(windows))


def _span(photo: float, window: float, beyond: float) -> tuple[float, float]:
    """Return the first and last place of a *window* along one axis of the *photo*."""
    low, high = min(0.0, photo - window), max(0.0, photo - window)
    return low - beyond * window if window <= photo else low, high + beyond * window if window <= photo else high


def _between(low: float, high: float, step: int) -> float:
    return low + (high - low) * step / (STEPS - 1)


def _placed(box: Box, window: Box, size: tuple[int, int]) -> Box:
    scale = size[0] / window.width
    return Box((box.x - window.x) * scale, (box.y - window.y) * scale, box.width * scale, box.height * scale)


def _behind(box: Box, window: Box, size: tuple[int, int]) -> Box:
    """Return where in the photo a *box* of the canvas comes from."""
    scale = window.width / size[0]
    return Box(window.x + box.x * scale, window.y + box.y * scale, box.width * scale, box.height * scale)


def _common(one: Box, other: Box) -> Box:
    x, y = max(one.x, other.x), max(one.y, other.y)
    return Box(x, y, min(one.right, other.right) - x, min(one.bottom, other.bottom) - y)


def _overlap(box: Box, window: Box) -> float:
    """Return the part of *box* inside *window*."""
    return box.overlap(window) / max(box.area, 1.0)


def _hidden(window: Box, brief: _Brief) -> float:
    """Return the part of the subject that lies under type."""
    return sum(brief.subject.share(_behind(box, window, brief.size)) for box in brief.quiet)


def _score(window: Box, brief: _Brief) -> float:
    """Return how good a *window* is. The subject comes first, then type, then honesty."""
    placed = _placed(brief.subject.box, window, brief.size)
    kept = brief.subject.share(window)
    area = sum(box.area for box in brief.quiet)
    noise = sum(brief.restlessness(_behind(box, window, brief.size)) * box.area / area for box in brief.quiet if area)
    fills = min(1.0, max(placed.width / brief.room.width, placed.height / brief.room.height))
    inside = placed.overlap(brief.room) / max(placed.area, 1.0)
    return (
        (2.0 if kept >= WHOLE else 0.0)
        - 6.0 * (1 - kept)
        - 6.0 * (1 - _overlap(brief.around, window))
        - 3.2 * _hidden(window, brief)
        + 0.5 * inside
        + 0.3 * fills
        - 1.2 * noise
        - _made_up(window, brief)
    )


def _made_up(window: Box, brief: _Brief) -> float:
    """Return the price of what is not in the photo: dear where it must be drawn from something restless or narrow."""
    price = 0.0
    for strip, reach in free_strips(brief.photo, window, brief.subject.box):
        ratio = reach / max(min(strip.width, strip.height), 1.0)
        share = reach / max(window.width, window.height)
        price += share * (0.6 + 8.0 * brief.restlessness(strip) + 0.25 * max(0.0, ratio - 2))
    return price


def _mask(brief: _Brief, window: Box) -> Pixels:
    """Return where the subject is on the canvas, uint8 (height, width)."""
    scale = brief.subject.scale
    presence = Image.fromarray((brief.subject.presence > PRESENT / 2).astype(np.uint8) * 255)
    corners = window.x * scale, window.y * scale
    step = window.width * scale / brief.size[0]
    data = (step, 0.0, corners[0], 0.0, step, corners[1])
    return np.asarray(presence.transform(brief.size, Image.Transform.AFFINE, data, Image.Resampling.NEAREST))


def _cut(photo: Pixels, window: Box, size: tuple[int, int]) -> Pixels:
    right, bottom = min(float(photo.shape[1]), window.right), min(float(photo.shape[0]), window.bottom)
    box = (max(0.0, window.x), max(0.0, window.y), right, bottom)
    return np.asarray(Image.fromarray(photo).resize(size, Image.Resampling.LANCZOS, box=box))
