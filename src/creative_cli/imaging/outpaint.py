"""Extends a photo beyond its edges with a provider: prepares the request, and restores the photo's own pixels.

Only the pixels outside the photo come from the model, and a narrow seam inside its edges blends both.
"""

import io

import numpy as np
from PIL import Image, ImageFilter

from creative_cli.formats import Box
from creative_cli.imaging.source import open_picture

SENT_AREA_PX = 1024 * 1280  # area of the picture sent, px; the models' own, which avoids scaling twice
SIDE_MULTIPLE_PX = 16  # models take sides that are multiples of it
RESULT_SIDE_PX = 2048  # longer side of the result: sharp on the largest canvas
SEAM_SHARE = 0.012  # width of the blended seam, of the shorter side
TONE_GRID_PX = 32  # side of the small pictures whose tones are compared
MIN_TONE_CORRELATION = 0.9  # lowest correlation at which the model repeats the photo
MAX_TONE_GAIN = 1.2  # largest correction of brightness
ASPECT_TOLERANCE = 0.1  # a photo with nearly the canvas' aspect is cropped; extending it would add slivers


def outpaint_size(aspect: float) -> tuple[int, int]:
    """Return a size (width, height in px) of about *aspect* that models take."""
    height = (SENT_AREA_PX / aspect) ** 0.5
    width = height * aspect
    wide, high = (max(1, round(side / SIDE_MULTIPLE_PX)) * SIDE_MULTIPLE_PX for side in (width, height))
    return wide, high


def needs_outpaint(width: int, height: int, aspect: float) -> bool:
    """Return whether the aspect of a photo of *width* × *height* differs enough from *aspect* to extend it."""
    own = width / height
    return max(own / aspect, aspect / own) > 1 + ASPECT_TOLERANCE


def prepare_outpaint(photo: bytes, focus: Box | None, aspect: float) -> bytes | None:
    """Return the whole photo on a canvas of *aspect*, transparent elsewhere (PNG, RGBA), or None if a crop is enough.

    Its *focus* (fractions) is as near to the middle as possible. Raises PictureError.
    """
    picture = open_picture(photo, "the photo").convert("RGB")
    if not needs_outpaint(picture.width, picture.height, aspect):
        return None
    size = outpaint_size(aspect)
    place = _place_photo(picture.size, size, focus)
    canvas = Image.new("RGBA", size, (0, 0, 0, 0))
    small = picture.resize((place[2] - place[0], place[3] - place[1]), Image.Resampling.LANCZOS)
    canvas.paste(small, place[:2])
    return _encode_png(canvas)


def restore_photo(photo: bytes, painted: bytes, focus: Box | None, aspect: float) -> bytes:
    """Return the *painted* extension with the photo's own pixels restored (PNG, RGB).

    Inside a seam of 1.2 % of the shorter side the result is the scaled photo. Raises PictureError if either cannot be
    decoded.
    """
    picture = open_picture(photo, "the photo").convert("RGB")
    around = open_picture(painted, "the continued photo").convert("RGB")
    sent = outpaint_size(aspect)
    scale = RESULT_SIDE_PX / max(sent)
    size = round(sent[0] * scale), round(sent[1] * scale)
    left, top, right, bottom = _place_photo(picture.size, size, focus)
    canvas = around.resize(size, Image.Resampling.LANCZOS)
    own = picture.resize((right - left, bottom - top), Image.Resampling.LANCZOS)
    canvas = _match_tone(canvas, own, (left, top, right, bottom))
    canvas.paste(own, (left, top), _seam_mask(right - left, bottom - top, size))
    return _encode_png(canvas)


def _match_tone(canvas: Image.Image, own: Image.Image, place: tuple[int, int, int, int]) -> Image.Image:
    """Return *canvas* in the photo's tone: models shift the exposure, which the seam would show.

    The shift is measured where the model repeats the photo; if it does not, *canvas* is unchanged.
    """
    painted, known = (
        np.asarray(one.resize((TONE_GRID_PX, TONE_GRID_PX), Image.Resampling.BOX), np.float64)
        for one in (canvas.crop(place), own)
    )
    spread = painted.std() * known.std()
    alike = ((painted - painted.mean()) * (known - known.mean())).mean() / spread if spread else 0.0
    if alike < MIN_TONE_CORRELATION:
        return canvas
    gain = np.clip(
        known.mean(axis=(0, 1)) / np.maximum(painted.mean(axis=(0, 1)), 1.0), 1 / MAX_TONE_GAIN, MAX_TONE_GAIN
    )
    return Image.fromarray(np.clip(np.asarray(canvas, np.float32) * gain + 0.5, 0, 255).astype(np.uint8))


def _place_photo(photo: tuple[int, int], canvas: tuple[int, int], focus: Box | None) -> tuple[int, int, int, int]:
    """Return the place of the whole photo on the canvas (left, top, right, bottom in px), its focus near the middle."""
    scale = min(canvas[0] / photo[0], canvas[1] / photo[1])
    width, height = round(photo[0] * scale), round(photo[1] * scale)
    x, y = (0.5, 0.5) if focus is None else (focus.x + focus.width / 2, focus.y + focus.height / 2)
    left = min(max(round(canvas[0] / 2 - x * width), 0), canvas[0] - width)
    top = min(max(round(canvas[1] / 2 - y * height), 0), canvas[1] - height)
    return left, top, left + width, top + height


def _seam_mask(width: int, height: int, canvas: tuple[int, int]) -> Image.Image:
    seam = max(1, round(SEAM_SHARE * min(width, height)))
    inset_x = seam if width < canvas[0] else 0
    inset_y = seam if height < canvas[1] else 0
    mask = np.zeros((height, width), np.uint8)
    mask[inset_y : height - inset_y, inset_x : width - inset_x] = 255
    soft = Image.fromarray(mask).filter(ImageFilter.BoxBlur(seam / 2))
    inner = np.asarray(soft).copy()
    inner[2 * inset_y : height - 2 * inset_y, 2 * inset_x : width - 2 * inset_x] = 255
    return Image.fromarray(inner)


def _encode_png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=6)
    return out.getvalue()
