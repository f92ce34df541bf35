"""A photo that a provider continues beyond its edges: what it is sent, and the photo's own pixels laid back.

The model paints only what is not there. Whatever it makes of the photo itself is thrown away: people see the photo's
own pixels, and only a narrow seam inside its edges is shared.
"""

import io

import numpy as np
from PIL import Image, ImageFilter

from creative_cli.formats import Box
from creative_cli.imaging.source import open_picture

SENT_AREA_PX = 1024 * 1280
"""Area of the picture that is sent, px: what models paint, so that nothing is scaled twice."""
SIDE_MULTIPLE_PX = 16
"""Sides are multiples of it, px: what models take."""
RESULT_SIDE_PX = 2048
"""Longer side of the finished picture, px: sharp on the largest canvas."""
SEAM_SHARE = 0.012
"""Width of the seam in which photo and painting mix, as a share of the shorter side."""
TONE_GRID_PX = 32
"""Side of the small pictures by which tones are compared, px."""
MIN_TONE_CORRELATION = 0.9
"""Correlation from which a painting shows the photo over again, and not something else."""
MAX_TONE_GAIN = 1.2
"""The most by which a painting is made lighter or darker to meet the photo."""
ASPECT_TOLERANCE = 0.1
"""A photo whose aspect is within this share of the canvas' is cropped; continuing it would add slivers."""


def outpaint_size(aspect: float) -> tuple[int, int]:
    """Return the size (width, height in px) of a canvas of about *aspect* as models take it."""
    height = (SENT_AREA_PX / aspect) ** 0.5
    width = height * aspect
    return max(SIDE_MULTIPLE_PX, round(width / SIDE_MULTIPLE_PX) * SIDE_MULTIPLE_PX), max(
        SIDE_MULTIPLE_PX, round(height / SIDE_MULTIPLE_PX) * SIDE_MULTIPLE_PX
    )


def needs_outpaint(width: int, height: int, aspect: float) -> bool:
    """Tell whether a photo of *width* × *height* lacks enough of a canvas of *aspect* to be continued for it."""
    own = width / height
    return max(own / aspect, aspect / own) > 1 + ASPECT_TOLERANCE


def prepare_outpaint(photo: bytes, focus: Box | None, aspect: float) -> bytes | None:
    """Return the photo on a canvas of *aspect*, transparent where it is to be continued (PNG, RGBA).

    None where a crop does. The photo is whole on it, moved so that its *focus* (fractions) comes near the middle.
    Raises PictureError where it cannot be decoded.
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
    """Return the *painted* continuation with the photo's own pixels where they belong (PNG, RGB).

    Inside its edges, beyond a seam of 1.2 % of the shorter side, the result is the photo, scaled and nothing else.
    Raises PictureError where either cannot be decoded.
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
    """Return the painting in the photo's tone: models shift the exposure of all they paint, and the seam would show it.

    The shift is read where the model painted the photo over again; where it painted something else there, nothing is
    known and nothing changed.
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
    """Return where the whole photo lies on the canvas (left, top, right, bottom in px), its focus near the middle."""
    scale = min(canvas[0] / photo[0], canvas[1] / photo[1])
    width, height = round(photo[0] * scale), round(photo[1] * scale)
    x, y = (0.5, 0.5) if focus is None else (focus.x + focus.width / 2, focus.y + focus.height / 2)
    left = min(max(round(canvas[0] / 2 - x * width), 0), canvas[0] - width)
    top = min(max(round(canvas[1] / 2 - y * height), 0), canvas[1] - height)
    return left, top, left + width, top + height


def _seam_mask(width: int, height: int, canvas: tuple[int, int]) -> Image.Image:
    """Return the photo's opacity: full inside, falling off at the edges that are continued."""
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
