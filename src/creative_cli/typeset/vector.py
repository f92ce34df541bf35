"""SVG pictures as pixels, drawn by Typst."""

from creative_cli.errors import PictureError
from creative_cli.formats import Box
from creative_cli.records import Pixels
from creative_cli.typeset.draw import decode, ink_box
from creative_cli.typeset.measure import compiler

MOST_BYTES = 8_000_000
"""Largest SVG that is read; drawings by hand are far smaller, traced photos are not drawings."""

_PADDED = 0.98


def rasterise_svg(svg: bytes, room: Box) -> Pixels:
    """Draw an SVG so that its ink fills *room* in width or height, whichever is reached first.

    Returns uint8 (height, width, 4), cut to the ink. Nothing the document names is loaded: no file, no address.
    Raises PictureError when it cannot be read or draws nothing.
    """
    pixels = decode(svg_to_png(svg, room.width, room.height))
    ink = ink_box(pixels)
    if not ink.area:
        raise PictureError("The SVG draws nothing.", "Open it in a browser: if it shows there, save it as plain SVG.")
    fill = max(ink.width / room.width, ink.height / room.height)
    if fill < _PADDED:
        # Many logos carry empty room inside their frame; drawn larger, their ink is as large as the room.
        pixels = decode(svg_to_png(svg, room.width / fill, room.height / fill))
        ink = ink_box(pixels)
    left, top, right, bottom = ink.pixels(pixels.shape[1], pixels.shape[0])
    return pixels[top:bottom, left:right]


def svg_to_png(svg: bytes, width: float, height: float) -> bytes:
    """Draw an SVG with its frame as large as *width* × *height* px allow, and return the PNG.

    Raises PictureError when it cannot be read.
    """
    import typst  # noqa: PLC0415  # 20 MB that light commands need not load

    if len(svg) > MOST_BYTES:
        raise PictureError(f"The SVG has {len(svg) / 1e6:.0f} MB; 8 MB are read at most.", "Export it as PNG.")
    try:
        document = svg.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PictureError("The SVG is not written in UTF-8.", "Save it again as plain SVG in UTF-8.") from None
    inputs = {"svg": document, "width": str(width), "height": str(height)}
    try:
        png = compiler("vector.typ").compile(format="png", ppi=72, sys_inputs=inputs)
    except typst.TypstError as error:
        raise PictureError(f"The SVG cannot be read: {error.message}.", "Save it again as plain SVG.") from error
    if not isinstance(png, bytes):
        raise PictureError("The SVG does not fit one page.", "Save it again as plain SVG.")
    return png
