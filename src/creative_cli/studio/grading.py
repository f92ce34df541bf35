"""The colours of a scene, derived from the brand's four.

A surface is a ramp from shadow to highlight, mixed in Oklab. Every brand colour shades like paint: shadows keep their
hue instead of going grey, and highlights lean towards the key light.
"""

import math
from dataclasses import dataclass

import numpy as np

from creative_cli.color.color_math import (
    Palette,
    Rgb,
    contrast_ratio,
    mix_oklab,
    oklab_to_rgb,
    relative_luminance,
    rgb_to_oklab,
    set_lightness,
    srgb_to_linear,
)
from creative_cli.imaging.raster import Field, color_to_light

MIN_BACKDROP_CONTRAST = 5.8  # contrast between ink and backdrop: 4.5, plus a margin for light and shade

# Oklab distance at which two surfaces, or the product and the surface behind it, are easy to tell apart.
MIN_TONE_DISTANCE = 0.16

MAX_HUE_DISTANCE = 75.0  # degrees; hues further apart mix to mud, and floor and podium keep the wall's
MIN_HUE_CHROMA = 0.03  # Oklab chroma below which a colour has no hue

# Oklab hues, degrees: yellow, and the hue that shadows turn away from on both sides.
YELLOW_HUE = 95.0
OLIVE_HUE = 118.0

RAMP_SHADES = 2048


@dataclass(frozen=True, slots=True, eq=False)
class ShadeRamp:
    """A surface under light from 0 (none) to 1 (most): linear light, float32 (3, RAMP_SHADES)."""

    shades: Field

    def __call__(self, level: Field) -> Field:
        """Return the surface at light *level* (h, w), linear light (3, h, w)."""
        index = np.clip(level * np.float32(RAMP_SHADES - 1) + np.float32(0.5), 0, RAMP_SHADES - 1).astype(np.uint16)
        return self.shades[:, index]


@dataclass(frozen=True, slots=True, eq=False)
class ColorGrade:
    """The colours of a scene. `airy` scenes are light, with dark ink.

    `sun` is the accent behind the product, `key` the colour of highlights. `shade` multiplies the scene in shadows and
    `base` is the backdrop's own tone, both linear light (3, 1, 1).
    """

    wall: ShadeRamp
    floor: ShadeRamp
    plinth: ShadeRamp
    accent: ShadeRamp
    second: ShadeRamp
    sun: Rgb
    key: Rgb
    base: Field
    shade: Field
    airy: bool


def grade_colors(palette: Palette, product: Rgb | None) -> ColorGrade:
    """Return the colours of a scene; *product* is the product's own tone, which the disc behind it avoids."""
    base = backdrop_color(palette.primary, palette.ink)
    airy = relative_luminance(base) > relative_luminance(palette.ink)
    own = rgb_to_oklab(base)[0]
    key = mix_oklab((255, 255, 255), palette.accent, 0.30)
    second = (
        palette.secondary if _hue_distance(base, palette.secondary) < MAX_HUE_DISTANCE else set_lightness(base, own)
    )
    ground = _match_chroma(mix_oklab(base, set_lightness(second, own + (0.01 if airy else 0.05)), 0.6), base)
    if airy:
        fall = 0.10 + 0.9 * max(0.0, 0.97 - own)
        wall = _mix_ramp(
            (0.0, set_lightness(base, own - fall, 1.1)),
            (0.4, base),
            (0.8, set_lightness(base, min(0.985, own + 0.06), 0.9)),
            (1.0, set_lightness(base, 0.995, 0.5)),
        )
        floor = _mix_ramp(
            (0.0, set_lightness(ground, own - fall, 1.1)), (0.4, ground), (1.0, set_lightness(ground, 0.995, 0.5))
        )
        plinth = set_lightness(mix_oklab(base, second, 0.35), max(0.80, own - 0.03))
    else:
        lit = mix_oklab(set_lightness(base, own + 0.17, 1.05), set_lightness(second, own + 0.2), 0.5)
        wall = _mix_ramp(
            (0.0, set_lightness(base, own * 0.6, 0.95)),
            (0.4, base),
            (0.8, lit),
            (1.0, mix_oklab(set_lightness(lit, own + 0.3), key, 0.2)),
        )
        floor = _mix_ramp(
            (0.0, set_lightness(ground, own * 0.6)), (0.4, ground), (1.0, set_lightness(ground, own + 0.34, 1.05))
        )
        plinth = set_lightness(second, min(0.86, max(0.62, own + 0.30)), 0.8)
    sun = _distinct_accent(palette.accent, set_lightness(base, own + (0.03 if airy else 0.12)), product)
    shade = np.array([srgb_to_linear(c) for c in set_lightness(base, 0.55)], np.float32)
    shade = (0.25 * shade / shade.max() + 0.02).reshape(3, 1, 1).astype(np.float32)
    return ColorGrade(
        wall,
        floor,
        surface_ramp(plinth, key),
        surface_ramp(sun, key),
        surface_ramp(palette.secondary, key),
        sun,
        key,
        color_to_light(base),
        shade,
        airy,
    )


def backdrop_color(primary: Rgb, ink: Rgb) -> Rgb:
    """Return the shade nearest to *primary* on which *ink* is readable, paler if no saturated one is."""
    own = rgb_to_oklab(primary)[0]
    steps = sorted(range(2, 100), key=lambda step: (abs(step / 100 - own), step))
    shades = [
        primary,
        *(set_lightness(primary, step / 100, chroma) for chroma in (1.0, 0.5, 0.2, 0.0) for step in steps),
    ]
    for shade in shades:
        if contrast_ratio(ink, shade) >= MIN_BACKDROP_CONTRAST:
            return shade
    return max(shades, key=lambda shade: contrast_ratio(ink, shade))


def surface_ramp(colour: Rgb, key: Rgb) -> ShadeRamp:
    """Return a matte surface of *colour*, which shows its own tone at level 0.62."""
    own = rgb_to_oklab(colour)[0]
    return _mix_ramp(
        (0.0, _shadow_tone(colour, own * 0.46, 1.0)),
        (0.3, _shadow_tone(colour, own * 0.74, 0.55)),
        (0.62, colour),
        (0.88, mix_oklab(set_lightness(colour, min(0.97, own + 0.10), 0.92), key, 0.18)),
        (1.0, mix_oklab(set_lightness(colour, min(0.99, own + 0.16), 0.7), key, 0.5)),
    )


def _shadow_tone(colour: Rgb, lightness: float, depth: float) -> Rgb:
    """Return *colour* darkened like paint: its hue turns, yellow towards orange, teal towards blue."""
    _, green_red, blue_yellow = rgb_to_oklab(colour)
    hue, chroma = math.atan2(blue_yellow, green_red), math.hypot(green_red, blue_yellow)
    degrees = math.degrees(hue) % 360
    warm = degrees < OLIVE_HUE or degrees > OLIVE_HUE + 180
    near = max(0.0, 1 - abs(degrees - YELLOW_HUE) / 60)
    turned = hue + math.radians(depth * (9 + 22 * near)) * (-1 if warm else 1)
    return oklab_to_rgb(lightness, chroma * math.cos(turned), chroma * math.sin(turned))


def _mix_ramp(*stops: tuple[float, Rgb]) -> ShadeRamp:
    places = [place for place, _ in stops]
    labs = np.array([rgb_to_oklab(colour) for _, colour in stops])
    where = np.linspace(0, 1, RAMP_SHADES)
    lightness, green_red, blue_yellow = (np.interp(where, places, labs[:, axis]) for axis in range(3))
    long = (lightness + 0.3963377774 * green_red + 0.2158037573 * blue_yellow) ** 3
    medium = (lightness - 0.1055613458 * green_red - 0.0638541728 * blue_yellow) ** 3
    short = (lightness - 0.0894841775 * green_red - 1.2914855480 * blue_yellow) ** 3
    rgb = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    return ShadeRamp(np.clip(np.stack(rgb), 0, None).astype(np.float32))


def _match_chroma(colour: Rgb, model: Rgb) -> Rgb:
    """Return *colour* with at least 0.9 of the chroma of *model*."""
    (lightness, *own), (_, *other) = rgb_to_oklab(colour), rgb_to_oklab(model)
    return set_lightness(
        colour,
        lightness,
        max(1.0, 0.9 * math.hypot(*other) / max(math.hypot(*own), 1e-3)) if math.hypot(*own) > MIN_HUE_CHROMA else 1.0,
    )


def _hue_distance(one: Rgb, other: Rgb) -> float:
    """Return the distance of two hues, degrees; 0 if one is grey."""
    (_, a1, b1), (_, a2, b2) = rgb_to_oklab(one), rgb_to_oklab(other)
    if min(math.hypot(a1, b1), math.hypot(a2, b2)) < MIN_HUE_CHROMA:
        return 0.0
    turn = abs(math.degrees(math.atan2(b1, a1) - math.atan2(b2, a2))) % 360
    return min(turn, 360 - turn)


def _distinct_accent(colour: Rgb, wall: Rgb, product: Rgb | None) -> Rgb:
    """Return *colour*, or its nearest shade that stands out from *wall* and, by half as much, from *product*."""
    own = rgb_to_oklab(colour)[0]
    # Light colours (0.6 looks like the middle of Oklab's scale) get lighter: a dark yellow is no longer yellow.
    up = own > 0.6 or own > rgb_to_oklab(wall)[0]

    def cost(step: int) -> tuple[float, int]:
        change = step / 100 - own
        return (abs(change) * (1.0 if (change > 0) == up else 4.0), step)

    shades = [colour, *(set_lightness(colour, step / 100, 0.9) for step in sorted(range(20, 98, 2), key=cost))]

    def room(shade: Rgb) -> float:
        away = math.dist(rgb_to_oklab(shade), rgb_to_oklab(wall)) / MIN_TONE_DISTANCE
        return (
            away
            if product is None
            else min(away, 2 * math.dist(rgb_to_oklab(shade), rgb_to_oklab(product)) / MIN_TONE_DISTANCE)
        )

    return next((shade for shade in shades if room(shade) >= 1), max(shades, key=room))
