"""What the file of a picture is, beside its pixels: kind, size, colours, metadata and frames.

Part of a worker process (`foreign_worker`), as the files are hostile.
"""

import io
from collections.abc import Iterator
from typing import Any

from PIL import ExifTags, Image, ImageCms, UnidentifiedImageError

from creative_cli.imaging.mark_reading import find_picture_marks
from creative_cli.imaging.picture_decoding import UNREADABLE, open_foreign_picture
from creative_cli.imaging.picture_limits import hand_over, read_picture_limits
from creative_cli.imaging.srgb_profile import srgb_profile

MAX_FRAMES = 10_000
"""Frames that are counted: a file that has more has this many."""

_RESEND_HINT = "Export it again."
_TEXT_CHARACTERS = 80  # of a name in metadata that is quoted
# Exif 3.0: tags that say who or where somebody is, or which camera it was.
_AUTHOR_TAGS = (ExifTags.Base.Artist, ExifTags.Base.CameraOwnerName)
_SERIAL_TAGS = (ExifTags.Base.BodySerialNumber, ExifTags.Base.LensSerialNumber)
_UPRIGHT = 1


def inspect_picture(data: bytes, **options: Any) -> tuple[dict[str, object], Iterator[bytes]]:
    """Return the facts of a picture as fields, and its first frame as RGB, as `hand_over` does.

    What it says of its origin is in `marks`. The options are its `name` and the limits. A file in none of the formats
    has the field UNREADABLE. Raises PictureError for one that is damaged or above the limits.
    """
    name, limits = str(options["name"]), read_picture_limits(options)
    try:
        with open_foreign_picture(data, name, limits, hint=_RESEND_HINT) as picture:
            facts = _read_facts(picture)
            picture.load()
            shown = picture if picture.mode == "RGB" else _flatten(picture)
            fields, strips = hand_over(shown)
            return {**facts, **fields, "marks": find_picture_marks(data)[0]}, strips
    except UnidentifiedImageError:
        return {UNREADABLE: True}, iter(())


def _flatten(picture: Image.Image) -> Image.Image:
    """Return a picture as RGB, on white where it is transparent."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    layers = picture.convert("RGBA")
    ground = Image.new("RGBA", layers.size, "white")
    ground.alpha_composite(layers)
    return ground.convert("RGB")


def _read_facts(picture: Image.Image) -> dict[str, object]:
    exif = picture.getexif()
    camera = exif.get_ifd(ExifTags.IFD.Exif)
    tags = {**dict(exif), **dict(camera)}
    return {
        "kind": "jpeg" if picture.format == "MPO" else str(picture.format).lower(),
        "mode": picture.mode,
        "deep": picture.mode.startswith(("I", "F")),
        "palette": picture.mode == "P",
        "frames": min(getattr(picture, "n_frames", 1), MAX_FRAMES) if picture.format != "MPO" else 1,
        "profile": _name_profile(picture),
        "location": bool(exif.get_ifd(ExifTags.IFD.GPSInfo)),
        "author": _read_text(tags, _AUTHOR_TAGS),
        "serial": _read_text(tags, _SERIAL_TAGS),
        "turned": tags.get(ExifTags.Base.Orientation, _UPRIGHT) not in {0, _UPRIGHT},
    }


def _read_text(tags: dict[Any, Any], wanted: tuple[int, ...]) -> str:
    for tag in wanted:
        text = str(tags.get(tag) or "").strip("\0 ")
        if text:
            return text[:_TEXT_CHARACTERS]
    return ""


def _name_profile(picture: Image.Image) -> str:
    """Return the name of the colour profile, "sRGB" for any of that space, and "" for none."""
    embedded = picture.info.get("icc_profile")
    if not embedded:
        return ""
    if embedded == srgb_profile():
        return "sRGB"
    try:
        described = ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(embedded))).strip()
    except (OSError, ImageCms.PyCMSError):
        return "a broken profile"
    folded = described.casefold().replace(" ", "")
    return "sRGB" if folded.startswith(("srgb", "c2", "sgry")) else described[:_TEXT_CHARACTERS] or "a profile"
