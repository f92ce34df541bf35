"""Sets a photo in tones of the brand: its greys become steps from the dark tone over the primary to white."""

import numpy as np

from creative_cli.color.color_math import WHITE, Palette, Rgb, mix_oklab, rgb_to_oklab, set_lightness
from creative_cli.models import Pixels

SLOPE = 1.18  # of the greys: tones of one colour look flatter than the photo's own
LIGHT_SHARE = 0.55  # of the primary in the light tone
DARK_LIGHTNESS, PRIMARY_LIGHTNESS = 0.17, (0.44, 0.64)  # Oklab; a pale or a dark primary takes the nearest
TONE_PLACES = (0.0, 0.36, 0.70, 1.0)  # greys that become dark, primary, light and white
LUMA = (0.2126, 0.7152, 0.0722)  # ITU-R BT.709


def set_duotone(pixels: Pixels, palette: Palette) -> Pixels:
    """Return a photo, uint8 (height, width, 3), in tones of the brand."""
    grey = np.clip((pixels @ np.array(LUMA, np.float32) - 127.5) * SLOPE + 127.5, 0, 255)
    toned: Pixels = _tone_table(palette)[np.rint(grey).astype(np.uint8)]
    return toned


def _tone_table(palette: Palette) -> Pixels:
    """Return the tone of each grey, uint8 (256, 3)."""
    lightness = min(max(rgb_to_oklab(palette.primary)[0], PRIMARY_LIGHTNESS[0]), PRIMARY_LIGHTNESS[1])
    middle = set_lightness(palette.primary, lightness)
    tones: tuple[Rgb, ...] = (
        set_lightness(palette.primary, DARK_LIGHTNESS),
        middle,
        mix_oklab(middle, WHITE, LIGHT_SHARE),
        WHITE,
    )
    places = np.linspace(0, 1, 256)
    table = [np.interp(places, TONE_PLACES, [tone[channel] for tone in tones]) for channel in range(3)]
    tones_of_greys: Pixels = np.rint(np.stack(table, axis=1)).astype(np.uint8)
    return tones_of_greys
