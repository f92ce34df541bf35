"""Pictures with transparency: our cut-outs and users' logos."""

import io
from functools import lru_cache

import numpy as np
from PIL import Image

from creative_cli.formats import Box
from creative_cli.imaging.source import open_picture
from creative_cli.models import Pixels

DECODED_LAYERS = 2  # pictures that are kept decoded, some 10 MB each: one for each set in work on two cores


# The canvases of a set, in both reading directions, stand on the same packshot.
@lru_cache(maxsize=DECODED_LAYERS)
def decode_rgba(png: bytes) -> Pixels:
    """Return one of our PNG files as uint8 (height, width, 4), straight alpha, not to be written to."""
    with Image.open(io.BytesIO(png), formats=("PNG",)) as picture:
        pixels = np.asarray(picture.convert("RGBA"))
    pixels.flags.writeable = False
    return pixels


def encode_png(pixels: Pixels) -> bytes:
    """Return pixels, uint8 (height, width, 3 or 4), as a PNG file without metadata."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def fit_logo(data: bytes, room: Box) -> Pixels:
    """Return a logo as large as *room* (px) allows, uint8 (height, width, 4); raise PictureError."""
    picture = open_picture(data, "the logo", given=True).convert("RGBA")
    scale = min(room.width / picture.width, room.height / picture.height)
    size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    return np.asarray(picture.resize(size, Image.Resampling.LANCZOS))
