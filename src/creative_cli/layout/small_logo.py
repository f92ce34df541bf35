"""Shows the mark alone where the name in the logo would be too small to read, if the brief brings the mark."""

from dataclasses import replace
from functools import lru_cache

import numpy as np

from creative_cli.formats import Box, format_class
from creative_cli.imaging.logo_fit import fit_ink, least_logo_height, logo_ink_area
from creative_cli.layout.brand_mark import find_name_part
from creative_cli.layout.logo_files import open_logo_file
from creative_cli.layout.template import CanvasPlan
from creative_cli.locale.locales import Direction
from creative_cli.models import BrandLogo, BrandStyle, Pixels, TextZone
from creative_cli.small_sizes import SMALL_CLASSES

LEAST_NAME_PX = 7.0
"""Least height of the letters of the name in a logo, px."""
LINE_ASPECT = 2.0  # width / height from which a band of ink is a line of letters, not a sign
INK_ALPHA = 24  # of 255: less is an antialiased edge
BESIDE_MARK = 1.0  # air between a mark and the words beside it, of the mark's room


def pick_readable_logo(logo: BrandLogo, room: Box, ink_area: float, size: tuple[int, int]) -> BrandLogo:
    """Return the logo to show in a room (px) of a canvas of *size*: its mark where the name could not be read.

    *ink_area* is what the logo's ink should take, px². Raises PictureError for a bad file.
    """
    if logo.mark is None:
        return logo
    letters, aspect = _measure_name(logo.file)
    _, height = fit_ink(aspect, room, ink_area, least_logo_height(*size))
    if letters * height >= LEAST_NAME_PX:
        return logo
    return BrandLogo(logo.mark, recolour=logo.recolour, mark=logo.mark)


def give_words_mark_room(plan: CanvasPlan, look: BrandStyle) -> CanvasPlan:
    """Return the plan of a banner whose words begin right after the mark, where that stands in the logo's place."""
    form, room = plan.format, plan.logo
    if look.logo is None or look.logo.mark is None or format_class(form) not in SMALL_CLASSES:
        return plan
    area, size = logo_ink_area(form.width, form.height), (form.width, form.height)
    shown = pick_readable_logo(look.logo, room, area, size)
    if shown is look.logo:
        return plan
    _, aspect = _measure_name(shown.file)
    wide, _ = fit_ink(aspect, room, area, least_logo_height(*size))
    freed = room.width - wide
    rtl = plan.direction is Direction.RTL
    before = room.x - BESIDE_MARK * room.height if rtl else room.right + BESIDE_MARK * room.height
    zones, moved = list[TextZone](), False
    for zone in plan.zones:
        box = zone.box
        edge = box.right if rtl else box.x
        # Only the words that stand right after the logo get what it leaves.
        beside = box.y < room.bottom and box.bottom > room.y and abs(edge - before) <= 2 * room.height
        if beside and not moved and not (edge > room.x if rtl else edge < room.right):
            box = Box(box.x if rtl else box.x - freed, box.y, box.width + freed, box.height)
            moved = True
        zones.append(replace(zone, box=box))
    if not moved:
        return plan
    left = room.right - wide if rtl else room.x
    return replace(plan, logo=Box(float(left), room.y, float(wide), room.height), zones=tuple(zones))


def measure_name_height(data: bytes | None, height: float) -> float:
    """Return how high the letters of the name are in a logo *height* px high; all of it for a name set in type."""
    return height if data is None else _measure_name(data)[0] * height


@lru_cache(maxsize=8)
def _measure_name(data: bytes) -> tuple[float, float]:
    """Return the height of the letters of a logo's name, of the logo's height, and the logo's width / height."""
    art = open_logo_file(data)
    alpha = art.pixels[..., 3] if art.ground is None else art.supplied[..., 3]
    # A sign may stand beside the name or over it.
    lines = [high for high, wide in _list_bands(find_name_part(alpha)) if wide >= LINE_ASPECT * high]
    return max(lines, default=alpha.shape[0]) / alpha.shape[0], art.aspect


def _list_bands(alpha: Pixels) -> list[tuple[int, int]]:
    """Return height and width of each band of rows with ink, px."""
    inked = alpha > INK_ALPHA
    rows = np.concatenate([[0], inked.any(axis=1).astype(np.int8), [0]])
    edges = np.flatnonzero(np.diff(rows))
    bands = []
    for top, bottom in zip(edges[::2], edges[1::2], strict=True):
        columns = np.flatnonzero(inked[top:bottom].any(axis=0))
        bands.append((int(bottom - top), int(columns[-1] - columns[0] + 1)))
    return bands
