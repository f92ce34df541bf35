"""The colours of a set, mixed in Oklab from the brand's own; no hue is added that the brief does not hold."""

import math
from dataclasses import dataclass

import numpy as np

from creative_cli.color.color_math import WHITE, Palette, Rgb, mix_oklab, rgb_to_oklab, set_lightness
from creative_cli.imaging.raster import Field, color_to_light
from creative_cli.layout.style_pack import SurfaceRole
from creative_cli.layout.surface_colors import mix_surface

# Oklab lightness between which wood, stone and plinths show light and shade.
MATERIAL_LIGHTNESS = (0.52, 0.90)
PALE_LIGHTNESS = 0.72  # Oklab lightness of a tint
SHADOW_LIGHTNESS = 0.30  # Oklab lightness of the colour that shadows multiply by


@dataclass(frozen=True, slots=True)
class SetPaints:
    """The roles of a set's colours. `lift` is added to the lightness (Oklab) of its walls."""

    primary: Rgb
    secondary: Rgb
    accent: Rgb
    ink: Rgb
    tint: Rgb
    lift: float = 0.0

    def lift_wall(self, colour: Rgb) -> Rgb:
        """Return the colour of a wall, moved away from the type's colour as far as the set needs it."""
        if not self.lift:
            return colour
        own = rgb_to_oklab(colour)[0]
        lightness = min(0.985, max(0.03, own + self.lift))
        # Pale tints go grey when only their lightness falls; strong colours would turn neon.
        deeper = 1 + 2.5 * max(0.0, -self.lift) if own > PALE_LIGHTNESS else 1.0
        return set_lightness(colour, lightness, min(deeper, (1 - lightness) / 0.12))

    @property
    def shadow(self) -> Field:
        """The dark tint of the ink that a full shadow multiplies light by, linear (3, 1, 1)."""
        tone = color_to_light(set_lightness(self.ink, SHADOW_LIGHTNESS))
        return np.asarray(0.16 * tone / tone.max() + 0.03, np.float32)

    def wood(self, white: float) -> Rgb:
        """Return wood: the accent, muted and a little darker, with some *white*."""
        mixed = self.material(self.accent, min(0.72, 0.09 / max(_chroma(self.accent), 0.01)), white)
        return set_lightness(mixed, min(0.82, rgb_to_oklab(mixed)[0]))

    def stone(self) -> Rgb:
        """Return stone: the accent at 55 % of its chroma, and never more than stone has."""
        return self.material(self.accent, min(0.55, 0.035 / max(_chroma(self.accent), 0.01)), 0.12)

    @staticmethod
    def material(colour: Rgb, chroma: float, white: float) -> Rgb:
        """Return *colour* with its chroma multiplied and some *white*, light enough to show shade."""
        mixed = mix_oklab(set_lightness(colour, rgb_to_oklab(colour)[0], chroma), WHITE, white)
        low, high = MATERIAL_LIGHTNESS
        return set_lightness(mixed, min(high, max(low, rgb_to_oklab(mixed)[0])))


def _chroma(colour: Rgb) -> float:
    _, green_red, blue_yellow = rgb_to_oklab(colour)
    return math.hypot(green_red, blue_yellow)


def mix_set_paints(palette: Palette, *, swapped: bool = False, lift: float = 0.0) -> SetPaints:
    """Return the roles of *palette*; tint and secondary change places where a product would vanish before the wall."""
    tint, ink = mix_surface(SurfaceRole.TINT, palette), mix_surface(SurfaceRole.INK, palette)
    secondary = palette.secondary
    if swapped:
        tint, secondary = secondary, tint
    return SetPaints(palette.primary, secondary, palette.accent, ink, tint, lift)


def keep_own_hues(palette: Palette, *, secondary: bool, accent: bool) -> Palette:
    """Return *palette* with a secondary and an accent of the primary's hue, unless the brief holds its own.

    *secondary* and *accent* tell which of them the brief holds.
    """
    lightness, *axes = rgb_to_oklab(palette.primary)
    grey = math.hypot(*axes) < 0.02
    second = lightness + 0.16 if lightness < 0.55 else lightness - 0.16
    light = 0.84 if lightness < 0.7 else 0.52
    return Palette(
        palette.primary,
        palette.secondary if secondary else set_lightness(palette.primary, second, 0.9),
        palette.accent if accent else set_lightness(palette.primary, light, 1.0 if grey else 0.75),
        palette.ink,
    )
