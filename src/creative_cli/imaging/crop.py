"""Photos to canvases: the window and the place for type that keep the subject whole and type off it.

Windows of many sizes and places, inside the photo and reaching out of it, are scored for every arrangement at once on a
small picture by integral images. Where a window reaches out, the photo is extended (`extend`). A photo is never
flipped: letters in it must read right. Longer than most files: what makes one window better than another is weighed in
one place.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from PIL import Image

from creative_cli.formats import Box
from creative_cli.imaging.extend import extend_photo
from creative_cli.imaging.raster import Field, blur_field
from creative_cli.imaging.saliency import PhotoSubject
from creative_cli.models import Pixels

MIN_SUBJECT_SHARE = 0.85
"""Least part of the subject a window may keep; below it the canvas is extended."""

MIN_SCENE_SHARE, SCENE_FILL = 0.7, 0.7
"""The same for a scene: a subject that two sides cut off and that fills this share of the photo has no outline."""

SUBJECT_PRESENCE = 0.35
"""Presence from which a place counts as the subject: nothing may be laid on it."""

WINDOW_ZOOMS = (0.5, 0.56, 0.62, 0.68, 0.74, 0.8, 0.86, 0.93, 1.0, 1.1, 1.22, 1.36, 1.52, 1.7, 1.9)
"""Sizes of the window tried, of the largest that fits into the photo."""

ZOOM_STEP, MAX_WINDOW_ZOOM = 1.18, 12.0
"""Step and end of the further sizes tried where canvas and photo differ much in shape."""

MAX_OUTSIDE_SHARE = 0.5
"""Most of a window that may lie outside the photo, along each axis."""

INSIDE_STEPS, OUTSIDE_STEPS = 9, 6
"""Places tried along each axis inside the photo, and on each side reaching out of it."""

CROP_GRID_PX = 128
"""Windows are judged on a picture this many px on its longer side."""

BORDER_BAND = 0.015
"""Width of the photo's border, of its longer side: a subject seen in it is cut off there."""

TEXT_CLEARANCE = 0.022
"""Room kept between type and subject, of the canvas' short side."""

SUBJECT_CLEARANCE = 0.035
"""Room between the subject and the canvas' edge, of its short side, where the photo has it."""

MAX_MADE_UP_SHARE = 0.3
"""Share of the canvas that may be made up; more of it makes the photo a stamp on a ground."""

BOTTOM_SIDE = 3
"""The last of the sides (left, top, right, bottom)."""

MAX_TEXT_BUSYNESS = 0.25
"""Mean restlessness behind type up to which a shade can settle it; a plain extension is better than more."""

WINDOW_BATCH = 200
"""Windows of an arrangement that are looked at closely in one go, the most hopeful first."""

MIN_ARRANGEMENT_GAIN, SCORE_TOLERANCE = 0.035, 1e-6
"""What an arrangement has to be better by than the one before it in its template, and what counts as no difference."""

FULL_BUSYNESS_GRADIENT = 24.0
"""Difference of neighbouring px, of 255, that counts as fully restless."""


_CellOffsets: TypeAlias = np.ndarray[tuple[int, ...], np.dtype[np.int64]]


@dataclass(frozen=True, slots=True)
class ArrangementBoxes:
    """Where an arrangement puts things, px of the canvas: type, the logo, and the room the subject looks best in.

    `logo` is None where it lies outside of what is cut.
    """

    type: tuple[Box, ...]
    logo: Box | None
    room: Box


@dataclass(frozen=True, slots=True)
class CropChoice:
    """The arrangement chosen, by number, and the `window` of the photo, px; `kept` is the subject's part in it.

    `score` tells choices on different canvases apart: the higher, the better.
    """

    arrangement: int
    window: Box
    kept: float
    score: float


@dataclass(frozen=True, slots=True, eq=False)
class CroppedPhoto:
    """A photo cut for a canvas: `pixels` uint8 (height, width, 3) and the `subject`'s box on it, px.

    `mask` is uint8 (height, width), 255 where the subject is.
    """

    pixels: Pixels
    subject: Box
    mask: Pixels


def choose_crop(
    photo: Pixels, subject: PhotoSubject, size: tuple[int, int], ways: Sequence[ArrangementBoxes]
) -> CropChoice:
    """Choose the arrangement and the window of *photo* for a canvas of *size* (width, height) that go best together.

    Of ways about equally good the first is taken.
    """
    maps = _Maps.of(photo, subject)
    windows = _windows(maps, size)
    common = _window_scores(maps, windows, size)
    best, found = -np.inf, (0, 0)
    for number, way in enumerate(ways):
        # What lies under type and logo can only take away, so windows that cannot win any more are not looked at.
        most = common + _placement_scores(maps, windows, size, way) - MIN_ARRANGEMENT_GAIN * number
        able = np.flatnonzero(most > best + SCORE_TOLERANCE)
        hopeful = able[np.argsort(-most[able], kind="stable")]
        for start in range(0, len(hopeful), WINDOW_BATCH):
            some = hopeful[start : start + WINDOW_BATCH]
            if most[some[0]] <= best + SCORE_TOLERANCE:
                break
            scores = most[some] - _clutter_losses(maps, windows[some], size, way)
            top = int(np.argmax(scores))
            if scores[top] > best + SCORE_TOLERANCE:
                best, found = float(scores[top]), (number, int(some[top]))
    x, y, width, height = (float(value) / maps.scale for value in windows[found[1]])
    window = Box(x, y, width, height)
    return CropChoice(found[0], window, subject.share(window), best)


def crop_photo(photo: Pixels, subject: PhotoSubject, window: Box, size: tuple[int, int]) -> CroppedPhoto:
    """Cut *window* out of *photo* (h, w, 3) at *size*, extending the photo where the window reaches out of it."""
    whole = Box(0, 0, photo.shape[1], photo.shape[0])
    inside = whole.holds(window, slack=1.0)
    pixels = _crop_inside(photo, window, size) if inside else extend_photo(photo, window, size, subject.box)
    scale = size[0] / window.width
    box = subject.box
    placed = Box((box.x - window.x) * scale, (box.y - window.y) * scale, box.width * scale, box.height * scale)
    return CroppedPhoto(pixels, placed, _subject_mask(subject, window, size))


def measure_quietness(pixels: Pixels, box: Box) -> float:
    """Return how calm *pixels* are inside *box*, 1 (plain) to 0 (busy), judged by their local contrast."""
    left, top, right, bottom = box.pixels(pixels.shape[1], pixels.shape[0])
    part = np.ascontiguousarray(pixels[top:bottom, left:right])
    if part.size == 0:
        return 1.0
    scale = CROP_GRID_PX / max(pixels.shape[:2])
    size = max(2, round(part.shape[1] * scale)), max(2, round(part.shape[0] * scale))
    grey = np.asarray(Image.fromarray(part).convert("L").resize(size, Image.Resampling.BOX), np.float32)
    return 1 - float(_gradient(grey).mean())


@dataclass(frozen=True, slots=True, eq=False)
class _Maps:
    """What windows are judged by, on a grid of `scale` cells per px: integral images with the photo's edge repeated.

    `touched` tells at which sides (left, top, right, bottom) the photo cuts the subject off.
    """

    width: int
    height: int
    scale: float
    box: Box
    touched: tuple[bool, bool, bool, bool]
    presence: Field
    taken: Field
    restless: Field
    light: Field
    light2: Field

    @classmethod
    def of(cls, photo: Pixels, subject: PhotoSubject) -> "_Maps":
        scale = CROP_GRID_PX / max(photo.shape[:2])
        size = max(8, round(photo.shape[1] * scale)), max(8, round(photo.shape[0] * scale))
        small = Image.fromarray(photo).resize(size, Image.Resampling.BOX, reducing_gap=2.0)
        grey = np.asarray(small.convert("L"), np.float32)
        there = np.asarray(subject.presence > SUBJECT_PRESENCE, np.float32)
        taken = np.asarray(Image.fromarray(there).resize(size, Image.Resampling.BOX)) > 0.02
        presence = np.asarray(Image.fromarray(subject.presence).resize(size, Image.Resampling.BOX))
        box = subject.box
        return cls(
            width=size[0],
            height=size[1],
            scale=scale,
            box=Box(box.x * scale, box.y * scale, box.width * scale, box.height * scale),
            touched=_touched_sides(there),
            presence=_integral(presence, "constant"),
            taken=_integral(taken.astype(np.float32), "constant"),
            restless=_integral(blur_field(_gradient(grey), 1.5), "constant"),
            light=_integral(grey / 255, "edge"),
            light2=_integral((grey / 255) ** 2, "edge"),
        )

    @property
    def is_scene(self) -> bool:
        """Whether the subject is not a thing but all there is."""
        return sum(self.touched) > 1 and self.box.area > SCENE_FILL * self.width * self.height

    def cells(self, boxes: Field) -> "_Cells":
        """Return where in the integral images the sums inside *boxes* (n, 4: x, y, width, height, cells) are read."""
        rows, columns = self.taken.shape[0] - 1, self.taken.shape[1] - 1
        x0 = np.clip(np.floor(boxes[:, 0] + 0.25) + CROP_GRID_PX, 0, columns - 1).astype(np.int64)
        y0 = np.clip(np.floor(boxes[:, 1] + 0.25) + CROP_GRID_PX, 0, rows - 1).astype(np.int64)
        x1 = np.clip(np.ceil(boxes[:, 0] + boxes[:, 2] - 0.25) + CROP_GRID_PX, x0 + 1, columns).astype(np.int64)
        y1 = np.clip(np.ceil(boxes[:, 1] + boxes[:, 3] - 0.25) + CROP_GRID_PX, y0 + 1, rows).astype(np.int64)
        top, bottom = y0 * (columns + 1), y1 * (columns + 1)
        area = np.maximum(boxes[:, 2] * boxes[:, 3], 1)
        return _Cells(bottom + x1, top + x1, bottom + x0, top + x0, area)


@dataclass(frozen=True, slots=True, eq=False)
class _Cells:
    """The corners of boxes as places in an integral image read row by row, and the boxes' areas.

    Several images are read at the same places; to work these out takes longer than to read.
    """

    last: _CellOffsets
    above: _CellOffsets
    before: _CellOffsets
    first: _CellOffsets
    area: Field

    def total(self, field: Field) -> Field:
        """Return the sum of an integral image inside each box."""
        flat = field.ravel()
        return np.asarray(flat.take(self.last) - flat.take(self.above) - flat.take(self.before) + flat.take(self.first))

    def mean(self, field: Field) -> Field:
        """Return the mean inside each box."""
        return np.asarray(self.total(field) / self.area)


def _touched_sides(there: Field) -> tuple[bool, bool, bool, bool]:
    band = max(1, round(BORDER_BAND * max(there.shape)))
    enough = band * 0.03 * min(there.shape)
    edges = (there[:, :band], there[:band], there[:, -band:], there[-band:])
    left, top, right, bottom = (float(edge.sum()) > enough for edge in edges)
    return left, top, right, bottom


def _gradient(grey: Field) -> Field:
    steep = np.abs(np.gradient(grey, axis=0)) + np.abs(np.gradient(grey, axis=1))
    return np.asarray(np.clip(steep / np.float32(FULL_BUSYNESS_GRADIENT), 0, 1), np.float32)


def _integral(field: Field, beyond: str) -> Field:
    """Return the integral image of *field* with `CROP_GRID_PX` cells more on every side, one row and column larger."""
    wide = np.pad(field.astype(np.float64), CROP_GRID_PX, mode=beyond)  # type: ignore[call-overload]  # a mode by its name
    return np.pad(wide.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))


def _windows(maps: _Maps, size: tuple[int, int]) -> Field:
    """Return windows of the canvas' shape, (n, 4): x, y, width, height in cells."""
    fits, covers = sorted((maps.width / size[0], maps.height / size[1]))
    largest, zooms, windows = fits, list(WINDOW_ZOOMS), []
    # A leaderboard is so flat that a photo kept whole is small on it.
    while zooms[-1] < min(MAX_WINDOW_ZOOM, 1.1 * covers / fits):
        zooms.append(ZOOM_STEP * zooms[-1])
    for zoom in zooms:
        width, height = size[0] * largest * zoom, size[1] * largest * zoom
        x, y = np.meshgrid(_window_starts(maps.width, width), _window_starts(maps.height, height))
        full = np.ones(x.size)
        windows.append(np.stack([x.ravel(), y.ravel(), full * width, full * height], axis=1))
    return np.concatenate(windows)


def _window_starts(photo: float, window: float) -> Field:
    low, high = min(0.0, photo - window), max(0.0, photo - window)
    reach = MAX_OUTSIDE_SHARE * window
    if window > photo:
        reach = max(0.0, reach - (window - photo))
    steps = np.arange(1, OUTSIDE_STEPS + 1) / OUTSIDE_STEPS
    return np.unique(np.concatenate([low - reach * steps, np.linspace(low, high, INSIDE_STEPS), high + reach * steps]))


def _window_scores(maps: _Maps, windows: Field, size: tuple[int, int]) -> Field:
    """Return how good each window is whatever the arrangement: the subject comes first, then honesty."""
    x, y, width, height = windows.T
    kept = maps.cells(windows).total(maps.presence) / max(float(maps.presence[-1, -1]), 1e-6)
    air = SUBJECT_CLEARANCE * min(size) / size[0] * width
    box = maps.box
    gaps = (box.x - x, box.y - y, x + width - box.right, y + height - box.bottom)
    beyond = (-x, -y, x + width - maps.width, y + height - maps.height)
    lengths = (width, height, width, height)
    free = (box.x, box.y, maps.width - box.right, maps.height - box.bottom)
    across = np.minimum(x + width, maps.width) - np.maximum(x, 0)
    down = np.minimum(y + height, maps.height) - np.maximum(y, 0)
    made_up = 1 - np.maximum(across, 0) * np.maximum(down, 0) / (width * height)
    whole, dear = (MIN_SCENE_SHARE, 3.0) if maps.is_scene else (MIN_SUBJECT_SHARE, 6.0)
    score = -10.0 * (kept < whole) - dear * (1 - kept) - 3.0 * np.maximum(0, made_up - MAX_MADE_UP_SHARE)
    for side in range(4):
        if not maps.touched[side]:
            score -= 1.6 * np.clip((air - gaps[side]) / air, 0, 2.5)
        reach = np.maximum(0, beyond[side]) / lengths[side]
        stretch = np.maximum(0, beyond[side]) / max(free[side], 1.0)
        strip = _strip_restlessness(maps, side)
        score -= reach * (1.3 + 2.5 * strip + 0.25 * np.clip(stretch - 1.0, 0, 6)) + 0.8 * strip * (reach > 0)
        if maps.touched[side]:
            # Under people's feet nothing can be made up; beside a scene that fills the photo a plain ground can.
            score -= (6.0 * (reach > 0) + 20.0 * reach) if side == BOTTOM_SIDE else (1.2 * (reach > 0) + 1.0 * reach)
    return np.asarray(score)


def _strip_restlessness(maps: _Maps, side: int) -> float:
    """Return how restless the photo is between the subject and one of its sides."""
    box = maps.box
    strips = (
        (0.0, 0.0, max(box.x, 4.0), maps.height),
        (0.0, 0.0, maps.width, max(box.y, 4.0)),
        (min(box.right, maps.width - 4.0), 0.0, max(maps.width - box.right, 4.0), maps.height),
        (0.0, min(box.bottom, maps.height - 4.0), maps.width, max(maps.height - box.bottom, 4.0)),
    )
    return float(maps.cells(np.array([strips[side]], np.float64)).mean(maps.restless)[0])


def _placement_scores(maps: _Maps, windows: Field, size: tuple[int, int], way: ArrangementBoxes) -> Field:
    """Return how well the subject fills the room an arrangement has for it, in each window; 1.5 at most."""
    x, y, width, height = windows.T
    box, room = maps.box, way.room
    centre = ((box.x + box.width / 2 - x) / width, (box.y + box.height / 2 - y) / height)
    wanted = ((room.x + room.width / 2) / size[0], (room.y + room.height / 2) / size[1])
    off = np.hypot(centre[0] - wanted[0], 0.7 * (centre[1] - wanted[1]))
    filled = np.maximum(box.width / width * size[0] / room.width, box.height / height * size[1] / room.height)
    return np.asarray(1.5 * np.minimum(filled, 1.0) - 1.1 * off)


def _clutter_losses(maps: _Maps, windows: Field, size: tuple[int, int], way: ArrangementBoxes) -> Field:
    """Return how much each window loses by what lies under type and logo: the subject, or ground that is not calm."""
    typed = _PhotoUnderBoxes.read(maps, way.type, windows, size)
    around = _PhotoUnderBoxes.read(maps, [box.grown(TEXT_CLEARANCE * min(size)) for box in way.type], windows, size)
    share = np.array([box.area for box in way.type])[:, None] / (sum(box.area for box in way.type) or 1.0)
    covered, restless, light = around.mean(maps.taken), typed.mean(maps.restless), typed.mean(maps.light)
    spread = np.sqrt(np.clip(typed.mean(maps.light2) - light**2, 0, None))
    loss = 3.0 * (covered > 0) + 14.0 * covered
    loss += 2.0 * restless + 7.0 * np.maximum(0, restless - MAX_TEXT_BUSYNESS) + 1.5 * spread
    spoiled = np.asarray((share * loss).sum(axis=0) + 1.5 * _worst_busyness(maps, windows, size, way))
    if way.logo is None:
        return spoiled
    logo = _PhotoUnderBoxes.read(maps, [way.logo], windows, size)
    hidden, restless, light = (logo.mean(field)[0] for field in (maps.taken, maps.restless, maps.light))
    spoiled += 3.0 * (hidden > 0) + 6.0 * hidden + 0.5 * restless
    if way.type:
        return spoiled
    # With all type on a panel nothing else asks for calm, even ground, and the logo needs what type would get.
    return np.asarray(spoiled + 1.5 * restless + 4.0 * np.sqrt(np.clip(logo.mean(maps.light2)[0] - light**2, 0, None)))


def _worst_busyness(maps: _Maps, windows: Field, size: tuple[int, int], way: ArrangementBoxes) -> Field:
    """Return how restless the worst ninth behind the type is: one tap or one lamp spoils a line."""
    parts = [
        Box(box.x + cell % 3 * box.width / 3, box.y + cell // 3 * box.height / 3, box.width / 3, box.height / 3)
        for box in way.type
        for cell in range(9)
    ]
    return np.asarray(_PhotoUnderBoxes.read(maps, parts, windows, size).mean(maps.restless).max(axis=0, initial=0))


@dataclass(frozen=True, slots=True, eq=False)
class _PhotoUnderBoxes:
    """What of the photo lies under boxes of the canvas, for each window: (boxes, windows)."""

    cells: _Cells
    shape: tuple[int, int]

    @classmethod
    def read(cls, maps: _Maps, boxes: Sequence[Box], windows: Field, size: tuple[int, int]) -> "_PhotoUnderBoxes":
        """Find where in the photo the *boxes* come from: all of them at once, as each step of numpy has its price."""
        placed = np.array([(box.x, box.y, box.width, box.height) for box in boxes]).reshape(-1, 4)
        x, y, width, height = windows.T
        across, down = width / size[0], height / size[1]
        left, top = x + placed[:, 0, None] * across, y + placed[:, 1, None] * down
        extent = placed[:, 2, None] * across, placed[:, 3, None] * down
        return cls(maps.cells(np.stack([left, top, *extent], axis=-1).reshape(-1, 4)), left.shape)

    def mean(self, field: Field) -> Field:
        """Return the mean of an integral image under each box, for each window."""
        return self.cells.mean(field).reshape(self.shape)


def _subject_mask(subject: PhotoSubject, window: Box, size: tuple[int, int]) -> Pixels:
    """Return where the subject is on the canvas, uint8 (height, width)."""
    scale = subject.scale
    presence = Image.fromarray((subject.presence * 255).astype(np.uint8))
    step = window.width * scale / size[0]
    data = (step, 0.0, window.x * scale, 0.0, step, window.y * scale)
    placed = presence.transform(size, Image.Transform.AFFINE, data, Image.Resampling.BILINEAR)
    return np.asarray(np.asarray(placed) > SUBJECT_PRESENCE * 255, np.uint8) * np.uint8(255)


def _crop_inside(photo: Pixels, window: Box, size: tuple[int, int]) -> Pixels:
    right, bottom = min(float(photo.shape[1]), window.right), min(float(photo.shape[0]), window.bottom)
    box = (max(0.0, window.x), max(0.0, window.y), right, bottom)
    return np.asarray(Image.fromarray(photo).resize(size, Image.Resampling.LANCZOS, box=box))
