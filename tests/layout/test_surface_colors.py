"""Whatever colours a brand has, type and buttons can be read on every surface."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creative_cli.color.color_math import Palette, Rgb, contrast_ratio, rgb_to_oklab
from creative_cli.color.contrast import LARGE_TEXT_CONTRAST, NORMAL_TEXT_CONTRAST
from creative_cli.layout.style_pack import SurfaceRole
from creative_cli.layout.surface_colors import LIGHT_SURFACES, mix_surface, pick_button_text, pick_surface_colors

COLORS = st.tuples(*[st.integers(0, 255)] * 3)
PALETTES = st.builds(Palette, primary=COLORS, secondary=COLORS, accent=COLORS, ink=COLORS)


@pytest.mark.parametrize("role", SurfaceRole)
@given(palette=PALETTES)
def test_type_and_buttons_can_be_read(role: SurfaceRole, palette: Palette) -> None:
    """WCAG AA for type and for the words on the button; emphasis reaches that of large type, or is not shown."""
    colors = pick_surface_colors(role, palette)

    assert contrast_ratio(colors.type, colors.ground) >= NORMAL_TEXT_CONTRAST
    assert contrast_ratio(colors.button_text, colors.button) >= NORMAL_TEXT_CONTRAST
    if colors.emphasis != colors.type:
        assert contrast_ratio(colors.emphasis, colors.ground) >= LARGE_TEXT_CONTRAST


@given(palette=PALETTES)
def test_no_hue_is_added(palette: Palette) -> None:
    """Emphasis and button have a colour of the brand, or that of type."""
    for role in SurfaceRole:
        colors = pick_surface_colors(role, palette)
        own = {palette.primary, palette.secondary, palette.accent, colors.type}

        assert {colors.emphasis, colors.button} <= own
        assert (colors.emphasis in {palette.primary, colors.type}) or role not in LIGHT_SURFACES


@given(primary=COLORS)
def test_light_surfaces_are_light_and_deep_ones_darker_than_the_primary(primary: Rgb) -> None:
    """The order of lightness is that of the names, for any primary."""
    palette = Palette(primary, primary, primary, primary)
    light = {role: rgb_to_oklab(mix_surface(role, palette))[0] for role in SurfaceRole}

    assert mix_surface(SurfaceRole.WHITE, palette) == (255, 255, 255)
    assert mix_surface(SurfaceRole.PRIMARY, palette) == primary
    slack = 0.01  # of rounding to 8 bits
    order = [light[SurfaceRole(name)] for name in ("white", "paper", "tint", "primary", "deep", "ink")]
    assert all(first + slack >= second for first, second in pairwise(order))


@given(button=COLORS, palette=PALETTES)
def test_words_on_a_button_of_any_colour_can_be_read(button: Rgb, palette: Palette) -> None:
    """Also where the button is a mid-tone, on which only pure black passes."""
    assert contrast_ratio(pick_button_text(button, palette), button) >= NORMAL_TEXT_CONTRAST
