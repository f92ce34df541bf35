"""Checks a service's picture: complete, of the requested size, and not blank.

The thresholds were measured on eight photos, each also at 1/8 of its contrast in the dark, in snow and in fog, against
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

# Sides, of those requested; checking twice 1024 × 1024 px takes less than 120 MB.
MIN_RESPONSE_SCALE, MAX_RESPONSE_SCALE = 0.9, 2.0

ROTATED_ORIENTATIONS = frozenset({5, 6, 7, 8})  # EXIF orientations that swap width and height
TILE_GRID = 32  # a picture is checked as 32 × 32 tiles, which average grain out
MAX_BLACK_LEVEL = 8  # brightest tile of a black picture, of 255; a photo at 1/8 of its light has 31

# Between the 1st and the 99th percentile of the tiles, in the channel with the largest spread. Grey noise has 0 to 6, a
# backdrop with 10 levels from top to bottom 9, a photo at 1/8 of its contrast 13 to 31.
MIN_TILE_SPREAD = 8

# Share of pixels in the two most frequent levels of luminance. A disc on white has 0.98 as JPEG, a product that fills a
# twelfth of pure white 0.92, photos below 0.05.
MAX_TWO_TONE_SHARE = 0.96

REPAINT_HINT = "The brief is not the cause; the next provider, or the next run, generates it again."


def check_response_image(data: bytes, width: int, height: int) -> None:
    """Raise PictureError unless *data* is a complete, non-blank PNG, JPEG or WebP of *width* × *height* px.

    Another size passes if its upright sides have the same ratio within 2 % and are 0.9 to 2 times as long. Mode and
    depth are free; the first frame of an animation counts.
    """
    picture = _decode_rgb(data, width, height)
    luminance = np.asarray(picture.convert("L").histogram()) / (picture.width * picture.height)
    tiles = np.asarray(picture.resize((TILE_GRID, TILE_GRID), Image.Resampling.BOX)).reshape(-1, 3)
    low, high = np.percentile(tiles, (1, 99), axis=0)
    if tiles.max() <= MAX_BLACK_LEVEL:
        raise PictureError(
            "The response is all black, which services send when a safety filter blocks a picture.", REPAINT_HINT
        )
    if (high - low).max() < MIN_TILE_SPREAD:
        raise PictureError("The response is a single colour.", REPAINT_HINT)
    if np.sort(luminance)[-2:].sum() > MAX_TWO_TONE_SHARE:
        raise PictureError("The response has only two colours, unlike any photo.", REPAINT_HINT)


def _decode_rgb(data: bytes, width: int, height: int) -> Image.Image:
    """Return all pixels as RGB, transparent ones grey; the size in the header is checked first."""
    try:
        with Image.open(io.BytesIO(data), formats=RESPONSE_FORMATS) as picture:
            _require_asked_size(_upright_size(picture), width, height)
            picture.load()
            if picture.mode.startswith("I"):  # 16-bit grey, which Pillow would clip at 255
                return Image.fromarray(np.asarray(np.asarray(picture) >> 8, np.uint8)).convert("RGB")
            if not picture.has_transparency_data:
                return picture.convert("RGB")
            backdrop = Image.new("RGBA", picture.size, (128, 128, 128, 255))
            return Image.alpha_composite(backdrop, picture.convert("RGBA")).convert("RGB")
    except PictureError:
        raise
    except UnidentifiedImageError as error:
        raise PictureError("The response is not a PNG, JPEG or WebP picture.", REPAINT_HINT) from error
    except Exception as error:  # decoders raise anything for malformed bytes
        raise PictureError("The response is damaged or incomplete.", REPAINT_HINT) from error


def _upright_size(picture: Image.Image) -> tuple[int, int]:
    """Return the size of the picture when shown upright."""
    width, height = picture.size
    return (height, width) if picture.getexif().get(Base.Orientation) in ROTATED_ORIENTATIONS else (width, height)


def _require_asked_size(size: tuple[int, int], width: int, height: int) -> None:
    scale_x, scale_y = size[0] / width, size[1] / height
    sane = max(size) <= MAX_SOURCE_SIDE_PX and size[0] * size[1] <= MAX_SOURCE_PIXELS
    same_shape = abs(scale_x / scale_y - 1) <= SHAPE_TOLERANCE
    same_scale = min(scale_x, scale_y) >= MIN_RESPONSE_SCALE and max(scale_x, scale_y) <= MAX_RESPONSE_SCALE
    if not (sane and same_shape and same_scale):
        raise PictureError(f"The response has {size[0]} × {size[1]} px instead of {width} × {height}.", REPAINT_HINT)
