"""The brand's four colours, where a brief may have named only one.

Derived colours are found in Oklch, the polar form of Oklab, where equal steps of hue and lightness look
equal; chroma is cut, never hue, when a screen cannot show a colour.
"""

import math
from typing import NamedTuple

from creative_cli.brief.schema import Colors
from creative_cli.color.color import NEAR_BLACK, WHITE, Rgb, from_hex, from_oklab, oklab, readable

TEXT_CONTRAST = 4.5
"""WCAG 2.2 §1.4.3, for text of any size."""

SHAPE_CONTRAST = 3.0
"""WCAG 2.2 §1.4.11, for shapes such as buttons."""

BLACK: Rgb = (0, 0, 0)

GOLD, CORAL = 85.0, 35.0
"""Oklab hues, in degrees, of the warm accents that sit well on most brands."""

GREENS, MUD = (115.0, 180.0), (45.0, 130.0)
"""Arcs of hue: greens, which turn olive next to yellow, and what is mud when it is dark."""

FAR, LIT = 50.0, 0.35
"""Degrees of hue, and difference in lightness, from which two colours are told apart at a glance."""

MIDDLE = 0.5
"""Lightness below which a neighbour is lighter; lighter reds would be pink."""

CUT = 0.01
"""A colour that comes back from sRGB further away than this was cut by the screen."""

NEUTRAL, NEON = 0.03, 0.22
"""Chroma below which a colour has no hue to speak of, and above which it shouts."""


class Shades(NamedTuple):
    """Primary, secondary, accent and ink, in the order of the palette that pictures use."""

    primary: Rgb
    secondary: Rgb
    accent: Rgb
    ink: Rgb


class _Lch(NamedTuple):
    lightness: float
    chroma: float
    hue: float


def derive(colors: Colors) -> Shades:
    """Return the brand's colours, those that the brief leaves out derived from the primary.

    The ink reaches 4.5:1 and the accent 3:1 on the primary, whatever the primary is.
    """
    primary = from_hex(colors.primary)
    return Shades(
        primary,
        from_hex(colors.secondary) if colors.secondary else _secondary(primary),
        from_hex(colors.accent) if colors.accent else _accent(primary),
        from_hex(colors.ink) if colors.ink else readable((WHITE, NEAR_BLACK, BLACK), primary, TEXT_CONTRAST),
    )


def _secondary(primary: Rgb) -> Rgb:
    """Return a neighbour: a little round the wheel, lighter than a dark primary and deeper than a light one."""
    lightness, chroma, hue = _polar(primary)
    shifted = max(0.3, lightness + 0.16) if lightness < MIDDLE else lightness - 0.13
    return _shown(_Lch(shifted, min(0.16, chroma * 1.15), hue + (22 if _within(hue, GREENS) else -22)))


def _accent(primary: Rgb) -> Rgb:
    """Return the first candidate that stands out: gold, cream, coral, the colour across the wheel, a deep tone.

    Dark gold is mud, so what lies across from blue is left out; neon is loud enough for a deep tone of its own.
    """
    lightness, chroma, hue = _polar(primary)
    neutral, neon, across = chroma < NEUTRAL, chroma > NEON, (hue + 180) % 360
    candidates = [_Lch(0.87, 0.17, GOLD), _Lch(0.91, 0.17, GOLD), _Lch(0.96, 0.08, GOLD)]
    if not neon:
        candidates += [_Lch(light, 0.17, CORAL) for light in (0.70, 0.64, 0.58, 0.52)]
    if not neon and not neutral and not _within(across, MUD):
        candidates += [_Lch(light, 0.17, across) for light in (0.84, 0.74, 0.62, 0.5, 0.4, 0.3)]
    deep = [_Lch(light, 0.12, hue) for light in (0.4, 0.32, 0.24)]
    far = [
        wanted
        for wanted in candidates
        if neutral or _apart(wanted.hue, hue) >= FAR or abs(wanted.lightness - lightness) >= LIT
    ]
    shades = tuple(_shown(wanted) for wanted in (*far, *deep))
    return readable((*shades, WHITE, BLACK), primary, SHAPE_CONTRAST)


def _within(hue: float, arc: tuple[float, float]) -> bool:
    return arc[0] <= hue <= arc[1]


def _apart(one: float, other: float) -> float:
    return abs((one - other + 180) % 360 - 180)


def _polar(colour: Rgb) -> _Lch:
    lightness, green_red, blue_yellow = oklab(colour)
    return _Lch(lightness, math.hypot(green_red, blue_yellow), math.degrees(math.atan2(blue_yellow, green_red)) % 360)


def _shown(wanted: _Lch) -> Rgb:
    """Return the colour with the most chroma, up to the wanted one, that a screen can show; grey always can be."""
    angle = math.radians(wanted.hue)
    chroma, step = wanted.chroma, wanted.chroma / 20
    while True:
        colour = from_oklab(wanted.lightness, chroma * math.cos(angle), chroma * math.sin(angle))
        got = _polar(colour)
        if chroma <= 0 or max(abs(got.lightness - wanted.lightness), abs(got.chroma - chroma)) < CUT:
            return colour
        chroma = max(0.0, chroma - step)
