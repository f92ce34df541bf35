"""The colours of type, buttons and plates on each surface: mixed from the brand's palette, nothing else is added."""

from typing import NamedTuple

from creative_cli.color.brand_tones import DEEP_MIX, INK_MIX, PAPER_MIX, TINT_MIX, ToneMix, mix_tone
from creative_cli.color.color_math import (
    NEAR_BLACK,
    PURE_BLACK,
    WHITE,
    Palette,
    Rgb,
    choose_readable,
    contrast_ratio,
)
from creative_cli.color.contrast import NORMAL_TEXT_CONTRAST
from creative_cli.layout.style_pack import SurfaceRole

SURFACE_MIXES = {
    SurfaceRole.PAPER: PAPER_MIX,
    SurfaceRole.TINT: TINT_MIX,
    SurfaceRole.PRIMARY: ToneMix(1.0, 1.0),
    SurfaceRole.DEEP: DEEP_MIX,
    SurfaceRole.INK: INK_MIX,
    SurfaceRole.WHITE: ToneMix(0.0, 1.0),
}
LIGHT_SURFACES = frozenset({SurfaceRole.PAPER, SurfaceRole.TINT, SurfaceRole.WHITE})
BUTTON_ON_SURFACE = 1.6  # the least difference of a button from its surface that the eye finds
EMPHASIS_CONTRAST = 3.0  # of large type, WCAG 2.2 §1.4.3


class SurfaceColors(NamedTuple):
    """The colours on a surface: its ground, type, emphasized words, the button and the words on it."""

    ground: Rgb
    type: Rgb
    emphasis: Rgb
    button: Rgb
    button_text: Rgb


def mix_surface(role: SurfaceRole, palette: Palette) -> Rgb:
    """Return the colour of a surface, mixed in Oklab."""
    if role is SurfaceRole.ACCENT:
        return palette.accent
    mix = SURFACE_MIXES[role]
    return palette.primary if mix.part >= 1 else mix_tone(palette.primary, mix)


def pick_surface_colors(role: SurfaceRole, palette: Palette) -> SurfaceColors:
    """Return the colours on a surface.

    On light surfaces type is dark and emphasis and button have the primary. On others type is white or dark, whichever
    reads better, or black on mid-tones, and emphasis and button have the accent; a button that would not stand out
    takes the secondary colour, then the type's. On the accent itself, emphasis and button have the
    primary. Type and the words on the button have 4.5:1.
    """
    ground = mix_surface(role, palette)
    dark = mix_surface(SurfaceRole.INK, palette)
    if role in LIGHT_SURFACES:
        ink = choose_readable((dark, NEAR_BLACK), ground, NORMAL_TEXT_CONTRAST)
        wanted = (palette.primary, palette.secondary)
    else:
        best = max((WHITE, dark, NEAR_BLACK), key=lambda one: contrast_ratio(one, ground))
        ink = choose_readable((best, PURE_BLACK), ground, NORMAL_TEXT_CONTRAST)
        wanted = (palette.primary if role is SurfaceRole.ACCENT else palette.accent, palette.secondary)
    button = next((one for one in wanted if contrast_ratio(one, ground) >= BUTTON_ON_SURFACE), ink)
    emphasis = wanted[0] if contrast_ratio(wanted[0], ground) >= EMPHASIS_CONTRAST else ink
    return SurfaceColors(ground, ink, emphasis, button, pick_button_text(button, palette))


def pick_button_text(button: Rgb, palette: Palette) -> Rgb:
    """Return the colour of words on a button of any colour: white, the brand's dark tone, near black, then black."""
    dark = mix_surface(SurfaceRole.INK, palette)
    return choose_readable((WHITE, dark, NEAR_BLACK, PURE_BLACK), button, NORMAL_TEXT_CONTRAST)
