"""Picture files written by hand: of any size without the memory for it, and with parts that no program writes."""

import struct
import zlib
from collections.abc import Sequence

from tests.hostile.packed_bombs import pack_repeated

PNG_START = b"\x89PNG\r\n\x1a\n"
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""Of each colour type of PNG."""


def png_chunk(kind: bytes, data: bytes) -> bytes:
    """Return a chunk with its length and checksum."""
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")


def png_file(
    width: int, height: int, *, depth: int = 8, colour: int = 2, before: Sequence[bytes] = (), rows: int | None = None
) -> bytes:
    """Return a PNG of one colour; *before* are chunks before its pixels, *rows* fewer rows than it says."""
    row = b"\0" + b"\x55" * -(-width * depth * CHANNELS[colour] // 8)
    count = height if rows is None else rows
    many = max(1, min(count, (1 << 20) // len(row)))
    pixels = pack_repeated(row * many, count // many, row * (count % many))
    head = struct.pack(">LLBBBBB", width, height, depth, colour, 0, 0, 0)
    chunks = [png_chunk(b"IHDR", head), *before, png_chunk(b"IDAT", pixels), png_chunk(b"IEND", b"")]
    return PNG_START + b"".join(chunks)


def tiff_file(entries: Sequence[tuple[int, int, int, int]], *, following: int = 0, data: bytes = b"") -> bytes:
    """Return a little-endian TIFF of one directory: *entries* are tag, type, count and value; *following* the next."""
    directory = struct.pack("<H", len(entries) & 0xFFFF)
    directory += b"".join(struct.pack("<HHLL", *entry) for entry in entries)
    return b"II*\0" + struct.pack("<L", 8) + directory + struct.pack("<L", following) + data


def size_tags(
    width: int, height: int, *, bits: int = 8, at: int = 8, length: int = 1
) -> list[tuple[int, int, int, int]]:
    """Return the tags that a plain grey TIFF needs."""
    values = {256: width, 257: height, 258: bits, 259: 1, 262: 1, 273: at, 277: 1, 278: height, 279: length}
    return [(tag, 4, 1, value) for tag, value in values.items()]
