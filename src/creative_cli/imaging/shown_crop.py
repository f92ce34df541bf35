"""A window of a photo at the size of its frame, with what the checks need to know of it."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PIL import Image

from creative_cli.formats import Box
from creative_cli.imaging.main_subject import SOLID_PRESENCE, Sides
from creative_cli.imaging.photo import Photo
from creative_cli.models import Pixels


@dataclass(frozen=True, slots=True, eq=False)
class ShownCrop:
    """A photo in its frame, px of the frame.

    `pixels` is uint8 (height, width, 3), `mask` uint8 (height, width), 255 where the subject is. `subject` is the box
    of the whole subject and `faces` those of the faces, also where they reach out of the frame; faces wholly outside
    are left out. `touched` are the sides on which the photo itself cuts the subject.
    """

    pixels: Pixels
    mask: Pixels
    subject: Box
    faces: tuple[Box, ...]
    touched: Sides


# Longer side of the copy of a photo from which small samples are taken, px.
SAMPLED_SIDE_PX = 800
SAMPLED_PHOTOS = 4  # copies that are kept, 1.5 MB each
SHOWN_CROPS = 2  # crops that are kept, 8 MB each: two sets at a time are in work


def sample_cover(photo: Photo, window: Box, size: tuple[int, int]) -> Pixels:
    """Return about how *window* looks at a small *size* (width, height) px: enough to judge a ground, not to show."""
    small = _sampled_copy(photo)
    scale = small.width / photo.pixels.shape[1]
    left, top, right, bottom = window.x * scale, window.y * scale, window.right * scale, window.bottom * scale
    box = max(0.0, left), max(0.0, top), min(float(small.width), right), min(float(small.height), bottom)
    return np.asarray(small.resize(size, Image.Resampling.BILINEAR, box=box))


@lru_cache(maxsize=SAMPLED_PHOTOS)
def _sampled_copy(photo: Photo) -> Image.Image:
    height, width = photo.pixels.shape[:2]
    return Image.fromarray(photo.pixels).reduce(max(1, max(width, height) // SAMPLED_SIDE_PX))


@lru_cache(maxsize=SHOWN_CROPS)
def crop_cover(photo: Photo, window: Box, size: tuple[int, int]) -> ShownCrop:
    """Return *window*, px of *photo* and inside it, at *size* (width, height) px; nothing is mirrored or made up.

    The last few are kept: the canvases of both reading directions show the same one.
    """
    height, width = photo.pixels.shape[:2]
    box = (max(0.0, window.x), max(0.0, window.y), min(float(width), window.right), min(float(height), window.bottom))
    picture = Image.fromarray(photo.pixels).resize(size, Image.Resampling.LANCZOS, box=box, reducing_gap=3.0)
    presence = Image.fromarray(np.asarray(photo.main.mask * 255 + 0.5, np.uint8))
    across, down = presence.width / width, presence.height / height
    cells = (box[0] * across, box[1] * down, box[2] * across, box[3] * down)
    soft = np.asarray(presence.resize(size, Image.Resampling.BICUBIC, box=cells))
    mask = (soft > int(SOLID_PRESENCE * 255)) * np.uint8(255)
    faces = tuple(_to_frame(face.box, window, size) for face in photo.faces if face.box.overlap(window) > 0)
    return ShownCrop(np.asarray(picture), mask, _to_frame(photo.main.box, window, size), faces, photo.main.touched)


def _to_frame(box: Box, window: Box, size: tuple[int, int]) -> Box:
    across, down = size[0] / window.width, size[1] / window.height
    return Box((box.x - window.x) * across, (box.y - window.y) * down, box.width * across, box.height * down)
