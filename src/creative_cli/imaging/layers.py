"""Pictures with transparency: our cut-outs and users' logos."""

import io

import numpy as np
from PIL import Image

from creative_cli.formats import Box
from creative_cli.imaging.source import open_picture
from creative_cli.models import Pixels


def decode_rgba(png: bytes) -> Pixels:
    """Return one of our PNG files as uint8 (height, width, 4), straight alpha."""
    with Image.open(io.BytesIO(png), formats=("PNG",)) as picture:
        return np.asarray(picture.convert("RGBA"))


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
