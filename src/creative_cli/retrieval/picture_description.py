"""What the index keeps of a picture: its image hash and its local features."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias

import numpy as np

from creative_cli.errors import PictureError
from creative_cli.imaging.picture_files import read_picture_file
from creative_cli.models import Pixels
from creative_cli.retrieval.image_hash import hash_image
from creative_cli.retrieval.local_features import LocalFeatures, find_stored_features

PictureFiles: TypeAlias = Sequence[tuple[str, Path]]
"""Files with the SHA-256 that each had when it was indexed."""


class DescribedPicture(NamedTuple):
    """A file, by its SHA-256, and how its picture looks."""

    sha256: str
    image_hash: bytes
    features: LocalFeatures


Spread: TypeAlias = Callable[
    [Callable[[PictureFiles], list[DescribedPicture]], Iterable[PictureFiles]], Iterable[list[DescribedPicture]]
]
"""Does work on portions of files, several at a time, and returns the results in their order, as `Executor.map`."""


def describe_pictures(files: PictureFiles, decode: Callable[[Path], Pixels]) -> list[DescribedPicture]:
    """Describe the files that still have their SHA-256 and that *decode* can read.

    Markets that share a language have files of equal pixels, which differ in what they say of themselves: of those one
    is described.
    """
    known: dict[bytes, tuple[bytes, LocalFeatures]] = {}
    found = []
    for sha256, path in files:
        try:
            if hash_picture(path) != sha256:
                continue
            pixels = decode(path)
        except (OSError, PictureError):
            continue  # `reindex` counts it; the ad is still found by its words
        look = hashlib.sha256(repr(pixels.shape).encode())
        look.update(np.ascontiguousarray(pixels).data)
        key = look.digest()
        if key not in known:
            known[key] = hash_image(pixels), find_stored_features(pixels)
        found.append(DescribedPicture(sha256, *known[key]))
    return found


def hash_picture(path: Path) -> str:
    """Return the SHA-256 of a file. Raises PictureError or OSError for one that cannot be read."""
    return hashlib.sha256(read_picture_file(path, "the path of --like")).hexdigest()
