"""Where a product stands in a scene: on the floor, in its room, clear of type; in px, for readers from the left.

The camera is a long lens looking down a little: verticals stay vertical, and a circle on the floor becomes an ellipse
`ELLIPSE_RATIO` times as high as wide. Right-to-left scenes use the same layout, mirrored at the end.
"""

from dataclasses import dataclass

import numpy as np

from creative_cli.formats import Box
from creative_cli.models import Pixels

ELLIPSE_RATIO = 0.25  # height of a level circle, of its width: the camera looks down by 14.5 degrees
SOLID_PRODUCT_ALPHA = 128  # lowest alpha that counts as the product
MIN_PRODUCT_SCALE = 0.6  # smallest product that avoids text, of the size its room allows
MIN_TEXT_DISTANCE = 0.02  # distance of the product from text, of the short side
FOOT_HEIGHT_SHARE = 0.04  # lowest part of the product's height, which shows where it touches the ground


@dataclass(frozen=True, slots=True)
class Silhouette:
    """A product's silhouette, px: its size, and the middle and half width of its foot."""

    width: int
    height: int
    middle: float
    foot: float

    @property
    def reach(self) -> float:
        """The farthest ink from the middle, px; a mirrored scene needs as much room."""
        return max(self.middle, self.width - self.middle)


@dataclass(frozen=True, slots=True)
class SetLayout:
    """A product on the floor of a canvas, px: its box, and half the width of its foot."""

    width: int
    height: int
    product: Box
    foot: float

    @property
    def short_side(self) -> int:
        """The shorter side of the canvas."""
        return min(self.width, self.height)


def measure_silhouette(alpha: Pixels) -> Silhouette:
    """Measure a trimmed product from its alpha, uint8 (height, width)."""
    height, width = alpha.shape
    foot = np.flatnonzero((alpha[-max(2, round(height * FOOT_HEIGHT_SHARE)) :] >= SOLID_PRODUCT_ALPHA).any(axis=0))
    if not len(foot):
        return Silhouette(width, height, width / 2, width / 2)
    return Silhouette(width, height, float(foot[0] + foot[-1] + 1) / 2, float(foot[-1] + 1 - foot[0]) / 2)


def arrange_set(size: tuple[int, int], room: Box, floor: float, quiet: tuple[Box, ...], what: Silhouette) -> SetLayout:
    """Place *what* on *floor*, as large as *room* allows and outside the *quiet* boxes where possible.

    To avoid text it moves aside and shrinks, to no less than `MIN_PRODUCT_SCALE` of the size the room allows.
    """
    width, height = size
    gap = MIN_TEXT_DISTANCE * min(size)
    ceiling = max([room.y, *(box.bottom + gap for box in quiet if _overhangs_room(box, room, floor))])
    largest = min(room.width / (2 * what.reach), (floor - ceiling) / what.height)
    beside = [box.right + gap for box in quiet if box.bottom > floor - what.height * largest and box.y < floor]
    start = max([room.x, *beside])
    scale = min(largest, max(MIN_PRODUCT_SCALE * largest, (room.right - start) / (2 * what.reach)))
    reach, tall, foot = what.reach * scale, what.height * scale, what.foot * scale
    centre = min(max(room.x + room.width / 2, start + reach), room.right - reach)
    product = Box(centre - what.middle * scale, floor - tall, what.width * scale, tall)
    return SetLayout(width, height, product, foot)


def _overhangs_room(box: Box, room: Box, floor: float) -> bool:
    """Return whether *box* covers the upper part of *room* over at least half of its width."""
    shared = min(box.right, room.right) - max(box.x, room.x)
    return room.y < box.bottom < room.y + 0.4 * (floor - room.y) and shared > 0.5 * room.width


def round_box(box: Box) -> tuple[int, int, int, int]:
    """Return a product's box in whole px (left, top, width, height), with the same bottom edge."""
    width, height = max(1, int(box.width + 1e-6)), max(1, int(box.height + 1e-6))
    left = int(np.floor(box.x + box.width / 2 - width / 2 + 0.5))
    return left, int(np.floor(box.bottom + 0.5)) - height, width, height
