"""Studio sets: the backdrop, its architecture and the podium."""

from dataclasses import dataclass

import numpy as np

from creative_cli.colour import Rgb, contrast, luminance, mix, oklab, relit
from creative_cli.formats import Box
from creative_cli.imaging import light
from creative_cli.imaging.light import Field, lamp
from creative_cli.imaging.staging import PITCH, Stage
from creative_cli.records import Palette

READABLE = 5.6


@dataclass(frozen=True, slots=True)
class Grade:
    """The colours of a scene, from the brand's."""

    wall: Rgb
    floor: Rgb
    podium: Rgb
    sun: Rgb
    key: Rgb
    airy: bool


def grade(palette: Palette) -> Grade:
    wall = _backdrop(palette.primary, palette.ink)
    airy = luminance(wall) > luminance(palette.ink)
    own = oklab(wall)[0]
    floor = relit(mix(wall, palette.secondary, 0.75), own + (0.0 if airy else 0.09))
    podium = relit(mix(palette.secondary, (255, 255, 255), 0.3), 0.97 if airy else max(0.72, own + 0.2), 0.6)
    return Grade(wall, floor, podium, palette.accent, mix((255, 255, 255), palette.accent, 0.35), airy)


def _backdrop(primary: Rgb, ink: Rgb) -> Rgb:
    own = oklab(primary)[0]
    shades = [primary, *(relit(primary, step / 100) for step in sorted(range(8, 99), key=lambda s: abs(s / 100 - own)))]
    for shade in shades:
        if contrast(ink, shade) >= READABLE:
            return shade
    return max(shades, key=lambda shade: contrast(ink, shade))


def build(stage: Stage, colours: Grade, quiet: tuple[Box, ...], seed: int) -> Field:
    """Return the empty set as a scene."""
    w, h, s = stage.width, stage.height, stage.short_side
    scene = np.empty((3, h, w), np.float32)
    x = np.arange(w, dtype=np.float32)[None, :] + 0.5
    y = np.arange(h, dtype=np.float32)[:, None] + 0.5
    turn = light.smooth(stage.horizon - 0.05 * s, stage.horizon + 0.07 * s, y)
    pool = light.glow(x, y, (stage.centre, stage.product.y + stage.product.height * 0.45), (0.62 * s, 0.55 * s))
    spill = light.glow(x, y, (stage.centre, stage.top + 0.05 * s), (0.75 * s, 0.20 * s))
    level = 0.62 + 0.85 * pool * (1 - turn) + turn * (0.15 + 0.75 * spill)
    wall, floor = lamp(colours.wall), lamp(colours.floor)
    scene[:] = (wall + turn * (floor - wall)) * level
    sun(scene, stage, colours, quiet)
    podium(scene, stage, colours)
    return scene


def sun(scene: Field, stage: Stage, colours: Grade, quiet: tuple[Box, ...]) -> None:
    s = stage.short_side
    r = 0.27 * s
    cx, cy = stage.centre + 0.1 * r, stage.product.y + stage.product.height * 0.42
    for zone in quiet:
        dx = max(zone.x - cx, cx - zone.right, 0)
        dy = max(zone.y - cy, cy - zone.bottom, 0)
        r = min(r, max(0.0, float(np.hypot(dx, dy)) - 0.02 * s))
    if r < 0.1 * s:
        return
    h, w = scene.shape[1:]
    x = np.arange(w, dtype=np.float32)[None, :] + 0.5
    y = np.arange(h, dtype=np.float32)[:, None] + 0.5
    scene += lamp(colours.sun, 0.35) * light.glow(x, y, (cx, cy), (r * 1.5, r * 1.5))
    where = light.patch(scene, cx - r, cy - r, cx + r, cy + r)
    if where is None:
        return
    cover = light.ellipse(where.x, where.y, (cx, cy), (r, r))
    fall = np.clip((where.y - (cy - r)) / (2 * r), 0, 1)
    low = lamp(mix(colours.sun, colours.floor, 0.45), 0.9)
    high = lamp(colours.sun, 1.12)
    light.mix(scene, where, high + fall**1.3 * (low - high), cover)


def podium(scene: Field, stage: Stage, colours: Grade) -> None:
    cx, r, top, bottom, s = stage.centre, stage.radius, stage.top, stage.bottom, stage.short_side
    flat = r * PITCH
    where = light.patch(scene, cx - 1.6 * r, top - 2 * flat, cx + 2.6 * r, bottom + 3 * flat)
    if where is None:
        return
    for spread, shift, soft, strength in ((1.25, 0.35, 0.7, 0.35), (1.05, 0.06, 0.12, 0.45)):
        cover = light.ellipse(where.x, where.y, (cx + shift * r, bottom), (r * spread, flat * spread), soft * r * 0.5)
        light.multiply(scene, where, 1 - strength * cover)
    base = lamp(colours.podium)
    edge = light.ellipse(where.x, where.y, (cx, bottom), (r, flat))
    span = np.clip(r - np.abs(where.x - cx) + 0.5, 0, 1) * ((where.y >= top) & (where.y <= bottom))
    side = np.maximum(edge, span)
    across = np.clip((where.x - cx) / r, -1, 1)
    round_ = np.sqrt(1 - across * across)
    lit = np.clip(-across * 0.55 + round_ * 0.5, 0, 1)
    down = np.clip((where.y - top - flat * round_) / max(stage.rise, 1), 0, 1)
    shade = 0.26 + 0.5 * lit - 0.12 * down
    light.mix(scene, where, base * shade * lamp(colours.key), side)
    upper = light.ellipse(where.x, where.y, (cx, top), (r, flat))
    tone = 0.92 - 0.14 * across
    light.mix(scene, where, base * tone * lamp(colours.key), upper)
    rim = upper - light.ellipse(where.x, where.y, (cx, top - 0.0025 * s), (r, flat))
    light.mix(scene, where, lamp((255, 255, 255)), np.clip(rim, 0, 1) * np.clip(0.65 - 0.4 * across, 0, 1))
