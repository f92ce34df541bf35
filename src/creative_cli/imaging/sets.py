"""Set designs: what stands behind and under the product.

A house (chosen by the campaign's part of the seed) fixes what products of one campaign share, a design (chosen by the
product's part) is what differs.
"""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from PIL import Image

from creative_cli.formats import Box
from creative_cli.imaging import forms, gobo, light
from creative_cli.imaging.grade import Grade
from creative_cli.imaging.light import Field, lamp
from creative_cli.imaging.staging import PITCH, Stage

@dataclass(frozen=True, slots=True)
class House:
    """What the sets of one campaign share: a second tier under the podium, and the accent on podium or backdrop."""

    tiers: int
    swap: bool


Design: TypeAlias = Callable[[Field, Stage, Grade, tuple[Box, ...]], None]


def build(scene: Field, stage: Stage, colours: Grade, quiet: tuple[Box, ...], seed: int) -> None:
    """Set up the architecture in the empty room *scene* shows."""
    design = DESIGNS[(seed & 0xFF) % len(DESIGNS)]
    design(scene, stage, colours, quiet)


def room(stage: Stage, colours: Grade, quiet: tuple[Box, ...], seed: int) -> Field:
    """Return wall and floor under the key light's pool, falling off towards the type and the corners."""
    w, h, s = stage.width, stage.height, stage.short_side
    x = np.arange(w, dtype=np.float32)[None, :] + np.float32(0.5)
    y = np.arange(h, dtype=np.float32)[:, None] + np.float32(0.5)
    nearest = max([zone.right for zone in quiet if zone.right < stage.centre], default=0.25 * w)
    wide = max(0.30 * s, 0.95 * (stage.centre - nearest))
    middle = stage.product.y + 0.42 * stage.product.height
    tall = max(0.42 * s, 0.62 * stage.product.height)
    pool = light.glow(x, y, (stage.centre + 0.05 * s, middle), (wide * 1.25, tall * 1.15))
    wash = light.glow(x, y, (stage.centre - 0.2 * s, middle), (1.1 * s, 0.9 * s))
    corner = ((x / w - 0.5) ** 2 * 1.3 + (y / h - 0.5) ** 2) * np.float32(4)
    wall = 0.26 + 0.16 * wash + 0.42 * pool - 0.05 * corner
    spill = light.glow(x, y, (stage.centre + 0.02 * s, stage.top + 0.02 * s), (1.35 * wide + 0.25 * s, 0.17 * s))
    floor = 0.30 + 0.10 * wash + 0.44 * spill - 0.07 * corner
    foot = np.exp(-np.abs(y - stage.horizon) / np.float32(0.035 * s)) * np.float32(0.09)
    mottle = _mottle(w, h, seed)
    turn = light.smooth(stage.horizon - 0.012 * s, stage.horizon + 0.030 * s, y)
    scene = colours.wall(wall - foot + mottle)
    scene += turn * (colours.floor(floor - foot + mottle) - scene)
    return scene


def _mottle(width: int, height: int, seed: int) -> Field:
    """Return the unevenness of a painted wall, a little over one hundredth of the light."""
    random = np.random.default_rng(seed)
    total = np.zeros((height, width), np.float32)
    for cells, strength in ((5, 0.010), (17, 0.006)):
        grid = random.standard_normal((cells * height // min(width, height) + 2, cells * width // min(width, height) + 2), dtype=np.float32)
        total += strength * np.asarray(Image.fromarray(grid).resize((width, height), Image.Resampling.BICUBIC))
    return total


def _room_for(centre: tuple[float, float], quiet: tuple[Box, ...], gap: float) -> float:
    """Return the largest radius around *centre* that stays *gap* away from all *quiet* boxes."""
    cx, cy = centre
    distances = [
        float(np.hypot(max(box.x - cx, cx - box.right, 0), max(box.y - cy, cy - box.bottom, 0))) for box in quiet
    ]
    return min(distances, default=1e9) - gap


def sun(scene: Field, stage: Stage, colours: Grade, quiet: tuple[Box, ...]) -> None:
    """Stand a large disc in the accent's colour behind the product, with a glow on the wall around it."""
    s, product = stage.short_side, stage.product
    most = min(max(0.33 * s, 0.62 * product.width), max(0.62 * product.height, 0.75 * product.width))
    best, radius, cx, cy = 0.0, 0.0, stage.centre, 0.0
    for lift, aside in itertools.product((0.50, 0.56, 0.44, 0.62, 0.38, 0.68, 0.32, 0.74), (0.0, 0.05, 0.10, 0.15, 0.20)):
        x, y = stage.centre + aside * s, product.bottom - lift * product.height
        fits = min(most, _room_for((x, y), quiet, 0.025 * s), y - 0.04 * s)
        inside = min(1.0, (stage.width - x + fits) / max(2 * fits, 1.0))
        worth = fits * inside**0.5 * (1 - 0.9 * aside) * (1 - 0.25 * abs(lift - 0.5))
        if worth > best:
            best, radius, cx, cy = worth, fits, x, y
    if cy - radius > product.y - 0.03 * s and radius < 0.58 * product.width:
        return
    x = np.arange(stage.width, dtype=np.float32)[None, :]
    y = np.arange(stage.height, dtype=np.float32)[:, None]
    halo = light.glow(x, y, (cx, cy), (1.35 * radius, 1.35 * radius)) * _off(quiet, x, y, 0.30 * s)
    scene += (0.5 * colours.wall.shades[:, -1:, None] + lamp(colours.sun, 0.5)) * (halo * np.float32(0.10 if colours.airy else 0.30))
    forms.disc(scene, (cx, cy), radius, colours.accent, 0.0022 * s)


def arch(scene: Field, stage: Stage, colours: Grade, quiet: tuple[Box, ...]) -> None:
    """Open an arched niche in the wall behind the product, its inside in the accent's colour."""
    s, product = stage.short_side, stage.product
    half = min(max(1.25 * stage.radius, 0.75 * product.width), (stage.width - stage.centre) * 0.92)
    crown = product.y - 0.06 * s
    for box in quiet:
        if box.right < stage.centre and box.bottom > crown and box.y < stage.horizon:
            half = min(half, stage.centre - box.right - 0.025 * s)
        elif box.bottom < stage.horizon and box.right >= stage.centre:
            crown = max(crown, box.bottom + 0.03 * s)
    crown = max(crown, 0.045 * s)
    foot = stage.horizon + 0.004 * s
    if half < 0.56 * product.width or foot - crown < half:
        sun(scene, stage, colours, quiet)
        return
    forms.niche(scene, stage.centre, crown, foot, half, colours.accent, colours.wall, 0.0015 * s)


def steps(scene: Field, stage: Stage, colours: Grade, quiet: tuple[Box, ...]) -> None:
    """Set columns of different height behind the podium, a ball on one of them."""
    s, product = stage.short_side, stage.product
    r = stage.radius
    columns = ((0.95, 0.40, 0.62, colours.second), (-0.80, 0.34, 0.30, colours.plinth))
    for aside, width, tall, ramp in columns:
        radius = width * r
        cx = min(stage.centre + aside * r, stage.width - 0.72 * radius - 0.02 * s)
        top = product.bottom - tall * product.height
        foot = stage.horizon + 0.03 * s
        clash = any(box.right + 0.015 * s > cx - radius and box.x < cx + radius and box.bottom > top - 2 * radius and box.y < foot for box in quiet)
        if clash:
            continue
        forms.ground_shadow(scene, (cx, foot), radius, foot - top, colours.shade)
        forms.cylinder(scene, (cx, top), radius, foot - top, ramp)
        if aside > 0:
            ball = 0.62 * radius
            forms.ball(scene, (cx - 0.02 * radius, top - 0.86 * ball), ball, colours.accent)


def window(scene: Field, stage: Stage, colours: Grade, quiet: tuple[Box, ...]) -> None:
    """Let a window's light, with leaves before it, fall on the wall behind the product."""
    s, product = stage.short_side, stage.product
    size = stage.width, stage.height
    middle = stage.centre + 0.02 * s, product.y + 0.36 * product.height
    wide = max(0.52 * s, 1.25 * product.width)
    lit = gobo.panes(size, middle, wide, max(0.72 * product.height, 0.55 * s), 0.008 * s)
    lit = lit * gobo.leaves(size, (middle[0] + 0.52 * s, middle[1] - 0.34 * s), 0.62 * s, 7, 0.0055 * s)
    x = np.arange(stage.width, dtype=np.float32)[None, :]
    y = np.arange(stage.height, dtype=np.float32)[:, None]
    lit = lit * light.smooth(stage.horizon + 0.004 * s, stage.horizon - 0.03 * s, y) * _off(quiet, x, y, 0.05 * s)
    strength = 0.55 if colours.airy else 1.5
    scene *= 1 - (0.10 if colours.airy else 0.12) * (1 - lit)
    scene += lit * scene * lamp(colours.key, strength)


def _off(quiet: tuple[Box, ...], x: Field, y: Field, soft: float) -> Field:
    """Return 1 away from the *quiet* boxes and 0 in them, with an edge *soft* px wide outside."""
    clear = np.ones((y.shape[0], x.shape[1]), np.float32)
    for box in quiet:
        dx = np.maximum(np.maximum(box.x - x, x - box.right), 0)
        dy = np.maximum(np.maximum(box.y - y, y - box.bottom), 0)
        clear *= light.smooth(0, soft, np.sqrt(dx * dx + dy * dy))
    return clear


def podium(scene: Field, stage: Stage, colours: Grade, seed: int) -> None:
    """Stand the podium on the floor."""
    house = House(tiers=1 + (seed >> 8) % 2, swap=bool((seed >> 9) % 2))
    centre, radius, rise = stage.centre, stage.radius, stage.rise
    ramp = colours.accent if house.swap else colours.plinth
    if house.tiers > 1 and stage.centre + 1.3 * radius < stage.width:
        lower = 0.5 * rise
        wide = 1.26 * radius
        forms.ground_shadow(scene, (centre, stage.bottom), wide, rise, colours.shade)
        forms.cylinder(scene, (centre, stage.bottom - lower), wide, lower, ramp)
        forms.ground_shadow(scene, (centre, stage.bottom - lower), radius, 0.5 * rise, colours.shade)
        forms.cylinder(scene, (centre, stage.top), radius, rise - lower, ramp, glow=0.06)
        return
    forms.ground_shadow(scene, (centre, stage.bottom), radius, rise, colours.shade)
    forms.cylinder(scene, (centre, stage.top), radius, rise, ramp, glow=0.06)


DESIGNS: tuple[Design, ...] = (sun, arch, steps, window)
