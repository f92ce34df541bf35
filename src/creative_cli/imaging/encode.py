"""Encodes finished pictures within the bytes a channel allows.

Quality 92 without chroma subsampling keeps thin coloured text crisp. JPEG files are baseline: progressive ones were
11 % smaller on our ads but took four times the CPU (28 ms for 7), and Pillow cannot write noisy pictures that way.
"""

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image, PngImagePlugin

from creative_cli.formats import Encoding, Format
from creative_cli.imaging.srgb_profile import srgb_profile
from creative_cli.models import Pixels

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


def encode_image(pixels: Pixels, form: Format, packet: bytes = b"") -> EncodedImage:
    """Encode *pixels*, uint8 (height, width, 3) sRGB, as the best file the format allows, with an XMP *packet*.

    Tries the format's encodings in order, each from its best quality down, and returns the first file within
    `max_bytes`, its packet included, or else the smallest one. The same pixels and packet give the same bytes.
    """
    image = Image.fromarray(np.ascontiguousarray(pixels))
    smallest: EncodedImage | None = None
    for encoding in form.encodings:
        data = _encode_within(image, encoding, form.max_bytes, packet)
        fits = form.max_bytes is None or len(data) <= form.max_bytes
        if fits:
            return EncodedImage(data, encoding, fits=True)
        if smallest is None or len(data) < len(smallest.data):
            smallest = EncodedImage(data, encoding, fits=False)
    if smallest is None:
        raise ValueError(f"{form.name} allows no encoding")
    return smallest


def _encode_within(image: Image.Image, encoding: Encoding, limit: int | None, packet: bytes) -> bytes:
    """Return the file of the best quality within *limit* bytes, or the smallest one."""
    steps = _QUALITY_STEPS[encoding]
    best = _encode_as(image, encoding, steps[0], packet)
    if limit is None or len(best) <= limit:
        return best
    low, high = 1, len(steps) - 1
    while low < high:
        middle = (low + high) // 2
        if len(_encode_as(image, encoding, steps[middle], packet)) <= limit:
            high = middle
        else:
            low = middle + 1
    return _encode_as(image, encoding, steps[low], packet) if len(steps) > 1 else best


def _encode_as(image: Image.Image, encoding: Encoding, step: tuple[int, int], packet: bytes) -> bytes:
    buffer = io.BytesIO()
    # Pillow writes the packet of each format but PNG, which stores it as a text (XMP part 3, §1.1.5).
    told: dict[str, bytes] = {"xmp": packet} if packet else {}
    quality, subsampling = step
    profile = srgb_profile()
    match encoding:
        case Encoding.JPG:
            image.save(buffer, "JPEG", quality=quality, subsampling=subsampling, icc_profile=profile, **told)
        case Encoding.PNG:
            image.save(buffer, "PNG", compress_level=9, icc_profile=profile, pnginfo=_write_png_text(packet))
        case Encoding.PNG8:
            few = image.quantize(quality, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.FLOYDSTEINBERG)
            few.save(buffer, "PNG", optimize=True, icc_profile=profile, pnginfo=_write_png_text(packet))
        case Encoding.WEBP:
            image.save(buffer, "WEBP", quality=quality, method=4, icc_profile=profile, **told)
        case Encoding.AVIF:
            image.save(buffer, "AVIF", quality=quality, speed=6, icc_profile=profile, **told)
    return buffer.getvalue()


def _write_png_text(packet: bytes) -> PngImagePlugin.PngInfo | None:
    if not packet:
        return None
    texts = PngImagePlugin.PngInfo()
    texts.add_itxt("XML:com.adobe.xmp", packet.decode("utf-8"))
    return texts
