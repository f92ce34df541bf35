"""Draws SVG pictures in a worker process: what is foreign is read, checked and drawn there."""

import numpy as np

from creative_cli.formats import Box
from creative_cli.imaging.foreign_worker import run_in_worker
from creative_cli.models import Pixels

# An SVG is drawn this many times larger to find its ink.
INK_SEARCH_SCALE = 4
_TASKS = "creative_cli.layout.svg_drawing"
_WHAT = "The SVG"


def rasterize_svg(svg: bytes, room: Box, search: float = INK_SEARCH_SCALE) -> Pixels:
    """Draw an SVG as large as its ink fits *room* and return uint8 (height, width, 4), cropped to the ink.

    Its ink is looked for in a drawing *search* times as large. No file or address in the document is ever loaded.
    Raises PictureError if it is not readable, draws nothing, takes more time or memory than allowed, or needs what is
    not drawn as its author sees it.
    """
    options = {"width": room.width, "height": room.height, "search": float(search)}
    fields, data = run_in_worker(f"{_TASKS}:draw_svg_ink", svg, _WHAT, options)
    width, height = int(str(fields["width"])), int(str(fields["height"]))
    return np.frombuffer(data, np.uint8).reshape(height, width, 4)


def svg_to_png(svg: bytes, width: float, height: float) -> bytes:
    """Draw an SVG with its frame fitted into *width* × *height* px and return the PNG.

    Raises PictureError if it is not readable, exceeds the limits or needs what is not drawn.
    """
    options = {"width": float(width), "height": float(height)}
    return run_in_worker(f"{_TASKS}:draw_svg_page", svg, _WHAT, options).data
