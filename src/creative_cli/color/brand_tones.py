"""The colours that layouts may fill areas with: the brand's own, and those mixed from its primary colour."""

from functools import lru_cache
from typing import NamedTuple

from creative_cli.color.color_math import Palette, Rgb, oklab_to_rgb, rgb_to_oklab


class ToneMix(NamedTuple):
    """A mix with the primary colour: its part, and the lightness (Oklab) of the white or black that is the rest."""

    part: float
    lightness: float


PAPER_MIX, TINT_MIX = ToneMix(0.05, 1.0), ToneMix(0.16, 1.0)
DEEP_MIX, INK_MIX = ToneMix(0.62, 0.0), ToneMix(0.30, 0.0)

# Oklab: less chroma looks grey; lighter and darker greys are the white and the black that every ad has.
_GREY_CHROMA, _WHITE_LIGHTNESS, _BLACK_LIGHTNESS = 0.02, 0.97, 0.30


@lru_cache(maxsize=64)
def find_brand_tones(palette: Palette) -> tuple[Rgb, ...]:
    """Return primary, secondary, accent, ink and the surfaces mixed from the primary colour in Oklab.

    White and near-black are left out where they are not the primary: they say nothing about the brand.
    """
    surfaces = tuple(mix_tone(palette.primary, mix) for mix in (PAPER_MIX, TINT_MIX, DEEP_MIX, INK_MIX))
    others = tuple(one for one in (palette.secondary, palette.accent, palette.ink) if not _is_white_or_black(one))
    return tuple(dict.fromkeys((palette.primary, *others, *surfaces)))


def mix_tone(colour: Rgb, mix: ToneMix) -> Rgb:
    """Return a colour mixed in Oklab with white or black."""
    lightness, green_red, blue_yellow = rgb_to_oklab(colour)
    part = mix.part
    return oklab_to_rgb(part * lightness + (1 - part) * mix.lightness, part * green_red, part * blue_yellow)


def _is_white_or_black(colour: Rgb) -> bool:
    lightness, green_red, blue_yellow = rgb_to_oklab(colour)
    grey = (green_red**2 + blue_yellow**2) ** 0.5 < _GREY_CHROMA
    return grey and not _BLACK_LIGHTNESS <= lightness <= _WHITE_LIGHTNESS
