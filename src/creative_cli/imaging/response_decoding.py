"""Decodes the pictures of services; runs in a worker process (`foreign_worker`), as any server may have sent them."""

import io
from collections.abc import Iterator
from typing import Any

from PIL import Image, UnidentifiedImageError
from PIL.ExifTags import Base

from creative_cli.errors import PictureError
from creative_cli.imaging.picture_decoding import scale_sixteen_bits
from creative_cli.imaging.picture_limits import PictureLimits, hand_over, raise_memory_error, read_picture_limits

RESPONSE_FORMATS = ("PNG", "JPEG", "WEBP")

SHAPE_TOLERANCE = 0.02

# Sides, of those requested; checking twice 1024 × 1024 px takes less than 120 MB.
MIN_RESPONSE_SCALE, MAX_RESPONSE_SCALE = 0.9, 2.0

ROTATED_ORIENTATIONS = frozenset({5, 6, 7, 8})  # EXIF orientations that swap width and height

REPAINT_HINT = "The brief is not the cause; the next provider, or the next run, generates it again."


def decode_response(data: bytes, **options: Any) -> tuple[dict[str, object], Iterator[bytes]]:
    """Return all pixels of a picture as RGB, transparent ones grey, as `hand_over` does.

    The options are the `width` and `height` that were requested, and the limits. The size in the header is checked
    first. Raises PictureError.
    """
    limits = read_picture_limits(options)
    size: tuple[int, int] | None = None
    try:
        with Image.open(io.BytesIO(data), formats=RESPONSE_FORMATS) as picture:
            size = picture.size
            _require_asked_size(_upright_size(picture), options["width"], options["height"], limits)
            limits.require_safe_picture(picture, data, "The response")
            picture.load()
            return hand_over(_flatten(picture))
    except PictureError:
        raise
    except UnidentifiedImageError as error:
        raise PictureError("The response is not a PNG, JPEG or WebP picture.", REPAINT_HINT) from error
    except Exception as error:  # decoders raise anything for malformed bytes
        raise_memory_error(error, data, size)
        raise PictureError("The response is damaged or incomplete.", REPAINT_HINT) from error


def _flatten(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith("I"):
        return scale_sixteen_bits(picture).convert("RGB")
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    backdrop = Image.new("RGBA", picture.size, (128, 128, 128, 255))
    return Image.alpha_composite(backdrop, picture.convert("RGBA")).convert("RGB")


def _upright_size(picture: Image.Image) -> tuple[int, int]:
    """Return the size of the picture when shown upright."""
    width, height = picture.size
    return (height, width) if picture.getexif().get(Base.Orientation) in ROTATED_ORIENTATIONS else (width, height)


def _require_asked_size(size: tuple[int, int], width: int, height: int, limits: PictureLimits) -> None:
    scale_x, scale_y = size[0] / width, size[1] / height
    same_shape = abs(scale_x / scale_y - 1) <= SHAPE_TOLERANCE
    same_scale = min(scale_x, scale_y) >= MIN_RESPONSE_SCALE and max(scale_x, scale_y) <= MAX_RESPONSE_SCALE
    if not (max(size) <= limits.side and same_shape and same_scale):
        raise PictureError(f"The response has {size[0]} × {size[1]} px instead of {width} × {height}.", REPAINT_HINT)
