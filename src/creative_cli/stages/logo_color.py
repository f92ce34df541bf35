"""The color of a logo, shared by compose and localize."""

import numpy as np

from creative_cli.color.color_math import NEAR_BLACK, Rgb
from creative_cli.models import Pixels

SOLID_ALPHA = 200  # 0 to 255; pixels above it count as solid
ONE_COLOR_SPREAD = 24  # largest spread of a channel, 0 to 255, for solid pixels of one color
TEXT_COLUMN_SHARE = 0.62  # text narrower than this share of the canvas stands in a column at its side


def find_single_color(logo: Pixels) -> Rgb | None:
    """Return the color of a logo in one color; None for other logos and for empty ones."""
    solid = logo[logo[..., 3] > SOLID_ALPHA][:, :3]
    plain = len(solid) and int(np.ptp(solid.astype(np.int16), axis=0).max()) <= ONE_COLOR_SPREAD
    return median_color(logo) if plain else None


def median_color(logo: Pixels) -> Rgb:
    """Return the median color of the solid pixels; near black if there are none."""
    solid = logo[logo[..., 3] > SOLID_ALPHA][:, :3]
    red, green, blue = (int(channel) for channel in np.median(solid, axis=0)) if len(solid) else NEAR_BLACK
    return red, green, blue
