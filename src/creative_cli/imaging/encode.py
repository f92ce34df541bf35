"""Encodes finished pictures within the bytes a channel allows.

Quality 92 without chroma subsampling keeps thin coloured text crisp. JPEG files are baseline: progressive ones were
11 % smaller on our ads but took four times the CPU (28 ms for 7), and Pillow cannot write noisy pictures that way.
"""

import io
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from PIL import Image, PngImagePlugin

from creative_cli.formats import Encoding, Format
from creative_cli.imaging.jpeg_tiles import encode_tiled_jpeg
from creative_cli.imaging.srgb_profile import srgb_profile
from creative_cli.models import Canvas, Pixels

# Pillow's numbers for 4:4:4 and 4:2:0.
BEST_QUALITY = 92
FULL_CHROMA, HALF_CHROMA = 0, 2


# The codec's qualities from best to smallest (for PNG8 the number of colours), and JPEG's chroma subsampling.
_QUALITY_STEPS: dict[Encoding, tuple[tuple[int, int], ...]] = {
    # Thin coloured text suffers from halved chroma before it suffers from quality 70: chroma goes last.
    Encoding.JPG: (
        *((quality, FULL_CHROMA) for quality in (BEST_QUALITY, *range(90, 66, -2))),
        *((quality, HALF_CHROMA) for quality in range(72, 44, -2)),
    ),
    Encoding.PNG: ((100, FULL_CHROMA),),
    Encoding.PNG8: tuple((colours, FULL_CHROMA) for colours in (256, 192, 128, 96, 64)),
    Encoding.WEBP: tuple((quality, FULL_CHROMA) for quality in range(92, 48, -4)),
    Encoding.AVIF: tuple((quality, FULL_CHROMA) for quality in range(85, 40, -5)),
}


@dataclass(frozen=True, slots=True)
class EncodedImage:
    """An encoded file, and whether it is within the format's limit."""

    data: bytes
    encoding: Encoding
    fits: bool


@dataclass(frozen=True, eq=False)
class _Source:
    """What is encoded: its pixels, the XMP packet of the file, and the canvas that it is like."""

    pixels: Pixels
    packet: bytes
    canvas: Canvas | None

    @cached_property
    def image(self) -> Image.Image:
        return Image.fromarray(np.ascontiguousarray(self.pixels))


def encode_image(pixels: Pixels, form: Format, packet: bytes = b"", canvas: Canvas | None = None) -> EncodedImage:
    """Encode *pixels*, uint8 (height, width, 3) sRGB, as the best file the format allows, with an XMP *packet*.

    Tries the format's encodings in order, each from its best quality down, and returns the first file within
    `max_bytes`, its packet included, or else the smallest one. The same pixels and packet give the same bytes; a
    *canvas* that has most of these pixels only makes it faster.
    """
    source = _Source(pixels, packet, canvas)
    smallest: EncodedImage | None = None
    for encoding in form.encodings:
        data = _encode_within(source, encoding, form.max_bytes)
        fits = form.max_bytes is None or len(data) <= form.max_bytes
        if fits:
            return EncodedImage(data, encoding, fits=True)
        if smallest is None or len(data) < len(smallest.data):
            smallest = EncodedImage(data, encoding, fits=False)
    if smallest is None:
        raise ValueError(f"{form.name} allows no encoding")
    return smallest


def _encode_within(source: _Source, encoding: Encoding, limit: int | None) -> bytes:
    """Return the file of the best quality within *limit* bytes, or the smallest one."""
    steps = _QUALITY_STEPS[encoding]
    best = _encode_as(source, encoding, steps[0])
    if limit is None or len(best) <= limit:
        return best
    low, high = 1, len(steps) - 1
    while low < high:
        middle = (low + high) // 2
        if len(_encode_as(source, encoding, steps[middle])) <= limit:
            high = middle
        else:
            low = middle + 1
    return _encode_as(source, encoding, steps[low]) if len(steps) > 1 else best


def _encode_as(source: _Source, encoding: Encoding, step: tuple[int, int]) -> bytes:
    buffer = io.BytesIO()
    quality, subsampling = step
    # Pillow writes the packet of each format but PNG, which stores it as a text (XMP part 3, §1.1.5).
    facts: dict[str, object] = {"icc_profile": srgb_profile()}
    if source.packet and encoding not in {Encoding.PNG, Encoding.PNG8}:
        facts["xmp"] = source.packet
    match encoding:
        case Encoding.JPG if subsampling == FULL_CHROMA:
            return encode_tiled_jpeg(source.pixels, quality, facts, source.canvas)
        case Encoding.JPG:
            source.image.save(buffer, "JPEG", quality=quality, subsampling=subsampling, **facts)
        case Encoding.PNG:
            source.image.save(buffer, "PNG", compress_level=9, pnginfo=_write_png_text(source.packet), **facts)
        case Encoding.PNG8:
            few = source.image.quantize(quality, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.FLOYDSTEINBERG)
            few.save(buffer, "PNG", optimize=True, pnginfo=_write_png_text(source.packet), **facts)
        case Encoding.WEBP:
            source.image.save(buffer, "WEBP", quality=quality, method=4, **facts)
        case Encoding.AVIF:
            source.image.save(buffer, "AVIF", quality=quality, speed=6, **facts)
    return buffer.getvalue()


def _write_png_text(packet: bytes) -> PngImagePlugin.PngInfo | None:
    if not packet:
        return None
    texts = PngImagePlugin.PngInfo()
    texts.add_itxt("XML:com.adobe.xmp", packet.decode("utf-8"))
    return texts
