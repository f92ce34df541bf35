"""Finds the subject of a photo: with a trained network, or from the pixels if it finds none.

The pixels' attention map adds up three signs under a centre prior: departures from the expected spectrum (spectral
residual, Hou and Zhang, CVPR 2007), colours rare along the border (boundary prior, after Wei et al., ECCV 2012) and
sharpness. Colour models of subject and background, learnt from that map in a few rounds (the idea of GrabCut, Rother et
al., 2004), then draw the outline.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from PIL import Image

from creative_cli.formats import Box
from creative_cli.imaging import u2net
from creative_cli.imaging.raster import Field, blur_field
from creative_cli.models import Pixels

PresenceMask: TypeAlias = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]

FALLBACK_SIDE_PX = 128  # longer side of the grid without the network, px
COLOR_BINS = 10  # steps of each Lab axis in the colour models

COLOR_MODEL_ROUNDS = 4

MIN_PRESENCE = 0.42  # lowest presence that belongs to the subject
NETWORK_GRID_PX = 256  # longer side of the network's grid, px
MIN_PART_SHARE = 0.04  # share of the whole presence; smaller parts are dropped
POINT_BOX_SHARE = 0.16  # half the side of the box round a point without a subject, of the photo's longer side
MAX_PARTS = 5  # separate parts considered
FALLBACK_BOX_EDGES = (0.02, 0.98)  # quantiles of presence at the edges of the subject's box: haze does not widen it
NETWORK_BOX_EDGES = (0.003, 0.997)  # the network's outline includes hair


@dataclass(frozen=True, slots=True, eq=False)
class PhotoSubject:
    """The subject of a photo: its `box` in px, and its `presence`, 0..1, on a grid of `scale` cells per px.

    `certain` says that the trained network found it; from pixels alone it is a guess.
    """

    box: Box
    presence: Field
    scale: float
    certain: bool = False

    def share(self, box: Box) -> float:
        """Return the share of the subject, 0..1, inside *box* (px of the photo)."""
        total = float(self.presence.sum())
        left, top, right, bottom = Box(
            box.x * self.scale, box.y * self.scale, box.width * self.scale, box.height * self.scale
        ).pixels(self.presence.shape[1], self.presence.shape[0])
        return float(self.presence[top:bottom, left:right].sum()) / total if total else 0.0


def find_subject(photo: Pixels) -> PhotoSubject:
    """Return the subject of *photo*, uint8 (h, w, 3); that of a plain picture is its middle."""
    height, width = photo.shape[:2]
    scale = NETWORK_GRID_PX / max(height, width)
    found = u2net.predict_presence(photo, (max(8, round(width * scale)), max(8, round(height * scale))))
    if found is not None:
        found = _without_specks(found)
        return PhotoSubject(_presence_box(found, 1 / scale, NETWORK_BOX_EDGES), found, scale, certain=True)
    return _find_by_pixels(photo)


def _find_by_pixels(photo: Pixels) -> PhotoSubject:
    height, width = photo.shape[:2]
    scale = FALLBACK_SIDE_PX / max(height, width)
    size = max(8, round(width * scale)), max(8, round(height * scale))
    small = Image.fromarray(photo).resize(size, Image.Resampling.BOX, reducing_gap=2.0)
    lab: Pixels = np.asarray(small.convert("LAB"), np.uint8) ^ np.array([0, 128, 128], np.uint8)
    attention = _attention_map(lab.astype(np.float32), _sharpness_map(photo, size))
    outline = _outline_by_color(lab, attention)
    presence = 0.7 * np.sqrt(attention * outline) + 0.3 * attention
    presence = np.clip(presence / max(float(np.quantile(presence, 0.99)), 1e-6), 0, 1)
    presence = np.asarray(np.where(_heaviest_part(presence), presence, 0), np.float32)
    return PhotoSubject(_presence_box(presence, 1 / scale, FALLBACK_BOX_EDGES), presence, scale)


def subject_from_box(photo: Pixels, box: Box) -> PhotoSubject:
    """Return the subject that a user marked by *box*, px of *photo*; a box without size is a point.

    A box is the subject itself. A point selects the part of the found subject at that point, or else a box round it.
    """
    height, width = photo.shape[:2]
    found = find_subject(photo)
    inside = np.zeros_like(found.presence)
    if not box.area:
        part = _part_at(found, box.x, box.y)
        if part is not None:
            presence = np.asarray(np.where(part, found.presence, 0), np.float32)
            return PhotoSubject(_presence_box(presence, 1 / found.scale, NETWORK_BOX_EDGES), presence, found.scale)
        box = _clip_box(box.grown(POINT_BOX_SHARE * max(width, height)), width, height)
    left, top, right, bottom = Box(
        box.x * found.scale, box.y * found.scale, box.width * found.scale, box.height * found.scale
    ).pixels(inside.shape[1], inside.shape[0])
    inside[top : max(bottom, top + 1), left : max(right, left + 1)] = 1
    return PhotoSubject(box, inside, found.scale)


def _clip_box(box: Box, width: int, height: int) -> Box:
    left, top, right, bottom = box.pixels(width, height)
    return Box(left, top, right - left, bottom - top)


def _attention_map(lab: Field, sharpness: Field) -> Field:
    total = _normalize(_spectral_residual(lab[..., 0])) + _normalize(_color_rarity(lab)) + _normalize(sharpness)
    y, x = np.mgrid[-1 : 1 : lab.shape[0] * 1j, -1 : 1 : lab.shape[1] * 1j].astype(np.float32)
    centre = np.exp(-0.5 * ((x / 0.75) ** 2 + (y / 0.85) ** 2))
    return _normalize(blur_field(np.asarray(total * centre, np.float32), 2.0))


def _normalize(field: Field) -> Field:
    low, high = float(np.quantile(field, 0.05)), float(np.quantile(field, 0.995))
    return np.asarray(np.clip((field - low) / max(high - low, 1e-6), 0, 1), np.float32)


def _spectral_residual(grey: Field) -> Field:
    spectrum = np.fft.fft2(grey)
    loud = np.log(np.abs(spectrum) + 1).astype(np.float32)
    residual = loud - np.fft.ifftshift(blur_field(np.fft.fftshift(loud), 1.5))
    back = np.abs(np.fft.ifft2(np.exp(residual + 1j * np.angle(spectrum)))) ** 2
    return np.sqrt(blur_field(back.astype(np.float32), 3.0))


def _color_rarity(lab: Field) -> Field:
    """Return the distance of each colour from the nearest ones along the border."""
    height, width = lab.shape[:2]
    band = max(2, round(0.06 * min(height, width)))
    along = np.ones((height, width), bool)
    along[band:-band, band:-band] = False
    border = lab[along]
    chosen = border[:: max(1, len(border) // 96)]
    # A channel at a time: summing along an axis of three takes twice as long.
    away = (lab[..., :1] - chosen[:, 0]) ** 2
    for channel in (1, 2):
        away += (lab[..., channel, None] - chosen[:, channel]) ** 2
    away = np.sqrt(away)
    nearest = max(1, len(chosen) // 12)
    return blur_field(np.partition(away, nearest, axis=-1)[..., :nearest].mean(axis=-1).astype(np.float32), 1.5)


def _sharpness_map(photo: Pixels, size: tuple[int, int]) -> Field:
    triple = Image.fromarray(photo).resize((3 * size[0], 3 * size[1]), Image.Resampling.BOX).convert("L")
    grey = np.asarray(triple, np.float32)
    fine = np.asarray(np.abs(grey - blur_field(grey, 1.2)), np.float32)
    return blur_field(np.asarray(Image.fromarray(fine).resize(size, Image.Resampling.BOX)), 3.0)


def _outline_by_color(lab: Pixels, attention: Field) -> Field:
    """Return how much each place is coloured like the subject rather than the background, near where attention is."""
    steps = lab.astype(np.int64)
    steps[..., 1:] = np.clip(steps[..., 1:] - 88, 0, 79) * 256 // 80  # the part of Lab's axes that photos fill
    index = ((steps * COLOR_BINS // 256) * (COLOR_BINS * COLOR_BINS, COLOR_BINS, 1)).sum(axis=-1)
    presence = attention
    for _ in range(COLOR_MODEL_ROUNDS):
        subject, ground = _color_histogram(index, presence**2), _color_histogram(index, (1 - presence) ** 2)
        alike = subject[index] / (subject[index] + ground[index] + 1e-9)
        near = blur_field(presence, 6.0)
        drawn = blur_field(
            np.asarray(alike * np.sqrt(np.maximum(near, 0) / max(float(near.max()), 1e-6)), np.float32), 1.2
        )
        presence = np.asarray(np.clip(drawn / max(float(np.quantile(drawn, 0.98)), 1e-6), 0, 1), np.float32)
    return presence


def _color_histogram(index: np.ndarray[tuple[int, ...], np.dtype[np.int64]], weight: Field) -> Field:
    """Return how often each colour occurs, its neighbours counted a little too."""
    counts = np.bincount(index.ravel(), weight.ravel(), COLOR_BINS**3).reshape(COLOR_BINS, COLOR_BINS, COLOR_BINS)
    for axis in range(3):
        counts = 0.5 * counts + 0.25 * np.roll(counts, 1, axis) + 0.25 * np.roll(counts, -1, axis)
    return np.asarray((counts / max(float(counts.sum()), 1e-9)).ravel(), np.float32)


def _heaviest_part(presence: Field) -> PresenceMask:
    found = presence_parts(presence)
    return max(found, key=lambda part: float(presence[part].sum())) if found else np.ones(presence.shape, bool)


def _without_specks(presence: Field) -> Field:
    """Return *presence* without parts below `MIN_PART_SHARE`."""
    enough = MIN_PART_SHARE * float(presence.sum())
    found = [part for part in presence_parts(presence) if float(presence[part].sum()) >= enough]
    there = np.logical_or.reduce(found) if found else np.ones(presence.shape, bool)
    return np.asarray(np.where(there, presence, 0), np.float32)


def _part_at(subject: PhotoSubject, x: float, y: float) -> PresenceMask | None:
    rows, columns = subject.presence.shape
    row, column = min(rows - 1, int(y * subject.scale)), min(columns - 1, int(x * subject.scale))
    there = subject.presence > MIN_PRESENCE
    return connected_part(there, row, column) if there[row, column] else None


def presence_parts(presence: Field) -> list[PresenceMask]:
    """Return the connected parts with the highest presence, at most `MAX_PARTS`."""
    left: PresenceMask = presence > MIN_PRESENCE
    found: list[PresenceMask] = []
    while len(found) < MAX_PARTS and left.any():
        row, column = divmod(int(np.argmax(np.where(left, presence, 0))), presence.shape[1])
        found.append(connected_part(left, row, column))
        left = left & ~found[-1]
    return found


def connected_part(there: PresenceMask, row: int, column: int) -> PresenceMask:
    """Return the part of *there* connected to one cell, along rows and columns."""
    # It joins whole runs of a row instead of cells: a twentieth of the time of Pillow's flood fill.
    step = np.diff(np.pad(there, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    rows, starts = np.nonzero(step == 1)
    ends = np.nonzero(step == -1)[1]
    first = np.searchsorted(rows, np.arange(there.shape[0] + 1)).tolist()
    begin, end, of_row = starts.tolist(), ends.tolist(), rows.tolist()
    joined = [run for run in range(first[row], first[row + 1]) if begin[run] <= column < end[run]]
    seen = set(joined)
    for run in joined:  # the loop appends to it
        for beside in (of_row[run] - 1, of_row[run] + 1):
            if 0 <= beside < there.shape[0]:
                touching = (
                    other
                    for other in range(first[beside], first[beside + 1])
                    if other not in seen and begin[other] < end[run] and begin[run] < end[other]
                )
                found = list(touching)
                seen.update(found)
                joined.extend(found)
    part = np.zeros(there.shape, bool)
    for run in joined:
        part[of_row[run], begin[run] : end[run]] = True
    return part


def _presence_box(presence: Field, cell: float, edges: tuple[float, float]) -> Box:
    left, right = _profile_ends(presence.sum(axis=0), edges)
    top, bottom = _profile_ends(presence.sum(axis=1), edges)
    return Box(left * cell, top * cell, (right - left) * cell, (bottom - top) * cell)


def _profile_ends(profile: Field, edges: tuple[float, float]) -> tuple[int, int]:
    passed = np.cumsum(profile) / max(float(profile.sum()), 1e-6)
    return int(np.searchsorted(passed, edges[0])), min(len(profile), int(np.searchsorted(passed, edges[1])) + 1)
