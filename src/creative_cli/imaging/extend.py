"""Photos made wider or higher than they are, out of what lies between subject and edge.

Calm strips are stretched, more and more towards the edge: a sky, a wall, a table go on as they are. Restless ones would
smear, so the strip is mirrored at its edge, goes out of focus and fades into the edge's own tone within a short way:
a plain ground for type, as printed ads have it.
"""

import numpy as np
from PIL import Image

from creative_cli.color.color_math import rgb_to_oklab, set_lightness
from creative_cli.formats import Box
from creative_cli.imaging.raster import Field, blur_field
from creative_cli.models import Pixels

MAX_EDGE_SHARE = 0.25
"""Part of a strip's most restless rows that may be edges for it to be stretched to twice its size; less for more."""

EDGE_DIFFERENCE = 14.0
"""Difference of neighbouring px, of 255, on a picture EDGE_GRID_PX px long, that is an edge."""

FADE_IN, FADE_OUT = 0.07, 0.15
"""Where a fade begins before the photo's edge and where it is complete behind it, of the canvas' longer side."""

MIN_LIGHT_TONE, MAX_DARK_TONE = 0.86, 0.30
"""Oklab lightness tones are brought to: the lighter ones at least, the darker ones at most, so that type reads."""

MAX_LIGHT_TONE_CHROMA, MAX_DARK_TONE_CHROMA = 0.05, 0.025
"""Oklab chroma of a tone, and of a deep one: a quiet ground, not another colour of the picture."""

LIGHTNESS_FALLOFF = 0.06
"""By how much a tone's lightness changes outwards: light falls off, paint does not."""

LIGHT_TONE_FROM = 0.60
"""Lightness from which a tone is a lighter one."""

EDGE_GRID_PX = 256

MIN_STRETCH_PACE = 0.6
"""Pace at a stretched strip's end, of its mean pace: lower would smear."""

MIN_STRIP_SHARE = 0.25
"""A strip narrower than this, of what it has to fill, would smear when stretched."""

EXTENSION_BLURS = (0.006, 0.018, 0.045)
"""Softness of a mirrored extension, of the canvas' longer side, from its beginning outwards."""


def extend_photo(photo: Pixels, window: Box, size: tuple[int, int], subject: Box) -> Pixels:
    """Return *window* of *photo* at *size* (width, height), what lies outside made up; the subject is untouched."""
    height, width = photo.shape[:2]
    across, soft_across = _map_axis((width, size[0]), (window.x, window.right), (subject.x, subject.right), photo, 1)
    down, soft_down = _map_axis((height, size[1]), (window.y, window.bottom), (subject.y, subject.bottom), photo, 0)
    picture = _sample_linear(_sample_linear(_reduce_photo(photo, window, size), across, 1, width), down, 0, height)
    softness = np.maximum(soft_down[:, None], soft_across[None, :])
    if softness.any():
        picture = _defocus(picture, softness)
        picture = _fade_to_tone(picture, photo, window, subject, (soft_across, soft_down))
    return picture


def _fade_to_tone(picture: Pixels, photo: Pixels, window: Box, subject: Box, soft: tuple[Field, Field]) -> Pixels:
    """Return *picture* fading into each mirrored edge's own tone."""
    height, width = photo.shape[:2]
    scale = picture.shape[1] / window.width
    longer = max(picture.shape[:2])
    band = max(2, min(height, width) // 40)
    places = [np.arange(picture.shape[1]) + 0.5, np.arange(picture.shape[0]) + 0.5]
    # Each: axis, px beyond the edge, free px before it, and the photo's pixels along the edge.
    sides = (
        (0, -window.x * scale - places[0], subject.x * scale, photo[:, :band]),
        (0, places[0] - (width - window.x) * scale, (width - subject.right) * scale, photo[:, -band:]),
        (1, -window.y * scale - places[1], subject.y * scale, photo[:band]),
        (1, places[1] - (height - window.y) * scale, (height - subject.bottom) * scale, photo[-band:]),
    )
    out = picture.astype(np.float32)
    for axis, beyond, free, edge in sides:
        if beyond.max() <= 1 or not soft[axis][beyond > 0].any():
            continue
        start = -min(FADE_IN * longer, max(0.0, free))
        share = np.clip((beyond - start) / (FADE_OUT * longer - start), 0, 1).astype(np.float32)
        share = share * share * (3 - 2 * share)
        far = np.clip(beyond / max(float(beyond.max()), 1.0), 0, 1).astype(np.float32)[:, None]
        near, end = _edge_tones(edge)
        tone = near + far * (end - near)
        out += share[None, :, None] * (tone[None] - out) if axis == 0 else share[:, None, None] * (tone[:, None] - out)
    return np.asarray(out + np.float32(0.5), np.uint8)


def _edge_tones(edge: Pixels) -> tuple[Field, Field]:
    """Return the colour most of an edge has, light or dark enough for type, and what it becomes far out, 0 to 255."""
    red, green, blue = (int(value) for value in np.median(edge.reshape(-1, 3), axis=0))
    level, green_red, blue_yellow = rgb_to_oklab((red, green, blue))
    pale = level >= LIGHT_TONE_FROM
    most = MAX_LIGHT_TONE_CHROMA if pale else MAX_DARK_TONE_CHROMA
    chroma = min(1.0, most / max(float(np.hypot(green_red, blue_yellow)), 1e-6))
    near = max(level, MIN_LIGHT_TONE) if pale else min(level, MAX_DARK_TONE)
    far = near + LIGHTNESS_FALLOFF if pale else near - LIGHTNESS_FALLOFF
    first, last = (set_lightness((red, green, blue), end, chroma) for end in (near, min(0.97, max(0.12, far))))
    return np.array(first, np.float32), np.array(last, np.float32)


def _reduce_photo(photo: Pixels, window: Box, size: tuple[int, int]) -> Pixels:
    """Return *photo* at the canvas' scale where it is larger, so that sampling does not alias."""
    scale = size[0] / window.width
    if scale >= 1:
        return photo
    small = max(1, round(photo.shape[1] * scale)), max(1, round(photo.shape[0] * scale))
    return np.asarray(Image.fromarray(photo).resize(small, Image.Resampling.LANCZOS))


def _map_axis(
    lengths: tuple[int, int], span: tuple[float, float], keep: tuple[float, float], photo: Pixels, axis: int
) -> tuple[Field, Field]:
    """Return, for each canvas px along one axis, its place in the photo (px) and how far out of focus, 0..1."""
    have, want = lengths
    scale = (span[1] - span[0]) / want
    place = (span[0] + (np.arange(want) + 0.5) * scale).astype(np.float64)
    soft = np.zeros(want)
    for edge, reach, inner in ((0.0, -span[0], keep[0]), (float(have), span[1] - have, have - keep[1])):
        if reach <= 1:
            continue
        away = (place - edge) if edge else (edge - place)
        sign = 1.0 if edge else -1.0
        calm = MAX_EDGE_SHARE * min(1.0, inner / reach)
        if inner > MIN_STRIP_SHARE * reach and _edginess(photo, inner, axis, end=bool(edge)) <= calm:
            inside = away > -inner
            place = np.where(inside, edge + sign * _stretch_strip(away, inner, reach), place)
        else:
            depth = max(inner, 2.0)
            folded = depth - np.abs(depth - np.mod(away, 2 * depth))
            place = np.where(away > 0, edge - sign * folded, place)
            soft = np.maximum(soft, np.clip(away / (0.35 * reach), 0, 1))
    return np.clip(place, 0, have - 1).astype(np.float32), soft.astype(np.float32)


def _stretch_strip(away: Field, inner: float, reach: float) -> Field:
    """Return places in a strip *inner* px wide, at minus that to 0, spread over itself and *reach* px more.

    They leave the kept part at the photo's own pace and slow down towards the edge, to MIN_STRETCH_PACE of the mean.
    """
    share = np.clip((away + inner) / (inner + reach), 0, 1)
    mean = inner / (inner + reach)
    least = MIN_STRETCH_PACE * mean
    power = (1 - mean) / (mean - least)
    gone = least * share + (1 - least) / (power + 1) * (1 - (1 - share) ** (power + 1))
    return np.asarray(gone * (inner + reach) - inner)


def _edginess(photo: Pixels, inner: float, axis: int, *, end: bool) -> float:
    """Return how much of a strip's most restless lines, along the axis it would be stretched along, are edges."""
    every = max(1, max(photo.shape[:2]) // EDGE_GRID_PX)
    count = max(2 * every, int(inner))
    strip = np.moveaxis(photo, axis, 0)
    grey = Image.fromarray(np.ascontiguousarray(strip[-count:] if end else strip[:count])).convert("L")
    size = max(2, grey.width // every), max(2, grey.height // every)
    small = np.asarray(grey.resize(size, Image.Resampling.BOX), np.float32)
    return float(np.quantile((np.abs(np.diff(small, axis=0)) > EDGE_DIFFERENCE).mean(axis=0), 0.95))


def _sample_linear(picture: Pixels, place: Field, axis: int, length: int) -> Pixels:
    """Return *picture* read at *place* (px of a picture *length* px along *axis*), between px linearly."""
    own = picture.shape[axis]
    at = place * np.float32(own / length) - np.float32(0.5)
    first = np.clip(np.floor(at), 0, own - 1).astype(np.int64)
    weight = np.clip(at - first, 0, 1).reshape((-1, 1, 1) if axis == 0 else (1, -1, 1)).astype(np.float32)
    one = np.take(picture, first, axis=axis)
    other = np.take(picture, np.minimum(first + 1, own - 1), axis=axis).astype(np.float32)
    return np.asarray(one + weight * (other - one) + np.float32(0.5), np.uint8)


def _defocus(picture: Pixels, softness: Field) -> Pixels:
    """Return *picture* blurred where *softness* (0..1) says, in three steps blended into each other."""
    longer = max(picture.shape[:2])
    rows, columns = (np.flatnonzero(softness.any(axis=axis)) for axis in (1, 0))
    part = slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)
    out = picture[part].astype(np.float32)
    for step, radius in enumerate(EXTENSION_BLURS):
        share = np.clip(softness[part] * len(EXTENSION_BLURS) - step, 0, 1)[..., None]
        soft = np.dstack(
            [blur_field(picture[part][..., channel].astype(np.float32), radius * longer) for channel in range(3)]
        )
        out += share * (soft - out)
    whole = picture.copy()
    whole[part] = out + np.float32(0.5)
    return whole
