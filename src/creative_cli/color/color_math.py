"""Colour arithmetic on single colours: hex, luminance, contrast, lightness.

Lightness changes go through Oklab (Björn Ottosson, 2020), where equal steps look equal and hue stays put.
"""

from typing import TypeAlias

Rgb: TypeAlias = tuple[int, int, int]
"""An sRGB colour, 0 to 255 each."""

WHITE: Rgb = (255, 255, 255)
NEAR_BLACK: Rgb = (20, 22, 26)


def hex_to_rgb(text: str) -> Rgb:
    """Read `#RGB` or `#RRGGBB`; raise ValueError for anything else."""
    digits = text.removeprefix("#")
    if len(digits) == 3:  # noqa: PLR2004  # the short form of CSS
        digits = "".join(2 * digit for digit in digits)
    if not text.startswith("#") or len(digits) != 6:  # noqa: PLR2004  # two digits a channel
        raise ValueError(f"{text!r} is not a colour like #0F5C63")
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def rgb_to_hex(colour: Rgb) -> str:
    """Write a colour as `#rrggbb`."""
    return "#{:02x}{:02x}{:02x}".format(*colour)


def srgb_to_linear(channel: float) -> float:
    """Undo the sRGB transfer curve of one channel, 0..255 to 0..1 (IEC 61966-2-1)."""
    value = channel / 255
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4  # noqa: PLR2004  # IEC 61966-2-1


def _linear_to_srgb(value: float) -> int:
    value = min(1.0, max(0.0, value))
    curve = 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055  # noqa: PLR2004  # same
    return round(255 * curve)


def relative_luminance(colour: Rgb) -> float:
    """Relative luminance, 0 (black) to 1 (white), as WCAG 2.2 defines it."""
    red, green, blue = (srgb_to_linear(channel) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast_ratio(one: Rgb, other: Rgb) -> float:
    """Contrast ratio 1..21 of two colours (WCAG 2.2 §1.4.3)."""
    lighter, darker = sorted((relative_luminance(one), relative_luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def choose_readable(candidates: tuple[Rgb, ...], ground: Rgb, enough: float) -> Rgb:
    """Return the first candidate that reaches *enough* contrast on *ground*, else the one with the most."""
    for candidate in candidates:
        if contrast_ratio(candidate, ground) >= enough:
            return candidate
    return max(candidates, key=lambda candidate: contrast_ratio(candidate, ground))


def mix_colors(one: Rgb, other: Rgb, share: float) -> Rgb:
    """Blend *share* (0..1) of *other* into *one*, in linear light as paint and lamps do."""
    red, green, blue = (
        _linear_to_srgb(srgb_to_linear(a) * (1 - share) + srgb_to_linear(b) * share)
        for a, b in zip(one, other, strict=True)
    )
    return red, green, blue


def rgb_to_oklab(colour: Rgb) -> tuple[float, float, float]:
    """Return lightness 0..1 and the two opponent axes of Oklab."""
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
    """Return the sRGB colour of Oklab coordinates, cut to what a screen can show."""
    long = (lightness + 0.3963377774 * green_red + 0.2158037573 * blue_yellow) ** 3
    medium = (lightness - 0.1055613458 * green_red - 0.0638541728 * blue_yellow) ** 3
    short = (lightness - 0.0894841775 * green_red - 1.2914855480 * blue_yellow) ** 3
    return (
        _linear_to_srgb(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
        _linear_to_srgb(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
        _linear_to_srgb(-0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short),
    )


def set_lightness(colour: Rgb, lightness: float, chroma: float = 1.0) -> Rgb:
    """Return the colour at another Oklab *lightness* (0..1), its chroma multiplied by *chroma*; hue stays."""
    _, green_red, blue_yellow = rgb_to_oklab(colour)
    return oklab_to_rgb(lightness, green_red * chroma, blue_yellow * chroma)
