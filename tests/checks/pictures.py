"""A good picture in a file, of which a test changes one thing."""

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

from creative_cli.channels import get_channel
from creative_cli.checks.picture_file import CheckedPicture, PictureFacts
from creative_cli.checks.runner import Check, run_check
from creative_cli.models import Pixels, Status
from tests.checks.photo_ads import photo_pattern

SQUARE = get_channel("meta.feed.square").format
BANNER = get_channel("gdn.300x250").format


@cache
def _good_pixels() -> Pixels:
    made = photo_pattern(SQUARE.width, SQUARE.height) // 40 * 40  # with edges
    made.setflags(write=False)
    return made


def good_picture(**changes: Any) -> CheckedPicture:
    """Return a JPEG for a square in Meta's feed, all as it should be, but for *changes*."""
    facts = PictureFacts("jpeg", SQUARE.width, SQUARE.height, "RGB", profile="sRGB")
    good = CheckedPicture("ads/a.jpg", "jpg", 200_000, facts, _good_pixels(), (SQUARE,), SQUARE)
    return replace(good, **changes)


def with_facts(picture: CheckedPicture, **changes: Any) -> CheckedPicture:
    """Return a picture whose file has other facts."""
    return replace(picture, facts=replace(picture.facts, **changes))


def noise_pixels() -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Return a square of noise."""
    return np.random.default_rng(1).integers(0, 256, (400, 400, 3), dtype=np.uint8)


def outcomes_of(check: Check[CheckedPicture], picture: CheckedPicture) -> list[tuple[str, Status]]:
    """Return what a check says, as codes and statuses."""
    return [(finding.code, finding.status) for finding in run_check(check, picture)]
