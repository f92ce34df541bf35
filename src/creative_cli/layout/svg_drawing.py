"""Draws SVG pictures with Typst; runs in a worker process (`imaging.foreign_worker`), as the file is foreign."""

import io
from functools import cache
from importlib.resources import files
from pathlib import Path

import typst
from PIL import Image

from creative_cli.errors import PictureError
from creative_cli.layout.svg_document import PLAIN_SVG_HINT, read_svg
from creative_cli.layout.svg_features import has_drawn_text, refuse_unsupported_svg

_LINK_ERROR = "failed to load linked image"


def draw_svg_page(data: bytes, width: float, height: float) -> tuple[dict[str, object], bytes]:
    """Draw an SVG with its frame fitted into *width* × *height* px; return no fields and the PNG."""
    return {}, _SvgPage(data).draw(width, height)


def draw_svg_ink(data: bytes, width: float, height: float, search: float) -> tuple[dict[str, object], bytes]:
    """Draw an SVG as large as its ink fits; return width and height, px, and RGBA of the ink.

    Its ink is looked for in a drawing *search* times as large.
    """
    page = _SvgPage(data)
    # Many logos have empty space inside their frame: find the ink first, in a drawing large enough.
    first = _open_png(page.draw(search * width, search * height))
    ink = first.getchannel("A").getbbox()
    if ink is None:
        raise PictureError("The SVG draws nothing.", "Open it in a browser. If it shows there, save it as plain SVG.")
    left, top, right, bottom = ink
    scale = min(width / (right - left), height / (bottom - top))
    large = _open_png(page.draw(first.width * scale, first.height * scale))
    drawn = large.crop(large.getchannel("A").getbbox())
    return {"width": drawn.width, "height": drawn.height}, drawn.tobytes()


class _SvgPage:
    """A document that may be drawn."""

    def __init__(self, data: bytes) -> None:
        document = read_svg(data)
        refuse_unsupported_svg(document)
        self._text = document.text
        self._fonts = has_drawn_text(document)

    def draw(self, width: float, height: float) -> bytes:
        """Return a PNG of the document, its frame fitted into *width* × *height* px."""
        inputs = {"svg": self._text, "width": str(width), "height": str(height)}
        try:
            png = _svg_compiler(with_fonts=self._fonts).compile(format="png", ppi=72, sys_inputs=inputs)
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
def _svg_compiler(*, with_fonts: bool) -> typst.Compiler:
    root = Path(str(files("creative_cli.layout"))) / "templates"
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[])
    if with_fonts:
        from creative_cli.layout.svg_fonts import bundled_svg_fonts  # noqa: PLC0415  # most logos have no text

        fonts = bundled_svg_fonts()
    return typst.Compiler(root / "vector.typ", root=root, font_paths=fonts, ignore_system_fonts=True)


def _open_png(png: bytes) -> Image.Image:
    with Image.open(io.BytesIO(png), formats=("PNG",)) as picture:
        return picture.convert("RGBA")
