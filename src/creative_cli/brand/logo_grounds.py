"""How each variant of a logo stands on the grounds that layouts lay under it, and how small it can be."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from creative_cli.brand.color_pairs import write_hex
from creative_cli.brand.kit_report import LogoOnGround, LogoTrial
from creative_cli.color.color_math import NEAR_BLACK, WHITE, Palette, Rgb, relative_luminance
from creative_cli.formats import Box, parse_format
from creative_cli.imaging.blending import paste_layer
from creative_cli.imaging.layers import encode_png
from creative_cli.imaging.logo_fit import fit_ink, least_logo_height, logo_ink_area
from creative_cli.layout.logo_files import open_logo_file
from creative_cli.layout.logo_ladder import EVEN_LUMINANCE, LogoPlace, draw_brand_logo, measure_logo_on_plain
from creative_cli.layout.small_logo import LEAST_NAME_PX, measure_name_height
from creative_cli.layout.style_pack import SurfaceRole
from creative_cli.layout.surface_colors import mix_surface
from creative_cli.models import BrandLogo, BrandStyle, Pixels, Status

SHOWN_SIZE: Final = (480, 240)
"""Width and height of a picture of a logo on a ground, px: two for each px of the sheet."""
SHOWN_ROOM = Box(60, 50, 360, 140)
SHOWN_AREA = 22_000.0  # px² of ink: about a third of the room

TRIED_SIZES: Final = ("1:1", "9:16", "16:9", "300x250", "160x600", "728x90", "320x50")
"""Sizes in which the logo is measured: of the largest and of the smallest ads."""
LOGO_COLUMN = 0.62  # of the width, is the widest that a logo may be


def list_grounds(palette: Palette) -> tuple[tuple[str, Rgb], ...]:
    """Return the plain grounds that layouts have, lightest first, each colour once."""
    named = {role.value: mix_surface(role, palette) for role in SurfaceRole}
    found: dict[Rgb, str] = {}
    for name, color in (("white", WHITE), *named.items(), ("near black", NEAR_BLACK)):
        found.setdefault(color, name)
    ordered = sorted(found.items(), key=lambda one: -relative_luminance(one[0]))
    return tuple((name, color) for color, name in ordered)


def list_logo_trials(logo: BrandLogo, palette: Palette) -> Iterator[LogoTrial]:
    """Yield each variant on the grounds it is made for: `light` on light ones, `dark` on dark ones, others on all.

    A variant that is not seen on a ground it is made for is a FAIL. The logo itself and `mono` are a WARN on grounds
    where ads have to help them.
    """
    for variant, data, side in (
        ("logo", logo.file, None),
        ("light", logo.on_light, True),
        ("dark", logo.on_dark, False),
        ("mono", logo.mono, None),
        ("mark", logo.mark, None),
    ):
        if data is None:
            continue
        art = open_logo_file(data)
        for name, color in list_grounds(palette):
            if side is not None and is_light_ground(color) is not side:
                continue
            contrast = measure_logo_on_plain(art, color)
            weakest = contrast.weakest()
            passed = contrast.passes() or art.ground is not None
            status = Status.PASS if passed else Status.WARN if side is None else Status.FAIL
            yield LogoTrial(variant, name, write_hex(color), status, 1.0 if weakest is None else weakest.ratio)


def is_light_ground(color: Rgb) -> bool:
    """Tell whether black reads better on a colour than white, as the ladder of logos asks."""
    return relative_luminance(color) > EVEN_LUMINANCE


def draw_logo_grounds(style: BrandStyle) -> Iterator[LogoOnGround]:
    """Yield the logo, or the name where there is none, as ads show it on each ground."""
    width, height = SHOWN_SIZE
    place = LogoPlace(SHOWN_ROOM, SHOWN_AREA, side="center", anchor="middle", radius=8.0)
    for name, color in list_grounds(style.palette):
        ground: Pixels = np.full((height, width, 3), color, np.uint8)
        drawn = draw_brand_logo(style, place, ground)
        laid = paste_layer(ground, drawn.pixels, int(drawn.outer.x), int(drawn.outer.y))
        yield LogoOnGround(name, write_hex(color), drawn.rung, encode_png(laid))


def list_small_sizes(logo: BrandLogo) -> Iterator[tuple[str, float, float]]:
    """Yield the sizes in which the name in the logo cannot be read: the size, the logo's height and its letters', px.

    A logo without a name in it has none.
    """
    art = open_logo_file(logo.file)
    for name in TRIED_SIZES:
        form = parse_format(name)
        least = max(logo.min_height, least_logo_height(form.width, form.height))
        room = Box(0, 0, LOGO_COLUMN * form.width, form.height / 2)
        _, height = fit_ink(art.aspect, room, logo_ink_area(form.width, form.height), least)
        letters = measure_name_height(logo.file, height)
        if letters < LEAST_NAME_PX:
            yield name, height, letters


def least_readable_height(logo: BrandLogo) -> float:
    """Return the height of the logo from which the name in it can be read, px."""
    return LEAST_NAME_PX / measure_name_height(logo.file, 1.0)
