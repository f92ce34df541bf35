"""JPEGs of ads that share a canvas: the rows that their type leaves as they were are encoded once.

With restart markers each row of blocks is decoded on its own, and so its bytes follow from its pixels alone (ITU-T
T.81, sections E.1.4 and E.2.4). Decoders of all kinds know them; they take two bytes for each row.
"""

import io
import re
import struct
from collections.abc import Callable, Mapping
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from PIL import Image

from creative_cli.models import Canvas, Pixels

BAND_PX = 8
"""Height of a row of blocks in a JPEG whose colours have all pixels."""

_START_OF_FRAME, _START_OF_SCAN, _END = b"\xff\xc0", b"\xff\xda", b"\xff\xd9"
_RESTART = re.compile(rb"\xff[\xd0-\xd7]")
_RESTARTS = 8  # they are numbered, and begin again after so many

# The bands of each canvas by quality and number, as long as it exists: up to half a megabyte.
_known_bands: WeakKeyDictionary[Canvas, dict[tuple[int, int], bytes]] = WeakKeyDictionary()


class _BandedFile(NamedTuple):
    """A JPEG up to its first band, and its bands."""

    head: bytes
    bands: tuple[bytes, ...]


def encode_banded_jpeg(pixels: Pixels, quality: int, options: Mapping[str, object], canvas: Canvas | None) -> bytes:
    """Encode *pixels*, uint8 (height, width, 3), as a JPEG that restarts at each row of blocks.

    What is equal to the *canvas* is taken from what was encoded of it before, which gives the same bytes. *options* are
    those of Pillow.
    """

    def encode(part: Pixels) -> _BandedFile:
        buffer = io.BytesIO()
        image = Image.fromarray(np.ascontiguousarray(part))
        image.save(buffer, "JPEG", quality=quality, subsampling=0, restart_marker_rows=1, **options)
        return _split_file(buffer.getvalue())

    if canvas is None or canvas.pixels.shape != pixels.shape:
        return _join_file(encode(pixels))
    return _join_file(_encode_on_canvas(pixels, canvas, _known_bands.setdefault(canvas, {}), quality, encode))


def _encode_on_canvas(
    pixels: Pixels,
    canvas: Canvas,
    known: dict[tuple[int, int], bytes],
    quality: int,
    encode: Callable[[Pixels], _BandedFile],
) -> _BandedFile:
    height = pixels.shape[0]
    changed = (pixels != canvas.pixels).reshape(height, -1).any(axis=1)
    fresh = np.logical_or.reduceat(changed, np.arange(0, height, BAND_PX))
    wanted = [band for band, is_fresh in enumerate(fresh) if is_fresh or (quality, band) not in known]
    # Its head is that of the file: at least one band is encoded.
    wanted = wanted or [0]
    part = np.concatenate([pixels[BAND_PX * band : BAND_PX * (band + 1)] for band in wanted])
    head, made = encode(part)
    own = dict(zip(wanted, made, strict=True))
    known.update(((quality, band), data) for band, data in own.items() if not fresh[band])
    bands = tuple(own[band] if band in own else known[quality, band] for band in range(len(fresh)))
    return _BandedFile(_with_height(head, height), bands)


def _split_file(data: bytes) -> _BandedFile:
    start = _find_segment(data, _START_OF_SCAN)
    (length,) = struct.unpack_from(">H", data, start + 2)
    scan = start + 2 + length
    return _BandedFile(data[:scan], tuple(_RESTART.split(data[scan : -len(_END)])))


def _join_file(file: _BandedFile) -> bytes:
    parts = [file.head]
    for number, band in enumerate(file.bands):
        if number:
            parts.append(bytes((0xFF, 0xD0 + (number - 1) % _RESTARTS)))
        parts.append(band)
    return b"".join((*parts, _END))


def _with_height(head: bytes, height: int) -> bytes:
    # Two bytes each of marker and length, then the bits of a sample.
    at = _find_segment(head, _START_OF_FRAME) + 5
    return head[:at] + struct.pack(">H", height) + head[at + 2 :]


def _find_segment(data: bytes, marker: bytes) -> int:
    at = 2  # after the start of the image
    while data[at : at + 2] != marker:
        (length,) = struct.unpack_from(">H", data, at + 2)
        at += 2 + length
    return at
