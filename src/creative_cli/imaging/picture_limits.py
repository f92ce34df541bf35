"""Limits of foreign pictures before they are decoded, and the pixels that a worker hands over.

Part of a worker process (`foreign_worker`): little is imported, so that it starts quickly.
"""

import math
import mmap
import re
import warnings
from collections.abc import Iterator
from typing import Any, NamedTuple

from PIL import Image

from creative_cli.errors import PictureError
from creative_cli.imaging.jpeg_scans import exceeds_scans

SIDE_PER_ROOT = 1.2  # longest side, of that of a square with as many pixels: 12,000 px at 100 megapixels

_MEGAPIXEL = 1_000_000
_STRIP_BYTES = 4 << 20  # that are copied at once
_WEBP, _AVIF = b"WEBP", re.compile(b"....ftyp", re.DOTALL)
_DECODER_COPIES = 3  # of a picture as RGBA, that their decoders hold

warnings.simplefilter("error", Image.DecompressionBombWarning)


class PictureLimits(NamedTuple):
    """How many megapixels a picture may have, and how many scans a JPEG."""

    megapixels: float
    scans: int

    @property
    def side(self) -> int:
        """The longest side, px."""
        return int(SIDE_PER_ROOT * math.sqrt(self.megapixels * _MEGAPIXEL))

    def require_safe_picture(self, picture: Image.Image, data: bytes, name: str) -> None:
        """Raise PictureError if *picture*, an opened file of *data* that errors call *name*, is above the limits."""
        width, height = picture.size
        if max(width, height) > self.side or width * height > self.megapixels * _MEGAPIXEL:
            raise self.explain_size(name, f"{width} × {height} px")
        if picture.format in {"JPEG", "MPO"} and exceeds_scans(data, self.scans):
            raise PictureError(
                f"{name} is a JPEG of more than {self.scans} scans, each of which goes through the whole picture.",
                "Save it again as a usual JPEG. CREATIVE_DECODE_SCANS sets the limit.",
            )

    def explain_size(self, name: str, size: str = "") -> PictureError:
        """Return the error of a picture that errors call *name*; without *size* it has more pixels than allowed."""
        return PictureError(
            f"{name} is too large to open safely: {size or f'more than {self.megapixels:g} megapixels'}; the limit is "
            f"{self.side} px a side and {self.megapixels:g} megapixels.",
            "Scale it to 4000 px on its longer side. CREATIVE_DECODE_MEGAPIXELS sets the limit.",
        )


def read_picture_limits(options: dict[str, Any]) -> PictureLimits:
    """Return the limits among the options of a task, and let Pillow hold the first while it reads headers."""
    limits = PictureLimits(float(options["megapixels"]), int(options["scans"]))
    Image.MAX_IMAGE_PIXELS = int(limits.megapixels * _MEGAPIXEL)
    return limits


def raise_memory_error(error: Exception, data: bytes, size: tuple[int, int] | None) -> None:
    """Raise MemoryError if *error* of a decoder is memory that it lacked.

    Those of WebP and AVIF only say that they failed: there it is tried whether so much memory would have been given for
    the picture in *data* of *size* px, or for the largest one if its header was not read.
    """
    if isinstance(error, MemoryError) or "out of memory" in str(error):
        raise MemoryError from error
    if _WEBP not in data[:12] and not _AVIF.match(data[:12]):
        return
    pixels = size[0] * size[1] if size else int(Image.MAX_IMAGE_PIXELS or 0)
    try:
        mmap.mmap(-1, max(1, _DECODER_COPIES * 4 * pixels)).close()
    except (OSError, ValueError, OverflowError):
        raise MemoryError from error


def hand_over(picture: Image.Image) -> tuple[dict[str, object], Iterator[bytes]]:
    """Return the answer that has *picture*: `width`, `height` and number of `channels`, and its pixels row by row."""
    fields: dict[str, object] = {"width": picture.width, "height": picture.height, "channels": len(picture.getbands())}
    return fields, _iter_strips(picture)


def _iter_strips(picture: Image.Image) -> Iterator[bytes]:
    rows = max(1, _STRIP_BYTES // (picture.width * len(picture.getbands())))
    for top in range(0, picture.height, rows):
        yield picture.crop((0, top, picture.width, min(picture.height, top + rows))).tobytes()
