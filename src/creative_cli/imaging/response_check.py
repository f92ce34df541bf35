"""Whether what a service sent is a picture worth keeping: whole, of the size asked for, with something on it.

Thresholds were measured on eight photos, each also at 1/8 of its contrast in the dark, in snow and in fog, against
black, grey (with noise up to 40 levels) and two-colour pictures, as files of all three formats.
"""

import io

import numpy as np
from PIL import Image, UnidentifiedImageError
from PIL.ExifTags import Base

from creative_cli.errors import PictureError
from creative_cli.imaging.source import MAX_SOURCE_PIXELS, MAX_SOURCE_SIDE_PX

RESPONSE_FORMATS = ("PNG", "JPEG", "WEBP")

SHAPE_TOLERANCE = 0.02
MIN_RESPONSE_SCALE, MAX_RESPONSE_SCALE = 0.9, 2.0
"""Sides of an answer, of those asked for; twice 1024 × 1024 px take less than 120 MB while they are looked at."""

ROTATED_ORIENTATIONS = frozenset({5, 6, 7, 8})
"""EXIF orientations that exchange width and height."""

TILE_GRID = 32
"""A picture is judged as 32 × 32 tiles: grain averages out, what is on it does not."""

MAX_BLACK_LEVEL = 8
"""Brightest tile of a picture that is black, of 255; a photo at 1/8 of its light has 31."""

MIN_TILE_SPREAD = 8
"""Between the 1st and the 99th percentile of the tiles, in the liveliest channel.

Grey noise has 0 to 6, a backdrop with 10 levels from top to bottom 9, a photo at 1/8 of its contrast 13 to 31.
"""

MAX_TWO_TONE_SHARE = 0.96
"""Share of the pixels in the two commonest levels of luminance.

A disc on white has 0.98 as JPEG, a product that fills a twelfth of pure white 0.92, photos below 0.05.
"""

REPAINT_HINT = "Nothing can be done about it in the brief; the next service, or the next run, paints it again."


def check_response_image(data: bytes, width: int, height: int) -> None:
    """Raise PictureError unless *data* is a whole PNG, JPEG or WebP that shows something, of *width* × *height* px.

    Another size will do when its sides, as EXIF turns them, have the same ratio within 2 % and are 0.9 to 2 times as
    long. What comes is PNG, JPEG or WebP of any mode and depth; of an animation the first frame counts.
    """
    picture = _decode_rgb(data, width, height)
    luminance = np.asarray(picture.convert("L").histogram()) / (picture.width * picture.height)
    tiles = np.asarray(picture.resize((TILE_GRID, TILE_GRID), Image.Resampling.BOX)).reshape(-1, 3)
    low, high = np.percentile(tiles, (1, 99), axis=0)
    if tiles.max() <= MAX_BLACK_LEVEL:
        raise PictureError(
            "The answer is all black, as services send when a safety filter held a picture back.", REPAINT_HINT
        )
    if (high - low).max() < MIN_TILE_SPREAD:
        raise PictureError("The answer is one even colour.", REPAINT_HINT)
    if np.sort(luminance)[-2:].sum() > MAX_TWO_TONE_SHARE:
        raise PictureError("The answer has only two colours, which no photo has.", REPAINT_HINT)


def _decode_rgb(data: bytes, width: int, height: int) -> Image.Image:
    """Return all pixels as RGB, clear ones grey; the size in the header is judged before any is decoded."""
    try:
        with Image.open(io.BytesIO(data), formats=RESPONSE_FORMATS) as picture:
            _require_asked_size(_upright_size(picture), width, height)
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
        raise PictureError("The answer is no PNG, JPEG or WebP picture.", REPAINT_HINT) from error
    except Exception as error:  # decoders of hostile bytes raise whatever they stumble over
        raise PictureError("The answer is damaged or cut short.", REPAINT_HINT) from error


def _upright_size(picture: Image.Image) -> tuple[int, int]:
    """Return the size as the picture is shown: `open_picture` will turn it."""
    width, height = picture.size
    return (height, width) if picture.getexif().get(Base.Orientation) in ROTATED_ORIENTATIONS else (width, height)


def _require_asked_size(size: tuple[int, int], width: int, height: int) -> None:
    scale_x, scale_y = size[0] / width, size[1] / height
    sane = max(size) <= MAX_SOURCE_SIDE_PX and size[0] * size[1] <= MAX_SOURCE_PIXELS
    same_shape = abs(scale_x / scale_y - 1) <= SHAPE_TOLERANCE
    if not (
        sane
        and same_shape
        and min(scale_x, scale_y) >= MIN_RESPONSE_SCALE
        and max(scale_x, scale_y) <= MAX_RESPONSE_SCALE
    ):
        raise PictureError(f"The answer has {size[0]} × {size[1]} px, asked were {width} × {height}.", REPAINT_HINT)
