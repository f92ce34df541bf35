"""Laying one picture on another, and the gradient that type needs on a busy one.

Both blend the encoded values (gamma space), not linear light: that is how type is drawn by Typst, by browsers
and in the tools designers judge by, so strokes keep their weight. Light is added up linearly in the studio only.
"""

import numpy as np

from creative_cli.colour import NEAR_BLACK, WHITE, Rgb, luminance, relit
from creative_cli.contrast import worst_contrast
from creative_cli.formats import Box
from creative_cli.records import Pixels

FEATHER = 0.22
"""Width of a scrim's soft edge, of the picture's short side: narrow edges read as a box."""

STEPS = 256
"""A scrim's strength is searched in steps no eye can tell apart."""


def lay(ground: Pixels, rgba: Pixels, x: int, y: int) -> Pixels:
    """Return a copy of *ground* (height, width, 3) with *rgba* (h, w, 4, straight alpha) at (*x*, *y*) px.

    What lies outside the ground is cut off. Exact to the nearest of 255 steps.
    """
    laid = ground.copy()
    top, left = max(0, y), max(0, x)
    bottom, right = min(ground.shape[0], y + rgba.shape[0]), min(ground.shape[1], x + rgba.shape[1])
    if top >= bottom or left >= right:
        return laid
    over = rgba[top - y : bottom - y, left - x : right - x]
    under = laid[top:bottom, left:right]
    alpha = over[..., 3:].astype(np.uint16)
    blend = over[..., :3] * alpha + under * (255 - alpha) + 128
    under[...] = (blend + (blend >> 8)) >> 8
    return laid


def scrim_strength(pixels: Pixels, box: Box, ink: Rgb, enough: float) -> float:
    """Return the weakest scrim, 0 (none) to 1, with which *ink* reaches *enough* on the worst tenth behind *box*.

    1 when even the strongest does not reach it.
    """
    left, top, right, bottom = box.pixels(pixels.shape[1], pixels.shape[0])
    behind = pixels[top:bottom, left:right]
    if behind.size == 0 or worst_contrast(behind, ink) >= enough:
        return 0.0
    tone = _tone(behind, ink)
    full = np.ones((*behind.shape[:2], 1), np.float32)
    weak, strong = 0, STEPS
    while strong - weak > 1:
        middle = (weak + strong) // 2
        passes = worst_contrast(_veiled(behind, tone, full * (middle / STEPS)), ink) >= enough
        weak, strong = (weak, middle) if passes else (middle, strong)
    return strong / STEPS


def scrim(pixels: Pixels, box: Box, ink: Rgb, enough: float, spare: "Pixels | None" = None) -> Pixels:
    """Return *pixels* with the weakest gradient that lets *ink* be read in *box* at a ratio of *enough*.

    The gradient is full behind the box, runs on to the edges of the canvas the box is near and fades elsewhere;
    its colour is the picture's own, darkened or lightened. *spare* is a mask, uint8 (height, width), it stays off.
    """
    strength = scrim_strength(pixels, box, ink, enough)
    if not strength:
        return pixels
    height, width = pixels.shape[:2]
    left, top, right, bottom = box.pixels(width, height)
    feather = FEATHER * min(width, height)
    across, down = _fade(width, left, right, feather), _fade(height, top, bottom, feather)
    veil = (strength * down[:, None] * across[None, :])[..., None]
    if spare is not None:
        veil = veil * (1 - spare[..., None].astype(np.float32) / 255)
    return _veiled(pixels, _tone(pixels[top:bottom, left:right], ink), veil)


def _veiled(pixels: Pixels, tone: Rgb, veil: "np.ndarray[tuple[int, ...], np.dtype[np.float32]]") -> Pixels:
    mixed = pixels + veil * (np.array(tone, np.float32) - pixels)
    return np.asarray(mixed + 0.5, np.uint8)


def _tone(behind: Pixels, ink: Rgb) -> Rgb:
    red, green, blue = (int(channel) for channel in behind.reshape(-1, 3).mean(axis=0))
    if luminance(ink) > luminance(NEAR_BLACK) * 2 + 0.17:
        return relit((red, green, blue), 0.16, 0.6)
    return relit((red, green, blue), 0.98, 0.5) if luminance(ink) < 1 else WHITE


def _fade(length: int, start: int, end: int, feather: float) -> "np.ndarray[tuple[int, ...], np.dtype[np.float32]]":
    """Return 1 from *start* to *end*, 0 a *feather* away; the side nearer than a feather to the canvas' edge stays 1."""
    place = np.arange(length, dtype=np.float32) + 0.5
    before = np.clip((start - place) / feather, 0, 1) if start > feather else np.zeros_like(place)
    after = np.clip((place - end) / feather, 0, 1) if length - end > feather else np.zeros_like(place)
    away = np.maximum(before, after)
    return np.asarray(1 - away * away * (3 - 2 * away), np.float32)
