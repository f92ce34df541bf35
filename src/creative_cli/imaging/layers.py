"""Pictures with transparency that are laid on a scene: cut-outs of ours and logos people bring."""

import io

import numpy as np
from PIL import Image

from creative_cli.formats import Box
from creative_cli.imaging.source import open_picture
from creative_cli.models import Pixels


def decode_rgba(png: bytes) -> Pixels:
    """Return a PNG of ours as uint8 (height, width, 4), alpha not multiplied in."""
    with Image.open(io.BytesIO(png), formats=("PNG",)) as picture:
        return np.asarray(picture.convert("RGBA"))


def fit_logo(data: bytes, room: Box) -> Pixels:
    """Return a logo's picture as large as *room* allows (px), uint8 (height, width, 4); raise PictureError."""
    picture = open_picture(data, "the logo").convert("RGBA")
    scale = min(room.width / picture.width, room.height / picture.height)
    size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    return np.asarray(picture.resize(size, Image.Resampling.LANCZOS))
