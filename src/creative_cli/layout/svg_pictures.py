"""Finds pictures in an SVG that the renderer leaves out, draws in another way, or could not open safely."""

import base64
import binascii
import io
import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree as ET

from PIL import Image

from creative_cli.layout.svg_document import SvgPlace, find_href
from creative_cli.layout.svg_styles import INSIDE_CURE, PLAIN_CURE, SvgFault

MAX_EMBEDDED_SIDE_PX = 12_000
MAX_EMBEDDED_PIXELS = 50_000_000

_DATA = re.compile(r"data:([^;,]*)((?:;[^;,]*)*?)(;base64)?,", re.IGNORECASE)
_DRAWN_TYPES = {"image/png": "PNG", "image/jpeg": "JPEG", "image/jpg": "JPEG", "image/gif": "GIF", "image/webp": "WEBP"}
# The last three only to say what the picture is.
_KNOWN_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF", "AVIF")
_EXIF_ORIENTATION = 0x0112


def find_picture_faults(element: ET.Element, name: str, place: SvgPlace) -> Iterator[SvgFault]:
    """Yield what is wrong with an image element, or a filter that takes a picture."""
    target = find_href(element)
    if name == "feImage" and target.startswith("#"):
        yield SvgFault("the filter feImage with a part of the drawing", PLAIN_CURE, place)
        return
    if not target:
        return
    found = _DATA.match(target)
    if found is None:
        yield SvgFault(f"a part of another file ({name} {target[:80]!r}), never loaded", INSIDE_CURE, place)
        return
    kind = found[1].strip().lower()
    if kind not in _DRAWN_TYPES:
        yield SvgFault(f"a picture of the type {kind or 'unknown'!r}, which is not drawn", INSIDE_CURE, place)
    elif what := _object_to_picture(target[found.end() :], base64_given=bool(found[3]), kind=_DRAWN_TYPES[kind]):
        yield SvgFault(what, INSIDE_CURE, place)


def open_inner_svg(element: ET.Element) -> bytes | None:
    """Return the SVG that an image element holds as data; None if it holds something else."""
    target = find_href(element)
    found = _DATA.match(target)
    if found is None or found[1].strip().lower() != "image/svg+xml":
        return None
    try:
        return _decode_data(target[found.end() :], base64_given=bool(found[3]))
    except (binascii.Error, ValueError):
        return b""


def _decode_data(text: str, *, base64_given: bool) -> bytes:
    return base64.b64decode("".join(text.split())) if base64_given else unquote_to_bytes(text)


def _object_to_picture(text: str, *, base64_given: bool, kind: str) -> str | None:
    try:
        data = _decode_data(text, base64_given=base64_given)
        with Image.open(io.BytesIO(data), formats=_KNOWN_FORMATS) as picture:
            objection = _object_to_header(picture, kind)
            if objection is None:
                picture.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return f"a picture inside with far more than {MAX_EMBEDDED_PIXELS // 1_000_000} megapixels, the limit"
    except (binascii.Error, OSError, SyntaxError, ValueError, EOFError):
        return "a picture inside that cannot be decoded"
    return objection


def _object_to_header(picture: Image.Image, kind: str) -> str | None:
    width, height = picture.size
    objections = (
        (
            max(width, height) > MAX_EMBEDDED_SIDE_PX or width * height > MAX_EMBEDDED_PIXELS,
            (
                f"a picture of {width} × {height} px inside; the limit is {MAX_EMBEDDED_SIDE_PX} px a side and "
                f"{MAX_EMBEDDED_PIXELS // 1_000_000} megapixels"
            ),
        ),
        (picture.format != kind, f"a picture that is no {kind}, as it says, but {picture.format}"),
        (getattr(picture, "n_frames", 1) > 1, "an animated picture inside"),
        (picture.mode == "CMYK", "a picture in CMYK inside"),
        (
            picture.getexif().get(_EXIF_ORIENTATION, 1) != 1,
            "a picture inside that is turned by a note of its camera (EXIF)",
        ),
    )
    return next((what for holds, what in objections if holds), None)
