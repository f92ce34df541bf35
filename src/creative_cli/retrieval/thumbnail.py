"""Small pictures for terminals, encoded with zlib alone: no image library has to load."""

import struct
import zlib

import numpy as np

from creative_cli.models import Pixels
from creative_cli.retrieval.image_hash import average_cells

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def make_thumbnail(pixels: Pixels, side: int) -> bytes:
    """Return a PNG of *pixels*, uint8 (height, width, 3), averaged to at most *side* px on its longer side."""
    height, width = pixels.shape[:2]
    share = min(1.0, side / max(height, width))
    size = max(1, round(height * share)), max(1, round(width * share))
    small = average_cells(pixels.astype(np.float32), size)
    return encode_plain_png(np.rint(small).astype(np.uint8))


def encode_plain_png(pixels: Pixels) -> bytes:
    """Return *pixels*, uint8 (height, width, 3), as a PNG file (ISO/IEC 15948), 8 bits a channel, unfiltered."""
    height, width = pixels.shape[:2]
    rows = b"".join(b"\0" + row.tobytes() for row in pixels)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        PNG_SIGNATURE
        + _png_chunk(b"IHDR", header)
        + _png_chunk(b"IDAT", zlib.compress(rows))
        + _png_chunk(b"IEND", b"")
    )


def _png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
