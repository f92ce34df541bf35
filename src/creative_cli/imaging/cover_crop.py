"""The part of a photo that fills a frame: a plain cover crop, never outside the photo, never mirrored.

Windows of the frame's aspect, at several sizes and places, are scored by what of the subject they keep, where it stands
and what lies under the type. A scene is cut where most attention is; any part of it will do.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import numpy as np

from creative_cli.formats import Box
from creative_cli.imaging.faces import Face
from creative_cli.imaging.integral import IntegralImage
from creative_cli.imaging.main_subject import SubjectKind
from creative_cli.imaging.photo import CACHED_PHOTOS, Photo
from creative_cli.imaging.quiet import boxes_in_photo, estimate_quiet
from creative_cli.imaging.raster import Field

_Flags: TypeAlias = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]

WINDOW_SCALES = (1.0, 0.92, 0.85, 0.78, 0.72, 0.66, 0.61, 0.56, 0.52, 0.48, 0.44, 0.40, 0.36, 0.32, 0.28)
"""Sizes of the window tried, of the largest that fits into the photo."""

LISTED_FRAMES = 64
"""Frames whose windows are kept, 0.2 MB each: those of a campaign."""

SCORED_FRAMES = 16
"""Frames of a photo whose windows' scores are kept, 50 kB each: those that the layouts of one format ask for."""

MAX_UPSCALE = 2.0
"""Frame px per photo px beyond which no zoomed window is tried: the photo would look soft."""

TRAVEL_STEP, COARSE_STEP = 0.02, 0.05
"""Steps of a window's place, of its free travel: those of the answer, and those of the first look at zoomed windows."""

CLOSE_LOOK = 600
"""Windows for which what lies under type is looked at: the best without it."""

MIN_KEPT = 0.98
"""Share of the subject's box that a window must hold."""

SHAPE_SPARE = 0.04
"""Room between the subject and the outline of a circle or arch, of the frame's short side."""

THIRDS = (1 / 3, 1 / 2, 2 / 3)
"""Places for the subject's centre, of the frame's width or height."""

HEADROOM = (0.05, 0.12)
"""Room above the subject, of the frame's height; none and three times the upper bound are worth nothing."""

PRODUCT_FILL, FACE_FILL = (0.45, 0.80), (0.11, 0.30)
"""Heights of a product (or its width) and of a face that look right, of the frame's height."""

SIDE_ROOM = 0.04
"""Least room beside a subject that the photo does not cut, of the frame's short side."""

BODY_CUTS = (
    (0.0, 1.0), (0.45, 0.8), (0.9, 0.1), (1.2, 0.0), (1.8, 0.0), (2.0, 0.1), (2.2, 0.0), (2.9, 0.0),
    (3.3, 0.35), (3.8, 0.35), (4.3, 0.0), (5.1, 0.0), (5.6, 0.6), (6.3, 0.6), (6.8, 0.2), (7.3, 0.7), (8.4, 0.7),
    (8.8, 0.0),
)  # fmt: skip
"""How bad a cut is so many face heights below the chin.

A face's box is about 0.77 of a head high; chest, waist and mid-thigh lie 2, 2.9 and 4.7 heads below the crown (Loomis,
Figure Drawing), chin, hips, knees and ankles between them.
"""

CHIN_ROOM = 0.35
"""Least room below a chin, of the face's height: without a neck a head stands on the frame's edge."""

CLEAR_AIR = 0.04
"""Air between the subject and the frame where the photo goes on, of the frame's short side: less looks like a slip."""

LOOKED_AT = 0.05
"""Height from which a face in a scene is looked at, of the frame's height."""

GROUP_SHOWN = 0.3
"""Least share of a group and what it is about that a frame shows."""

SCENE_SHOWN = 0.5
"""Share of what draws attention in a scene that a frame should show: a sliver of it shows nothing."""

TURNED = 0.3
"""Turn of a face from which it needs more room on the side it looks to."""

FULL_SCORE = 6.5
"""Sum of all that a crop can win."""


@dataclass(frozen=True, slots=True)
class CoverCrop:
    """The window of a photo (px) that fills a frame.

    `score` compares windows, `crop_score` is the same from 0 to 1. `kept` is the share of the subject's box, or of the
    faces and the hair above them, inside the window; 1 for a scene, of which any part may be shown. `faces_whole` says
    that no face of the main subject, nor any face of a scene, is cut. Unless `eligible`, `reason` says in a sentence
    what is lost. `upscale` is frame px per photo px.
    """

    window: Box
    score: float
    kept: float
    faces_whole: bool
    eligible: bool
    reason: str
    upscale: float
    crop_score: float


@dataclass(frozen=True, slots=True, eq=False)
class _Frame:
    """What is asked of a crop."""

    size: tuple[int, int]
    target: tuple[float, float]
    calm: tuple[Box, ...]
    covered: tuple[Box, ...]
    shape: str


@dataclass(frozen=True, slots=True, eq=False)
class _Maps:
    mask: IntegralImage
    attention: IntegralImage
    centre: tuple[float, float]
    scale: float


def choose_cover_crop(
    photo: Photo,
    size: tuple[int, int],
    *,
    target: tuple[float, float] = (0.5, 0.5),
    calm: Sequence[Box] = (),
    covered: Sequence[Box] = (),
    shape: str = "rect",
) -> CoverCrop:
    """Choose the window of *photo* for a frame of *size* (width, height) px.

    The window lies inside the photo and has the frame's aspect. *target* is where the subject's centre (a person's
    face a sixth higher) should sit, in fractions of the frame; a third beside it is nearly as good. *calm* are boxes
    of the frame, px, behind type, *covered* boxes that a plate hides. *shape* is the frame's outline: a circle (or
    ellipse) and an arch, whose top is half an ellipse, need the subject inside; other names count as the whole frame.
    """
    frame = _Frame(size, target, tuple(calm), tuple(covered), shape)
    height, width = photo.pixels.shape[:2]
    windows = _list_windows((width, height), size)
    best = _best_window(photo, frame, windows, _score_listed(photo, size) + _score_place(photo, frame, windows))
    near = _near_windows(photo, windows[best])
    chosen = near[_best_window(photo, frame, near, _score_windows(photo, frame, near))]
    return _describe_window(photo, frame, chosen)


# Photos of one size are common in a campaign, and each is asked for the same frames.
@lru_cache(maxsize=LISTED_FRAMES)
def _list_windows(room: tuple[int, int], size: tuple[int, int]) -> Field:
    """Return the windows tried for a photo of *room* (width, height) px, (n, 4): left, top, width, height."""
    width, height = room
    aspect = size[0] / size[1]
    full = min(width, height * aspect)
    found = []
    for scale in WINDOW_SCALES:
        across = full * scale
        if scale < 1 and size[0] > MAX_UPSCALE * across:
            break
        extent = min(across, width), min(across / aspect, height)
        step = TRAVEL_STEP if scale == 1 else COARSE_STEP
        found.append(_place_windows(extent, room, step))
    windows = np.asfortranarray(np.concatenate(found))  # each of the four side by side: they are used one at a time
    windows.flags.writeable = False
    return windows


def _place_windows(extent: tuple[float, float], room: tuple[int, int], step: float) -> Field:
    axes = []
    for length, whole in zip(extent, room, strict=True):
        free = whole - length
        axes.append(np.linspace(0, free, round(1 / step) + 1) if free > 0.5 else np.array([max(0.0, free) / 2]))
    x, y = np.meshgrid(*axes)
    return np.stack([x.ravel(), y.ravel(), np.full(x.size, extent[0]), np.full(x.size, extent[1])], axis=-1)


def _near_windows(photo: Photo, window: Field) -> Field:
    """Return windows of the same size round *window*, `TRAVEL_STEP` of the free travel apart."""
    height, width = photo.pixels.shape[:2]
    free = np.maximum(0, np.array([width, height]) - window[2:])
    steps = np.arange(-2, 3) * TRAVEL_STEP
    across, down = (np.unique(np.clip(window[axis] + steps * free[axis], 0, free[axis])) for axis in (0, 1))
    x, y = np.meshgrid(across, down)
    return np.stack([x.ravel(), y.ravel(), np.full(x.size, window[2]), np.full(x.size, window[3])]).T


def _best_window(photo: Photo, frame: _Frame, windows: Field, scores: Field) -> int:
    if not frame.calm and not frame.covered:
        return int(np.argmax(scores))
    close = np.argsort(-scores, kind="stable")[:CLOSE_LOOK]
    return int(close[np.argmax(scores[close] + _score_cover(photo, frame, windows[close]))])


def _score_windows(photo: Photo, frame: _Frame, windows: Field) -> Field:
    return _score_content(photo, frame.size, windows) + _score_place(photo, frame, windows)


# Layouts ask for frames of one size with the subject in different places: the canvas' own size most of all.
def _score_listed(photo: Photo, size: tuple[int, int]) -> Field:
    """Return what each listed window shows is worth."""
    known = _known_scores(photo)
    scores = known.get(size)
    if scores is None:
        height, width = photo.pixels.shape[:2]
        scores = _score_content(photo, size, _list_windows((width, height), size))
        if len(known) >= SCORED_FRAMES:
            known.clear()
        known[size] = scores
    return scores


# A photo takes up to 50 MB: no more of them are kept than elsewhere.
@lru_cache(maxsize=CACHED_PHOTOS)
def _known_scores(_photo: Photo) -> dict[tuple[int, int], Field]:
    return {}


def _score_content(photo: Photo, size: tuple[int, int], windows: Field) -> Field:
    """Return what each window shows is worth, wherever in it the subject should stand."""
    score = _CONTENT_SCORES[photo.main.kind](photo, windows)
    return np.asarray(score - _upscale_loss(size, windows) - _cut_faces(photo, windows))


def _score_place(photo: Photo, frame: _Frame, windows: Field) -> Field:
    """Return how near the subject of each window is to where it should stand, less what its outline cuts."""
    return _PLACE_SCORES[photo.main.kind](photo, frame, windows)


def _upscale_loss(size: tuple[int, int], windows: Field) -> Field:
    """Return what enlarging costs: it starts to show at 1.2 frame px per photo px."""
    return np.asarray(0.4 * np.clip((size[0] / windows[:, 2] - 1.2) / 0.8, 0, 1.5))


def _cut_faces(photo: Photo, windows: Field) -> Field:
    """Return what faces cost that a window cuts: all of them, also of people in the background.

    A face of the subject that is left out costs more than a cut one.
    """
    loss = np.zeros(len(windows))
    needed = photo.main.faces if photo.main.clear else ()
    for face in photo.faces:
        share = _share(_seen_head(face), windows)
        large = np.minimum(1, face.box.height / (0.06 * windows[:, 3]))
        loss += np.where((share > 0.02) & (share < MIN_KEPT), large, 0)
        share = _share(face.box, windows)
        if face in needed:
            eyes_to_lips = Box(face.box.x, face.box.y + 0.2 * face.box.height, face.box.width, 0.7 * face.box.height)
            missing = 4 * (1 - np.minimum(1, share)) + 6 * (1 - np.minimum(1, _share(eyes_to_lips, windows)))
            loss += missing / len(needed)
    return loss


def _seen_head(face: Face) -> Box:
    """Return the part of a head that lies in its photo."""
    head = face.head
    top = max(0.0, head.y)
    return Box(head.x, top, head.width, head.bottom - top)


def _with_air(photo: Photo, windows: Field) -> Field:
    """Return the windows less the air that a subject needs on sides where the photo goes on."""
    height, width = photo.pixels.shape[:2]
    air = CLEAR_AIR * np.minimum(windows[:, 2], windows[:, 3])
    left, top = (np.where(windows[:, axis] > 0.5, air, 0) for axis in (0, 1))
    right = np.where(windows[:, 0] + windows[:, 2] < width - 0.5, air, 0)
    bottom = np.where(windows[:, 1] + windows[:, 3] < height - 0.5, air, 0)
    return np.stack(
        [windows[:, 0] + left, windows[:, 1] + top, windows[:, 2] - left - right, windows[:, 3] - top - bottom]
    ).T


def _share(box: Box, windows: Field) -> Field:
    """Return the share of *box* inside each window."""
    across = np.minimum(box.right, windows[:, 0] + windows[:, 2]) - np.maximum(box.x, windows[:, 0])
    down = np.minimum(box.bottom, windows[:, 1] + windows[:, 3]) - np.maximum(box.y, windows[:, 1])
    return np.asarray(np.maximum(across, 0) * np.maximum(down, 0) / max(box.area, 1e-9))


def _weigh_product(photo: Photo, windows: Field) -> Field:
    main = photo.main
    kept = _share(main.box, windows)
    extent = np.maximum(main.box.height / windows[:, 3], main.box.width / windows[:, 2])
    won = 3 * kept + _headroom(photo, main.box, windows) + _fill(extent, PRODUCT_FILL)
    lost = 2 * (kept < MIN_KEPT) + _tight_sides(photo, main.box, windows) + _zoom_loss(photo, windows)
    lost += _share(main.box, _with_air(photo, windows)) < MIN_KEPT
    return np.asarray(won - lost)


def _place_product(photo: Photo, frame: _Frame, windows: Field) -> Field:
    box = photo.main.box
    x, y = _inside_frame(box.x + box.width / 2, box.y + box.height / 2, windows)
    middle = frame.target[1] + 0.02  # a standing thing looks right a little below it
    thirds = 1 - 2 * np.minimum(0.5, np.hypot(_off_target(x, frame.target[0]), 0.6 * (y - middle)))
    return np.asarray(thirds - 2 * _outside_shape(box, frame, windows))


def _weigh_person(photo: Photo, windows: Field) -> Field:
    main = photo.main
    face = main.faces[0]
    kept = _share(main.keep, windows)
    body = _mask_share(photo, windows)
    x, _ = _inside_frame(face.box.x + face.box.width / 2, 0.0, windows)
    won = 3 * (0.7 * kept + 0.3 * body) + _headroom(photo, main.box, windows)
    won += _fill(face.box.height / windows[:, 3], FACE_FILL)
    lost = 2 * (kept < MIN_KEPT) + 2 * _body_cut(photo, windows) + _look_room(face, x)
    lost += 2 * _cuts_chin(photo, windows) + 1.5 * _side_cut(photo, windows)
    lost += _share(main.keep, _with_air(photo, windows)) < MIN_KEPT
    return np.asarray(won - lost)


def _place_person(photo: Photo, frame: _Frame, windows: Field) -> Field:
    face = photo.main.faces[0].box
    x, y = _inside_frame(face.x + face.width / 2, face.y + 0.4 * face.height, windows)
    upper = frame.target[1] - 1 / 6  # a face stands a third from the top where a thing stands in the middle
    thirds = 1 - 2 * np.minimum(
        0.5, np.hypot(_off_target(x, frame.target[0]), 0.7 * np.maximum(0, np.abs(y - upper) - 0.06))
    )
    return np.asarray(thirds - 2 * _outside_shape(photo.main.keep, frame, windows))


def _weigh_group(photo: Photo, windows: Field) -> Field:
    main = photo.main
    whole = np.mean([_share(face.box, windows) >= MIN_KEPT for face in main.faces], axis=0)
    won = 1.5 * whole + 0.75 * _share(main.keep, windows) + 0.75 * _mask_share(photo, windows)
    won += _headroom(photo, main.box, windows)
    lost = 2 * (whole < 1) + 2 * _body_cut(photo, windows) + 2 * _cuts_chin(photo, windows)
    lost += _share(main.keep, _with_air(photo, windows)) < MIN_KEPT
    return np.asarray(won - lost + 0.5 * _largeness(photo, windows))


def _place_group(photo: Photo, frame: _Frame, windows: Field) -> Field:
    keep = photo.main.keep
    x, y = _inside_frame(keep.x + keep.width / 2, keep.y + keep.height / 2, windows)
    upper = frame.target[1] - 0.12
    thirds = 1 - 2 * np.minimum(0.5, np.hypot(x - frame.target[0], 0.5 * np.maximum(0, np.abs(y - upper) - 0.08)))
    return np.asarray(2 * thirds - 2 * _outside_shape(keep, frame, windows))


def _weigh_scene(photo: Photo, windows: Field) -> Field:
    maps = _photo_maps(photo)
    attention, _ = maps.attention.box_sums(windows * maps.scale)
    attention = attention / max(maps.attention.total, 1e-9)
    faces = [_share(_seen_head(face), windows) >= MIN_KEPT for face in photo.faces]
    whole = np.mean(faces, axis=0) if faces else 1.0
    sliver = np.clip(1 - attention / SCENE_SHOWN, 0, 1)
    won = 2 * attention / max(float(attention.max()), 1e-9) + whole + 2 * _largeness(photo, windows)
    return np.asarray(won - 0.5 * _side_cut(photo, windows) - 2 * sliver)


def _place_scene(photo: Photo, frame: _Frame, windows: Field) -> Field:
    x, y = _inside_frame(*_photo_maps(photo).centre, windows)
    centred = 1 - 2 * np.minimum(0.5, np.hypot(x - frame.target[0], 0.6 * (y - frame.target[1])))
    return np.asarray(1.5 * centred)


_CONTENT_SCORES: dict[SubjectKind, Callable[[Photo, Field], Field]] = {
    SubjectKind.PRODUCT: _weigh_product,
    SubjectKind.PERSON: _weigh_person,
    SubjectKind.GROUP: _weigh_group,
    SubjectKind.SCENE: _weigh_scene,
}
_PLACE_SCORES: dict[SubjectKind, Callable[[Photo, _Frame, Field], Field]] = {
    SubjectKind.PRODUCT: _place_product,
    SubjectKind.PERSON: _place_person,
    SubjectKind.GROUP: _place_group,
    SubjectKind.SCENE: _place_scene,
}


def _inside_frame(x: float, y: float, windows: Field) -> tuple[Field, Field]:
    """Return where a place of the photo lies in each window, in fractions of it."""
    return (x - windows[:, 0]) / windows[:, 2], (y - windows[:, 1]) / windows[:, 3]


def _off_target(place: Field, target: float) -> Field:
    """Return how far *place* is from *target* or, nearly as good, from a third or the middle."""
    thirds = np.min([np.abs(place - third) for third in THIRDS], axis=0)
    return np.asarray(np.minimum(np.abs(place - target), thirds + 0.06))


def _headroom(photo: Photo, box: Box, windows: Field) -> Field:
    """Return how right the room above the subject is: 1 at 5 to 12 % of the frame, 0 without any or far too much.

    A small subject, of less than 0.6 of the frame's height, may stand lower, down to the middle below 0.35.
    """
    if photo.main.touched[1]:
        return np.asarray((windows[:, 1] <= 0.5).astype(np.float64))
    tall = box.height / windows[:, 3]
    small = np.clip((0.6 - tall) / 0.25, 0, 1)
    low = HEADROOM[0] + small * np.maximum(0, 0.3 * (1 - tall) - HEADROOM[0])
    high = HEADROOM[1] + small * np.maximum(0, 0.5 * (1 - tall) - HEADROOM[1])
    room = (box.y - windows[:, 1]) / windows[:, 3]
    return np.asarray(np.clip(np.minimum(room / low, 1 - (room - high) / 0.24), 0, 1))


def _fill(extent: Field, right: tuple[float, float]) -> Field:
    """Return how right the size of the subject in the frame is: 1 in the range, falling off on both sides."""
    low, high = right
    return np.interp(extent, (0.1 * low, low, high, 1.3 * high), (0, 1, 1, 0))


def _tight_sides(photo: Photo, box: Box, windows: Field) -> Field:
    """Return how close a product comes to sides of the frame that do not cut it in the photo: up to 1 for each."""
    touched = photo.main.touched
    gaps = (
        (box.x - windows[:, 0], touched[0]),
        (windows[:, 0] + windows[:, 2] - box.right, touched[2]),
        (windows[:, 1] + windows[:, 3] - box.bottom, touched[3]),
    )
    least = SIDE_ROOM * np.minimum(windows[:, 2], windows[:, 3])
    loss = np.zeros(len(windows))
    for gap, cut in gaps:
        if not cut:
            loss += np.clip(1 - gap / least, 0, 1)
    return loss


def _look_room(face: Face, x: Field) -> Field:
    """Return what it costs that a turned face has less room before it than behind it, up to 1."""
    if abs(face.turn) < TURNED:
        return np.zeros_like(x)
    before = x if face.turn < 0 else 1 - x
    return np.asarray(np.clip(2.5 * (0.6 - before), 0, 1))


def _body_cut(photo: Photo, windows: Field) -> Field:
    """Return how bad the place is at which a window's lower edge cuts the people, 0 to 1."""
    main = photo.main
    height = photo.pixels.shape[0]
    bottom = windows[:, 1] + windows[:, 3]
    free = bottom >= min(main.box.bottom, height - 1.0) - 1  # below everybody, or as the photographer cut
    places, losses = zip(*BODY_CUTS, strict=True)
    worst = np.zeros(len(windows))
    for face in main.faces:
        worst = np.maximum(worst, np.interp((bottom - face.box.bottom) / face.box.height, places, losses))
    return np.asarray(np.where(free, 0, worst))


def _cuts_chin(photo: Photo, windows: Field) -> _Flags:
    bottom = windows[:, 1] + windows[:, 3]
    lowest = max(face.box.bottom + CHIN_ROOM * face.box.height for face in photo.main.faces)
    return np.asarray((bottom < lowest) & (bottom < photo.pixels.shape[0] - 1))


def _mask_share(photo: Photo, windows: Field) -> Field:
    maps = _photo_maps(photo)
    inside, _ = maps.mask.box_sums(windows * maps.scale)
    return np.asarray(inside / max(maps.mask.total, 1e-9))


def _side_cut(photo: Photo, windows: Field) -> Field:
    """Return how much of a window's left and right edges cuts the subject, where the photo's own edge does not."""
    maps, width = _photo_maps(photo), photo.pixels.shape[1]
    strip = 2 / maps.scale
    loss = np.zeros(len(windows))
    for start, inner in (
        (windows[:, 0], windows[:, 0] > 0.5),
        (windows[:, 0] + windows[:, 2] - strip, windows[:, 0] + windows[:, 2] < width - 0.5),
    ):
        edge = np.stack([start, windows[:, 1], np.full(len(windows), strip), windows[:, 3]], axis=-1)
        loss += np.where(inner, maps.mask.box_means(edge * maps.scale), 0)
    return loss


def _largeness(photo: Photo, windows: Field) -> Field:
    """Return the size of each window, of the largest one of its aspect."""
    height, width = photo.pixels.shape[:2]
    aspect = windows[0, 2] / windows[0, 3]
    return np.asarray(windows[:, 2] / min(width, height * aspect))


def _zoom_loss(photo: Photo, windows: Field) -> Field:
    """Return what a smaller window costs: surroundings, and more if the network doubts what belongs to the subject."""
    return np.asarray((0.2 + 2 * photo.main.doubt) * (1 - _largeness(photo, windows)))


def _outside_shape(box: Box, frame: _Frame, windows: Field) -> _Flags:
    """Return for each window whether *box* leaves the outline of a circle or arch, or comes too close to it."""
    if frame.shape not in {"circle", "arch"}:
        return np.zeros(len(windows), bool)
    width, height = frame.size
    spare = SHAPE_SPARE * min(width, height)
    left, top = _inside_frame(box.x, box.y, windows)
    right, bottom = _inside_frame(box.right, box.bottom, windows)
    sides = [left * width, right * width], [top * height, bottom * height]
    out = (sides[0][0] < spare) | (sides[0][1] > width - spare)
    out |= (sides[1][0] < spare) | (sides[1][1] > height - spare)
    radii = (width / 2, height / 2) if frame.shape == "circle" else arch_radii(frame.size)
    for x in sides[0]:
        for y in sides[1]:
            away = np.minimum(0, y - radii[1]) if frame.shape == "arch" else y - radii[1]
            out |= ((x - width / 2) / (radii[0] - spare)) ** 2 + (away / (radii[1] - spare)) ** 2 > 1
    return np.asarray(out)


def arch_radii(size: tuple[int, int]) -> tuple[float, float]:
    """Return the radii across and down of an arch's top, px: half a circle, flatter in a frame wider than high."""
    return size[0] / 2, min(size[0] / 2, 0.6 * size[1])


def _score_cover(photo: Photo, frame: _Frame, windows: Field) -> Field:
    """Return what lies under type and plates is worth: quiet wins, subject and faces lose."""
    score = np.zeros(len(windows))
    main = photo.main
    faces = [face.box for face in photo.faces]
    if frame.calm:
        where = boxes_in_photo(frame.calm, windows, frame.size)
        area = np.array([box.area for box in frame.calm])[:, None] / sum(box.area for box in frame.calm)
        quiet = estimate_quiet(photo, where.reshape(-1, 4)).reshape(where.shape[:2])
        score += 0.5 * (area * quiet).sum(axis=0)
        if main.clear:
            score -= 4 * (area * _mask_means(photo, where)).sum(axis=0)
        score -= 3 * _faces_under(faces, where)
    if frame.covered:
        where = boxes_in_photo(frame.covered, windows, frame.size)
        hidden = _mask_means(photo, where) * where[..., 2] * where[..., 3]
        visible = np.maximum(
            _mask_share(photo, windows) * _photo_maps(photo).mask.total / _photo_maps(photo).scale ** 2, 1
        )
        score -= (4 if main.clear else 1) * np.minimum(1, hidden.sum(axis=0) / visible)
        score -= 3 * _faces_under(faces, where)
    return score


def _mask_means(photo: Photo, where: Field) -> Field:
    maps = _photo_maps(photo)
    return np.asarray(maps.mask.box_means(where.reshape(-1, 4) * maps.scale).reshape(where.shape[:2]))


def _faces_under(faces: Sequence[Box], where: Field) -> Field:
    """Return the share of the most hidden face under the boxes of each window."""
    worst = np.zeros(where.shape[1])
    for face in faces:
        for row in where:
            worst = np.maximum(worst, _share(face, row))
    return worst


@lru_cache(maxsize=CACHED_PHOTOS)
def _photo_maps(photo: Photo) -> _Maps:
    main = photo.main
    attention = np.asarray(photo.subject.presence, np.float64) + 0.02  # what draws no attention counts a little
    for face in photo.faces:
        left, top, right, bottom = face.box.grown(0.3 * face.box.height).pixels(10**6, 10**6)
        rows = slice(int(top * main.scale), int(bottom * main.scale) + 1)
        attention[rows, int(left * main.scale) : int(right * main.scale) + 1] += 1.0
    y, x = np.mgrid[: attention.shape[0], : attention.shape[1]] + 0.5
    total = float(attention.sum())
    centre = float((x * attention).sum()) / total / main.scale, float((y * attention).sum()) / total / main.scale
    return _Maps(IntegralImage.of_field(main.mask), IntegralImage.of_field(attention), centre, main.scale)


def _describe_window(photo: Photo, frame: _Frame, window: Field) -> CoverCrop:
    main, one = photo.main, window[None]
    score = float(_score_windows(photo, frame, one)[0])
    if frame.calm or frame.covered:
        score += float(_score_cover(photo, frame, one)[0])
    people = main.faces if main.clear else photo.faces
    shares = [float(_share(face.box, one)[0]) for face in people]
    whole = all(share >= MIN_KEPT or (share <= 0.02 and not main.clear) for share in shares)
    kept = min(1.0, float(_share(main.keep, one)[0])) if main.clear else 1.0
    reason = _objection(photo, frame, one, kept, whole=whole)
    height, width = photo.pixels.shape[:2]
    x, y, across, down = (float(value) for value in window)
    box = Box(min(max(0.0, x), width - across), min(max(0.0, y), height - down), across, down)
    return CoverCrop(
        window=box,
        score=score,
        kept=kept,
        faces_whole=whole,
        eligible=not reason,
        reason=reason,
        upscale=frame.size[0] / across,
        crop_score=float(np.clip(score / FULL_SCORE, 0, 1)),
    )


def _large_faces(photo: Photo, window: Field) -> list[Face]:
    """Return the faces that are looked at in a window, not those of passers-by far away."""
    return [face for face in photo.faces if face.box.height >= LOOKED_AT * float(window[0, 3])]


def _objection(photo: Photo, frame: _Frame, window: Field, kept: float, *, whole: bool) -> str:
    """Return why a subject cannot be shown in the frame, or nothing."""
    main = photo.main
    if not main.clear:
        heads = (float(_share(_seen_head(face), window)[0]) for face in _large_faces(photo, window))
        return "The frame would cut a head." if any(0.02 < share < MIN_KEPT for share in heads) else ""
    product = main.kind is SubjectKind.PRODUCT
    several = len(main.faces) > 1
    held = main.box if product else main.keep
    objections = (
        (product and kept < MIN_KEPT, f"The frame would cut the subject: only {kept:.0%} of it fits."),
        (not whole and several, "The frame cannot hold every face whole."),
        (not whole, "The frame would cut the face."),
        (kept < MIN_KEPT, "The frame would cut the top of the head."),
        (not product and bool(_cuts_chin(photo, window)[0]), "The frame would cut at the chin."),
        (bool(_outside_shape(held, frame, window)[0]), f"The subject does not fit inside the {frame.shape}."),
        (float(_share(held, _with_air(photo, window))[0]) < MIN_KEPT, "The subject would touch the frame's edge."),
        (several and float(_mask_share(photo, window)[0]) < GROUP_SHOWN, "The frame would show a part of the group."),
    )
    return next((sentence for holds, sentence in objections if holds), "")
