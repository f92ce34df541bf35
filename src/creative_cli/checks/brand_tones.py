"""The colours that layouts may fill areas with: the brand's own, and those mixed from its primary colour."""

from creative_cli.color.color_math import WHITE, Palette, Rgb, oklab_to_rgb, rgb_to_oklab

_BLACK: Rgb = (0, 0, 0)

# Parts of the primary colour in the surfaces: paper and tint in white, deep and ink in black.
_SURFACE_MIXES = ((WHITE, 0.05), (WHITE, 0.16), (_BLACK, 0.62), (_BLACK, 0.30))

# Oklab: less chroma looks grey; lighter and darker greys are the white and the black that every ad has.
_GREY_CHROMA, _WHITE_LIGHTNESS, _BLACK_LIGHTNESS = 0.02, 0.97, 0.30


def find_brand_tones(palette: Palette) -> tuple[Rgb, ...]:
    """Return primary, secondary, accent, ink and the surfaces mixed from the primary colour in Oklab.

    White and near-black are left out where they are not the primary: they say nothing about the brand.
    """
    surfaces = tuple(_mix_in_oklab(palette.primary, ground, part) for ground, part in _SURFACE_MIXES)
    others = tuple(one for one in (palette.secondary, palette.accent, palette.ink) if not _is_white_or_black(one))
    return tuple(dict.fromkeys((palette.primary, *others, *surfaces)))


def _mix_in_oklab(colour: Rgb, ground: Rgb, part: float) -> Rgb:
    one, other = rgb_to_oklab(colour), rgb_to_oklab(ground)
    lightness, green_red, blue_yellow = (part * mine + (1 - part) * its for mine, its in zip(one, other, strict=True))
    return oklab_to_rgb(lightness, green_red, blue_yellow)


def _is_white_or_black(colour: Rgb) -> bool:
    lightness, green_red, blue_yellow = rgb_to_oklab(colour)
    grey = (green_red**2 + blue_yellow**2) ** 0.5 < _GREY_CHROMA
    return grey and not _BLACK_LIGHTNESS <= lightness <= _WHITE_LIGHTNESS
