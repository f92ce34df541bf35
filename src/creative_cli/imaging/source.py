"""Reads untrusted pictures into clean ones: RGB or RGBA, sRGB, upright, of a safe size.

It checks the signature, then the size in the header, and decodes last. Importing this module sets Pillow's own limit
against decompression bombs for the whole process.
"""

import io
import re
import threading
import warnings
import zlib
from functools import lru_cache

import numpy as np
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from creative_cli.errors import PictureError
from creative_cli.imaging.encode import srgb_profile
from creative_cli.models import Pixels

# Pillow reads 40 more, some of which start other programs.
READABLE_FORMATS = ("PNG", "JPEG", "WEBP", "AVIF", "TIFF", "BMP", "GIF")

MAX_SOURCE_SIDE_PX = 12_000
MAX_SOURCE_PIXELS = 100_000_000
MIN_SOURCE_SIDE_PX = 300

# Formats whose further frames are previews and depth maps of the first (CIPA DC-007).
_FIRST_IS_MAIN = frozenset({"MPO"})
_SUBFILE_TYPE = 254  # TIFF 6.0; bit 0 marks a reduced copy
MAX_PAGES = 100

WORKING_SIDE_PX = 4096  # longest side of a result: twice the largest canvas
CACHED_SCENES = 4  # at most 50 MB each; only a few products are in work at a time

RESEND_HINT = "Send it as PNG (a cut-out) or JPEG (a photo), sRGB, 1000 to 4000 px on its longer side."

Image.MAX_IMAGE_PIXELS = MAX_SOURCE_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)

_FOREIGN_SIGNATURES = (
    (4, b"ftypheic", "a HEIC photo, which no library in this tool can read"),
    (4, b"ftypheix", "a HEIC photo, which no library in this tool can read"),
    (4, b"ftypmif1", "a HEIF photo, which no library in this tool can read"),
    (4, b"ftyp", "a video or a camera format"),
    (0, b"%PDF", "a PDF"),
    (0, b"%!PS", "a PostScript file"),
    (0, b"8BPS", "a Photoshop document"),
    (0, b"PK\x03\x04", "a ZIP archive or an office document"),
    (0, b"\x1f\x8b", "a compressed file, but no SVGZ"),
    (0, b"version https://git-lfs", "a Git LFS pointer, not the picture itself"),
)


# Notes of the program, and declarations, may stand before the first element.
SNIFFED_BYTES = 65_536
# Each note is taken whole (an atomic group): trying its ends again takes exponential time.
_SVG_START = re.compile(
    rb"\s*(?:(?><\?.*?\?>|<!--.*?-->|<!doctype[^>\[]*(?:\[.*?\]\s*)?>)\s*)*+<(?:[\w.-]+:)?svg\b",
    re.IGNORECASE | re.DOTALL,
)


def is_svg(data: bytes) -> bool:
    """Return whether *data* is an SVG drawing, plain or compressed, which `layout` rasterises."""
    start = data[:SNIFFED_BYTES]
    if start.startswith(b"\x1f\x8b"):
        try:
            start = zlib.decompressobj(wbits=31).decompress(start, SNIFFED_BYTES)
        except zlib.error:
            return False
    for encoding, marks in (("utf-16-le", (b"\xff\xfe", b"<\0")), ("utf-16-be", (b"\xfe\xff", b"\0<"))):
        if start.startswith(marks):
            start = start.decode(encoding, "ignore").removeprefix("\ufeff").encode("utf-8", "ignore")
    return _SVG_START.match(start.removeprefix(b"\xef\xbb\xbf")) is not None


def open_picture(
    data: bytes, name: str, enough: int = WORKING_SIDE_PX, *, mark: bool = False, given: bool = False
) -> Image.Image:
    """Return the picture in *data*, upright, sRGB, in mode RGB, or RGBA if some of it is transparent.

    Errors use *name*. Raises PictureError unless it is a whole picture in one of `READABLE_FORMATS`, 300 to 12,000 px a
    side and at most 100 megapixels; the header is checked before decoding. Of cut-outs, and of a *mark* such as a logo,
    only the longer side needs 300 px. A picture that people have *given*, or a mark, must be a still one; of an answer
    that was paid for the first frame counts. A JPEG is decoded at the half, quarter or eighth that still has *enough*
    px a side, which is faster.
    """
    try:
        with Image.open(io.BytesIO(data), formats=READABLE_FORMATS) as picture:
            _require_safe_size(picture, name)
            if given or mark:
                _require_one_frame(picture, name)
            picture.draft(None, (enough, enough))
            upright = ImageOps.exif_transpose(picture)
            clean = _to_srgb(upright, name)
    except PictureError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large(name, "more than 100 megapixels") from error
    except UnidentifiedImageError as error:
        raise PictureError(f"{name} is not a picture this tool reads: {_describe_bytes(data)}.", RESEND_HINT) from error
    except Exception as error:  # decoders raise anything for malformed bytes
        raise PictureError(f"{name} is damaged and cannot be decoded ({_first_line(error)}).", RESEND_HINT) from error
    _require_min_size(clean, name, long=mark or clean.mode == "RGBA")
    clean.thumbnail((WORKING_SIDE_PX, WORKING_SIDE_PX), Image.Resampling.LANCZOS)
    return clean


def _require_safe_size(picture: Image.Image, name: str) -> None:
    width, height = picture.size
    if max(width, height) > MAX_SOURCE_SIDE_PX or width * height > MAX_SOURCE_PIXELS:
        raise _too_large(name, f"{width} × {height} px")


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


def _require_min_size(picture: Image.Image, name: str, *, long: bool) -> None:
    width, height = picture.size
    side, which = (max(width, height), "longer") if long else (min(width, height), "shorter")
    if side < MIN_SOURCE_SIDE_PX:
        raise PictureError(
            f"{name} has only {width} × {height} px; its {which} side needs at least {MIN_SOURCE_SIDE_PX}.",
            "Send the original, 1000 px or more: an enlarged picture looks blurred.",
        )


def _too_large(name: str, size: str) -> PictureError:
    return PictureError(
        f"{name} is too large to open safely: {size}; the limit is {MAX_SOURCE_SIDE_PX} px a side and 100 megapixels.",
        "Scale it to 4000 px on its longer side.",
    )


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [""])[0].strip(" .") or type(error).__name__


def _describe_bytes(data: bytes) -> str:
    if not data:
        return "the file is empty"
    if is_svg(data):
        return "it is an SVG drawing"
    for offset, magic, what in _FOREIGN_SIGNATURES:
        if data[offset : offset + len(magic)] == magic:
            return f"it is {what}"
    if data[:512].lstrip().lower().startswith((b"<!doctype html", b"<html")):
        return "it is a web page, perhaps saved in place of the picture"
    return f"its first bytes are {data[:8].hex(' ')}"


def _to_srgb(picture: Image.Image, name: str) -> Image.Image:
    """Return *picture* as 8-bit RGB or RGBA in sRGB, without an alpha channel that is opaque everywhere."""
    picture = _to_eight_bit(picture, name)
    alpha = None
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        alpha = picture.getchannel("A")
    colour = _convert_colors(picture)
    if alpha is None or alpha.getextrema() == (255, 255):
        return colour
    if alpha.getextrema() == (0, 0):
        raise PictureError(f"{name} is completely transparent.", "Export it again with its layers visible.")
    colour.putalpha(alpha)
    return colour


def _to_eight_bit(picture: Image.Image, name: str) -> Image.Image:
    if picture.mode == "F":
        raise PictureError(f"{name} contains floating-point values, not colours.", RESEND_HINT)
    if picture.mode.startswith("I"):
        deep = np.asarray(picture).astype(np.int64)
        return Image.fromarray(np.clip(deep >> 8, 0, 255).astype(np.uint8))
    return picture


def _convert_colors(picture: Image.Image) -> Image.Image:
    """Return the colours alone, as sRGB; a broken or unfitting profile is ignored, as in browsers."""
    flat = picture.convert({"1": "L", "P": "RGB", "RGBA": "RGB", "RGBX": "RGB"}.get(picture.mode, picture.mode))
    try:
        profile = _input_profile(flat)
        if profile is not None:
            target = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
            converted = ImageCms.profileToProfile(flat, profile, target, outputMode="RGB")
            return flat.convert("RGB") if converted is None else converted
    except (OSError, ImageCms.PyCMSError):
        pass
    return flat.convert("RGB")


def _input_profile(picture: Image.Image) -> ImageCms.ImageCmsProfile | None:
    if picture.mode == "LAB":
        return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    embedded = picture.info.get("icc_profile")
    if not embedded or embedded == srgb_profile():  # converting our own profile changes nothing and takes 24 ms
        return None
    return ImageCms.ImageCmsProfile(io.BytesIO(embedded))


_DECODE_LOCK = threading.Lock()


def decode_scene(data: bytes) -> Pixels:
    """Decode a scene, uint8 (h, w, 3); the last few are cached. Raises PictureError."""
    # Threads that need the same scene must not both decode it.
    with _DECODE_LOCK:
        return _decode_cached(data)


@lru_cache(maxsize=CACHED_SCENES)
def _decode_cached(data: bytes) -> Pixels:
    return np.asarray(open_picture(data, "the generated scene").convert("RGB"))
