"""How large a logo is drawn: by the area of its ink, whatever air or shape its file has."""

from creative_cli.formats import Box

# Of the canvas. A wordmark of 4:1 is then a quarter of a square's width.
INK_AREA = 0.0125
TEXT_FIRST_INK_AREA = 0.0095  # in tall layouts that begin with type
SMALL_INK_AREA, TOWER_INK_AREA = 0.022, 0.026  # 300x250, 160x600
BANNER_INK_AREA, STRIP_INK_AREA = 0.018, 0.05  # 970x250, 728x90
STRIP_ASPECT, STRIP_HEIGHT = 3.0, 120  # width / height, and px, from and up to which a canvas is a strip
SMALL_WIDTH, TOWER_WIDTH = 400, 200  # px, below which a canvas is a small box or a narrow tower

ROUNDING = 1e-6

LEAST_HEIGHT_SHARE = 0.022
"""Least height of a logo, of the canvas' short side."""
LEAST_HEIGHT_PX = 24.0
LEAST_STRIP_HEIGHT_PX = 18.0
CAPITALS_HEIGHT_SHARE = 0.5
"""Height of a name's capitals, of a drawn logo's: type looks larger than a logo of the same height."""
LEAST_LOW_HEIGHT_PX, LOW_HEIGHT = 12.0, 70
"""Least height of a logo on a canvas lower than the second, px: 320 × 50 leaves a long name 62 px of width."""
MAX_WIDTH_SHARE = 0.40
"""Largest width of a logo, of the content's width."""


def logo_ink_area(width: int, height: int, *, text_first: bool = False) -> float:
    """Return the area that a logo's ink box takes on a canvas, px². *text_first* is for tall layouts led by type."""
    share = TEXT_FIRST_INK_AREA if text_first else INK_AREA
    if width / height > STRIP_ASPECT:
        share = STRIP_INK_AREA if height <= STRIP_HEIGHT else BANNER_INK_AREA
    elif width < TOWER_WIDTH and height > width:
        share = TOWER_INK_AREA
    elif width < SMALL_WIDTH:
        share = SMALL_INK_AREA
    return share * width * height


def least_logo_height(width: int, height: int) -> float:
    """Return the least height of a logo's ink on a canvas, px."""
    if height < LOW_HEIGHT:
        return LEAST_LOW_HEIGHT_PX
    if width / height > STRIP_ASPECT and height <= STRIP_HEIGHT:
        return LEAST_STRIP_HEIGHT_PX
    return max(LEAST_HEIGHT_SHARE * min(width, height), LEAST_HEIGHT_PX)


def fit_ink(aspect: float, room: Box, ink_area: float, least: float) -> tuple[int, int]:
    """Return width and height, whole px, of ink *aspect* times as wide as high.

    It has *ink_area* px², but at least *least* px of height, and less of both where the room is too small for it.
    """
    height = min(max((ink_area / aspect) ** 0.5, least), room.height, room.width / aspect)
    most_width, most_height = max(1, int(room.width + ROUNDING)), max(1, int(room.height + ROUNDING))
    # The longer side is rounded and gives the shorter: the shape is kept within half a px of it.
    if aspect >= 1:
        width = min(most_width, max(1, round(height * aspect)))
        return width, min(most_height, max(1, round(width / aspect)))
    rows = min(most_height, max(1, round(height)))
    return min(most_width, max(1, round(rows * aspect))), rows
