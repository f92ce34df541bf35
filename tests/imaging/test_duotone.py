"""A duotone keeps light and dark, and has the brand's hue alone."""

from dataclasses import replace

import numpy as np

from creative_cli.color.color_math import Palette, relative_luminance, rgb_to_oklab
from creative_cli.imaging.duotone import set_duotone

PALETTES = [Palette((p, 90, q), (160, 180, 200), (232, 84, 63), (255, 255, 255)) for p, q in ((10, 240), (240, 20))]
RAMP = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2)


def test_tones_grow_lighter_with_the_photo() -> None:
    """From the dark tone to white, without a step back."""
    for palette in (*PALETTES, *(replace(PALETTES[0], primary=one) for one in ((250, 240, 90), (8, 8, 20)))):
        (row,) = set_duotone(RAMP, palette)
        light = [relative_luminance((int(red), int(green), int(blue))) for red, green, blue in row]
        assert light == sorted(light)
        assert light[-1] > 0.99
        assert light[0] < 0.05


def test_no_hue_is_added() -> None:
    """Every tone has the primary's hue."""
    for palette in PALETTES:
        (row,) = set_duotone(RAMP, palette)
        _, across, along = rgb_to_oklab(palette.primary)
        for red, green, blue in row[40:220:20]:
            _, other, beside = rgb_to_oklab((int(red), int(green), int(blue)))
            assert across * other + along * beside > 0.9 * np.hypot(across, along) * np.hypot(other, beside)
