"""The subject of a photo without its background, with a decided edge and without the background's colour along it.

A second look at the subject alone shows the network more detail. A guided filter (He, Sun and Tang, IEEE PAMI 35, 2013)
then moves its edge to that of the picture, and colours along the edge are taken from inside the subject. It takes some
0.6 s of CPU for a photo of a megapixel, so it is made only for ads that show the subject alone.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PIL import Image

from creative_cli.formats import Box
from creative_cli.imaging.main_subject import DOUBTFUL_PRESENCE, SEEN_PRESENCE, Sides, SubjectKind
from creative_cli.imaging.morphology import grow_levels, shrink_levels
from creative_cli.imaging.photo import CACHED_PHOTOS, Photo
from creative_cli.imaging.raster import Field, smooth_step
from creative_cli.imaging.saliency import connected_part, presence_parts
from creative_cli.imaging.u2net import predict_presence
from creative_cli.models import Pixels

MIN_CERTAINTY = 0.9
"""Least share of the boundary that is decided."""

MIN_AREA, MAX_AREA = 0.06, 0.55
"""Share of the photo that the subject may fill."""

SECOND_LOOK_MARGIN = 0.12
"""What of its surroundings the second look sees, of the subject's longer side."""

FILTER_GRID_PX = 560
"""Longer side of the picture on which the edge is moved."""

FILTER_REACH, FILTER_SMOOTHNESS = 0.012, 2e-4
"""Radius of the guided filter, of the grid's longer side, and its regularisation (variance of colours from 0 to 1)."""

CLEAR_TO, SOLID_FROM = 0.30, 0.74
"""Alpha of the filter up to which a place is clear, and from which it is solid: an edge is a line, not a haze."""

DECIDED = (0.1, 0.9)
"""Alpha up to which and from which a place is decided."""

BAND_SHARE = 0.02
"""Half the width of the boundary band in which certainty is measured, of the subject's longer side."""

CLEAR_HOLE = 0.1
"""Mean presence up to which a hole in the subject is one: the eye of a handle, not a white label."""

MIN_PART_SHARE, MIN_PART_ALPHA = 0.03, 0.8
"""A part beside the largest one is kept if it has this share of the whole and this mean alpha: no half ice cubes."""

COLOUR_LEVELS = 6
"""Halvings over which colours of the inside are carried outwards."""


@dataclass(frozen=True, slots=True, eq=False)
class Cutout:
    """A subject without its background: `pixels` uint8 (h, w, 4) of the photo's `box` (px), not premultiplied.

    `certainty` is the share of the boundary band that is decided, or less if the network doubted what belongs to the
    subject or saw it differently on its second look. `area` the subject's share of the photo, `touched`
    the sides of the photo that cut it. Unless `usable`, `reason` says in a sentence why it should not be shown alone.
    """

    pixels: Pixels
    box: Box
    certainty: float
    area: float
    touched: Sides
    reason: str

    @property
    def usable(self) -> bool:
        """Whether the subject can stand without its background."""
        return not self.reason


@lru_cache(maxsize=CACHED_PHOTOS)
def cut_out_subject(photo: Photo) -> Cutout | None:
    """Return the main subject of *photo* alone; None for a scene or a group, or if the network does not see it again.

    `box` is cut to the subject. The last few are cached, as several formats show the same one.
    """
    main = photo.main
    if not main.clear or main.kind is SubjectKind.GROUP:
        return None
    height, width = photo.pixels.shape[:2]
    around = main.box.grown(SECOND_LOOK_MARGIN * max(main.box.width, main.box.height))
    left, top, right, bottom = around.pixels(width, height)
    part = np.ascontiguousarray(photo.pixels[top:bottom, left:right])
    small, seen = _look_closely(part)
    if seen is None:
        return None
    # A box that the user marked says nothing about the outline in it.
    before = _first_look(photo, (left, top, right, bottom), seen.shape) if photo.subject.certain else seen
    alpha, certainty = _settle_edge(part, small, seen, before)
    if not (alpha > 0.5).any():
        return None
    area = float(alpha.sum()) / (width * height)
    columns, rows = np.flatnonzero((alpha > 0.02).any(axis=0)), np.flatnonzero((alpha > 0.02).any(axis=1))
    x, y, across, down = int(columns[0]), int(rows[0]), int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1
    inner = slice(y, y + down), slice(x, x + across)
    colours = _carry_colors(part[inner], alpha[inner])
    pixels = np.dstack([colours, np.asarray(alpha[inner] * 255 + 0.5, np.uint8)])
    reason = _object_to_cutout(certainty, area, main.touched)
    return Cutout(pixels, Box(left + x, top + y, across, down), certainty, area, main.touched, reason)


def _object_to_cutout(certainty: float, area: float, touched: Sides) -> str:
    """Return why a cut-out should not be shown alone, or nothing."""
    left, top, right, _ = touched
    objections = (
        (left or top or right, "The photo cuts the subject at a side."),
        (not MIN_AREA <= area <= MAX_AREA, f"The subject fills {area:.0%} of the photo, outside 6 % to 55 %."),
        (certainty < MIN_CERTAINTY, f"The subject's edge is not clear: only {certainty:.0%} of it is decided."),
    )
    return next((sentence for holds, sentence in objections if holds), "")


def _look_closely(part: Pixels) -> tuple[Field, Field | None]:
    """Return *part* at the filter's size, 0..1, and the presence of the subject there."""
    height, width = part.shape[:2]
    scale = min(1.0, FILTER_GRID_PX / max(height, width))
    size = max(8, round(width * scale)), max(8, round(height * scale))
    small = np.asarray(Image.fromarray(part).resize(size, Image.Resampling.BOX), np.float64) / 255
    return small, predict_presence(part, size)


def _first_look(photo: Photo, edges: tuple[int, int, int, int], shape: tuple[int, ...]) -> Field:
    """Return the presence that was found in the whole photo, cut to *edges* (px) and brought to *shape*."""
    main = photo.main
    rows, columns = main.mask.shape
    left, top, right, bottom = (edge * main.scale for edge in edges)
    box = (left, top, min(right, columns), min(bottom, rows))
    mask = Image.fromarray(np.asarray(main.mask, np.float32))
    return np.asarray(mask.resize((shape[1], shape[0]), Image.Resampling.BILINEAR, box=box))


def _settle_edge(part: Pixels, small: Field, seen: Field, before: Field) -> tuple[Field, float]:
    """Return the alpha of *part* at full size, 0..1, and how certain it is."""
    slopes, offset = _fit_guide(small, np.asarray(seen, np.float64))
    filtered = np.clip((slopes * small).sum(axis=-1) + offset, 0, 1)
    outline = smooth_step(CLEAR_TO, SOLID_FROM, filtered)
    certainty = min(_decided_share(outline), 1 - _doubtful_share(seen), 1 - _changed_share(before, seen))
    kept, filled = _solid_parts(outline), _doubtful_holes(outline, np.maximum(seen, before))
    size = part.shape[1], part.shape[0]
    guide = part.astype(np.float32) / np.float32(255)
    alpha = _enlarge(offset, size)
    for channel in range(3):
        alpha = alpha + _enlarge(slopes[..., channel], size) * guide[..., channel]
    # Far from the edge the filter may still see texture; there the network's word counts.
    sure = smooth_step(0.35, 0.65, _enlarge(_soften(outline, 2), size))
    near = _enlarge(_edge_nearness(outline), size)
    alpha = near * smooth_step(CLEAR_TO, SOLID_FROM, alpha) + (1 - near) * sure
    alpha = np.maximum(alpha * _enlarge(kept, size), _enlarge(filled, size))
    return np.asarray(alpha, np.float32), certainty


def _fit_guide(guide: Field, values: Field) -> tuple[Field, Field]:
    """Return slopes (h, w, 3) and an offset (h, w) that make *values* a linear function of the *guide*'s colours."""
    radius = max(2, round(FILTER_REACH * max(values.shape)))
    colour = [guide[..., channel] for channel in range(3)]
    means = [_box_mean(one, radius) for one in colour]
    mean = _box_mean(values, radius)
    shared = np.stack(
        [_box_mean(one * values, radius) - own * mean for one, own in zip(colour, means, strict=True)], -1
    )
    spread = np.empty((*values.shape, 3, 3))
    for one in range(3):
        for other in range(one, 3):
            product = _box_mean(colour[one] * colour[other], radius) - means[one] * means[other]
            spread[..., one, other] = spread[..., other, one] = product
    spread += FILTER_SMOOTHNESS * np.eye(3)
    slopes = np.linalg.solve(spread, shared[..., None])[..., 0]
    offset = mean - sum(slopes[..., channel] * means[channel] for channel in range(3))
    return np.stack([_box_mean(slopes[..., channel], radius) for channel in range(3)], -1), _box_mean(offset, radius)


def _box_mean(field: Field, radius: int) -> Field:
    """Return the mean of the cells at most *radius* away along each axis, of those inside the field."""
    for axis in (0, 1):
        length = field.shape[axis]
        sums = np.cumsum(np.insert(field, 0, 0, axis=axis), axis=axis)
        first = np.clip(np.arange(length) - radius, 0, length)
        last = np.clip(np.arange(length) + radius + 1, 0, length)
        counts = (last - first).reshape((-1, 1) if axis == 0 else (1, -1))
        field = (np.take(sums, last, axis=axis) - np.take(sums, first, axis=axis)) / counts
    return field


def _solid_parts(outline: Field) -> Field:
    """Return 1 where the largest part and solid parts beside it are, with their soft edges, 0 elsewhere."""
    parts = presence_parts(outline)
    if not parts:
        return np.zeros(outline.shape, np.float32)
    weights = [float(outline[part].sum()) for part in parts]
    largest, whole = max(weights), sum(weights)
    kept = [
        part
        for part, weight in zip(parts, weights, strict=True)
        if weight == largest or (weight >= MIN_PART_SHARE * whole and float(outline[part].mean()) >= MIN_PART_ALPHA)
    ]
    there = np.logical_or.reduce(kept).astype(np.uint8) * 255
    return np.asarray(grow_levels(there, 3) > 0, np.float32)


def _doubtful_holes(outline: Field, seen: Field) -> Field:
    """Return 1 in holes of *outline* that the network did not see clearly: a white label, not the eye of a handle."""
    clear = outline < 0.5
    padded = np.pad(clear, 1, constant_values=True)
    holes = clear & ~connected_part(padded, 0, 0)[1:-1, 1:-1]
    filled = np.zeros(outline.shape, np.uint8)
    while holes.any():
        row, column = divmod(int(np.argmax(holes)), holes.shape[1])
        hole = connected_part(holes, row, column)
        holes = holes & ~hole
        if float(seen[hole].mean()) > CLEAR_HOLE:
            filled[hole] = 255
    return np.asarray(grow_levels(filled, 2) > 0, np.float32)


def _soften(field: Field, radius: int) -> Field:
    return _box_mean(_box_mean(np.asarray(field, np.float64), radius), radius)


def _edge_nearness(outline: Field) -> Field:
    """Return 1 at the edge of *outline* and its surroundings, 0 well inside and well outside."""
    reach = max(3, round(1.5 * FILTER_REACH * max(outline.shape)))
    soft = _soften(np.asarray(outline > 0.5, np.float64), reach)
    return np.asarray(np.clip(8 * np.minimum(soft, 1 - soft), 0, 1))


def _enlarge(field: Field, size: tuple[int, int]) -> Field:
    return np.asarray(Image.fromarray(np.asarray(field, np.float32)).resize(size, Image.Resampling.BILINEAR))


def _doubtful_share(seen: Field) -> float:
    """Return the share of what the second look saw of which it was not sure: glass, ice, blur, branches."""
    found = seen > SEEN_PRESENCE
    return int((found & (seen < DOUBTFUL_PRESENCE)).sum()) / max(1, int(found.sum()))


def _changed_share(before: Field, seen: Field) -> float:
    """Return the share of the subject on which the two looks do not agree."""
    return int((np.abs(before - seen) > 0.5).sum()) / max(1, int((seen > 0.5).sum()))


def _decided_share(outline: Field) -> float:
    """Return the share of the band along the edge that is decided: solid or clear."""
    rows, columns = np.flatnonzero((outline > 0.5).any(axis=1)), np.flatnonzero((outline > 0.5).any(axis=0))
    if not rows.size:
        return 0.0
    reach = max(2, round(BAND_SHARE * max(np.ptp(rows), np.ptp(columns))))
    soft = _box_mean(np.asarray(outline > 0.5, np.float64), reach)
    band = (soft > 0) & (soft < 1)
    band |= (outline > DECIDED[0]) & (outline < DECIDED[1])
    decided = (outline <= DECIDED[0]) | (outline >= DECIDED[1])
    return float(decided[band].mean()) if band.any() else 1.0


def _carry_colors(part: Pixels, alpha: Field) -> Pixels:
    """Return the colours of *part* with those of its solid inside carried over the edge, so that no halo shows."""
    inside = shrink_levels((alpha > 0.98).astype(np.uint8), 1).astype(np.float32)
    colour = part.astype(np.float32)
    carried, found = colour * inside[..., None], inside
    size = part.shape[1], part.shape[0]
    for level in range(1, COLOUR_LEVELS + 1):
        coarse = max(1, size[0] >> level), max(1, size[1] >> level)
        weight = _resample(inside, coarse, size)
        fresh = np.stack([_resample(colour[..., channel] * inside, coarse, size) for channel in range(3)], -1)
        use = (found < 0.01) & (weight > 0.01)
        carried[use] = fresh[use] / weight[use][:, None]
        found = np.where(use, 1, found)
    own = np.clip((alpha - 0.9) / 0.1, 0, 1)[..., None]
    mixed = np.where((found > 0)[..., None], own * colour + (1 - own) * carried, colour)
    return np.asarray(np.clip(mixed + 0.5, 0, 255), np.uint8)


def _resample(field: Field, coarse: tuple[int, int], size: tuple[int, int]) -> Field:
    small = Image.fromarray(np.asarray(field, np.float32)).resize(coarse, Image.Resampling.BOX)
    return np.asarray(small.resize(size, Image.Resampling.BILINEAR))
