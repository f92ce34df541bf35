"""A photo as it is looked at: decoded and searched for its subject once, however many canvases are cut from it."""

import threading
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from creative_cli.formats import Box
from creative_cli.imaging.saliency import PhotoSubject, find_subject, subject_from_box
from creative_cli.imaging.source import open_picture
from creative_cli.models import Pixels

CACHED_PHOTOS = 4
"""Photos kept in memory: at most 50 MB each, and products are made a few at a time."""


@dataclass(frozen=True, slots=True, eq=False)
class Photo:
    """A photo's pixels, uint8 (h, w, 3), and what it is about."""

    pixels: Pixels
    subject: PhotoSubject


@dataclass(slots=True)
class _CacheSlot:
    """The place of one photo among those remembered: whoever comes first looks, the others wait for that one only."""

    turn: threading.Lock = field(default_factory=threading.Lock)
    photo: Photo | None = None


_CACHE_LOCK = threading.Lock()


def load_photo(data: bytes, focus: Box | None, *, painted: bool = False) -> Photo:
    """Decode a photo and find its subject, or take it from *focus*, fractions of the photo (a point has no size).

    A picture that was *painted* to order, of one product, is looked at whole only where a glance does not tell.
    Raises PictureError where it cannot be decoded. The last few photos are remembered.
    """
    with _CACHE_LOCK:
        seat = _cache_slot(data, focus, painted)
    # Two threads that want the same photo must not both decode it; those that want others look meanwhile.
    with seat.turn:
        if seat.photo is None:
            seat.photo = _analyze_photo(data, focus, painted)
        return seat.photo


@lru_cache(maxsize=CACHED_PHOTOS)
def _cache_slot(_data: bytes, _focus: Box | None, _painted: bool) -> _CacheSlot:  # noqa: FBT001  # of a cache's key
    return _CacheSlot()


def _analyze_photo(data: bytes, focus: Box | None, painted: bool) -> Photo:  # noqa: FBT001  # as it is called
    pixels = np.asarray(open_picture(data, "the photo").convert("RGB"))
    if focus is None:
        return Photo(pixels, find_subject(pixels, glance=painted))
    height, width = pixels.shape[:2]
    box = Box(focus.x * width, focus.y * height, focus.width * width, focus.height * height)
    return Photo(pixels, subject_from_box(pixels, box))
