"""Where letters and logo are in the final pixels, whatever the layout says."""

from collections.abc import Mapping
from math import ceil
from statistics import median

import numpy as np
from numpy.typing import NDArray

from creative_cli.checks.photo_cells import largest_difference
from creative_cli.checks.shared_measures import measured_once
from creative_cli.formats import Box
from creative_cli.models import Creative, TextBlock

FONT_ROUNDING_PX = 0.5
"""Font sizes are rounded to half a pixel."""

BAND_SCRIPTS, BAND_EM = frozenset({"Latn", "Cyrl", "Grek"}), 0.45
"""Scripts whose letters fill a band between baseline and x-height, and the least height of it, em."""
BAND_ROUNDING_PX = 1.0
"""An antialiased edge above and below the band, half a pixel each."""

# Part of the densest row's ink that belongs to the band: stems do, ascenders and tails hardly.
_BAND_DENSITY = 0.25
# Thinner rows inside the band, em: a gap between lines is larger.
_BAND_BRIDGE = 0.16

# The x-height of broad faces such as Verdana, em: a few words rich in d, h and l look as dense up to their tops.
_MOST_X_HEIGHT_EM = 0.58

# The least x-height, of the height of a line's ink with tails and accents; lines that touch count as one.
_LEAST_X_HEIGHT_OF_LINE = 0.42

# Letters that differ from their ground by this part of the most are seen; less is an antialiased edge.
_SEEN_PART = 0.3

# Alpha of a logo, of 255, from which its edge is seen.
_SEEN_ALPHA = 64

# Antialiased letters may reach this far out of their box, px.
_EDGE_PX = 1.0


def find_drawn_ink(creative: Creative, block: TextBlock) -> tuple[Box, NDArray[np.uint8]]:
    """Return the box of the letters of one of an ad's blocks, and how strong they are in it, uint8 (height, width).

    Letters are what differs from the ad without them. The box is empty where there are none.
    """
    return _find_inks(creative)[block]


@measured_once
def _find_inks(creative: Creative) -> Mapping[TextBlock, tuple[Box, NDArray[np.uint8]]]:
    return {block: _find_ink(creative, block) for block in creative.layout}


def _find_ink(creative: Creative, block: TextBlock) -> tuple[Box, NDArray[np.uint8]]:
    height, width = creative.pixels.shape[:2]
    left, top, right, bottom = block.box.grown(_EDGE_PX).pixels(width, height)
    part = slice(top, bottom), slice(left, right)
    drawn = largest_difference(creative.pixels[part], creative.ground[part], axis=-1)
    return _trim_to_ink(drawn, left, top, 1)


def find_logo_ink(creative: Creative) -> tuple[Box, NDArray[np.uint8]]:
    """Return the box of the logo without the transparent air around it, and its alpha there, uint8 (height, width)."""
    logo, mark = creative.canvas.logo, creative.canvas.logo_pixels
    return _trim_to_ink(mark[..., 3], round(logo.x), round(logo.y), _SEEN_ALPHA)


def _trim_to_ink(ink: NDArray[np.uint8], left: int, top: int, least: int) -> tuple[Box, NDArray[np.uint8]]:
    rows, columns = np.flatnonzero((ink >= least).any(axis=1)), np.flatnonzero((ink >= least).any(axis=0))
    if not rows.size:
        return Box(left, top, 0, 0), ink[:0, :0]
    above, below, first, last = int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
    return Box(left + first, top + above, last - first, below - above), ink[above:below, first:last]


def measure_letters(creative: Creative, block: TextBlock) -> float:
    """Return how high the letters of a block are in the final pixels, px; 0 where none are drawn.

    In scripts of BAND_SCRIPTS it is the x-height, or that of capitals where all are. In others, where words differ more
    than sizes do, it is the size of the type, less what is not drawn of it.
    """
    _, ink = find_drawn_ink(creative, block)
    # On an uneven ground letters differ from it by more here than there: all that is seen counts.
    seen = (ink >= ceil(_SEEN_PART * int(ink.max(initial=0)))) * np.uint8(255)
    if creative.adaptation.locale.script in BAND_SCRIPTS:
        lines = line_heights(seen, 0)
        # Where the bars of letters lie in one row, as in т and л, a band is one bar: the whole line tells.
        least = _LEAST_X_HEIGHT_OF_LINE * min(float(median(lines)), block.font_px) if lines else 0.0
        band = max(least, measure_band(seen, block.font_px))
        small = any(letter.islower() for line in block.lines for letter in line)
        return min(band, _MOST_X_HEIGHT_EM * block.font_px) if small else band
    drawn = seen.shape[0] / block.box.height if seen.size and block.box.height else 0.0
    return block.font_px / block.scale * min(1.0, drawn)


def measure_band(ink: NDArray[np.uint8], font_px: float) -> float:
    """Return the height, px, of the band between baseline and x-height in which letters are dense; 0 without ink."""
    bands = line_heights(ink, _BAND_DENSITY, round(_BAND_BRIDGE * font_px))
    return float(median(bands)) if bands else 0.0


def line_heights(ink: NDArray[np.uint8], share: float, bridge: int = 0) -> list[int]:
    """Return the heights, px, of the bands of rows in which letters are dense.

    *ink* is the strength of the letters, uint8 (height, width). A row is dense with *share* of the ink of the densest
    row: 0 gives whole lines, a quarter the band between baseline and x-height. Bands at most *bridge* rows apart are
    one: between the bars of e and s letters are thin.
    """
    if not ink.size:
        return []
    rows = (ink >= max(1, int(ink.max()) // 2)).sum(axis=1)
    dense = np.concatenate([[False], rows > share * rows.max(), [False]])
    edges = np.flatnonzero(dense[1:] != dense[:-1])
    bands: list[list[int]] = []
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        if bands and start - bands[-1][1] <= bridge:
            bands[-1][1] = int(end)
        else:
            bands.append([int(start), int(end)])
    return [end - start for start, end in bands]
