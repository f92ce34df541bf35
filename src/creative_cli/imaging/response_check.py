"""Whether what a service sent is a picture worth keeping: whole, of the size asked for, with something on it.

Thresholds were measured on eight photos, each also at 1/8 of its contrast in the dark, in snow and in fog, against
black, grey (with noise up to 40 levels) and two-colour pictures, as files of all three formats.
"""

import io

import numpy as np
from PIL import Image, UnidentifiedImageError
from PIL.ExifTags import Base

from creative_cli.errors import PictureError
from creative_cli.imaging.source import LARGEST_SIDE, MOST_PIXELS

FORMATS = ("PNG", "JPEG", "WEBP")

SHAPE_TOLERANCE = 0.02
LEAST_SCALE, MOST_SCALE = 0.9, 2.0
"""Sides of an answer, of those asked for; twice 1024 × 1024 px take less than 120 MB while they are looked at."""

LYING = frozenset({5, 6, 7, 8})
"""EXIF orientations that exchange width and height."""

TILES = 32
"""A picture is judged as 32 × 32 tiles: grain averages out, what is on it does not."""

BLACK = 8
"""Brightest tile of a picture that is black, of 255; a photo at 1/8 of its light has 31."""

LEAST_SPREAD = 8
"""Between the 1st and the 99th percentile of the tiles, in the liveliest channel.

Grey noise has 0 to 6, a backdrop with 10 levels from top to bottom 9, a photo at 1/8 of its contrast 13 to 31.
"""

MOST_IN_TWO = 0.96
"""Share of the pixels in the two commonest levels of luminance.

A disc on white has 0.98 as JPEG, a product that fills a twelfth of pure white 0.92, photos below 0.05.
"""

HINT = "Nothing can be done about it in the brief; the next service, or the next run, paints it again."


def examine(data: bytes, width: int, height: int) -> None:
    """Raise PictureError unless *data* is a whole PNG, JPEG or WebP that shows something, of *width* × *height* px.

    Another size will do when its sides, as EXIF turns them, have the same ratio within 2 % and are 0.9 to 2 times as
    long. What comes is PNG, JPEG or WebP of any mode and depth; of an animation the first frame counts.
    """
    picture = _decoded(data, width, height)
    luminance = np.asarray(picture.convert("L").histogram()) / (picture.width * picture.height)
    tiles = np.asarray(picture.resize((TILES, TILES), Image.Resampling.BOX)).reshape(-1, 3)
    low, high = np.percentile(tiles, (1, 99), axis=0)
    if tiles.max() <= BLACK:
        raise PictureError("The answer is all black, as services send when a safety filter held a picture back.", HINT)
    if (high - low).max() < LEAST_SPREAD:
        raise PictureError("The answer is one even colour.", HINT)
    if np.sort(luminance)[-2:].sum() > MOST_IN_TWO:
        raise PictureError("The answer has only two colours, which no photo has.", HINT)


def _decoded(data: bytes, width: int, height: int) -> Image.Image:
    """Return all pixels as RGB, clear ones grey; the size in the header is judged before any is decoded."""
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
            _judge_size(_upright(picture), width, height)
            picture.load()
            if picture.mode.startswith("I"):  # 16 bits of grey, which Pillow would cut off at 255
                return Image.fromarray(np.asarray(np.asarray(picture) >> 8, np.uint8)).convert("RGB")
            if not picture.has_transparency_data:
                return picture.convert("RGB")
            backdrop = Image.new("RGBA", picture.size, (128, 128, 128, 255))
            return Image.alpha_composite(backdrop, picture.convert("RGBA")).convert("RGB")
    except PictureError:
        raise
    except UnidentifiedImageError as error:
        raise PictureError("The answer is no PNG, JPEG or WebP picture.", HINT) from error
    except Exception as error:  # decoders of hostile bytes raise whatever they stumble over
        raise PictureError("The answer is damaged or cut short.", HINT) from error


def _upright(picture: Image.Image) -> tuple[int, int]:
    """Return the size as the picture is shown: `open_picture` will turn it."""
    width, height = picture.size
    return (height, width) if picture.getexif().get(Base.Orientation) in LYING else (width, height)


def _judge_size(size: tuple[int, int], width: int, height: int) -> None:
    scale_x, scale_y = size[0] / width, size[1] / height
    sane = max(size) <= LARGEST_SIDE and size[0] * size[1] <= MOST_PIXELS
    same_shape = abs(scale_x / scale_y - 1) <= SHAPE_TOLERANCE
    if not (sane and same_shape and min(scale_x, scale_y) >= LEAST_SCALE and max(scale_x, scale_y) <= MOST_SCALE):
        raise PictureError(f"The answer has {size[0]} × {size[1]} px, asked were {width} × {height}.", HINT)
