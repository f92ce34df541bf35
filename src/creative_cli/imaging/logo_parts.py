"""The colours of a logo: where each of them is, how much of the ink it holds, and what lies around it.

Colours are found by k-means in Oklab over a histogram, from seeds as far apart as possible: small parts in a colour of
their own are found and the same logo always has the same parts. Antialiased edges do not count.
"""

from dataclasses import dataclass, replace
from math import atan2, degrees, hypot

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from creative_cli.color.color_math import NEAR_BLACK, WHITE, Rgb, contrast_ratio, relative_luminance, rgb_to_oklab
from creative_cli.color.oklab_pixels import pixels_to_oklab
from creative_cli.imaging.logo_trim import scale_layer
from creative_cli.imaging.raster import Field
from creative_cli.models import Pixels
from creative_cli.thread_caches import cached_for_threads

ANALYSIS_PX = 400_000  # area in which parts are looked for: strokes of small print are 3 px wide then
FAINT_ALPHA = 0.1  # fainter px are no ink
FLAT_ALPHA, FLAT_COLOR = 16, 28  # of 255: largest spread in a 3 × 3 neighbourhood away from edges
MIN_FLAT_SHARE = 0.05  # of the ink; a drawing of hairlines has no more, and its edges count too
ALPHA_WEIGHT = 0.5  # of a difference in alpha, against one in Oklab lightness
BIN_SIZE = 0.03  # Oklab; one step is just seen side by side
MIN_SEED_SHARE = 0.004  # of the ink; less is noise
SEED_DISTANCE, MERGE_DISTANCE = 0.10, 0.07  # Oklab; nearer colours are one to the eye
MAX_LOGO_PARTS = 8
_BIN_PLACES = np.array((1, 256, 256**2, 256**3), np.int64)
ROUNDS = 12  # of k-means; it rests earlier
OWN_DISTANCE = 0.10  # Oklab; px further from every colour are mixtures
ENCLOSED_SHARE = 0.10  # of a part's outline that may touch the ground, for one that lies on other colours
AROUND_PX = 3  # distance at which the surroundings of a part are looked at: beyond its antialiased edge
HOST_SHARE = 0.2  # of the surroundings, for a colour that counts as one of them
EDGE_REACH = 2  # px, over which an edge is looked for
EDGE_STEP = 0.1  # of a channel's range, over that distance: an edge of the drawing
KEPT_STEP = 0.8  # of it, in alpha: an edge in one colour; between two colours there is none

# Half the width of the widest fine stroke, of the root of the logo's area: most letters are thinner, and signs are not.
FINE_STROKE = 0.02
# A part is letters where this share of it is fine strokes, or this much of the whole ink: a sign may share its colour.
LETTERS_SHARE, LETTERS_INK = 0.5, 0.10
TONE_DISTANCE = 0.05  # Oklab; nearer letters have the tone of the sign
MIN_HUE_CHROMA, OTHER_HUE = 0.06, 25.0  # Oklab; degrees between hues that have different names
OPENED_REACH = 1.5  # of the half width, so that the corners of a sign are no strokes
MIDDLE_SLACK = 0.75  # of what a colour in middle tones reaches on white or near black

SHADE_LEVEL, SHADE_ALPHA, SHADE_STEP = 60, 128, 8  # of 255: a shadow is dark, faint, and fades

MIN_LOGO_PART_SHARE = 0.06
"""Share of the ink from which a colour must be seen."""
MIN_PART_CONTRAST = 1.6
"""Least contrast of every such colour to its ground: a shape is seen at it."""
LETTER_CONTRAST = 2.5
"""Least contrast of a colour that letters are drawn in: at less they are seen, but not read."""
MIN_MEDIAN_CONTRAST = 3.0
"""Least contrast of the ink as a whole: half of it has more."""

MIN_EDGES_KEPT = 0.95
"""Share of a mark's edges that must be left where it is set in one colour."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class LogoPart:
    """One colour of a logo, with its opacity `alpha` and its `share` of the ink, both 0 to 1.

    `cover` is uint8 (height, width) of the analysed picture: how much of each px the part fills. `hosts` are the parts,
    by index, that surround an enclosed one: they are its ground, with a contrast of `inner`. Others have none.
    `letters` says whether it is drawn in fine strokes, as a name is, and no sign.
    """

    color: Rgb
    alpha: float
    share: float
    cover: Pixels
    hosts: tuple[int, ...] = ()
    inner: float = 1.0
    letters: bool = False

    @property
    def needed(self) -> float:
        """The contrast it needs to its ground: more for letters, as far as their colour can have it."""
        if not self.letters:
            return MIN_PART_CONTRAST
        reached = max(contrast_ratio(self.color_on(ground), ground) for ground in (WHITE, NEAR_BLACK))
        return max(MIN_PART_CONTRAST, min(LETTER_CONTRAST, MIDDLE_SLACK * reached))

    def color_on(self, ground: Rgb) -> Rgb:
        """Return the colour that the part has on a plain ground."""
        red, green, blue = (
            round(self.alpha * own + (1 - self.alpha) * under) for own, under in zip(self.color, ground, strict=True)
        )
        return red, green, blue


@dataclass(frozen=True, slots=True, eq=False)
class LogoParts:
    """The colours of a logo, the largest first, and its alpha, uint8 (height, width).

    `edges_kept` is the share of its edges, 0 to 1, that are still there in one colour. `best` is the contrast of the
    ink as a whole on that of white and near black which serves its weakest colour better: a mark in middle tones that
    reaches little there cannot be asked for more.
    """

    parts: tuple[LogoPart, ...]
    alpha: Pixels
    edges_kept: float
    best: float

    @property
    def many_hues(self) -> bool:
        """Whether colours of different hues make the logo: in one colour it is another logo."""
        lab = [rgb_to_oklab(part.color_on(WHITE)) for part in self.parts if part.share >= MIN_LOGO_PART_SHARE]
        hues = [degrees(atan2(b, a)) for _, a, b in lab if hypot(a, b) >= MIN_HUE_CHROMA]
        return any(abs((one - other + 180) % 360 - 180) >= OTHER_HUE for one in hues for other in hues)


def shrink_logo(pixels: Pixels) -> Pixels:
    """Return a trimmed logo, uint8 (height, width, 4), no larger than what is analysed."""
    height, width = pixels.shape[:2]
    scale = (ANALYSIS_PX / (height * width)) ** 0.5
    return pixels if scale >= 1 else scale_layer(pixels, max(1, round(width * scale)), max(1, round(height * scale)))


def find_logo_parts(supplied: Pixels) -> LogoParts:
    """Return the colours of a logo as `shrink_logo` returns it; the last few results are kept."""
    return _find_parts(supplied.tobytes(), supplied.shape[0], supplied.shape[1])


@cached_for_threads(maxsize=8)
def _find_parts(data: bytes, height: int, width: int) -> LogoParts:
    pixels = np.frombuffer(data, np.uint8).reshape(height, width, 4)
    alpha = np.asarray(pixels[..., 3], np.float32) / np.float32(255)
    features = _color_features(pixels)
    ink = alpha > FAINT_ALPHA
    flat = ink & _is_flat(pixels)
    if flat.sum() < MIN_FLAT_SHARE * ink.sum():
        flat = alpha > 0.5 * float(alpha.max())
    if not flat.any():
        return LogoParts((), pixels[..., 3], 1.0, 1.0)

    centers = _cluster_colors(features[flat])
    near, distance = _nearest_center(features, centers)
    own = ink & (distance < OWN_DISTANCE)
    masks = [mask for index in range(len(centers)) for mask in _part_letters(own & (near == index), own, features)]
    found = [(int(mask.sum()), mask & flat) for mask in masks]
    found = sorted((one for one in found if one[1].any()), key=lambda one: -one[0])
    shades = [one for one in found if _is_shade(pixels[one[1]])]
    found = [one for one in found if not any(one is shade for shade in shades)] or found
    total = sum(size for size, _ in found)
    labels = np.full(ink.shape, len(found), np.int16)
    for index, (_, mine) in enumerate(found):
        labels[mine] = index
    parts = tuple(_describe_part(pixels, labels, index, size / total) for index, (size, _) in enumerate(found))
    parts = tuple(replace(part, inner=_inner_contrast(part, parts)) for part in parts)
    kept = 0.0 if shades else _share_of_edges_kept(pixels)  # in one colour a shadow would be a glow
    return LogoParts(parts, pixels[..., 3], kept, _best_plain_contrast(parts))


def _is_shade(mine: Pixels) -> bool:
    """Return whether px (count, 4) are a soft shadow, which need not be seen, and no translucent colour."""
    low, middle, high = np.quantile(mine[:, 3], (0.1, 0.5, 0.9))
    dark = int(np.median(mine[:, :3], axis=0).max()) <= SHADE_LEVEL
    return bool(dark and middle <= SHADE_ALPHA and high - low >= SHADE_STEP)


def _color_features(pixels: Pixels) -> Field:
    """Return Oklab of the px on white, and their weighted alpha: float32 (height, width, 4)."""
    alpha = pixels[..., 3:].astype(np.float32) / 255
    on_white = np.rint(pixels[..., :3] * alpha + 255 * (1 - alpha)).astype(np.uint8)
    return np.concatenate([pixels_to_oklab(on_white), ALPHA_WEIGHT * alpha], axis=2)


def _is_flat(pixels: Pixels) -> Mask:
    """Return the px whose eight neighbours are like them."""
    high = low = np.pad(pixels, ((1, 1), (1, 1), (0, 0)), mode="edge")
    for axis in (0, 1):
        length = pixels.shape[axis]
        shifted = [(slice(None),) * axis + (slice(by, by + length),) for by in range(3)]
        high = np.maximum.reduce([high[part] for part in shifted])
        low = np.minimum.reduce([low[part] for part in shifted])
    step = high - low
    flat: Mask = (step[..., 3] <= FLAT_ALPHA) & (step[..., :3].max(axis=2) <= FLAT_COLOR)
    return flat


def _grow_mask(mask: Image.Image, by: int) -> Mask:
    """Return a mask of 0 and 255, *by* px larger on every side."""
    # One px of 255 leaves 255 / 121 in a box of 11 px, which is not rounded to 0.
    return np.asarray(mask.filter(ImageFilter.BoxBlur(by))) > 0


def _cluster_colors(features: Field) -> Field:
    """Return the centres of the colours, float32 (parts, 4)."""
    steps = np.rint(features / BIN_SIZE).astype(np.int64) + 64
    keys, place, counts = np.unique(steps @ _BIN_PLACES, return_inverse=True, return_counts=True)
    weights = counts.astype(np.float64)
    place = place.reshape(-1)
    bins = np.stack([np.bincount(place, features[:, axis], len(keys)) / weights for axis in range(4)], axis=1)
    heavy = weights >= MIN_SEED_SHARE * weights.sum()
    heavy[np.argmax(weights)] = True
    seeds = [int(np.argmax(weights))]
    while len(seeds) < MAX_LOGO_PARTS:
        away = np.linalg.norm(bins[:, None] - bins[seeds][None], axis=2).min(axis=1)
        away[~heavy] = 0
        furthest = int(np.argmax(away))
        if away[furthest] < SEED_DISTANCE:
            break
        seeds.append(furthest)
    centers = bins[seeds]
    for _ in range(ROUNDS):
        near, _distance = _nearest_center(bins, centers)
        moved = centers.copy()
        for index in range(len(centers)):
            mine = near == index
            if mine.any():
                moved[index] = np.average(bins[mine], axis=0, weights=weights[mine])
        if np.array_equal(moved, centers):
            break
        centers = moved
    kept: list[int] = []
    for index in range(len(centers)):
        if all(np.linalg.norm(centers[index] - centers[other]) >= MERGE_DISTANCE for other in kept):
            kept.append(index)
    return np.asarray(centers[kept], np.float32)


def _nearest_center(features: NDArray[np.floating], centers: NDArray[np.floating]) -> tuple[NDArray[np.intp], Field]:
    away = np.stack([np.linalg.norm(features - center, axis=-1) for center in centers], axis=-1)
    return np.argmin(away, axis=-1), np.asarray(away.min(axis=-1), np.float32)


def _describe_part(pixels: Pixels, labels: NDArray[np.int16], index: int, share: float) -> LogoPart:
    """Describe the part with number *index* of *labels*, which is larger than any part's number elsewhere."""
    mine = labels == index
    red, green, blue, alpha = (int(channel) for channel in np.median(pixels[mine], axis=0))
    field = Image.fromarray(mine.astype(np.uint8) * 255)
    edge, near, far = (_grow_mask(field, by) for by in (1, AROUND_PX, AROUND_PX + 2))
    cover = np.where(edge, np.minimum(255.0, pixels[..., 3] * (255 / max(1, alpha))), 0).astype(np.uint8)
    zone = far & ~near
    # What lies beyond the picture's edge is ground too.
    open_px = int((zone & (pixels[..., 3] < FAINT_ALPHA * 255)).sum())
    open_px += sum(int(side.sum()) for side in (mine[0], mine[-1], mine[:, 0], mine[:, -1]))
    others = np.bincount(labels[zone & (labels != index)], minlength=int(labels.max()) + 1)[: int(labels.max())]
    closed_px = int(others.sum())
    hosts: tuple[int, ...] = ()
    if closed_px and open_px <= ENCLOSED_SHARE * (open_px + closed_px):
        hosts = tuple(
            int(other) for other in np.argsort(-others, kind="stable") if others[other] >= HOST_SHARE * closed_px
        )
    return LogoPart((red, green, blue), alpha / 255, share, cover, hosts, letters=_is_letters(cover >= 128, share))


def _part_letters(mine: Mask, ink: Mask, features: Field) -> tuple[Mask, ...]:
    """Return a colour as a sign and letters if they are two tones of it: letters are lost where a sign is not."""
    fine = mine & ~_open_mask(mine)
    broad = mine & ~fine
    if fine.sum() < MIN_LOGO_PART_SHARE * ink.sum() or not broad.any():
        return (mine,)
    apart = float(np.linalg.norm(np.median(features[fine], axis=0) - np.median(features[broad], axis=0)))
    return (broad, fine) if apart >= TONE_DISTANCE else (mine,)


def _open_mask(mask: Mask) -> Mask:
    """Return the broad part of a mask: what an opening leaves."""
    half_width = max(1, round(FINE_STROKE * mask.size**0.5))
    core = ~_grow_mask(Image.fromarray((~mask).astype(np.uint8) * 255), half_width)
    return _grow_mask(Image.fromarray(core.astype(np.uint8) * 255), round(OPENED_REACH * half_width)) & mask


def _is_letters(mine: Mask, share: float) -> bool:
    """Return whether a part with a *share* of the ink is drawn in fine strokes: those that an opening takes away."""
    fine = 1 - int(_open_mask(mine).sum()) / max(1, int(mine.sum()))
    return fine >= LETTERS_SHARE or fine * share >= LETTERS_INK


def _inner_contrast(part: LogoPart, parts: tuple[LogoPart, ...]) -> float:
    own = relative_luminance(part.color_on(WHITE))
    return min((ratio_of(own, relative_luminance(parts[host].color_on(WHITE))) for host in part.hosts), default=1.0)


def ratio_of(one: float, other: float) -> float:
    """Return the contrast ratio of two luminances (WCAG 2.2)."""
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def range_contrast(luminance: float, ground: NDArray[np.float32]) -> float:
    """Return the contrast ratio of a luminance to both ends of a ground's, its 10th and 90th percentile.

    1 where it lies between them. Raises ValueError for an empty ground.
    """
    if not ground.size:
        raise ValueError("There is no ground to measure the logo against.")
    low, high = (float(value) for value in np.quantile(ground, (0.1, 0.9)))
    if low < luminance < high:
        return 1.0
    return max((luminance + 0.05) / (high + 0.05), (low + 0.05) / (luminance + 0.05))


def weighted_median(values: list[float], weights: list[float]) -> float:
    """Return the value that half of the weight reaches or passes."""
    order = sorted(zip(values, weights, strict=True), reverse=True)
    half, seen = sum(weights) / 2, 0.0
    for value, weight in order:
        seen += weight
        if seen >= half:
            return value
    return order[-1][0]


def _best_plain_contrast(parts: tuple[LogoPart, ...]) -> float:
    grounds = []
    for ground in (WHITE, NEAR_BLACK):
        ratios = [part.inner if part.hosts else contrast_ratio(part.color_on(ground), ground) for part in parts]
        served = [
            ratio / part.needed
            for ratio, part in zip(ratios, parts, strict=True)
            if part.share >= MIN_LOGO_PART_SHARE and not part.hosts
        ]
        grounds.append((min(served, default=1.0), weighted_median(ratios, [part.share for part in parts])))
    return max(grounds)[1]


def _share_of_edges_kept(pixels: Pixels) -> float:
    """Return the share of edges between px 2 apart that a drawing in one colour still has."""
    alpha = np.asarray(pixels[..., 3:], np.float32) / np.float32(255)
    # Encoded values on white: along an antialiased edge to the ground they change no faster than alpha does.
    on_white = np.concatenate([pixels[..., :3] / np.float32(255) * alpha + 1 - alpha, alpha], axis=2)
    edges = kept = 0
    for axis in (0, 1):
        length = pixels.shape[axis]
        if length <= EDGE_REACH:
            continue
        head, tail = (
            (slice(None),) * axis + (slice(*span),) for span in ((0, length - EDGE_REACH), (EDGE_REACH, None))
        )
        step = np.abs(on_white[head] - on_white[tail])
        strongest = step.max(axis=2)
        edge = strongest > EDGE_STEP
        edges += int(edge.sum())
        kept += int((edge & (step[..., 3] >= KEPT_STEP * strongest)).sum())
    return kept / edges if edges else 1.0
