"""Reads untrusted pictures into clean ones: RGB or RGBA, sRGB, upright, of a safe size.

They are decoded in a worker process, by `picture_decoding`; this process never gives their bytes to a decoder.
"""

import re
import threading
import zlib
from functools import lru_cache

import numpy as np
from PIL import Image

from creative_cli.errors import PictureError
from creative_cli.foreign_files import is_web_page
from creative_cli.imaging.foreign_worker import run_in_worker
from creative_cli.imaging.picture_decoding import (
    RESEND_HINT,
    UNREADABLE,
    WORKING_SIDE_PX,
    decode_banner,
    decode_picture,
)
from creative_cli.imaging.worker_messages import WorkerMessage
from creative_cli.models import Pixels
from creative_cli.settings import read_settings

CACHED_SCENES = 4  # at most 50 MB each; only a few products are in work at a time

_FOREIGN_SIGNATURES = (
    (4, b"ftypheic", "a HEIC photo, which no library in this tool can read"),
    (4, b"ftypheix", "a HEIC photo, which no library in this tool can read"),
    (4, b"ftypmif1", "a HEIF photo, which no library in this tool can read"),
    (4, b"ftyp", "a video or a camera format"),
    (0, b"%PDF", "a PDF"),
    (0, b"%!PS", "a PostScript file"),
    (0, b"8BPS", "a Photoshop document"),
    (0, b"PK\x03\x04", "a ZIP archive or an office document"),
    (0, b"\x1f\x8b", "a compressed file, but no SVGZ"),
    (0, b"version https://git-lfs", "a Git LFS pointer, not the picture itself"),
)


# Notes of the program, and declarations, may stand before the first element.
SNIFFED_BYTES = 65_536
# Each note is taken whole (an atomic group): trying its ends again takes exponential time.
_SVG_START = re.compile(
    rb"\s*(?:(?><\?.*?\?>|<!--.*?-->|<!doctype[^>\[]*(?:\[.*?\]\s*)?>)\s*)*+<(?:[\w.-]+:)?svg\b",
    re.IGNORECASE | re.DOTALL,
)


def is_svg(data: bytes) -> bool:
    """Return whether *data* is an SVG drawing, plain or compressed, which `layout` rasterises."""
    start = data[:SNIFFED_BYTES]
    if start.startswith(b"\x1f\x8b"):
        try:
            start = zlib.decompressobj(wbits=31).decompress(start, SNIFFED_BYTES)
        except zlib.error:
            return False
    for encoding, marks in (("utf-16-le", (b"\xff\xfe", b"<\0")), ("utf-16-be", (b"\xfe\xff", b"\0<"))):
        if start.startswith(marks):
            start = start.decode(encoding, "ignore").removeprefix("\ufeff").encode("utf-8", "ignore")
    return _SVG_START.match(start.removeprefix(b"\xef\xbb\xbf")) is not None


def open_picture(
    data: bytes, name: str, enough: int = WORKING_SIDE_PX, *, mark: bool = False, given: bool = False
) -> Image.Image:
    """Return what `read_pixels` returns as a picture in mode RGB or RGBA."""
    return Image.fromarray(read_pixels(data, name, enough, mark=mark, given=given))


def read_pixels(
    data: bytes, name: str, enough: int = WORKING_SIDE_PX, *, mark: bool = False, given: bool = False
) -> Pixels:
    """Return the picture in *data*, upright, sRGB, uint8 (h, w, 3), or (h, w, 4) if some of it is transparent.

    It is decoded in a worker process. Errors use *name*. Raises PictureError unless it is a whole picture in one of
    `READABLE_FORMATS`, 300 to 12,000 px a side and at most 100 megapixels, which CREATIVE_DECODE_MEGAPIXELS sets; the
    header is checked before decoding. Of cut-outs, and of a *mark* such as a logo, only the longer side needs 300 px. A
    picture that people have *given*, or a mark, must be a still one; of an answer that was paid for the first frame
    counts. A JPEG is decoded at the half, quarter or eighth that still has *enough* px a side, which is faster.
    """
    options = {"name": name, "enough": enough, "mark": mark, "given": given, **decoding_limits()}
    answer = run_in_worker(decode_picture, data, name, options, RESEND_HINT, room=4 * WORKING_SIDE_PX**2)
    if UNREADABLE in answer.fields:
        raise PictureError(f"{name} is not a picture this tool reads: {_describe_bytes(data)}.", RESEND_HINT)
    return shape_pixels(answer)


def read_banner(data: bytes, name: str) -> Pixels:
    """Return a JPEG or PNG with a side below 300 px, uint8 (h, w, 3), as it is stored. Raises PictureError."""
    limits = decoding_limits()
    return shape_pixels(run_in_worker(decode_banner, data, name, {"name": name, **limits}, RESEND_HINT))


def decoding_limits() -> dict[str, object]:
    """Return the limits of the settings, as options of a task that decodes a picture."""
    settings = read_settings()
    return {"megapixels": settings.decode_megapixels, "scans": settings.decode_scans}


def shape_pixels(answer: WorkerMessage) -> Pixels:
    """Return the pixels of a picture that a worker decoded, uint8 (h, w, channels), which cannot be written to."""
    height, width, channels = (int(str(answer.fields[name])) for name in ("height", "width", "channels"))
    return np.frombuffer(answer.content, np.uint8).reshape(height, width, channels)


def _describe_bytes(data: bytes) -> str:
    if not data:
        return "the file is empty"
    if is_svg(data):
        return "it is an SVG drawing"
    for offset, magic, what in _FOREIGN_SIGNATURES:
        if data[offset : offset + len(magic)] == magic:
            return f"it is {what}"
    if is_web_page(data):
        return "it is a web page, perhaps saved in place of the picture"
    return f"its first bytes are {data[:8].hex(' ')}"


def without_alpha(pixels: Pixels) -> Pixels:
    """Return the colours of *pixels*, uint8 (h, w, 3); transparent ones have those that are stored."""
    return np.ascontiguousarray(pixels[..., :3])


_DECODE_LOCK = threading.Lock()


def decode_scene(data: bytes) -> Pixels:
    """Decode a scene, uint8 (h, w, 3); the last few are cached. Raises PictureError."""
    # Threads that need the same scene must not both decode it.
    with _DECODE_LOCK:
        return _decode_cached(data)


@lru_cache(maxsize=CACHED_SCENES)
def _decode_cached(data: bytes) -> Pixels:
    return without_alpha(read_pixels(data, "the generated scene"))
