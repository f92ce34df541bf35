"""Judges from outside what an ad made of a photo: with OpenCV only, nothing of the product.

A photo is found in its ad by SIFT features (Lowe, 2004) and RANSAC (Fischler and Bolles, 1981) over scale and place,
or, where features are few, by the correlation of both pictures' gradient directions over all scales (after Scharstein,
1994). The photo, laid over the ad by that, says cell by cell what the ad shows of it:

- *kept*: local correlation and local contrast of the ad agree with the photo's.
- *cut*: share of the subject outside the canvas or the frame.
- *veiled*: share of the subject inside the frame that is not kept: under shade, fog, a plate or type; or, without a
  clear subject, the share of the frame that lost its contrast.
- *made up*: share of the canvas that is neither the photo nor one of the ad's flat colours, but looks like a picture.

The subject is what a person marked, or faces found by Haar cascades (Viola and Jones, 2001), or what stands out by
spectral residual (Hou and Zhang, 2007), distance from the mean colour (Achanta et al., 2009) and colours rare at the
border (Wei et al., 2012), outlined by GrabCut (Rother et al., 2004).
"""

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

Pixels: TypeAlias = NDArray[np.uint8]
Plane: TypeAlias = NDArray[np.float32]
Mask: TypeAlias = NDArray[np.bool_]
Edges: TypeAlias = tuple[float, float, float, float]

SOURCE_SIDE, FEATURE_SIDE, SUBJECT_SIDE = 1100, 700, 256
"""Longer sides at which a photo is laid over ads, matched, and searched for its subject, px."""
JUDGED_SHORT_SIDE, JUDGED_SMALL = 400, 180
"""Short side at which larger ads are judged, for speed, and below which ads are enlarged twice, px."""
MIN_INLIERS = 12
"""Fewest features that agree on scale and place. Chance agrees on 4 to 6 in the ads of other photos."""
SURE_INLIERS = 25
"""Features that fix scale and place to half a px by themselves."""
MIN_GRADIENT_SCORE = 0.22
"""Least correlation of gradient directions; ads of other photos reach 0.12."""
TEXTURE, FLAT = 3.0, 2.5
"""Local contrast (standard deviation, levels) from which a photo has texture, and below which an ad is flat."""

MOST_CUT, MOST_CUT_GUESSED = 0.12, 0.30
"""Share of a marked subject, or face, that may be outside; and of one that was only guessed."""
MOST_VEILED, MOST_VEILED_GUESSED = 0.20, 0.30
"""Share of a marked, or guessed, subject that may be covered or shaded."""
MOST_FOGGED = 0.35
"""Share of the textured photo that may lose its contrast, plates and type not counted."""
MOST_MADE_UP = 0.02
"""Share of the canvas that may be a picture from elsewhere; clean ads of the calibration reach 0.003."""
LEAST_SHOWN = 0.08
"""Share of the canvas below which a photo is tiny."""


class Placement(NamedTuple):
    """Where a photo is in an ad: a photo's px (x, y) is at (left + scale * x, top + scale * y), mirrored first if so.

    `strength` is the number of features that agree, or 0 where gradients told.
    """

    scale: float
    left: float
    top: float
    mirrored: bool
    strength: int


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A photo, prepared for judging: `pixels` uint8 (h, w, 3), and what was found in it.

    `subject` is its mask, float 0 to 1, (h, w); `sure` says that a person marked it or that it is a face; `clear` that
    there is a subject at all. `saliency` is float 0 to 1, (h, w).
    """

    name: str
    pixels: Pixels
    subject: Plane
    sure: bool
    clear: bool
    saliency: Plane
    features: tuple[Any, Any] = field(repr=False)
    mirrored: tuple[Any, Any] = field(repr=False)
    feature_scale: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """What was seen of the photo in one ad. Shares are 0 to 1; `reasons` are empty for an ad that is not spoilt.

    `found` is False if the photo is nowhere in the ad; then nothing else was measured. `saliency` and `gradient`, float
    0 to 1 (h, w), are the shown photo's, for the measures of layout; `zoom` is their px per px of the ad.
    """

    found: bool
    cut: float = 0.0
    veiled: float = 0.0
    made_up: float = 0.0
    shown: float = 0.0
    reasons: tuple[str, ...] = ()
    tiny: bool = False
    made_up_by: str = ""
    placement: Placement | None = None
    zoom: float = 1.0
    saliency: Plane | None = None
    gradient: Plane | None = None


def read_picture(content: Path | bytes, longest: int | None = None) -> Pixels:
    """Return a picture file as uint8 (h, w, 3), upright, at most *longest* px on its longer side."""
    with Image.open(io.BytesIO(content) if isinstance(content, bytes) else content) as opened:
        if longest is not None:
            opened.draft("RGB", (longest, longest))
        picture = ImageOps.exif_transpose(opened)
        if picture.has_transparency_data:
            paper = Image.new("RGBA", picture.size, "white")
            picture = Image.alpha_composite(paper, picture.convert("RGBA"))
        picture = picture.convert("RGB")
        if longest is not None:
            picture.thumbnail((longest, longest), Image.Resampling.LANCZOS)
        return np.asarray(picture, np.uint8)


def prepare_source(name: str, pixels: Pixels, marked: Edges | None = None) -> Source:
    """Return a photo ready for judging; *marked* is its subject by hand, in fractions of it."""
    height, width = pixels.shape[:2]
    shrink = min(1.0, FEATURE_SIDE / max(height, width))
    small = cv2.resize(pixels, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    grey = _to_grey(small)
    subject, sure, clear, saliency = _find_subject(pixels, marked)
    return Source(
        name, pixels, subject, sure, clear, saliency, _describe(grey), _describe(grey[:, ::-1].copy()), shrink
    )


def judge_ad(source: Source, ad: Pixels, texts: Sequence[Edges]) -> Verdict:
    """Return what *ad*, uint8 (h, w, 3), shows of *source*; *texts* are boxes of type in px of the ad."""
    zoom = min(1.0, JUDGED_SHORT_SIDE / min(ad.shape[:2]))
    if min(ad.shape[:2]) < JUDGED_SMALL:
        zoom = 2.0  # leaderboards have too few pixels for features as they are
    way = cv2.INTER_AREA if zoom < 1 else cv2.INTER_CUBIC
    seen: Pixels = np.asarray(cv2.resize(ad, None, fx=zoom, fy=zoom, interpolation=way), np.uint8)
    words = _cover(texts, seen.shape[:2], zoom, grow=4)
    place = locate_photo(source, seen, words)
    if place is None:
        return Verdict(found=False)
    return _measure(source, seen, words, place, zoom)


def locate_photo(source: Source, seen: Pixels, words: Mask) -> Placement | None:
    """Return where *source* is in the ad *seen*, or None; features in *words*, bool (h, w), do not count."""
    grey = _to_grey(seen)
    points, signs = _describe(grey, np.asarray(~words, np.uint8) * 255)
    best: Placement | None = None
    for mirrored, (own, own_signs) in ((False, source.features), (True, source.mirrored)):
        found = _agree(own, own_signs, points, signs, source.feature_scale)
        if found is not None and (best is None or found[3] > best.strength):
            best = Placement(found[0], found[1], found[2], mirrored, found[3])
    if best is not None and best.strength >= MIN_INLIERS:
        return best
    return _correlate_gradients(source, grey, words)


def _to_grey(pixels: Pixels) -> Pixels:
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)


def _describe(grey: Pixels, mask: Pixels | None = None) -> tuple[Any, Any]:
    """Return places (n, 3: x, y, size) and RootSIFT signs (n, 128) of the features in *grey*."""
    points, signs = cv2.SIFT_create(nfeatures=1000, contrastThreshold=0.015).detectAndCompute(grey, mask)
    if signs is None:
        return np.zeros((0, 3), np.float32), np.zeros((0, 128), np.float32)
    signs = np.sqrt(signs / np.maximum(signs.sum(axis=1, keepdims=True), 1e-6))
    return np.array([(p.pt[0], p.pt[1], p.size) for p in points], np.float32), signs


def _agree(own: Any, own_signs: Any, points: Any, signs: Any, shrink: float) -> tuple[float, float, float, int] | None:
    """Return scale, left, top (for the photo at full size) and how many features agree on them."""
    if len(own) < MIN_INLIERS or len(points) < 4:  # two pairs tell a scale, four a doubt
        return None
    pairs = cv2.BFMatcher(cv2.NORM_L2).knnMatch(signs, own_signs, k=2)
    good = [(one.queryIdx, one.trainIdx) for one, two in pairs if one.distance < 0.82 * two.distance]
    if len(good) < 4:  # as above
        return None
    there, here = points[[a for a, _ in good]], own[[b for _, b in good]]
    scales = there[:, 2] / here[:, 2]
    best, best_count = None, 0
    # Each pair tells scale and place by itself, so every pair is tried: no chance, the same answer every time.
    for index in np.argsort(-here[:, 2])[:400]:
        shift = there[index, :2] - scales[index] * here[index, :2]
        off = np.abs(there[:, :2] - scales[index] * here[:, :2] - shift).max(axis=1)
        near = (off < 12) & (np.abs(np.log(scales / scales[index])) < 0.3)  # px; a third of an octave
        if int(near.sum()) > best_count:
            best, best_count = near, int(near.sum())
    if best is None:
        return None
    for tolerance in (6.0, 3.0, 2.0):
        if int(best.sum()) < 4:  # as above
            return None
        scale, shift = _fit_scale(here[best, :2], there[best, :2])
        if scale <= 0:
            return None
        off = np.abs(there[:, :2] - scale * here[:, :2] - shift).max(axis=1)
        best = off < tolerance
    unique = len({(round(float(x)), round(float(y))) for x, y in here[best, :2]})
    return float(scale * shrink), float(shift[0]), float(shift[1]), unique


def _fit_scale(here: Any, there: Any) -> tuple[float, Any]:
    middle, goal = here.mean(axis=0), there.mean(axis=0)
    spread = float(((here - middle) ** 2).sum())
    scale = float(((here - middle) * (there - goal)).sum()) / max(spread, 1e-6)
    return scale, goal - scale * middle


def _directions(grey: Pixels | Plane) -> NDArray[np.complex64]:
    blurred = cv2.GaussianBlur(np.asarray(grey, np.float32), (0, 0), 0.8)
    slope = cv2.Sobel(blurred, cv2.CV_32F, 1, 0) + 1j * cv2.Sobel(blurred, cv2.CV_32F, 0, 1)
    return np.asarray(slope / (np.abs(slope) + 6.0), np.complex64)


def _correlate_gradients(source: Source, grey: Pixels, words: Mask) -> Placement | None:
    """Return the place at which directions of gradients agree best, over scales, or None."""
    height, width = grey.shape
    shrink = min(1.0, 160 / max(height, width))
    size = max(8, round(width * shrink)), max(8, round(height * shrink))
    ad = _directions(np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8))
    hidden = cv2.resize(np.asarray(words, np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
    ad = np.where(hidden, 0, ad).astype(np.complex64)
    photo = _to_grey(source.pixels)
    tall, wide = photo.shape
    least, most = 40 / max(tall, wide), 2.5 * max(size[0] / wide, size[1] / tall)
    best: tuple[float, float, int, int, bool] | None = None
    steps = np.geomspace(least, most, 24)
    for rough in (True, False):
        if not rough:
            if best is None:
                return None
            steps = best[1] * np.geomspace(0.94, 1.06, 9)
        for scale in steps:
            small = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
            for mirrored in (False, True) if rough else (best[4] if best else False,):
                own = _directions(small[:, ::-1].copy() if mirrored else small)
                score, x, y = _best_shift(ad, own)
                if best is None or score > best[0]:
                    best = score, float(scale), x, y, mirrored
    if best is None or best[0] < MIN_GRADIENT_SCORE:
        return None
    return Placement(best[1] / shrink, best[2] / shrink, best[3] / shrink, best[4], 0)


def _best_shift(ad: Any, own: Any) -> tuple[float, int, int]:
    """Return correlation, x and y of the shift of *own* over *ad* at which they agree best, at least 20 px in both."""
    tall, wide = ad.shape[0] + own.shape[0], ad.shape[1] + own.shape[1]
    shape = cv2.getOptimalDFTSize(tall), cv2.getOptimalDFTSize(wide)
    spectrum = np.fft.fft2(ad, shape) * np.conj(np.fft.fft2(own, shape))
    dot = np.real(np.fft.ifft2(spectrum))
    power = np.fft.rfft2(np.abs(ad) ** 2, shape) * np.conj(np.fft.rfft2(np.ones(own.shape, np.float32), shape))
    inside = np.fft.irfft2(power, shape)
    power = np.fft.rfft2(np.ones(ad.shape, np.float32), shape) * np.conj(np.fft.rfft2(np.abs(own) ** 2, shape))
    given = np.fft.irfft2(power, shape)
    total = float((np.abs(own) ** 2).sum()), float((np.abs(ad) ** 2).sum())
    enough = (given > 0.2 * total[0]) & (inside > 0.1 * total[1])
    score = np.where(enough, dot / np.sqrt(np.maximum(inside * given, 1e-3)), 0)
    y, x = np.unravel_index(int(score.argmax()), score.shape)
    value = float(score[y, x])
    return value, int(x) - shape[1] * (x >= ad.shape[1]), int(y) - shape[0] * (y >= ad.shape[0])


def _cover(boxes: Sequence[Edges], shape: tuple[int, int], zoom: float, grow: int) -> Mask:
    covered = np.zeros(shape, np.bool_)
    for left, top, right, bottom in boxes:
        rows = slice(max(0, int(top * zoom) - grow), max(0, int(bottom * zoom) + grow + 1))
        covered[rows, max(0, int(left * zoom) - grow) : max(0, int(right * zoom) + grow + 1)] = True
    return covered


def _lay(plane: Any, place: Placement, shape: tuple[int, int]) -> Any:
    """Return *plane* of the photo, laid over the ad by *place*; 0 outside the photo."""
    if place.mirrored:
        plane = np.ascontiguousarray(plane[:, ::-1])
    scale = place.scale
    if scale < 1:
        size = max(1, round(plane.shape[1] * scale)), max(1, round(plane.shape[0] * scale))
        plane = cv2.resize(plane, size, interpolation=cv2.INTER_AREA)
        scale = 1.0
    move = np.array([[scale, 0, place.left + (scale - 1) / 2], [0, scale, place.top + (scale - 1) / 2]])
    return cv2.warpAffine(plane, move, (shape[1], shape[0]), flags=cv2.INTER_LINEAR)


def _local(plane: Plane, side: int) -> Plane:
    return np.asarray(cv2.blur(plane, (side, side), borderType=cv2.BORDER_REFLECT), np.float32)


def _agreement(one: Plane, two: Plane, side: int) -> tuple[Plane, Plane, Plane]:
    """Return local correlation and both local standard deviations."""
    mean_one, mean_two = _local(one, side), _local(two, side)
    dev_one = np.sqrt(np.maximum(_local(one * one, side) - mean_one**2, 0))
    dev_two = np.sqrt(np.maximum(_local(two * two, side) - mean_two**2, 0))
    both = _local(one * two, side) - mean_one * mean_two
    return both / (dev_one * dev_two + 1.0), dev_one, dev_two


def _settle(source: Source, grey: Plane, words: Mask, place: Placement) -> Placement:
    """Return *place* with scale and shift corrected by ECC (Evangelidis and Psarakis, 2008), if features were few."""
    if place.strength >= SURE_INLIERS:
        return place
    laid = np.asarray(_lay(_to_grey(source.pixels), place, grey.shape[:2]), np.float32)
    inside = _lay(np.full(source.pixels.shape[:2], 255, np.uint8), place, grey.shape[:2]) > 250
    if int(inside.sum()) < 400:  # px; too little to correct anything by
        return place
    move = np.eye(2, 3, dtype=np.float32)
    mask = np.asarray(inside & ~words, np.uint8)
    try:
        _, move = cv2.findTransformECC(
            laid, grey, move, cv2.MOTION_AFFINE, (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 12, 1e-3), mask, 5
        )
    except cv2.error:
        return place
    stretch = float(move[0, 0] + move[1, 1]) / 2
    if not 0.93 < stretch < 1.07 or abs(float(move[0, 1])) > 0.03:  # no longer a correction
        return place
    middle = np.array([(place.left + 0.5 * place.scale * source.pixels.shape[1]),
                       (place.top + 0.5 * place.scale * source.pixels.shape[0])])  # fmt: skip
    goal = move[:, :2] @ middle + move[:, 2]
    scale = place.scale * stretch
    left = float(goal[0]) - 0.5 * scale * source.pixels.shape[1]
    top = float(goal[1]) - 0.5 * scale * source.pixels.shape[0]
    if max(abs(left - place.left), abs(top - place.top)) > 0.08 * max(grey.shape):  # as above
        return place
    return Placement(scale, left, top, place.mirrored, place.strength)


def _surfaces(seen: Pixels) -> Mask:
    """Return where the ad has one of its own flat colours: sharp peaks of its histogram, at least 0.5 % of the canvas.

    The colours of a photo, a gradient or fog spread; a peak holds 60 % of its neighbourhood of ±12 levels within ±4.
    """
    spread = np.asarray(cv2.morphologyEx(seen, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)), np.uint8)
    calm = np.asarray(cv2.inRange(spread, (0, 0, 0), (6, 6, 6)), np.uint8)
    left, flat = calm.copy(), np.zeros(seen.shape[:2], np.uint8)
    steps = np.array([4096, 64, 1], np.int32)
    for _ in range(8):
        if cv2.countNonZero(left) < 0.005 * left.size:
            break
        peak = int(np.bincount((seen[left > 0] >> 2).astype(np.int32) @ steps).argmax())
        middle = np.array([peak >> 12, (peak >> 6) & 63, peak & 63], np.float64) * 4 + 2
        tight = cv2.countNonZero(cv2.bitwise_and(calm, _within(seen, middle, 4)))
        wide = _within(seen, middle, 12)
        if tight >= 0.005 * left.size and tight >= 0.6 * cv2.countNonZero(cv2.bitwise_and(calm, wide)):
            flat |= _within(seen, middle, 7)
        left &= ~wide
    return np.asarray(flat > 0, np.bool_)


def _within(seen: Pixels, middle: NDArray[np.float64], levels: int) -> Pixels:
    low, high = np.clip(middle - levels, 0, 255), np.clip(middle + levels, 0, 255)
    return np.asarray(cv2.inRange(seen, tuple(low.tolist()), tuple(high.tolist())), np.uint8)


def _measure(source: Source, seen: Pixels, words: Mask, place: Placement, zoom: float) -> Verdict:
    shape = seen.shape[:2]
    grey = np.asarray(cv2.GaussianBlur(_to_grey(seen), (0, 0), 1.0), np.float32)
    place = _settle(source, grey, words, place)
    laid = np.asarray(_lay(source.pixels, place, shape), np.uint8)
    inside = _lay(np.full(source.pixels.shape[:2], 255, np.uint8), place, shape) > 250  # not an edge
    own = np.asarray(cv2.GaussianBlur(_to_grey(laid), (0, 0), 1.0), np.float32)
    side = max(9, round(min(*shape, 400) / 45) | 1)
    same, ad_dev, own_dev = _agreement(grey, own, side)
    apart = np.abs(
        cv2.blur(np.asarray(seen, np.float32), (side, side)) - cv2.blur(np.asarray(laid, np.float32), (side, side))
    ).max(axis=2)
    textured = inside & (own_dev >= TEXTURE)
    kept = textured & (same >= 0.5) & (ad_dev >= 0.5 * own_dev)  # half the contrast, as designers see it
    calm = inside & ~textured & (apart < 14) & (ad_dev < own_dev + FLAT)  # levels; a scrim moves more
    frame, shown = _find_frame(kept, calm, shape)
    # Fog keeps the photo's shapes and takes their contrast; another picture, a plate or type has other shapes.
    dim = textured & (same >= 0.4) & (ad_dev < 0.5 * own_dev) & ~words
    if not shown.any():
        if not dim.any() or place.strength < MIN_INLIERS:
            return Verdict(found=False)
        return Verdict(found=True, veiled=1.0, reasons=("veiled",), placement=place, zoom=zoom)
    surface = _surfaces(seen)
    cut, veiled = _subject_loss(source, place, frame, kept, calm, textured, shape)
    fogged = float(dim.sum()) / max(1, int((textured & (frame | dim)).sum()))
    strange = _find_strangers(seen, inside, textured, same, ad_dev, shown, surface, words)
    made_up = float(strange.mean())
    reasons = _reasons(source, cut, veiled, fogged, made_up)
    slope = np.hypot(cv2.Sobel(own, cv2.CV_32F, 1, 0), cv2.Sobel(own, cv2.CV_32F, 0, 1)) / 1020
    photo = frame & inside & ~(surface & ~shown)
    salient = np.asarray(_lay(source.saliency, place, shape), np.float32)
    return Verdict(
        found=True,
        cut=cut,
        veiled=veiled if source.clear else fogged,
        made_up=made_up,
        shown=float(shown.mean()),
        reasons=reasons,
        tiny=float(shown.mean()) < LEAST_SHOWN,
        made_up_by=_name_strangers(source, place, seen, strange) if made_up > MOST_MADE_UP else "",
        placement=place,
        zoom=zoom,
        saliency=np.asarray(np.where(photo, salient, 0), np.float32),
        gradient=np.asarray(np.where(photo, np.minimum(slope, 1), 0), np.float32),
    )


def _reasons(source: Source, cut: float, veiled: float, fogged: float, made_up: float) -> tuple[str, ...]:
    reasons = []
    if source.clear and cut > (MOST_CUT if source.sure else MOST_CUT_GUESSED):
        reasons.append("cut")
    if (source.clear and veiled > (MOST_VEILED if source.sure else MOST_VEILED_GUESSED)) or fogged > MOST_FOGGED:
        reasons.append("veiled")
    if made_up > MOST_MADE_UP:
        reasons.append("made-up")
    return tuple(reasons)


def _find_frame(kept: Mask, calm: Mask, shape: tuple[int, int]) -> tuple[Mask, Mask]:
    """Return the box in which the photo is shown, as a mask, and where it is: (h, w) both."""
    core = cv2.morphologyEx(np.asarray(kept, np.uint8), cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    both = cv2.morphologyEx(np.asarray((core > 0) | calm, np.uint8), cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    count, parts, facts, _ = cv2.connectedComponentsWithStats(both)
    weights = np.bincount(parts[core > 0], minlength=count)
    weights[0] = 0
    frame, shown = np.zeros(shape, np.bool_), np.zeros(shape, np.bool_)
    if not weights.any():
        return frame, shown
    boxes = []
    for part in range(1, count):
        if weights[part] >= max(60, 0.04 * weights.max()):  # px; chance agreements are smaller
            shown |= parts == part
            boxes.append(facts[part])
    if not boxes:
        return frame, shown
    left, top = min(b[0] for b in boxes), min(b[1] for b in boxes)
    right, bottom = max(b[0] + b[2] for b in boxes), max(b[1] + b[3] for b in boxes)
    frame[top:bottom, left:right] = True
    return frame, shown


def _subject_loss(
    source: Source, place: Placement, frame: Mask, kept: Mask, calm: Mask, textured: Mask, shape: tuple[int, int]
) -> tuple[float, float]:
    """Return the shares of the subject that are outside the frame, and that are inside but not to be seen."""
    if not source.clear:
        return 0.0, 0.0
    laid = np.asarray(_lay(source.subject, place, shape), np.float32)
    total = float(source.subject.sum()) * place.scale**2
    cut = 1 - min(1.0, float(laid[frame].sum()) / max(total, 1e-6))
    body = laid * textured * frame
    bare = laid * (kept | calm) * frame
    weight = float(body.sum())
    if weight < 30:  # px; a subject without texture is judged by what is calm
        return cut, 1 - float(bare.sum()) / max(float((laid * frame).sum()), 1e-6) if cut < 1 else 0.0
    return cut, 1 - float((laid * kept * frame).sum()) / weight


def _find_strangers(
    seen: Pixels, inside: Mask, textured: Mask, same: Plane, ad_dev: Plane, shown: Mask, surface: Mask, words: Mask
) -> Mask:
    """Return where the ad shows a picture that is not the photo in its place, bool (h, w)."""
    wrong = inside & textured & (same < 0.2) & (ad_dev > 5)  # texture of another kind
    alien = ((~inside & ~surface) | (wrong & ~surface)) & ~shown & ~words
    # Letters, logos and edges of plates are thin; made-up picture is an area.
    side = max(7, round(math.sqrt(seen.shape[0] * seen.shape[1]) * 0.035) | 1)
    kernel = np.ones((side, side), np.uint8)
    solid = cv2.morphologyEx(np.asarray(alien, np.uint8), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    opened = np.asarray(cv2.morphologyEx(solid, cv2.MORPH_OPEN, kernel), np.uint8)
    # Made-up picture reaches the photo or the edge of the canvas; a logo or a badge is an island on a surface.
    near = cv2.dilate(np.asarray(shown, np.uint8), kernel) > 0
    near[[0, -1]] = near[:, [0, -1]] = True
    _, parts = cv2.connectedComponents(opened)
    reaching = np.unique(parts[near & (opened > 0)])
    return np.asarray((opened > 0) & np.isin(parts, reaching), np.bool_)


def _name_strangers(source: Source, place: Placement, seen: Pixels, strange: Mask) -> str:
    """Return how a made-up part was made, as far as it shows: mirrored, smeared or of unknown origin."""
    shape = seen.shape[:2]
    photo = np.ascontiguousarray(source.pixels[:, ::-1]) if place.mirrored else source.pixels
    size = max(1, round(photo.shape[1] * place.scale)), max(1, round(photo.shape[0] * place.scale))
    small = _to_grey(np.asarray(cv2.resize(photo, size, interpolation=cv2.INTER_AREA), np.uint8))
    pads = [max(0, round(place.top)), max(0, shape[0] - round(place.top) - size[1]),
            max(0, round(place.left)), max(0, shape[1] - round(place.left) - size[0])]  # fmt: skip
    grey = cv2.GaussianBlur(np.asarray(_to_grey(seen), np.float32), (0, 0), 4)
    side = max(15, round(min(shape) * 0.12) | 1)
    best, name = 0.35, "of unknown origin"
    for way, border in (("mirrored", cv2.BORDER_REFLECT), ("smeared", cv2.BORDER_REPLICATE)):
        if min(pads[0], pads[1]) > 4 * size[1] or min(pads[2], pads[3]) > 4 * size[0]:
            continue
        wide = cv2.copyMakeBorder(small, *pads, borderType=border)
        top, left = max(0, -round(place.top)), max(0, -round(place.left))
        crop = np.asarray(wide[top : top + shape[0], left : left + shape[1]], np.float32)
        if crop.shape != shape:
            continue
        same, _, _ = _agreement(grey, np.asarray(cv2.GaussianBlur(crop, (0, 0), 4), np.float32), side)
        value = float(np.median(same[strange]))
        if value > best:
            best, name = value, way
    return name


def _find_subject(pixels: Pixels, marked: Edges | None) -> tuple[Plane, bool, bool, Plane]:
    height, width = pixels.shape[:2]
    shrink = SUBJECT_SIDE / max(height, width)
    small = np.asarray(cv2.resize(pixels, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA), np.uint8)
    salient = measure_saliency(small)
    rows, columns = small.shape[:2]
    faces = find_faces(pixels)
    sure, mask = False, None
    if marked is not None:
        sure, mask = (
            True,
            _outline(small, (marked[0] * columns, marked[1] * rows, marked[2] * columns, marked[3] * rows)),
        )
    elif faces:
        sure, mask = True, np.zeros(small.shape[:2], np.float32)
        for left, top, right, bottom in faces:
            rise = 0.25 * (bottom - top)
            box = np.array([left, max(0.0, top - rise), right, bottom]) * shrink
            mask[int(box[1]) : int(box[3]) + 1, int(box[0]) : int(box[2]) + 1] = 1
    clear = mask is not None
    if mask is None:
        mask, clear = _outline_salient(small, salient)
    full = cv2.resize(mask, (width, height), interpolation=cv2.INTER_LINEAR)
    wide = cv2.resize(salient, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(full, np.float32), sure, clear, np.asarray(wide, np.float32)


def measure_saliency(pixels: Pixels) -> Plane:
    """Return what stands out in a small picture, float 0 to 1 (h, w)."""
    found, residual = cv2.saliency.StaticSaliencySpectralResidual_create().computeSaliency(pixels)
    lab = np.asarray(cv2.cvtColor(np.asarray(pixels, np.float32) / 255, cv2.COLOR_RGB2LAB), np.float32)
    soft = cv2.GaussianBlur(lab, (0, 0), 2)
    colour = np.linalg.norm(soft - lab.reshape(-1, 3).mean(axis=0), axis=2)
    edge = max(2, round(min(pixels.shape[:2]) * 0.04))
    border = np.concatenate([soft[:edge].reshape(-1, 3), soft[:, :edge].reshape(-1, 3), soft[:, -edge:].reshape(-1, 3)])
    _, _, centres = cv2.kmeans(border, 5, None, (cv2.TERM_CRITERIA_MAX_ITER, 10, 1.0), 1, cv2.KMEANS_PP_CENTERS)
    rare = np.min(np.linalg.norm(soft[:, :, None] - centres[None, None], axis=3), axis=2)
    rows, columns = pixels.shape[:2]
    down, across = np.mgrid[0:rows, 0:columns]
    centre = np.exp(-(((across / columns - 0.5) / 0.42) ** 2 + ((down / rows - 0.5) / 0.42) ** 2))
    parts = [_stretch(colour), _stretch(rare)]
    if found:
        parts.append(_stretch(cv2.GaussianBlur(np.asarray(residual, np.float32), (0, 0), 5)))
    return _stretch(np.asarray(sum(parts) * (0.35 + 0.65 * centre), np.float32))


def _stretch(plane: Any) -> Plane:
    low, high = np.quantile(plane, (0.05, 0.99))
    return np.asarray(np.clip((plane - low) / max(float(high - low), 1e-6), 0, 1), np.float32)


def find_faces(pixels: Pixels) -> list[Edges]:
    """Return the boxes of faces, px, that the frontal or the profile cascade is certain of."""
    shrink = min(1.0, 640 / max(pixels.shape[:2]))
    grey = cv2.equalizeHist(cv2.resize(_to_grey(pixels), None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA))
    found: list[Edges] = []
    for name, votes in (("haarcascade_frontalface_alt2.xml", 14), ("haarcascade_profileface.xml", 20)):
        cascade = cv2.CascadeClassifier(cv2.data.haarcascades + name)
        least = max(24, round(min(grey.shape) * 0.09))
        for x, y, w, h in cascade.detectMultiScale(grey, 1.08, votes, minSize=(least, least)):
            box = (x / shrink, y / shrink, (x + w) / shrink, (y + h) / shrink)
            if not any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in found):
                found.append(box)
    return found


def _outline(small: Pixels, box: Edges) -> Plane:
    """Return the outline of what is in *box* (px), by GrabCut; the box itself if that finds next to nothing."""
    rows, columns = small.shape[:2]
    left, top = max(1, int(box[0])), max(1, int(box[1]))
    right, bottom = min(columns - 1, int(box[2])), min(rows - 1, int(box[3]))
    plain = np.zeros((rows, columns), np.float32)
    plain[top:bottom, left:right] = 1
    if (right - left) * (bottom - top) > 0.9 * rows * columns:
        return plain
    labels = np.zeros((rows, columns), np.uint8)
    cv2.setRNGSeed(0)
    cv2.grabCut(
        small, labels, (left, top, right - left, bottom - top), np.zeros((1, 65)), np.zeros((1, 65)), 3,
        cv2.GC_INIT_WITH_RECT,
    )  # fmt: skip
    mask = np.asarray((labels & 1) == 1, np.float32)
    return mask if float(mask.sum()) > 0.25 * float(plain.sum()) else plain  # of the box


def _outline_salient(small: Pixels, salient: Plane) -> tuple[Plane, bool]:
    """Return the most salient part's outline, and whether it is a clear subject rather than a scene."""
    level, _ = cv2.threshold(np.asarray(salient * 255, np.uint8), 0, 255, cv2.THRESH_OTSU)
    rough = np.asarray(salient * 255 > level, np.uint8)
    _, parts, facts, _ = cv2.connectedComponentsWithStats(cv2.morphologyEx(rough, cv2.MORPH_OPEN, np.ones((5, 5))))
    mass = np.bincount(parts.ravel(), weights=salient.ravel(), minlength=len(facts))
    mass[0] = 0
    if not mass.any():
        return np.ones_like(salient), False
    heaviest = int(mass.argmax())
    x, y, w, h = (int(v) for v in facts[heaviest][:4])
    mask = _outline(small, (x, y, x + w, y + h))
    area = float(mask.mean())
    rows, columns = small.shape[:2]
    held = float((salient * mask).sum()) / max(float(salient.sum()), 1e-6)
    sides = sum((mask[0].any(), mask[-1].any(), mask[:, 0].any(), mask[:, -1].any()))
    whole = float(mass[heaviest]) / float(mass.sum())
    clear = 0.015 < area < 0.4 and held > 0.35 and sides <= 1 and whole > 0.6 and w < 0.6 * columns and h < 0.85 * rows
    return mask, clear
