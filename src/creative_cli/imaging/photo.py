"""Photos, decoded and searched for their subject and faces once for all canvases."""

import hashlib
import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from creative_cli.formats import Box
from creative_cli.imaging.faces import Face, detect_faces
from creative_cli.imaging.main_subject import MainSubject, describe_subject
from creative_cli.imaging.saliency import PhotoSubject, find_subject, subject_from_box
from creative_cli.imaging.source import read_pixels, without_alpha
from creative_cli.models import Pixels
from creative_cli.thread_caches import cached_for_threads

FOUND_PHOTOS = 64  # what was found in so many is kept, a few hundred KB each: decoding again is ten times as fast
CACHED_PHOTOS = 4  # at most 50 MB each; only a few products are in work at a time


@dataclass(frozen=True, slots=True, eq=False)
class Photo:
    """A photo's pixels, uint8 (h, w, 3), its subject as found, its faces, and the main subject that crops keep."""

    pixels: Pixels
    subject: PhotoSubject
    faces: tuple[Face, ...]
    main: MainSubject


PhotoFindings: TypeAlias = Mapping[tuple[str, Box | None], Photo]
"""What was found in photos, whose pixels are left out: by SHA-256 of the file and marked subject."""

_found: dict[tuple[str, Box | None], Photo] = {}
_FOUND_LOCK = threading.Lock()


@cached_for_threads(maxsize=CACHED_PHOTOS)
def load_photo(data: bytes, focus: Box | None) -> Photo:
    """Decode a photo and find its subject, or take it from *focus*, fractions of the photo (a point has no size).

    Raises PictureError for a photo that cannot be decoded. The last few photos are cached.
    """
    pixels = without_alpha(read_pixels(data, "the photo"))
    key = hashlib.sha256(data).hexdigest(), focus
    known = _found.get(key)
    if known is None:
        height, width = pixels.shape[:2]
        box = focus and Box(focus.x * width, focus.y * height, focus.width * width, focus.height * height)
        known = replace(analyze_pixels(pixels, box), pixels=pixels[:0])
        remember_findings({key: known})
    return replace(known, pixels=pixels)


def recall_findings(photos: Collection[str | None]) -> PhotoFindings:
    """Return what is remembered of *photos*, by SHA-256 of their files."""
    return {key: found for key, found in _found.copy().items() if key[0] in photos}


def remember_findings(found: PhotoFindings) -> None:
    """Remember what was *found* in photos, here or by another process, instead of the oldest."""
    with _FOUND_LOCK:
        _found.update(found)
        for key in list(_found)[: max(0, len(_found) - FOUND_PHOTOS)]:
            del _found[key]


def analyze_pixels(pixels: Pixels, focus: Box | None = None) -> Photo:
    """Return the photo of *pixels*, uint8 (h, w, 3), searched for its subject and faces.

    *focus* is the box or point of the subject in px, if the user marked it.
    """
    faces = detect_faces(pixels)
    marked = focus is not None
    subject = find_subject(pixels) if focus is None else subject_from_box(pixels, focus)
    return Photo(pixels, subject, faces, describe_subject(subject, faces, marked=marked))
