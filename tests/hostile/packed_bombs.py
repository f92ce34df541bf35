"""Packed data that unpacks to far more, made without unpacking time: one piece is packed, and its bytes repeated.

A flush lets go of all that was packed before (RFC 1951), so that the same bytes stand for the same data again.
"""

import zlib
from functools import cache

MEGABYTE = 1_000_000
_GZIP_HEAD = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
_ZLIB_HEAD = b"\x78\xda"
_LAST_BLOCK = b"\x03\0"


@cache
def _packed_piece(piece: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)


def pack_repeated(piece: bytes, times: int, start: bytes = b"") -> bytes:
    """Return *start*, and *piece* that many times, as zlib packs them."""
    total = zlib.adler32(start)
    for _ in range(times):
        total = zlib.adler32(piece, total)
    packed = (_packed_piece(start) if start else b"") + _packed_piece(piece) * times
    return _ZLIB_HEAD + packed + _LAST_BLOCK + total.to_bytes(4, "big")


def gzip_repeated(piece: bytes, times: int, start: bytes = b"") -> bytes:
    """Return the same as gzip packs it."""
    total = zlib.crc32(start)
    for _ in range(times):
        total = zlib.crc32(piece, total)
    packed = (_packed_piece(start) if start else b"") + _packed_piece(piece) * times
    size = (len(start) + len(piece) * times) & 0xFFFFFFFF
    return _GZIP_HEAD + packed + _LAST_BLOCK + total.to_bytes(4, "little") + size.to_bytes(4, "little")
