"""JPEGs of ads that share a canvas: the tiles that their type leaves as they were are encoded once.

A tile is a part of a row of blocks. With restart markers each is decoded on its own, and so its bytes follow from its
pixels alone (ITU-T T.81, sections E.1.4 and E.2.4). Decoders of all kinds know them; they take two bytes for each tile.
"""

import io
import re
import struct
from collections.abc import Callable, Mapping
from itertools import chain, cycle
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from creative_cli.models import Canvas, Pixels

BLOCK_PX = 8
"""Side of a block in a JPEG whose colours have all pixels."""

# With five, half as many pixels are encoded as with whole rows; with more, markers cost more than that saves.
_MOST_COLUMNS = 5

_START_OF_FRAME, _START_OF_SCAN, _END = b"\xff\xc0", b"\xff\xda", b"\xff\xd9"
_RESTART = re.compile(rb"\xff[\xd0-\xd7]")
_RESTARTS = tuple(bytes((0xFF, number)) for number in range(0xD0, 0xD8))  # the order in which a file has them

# The tiles of each canvas by quality, as long as it exists: up to half a megabyte.
_known_tiles: WeakKeyDictionary[Canvas, dict[int, list[bytes | None]]] = WeakKeyDictionary()


class _TiledFile(NamedTuple):
    """A JPEG up to its first tile, and its tiles."""

    head: bytes
    tiles: tuple[bytes, ...]


def encode_tiled_jpeg(pixels: Pixels, quality: int, options: Mapping[str, object], canvas: Canvas | None) -> bytes:
    """Encode *pixels*, uint8 (height, width, 3), as a JPEG that restarts at each tile.

    What is equal to the *canvas* is taken from what was encoded of it before, which gives the same bytes. *options* are
    those of Pillow.
    """
    blocks = -(-pixels.shape[1] // BLOCK_PX) // _count_columns(pixels.shape[1])

    def encode(part: Pixels) -> _TiledFile:
        buffer = io.BytesIO()
        image = Image.fromarray(np.ascontiguousarray(part))
        image.save(buffer, "JPEG", quality=quality, subsampling=0, restart_marker_blocks=blocks, **options)
        return _split_file(buffer.getvalue())

    if canvas is None or canvas.pixels.shape != pixels.shape:
        return _join_file(encode(pixels))
    return _join_file(_encode_on_canvas(pixels, canvas, quality, encode))


def _count_columns(width: int) -> int:
    blocks, rest = divmod(width, BLOCK_PX)
    return 1 if rest else max(columns for columns in range(1, _MOST_COLUMNS + 1) if blocks % columns == 0)


def _encode_on_canvas(
    pixels: Pixels, canvas: Canvas, quality: int, encode: Callable[[Pixels], _TiledFile]
) -> _TiledFile:
    height, width = pixels.shape[:2]
    changed = _find_changes(pixels, canvas.pixels, _count_columns(width)).reshape(-1)
    known = _known_tiles.setdefault(canvas, {}).setdefault(quality, [None] * changed.size)
    fresh = changed.tolist()
    # The head is that of the file: at least one tile is encoded.
    wanted = [tile for tile, data in enumerate(known) if data is None or fresh[tile]] or [0]
    head, made = encode(_stack_tiles(pixels, wanted))
    tiles = known.copy()
    for tile, data in zip(wanted, made, strict=True):
        tiles[tile] = data
        if not fresh[tile]:
            known[tile] = data
    return _TiledFile(_with_size(head, height, width), tuple(data for data in tiles if data is not None))


def _find_changes(pixels: Pixels, other: Pixels, columns: int) -> NDArray[np.bool_]:
    """Return which tiles differ, (rows of blocks, columns)."""
    height, width = pixels.shape[:2]
    kind = np.uint8 if width % BLOCK_PX else np.uint64  # eight bytes at a time
    one, two = (np.ascontiguousarray(picture).reshape(height, -1).view(kind) for picture in (pixels, other))
    changed = (one != two).reshape(height, columns, -1).any(axis=2)
    return np.logical_or.reduceat(changed, np.arange(0, height, BLOCK_PX), axis=0)


def _stack_tiles(pixels: Pixels, wanted: list[int]) -> Pixels:
    """Return tiles one below the other; those of a last row that is lower go on with their last pixels."""
    height, width = pixels.shape[:2]
    columns, whole = _count_columns(width), height // BLOCK_PX
    rows, places = np.divmod(wanted, columns)
    inside = rows < whole
    size = (width // columns, 3)
    tiles = pixels[: whole * BLOCK_PX].reshape(whole, BLOCK_PX, columns, *size)[rows[inside], :, places[inside]]
    stacked = tiles.reshape(-1, *size)
    if inside.all():
        return stacked
    last = pixels[whole * BLOCK_PX :].reshape(-1, columns, *size)
    # An encoder fills its last blocks in the same way.
    filled = last[np.minimum(np.arange(BLOCK_PX), len(last) - 1)][:, places[~inside]]
    return np.concatenate((stacked, filled.transpose(1, 0, 2, 3).reshape(-1, *size)))


def _split_file(data: bytes) -> _TiledFile:
    start = _find_segment(data, _START_OF_SCAN)
    (length,) = struct.unpack_from(">H", data, start + 2)
    scan = start + 2 + length
    return _TiledFile(data[:scan], tuple(_RESTART.split(data[scan : -len(_END)])))


def _join_file(file: _TiledFile) -> bytes:
    first, *others = file.tiles
    marked = chain.from_iterable(zip(cycle(_RESTARTS), others, strict=False))
    return b"".join((file.head, first, *marked, _END))


def _with_size(head: bytes, height: int, width: int) -> bytes:
    # Two bytes each of marker and length, then the bits of a sample.
    at = _find_segment(head, _START_OF_FRAME) + 5
    return head[:at] + struct.pack(">HH", height, width) + head[at + 4 :]


def _find_segment(data: bytes, marker: bytes) -> int:
    at = 2  # after the start of the image
    while data[at : at + 2] != marker:
        (length,) = struct.unpack_from(">H", data, at + 2)
        at += 2 + length
    return at
