"""Draws SVG pictures with Typst."""

from xml.etree import ElementTree as ET

import typst

from creative_cli.errors import PictureError
from creative_cli.formats import Box
from creative_cli.layout.draw import decode_png, ink_box
from creative_cli.layout.glyph_outlines import parse_svg
from creative_cli.layout.measure import bundled_families, typst_compiler
from creative_cli.layout.svg_features import refuse_unsupported_svg
from creative_cli.models import Pixels

# Drawings are far smaller; larger files are traced photos.
MAX_SVG_BYTES = 8_000_000
# Including every copy by `<use>`: ten lines of SVG can expand to billions of shapes.
MAX_SVG_SHAPES = 200_000
# Levels of groups and copies; a copy of itself is endless.
MAX_SVG_DEPTH = 200
# An SVG is drawn this many times larger to find its ink.
INK_SEARCH_SCALE = 4
_HREFS = ("href", "{http://www.w3.org/1999/xlink}href")
_LINK_ERROR = "failed to load linked image"


def rasterize_svg(svg: bytes, room: Box, search: float = INK_SEARCH_SCALE) -> Pixels:
    """Draw an SVG as large as its ink fits *room* and return uint8 (height, width, 4), cropped to the ink.

    Its ink is looked for in a drawing *search* times as large. No file or address in the document is ever loaded.
    Raises PictureError if it is not readable, draws nothing, or needs what is not drawn as its author sees it.
    """
    # Many logos have empty space inside their frame: find the ink first, in a drawing large enough.
    first = decode_png(svg_to_png(svg, search * room.width, search * room.height))
    ink = ink_box(first[..., 3])
    if not ink.area:
        raise PictureError("The SVG draws nothing.", "Open it in a browser. If it shows there, save it as plain SVG.")
    scale = min(room.width / ink.width, room.height / ink.height)
    pixels = decode_png(svg_to_png(svg, first.shape[1] * scale, first.shape[0] * scale))
    left, top, right, bottom = ink_box(pixels[..., 3]).pixels(pixels.shape[1], pixels.shape[0])
    return pixels[top:bottom, left:right]


def svg_to_png(svg: bytes, width: float, height: float) -> bytes:
    """Draw an SVG with its frame fitted into *width* × *height* px and return the PNG.

    Raises PictureError if it is not readable or exceeds the limits.
    """
    document = _check_svg(svg)
    inputs = {"svg": document, "width": str(width), "height": str(height)}
    try:
        png = typst_compiler("vector.typ").compile(format="png", ppi=72, sys_inputs=inputs)
    except typst.TypstError as error:
        if _LINK_ERROR in error.message:
            raise PictureError(
                "The SVG links to another file, which is never loaded.",
                "Embed linked pictures, or export the SVG as PNG.",
            ) from error
        raise PictureError(f"The SVG cannot be read: {error.message}.", "Save it again as plain SVG.") from error
    if not isinstance(png, bytes):
        raise PictureError("The SVG does not fit one page.", "Save it again as plain SVG.")
    return png


def _check_svg(svg: bytes) -> str:
    if len(svg) > MAX_SVG_BYTES:
        raise PictureError(f"The SVG has {len(svg) / 1e6:.0f} MB; the limit is 8 MB.", "Export it as PNG.")
    try:
        document = svg.decode("utf-8-sig")
        root = parse_svg(svg)
    except UnicodeDecodeError:
        raise PictureError("The SVG is not in UTF-8.", "Save it again as plain SVG in UTF-8.") from None
    except ET.ParseError as error:
        raise PictureError(f"The SVG is not well-formed XML: {error}.", "Save it again as plain SVG.") from error
    if _count_shapes(root) > MAX_SVG_SHAPES:
        raise PictureError(f"The SVG has more than {MAX_SVG_SHAPES:,} shapes.", "Simplify it, or export it as PNG.")
    refuse_unsupported_svg(svg, root, bundled_families())
    return document


def _count_shapes(root: ET.Element) -> int:
    """Count the shapes a document draws, following `<use>`; stop after the limit."""
    named = {element.attrib["id"]: element for element in root.iter() if "id" in element.attrib}
    counts: dict[ET.Element, int] = {}

    def count(element: ET.Element, depth: int) -> int:
        if depth > MAX_SVG_DEPTH:
            return MAX_SVG_SHAPES + 1
        if element not in counts:
            target = next((element.attrib[key] for key in _HREFS if key in element.attrib), "")
            shown = named.get(target.removeprefix("#")) if target.startswith("#") else None
            own = 1 + sum(count(child, depth + 1) for child in element)
            counts[element] = min(own + (count(shown, depth + 1) if shown is not None else 0), MAX_SVG_SHAPES + 1)
        return counts[element]

    return count(root, 0)
