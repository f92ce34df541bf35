"""Draws SVG pictures with Typst; runs in a worker process (`imaging.foreign_worker`), as the file is foreign.

It loads no fonts and little else, so that the process starts quickly; `svg_fonts` draws documents with text.
"""

import io
from functools import cache
from importlib.resources import files
from pathlib import Path

import typst
from PIL import Image

from creative_cli.errors import PictureError
from creative_cli.layout.svg_document import PLAIN_SVG_HINT, read_svg
from creative_cli.layout.svg_features import has_svg_text, refuse_unsupported_svg
from creative_cli.layout.svg_text import NO_SVG_FONTS, SvgFonts

# The field of an answer that asks for the fonts.
NEEDS_FONTS = "fonts"
# A frame with much air is drawn no larger than this, px; only the part with the ink is drawn larger.
MAX_FRAME_PX = 6000
# Ink that is smaller in the first drawing is looked at more closely, px.
LEAST_FOUND_PX = 24
SEARCHES = 3

_LINK_ERROR = "failed to load linked image"


def draw_svg_page(data: bytes, **size: float) -> tuple[dict[str, object], bytes]:
    """Draw an SVG with its frame fitted into *width* × *height* px; return no fields and the PNG.

    Of a document with text the field `fonts` asks for another task.
    """
    if has_svg_text(read_svg(data)):
        return {NEEDS_FONTS: True}, b""
    return {}, SvgPage(data).draw_frame(**size)


def draw_svg_ink(data: bytes, **size: float) -> tuple[dict[str, object], bytes]:
    """Draw an SVG as large as its ink fits *width* × *height* px; return its size, px, and RGBA of the ink.

    Its ink is looked for in a drawing *search* times as large. Of a document with text as above.
    """
    if has_svg_text(read_svg(data)):
        return {NEEDS_FONTS: True}, b""
    return SvgPage(data).draw_ink(**size)


class SvgPage:
    """A document that may be drawn; raise PictureError for another."""

    def __init__(self, data: bytes, known: SvgFonts = NO_SVG_FONTS, fonts: typst.Fonts | None = None) -> None:
        """Read an SVG; *known* are the fonts that its text may use, and *fonts* the same for Typst."""
        self._document = read_svg(data)
        refuse_unsupported_svg(self._document, known)
        self._fonts = _no_fonts() if fonts is None else fonts

    def draw_frame(self, width: float, height: float) -> bytes:
        """Return a PNG of the document, its frame fitted into *width* × *height* px."""
        return self._draw(self._document.text, width, height)

    def draw_ink(self, width: float, height: float, search: float) -> tuple[dict[str, object], bytes]:
        """Return the ink, fitted into *width* × *height* px: its size and RGBA. It is found at *search* that size."""
        text = self._document.text
        window = self._document.window()
        for _ in range(SEARCHES):
            # Many logos have empty space inside their frame: find the ink first, in a drawing large enough.
            first = _open_png(self._draw(text, search * width, search * height))
            left, top, right, bottom = _ink_of(first)
            scale = min(width / (right - left), height / (bottom - top))
            if window is None or (
                max(right - left, bottom - top) >= LEAST_FOUND_PX and scale * max(first.size) <= MAX_FRAME_PX
            ):
                break
            # Draw the part with the ink alone, and px around it for its soft edge.
            window = window.part(left - 2, top - 2, right + 2, bottom + 2, first.size)
            text = self._document.with_window(window)
        scale = min(scale, MAX_FRAME_PX / max(first.size))
        large = _open_png(self._draw(text, first.width * scale, first.height * scale))
        drawn = large.crop(_ink_of(large))
        return {"width": drawn.width, "height": drawn.height}, drawn.tobytes()

    def _draw(self, text: str, width: float, height: float) -> bytes:
        inputs = {"svg": text, "width": str(width), "height": str(height)}
        try:
            png = _svg_compiler(self._fonts).compile(format="png", ppi=72, sys_inputs=inputs)
        except typst.TypstError as error:
            if _LINK_ERROR in error.message:
                raise PictureError(
                    "The SVG links to another file, which is never loaded.",
                    "Embed linked pictures, or export the SVG as PNG.",
                ) from error
            raise PictureError(f"The SVG cannot be read: {error.message}.", PLAIN_SVG_HINT) from error
        if not isinstance(png, bytes):
            raise PictureError("The SVG does not fit one page.", PLAIN_SVG_HINT)
        return png


@cache
def _no_fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[])


@cache
def _svg_compiler(fonts: typst.Fonts) -> typst.Compiler:
    root = Path(str(files("creative_cli.layout"))) / "templates"
    return typst.Compiler(root / "vector.typ", root=root, font_paths=fonts, ignore_system_fonts=True)


def _open_png(png: bytes) -> Image.Image:
    with Image.open(io.BytesIO(png), formats=("PNG",)) as picture:
        return picture.convert("RGBA")


def _ink_of(picture: Image.Image) -> tuple[int, int, int, int]:
    ink = picture.getchannel("A").getbbox()
    if ink is None:
        raise PictureError("The SVG draws nothing.", "Open it in a browser. If it shows there, save it as plain SVG.")
    return ink
