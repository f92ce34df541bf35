"""Arithmetic on single colours: hex notation, luminance, contrast, mixing and lightness.

Lightness is changed in Oklab (Björn Ottosson, 2020), where equal steps look equal and the hue stays the same.
"""

import re
from dataclasses import dataclass
from typing import TypeAlias

Rgb: TypeAlias = tuple[int, int, int]
"""An sRGB colour, 0 to 255 each."""

WHITE: Rgb = (255, 255, 255)
NEAR_BLACK: Rgb = (20, 22, 26)
PURE_BLACK: Rgb = (0, 0, 0)  # the only ink that passes on mid-tones such as #e63946

# Ends of the linear part of the sRGB transfer curve, in both directions (IEC 61966-2-1).
SRGB_LINEAR_END, LINEAR_END = 0.04045, 0.0031308

_HEX = re.compile("#(?:([0-9A-Fa-f]{6})|([0-9A-Fa-f]{3}))")


@dataclass(frozen=True, slots=True)
class Palette:
    """The brand's colours; those the brief leaves out are derived from the primary."""

    primary: Rgb
    secondary: Rgb
    accent: Rgb
    ink: Rgb


def hex_to_rgb(text: str) -> Rgb:
    """Parse `#RGB` or `#RRGGBB`; raise ValueError for anything else."""
    match = _HEX.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a colour like #0F5C63")
    digits = match[1] or "".join(2 * digit for digit in match[2])
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def rgb_to_hex(colour: Rgb) -> str:
    """Format a colour as `#rrggbb`."""
    return "#{:02x}{:02x}{:02x}".format(*colour)


def srgb_to_linear(channel: float) -> float:
    """Undo the sRGB transfer curve of one channel, 0 to 255, and return 0 to 1 (IEC 61966-2-1)."""
    value = channel / 255
    return value / 12.92 if value <= SRGB_LINEAR_END else ((value + 0.055) / 1.055) ** 2.4


def _linear_to_srgb(value: float) -> int:
    value = min(1.0, max(0.0, value))
    curve = 12.92 * value if value <= LINEAR_END else 1.055 * value ** (1 / 2.4) - 0.055
    return round(255 * curve)


def relative_luminance(colour: Rgb) -> float:
    """Return the relative luminance by WCAG 2.2, 0 (black) to 1 (white)."""
    red, green, blue = (srgb_to_linear(channel) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast_ratio(one: Rgb, other: Rgb) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2 §1.4.3)."""
    lighter, darker = sorted((relative_luminance(one), relative_luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def choose_readable(candidates: tuple[Rgb, ...], ground: Rgb, enough: float) -> Rgb:
    """Return the first candidate with *enough* contrast on *ground*, or else the one with the most."""
    ratios = {candidate: contrast_ratio(candidate, ground) for candidate in candidates}
    return next((one for one, ratio in ratios.items() if ratio >= enough), max(ratios, key=ratios.__getitem__))


def rgb_to_oklab(colour: Rgb) -> tuple[float, float, float]:
    """Return the Oklab lightness, 0 to 1, and the green-red and blue-yellow axes."""
    red, green, blue = (srgb_to_linear(channel) for channel in colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def oklab_to_rgb(lightness: float, green_red: float, blue_yellow: float) -> Rgb:
    """Return the sRGB colour of Oklab coordinates, clipped to the gamut."""
    long = (lightness + 0.3963377774 * green_red + 0.2158037573 * blue_yellow) ** 3
    medium = (lightness - 0.1055613458 * green_red - 0.0638541728 * blue_yellow) ** 3
    short = (lightness - 0.0894841775 * green_red - 1.2914855480 * blue_yellow) ** 3
    return (
        _linear_to_srgb(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
        _linear_to_srgb(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
        _linear_to_srgb(-0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short),
    )


def set_lightness(colour: Rgb, lightness: float, chroma: float = 1.0) -> Rgb:
    """Return the colour with another Oklab *lightness* (0 to 1) and its chroma multiplied by *chroma*."""
    _, green_red, blue_yellow = rgb_to_oklab(colour)
    return oklab_to_rgb(lightness, green_red * chroma, blue_yellow * chroma)


def mix_oklab(one: Rgb, other: Rgb, share: float) -> Rgb:
    """Return *one* with a *share*, 0 to 1, of *other* mixed in; Oklab keeps mixtures of paint clean."""
    mixed = [a + share * (b - a) for a, b in zip(rgb_to_oklab(one), rgb_to_oklab(other), strict=True)]
    return oklab_to_rgb(*mixed)
