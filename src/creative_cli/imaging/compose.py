"""Laying one picture on another, and the gradient that type needs on a busy one.

Both blend the encoded values (gamma space), not linear light: that is how type is drawn by Typst, by browsers
and in the tools designers judge by, so strokes keep their weight. Light is added up linearly in the studio only.
"""

import numpy as np

from creative_cli.colour import Rgb, luminance, relit
from creative_cli.contrast import worst_contrast
from creative_cli.formats import Box
from creative_cli.imaging.light import Field
from creative_cli.records import Pixels

FEATHER = 0.22
"""Width of a scrim's soft edge, of the picture's short side: narrow edges read as a box."""

STEPS = 256
"""A scrim's strength is searched in steps no eye can tell apart."""

SAMPLE = 6000
"""Px the search first looks at; its last steps look at all of them."""

MIDDLE = 0.179
"""Luminance on which black and white have the same contrast (WCAG 2.2): lighter inks need darker grounds."""

DARK, LIGHT = 0.13, 0.97
"""Oklab lightness of scrims."""


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
    """Return the weakest scrim, 0 (none) to 1, with which *ink* reaches *enough* on nine tenths of *box*.

    1 when even the strongest does not reach it.
    """
    behind = _behind(pixels, box)
    if behind.size == 0 or worst_contrast(behind, ink) >= enough:
        return 0.0
    tone = _tone(behind, ink)

    def passes(step: int, part: Pixels) -> bool:
        return worst_contrast(_mixed(part, tone, np.float32(step / STEPS)), ink) >= enough

    every = max(1, int((behind.shape[0] * behind.shape[1] / SAMPLE) ** 0.5))
    sample, weak, strong = behind[::every, ::every], 0, STEPS
    while strong - weak > 1:
        middle = (weak + strong) // 2
        weak, strong = (weak, middle) if passes(middle, sample) else (middle, strong)
    while strong < STEPS and not passes(strong, behind):
        strong += 1
    while strong > 1 and passes(strong - 1, behind):
        strong -= 1
    return strong / STEPS


def scrim(pixels: Pixels, box: Box, ink: Rgb, enough: float, spare: "Pixels | None" = None) -> Pixels:
    """Return *pixels* with the weakest gradient that lets *ink* be read in *box* at a ratio of *enough*.

    *spare* is a mask, uint8 (height, width), it stays off. Where no scrim is needed, *pixels* itself is returned.
    """
    strength = scrim_strength(pixels, box, ink, enough)
    return veiled(pixels, box, ink, strength, spare) if strength else pixels


def veiled(pixels: Pixels, box: Box, ink: Rgb, strength: float, spare: "Pixels | None" = None) -> Pixels:
    """Return *pixels* under a gradient for *ink* of *strength* 0..1.

    It is full behind the box, runs on to the edges of the canvas the box is near and fades elsewhere; its colour is
    the picture's own, darkened or lightened.
    """
    height, width = pixels.shape[:2]
    left, top, right, bottom = box.pixels(width, height)
    feather = FEATHER * min(width, height)
    across, down = _fade(width, left, right, feather), _fade(height, top, bottom, feather)
    columns, rows = _span(across), _span(down)
    veil = np.float32(strength) * down[rows, None] * across[None, columns]
    if spare is not None:
        veil = veil * (1 - spare[rows, columns] / np.float32(255))
    laid = pixels.copy()
    laid[rows, columns] = _mixed(pixels[rows, columns], _tone(_behind(pixels, box), ink), veil[..., None])
    return laid


def _behind(pixels: Pixels, box: Box) -> Pixels:
    left, top, right, bottom = box.pixels(pixels.shape[1], pixels.shape[0])
    return pixels[top:bottom, left:right]


def _mixed(pixels: Pixels, tone: Rgb, veil: "Field | np.float32") -> Pixels:
    mixed = pixels + veil * (np.array(tone, np.float32) - pixels)
    return np.asarray(mixed + np.float32(0.5), np.uint8)


def _tone(behind: Pixels, ink: Rgb) -> Rgb:
    """Return the scrim's colour: the picture's own behind the type, taken far away from the ink."""
    red, green, blue = (int(channel) for channel in behind.reshape(-1, 3).mean(axis=0))
    return relit((red, green, blue), DARK if luminance(ink) > MIDDLE else LIGHT, 0.6)


def _fade(length: int, start: int, end: int, feather: float) -> Field:
    """Return 1 from *start* to *end*, 0 a *feather* away; a side nearer to the canvas' edge stays 1."""
    place = np.arange(length, dtype=np.float32) + np.float32(0.5)
    before = np.clip((start - place) / feather, 0, 1) if start > feather else np.zeros_like(place)
    after = np.clip((place - end) / feather, 0, 1) if length - end > feather else np.zeros_like(place)
    away = np.maximum(before, after)
    return np.asarray(1 - away * away * (3 - 2 * away), np.float32)


def _span(fade: Field) -> slice:
    there = np.flatnonzero(fade)
    return slice(int(there[0]), int(there[-1]) + 1)
