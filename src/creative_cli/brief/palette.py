"""Derives the brand's colours that a brief leaves out.

This works in Oklch, the polar form of Oklab, where equal steps of hue and lightness look equal. Colours outside sRGB
lose chroma, never hue.
"""

import math
from typing import NamedTuple

from creative_cli.brief.brand_keys import Colors
from creative_cli.color.color_math import (
    NEAR_BLACK,
    PURE_BLACK,
    WHITE,
    Rgb,
    choose_readable,
    hex_to_rgb,
    oklab_to_rgb,
    rgb_to_oklab,
)

# WCAG 2.2: §1.4.3 for text of any size, §1.4.11 for shapes such as buttons.
TEXT_CONTRAST, SHAPE_CONTRAST = 4.5, 3.0

# Oklab hues, in degrees, of warm accents that suit most brands.
GOLD_HUE, CORAL_HUE = 85.0, 35.0

# Arcs of hue: greens, which turn olive next to yellow, and hues that look muddy when dark.
GREEN_HUES, MUDDY_HUES = (115.0, 180.0), (45.0, 130.0)

# Differences in hue (degrees) and lightness that are visible at a glance.
MIN_HUE_DISTANCE, MIN_LIGHTNESS_DISTANCE = 50.0, 0.35

# Primaries darker than this get a lighter secondary. Lighter reds would turn pink: they get a deeper one.
MIDDLE_LIGHTNESS = 0.5

# A colour that differs more than this after a round trip through sRGB is outside the gamut.
GAMUT_TOLERANCE = 0.01

# Chroma below which a colour looks grey, and above which it looks neon.
NEUTRAL_CHROMA, NEON_CHROMA = 0.03, 0.22


class DerivedColors(NamedTuple):
    """The four colours, in the order of `models.Palette`."""

    primary: Rgb
    secondary: Rgb
    accent: Rgb
    ink: Rgb


class _Oklch(NamedTuple):
    lightness: float
    chroma: float
    hue: float


def derive_palette(colors: Colors) -> DerivedColors:
    """Return the brand's colours; those the brief leaves out are derived from the primary.

    A derived ink reaches a contrast of 4.5:1 on the primary and a derived accent 3:1, for any primary.
    """
    primary = hex_to_rgb(colors.primary)
    inks = (WHITE, NEAR_BLACK, PURE_BLACK)
    return DerivedColors(
        primary,
        hex_to_rgb(colors.secondary) if colors.secondary else _derive_secondary(primary),
        hex_to_rgb(colors.accent) if colors.accent else _derive_accent(primary),
        hex_to_rgb(colors.ink) if colors.ink else choose_readable(inks, primary, TEXT_CONTRAST),
    )


def _derive_secondary(primary: Rgb) -> Rgb:
    """Return a colour of a neighbouring hue, lighter than a dark primary and deeper than a light one."""
    lightness, chroma, hue = _to_oklch(primary)
    shifted = max(0.3, lightness + 0.16) if lightness < MIDDLE_LIGHTNESS else lightness - 0.13
    turn = 22 if _is_hue_in_arc(hue, GREEN_HUES) else -22
    return _clip_to_gamut(_Oklch(shifted, min(0.16, chroma * 1.15), hue + turn))


def _derive_accent(primary: Rgb) -> Rgb:
    """Return the first candidate that stands out: gold, cream, coral, the opposite hue, or a deep tone."""
    # Dark gold looks muddy, which excludes the opposite of blue. A neon primary is loud: it gets a deep tone.
    lightness, chroma, hue = _to_oklch(primary)
    neutral, neon, across = chroma < NEUTRAL_CHROMA, chroma > NEON_CHROMA, (hue + 180) % 360
    candidates = [_Oklch(0.87, 0.17, GOLD_HUE), _Oklch(0.91, 0.17, GOLD_HUE), _Oklch(0.96, 0.08, GOLD_HUE)]
    if not neon:
        candidates += [_Oklch(light, 0.17, CORAL_HUE) for light in (0.70, 0.64, 0.58, 0.52)]
    if not neon and not neutral and not _is_hue_in_arc(across, MUDDY_HUES):
        candidates += [_Oklch(light, 0.17, across) for light in (0.84, 0.74, 0.62, 0.5, 0.4, 0.3)]
    deep = [_Oklch(light, 0.12, hue) for light in (0.4, 0.32, 0.24)]
    far = [
        wanted
        for wanted in candidates
        if neutral
        or abs((wanted.hue - hue + 180) % 360 - 180) >= MIN_HUE_DISTANCE
        or abs(wanted.lightness - lightness) >= MIN_LIGHTNESS_DISTANCE
    ]
    shades = tuple(_clip_to_gamut(wanted) for wanted in (*far, *deep))
    return choose_readable((*shades, WHITE, PURE_BLACK), primary, SHAPE_CONTRAST)


def _is_hue_in_arc(hue: float, arc: tuple[float, float]) -> bool:
    return arc[0] <= hue <= arc[1]


def _to_oklch(colour: Rgb) -> _Oklch:
    lightness, green_red, blue_yellow = rgb_to_oklab(colour)
    return _Oklch(lightness, math.hypot(green_red, blue_yellow), math.degrees(math.atan2(blue_yellow, green_red)) % 360)


def _clip_to_gamut(wanted: _Oklch) -> Rgb:
    """Return the colour with the highest chroma, up to that of *wanted*, inside sRGB."""
    angle = math.radians(wanted.hue)
    chroma, step = wanted.chroma, wanted.chroma / 20
    while True:
        colour = oklab_to_rgb(wanted.lightness, chroma * math.cos(angle), chroma * math.sin(angle))
        got = _to_oklch(colour)
        if chroma <= 0 or max(abs(got.lightness - wanted.lightness), abs(got.chroma - chroma)) < GAMUT_TOLERANCE:
            return colour
        chroma = max(0.0, chroma - step)
