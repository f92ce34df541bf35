"""Decodes pictures of users into clean ones: RGB or RGBA, sRGB, upright, of a safe size.

It runs in a worker process (`foreign_worker`), as the files are hostile. The signature is checked, then the size in the
header, and decoding comes last. No more than three copies of a picture exist at a time: a worker's memory is limited.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from creative_cli.errors import PictureError
from creative_cli.imaging.picture_limits import PictureLimits, hand_over, raise_memory_error, read_picture_limits
from creative_cli.imaging.srgb_profile import srgb_profile

# Pillow reads 40 more, some of which start other programs.
READABLE_FORMATS = ("PNG", "JPEG", "WEBP", "AVIF", "TIFF", "BMP", "GIF")
BANNER_FORMATS = ("JPEG", "PNG")

MIN_SOURCE_SIDE_PX = 300
WORKING_SIDE_PX = 4096  # longest side of a result: twice the largest canvas
RESEND_HINT = "Send it as PNG (a cut-out) or JPEG (a photo), sRGB, 1000 to 4000 px on its longer side."

UNREADABLE = "unreadable"
"""The field of an answer for a file in none of the formats."""

# Formats whose further frames are previews and depth maps of the first (CIPA DC-007).
_FIRST_IS_MAIN = frozenset({"MPO"})
_SUBFILE_TYPE = 254  # TIFF 6.0; bit 0 marks a reduced copy
MAX_PAGES = 100
_BAND_PX = 1 << 20  # pixels of 16 bits that are scaled at once


def decode_picture(data: bytes, **options: Any) -> tuple[dict[str, object], Iterator[bytes]]:
    """Return a picture, RGB, or RGBA if some of it is transparent, as `hand_over` does.

    The options are those of `source.read_pixels`, its `name` included, and the limits `megapixels` and `scans`. Raises
    PictureError.
    """
    name, mark, limits = str(options["name"]), bool(options["mark"]), read_picture_limits(options)
    try:
        with open_foreign_picture(data, name, limits) as picture:
            if options["given"] or mark:
                _require_one_frame(picture, name)
            picture.draft(None, (options["enough"], options["enough"]))
            ImageOps.exif_transpose(picture, in_place=True)
            clean = _to_srgb(picture, name)
    except UnidentifiedImageError:
        return {UNREADABLE: True}, iter(())
    _require_min_size(clean, name, long=mark or clean.mode == "RGBA")
    clean.thumbnail((WORKING_SIDE_PX, WORKING_SIDE_PX), Image.Resampling.LANCZOS)
    return hand_over(clean)


def decode_banner(data: bytes, **options: Any) -> tuple[dict[str, object], Iterator[bytes]]:
    """Return a JPEG or PNG with a side below 300 px as RGB, as `hand_over` does, without its profile and rotation.

    The options are its `name` and the limits. Raises PictureError.
    """
    name, limits = str(options["name"]), read_picture_limits(options)
    try:
        with open_foreign_picture(data, name, limits, formats=BANNER_FORMATS) as picture:
            _require_banner(picture, name)
            return hand_over(picture.convert("RGB"))
    except UnidentifiedImageError as error:
        raise PictureError(f"{name} cannot be decoded ({_first_line(error)}).", RESEND_HINT) from error


@contextmanager
def open_foreign_picture(
    data: bytes,
    name: str,
    limits: PictureLimits,
    *,
    formats: tuple[str, ...] = READABLE_FORMATS,
    hint: str = RESEND_HINT,
) -> Iterator[Image.Image]:
    """Yield the opened file of *data*, which errors call *name* and give *hint* for, once it is within the limits.

    What a decoder raises meanwhile is a PictureError. Raises UnidentifiedImageError for a file in none of *formats*,
    and MemoryError.
    """
    size: tuple[int, int] | None = None
    try:
        with Image.open(io.BytesIO(data), formats=formats) as picture:
            size = picture.size
            limits.require_safe_picture(picture, data, name)
            yield picture
    except (PictureError, UnidentifiedImageError):
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise limits.explain_size(name) from error
    except Exception as error:  # decoders raise anything for malformed bytes
        raise_memory_error(error, data, size)
        raise PictureError(f"{name} is damaged and cannot be decoded ({_first_line(error)}).", hint) from error


def _require_one_frame(picture: Image.Image, name: str) -> None:
    """Refuse animations and files of several pages: which of them an ad should show is for people to say."""
    frames = getattr(picture, "n_frames", 1)
    if frames == 1 or picture.format in _FIRST_IS_MAIN:
        return
    if picture.format == "TIFF":
        pages = 0
        for page in range(min(frames, MAX_PAGES)):
            picture.seek(page)
            pages += not int(getattr(picture, "tag_v2", {}).get(_SUBFILE_TYPE, 0)) & 1  # reduced copies do not count
        picture.seek(0)
        if pages > 1:
            raise PictureError(
                f"{name} has {pages} pages, and an ad shows one picture.", "Save the page to show alone."
            )
        return
    raise PictureError(
        f"{name} is an animation of {frames} frames, and an ad shows one picture.",
        "Save the frame to show as a still PNG or JPEG: the first is often empty or dark.",
    )


def _require_banner(picture: Image.Image, name: str) -> None:
    width, height = picture.size
    if min(width, height) >= MIN_SOURCE_SIDE_PX:
        raise PictureError(f"{name} is no banner: it has {width} × {height} px.", RESEND_HINT)


def _require_min_size(picture: Image.Image, name: str, *, long: bool) -> None:
    width, height = picture.size
    side, which = (max(width, height), "longer") if long else (min(width, height), "shorter")
    if side < MIN_SOURCE_SIDE_PX:
        raise PictureError(
            f"{name} has only {width} × {height} px; its {which} side needs at least {MIN_SOURCE_SIDE_PX}.",
            "Send the original, 1000 px or more: an enlarged picture looks blurred.",
        )


def _first_line(error: Exception) -> str:
    """Return the first line of what a decoder says, or the name of the error if it says nothing."""
    return (str(error).splitlines() or [""])[0].strip(" .") or type(error).__name__


def _to_srgb(picture: Image.Image, name: str) -> Image.Image:
    """Return *picture* as 8-bit RGB or RGBA in sRGB, without an alpha channel that is opaque everywhere.

    *picture* is closed, to give its memory back.
    """
    if picture.mode == "F":
        raise PictureError(f"{name} contains floating-point values, not colours.", RESEND_HINT)
    alpha = None
    if picture.mode.startswith("I"):
        flat = scale_sixteen_bits(picture)
    else:
        opened = picture
        if picture.has_transparency_data:
            picture = picture if picture.mode == "RGBA" else picture.convert("RGBA")
            alpha = picture.getchannel("A")
        flat = picture.convert({"1": "L", "P": "RGB", "RGBA": "RGB", "RGBX": "RGB"}.get(picture.mode, picture.mode))
        opened.close()
    picture.close()
    colour = _convert_colors(flat)
    if alpha is None or alpha.getextrema() == (255, 255):
        return colour
    if alpha.getextrema() == (0, 0):
        raise PictureError(f"{name} is completely transparent.", "Export it again with its layers visible.")
    colour.putalpha(alpha)
    return colour


def scale_sixteen_bits(picture: Image.Image) -> Image.Image:
    """Return a grey picture of 16 bits or more in 8 bits; Pillow would clip at 255."""
    import numpy as np  # noqa: PLC0415  # takes 0.1 s that few pictures need

    scaled, rows = Image.new("L", picture.size), max(1, _BAND_PX // picture.width)
    for top in range(0, picture.height, rows):
        band = picture.crop((0, top, picture.width, min(picture.height, top + rows)))
        deep = np.asarray(band).astype(np.int64)
        scaled.paste(Image.fromarray(np.clip(deep >> 8, 0, 255).astype(np.uint8)), (0, top))
    return scaled


def _convert_colors(flat: Image.Image) -> Image.Image:
    """Return *flat* as sRGB, itself if it is RGB; a broken or unfitting profile is ignored, as in browsers."""
    try:
        profile = _input_profile(flat)
        if profile is not None:
            target = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
            within = flat.mode == "RGB"
            converted = ImageCms.profileToProfile(flat, profile, target, outputMode="RGB", inPlace=within)
            flat = flat if converted is None else converted
    except (OSError, ImageCms.PyCMSError):
        pass
    return flat if flat.mode == "RGB" else flat.convert("RGB")


def _input_profile(picture: Image.Image) -> ImageCms.ImageCmsProfile | None:
    if picture.mode == "LAB":
        return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    embedded = picture.info.get("icc_profile")
    if not embedded or embedded == srgb_profile():  # converting our own profile changes nothing and takes 24 ms
        return None
    return ImageCms.ImageCmsProfile(io.BytesIO(embedded))
