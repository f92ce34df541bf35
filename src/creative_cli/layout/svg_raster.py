"""Draws SVG pictures in a worker process: what is foreign is read, checked and drawn there."""

import numpy as np

from creative_cli.formats import Box
from creative_cli.imaging.foreign_worker import WorkerTask, run_in_worker
from creative_cli.imaging.worker_messages import WorkerMessage
from creative_cli.layout.svg_drawing import NEEDS_FONTS, draw_svg_ink, draw_svg_page
from creative_cli.layout.svg_fonts import draw_text_ink, draw_text_page
from creative_cli.models import Pixels

# An SVG is drawn this many times larger to find its ink.
INK_SEARCH_SCALE = 4
_WHAT = "The SVG"


def rasterize_svg(svg: bytes, room: Box, search: float = INK_SEARCH_SCALE) -> Pixels:
    """Draw an SVG as large as its ink fits *room* and return uint8 (height, width, 4), cropped to the ink.

    Its ink is looked for in a drawing *search* times as large. No file or address in the document is ever loaded.
    Raises PictureError if it is not readable, draws nothing, takes more time or memory than allowed, or needs what is
    not drawn as its author sees it.
    """
    answer = _draw_in_worker(
        draw_svg_ink, draw_text_ink, svg, {"width": room.width, "height": room.height, "search": float(search)}
    )
    width, height = int(str(answer.fields["width"])), int(str(answer.fields["height"]))
    return np.frombuffer(answer.data, np.uint8).reshape(height, width, 4)


def svg_to_png(svg: bytes, width: float, height: float) -> bytes:
    """Draw an SVG with its frame fitted into *width* × *height* px and return the PNG.

    Raises PictureError if it is not readable, exceeds the limits or needs what is not drawn.
    """
    return _draw_in_worker(draw_svg_page, draw_text_page, svg, {"width": float(width), "height": float(height)}).data


def _draw_in_worker(plain: WorkerTask, with_text: WorkerTask, svg: bytes, size: dict[str, float]) -> WorkerMessage:
    answer = run_in_worker(plain, svg, _WHAT, size)
    return run_in_worker(with_text, svg, _WHAT, size) if NEEDS_FONTS in answer.fields else answer
